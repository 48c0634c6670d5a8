"""Tidy constructors: what a lecturer leaves out (`1 \\cdot x`, `0 + x`, `x^1`) is left out.

The plain constructors build what the author wrote; these build what a derivative should look like.
Every one is an identity of ordinary algebra wherever both sides are defined, and none changes the
order in which the author's factors and terms stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from nablatex.expr import (
    ONE,
    ZERO,
    Cases,
    Component,
    Delta,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Stack,
    Sum,
)
from nablatex.normalise.covers import covers
from nablatex.traverse import number, transform

_LARGEST_POWER = 64


def value_of(expr: Expr) -> int | Fraction | None:
    """Return the exact number that `expr` writes, or None: 2, -2, 1/2, 0.5."""
    sign = 1
    while isinstance(expr, Negation):
        sign, expr = -sign, expr.body
    match expr:
        case Number(value):
            return sign * value
        case Quotient(Number(top), Number(bottom)) if bottom:
            return sign * Fraction(top) / Fraction(bottom)
        case _:
            return None


def negate(expr: Expr) -> Expr:
    """Return `-expr`; twice negated is not negated, zero has no sign, -(a - b) is b - a."""
    if expr is ZERO:
        return ZERO
    match expr:
        case Negation(body):
            return body
        case Sum(terms) if all(isinstance(term, Negation) for term in terms):
            return add(map(negate, terms))
        case Sum((first, Negation(second))):
            return Sum((second, negate(first)))
        case Stack(entries, dims, kind):
            return Stack(tuple(map(negate, entries)), dims, kind)
        case _:
            return Negation(expr)


def add(terms: Iterable[Expr]) -> Expr:
    """Return the sum without zeros, sums inside it opened, equal terms counted together."""
    counts: dict[Expr, int | Fraction] = {}
    constant: int | Fraction = 0
    place: dict[Expr, Expr] = {}
    shape_of_zero: Expr = ZERO
    for term in _flat_terms(terms):
        exact = value_of(term)
        if exact is not None:
            constant += exact
            place.setdefault(ONE, ONE)
            continue
        coefficient, rest = split_coefficient(term)
        key = _key(rest)
        place.setdefault(key, rest)
        counts[key] = counts.get(key, 0) + coefficient
        if term.shape:
            shape_of_zero = term
    made: list[Expr] = []
    for key, rest in place.items():
        if key is ONE:
            if constant:
                made.append(number(constant))
        elif counts[key]:
            made.append(scale(counts[key], rest))
    if made:
        return made[0] if len(made) == 1 else Sum(tuple(made))
    return zero_like(shape_of_zero)


def _flat_terms(terms: Iterable[Expr]) -> Iterable[Expr]:
    for term in terms:
        match term:
            case Sum(inner):
                yield from inner
            case Negation(Sum(inner)):
                yield from map(negate, inner)
            case _:
                yield term


def split_coefficient(term: Expr) -> tuple[int | Fraction, Expr]:
    """Return a term as an exact coefficient and the rest: `-2x` gives -2 and `x`."""
    match term:
        case Negation(body):
            coefficient, rest = split_coefficient(body)
            return -coefficient, rest
        case Product((head, *tail)):
            exact = value_of(head)
            if exact is not None:
                return exact, tail[0] if len(tail) == 1 else Product(tuple(tail))
            return 1, term
        case _:
            return 1, term


def _key(rest: Expr) -> Expr:
    """Return one expression for all orders of the factors of a product."""
    if isinstance(rest, Product):
        return Product(tuple(sorted(rest.factors, key=id)))
    return rest


def scale(coefficient: int | Fraction, rest: Expr) -> Expr:
    """Return `coefficient rest`."""
    if coefficient < 0:
        return negate(scale(-coefficient, rest))
    return rest if coefficient == 1 else multiply((number(coefficient), rest))


def zero_like(expr: Expr) -> Expr:
    """Return zero in the shape of `expr`, where its sizes are known."""
    if isinstance(expr, Stack):
        return Stack((ZERO,) * len(expr.entries), expr.dims, expr.kind)
    return ZERO


def multiply(factors: Iterable[Expr]) -> Expr:
    """Return the product without ones, numbers in front, nothing if a factor is zero.

    A single fraction stays a factor; several, or one that can be reduced, become one fraction.
    """
    above, below = list(_flat_factors(factors)), list[Expr]()
    if _makes_one_fraction(above):
        above, below = _one_fraction(above)
    top, rest = _gathered(above)
    bottom, under = _gathered(below)
    if not top:
        return ZERO
    for base in [base for base in rest if base in under]:
        shared = min(rest[base], under[base])
        rest[base] -= shared
        under[base] -= shared
    return _assemble(Fraction(top) / Fraction(bottom), _powers(rest), _powers(under))


def _makes_one_fraction(factors: list[Expr]) -> bool:
    fractions = [f for f in factors if isinstance(f, Quotient) and value_of(f) is None]
    if len(fractions) != 1:
        return bool(fractions)
    (fraction,) = fractions
    assert isinstance(fraction, Quotient)
    if fraction.numerator is ONE:
        return True
    below = {base_of(factor)[0] for factor in _flat_factors((fraction.denominator,))}
    return any(base_of(factor)[0] in below for factor in factors)


def _one_fraction(factors: list[Expr]) -> tuple[list[Expr], list[Expr]]:
    """Return the factors above and below one bar; fractions inside fractions are opened too."""
    above: list[Expr] = []
    below: list[Expr] = []
    stack = [(factor, True) for factor in reversed(factors)]
    while stack:
        factor, up = stack.pop()
        if isinstance(factor, Quotient) and value_of(factor) is None:
            stack += [(f, not up) for f in reversed(list(_flat_factors((factor.denominator,))))]
            stack += [(f, up) for f in reversed(list(_flat_factors((factor.numerator,))))]
        else:
            (above if up else below).append(factor)
    return above, below


def _gathered(factors: list[Expr]) -> tuple[int | Fraction, dict[Expr, int]]:
    """Return the number in a list of factors, and how often each other base stands in it."""
    coefficient: int | Fraction = 1
    powers: dict[Expr, int] = {}
    for factor in factors:
        if isinstance(factor, Negation):
            coefficient, factor = -coefficient, factor.body
        exact = value_of(factor)
        if exact is not None:
            coefficient *= exact
        else:
            base, power = base_of(factor)
            powers[base] = powers.get(base, 0) + power
    return coefficient, powers


def _powers(powers: dict[Expr, int]) -> list[Expr]:
    return [_to_whole_power(base, power) for base, power in powers.items() if power]


def _assemble(coefficient: Fraction, rest: list[Expr], below: list[Expr]) -> Expr:
    """Return a product from its number, its factors and the factors under its bar."""
    top, bottom = coefficient.as_integer_ratio()
    if below:
        above = _product([*([number(abs(top))] if abs(top) != 1 else []), *rest])
        under = [*([number(bottom)] if bottom != 1 else []), *below]
        made = divide(above, _product(under))
    else:
        size = abs(coefficient)
        made = _product([*([number(size)] if size != 1 else []), *rest])
    return negate(made) if top < 0 else made


def _flat_factors(factors: Iterable[Expr]) -> Iterable[Expr]:
    for factor in factors:
        sign = False
        while isinstance(factor, Negation):
            sign, factor = not sign, factor.body
        if sign:
            yield Negation(ONE)
        if isinstance(factor, Product):
            yield from factor.factors
        else:
            yield factor


def base_of(factor: Expr) -> tuple[Expr, int]:
    """Return a factor as a base and its whole positive power; any other power is a base itself."""
    if isinstance(factor, Power):
        exact = value_of(factor.exponent)
        if isinstance(exact, int) and 0 < exact <= _LARGEST_POWER:
            return factor.base, exact
    return factor, 1


def _to_whole_power(base: Expr, power: int) -> Expr:
    """Return a base to the power of how often it stands: `x x` is `x^2`, `e^a e^a` is `e^{2a}`."""
    if isinstance(base, Power) and power > 1:
        return raise_to(base.base, multiply((number(power), base.exponent)))
    return raise_to(base, number(power))


def _cancel(above: Sequence[Expr], below: Sequence[Expr]) -> tuple[list[Expr], list[Expr]]:
    """Return both lists without the factors that stand in both."""
    left: list[Expr] = [*above]
    kept: list[Expr] = []
    for factor in below:
        if factor in left:
            left.remove(factor)
        else:
            kept.append(factor)
    return left, kept


def _product(factors: list[Expr]) -> Expr:
    if not factors:
        return ONE
    if len(factors) == 1:
        return factors[0]
    if isinstance(factors[-1], Stack):
        scalars = _product(factors[:-1])
        stack = factors[-1]
        return Stack(tuple(multiply((scalars, e)) for e in stack.entries), stack.dims, stack.kind)
    return Product(tuple(factors))


def divide(numerator: Expr, denominator: Expr) -> Expr:
    """Return the quotient; over one, zero over something, and common factors are dropped."""
    if denominator is ONE:
        return numerator
    if numerator is ZERO:
        return ZERO
    if numerator is denominator:
        return ONE
    if isinstance(denominator, Negation):
        return negate(divide(numerator, denominator.body))
    if isinstance(numerator, Negation):
        return negate(divide(numerator.body, denominator))
    top, bottom = value_of(numerator), value_of(denominator)
    if top is not None and bottom:
        return number(Fraction(top) / Fraction(bottom))
    if isinstance(denominator, Product):
        parts = list(numerator.factors) if isinstance(numerator, Product) else [numerator]
        above, below = _cancel(parts, list(denominator.factors))
        if len(below) < len(denominator.factors):
            return divide(_product(above), _product(below))
    if isinstance(numerator, Product) and denominator in numerator.factors:
        above, _ = _cancel(list(numerator.factors), [denominator])
        return _product(above)
    return Quotient(numerator, denominator)


def raise_to(base: Expr, exponent: Expr) -> Expr:
    """Return the power; exponents 1 and 0 and powers of one are dropped."""
    exact = value_of(exponent)
    if exact == 1 or base is ONE:
        return base
    if exact == 0 and not base.shape:
        return ONE
    return Power(base, exponent)


def simplify(expr: Expr) -> Expr:
    """Return `expr` with every part built anew by the tidy constructors."""
    return transform(expr, _tidy)


def _tidy(node: Expr) -> Expr:
    match node:
        case Sum(terms):
            return add(terms)
        case Product(factors):
            return multiply(factors)
        case Negation(body):
            return negate(body)
        case Quotient(numerator, denominator):
            return divide(numerator, denominator)
        case Power(base, exponent):
            return _tidy_power(base, exponent)
        case Delta(left, right):
            return _tidy_delta(node, left, right)
        case Component(Stack(entries, dims, _), indices, "sub"):
            return pick(entries, dims, indices) or node
        case Cases(((first, _), *_) as branches) if all(value is first for value, _ in branches):
            return first if covers(condition for _, condition in branches) else node
        case _:
            return node


def _tidy_power(base: Expr, exponent: Expr) -> Expr:
    exact, power = value_of(base), value_of(exponent)
    if exact is not None and isinstance(power, int) and 0 <= power <= _LARGEST_POWER:
        return number(Fraction(exact) ** power)
    if isinstance(base, Negation) and power == 2:
        return raise_to(base.body, exponent)
    return raise_to(base, exponent)


def _tidy_delta(node: Expr, left: Expr, right: Expr) -> Expr:
    if left is right:
        return ONE
    known = value_of(left) is not None and value_of(right) is not None
    return ZERO if known else node


def pick(
    entries: tuple[Expr, ...], dims: tuple[int | str, ...], at: tuple[Expr, ...]
) -> Expr | None:
    """Return the entry at literal indices counted from 0, or None if they are not literal."""
    flat = 0
    for dim, index in zip(dims, at, strict=True):
        exact = value_of(index)
        if not isinstance(exact, int) or not isinstance(dim, int) or not 0 <= exact < dim:
            return None
        flat = flat * dim + exact
    return entries[flat]
