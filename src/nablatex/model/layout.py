"""How an array of partial derivatives lies on paper: numerator or denominator layout.

Separate from the derivative itself, whose numbers have one convention, `shape(of) + shape(wrt)`,
whatever is printed. In numerator layout a gradient is a row, a Jacobian has a row for each output
and a matrix variable is flattened row by row; in denominator layout a gradient has the shape of
its variable, a column for a vector, and a Jacobian has a column for each output. Mixed, as most
textbooks of machine learning have it: a gradient has the shape of its variable, a Jacobian has a
row for each output.
(K. B. Petersen and M. S. Pedersen, The Matrix Cookbook, uses the latter; the former is Jacobi's.)
"""

from __future__ import annotations

from typing import Literal

from nablatex.expr import Cases, Expr, Stack
from nablatex.shape import Shape

Layout = Literal["numerator", "denominator", "mixed"]
LAYOUTS: tuple[Layout, ...] = ("numerator", "denominator", "mixed")


def in_denominator(expr: Expr, of: Shape, wrt: Shape) -> Expr:
    """Return an array of partials that lies in numerator layout in denominator layout.

    Args:
        expr: a list, column or matrix, or cases of them; anything else stays.
        of, wrt: the shapes of what is differentiated and of the variable.
    """
    match expr:
        case Stack():
            return _turned(expr, of, wrt)
        case Cases(branches):
            return Cases(tuple((in_denominator(value, of, wrt), when) for value, when in branches))
        case _:
            return expr


def _turned(stack: Stack, of: Shape, wrt: Shape) -> Stack:
    if not of and len(wrt) == 2:
        return Stack(stack.entries, wrt, "matrix")
    height, width = _rows_and_columns(stack)
    entries = tuple(stack.entries[r * width + c] for c in range(width) for r in range(height))
    if width == 1:
        return Stack(entries, (height,), "list")
    if height == 1:
        return Stack(entries, (width,), "column")
    return Stack(entries, (width, height), "matrix")


def _rows_and_columns(stack: Stack) -> tuple[int, int]:
    count = len(stack.entries)
    if stack.kind == "column":
        return count, 1
    if len(stack.dims) == 1:
        return 1, count
    return int(stack.dims[0]), int(stack.dims[1])
