"""Words for shapes that do not fit: both sides, what each is, and which names make it so.

Separate from the constructors, which know shapes but not what a reader has declared:

    X w is a vector of m, but y is a vector of n: X is m by n, w is n
    A has n columns, but B has k rows: A is m by n, B is k by n
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from nablatex.errors import ShapeError
from nablatex.expr import Expr, Negation, Symbol
from nablatex.latex.printer import write
from nablatex.normalise import value_of
from nablatex.shape import a_or_an, is_unknown, shapes_agree, sizes_of
from nablatex.traverse import postorder

_LONGEST = 60
_MOST_NAMES = 6


def check_alike(parts: Sequence[Expr]) -> None:
    """Refuse terms of which one is of another shape than the one before it.

    Raises:
        ShapeError: with both of them, and what they are made of.
    """
    for left, right in pairwise(parts):
        if not shapes_agree(left.shape, right.shape):
            raise ShapeError(differ(left, right))


def differ(left: Expr, right: Expr) -> str:
    """Return what each of two sides is that should be of one shape."""
    # In `a - b` it is b whose shape does not fit.
    sides = [side.body if isinstance(side, Negation) else side for side in (left, right)]
    said = ", but ".join(f"{_shown(side)} is {_shape(side)}" for side in sides)
    if any(value_of(side) == 1 for side in sides):
        return rf"{said}; a vector of ones is \mathbf{{1}}"
    # A lone name has been named with its shape.
    return said + _because(side for side in sides if not isinstance(side, Symbol))


def no_product(left: Sequence[Expr], right: Expr) -> str:
    """Return why a chain of factors cannot go on with another: columns are not rows."""
    first = " ".join(map(_shown, left))
    columns = left[-1].shape[-1]
    rows = sizes_of(right.shape[:1])
    kind = "entries" if len(right.shape) == 1 else "rows"
    has = "entries" if len(left[-1].shape) == 1 else "columns"
    said = f"{_cut(first)} has {sizes_of((columns,))} {has}, but {_shown(right)} has {rows} {kind}"
    return said + _because((*left, right))


def _because(sides: Iterable[Expr]) -> str:
    """Return the names that sides are made of, with their shapes."""
    nodes = (node for side in sides for node in postorder(side))
    names = dict.fromkeys(node for node in nodes if isinstance(node, Symbol) and node.dims)
    names = {name: None for name in names if not any(map(is_unknown, name.shape))}
    listed = [f"{_shown(name)} is {sizes_of(name.shape)}" for name in names]
    return ": " + ", ".join(listed) if 0 < len(listed) <= _MOST_NAMES else ""


def _shape(side: Expr) -> str:
    if any(map(is_unknown, side.shape)):
        return {1: "a vector", 2: "a matrix"}.get(len(side.shape), "an array")
    return a_or_an(side.shape) if side.shape else "a number"


def _shown(side: Expr) -> str:
    return _cut(write(side))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
