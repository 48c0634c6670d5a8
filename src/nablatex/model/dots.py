r"""Dots made a sum: `x_1 + x_2 + \dots + x_n` is $\sum_{i=1}^n x_i$, where the terms say so.

Taken as such only if the terms in front of the dots are what the one behind them is for 1, 2, ...;
everything else with dots stays open.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.expr import (
    Call,
    Component,
    Expr,
    Number,
    Product,
    Reduction,
    ReductionKind,
    Sum,
    Symbol,
)
from nablatex.traverse import number, parts_of, postorder, substitute, transform

_DOTS = Call(ops.ellipsis, ())
_INDICES = "ikjmpqrst"


def without_dots(expr: Expr) -> Expr:
    """Return `expr` with sums and products over dots as sums and products over an index."""
    if _DOTS not in parts_of(expr):
        return expr
    return transform(expr, _closed)


def _closed(node: Expr) -> Expr:
    match node:
        case Sum(parts):
            return _over_index(node, parts, "sum")
        case Product(parts):
            return _over_index(node, parts, "prod")
        case _:
            return node


def _over_index(node: Expr, parts: tuple[Expr, ...], kind: ReductionKind) -> Expr:
    if parts.count(_DOTS) != 1 or parts[-2:-1] != (_DOTS,) or len(parts) < 3:
        return node
    first, last = parts[:-2], parts[-1]
    taken = {n.name for part in parts for n in postorder(part) if isinstance(n, Symbol)}
    index = Symbol(next(letter for letter in _INDICES if letter not in taken), ())
    for bound in _bounds_of(last):
        body = substitute(last, {bound: index})
        for start in (1, 0):
            counted = (substitute(body, {index: number(start + k)}) for k in range(len(first)))
            if all(a is b for a, b in zip(counted, first, strict=True)):
                return Reduction(kind, body, index, number(start), bound, None)
    return node


def _bounds_of(last: Expr) -> list[Expr]:
    """Return what the index may run to: an index in the last term, or a name or number in it."""
    nodes = list(postorder(last))
    indices = [i for n in nodes if isinstance(n, Component) for i in n.indices]
    names = [n for n in nodes if isinstance(n, (Symbol, Number))]
    return list(dict.fromkeys((*indices, *names)))
