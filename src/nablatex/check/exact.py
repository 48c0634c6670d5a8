"""Rational expressions compared exactly: $10^{15} + 1$ is not $10^{15}$, however close they are."""

from __future__ import annotations

import hashlib
from fractions import Fraction

from nablatex.expr import (
    Component,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from nablatex.traverse import postorder

_POINTS = 3
_MOST_BITS = 200_000


def same_exactly(left: Expr, right: Expr, seed: int) -> bool | None:
    """Return whether two rational expressions are equal, or None if one of them is not rational.

    A difference at one point is a proof; agreement at every point is overwhelming evidence.
    """
    compared = 0
    for point in range(_POINTS):
        try:
            first = _value(left, seed * 1_000 + point)
            second = _value(right, seed * 1_000 + point)
        except ZeroDivisionError:
            continue
        if first is None or second is None:
            return None
        if first != second:
            return False
        compared += 1
    return True if compared else None


def _value(expr: Expr, seed: int) -> Fraction | None:
    if expr.shape:
        return None
    made: dict[Expr, Fraction] = {}
    for node in postorder(expr):
        value = _node(node, made, seed)
        if value is None or _bits(value) > _MOST_BITS:
            return None
        made[node] = value
    return made[expr]


def _node(node: Expr, made: dict[Expr, Fraction], seed: int) -> Fraction | None:
    match node:
        case Number(value):
            return Fraction(value)
        case Sum(terms):
            return sum((made[term] for term in terms), Fraction(0))
        case Product(factors):
            product = Fraction(1)
            for factor in factors:
                product *= made[factor]
                if _bits(product) > _MOST_BITS:
                    return None
            return product
        case Negation(body):
            return -made[body]
        case Quotient(numerator, denominator):
            return made[numerator] / made[denominator]
        case Power(base, exponent):
            return _power(made[base], made[exponent])
        case Symbol(name, ()):
            return _drawn(name, seed)
        case Component(Symbol(name), indices, "sub") if all(
            isinstance(index, Number) for index in indices
        ):
            return _drawn(f"{name}:{[str(made[index]) for index in indices]}", seed)
        case _:
            return None


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    # The size is known before the power is taken: nothing stops a large one on its way.
    if exponent.denominator != 1 or _bits(base) * abs(exponent.numerator) > _MOST_BITS:
        return None
    return Fraction(base**exponent.numerator)


def _bits(value: Fraction) -> int:
    return max(abs(value.numerator).bit_length(), value.denominator.bit_length())


def _drawn(key: str, seed: int) -> Fraction:
    digest = hashlib.blake2b(f"{seed}|{key}".encode(), digest_size=8).digest()
    top = int.from_bytes(digest[:4], "big") - 2**31
    return Fraction(top, 1 + int.from_bytes(digest[4:6], "big"))
