r"""Pieces of matrix notation: chains of matrix products, Hadamard products of them, fractions.

Separate from the search for a chain in a contraction: here stands how the pieces are put together
and written as one expression, as short as they can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from nablatex import ops
from nablatex.expr import (
    ONE,
    Call,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from nablatex.normalise import value_of
from nablatex.traverse import number

Chain = tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Body:
    r"""A vector or matrix: the Hadamard product of chains, over that of others.

    Attributes:
        above: chains of matrix products, multiplied entry by entry; none is `\mathbf{1}`.
        below: what it is divided by, entry by entry.
    """

    above: tuple[Chain, ...] = ()
    below: tuple[Chain, ...] = ()

    @property
    def plain(self) -> Chain | None:
        """The one chain that it is, if it is no more."""
        return self.above[0] if len(self.above) == 1 and not self.below else None

    def chain(self, rank: int) -> Chain:
        """Return it as a chain."""
        return self.plain or (self.expr(rank),)

    def times(self, other: Body) -> Body:
        """Return the product entry by entry."""
        return Body(self.above + other.above, self.below + other.below)

    def expr(self, rank: int) -> Expr:
        """Return it as one expression."""
        top = hadamard([chain_expr(chain) for chain in self.above])
        if not self.below:
            return top if top is not None else ones(rank)
        bottom = hadamard([chain_expr(chain) for chain in self.below])
        assert bottom is not None
        return Call(ops.hadamard_divide, (top if top is not None else ones(rank), bottom))


def ones(rank: int) -> Expr:
    r"""Return `\mathbf{1}`, or `\mathbf{1} \mathbf{1}^\top` for a matrix."""
    one = Call(ops.ones, ())
    return one if rank < 2 else Call(ops.matmul, (one, Call(ops.transpose, (one,))))


def hadamard(parts: Sequence[Expr]) -> Expr | None:
    """Return the product entry by entry, or None for no factor."""
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    inner = [p.args[0] for p in parts if isinstance(p, Call) and p.op is ops.transpose]
    if len(inner) == len(parts) and all(len(part.shape) == 2 for part in inner):
        return Call(ops.transpose, (Call(ops.hadamard, tuple(inner)),))
    return Call(ops.hadamard, tuple(parts))


def chain_expr(chain: Chain) -> Expr:
    """Return a matrix product; the same square matrix several times is a power."""
    made: list[Expr] = []
    counts: list[int] = []
    for part in chain:
        if made and part is made[-1] and len(part.shape) == 2 and part.shape[0] == part.shape[1]:
            counts[-1] += 1
        else:
            made.append(part)
            counts.append(1)
    powers = [_to_power(part, k) for part, k in zip(made, counts, strict=True)]
    return powers[0] if len(powers) == 1 else Call(ops.matmul, tuple(powers))


def _to_power(part: Expr, times: int) -> Expr:
    if times == 1:
        return part
    match part:
        case Call(ops.transpose, (inside,)) if not isinstance(inside, Call):
            return Call(ops.transpose, (Power(inside, Number(times, 0)),))
        case Call(ops.inverse, (inside,)):
            return Power(inside, Negation(Number(times, 0)))
        case _:
            return Power(part, Number(times, 0))


def turned(part: Expr, symmetric: Callable[[Expr], bool]) -> Expr:
    """Return the transpose of a matrix, or a vector as a row."""
    match part:
        case Call(ops.transpose, (inside,)):
            return inside
        case Call(ops.diag | ops.identity) if len(part.shape) == 2:
            return part
        case Call(ops.hadamard | ops.hadamard_divide as op, args) if len(part.shape) == 2:
            return Call(op, tuple(turned(arg, symmetric) for arg in args))
        case Call(ops.matmul, args) if len(part.shape) == 2:
            return chain_expr(tuple(turned(arg, symmetric) for arg in args[::-1]))
        case Power(base, exponent) if not isinstance(base, Call):
            return part if symmetric(base) else Call(ops.transpose, (Power(base, exponent),))
        case _:
            return (
                part if len(part.shape) == 2 and symmetric(part) else Call(ops.transpose, (part,))
            )


@dataclass(slots=True)
class Term:
    """A number, scalars above and below the bar, and a vector, a matrix or nothing.

    Attributes:
        rank: how many axes the body has.
        body: the vector or matrix; None for a scalar.
    """

    coefficient: Fraction
    above: list[Expr] = field(default_factory=list)
    below: list[Expr] = field(default_factory=list)
    body: Body | None = None
    rank: int = 0

    def expr(self) -> Expr:
        """Return the term as one expression."""
        made = self._unsigned()
        return Negation(made) if self.coefficient < 0 else made

    def _unsigned(self) -> Expr:
        size = abs(self.coefficient)
        self.above, self.below = one_root(self.above), one_root(self.below)
        body = None if self.body is None else self.body.expr(self.rank)
        top = [*self.above, *([] if body is None else [body])]
        if not self.below:
            return product([*([number(size)] if size != 1 else []), *top])
        numerator = [*([Number(size.numerator, 0)] if size.numerator != 1 else []), *top]
        bottom = [*([Number(size.denominator, 0)] if size.denominator != 1 else []), *self.below]
        return Quotient(product(numerator), product(bottom))


def one_root(factors: list[Expr]) -> list[Expr]:
    r"""Return factors with one root of all numbers under a root: `\sqrt{2 \pi}`."""
    roots = [
        f for f in factors if isinstance(f, Call) and f.op is ops.sqrt and _is_constant(f.args[0])
    ]
    if len(roots) < 2:
        return factors
    inside = product([root.args[0] for root in roots])
    return [*(f for f in factors if f not in roots), Call(ops.sqrt, (inside,))]


def _is_constant(expr: Expr) -> bool:
    return is_number(expr) or (isinstance(expr, Call) and not expr.args)


def product(factors: Sequence[Expr]) -> Expr:
    """Return the product of scalars and at most one array."""
    flat: list[Expr] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Product) else [factor]
    if not flat:
        return ONE
    return flat[0] if len(flat) == 1 else Product(tuple(flat))


def total(terms: Iterable[Expr]) -> Expr:
    """Return a sum with a term that is not negative in front, if there is one."""
    listed: list[Expr] = []
    for term in terms:
        if isinstance(term, Sum):
            listed += term.terms
        else:
            listed.append(term)
    numbers = [value_of(term) for term in listed]
    if sum(n is not None for n in numbers) > 1:
        whole = sum((Fraction(n) for n in numbers if n is not None), Fraction(0))
        listed = [term for term, n in zip(listed, numbers, strict=True) if n is None]
        if whole or not listed:
            listed.append(number(whole) if whole.denominator != 1 else number(int(whole)))
    lead = next((k for k, term in enumerate(listed) if not isinstance(term, Negation)), 0)
    listed.insert(0, listed.pop(lead))
    return listed[0] if len(listed) == 1 else Sum(tuple(listed))


def is_number(expr: Expr) -> bool:
    """Tell whether an expression is a number as written."""
    return value_of(expr) is not None
