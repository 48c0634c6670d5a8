"""Faults of a value as a whole: its sign, a constant factor, upside down, rounded.

Separate from the faults of parts: these are read off the values and need no repaired answer.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from flint import acb, arb, fmpq

from nablatex.check.case import Case
from nablatex.check.scalars import as_ball, as_float, is_exact, is_zero, same
from nablatex.check.verdict import Feedback
from nablatex.expr import Apply, Derivative, Number
from nablatex.traverse import free_symbols, parts_of

_LARGEST_DENOMINATOR = 360
_LARGEST_OF_CONSTANT = 12
_NEAR = arb(fmpq(1, 500))
_NARROW = arb(2) ** -60


def _flat(value: Any) -> list[Any]:
    return list(np.ravel(value)) if isinstance(value, np.ndarray) else [value]


def is_constant(case: Case) -> bool:
    """Tell whether both sides are numbers: nothing in them has a value of its own."""
    open_ = (Apply, Derivative)
    return not any(
        free_symbols(side) or any(isinstance(node, open_) for node in parts_of(side))
        for side in (case.claimed, case.right)
    )


def sign(case: Case) -> tuple[Feedback, ...]:
    """The opposite sign of the whole."""
    for pair in case.pairs:
        if np.shape(pair.left) != np.shape(pair.right):
            return ()
        sides = zip(_flat(pair.left), _flat(pair.right), strict=True)
        if not all(same(-left, right) for left, right in sides):
            return ()
    if not case.pairs or all(is_zero(v) for pair in case.pairs for v in _flat(pair.left)):
        return ()
    return (Feedback("sign", "the sign is the opposite one", "부호가 반대이다"),)


def factor(case: Case) -> tuple[Feedback, ...]:
    """The same ratio to the right value everywhere."""
    ratio = ratio_of(case)
    if ratio is None:
        return ()
    exact = _as_fraction(ratio)
    if is_constant(case) and (exact is None or not _is_simple(exact)):
        # Of a number another factor would be the answer itself.
        return ()
    if exact is not None and exact.denominator == 1 and exact > 1:
        en, ko = f"a constant factor of {exact} is missing", f"상수배 {exact}이(가) 빠졌다"
    else:
        over = 1 / exact if exact else None
        shown = str(over) if over is not None else f"{as_float(1 / ratio):.6g}"
        en, ko = f"this is {shown} times what it should be", f"맞는 값의 {shown}배이다"
    return (Feedback("factor", en, ko),)


def ratio_of(case: Case) -> Any | None:
    """Return what the answer must be multiplied by everywhere, or None."""
    ratio: Any = None
    for pair in case.pairs:
        if np.shape(pair.left) != np.shape(pair.right):
            return None
        for left, right in zip(_flat(pair.left), _flat(pair.right), strict=True):
            if is_zero(left) and is_zero(right):
                continue
            if _may_be_zero(left) or _may_be_zero(right):
                return None
            here = right / left
            if ratio is None:
                ratio = here
            elif not same(ratio, here):
                return None
    return None if len(case.pairs) < 2 else ratio


def _may_be_zero(value: Any) -> bool:
    return bool(value == 0) if is_exact(value) else bool(acb(value).contains(0))


def _as_fraction(ratio: Any) -> Fraction | None:
    """Return a ratio as a fraction that a person would write, or None."""
    if is_exact(ratio):
        exact = Fraction(int(fmpq(ratio).numerator), int(fmpq(ratio).denominator))
        return exact if exact.denominator <= _LARGEST_DENOMINATOR else None
    value = as_float(ratio)
    if isinstance(value, complex) or not abs(value) < 1e9:
        return None
    near = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    return near if near and same(ratio, fmpq(near.numerator, near.denominator)) else None


def _is_simple(ratio: Fraction) -> bool:
    """Tell whether a ratio is a small whole number or one over such."""
    size = max(abs(ratio.numerator), ratio.denominator)
    return size <= _LARGEST_OF_CONSTANT and min(abs(ratio.numerator), ratio.denominator) == 1


def inverted(case: Case) -> tuple[Feedback, ...]:
    """One over the right value."""
    for pair in case.pairs:
        if isinstance(pair.left, np.ndarray) or isinstance(pair.right, np.ndarray):
            return ()
        if not same(pair.left * pair.right, fmpq(1)):
            return ()
    if not case.pairs:
        return ()
    return (Feedback("inverted", "this is upside down", "분자와 분모가 바뀌었다"),)


def rounded(case: Case) -> tuple[Feedback, ...]:
    """Close to the right number, but neither equal nor rounded to three digits or more."""
    if not case.pairs or not is_constant(case):
        return ()
    left, right = case.pairs[0].left, case.pairs[0].right
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return ()
    away = abs(as_ball(left - right))
    coarse = any(
        isinstance(node, Number) and node.places and bool(away <= _half(node))
        for node in parts_of(case.claimed)
    )
    if not coarse and not bool(away < _NEAR * abs(as_ball(right))):
        return ()
    return (
        Feedback(
            "rounded",
            "this is close, but it is not the exact value, nor it rounded to three digits or more",
            "가깝지만 정확한 값도, 세 자리 이상으로 반올림한 값도 아니다",
        ),
    )


def _half(number: Number) -> Any:
    """Return half of the last place of a decimal, a little more for the balls."""
    return arb(fmpq(1, 2 * 10**number.places)) * (1 + _NARROW)


def size(case: Case) -> tuple[Feedback, ...]:
    """Too large or too small: all that is said of a number whose fault has no name."""
    if not case.pairs or not is_constant(case):
        return ()
    left, right = case.pairs[0].left, case.pairs[0].right
    if any(isinstance(value, (np.ndarray, acb, bool)) for value in (left, right)):
        return ()
    if bool(arb(left) > arb(right)):
        return (Feedback("entry", "the value is too large", "값이 너무 크다"),)
    return (Feedback("entry", "the value is too small", "값이 너무 작다"),)
