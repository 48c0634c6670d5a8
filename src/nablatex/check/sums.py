"""A sum whose bounds nobody wrote: over the elements of its arrays, or over all indices there are.

Separate from a world, which evaluates it then term by term.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nablatex.check.indices import ends_of
from nablatex.check.setting import LEAST_BOUND, is_untold
from nablatex.expr import ONE, Expr, Number, Reduction, Symbol
from nablatex.traverse import number

if TYPE_CHECKING:
    from nablatex.check.world import World


def bounded(world: World, node: Reduction) -> Expr:
    """Return a sum with its bounds written."""
    ends = ends_of(node, lambda array: _start(world, array), world.size, world.whole)
    if ends is None:
        return _over_all(world.equations.expand(node))
    lower = number(ends[0]) if node.lower is None else node.lower
    upper = number(ends[1]) if node.upper is None else node.upper
    return Reduction(node.kind, node.body, node.index, lower, upper, node.condition)


def _start(world: World, array: Expr) -> int | None:
    """Return the number of an array's first element; None where its elements have names."""
    if not isinstance(array, Symbol) or is_untold(array, world.equations):
        return world.first("") if array.shape else None
    sized = array.shape and not any(isinstance(dim, str) for dim in array.shape)
    if array in world.equations.elements or not sized:
        return None
    (index, *_) = world.equations.stack_of(array).children[0].children[1:]
    return int(world.value(index))


def _over_all(expr: Expr) -> Expr:
    """Return a sum without bounds over the indices from 1 that every world has."""
    if not isinstance(expr, Reduction) or (expr.lower is not None and expr.upper is not None):
        return expr
    lower = ONE if expr.lower is None else expr.lower
    upper = Number(LEAST_BOUND, 0) if expr.upper is None else expr.upper
    return Reduction(expr.kind, expr.body, expr.index, lower, upper, expr.condition)
