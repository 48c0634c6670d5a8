r"""From where to where a sum runs, where its bounds are letters but its vectors are written out.

Separate from writing sums out: `\sum_{i=1}^n x_i` of a `\vec{x} = [x_1, x_2, x_3]` has three terms
only because `n` is how many elements `x` has, and only where all sums agree about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nablatex.errors import UndefinedError
from nablatex.expr import Component, Expr, Reduction, Stack, Sum, Symbol
from nablatex.normalise import simplify, value_of
from nablatex.traverse import postorder, substitute


class Bounds:
    """What the letters in the bounds of a model's sums stand for."""

    def __init__(self, values: Mapping[Expr, Expr]) -> None:
        """Start with the numbers that are given."""
        self._values = values
        self._sizes: dict[Expr, int] = {}

    def of(self, node: Reduction, stacks: Iterable[Stack]) -> tuple[int, int] | None:
        """Return the first and the last index of a sum, or None where letters bound it.

        Args:
            node: the sum.
            stacks: the elements of each vector that is written out.

        Raises:
            UndefinedError: its vectors do not tell, or contradict one another.
        """
        lower, upper = _literal(node.lower), _literal(node.upper)
        if lower is not None and upper is not None:
            return lower, upper
        ranges = set(_ranges(node, list(stacks)))
        if not ranges:
            return None
        if len(ranges) > 1:
            raise UndefinedError("the bounds of a sum are not known; write them under and over it")
        low, high = ranges.pop()
        first = low if node.lower is None else self._known(node.lower)
        last = high if node.upper is None else self._known(node.upper)
        if last is None and node.upper is not None and first in (None, low):
            last = self._size(node.upper, low, high)
        if first is None or last is None:
            raise UndefinedError(
                "how far a sum goes is not known: its vectors have the elements "
                f"{low} to {high}, which its bounds do not tell; write numbers for them"
            )
        return first, last

    def _known(self, bound: Expr) -> int | None:
        known = {name: value for name, value in self._values.items() if not name.shape}
        return _literal(simplify(substitute(bound, known)))

    def _size(self, bound: Expr, low: int, high: int) -> int | None:
        """Return the last index where a bound says that the sum is over all elements, or None."""
        letter, more = _letter_and_more(bound)
        if letter is None or (more and high - low + 1 + more != high):
            return None
        size = high - more
        if self._sizes.setdefault(letter, size) != size:
            assert isinstance(letter, Symbol)
            raise UndefinedError(
                f"{letter.name} would be {self._sizes[letter]} in one sum and {size} in another; "
                "write numbers for the bounds"
            )
        return high


def _literal(bound: Expr | None) -> int | None:
    value = None if bound is None else value_of(bound)
    return value if isinstance(value, int) else None


def _letter_and_more(bound: Expr) -> tuple[Expr | None, int]:
    """Return `n - 1` as its letter and -1; anything else has no letter."""
    match bound:
        case Symbol():
            return bound, 0
        case Sum((Symbol() as letter, other)):
            more = _literal(other)
            return (letter, more) if more is not None else (None, 0)
        case _:
            return None, 0


def _ranges(node: Reduction, stacks: list[Stack]) -> Iterator[tuple[int, int]]:
    """Yield the range that the index runs over in each indexed name of the sum."""
    for part in postorder(node.body):
        if not isinstance(part, Component) or node.index not in part.indices:
            continue
        place = part.indices.index(node.index)
        for stack in with_base(stacks, part.base):
            own = [
                _literal(entry.indices[place])
                for entry in stack.entries
                if isinstance(entry, Component) and place < len(entry.indices)
            ]
            known = [value for value in own if value is not None]
            if known:
                yield min(known), max(known)


def with_base(stacks: Iterable[Stack], base: Expr) -> Iterator[Stack]:
    """Yield the vectors whose elements are named after `base`."""
    for stack in stacks:
        first = stack.entries[0]
        if isinstance(first, Component) and first.base is base:
            yield stack
