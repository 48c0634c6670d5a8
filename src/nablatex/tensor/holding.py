r"""Which relations hold where an element is written: in `[i < n] x_{i+1}` the last one is not read.

Separate from ranges, which say what an index runs over wherever it stands: here it matters in
which bracket, case or sum an element stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from nablatex import ops
from nablatex.expr import Call, Cases, Compare, Component, Expr, Product, Reduction
from nablatex.traverse import postorder

Relations = frozenset[Compare]
_NONE: Relations = frozenset()


def holding(expr: Expr) -> dict[Expr, Relations]:
    """Return the relations that hold at each element of an array, wherever it stands.

    Args:
        expr: a formula in which each sum has an index of its own.
    """
    order = list(postorder(expr))
    found: dict[Expr, Relations] = {expr: _NONE}
    for node in reversed(order):
        for child, more in _inside(node):
            here = found[node] | more
            found[child] = found[child] & here if child in found else here
    return {node: held for node, held in found.items() if held and isinstance(node, Component)}


def _inside(node: Expr) -> Iterator[tuple[Expr, Relations]]:
    """Yield each part of a formula, with the relations without which it counts for nothing."""
    match node:
        case Product(factors):
            marks = {
                f: _relations(f.args[0]) for f in factors if isinstance(f, Call) and _is_mark(f)
            }
            held = _NONE.union(*marks.values())
            yield from ((f, _NONE if f in marks else held) for f in factors)
        case Cases(branches):
            for value, when in branches:
                yield value, _relations(when)
                yield when, _NONE
        case Reduction(_, body, index, lower, upper, condition):
            held = _NONE if condition is None else _relations(condition)
            if lower is not None:
                held |= {Compare((">=",), (index, lower))}
            if upper is not None:
                held |= {Compare(("<=",), (index, upper))}
            yield from ((part, held if part is body else _NONE) for part in node.children)
        case _:
            yield from ((part, _NONE) for part in node.children)


def _is_mark(call: Call) -> bool:
    return call.op is ops.indicator


def _relations(condition: Expr) -> Relations:
    """Return the relations of which a condition says that all hold."""
    match condition:
        case Compare():
            return frozenset([condition])
        case Call(ops.and_, parts):
            return _NONE.union(*map(_relations, parts))
        case _:
            return _NONE
