"""Short ways to write a row of the table and the mathematics inside it.

Separate from the rows so that each row stays one readable line or two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nablatex.expr import (
    OPS,
    Call,
    Cases,
    Compare,
    Expr,
    Negation,
    Number,
    Op,
    Power,
    Product,
    Quotient,
    Rule,
    Stack,
    Sum,
)
from nablatex.ops import shapes
from nablatex.shape import Shape

Partials = Callable[[tuple[Expr, ...]], tuple[Expr, ...]]
Expand = Callable[[tuple[Expr, ...]], Expr]
Differential = Callable[[tuple[Expr, ...], tuple[Expr, ...]], Expr]
ShapeRule = Callable[[tuple[Expr, ...]], Shape]
EVERYWHERE = (-float("inf"), float("inf"))


def unary(
    name: str,
    latex: str,
    spellings: str,
    partial: Callable[[Expr], Expr] | None,
    evaluate: Callable[..., Any],
    *,
    domain: tuple[float, float] = EVERYWHERE,
    ko: str = "",
) -> Op:
    """Add and return a row for an elementwise function of one argument."""
    partials = None if partial is None else _of_first(partial)
    return row(
        name,
        latex,
        spellings,
        (1, 1),
        shapes.same,
        partials,
        None,
        evaluate,
        domain,
        ko,
    )


def _of_first(partial: Callable[[Expr], Expr]) -> Partials:
    def partials(args: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return (partial(args[0]),)

    return partials


def row(
    name: str,
    latex: str,
    spellings: str,
    arity: tuple[int, int],
    shape: ShapeRule,
    partials: Partials | None,
    expand: Expand | None,
    evaluate: Callable[..., Any] | None,
    domain: tuple[float, float] = EVERYWHERE,
    ko: str = "",
    differential: Differential | None = None,
) -> Op:
    """Add a row to the table and return it; `spellings` is separated by spaces."""
    names = tuple(spellings.split())
    shown = names[0] if names else name
    rule = Rule(name, f"derivative of {shown}", f"{ko or shown}의 미분")
    op = Op(
        name, latex, names, arity, shape, partials, expand, evaluate, domain, rule, differential
    )
    if name in OPS:
        raise ValueError(f"two rows are named {name}")
    OPS[name] = op
    return op


def num(value: int) -> Expr:
    """Return a whole number, negative ones as a negation."""
    return Number(value, 0) if value >= 0 else Negation(Number(-value, 0))


def plus(*terms: Expr) -> Expr:
    """Return the sum of the terms."""
    return terms[0] if len(terms) == 1 else Sum(terms)


def minus(left: Expr, right: Expr) -> Expr:
    """Return `left - right`."""
    return Sum((left, Negation(right)))


def times(*factors: Expr) -> Expr:
    """Return the product of the factors."""
    return factors[0] if len(factors) == 1 else Product(factors)


def over(numerator: Expr, denominator: Expr) -> Expr:
    """Return `numerator / denominator`."""
    return Quotient(numerator, denominator)


def power(base: Expr, exponent: int) -> Expr:
    """Return `base` to a whole power."""
    return Power(base, num(exponent))


def call(op: Op, *args: Expr) -> Expr:
    """Return the function applied to the arguments."""
    return Call(op, args)


def either(condition: tuple[str, Expr, Expr], then: Expr, otherwise: Expr) -> Expr:
    """Return the cases `then` where `left > right` (or `>=`), and `otherwise` on the other side."""
    relation, left, right = condition
    opposite = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}[relation]
    return Cases(
        (
            (otherwise, Compare((opposite,), (left, right))),
            (then, Compare((relation,), (left, right))),
        )
    )


def entries(expr: Expr) -> tuple[Expr, ...]:
    """Return the entries of a vector or matrix that is written out."""
    if not isinstance(expr, Stack):
        raise TypeError("expand is called with arguments written out as elements")
    return expr.entries


def sizes(expr: Expr) -> tuple[int, int]:
    """Return rows and columns of an expression that is written out; a vector is a column."""
    dims = [dim for dim in expr.shape if isinstance(dim, int)]
    return (dims[0], dims[1] if len(dims) == 2 else 1) if dims else (1, 1)
