r"""Which relations hold where an element is written: in `[i < n] x_{i+1}` the last one is not read.

Separate from ranges, which say what an index runs over wherever it stands: here it matters in
which bracket, case or sum an element stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nablatex import ops
from nablatex.expr import Call, Cases, Compare, Component, Expr, Product, Reduction, Symbol
from nablatex.shape import Dim, is_unknown
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.bodies import product
from nablatex.tensor.ranges import linear
from nablatex.traverse import postorder, rebuild

Relations = frozenset[Compare]
_NONE: Relations = frozenset()


def holding(expr: Expr) -> dict[Expr, Relations]:
    """Return the relations that hold at each element of an array, wherever it stands.

    Args:
        expr: a formula in which each sum has an index of its own.
    """
    found = _everywhere(expr)
    return {node: held for node, held in found.items() if held and isinstance(node, Component)}


def without_implied(expr: Expr, sizes: Mapping[Expr, Dim], origin: int) -> Expr:
    """Return a formula without the brackets that are 1 wherever they count.

    Args:
        expr: an element of an array.
        sizes: the size of the axis that each letter numbers.
        origin: 1 or 0, the first index of every array.
    """
    if not any(isinstance(node, Call) and _is_mark(node) for node in postorder(expr)):
        return expr
    found, made = _everywhere(expr), dict[Expr, Expr]()
    ends = [end for name, dim in sizes.items() for end in _ends(name, dim, origin)]
    for node in postorder(expr):
        new = rebuild(node, tuple(made[child] for child in node.children))
        if isinstance(node, Product):
            held = [*ends, *(fact for relation in found[node] for fact in _at_most(relation))]
            kept = [f for f in node.factors if not (isinstance(f, Call) and _follows(f, held))]
            if len(kept) < len(node.factors):
                new = product([made[f] for f in kept])
        made[node] = new
    return made[expr]


def _ends(name: Expr, dim: Dim, origin: int) -> Iterator[Affine]:
    """Yield what is at most 0 of an index: that it is not below the first, nor above the last."""
    if isinstance(name, Symbol) and not is_unknown(dim):
        index = affine.affine(0, ((name.name, 1),))
        yield affine.plus(Affine(origin, ()), index, -1)
        yield affine.plus(affine.plus(index, affine.of_dim(dim), -1), Affine(1 - origin, ()))


def _follows(mark: Call, held: Iterable[Affine]) -> bool:
    """Tell whether the relation in a bracket follows from one that holds."""
    wanted = [n for r in _relations(mark.args[0]) for n in _at_most(r)] if _is_mark(mark) else []
    rests = ([number, *(affine.plus(number, fact, -1) for fact in held)] for number in wanted)
    sure = (any(not rest.terms and rest.constant <= 0 for rest in each) for each in rests)
    return bool(wanted) and all(sure)


def _at_most(relation: Compare) -> Iterator[Affine]:
    """Yield whole numbers that are at most 0 where a relation holds; nothing if it is another."""
    names = {part for part in postorder(relation) if isinstance(part, Symbol)}
    sides = [linear(term, names) for term in relation.terms]
    if len(sides) != 2 or any(side is None for side in sides):
        return
    left, right = (
        affine.affine(s.constant, [(k.name, c) for k, c in s.indices if isinstance(k, Symbol)])
        for s in sides
        if s is not None
    )
    strict = Affine(1, ())
    match relation.relations[0]:
        case "<=" | "<" as sign:
            less = affine.plus(left, right, -1)
            yield less if sign == "<=" else affine.plus(less, strict)
        case ">=" | ">" as sign:
            more = affine.plus(right, left, -1)
            yield more if sign == ">=" else affine.plus(more, strict)
        case _:
            return


def _everywhere(expr: Expr) -> dict[Expr, Relations]:
    order = list(postorder(expr))
    found: dict[Expr, Relations] = {expr: _NONE}
    for node in reversed(order):
        for child, more in _inside(node):
            here = found[node] | more
            found[child] = found[child] & here if child in found else here
    return found


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
