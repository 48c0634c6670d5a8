r"""Rational expressions modulo a large prime: $2^{10^9} + 1$ is not $2^{10^9}$.

Separate from balls, which see numbers of that size by their leading digits only. Where everything
is rational and something is too large to be exact, both sides are reckoned modulo $p = 2^{61} - 1$:
unequal residues are a proof, equal ones overwhelming evidence (Schwartz, 1980).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flint import fmpq, nmod

from nablatex import ops
from nablatex.check.balls import MOST_BITS, Balls, whole_power
from nablatex.check.scalars import is_exact
from nablatex.check.trial import Trial
from nablatex.check.world import World
from nablatex.errors import EvaluationError, UndefinedError
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

PRIME = 2**61 - 1
_RATIONAL = (Number, Symbol, Component, Sum, Product, Negation, Quotient, Power)
_LARGEST_EXPONENT = 10**40
_WORLDS = 2


class _Residues(Balls):
    """Exact rationals, and residues for those that are too large."""

    def power(self, base: Any, exponent: Any) -> Any:
        if not is_exact(exponent) or fmpq(exponent).denominator != 1:
            raise EvaluationError("an exponent that is no whole number")
        whole = int(fmpq(exponent).numerator)
        if abs(whole) > _LARGEST_EXPONENT:
            raise EvaluationError("an exponent that is too large")
        if isinstance(base, nmod):
            return base ** (whole % (PRIME - 1))
        made = whole_power(base, whole)
        return made if is_exact(made) else _residue(fmpq(base)) ** (whole % (PRIME - 1))

    def plus(self, left: Any, right: Any) -> Any:
        return _small(left + right)

    def times(self, left: Any, right: Any) -> Any:
        return _small(left * right)

    def divided(self, numerator: Any, denominator: Any) -> Any:
        if isinstance(numerator, nmod) or isinstance(denominator, nmod):
            return _residue(numerator) / _residue(denominator)
        return super().divided(numerator, denominator)

    def call(self, op: ops.Op, args: list[Any]) -> Any:
        raise EvaluationError(f"{op.name} is not rational")


def _small(value: Any) -> Any:
    """Return a rational, as its residue where it is large."""
    exact = isinstance(value, fmpq) and value.height_bits() <= MOST_BITS
    return value if exact else _residue(value)


def _residue(value: Any) -> nmod:
    if isinstance(value, nmod):
        return value
    exact = fmpq(value)
    above, below = int(exact.numerator) % PRIME, int(exact.denominator) % PRIME
    return nmod(above, PRIME) / nmod(below, PRIME)


def differ_modulo(trial: Trial, left: Expr, right: Expr) -> bool:
    """Tell whether two rational expressions differ, though their leading digits are the same."""
    sides = (left, right)
    if any(not isinstance(n, _RATIONAL) or n.shape for side in sides for n in postorder(side)):
        return False
    for number in range(_WORLDS):
        seen = trial.world(number)
        try:
            if all(is_exact(seen.value(side)) for side in sides):
                return False
            world = World(
                replace(trial.setting, arithmetic=_Residues()), seen.seed, meter=trial.meter
            )
            if _residue(world.value(left)) != _residue(world.value(right)):
                return True
        except (EvaluationError, UndefinedError):
            continue
    return False
