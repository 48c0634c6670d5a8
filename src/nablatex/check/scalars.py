"""One number at a time: what is certain of an exact rational, a real ball or a complex one.

Separate from the arithmetic because arrays, worlds and verdicts ask the same questions.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from flint import acb, arb, fmpq, fmpz

from nablatex.errors import EvaluationError

# Balls that meet are equal where they are this narrow, in bits, against the values themselves.
_ACCURATE = 50
_INFINITY = arb("inf")
_NARROW = arb(2) ** -_ACCURATE
_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def is_exact(value: Any) -> bool:
    """Tell whether a number is an exact rational."""
    return isinstance(value, (fmpq, int, fmpz))


def is_zero(value: Any) -> bool:
    """Tell whether a number is exactly 0."""
    return bool(value == 0)


def as_ball(value: Any) -> Any:
    """Return a number as a ball, real or complex."""
    return value if isinstance(value, (arb, acb)) else arb(value)


def real_only(value: Any) -> Any:
    """Return a complex ball as a real one where its imaginary part is exactly 0."""
    return value.real if isinstance(value, acb) and value.imag == 0 else value


def certainly(left: Any, relation: str, right: Any) -> bool:
    """Tell whether a relation holds for all numbers that two balls may stand for.

    Raises:
        EvaluationError: complex numbers have no order.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return relation == "=" and left is right
    if relation == "=":
        return bool(left == right)
    if relation == "!=":
        return _apart(left, right)
    compare = _RELATIONS.get(relation)
    if compare is None:
        return False
    if isinstance(left, acb) or isinstance(right, acb):
        raise EvaluationError("complex numbers have no order")
    return bool(compare(left, right))


def _apart(left: Any, right: Any) -> bool:
    if is_exact(left) and is_exact(right):
        return bool(left != right)
    if isinstance(left, acb) or isinstance(right, acb):
        return not acb(left).overlaps(acb(right))
    return not arb(left).overlaps(arb(right))


def same(left: Any, right: Any) -> bool | None:
    """Tell whether two numbers are the same: False is a proof, None says that balls are too wide.

    True means that both balls hold a common number and are narrow against the values.
    """
    if is_exact(left) and is_exact(right):
        return bool(left == right)
    if _apart(left, right):
        return False
    return True if _is_narrow(left, right) else None


def _is_narrow(left: Any, right: Any) -> bool:
    if left == right:
        return True  # two infinities of one sign
    difference = acb(left) - acb(right)
    width = abs(difference).upper()
    size = abs(acb(left)).upper() + abs(acb(right)).upper()
    return bool(width <= _NARROW * size) or bool(width <= _NARROW * _NARROW)


def is_number(value: Any) -> bool:
    """Tell whether a number is one: finite, or an infinity that stands for itself."""
    if isinstance(value, acb):
        return bool(value.real.is_finite() and value.imag.is_finite())
    if isinstance(value, arb):
        return bool(value.is_finite()) or value in (_INFINITY, -_INFINITY)
    return is_exact(value)


def as_float(value: Any) -> complex | float:
    """Return a number in floating point, for a message."""
    if isinstance(value, acb):
        made = complex(float(value.real.mid()), float(value.imag.mid()))
        return made if abs(made.imag) > 1e-12 * abs(made) else made.real
    if isinstance(value, arb):
        return float(value.mid())
    return float(arb(value).mid())
