r"""Products of a derivative in the order in which they are printed, and brackets taken out of sums.

Separate from the tidy constructors, which keep the author's order: here there is no author, only
the chain rule and the product rule, whose raw results nobody would write.

    \cos(xy) \cdot y            becomes    y \cos(xy)
    a (1 - a)^2 - a^2 (1 - a)    becomes    a (1 - a) (1 - 2a)
"""

from __future__ import annotations

from collections.abc import Iterable

from nablatex import ops
from nablatex.expr import ONE, Call, Component, Expr, Negation, Number, Power, Product, Sum, Symbol
from nablatex.normalise.tidy import add, base_of, multiply, negate, raise_to
from nablatex.traverse import number


def chain(factors: Iterable[Expr]) -> Expr:
    """Return the product of outer and inner derivatives, names before named functions.

    A single factor is the author's own and stays as it is.
    """
    listed = [factor for factor in factors if factor is not ONE]
    made = multiply(listed)
    return _names_first(made) if len(listed) > 1 else made


def _names_first(expr: Expr) -> Expr:
    if isinstance(expr, Negation):
        return negate(_names_first(expr.body))
    if not isinstance(expr, Product):
        return expr
    factors = expr.factors
    first = next((k for k, factor in enumerate(factors) if _is_function(factor)), len(factors))
    behind = factors[first:]
    names = tuple(factor for factor in behind if _is_name(factor))
    if not names:
        return expr
    return Product((*factors[:first], *names, *(f for f in behind if not _is_name(f))))


def _is_function(factor: Expr) -> bool:
    """Tell whether a factor is a function with a name, such as `\\sin x`, `e^x` or `\\sqrt{x}`.

    The sigmoid is not one of them: `\\sigma(h) (1 - \\sigma(h)) x` is written in this order.
    """
    if isinstance(factor, Power):
        factor = factor.base
        return isinstance(factor, Call) and (factor.op is ops.e or _is_function(factor))
    return (
        isinstance(factor, Call)
        and factor.op.partials is not None
        and (factor.op is not ops.sigmoid)
    )


def _is_name(factor: Expr) -> bool:
    if isinstance(factor, Power):
        return isinstance(factor.exponent, Number) and _is_name(factor.base)
    return isinstance(factor, (Symbol, Component, Number))


def take_out(expr: Expr) -> Expr:
    """Return a sum whose terms share a bracket as that bracket times the rest.

    Only where a bracket is shared: `x + x y` stays, `(1 - a) x + (1 - a) y` does not.
    """
    if not isinstance(expr, Sum):
        return expr
    parts = [_powers(term) for term in expr.terms]
    shared = {
        base: min(powers.get(base, 0) for _, powers in parts)
        for base in parts[0][1]
        if all(base in powers for _, powers in parts)
    }
    if not any(isinstance(base, Sum) for base in shared):
        return expr
    rests = [_without(sign, powers, shared) for sign, powers in parts]
    common = [raise_to(base, number(power)) for base, power in shared.items()]
    names = [factor for factor in common if _is_name(factor)]
    brackets = [*(factor for factor in common if not _is_name(factor)), add(rests)]
    in_front = _is_name(common[0])
    return multiply((*names, *brackets) if in_front else (*brackets, *names))


def _powers(term: Expr) -> tuple[bool, dict[Expr, int]]:
    """Return whether a term is negative, and its factors as bases with whole powers."""
    negative = isinstance(term, Negation)
    body = term.body if isinstance(term, Negation) else term
    found: dict[Expr, int] = {}
    for factor in body.factors if isinstance(body, Product) else (body,):
        base, power = base_of(factor)
        found[base] = found.get(base, 0) + power
    return negative, found


def _without(negative: bool, powers: dict[Expr, int], shared: dict[Expr, int]) -> Expr:
    left = [
        raise_to(base, number(power - shared.get(base, 0)))
        for base, power in powers.items()
        if power > shared.get(base, 0)
    ]
    made = multiply(left)
    return negate(made) if negative else made
