"""The table in which the arrays of one derivation are interned, and their order of making.

Separate from the kinds of array: products are written in the order in which their factors were
first met, so that order must not depend on what else the process has differentiated before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")


class Session:
    """Arrays that were made together: equal ones are one object, each knows its turn."""

    def __init__(self) -> None:
        self._table: dict[Any, Any] = {}
        self._turns = count()

    @contextmanager
    def active(self) -> Iterator[None]:
        """Make arrays in this session for a while."""
        before = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(before)

    def turn(self) -> int:
        """Return the number of the next array."""
        return next(self._turns)

    def kept(self, key: Any, fresh: Any) -> Any:
        """Return the array that was made first for a key."""
        return self._table.setdefault(key, fresh)

    def find(self, key: Any) -> Any:
        """Return the array of a key, or None."""
        return self._table.get(key)


_CURRENT: ContextVar[Session] = ContextVar("session", default=Session())  # noqa: B039


def current() -> Session:
    """Return the session in which arrays are made now."""
    return _CURRENT.get()


class InternedInSession(type):
    """Metaclass that returns the one instance there is for these fields in a session."""

    def __call__(cls: type[T], *args: Any) -> T:
        """Return the instance with these fields."""
        # The first field's type tells 1 from True and 1.0, which Python takes for equal.
        key = (cls, type(args[0]), args)
        session = current()
        found: T | None = session.find(key)
        if found is None:
            kept: T = session.kept(key, type.__call__(cls, *args))
            return kept
        return found
