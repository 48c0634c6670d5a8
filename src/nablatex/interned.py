"""Interning: a class whose equal instances are one object.

Separate from the kinds of expression that use it: nothing here knows what they mean. Equal means
identical in the whole process, so equality is `is` and memo tables are dictionaries. Arrays keep
that promise within one derivation, in a table of their own (`tensor.session`).
"""

from __future__ import annotations

import threading
from typing import Any, ClassVar, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")


class Interned(type):
    """Metaclass that returns the one instance there is for these fields."""

    _table: ClassVar[WeakValueDictionary[Any, Any]] = WeakValueDictionary()
    _lock = threading.Lock()

    def __call__(cls: type[T], *args: Any) -> T:
        """Return the instance with these fields."""
        # The first field's type tells 1 from True and 1.0, which Python takes for equal.
        key = (cls, type(args[0]), args)
        node: T | None = Interned._table.get(key)
        if node is None:
            fresh = type.__call__(cls, *args)
            with Interned._lock:
                kept: T = Interned._table.setdefault(key, fresh)
            return kept
        return node
