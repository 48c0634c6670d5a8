r"""Rows that say rather than compute: sets, declarations, logic, several equations at once.

They have no derivative. Conditions have truth values, declarations are read by the model.
"""

from __future__ import annotations

from nablatex.expr import Expr, Number, Symbol
from nablatex.ops import shapes
from nablatex.ops.build import row
from nablatex.shape import Dim, Shape, unknown

_ANYTHING = (0, -1)


def _ones_shape(args: tuple[Expr, ...]) -> Shape:
    return (_size(args, "ones"),)


def _identity_shape(args: tuple[Expr, ...]) -> Shape:
    return (_size(args, "identity"),) * 2


def _size(args: tuple[Expr, ...], name: str) -> Dim:
    match args:
        case (Symbol(size),):
            return size
        case (Number(int(count)),):
            return count
        case _:
            return unknown(name)


otherwise = row(
    "otherwise",
    r"\text{otherwise}",
    "",
    (0, 0),
    shapes.scalar,
    None,
    None,
    lambda xp: True,
)
and_ = row(
    "and",
    r"\land",
    "",
    (2, -1),
    shapes.scalar,
    None,
    None,
    lambda xp, *parts: all(parts),
)
or_ = row("or", r"\lor", "", (2, -1), shapes.scalar, None, None, lambda xp, *parts: any(parts))
not_ = row("not", r"\lnot", "", (1, 1), shapes.scalar, None, None, lambda xp, part: not part)
indicator = row(
    "indicator",
    r"\mathbb{1}",
    "",
    (1, 1),
    shapes.compared,
    None,
    None,
    lambda xp, part: xp.where(part, 1.0, 0.0),
)
reals = row("reals", r"\mathbb{R}", "", _ANYTHING, shapes.scalar, None, None, None)
nonnegatives = row(
    "nonnegatives", r"\mathbb{R}_{+}", "", _ANYTHING, shapes.scalar, None, None, None
)
positives = row("positives", r"\mathbb{R}_{++}", "", _ANYTHING, shapes.scalar, None, None, None)
symmetric = row("symmetric", r"\mathbb{S}", "", (1, 1), shapes.scalar, None, None, None)
semidefinite = row("semidefinite", r"\mathbb{S}_{+}", "", (1, 1), shapes.scalar, None, None, None)
definite = row("definite", r"\mathbb{S}_{++}", "", (1, 1), shapes.scalar, None, None, None)
choices = row("choices", r"\{\}", "", (2, -1), shapes.scalar, None, None, None)
simplex = row("simplex", r"\Delta", "", (1, 1), shapes.scalar, None, None, None)
integers = row("integers", r"\mathbb{Z}", "", (0, 0), shapes.scalar, None, None, None)
naturals = row("naturals", r"\mathbb{N}", "", (0, 0), shapes.scalar, None, None, None)
signature = row("signature", ":", "", (3, 3), shapes.scalar, None, None, None)
system = row("system", "", "", (1, -1), shapes.scalar, None, None, None)
ellipsis = row("ellipsis", r"\dots", "", (0, 0), shapes.scalar, None, None, None)
ones = row("ones", r"\mathbf{1}", "", (0, 1), _ones_shape, None, None, None)
identity = row("identity", r"\mathbf{I}", "", (0, 1), _identity_shape, None, None, None)
