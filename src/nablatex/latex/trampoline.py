"""Running generator functions that call one another without using the interpreter's stack.

A generator yields the call it wants made and is sent the result; deep input costs memory, never
a recursion limit.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

T = TypeVar("T")
Steps = Generator[Any, Any, T]


def run(first: Steps[T]) -> T:
    """Return what `first` returns, running every generator that it yields."""
    stack: list[Steps[Any]] = []
    current: Steps[Any] = first
    value: Any = None
    while True:
        try:
            wanted = current.send(value)
        except StopIteration as done:
            if not stack:
                result: T = done.value
                return result
            current, value = stack.pop(), done.value
        else:
            stack.append(current)
            current, value = wanted, None
