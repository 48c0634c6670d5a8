r"""Rows and columns: a row is not a column, a bare list is neither.

Separate from comparing values, since a column is an array of one axis as a list is: what is a row
or a column shows in how it is written.
"""

from __future__ import annotations

from typing import Literal

from nablatex import ops
from nablatex.expr import Call, Expr, Negation, Product, Quotient, Stack, Sum, Symbol

Orientation = Literal["row", "column"]


def differ_in_orientation(claimed: Expr, right: Expr) -> bool:
    """Tell whether one side is a row and the other a column.

    A name is taken as a column beside `x^\\top`, but beside a vector written out it is either.
    """
    if any(isinstance(a, Symbol) and isinstance(b, Stack) for a, b in _both(claimed, right)):
        return False
    mine, wanted = _orientations(claimed), _orientations(right)
    return len(mine) > 1 or bool(mine and wanted and mine != wanted)


def _both(one: Expr, other: Expr) -> tuple[tuple[Expr, Expr], tuple[Expr, Expr]]:
    return (one, other), (other, one)


def _orientations(expr: Expr) -> set[Orientation]:
    """Return the orientations of all terms: of a sum of a row and a column both."""
    if isinstance(expr, Sum):
        return set().union(*map(_orientations, expr.terms))
    if isinstance(expr, (Negation, Quotient, Product)):
        return set().union(*(_orientations(part) for part in expr.children if part.shape))
    found = _orientation(expr)
    return set() if found is None else {found}


def _orientation(expr: Expr) -> Orientation | None:
    if isinstance(expr, Call) and expr.op is ops.transpose:
        inner = _orientations(expr.args[0])
        if len(inner) == 1:
            return "column" if inner == {"row"} else "row"
    if len(expr.shape) == 2 and expr.shape[0] == 1:
        return "row"
    if len(expr.shape) != 1:
        return None
    if isinstance(expr, Stack):
        return "column" if expr.kind == "column" else None
    if isinstance(expr, Call) and expr.op is ops.matmul:
        return "row" if _orientations(expr.args[0]) == {"row"} else "column"
    turned = isinstance(expr, Call) and expr.op is ops.transpose
    return "column" if turned or isinstance(expr, Symbol) else None
