"""The element of a formula: what goes entry by entry is one of its parts' elements.

Separate from arrays by elements because it knows formulas alone: `(W x + b)_i` is `(W x)_i + b_i`.
"""

from __future__ import annotations

from collections.abc import Iterable

from nablatex import ops
from nablatex.expr import (
    ONE,
    Apply,
    Call,
    Compare,
    Component,
    Delta,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from nablatex.tensor.bodies import product


def element(whole: Expr, at: tuple[Expr, ...]) -> Expr:
    """Return the element of a formula; what goes entry by entry is one of its parts' elements."""
    if not whole.shape:
        return whole
    match whole:
        case Call(ops.ones):
            return ONE
        case Call(ops.matmul, (Call(ops.ones), Call(ops.transpose, (Call(ops.ones),)))):
            return ONE
        case Call(ops.transpose, (inside,)) if len(at) == 2 and len(inside.shape) == 2:
            return element(inside, at[::-1])
        case Call(ops.diag, (vector,)) if len(vector.shape) == 1:
            return product([Delta(*at), element(vector, at[:1])])
        case Call(ops.matmul, (left, Call(ops.transpose, (right,)))) if _are_vectors(left, right):
            return _without_ones([element(left, at[:1]), element(right, at[1:])])
        case Call(ops.identity):
            return Delta(*at)
        case Sum(terms):
            return Sum(tuple(element(term, at) for term in terms))
        case Negation(body):
            return Negation(element(body, at))
        case Product(factors):
            return _without_ones([element(factor, at) for factor in factors])
        case Quotient(top, bottom):
            return Quotient(element(top, at), bottom)
        case Call(ops.hadamard, args):
            return _gathered_product([element(arg, at) for arg in args])
        case Call(ops.hadamard_divide, (top, bottom)):
            return Quotient(element(top, at), element(bottom, at))
        case Call(ops.indicator, (Compare(relations, terms),)):
            sides = tuple(element(term, at) for term in terms)
            return Call(ops.indicator, (Compare(relations, sides),))
        case Call(op, args) if op.partials is not None and args:
            return Call(op, tuple(element(arg, at) for arg in args))
        case Apply(function, args, orders, _) if _is_entrywise(whole):
            return Apply(function, tuple(element(arg, at) for arg in args), orders, ())
        case _:
            return Component(whole, at, "sub")


def _without_ones(parts: list[Expr]) -> Expr:
    return product([part for part in parts if part is not ONE])


def _are_vectors(left: Expr, right: Expr) -> bool:
    return len(left.shape) == len(right.shape) == 1


def _is_entrywise(whole: Apply) -> bool:
    r"""Tell whether an unknown function goes entry by entry, which `\nabla f` and `J_u` do not."""
    symbol = whole.function.startswith((r"\nabla", "J_", r"\mathrm{d}"))
    return bool(whole.args) and not symbol and all(a.shape == whole.shape for a in whole.args)


def _gathered_product(factors: list[Expr]) -> Expr:
    """Return a product of elements, the same one several times as a power."""
    return product(powers(factors))


def powers(factors: Iterable[Expr]) -> list[Expr]:
    """Return factors, the same one several times as a power."""
    counts: dict[Expr, int] = {}
    for factor in factors:
        counts[factor] = counts.get(factor, 0) + 1
    return [f if k == 1 else Power(f, Number(k, 0)) for f, k in counts.items()]
