r"""Which relations hold where an element is written: in `[i < n] x_{i+1}` the last one is not read.

Separate from ranges, which say what an index runs over wherever it stands: here it matters in
which bracket, case or sum an element stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nablatex import ops
from nablatex.expr import (
    ONE,
    Call,
    Cases,
    Compare,
    Component,
    Expr,
    Negation,
    Product,
    Reduction,
    Sum,
    Symbol,
)
from nablatex.normalise import add, negate
from nablatex.shape import Dim, is_unknown
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.bodies import product
from nablatex.tensor.ranges import linear
from nablatex.traverse import postorder, rebuild

Relations = frozenset[Compare]
_NONE: Relations = frozenset()
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


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
            kept = [
                f
                for f in node.factors
                if not (isinstance(f, Call) and (_follows(f, held) or _is_said(f, found[node])))
            ]
            if len(kept) < len(node.factors):
                new = product([made[f] for f in kept])
        elif isinstance(node, Sum) and new is not node:
            # Of 1 + [j < i] (a - 1) a is left where j < i.
            new = add(one for term in node.terms for one in _terms(made[term]))
        made[node] = _with_condition(new)
    return made[expr]


def _with_condition(expr: Expr) -> Expr:
    r"""Return `\prod_{j \neq i} a_j` for `\prod_j (1 + [j \neq i] (a_j - 1))`."""
    match expr:
        case Reduction("prod", Sum((first, second)), index, None, None, None):
            one, rest = (first, second) if first is ONE else (second, first)
            inner = rest.body if isinstance(rest, Negation) else rest
            marks = [f for f in _factors(inner) if isinstance(f, Call) and _is_mark(f)]
            if one is not ONE or len(marks) != 1 or not isinstance(marks[0].args[0], Compare):
                return expr
            condition = led_by(marks[0].args[0], index)
            if condition.terms[0] is not index:
                return expr
            left = product([f for f in _factors(inner) if f is not marks[0]])
            terms = _terms(left if rest is inner else Negation(left))
            return Reduction("prod", add((ONE, *terms)), index, None, None, condition)
        case _:
            return expr


def led_by(shown: Compare, letter: Expr) -> Compare:
    r"""Return a condition with the index of its sum in front: `\sum_{i \neq k}`."""
    if len(shown.terms) != 2 or shown.terms[1] is not letter:
        return shown
    left, right = shown.terms
    return Compare(tuple(_TURNED[relation] for relation in shown.relations), (right, left))


def _factors(expr: Expr) -> tuple[Expr, ...]:
    return expr.factors if isinstance(expr, Product) else (expr,)


def _terms(expr: Expr) -> Iterable[Expr]:
    match expr:
        case Sum(terms):
            return terms
        case Negation(Sum(terms)):
            return map(negate, terms)
        case _:
            return (expr,)


def _ends(name: Expr, dim: Dim, origin: int) -> Iterator[Affine]:
    """Yield what is at most 0 of an index: that it is not below the first, nor above the last."""
    if isinstance(name, Symbol) and not is_unknown(dim):
        index = affine.affine(0, ((name.name, 1),))
        yield affine.plus(Affine(origin, ()), index, -1)
        yield affine.plus(affine.plus(index, affine.of_dim(dim), -1), Affine(1 - origin, ()))


def _is_said(mark: Call, held: Relations) -> bool:
    """Tell whether a bracket says that two indices differ where that is known."""
    said = {frozenset(r.terms) for r in held if r.relations == ("!=",)}
    wanted = _relations(mark.args[0]) if _is_mark(mark) else _NONE
    return bool(wanted) and all(
        r.relations == ("!=",) and frozenset(r.terms) in said for r in wanted
    )


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
