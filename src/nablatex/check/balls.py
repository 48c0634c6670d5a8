r"""Exact numbers and balls: rationals stay exact, all else is an interval that holds the value.

Two values whose balls do not meet differ: that is a proof, where floating point has an opinion.
Numbers are FLINT's (Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic", IEEE Trans. Comput. 66, 2017); arrays are NumPy's, of such numbers. The precision of
FLINT belongs to the process, so a judgement holds a lock while it reckons (`precision`).
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from flint import acb, arb, ctx, fmpq, fmpz

from nablatex import ops
from nablatex.check.array_balls import Namespace
from nablatex.check.scalars import as_ball, certainly, is_exact, is_zero, real_only
from nablatex.errors import EvaluationError, UndefinedError
from nablatex.evaluate import matrix_power

# A rational larger than this becomes a ball; what comes of it stays one.
MOST_BITS = 20_000
_LEAST_SIGNIFICANT = 3
_MOST_FACTORS = 2_000
_NEXT = arb(2) ** -40
_LOCK = threading.RLock()
_QUIET: AbstractContextManager[None] = nullcontext()


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Reckon balls with `bits` bits; other threads wait, and the precision is put back."""
    with _LOCK:
        before = ctx.prec
        ctx.prec = bits
        try:
            yield
        finally:
            ctx.prec = before


class Balls:
    """The arithmetic of a world; see `evaluate.Arithmetic`.

    Args:
        imaginary: whether numbers may be complex: roots and logarithms then have principal values.
        rounded: whether a decimal of three significant digits or more stands for all numbers that
            are rounded to it.
        touching: whether two values that are next to one another count as equal in a condition.
    """

    def __init__(
        self, *, imaginary: bool = False, rounded: bool = False, touching: bool = False
    ) -> None:
        self._touching = touching
        self._imaginary = imaginary
        self._rounded = rounded
        self._namespace = Namespace(imaginary)

    def quietly(self) -> AbstractContextManager[None]:
        """Return a context: nothing here warns."""
        return _QUIET

    def number(self, value: int | Fraction, places: int) -> Any:
        """Return a number as typed; a rounded decimal as the ball of what is rounded to it."""
        exact = fmpq(value.numerator, value.denominator)
        if self._rounded and places and is_significant(value, places):
            return arb(exact, arb(fmpq(1, 2 * 10**places)))
        return exact

    def array(self, values: list[Any], sizes: list[int]) -> Any:
        """Return an array of numbers, given row by row."""
        made = np.empty(len(values), dtype=object)
        made[:] = values
        return made.reshape(sizes)

    def plus(self, left: Any, right: Any) -> Any:
        """Return a sum: exact while it is not large."""
        return _kept_small(left + right)

    def times(self, left: Any, right: Any) -> Any:
        """Return a product: exact while it is not large."""
        return _kept_small(left * right)

    def divided(self, numerator: Any, denominator: Any) -> Any:
        """Return a quotient; dividing by what may be 0 has no value."""
        if not _is_nonzero(denominator):
            raise EvaluationError("a division by zero")
        return _kept_small(numerator / denominator)

    def power(self, base: Any, exponent: Any) -> Any:
        """Return a power: exact where it is rational and not large, else a ball."""
        if isinstance(base, np.ndarray):
            if base.ndim == 0:
                return self.power(base[()], exponent)
            return matrix_power(base, self.whole(exponent), self._namespace.matrix_power)
        if is_exact(exponent) and fmpq(exponent).denominator == 1:
            return whole_power(base, int(fmpq(exponent).numerator))
        return self._real_power(base, exponent)

    def _real_power(self, base: Any, exponent: Any) -> Any:
        if isinstance(base, acb) or isinstance(exponent, acb):
            return acb(base) ** acb(exponent)
        if is_zero(base) and certainly(exponent, ">", 0):
            return fmpq(0)
        if certainly(base, ">", 0):
            return arb(base) ** arb(exponent)
        if self._imaginary and certainly(base, "<", 0):
            return real_only(acb(base) ** acb(exponent))
        raise EvaluationError("a root of a negative number")

    def call(self, op: ops.Op, args: list[Any]) -> Any:
        """Return the value of a function of the table, by its row over balls."""
        if op.evaluate is None:
            raise UndefinedError(f"{op.name} has no value")
        own = _OWN.get(op.name) or partial(op.evaluate, self._namespace)
        if op is ops.power:
            own = np.vectorize(self.power, otypes=[object])
        value = own(*args)
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value[()]
        if isinstance(value, complex):
            return acb(value)
        return arb(value) if isinstance(value, float) else value

    def holds(self, relation: str, left: Any, right: Any) -> bool:
        """Tell whether a relation holds; where the balls do not tell there is no value."""
        if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
            raise EvaluationError("arrays are not compared in a condition")
        sign = {"equiv": "="}.get(relation, relation)
        if self._touching and _touch(left, right):
            return sign in ("=", "<=", ">=")
        if certainly(left, sign, right):
            return True
        opposite = _OPPOSITE.get(sign)
        if opposite is None:
            raise EvaluationError(f"the relation {relation} has no truth value here")
        if certainly(left, opposite, right):
            return False
        raise EvaluationError("two values are too near to be compared")

    def whole(self, value: Any) -> int:
        """Return a value that is exactly a whole number."""
        if not is_exact(value) or fmpq(value).denominator != 1:
            raise EvaluationError("indices and the bounds of a sum are whole numbers")
        return int(fmpq(value).numerator)


_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _touch(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    return bool(abs(as_ball(left - right)) < _NEXT * (1 + abs(as_ball(left))))


def is_significant(value: int | Fraction, places: int) -> bool:
    """Tell whether a decimal has three significant digits or more: 0.333 has, 0.02 has not."""
    return bool(abs(value) * 10**places >= 10 ** (_LEAST_SIGNIFICANT - 1))


def whole_power(base: Any, exponent: int) -> Any:
    """Return a whole power of a number: exact where it is rational and not large, else a ball."""
    if is_zero(base) and exponent <= 0:
        raise EvaluationError("0 to a power that is not positive")
    if is_exact(base):
        exact = fmpq(base)
        # The size is known before the power is taken: nothing stops a large one on its way.
        size = max(int(exact.numerator).bit_length(), int(exact.denominator).bit_length())
        if size * abs(exponent) <= MOST_BITS or exact in (0, 1, -1):
            return exact ** (exponent if exact not in (1, -1) else exponent % 2)
        base = arb(exact)
    return base ** fmpz(exponent)


def _kept_small(value: Any) -> Any:
    if type(value) is fmpq and value.height_bits() > MOST_BITS:
        return arb(value)
    return value


def _is_nonzero(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return all(map(_is_nonzero, value.ravel()))
    if isinstance(value, acb):
        return bool(not value.contains(0))
    return certainly(value, "!=", 0)


def _gamma(value: Any) -> Any:
    if is_exact(value) and fmpq(value).denominator == 1 and fmpq(value) <= 0:
        raise EvaluationError("a factorial of a negative number")
    return as_ball(value).gamma()


def _factorial(n: Any) -> Any:
    if is_exact(n) and 0 <= fmpq(n) <= _MOST_FACTORS and fmpq(n).denominator == 1:
        return fmpq(math.factorial(int(fmpq(n).numerator)))
    return _gamma(n + 1)


def _binomial(n: Any, k: Any) -> Any:
    r"""Return $\binom{n}{k}$, for all numbers by the gamma function (DLMF 1.2.6)."""
    if is_exact(k) and fmpq(k).denominator == 1 and 0 <= fmpq(k) <= 200:
        value = fmpq(1)
        for j in range(int(fmpq(k).numerator)):
            value = value * (n - j) / (j + 1)
        return value
    return _gamma(n + 1) / (_gamma(k + 1) * _gamma(n - k + 1))


def _root(x: Any, n: Any) -> Any:
    """Return a root: of a negative number too, where the root is an odd one."""
    if is_zero(x):
        return fmpq(0)
    odd = is_exact(n) and fmpq(n).denominator == 1 and int(fmpq(n).numerator) % 2
    if odd and certainly(x, "<", 0):
        return -(as_ball(-x) ** as_ball(1 / n))
    if certainly(x, ">", 0):
        return as_ball(x) ** as_ball(1 / n)
    if isinstance(x, acb):
        return x ** acb(1 / n)
    raise EvaluationError("a root of a negative number")


def _gelu(x: Any) -> Any:
    return x * (1 + (as_ball(x) / arb(2).sqrt()).erf()) / 2


# Rows whose own evaluator is for floating point alone.
_OWN: dict[str, Callable[..., Any]] = {
    "factorial": _factorial,
    "binom": _binomial,
    "root": _root,
    "gelu": lambda x: np.vectorize(_gelu, otypes=[object])(x),
}
