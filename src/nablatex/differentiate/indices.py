r"""Indices: which elements can be the same, and sums in which a Kronecker delta picks one term.

Separate from the rules of differentiation, which meet an element `w_i` of a sum as any other name:
what it is by `w_j` is `\delta_{ij}`, and the sum over `i` of `\delta_{ij} a_i` is `a_j`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from nablatex.errors import NoRuleError
from nablatex.expr import (
    ONE,
    ZERO,
    Component,
    Delta,
    Expr,
    Negation,
    Product,
    Quotient,
    Reduction,
    Sum,
)
from nablatex.normalise import add, divide, multiply, negate, value_of
from nablatex.traverse import contains, postorder, substitute


def can_be(name: Expr, x: Expr) -> bool:
    """Tell whether an element and `x` are one or, for some values of their indices, can be."""
    if name is x:
        return True
    if not (isinstance(name, Component) and isinstance(x, Component)):
        return False
    if name.base is not x.base or name.place != x.place or len(name.indices) != len(x.indices):
        return False
    pairs = zip(name.indices, x.indices, strict=True)
    return all(a is b or value_of(a) is None or value_of(b) is None for a, b in pairs)


def is_indexed(name: Expr) -> bool:
    """Tell whether a name is one element of many: `w_{ij}`, and not `w_{12}`."""
    return isinstance(name, Component) and any(value_of(index) is None for index in name.indices)


def by_element(name: Expr, x: Expr) -> Expr:
    r"""Return $\partial w_{ij} / \partial w_{kl} = \delta_{ik} \delta_{jl}$ if they can be one."""
    if not (isinstance(name, Component) and isinstance(x, Component)):
        return ONE
    pairs = zip(name.indices, x.indices, strict=True)
    return multiply(_delta(a, b) for a, b in pairs if a is not b)


def _delta(left: Expr, right: Expr) -> Expr:
    r"""Return a delta with a number behind a letter: `\delta_{k2}`, as `2k` might be a product."""
    return Delta(left, right) if value_of(left) is None else Delta(right, left)


def total(node: Reduction, body: Expr, bound: Container[Expr] = ()) -> Expr:
    """Return the sum of `body` over the range of `node`, each delta contracted.

    A letter that a delta sets the index equal to is taken to be in the range of the sum.

    Args:
        node: the sum.
        body: what is summed now.
        bound: the indices of all sums, that of this one too.

    Raises:
        NoRuleError: the sum has a condition, which the other index might not meet, or goes as far
            as the index of another sum, which the other might exceed.
    """
    if node.condition is not None:
        raise NoRuleError("a sum with a condition on its index is not differentiated")
    if isinstance(body, Sum):
        return add(total(node, term, bound) for term in body.terms)
    if isinstance(body, Negation):
        return negate(total(node, body.body, bound))
    if body is ZERO:
        return ZERO
    factors = list(_factors(body))
    for place, factor in enumerate(factors):
        other = _set_equal(factor, node.index)
        if other is not None:
            if any(part in bound for end in bounds_of(node) for part in postorder(end)):
                raise NoRuleError("a sum up to the index of another sum is not differentiated here")
            rest = multiply([*factors[:place], *factors[place + 1 :]])
            return substitute(rest, {node.index: other}) if _can_reach(node, other) else ZERO
    outside = [factor for factor in factors if not contains(factor, node.index)]
    inside = multiply(factor for factor in factors if contains(factor, node.index))
    return multiply((*outside, _sum(node, inside)))


def _factors(body: Expr) -> Iterator[Expr]:
    """Yield the factors of a term, those above its bar one by one."""
    if isinstance(body, Product):
        for factor in body.factors:
            yield from _factors(factor) if isinstance(factor, Quotient) else (factor,)
    elif isinstance(body, Quotient):
        top = body.numerator
        yield from top.factors if isinstance(top, Product) else (top,)
        yield divide(ONE, body.denominator)
    else:
        yield body


def _can_reach(node: Reduction, index: Expr) -> bool:
    """Tell whether the index of a sum takes a value; of a letter it is taken for granted."""
    value = value_of(index)
    low = None if node.lower is None else value_of(node.lower)
    high = None if node.upper is None else value_of(node.upper)
    if value is None:
        return True
    if node.lower is None and value < 1:
        raise NoRuleError("a sum without a lower bound does not say whether it starts at 0 or 1")
    return (low is None or low <= value) and (high is None or value <= high)


def _sum(node: Reduction, body: Expr) -> Expr:
    if body is ONE and node.lower is not None and node.upper is not None:
        return add((node.upper, negate(node.lower), ONE))
    return Reduction("sum", body, node.index, node.lower, node.upper, None)


def _set_equal(factor: Expr, index: Expr) -> Expr | None:
    """Return what a delta sets an index equal to, or None for any other factor."""
    if not isinstance(factor, Delta):
        return None
    for one, other in ((factor.left, factor.right), (factor.right, factor.left)):
        if one is index and not contains(other, index):
            return other
    return None


def bounds_of(node: Reduction) -> list[Expr]:
    """Return what bounds a sum."""
    return [bound for bound in (node.lower, node.upper) if bound is not None]


def families(parts: Iterable[Expr]) -> set[Expr]:
    """Return the bases of the elements that stand under a sum, one for each value of its index."""
    found: set[Expr] = set()
    for part in parts:
        if not isinstance(part, Reduction):
            continue
        for node in postorder(part.body):
            if isinstance(node, Component) and contains(node, part.index):
                found.add(node.base)
    return found
