"""Walks over expressions that never recurse: depth is bounded by memory alone.

Separate from the kinds because every layer above needs a walk and none needs to know how it is
done. An expression is a directed acyclic graph (equal parts are one object), so each walk visits
a shared part once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from nablatex.errors import LimitError
from nablatex.expr import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Component,
    Delta,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Stack,
    Sum,
    Symbol,
)

_INDICES = "kmpqrsuvijln"


def postorder(expr: Expr) -> Iterator[Expr]:
    """Yield each distinct part of `expr` once, children before parents, `expr` last."""
    done: set[Expr] = set()
    stack = [(expr, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))


@lru_cache(maxsize=16)
def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """Return the distinct parts of `expr`, as `postorder` does, kept for the next who asks."""
    return tuple(postorder(expr))


def contains(expr: Expr, part: Expr) -> bool:
    """Tell whether `part` stands somewhere in `expr`."""
    return any(node is part for node in postorder(expr))


def free_symbols(expr: Expr) -> set[Expr]:
    """Return the symbols that `expr` depends on and does not bind, those of elements too."""
    free: dict[Expr, frozenset[Expr]] = {}
    for node in postorder(expr):
        below = frozenset().union(*(free[child] for child in node.children))
        match node:
            case Symbol():
                below = frozenset((node,))
            case Reduction(_, body, index, lower, upper, condition):
                inner = free[body] if condition is None else free[body] | free[condition]
                outer = [free[bound] for bound in (lower, upper) if bound is not None]
                below = frozenset().union(inner - {index}, *outer)
            case At(body, bindings):
                names = frozenset(name for name, _ in bindings)
                below = (free[body] - names).union(*(free[value] for _, value in bindings))
            case _:
                pass
        free[node] = below
    return set(free[expr])


def transform(expr: Expr, function: Callable[[Expr], Expr]) -> Expr:
    """Return `expr` with `function` applied to every part, from the leaves up."""
    made: dict[Expr, Expr] = {}
    for node in postorder(expr):
        children = tuple(made[child] for child in node.children)
        same = all(new is old for new, old in zip(children, node.children, strict=True))
        made[node] = function(node if same else rebuild(node, children))
    return made[expr]


def substitute(expr: Expr, mapping: Mapping[Expr, Expr]) -> Expr:
    """Return `expr` with each part that is a key of `mapping` replaced; bound names stay.

    A bound index that would capture a name of a replacement is the caller's concern: indices are
    replaced one sum at a time, from the outside in.
    """
    made: dict[Expr, Expr] = {}
    for node in postorder(expr):
        if node in mapping:
            made[node] = mapping[node]
            continue
        if isinstance(node, Reduction) and node.index in mapping:
            rest = {key: value for key, value in mapping.items() if key is not node.index}
            made[node] = substitute(node, rest) if rest else node
            continue
        children = tuple(made[child] for child in node.children)
        same = all(new is old for new, old in zip(children, node.children, strict=True))
        made[node] = node if same else rebuild(node, children)
    return made[expr]


def with_own_indices(expr: Expr, others: Iterable[Expr]) -> Expr:
    """Return `expr` with another letter for each index of a sum that stands in `others` too.

    A bound index is no name: what a sum says of `i` is said of `k` as well.

    Raises:
        LimitError: no letter is left.
    """
    listed = list(others)
    coming = {part for other in listed for part in postorder(other)}
    taken: set[str] | None = None
    for node in list(postorder(expr)):
        if not isinstance(node, Reduction) or node.index not in coming:
            continue
        if taken is None:
            taken = {n.name for e in (expr, *listed) for n in postorder(e) if isinstance(n, Symbol)}
        letter = next((letter for letter in _INDICES if letter not in taken), None)
        if letter is None:
            raise LimitError("no letter is left for the index of a sum")
        taken.add(letter)
        expr = substitute(expr, {node: _with_index(node, Symbol(letter, ()))})
    return expr


def _with_index(node: Reduction, index: Expr) -> Reduction:
    here = {node.index: index}
    condition = None if node.condition is None else substitute(node.condition, here)
    body = substitute(node.body, here)
    return Reduction(node.kind, body, index, node.lower, node.upper, condition)


def rebuild(node: Expr, children: tuple[Expr, ...]) -> Expr:
    """Return the node of the same kind with other children, in the order of `node.children`."""
    match node:
        case Number() | Symbol():
            return node
        case Sum():
            return Sum(children)
        case Product():
            return Product(children)
        case Negation():
            return Negation(children[0])
        case Quotient():
            return Quotient(children[0], children[1])
        case Power():
            return Power(children[0], children[1])
        case Call(op):
            return Call(op, children)
        case Reduction():
            return _rebuild_reduction(node, children)
        case Component(_, _, place):
            return Component(children[0], children[1:], place)
        case Delta():
            return Delta(children[0], children[1])
        case Stack(_, dims, kind):
            return Stack(children, dims, kind)
        case Cases():
            return Cases(_pairs(children))
        case Compare(relations):
            return Compare(relations, children)
        case Apply(function, _, orders, dims):
            return Apply(function, children, orders, dims)
        case Derivative(_, _, style, order):
            return Derivative(children[0], children[1:], style, order)
        case At():
            return At(children[0], _pairs(children[1:]))
        case _:
            assert_never(node)


def _pairs(parts: tuple[Expr, ...]) -> tuple[tuple[Expr, Expr], ...]:
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def _rebuild_reduction(node: Reduction, children: tuple[Expr, ...]) -> Reduction:
    rest = iter(children[2:])
    lower = None if node.lower is None else next(rest)
    upper = None if node.upper is None else next(rest)
    condition = None if node.condition is None else next(rest)
    return Reduction(node.kind, children[0], children[1], lower, upper, condition)


def number(value: int | Fraction) -> Expr:
    """Return an exact number as a lecturer writes it: 2, -2, 1/2, -1/2."""
    if value < 0:
        return Negation(number(-value))
    if isinstance(value, Fraction) and value.denominator != 1:
        return Quotient(Number(value.numerator, 0), Number(value.denominator, 0))
    return Number(int(value), 0)
