"""What is wrong with an answer: hypotheses tested on the values, so that what is said is true."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from nablatex.check.verdict import Feedback
from nablatex.expr import Expr, Negation, Product, Sum

Values = list[Any]
_MOST_PERMUTED = 32
_LARGEST_DENOMINATOR = 360
Close = Callable[[Any, Any], Any]


def explain(
    claimed: Expr, right: Expr, left: Values, truth: Values, close: Close
) -> tuple[Feedback, ...]:
    """Return the first fault that explains the difference, or where it lies."""
    for test in (_shape, _transposed, _zero, _sign, _factor, _permuted, _entries):
        found = test(left, truth, close)
        if found:
            return found
    return _terms(claimed, right)


def _all(left: Values, right: Values, close: Close) -> bool:
    return all(
        a.shape == b.shape and bool(np.all(close(a, b))) for a, b in zip(left, right, strict=True)
    )


def _shape(left: Values, truth: Values, close: Close) -> tuple[Feedback, ...]:
    if left[0].shape == truth[0].shape:
        return ()
    if left[0].ndim == 0 and _all(left, [value.sum() for value in truth], close):
        return (
            Feedback(
                "shape",
                "this is the sum of the partial derivatives; a gradient is the vector of them",
                "이것은 편미분들의 합이다. 그래디언트는 편미분들을 원소로 하는 벡터이다",
            ),
        )
    turned = _transposed(left, truth, close)
    if turned:
        return turned
    wants, has = _words(truth[0].shape), _words(left[0].shape)
    return (
        Feedback(
            "shape",
            f"this is a {has[0]}; it should be a {wants[0]}",
            f"{has[1]}이(가) 아니라 {wants[1]}이어야 한다",
        ),
    )


def _words(shape: tuple[int, ...]) -> tuple[str, str]:
    if not shape:
        return "scalar", "스칼라"
    if len(shape) == 1:
        return f"vector of {shape[0]}", f"{shape[0]}차원 벡터"
    sizes = " by ".join(map(str, shape))
    return f"{sizes} matrix", f"{'×'.join(map(str, shape))} 행렬"


def _transposed_feedback() -> tuple[Feedback, ...]:
    return (Feedback("transposed", "rows and columns are exchanged", "행과 열이 바뀌었다"),)


def _transposed(left: Values, truth: Values, close: Close) -> tuple[Feedback, ...]:
    square = left[0].ndim == 2 and left[0].T.shape == truth[0].shape
    if square and _all([value.T for value in left], truth, close):
        return _transposed_feedback()
    return ()


def _zero(left: Values, truth: Values, close: Close) -> tuple[Feedback, ...]:
    """Tell which side is 0 in every world: such a value has no factor and no sign."""
    if truth[0].shape:
        return ()
    if all(bool(close(value, 0 * value)) for value in truth):
        return (Feedback("entry", "the right value is 0", "맞는 값은 0이다"),)
    if all(bool(close(value, 0 * value)) for value in left):
        return (Feedback("entry", "the right value is not 0", "맞는 값은 0이 아니다"),)
    return ()


def _sign(left: Values, truth: Values, close: Close) -> tuple[Feedback, ...]:
    if _all([-value for value in left], truth, close):
        return (Feedback("sign", "the sign is the opposite one", "부호가 반대이다"),)
    return ()


def _factor(left: Values, truth: Values, close: Close) -> tuple[Feedback, ...]:
    flat = np.concatenate([np.ravel(value) for value in left])
    wanted = np.concatenate([np.ravel(value) for value in truth])
    if len(left) < 3 or np.any(np.abs(flat) < 1e-9) or np.any(np.abs(wanted) < 1e-9):
        return ()
    ratio = wanted / flat
    if not np.all(close(ratio, ratio[0])):
        return ()
    missing = _number(ratio[0])
    if missing.isdecimal():
        en, ko = f"a constant factor of {missing} is missing", f"상수배 {missing} 이(가) 빠졌다"
    else:
        over = _number(1 / ratio[0])
        en, ko = f"this is {over} times what it should be", f"맞는 값의 {over} 배이다"
    return (Feedback("factor", en, ko),)


def _number(value: Any) -> str:
    """Return a measured factor as a person writes it: 2, 3/2, and 1.41421 where it is no ratio."""
    size = float(np.real(value))
    exact = Fraction(size).limit_denominator(_LARGEST_DENOMINATOR)
    return str(exact) if abs(float(exact) - size) < 1e-8 * abs(size) else f"{size:.6g}"


def _entries(left: Values, truth: Values, close: Close) -> tuple[Feedback, ...]:
    if not truth[0].shape or left[0].shape != truth[0].shape:
        return ()
    agree = np.all([close(a, b) for a, b in zip(left, truth, strict=True)], axis=0)
    wrong = [tuple(int(k) + 1 for k in place) for place in np.argwhere(~agree)]
    if len(wrong) == agree.size and agree.size > 1:
        return ()
    return tuple(_entry(place, left, truth, close) for place in wrong[:6])


def _permuted(left: Values, truth: Values, close: Close) -> tuple[Feedback, ...]:
    """Tell whether the right entries stand in other places, the same places in every world."""
    if left[0].ndim != 1 or not 1 < left[0].size <= _MOST_PERMUTED:
        return ()
    homes = []
    for place in range(left[0].size):
        found = [
            k
            for k in range(truth[0].size)
            if all(bool(close(a[place], b[k])) for a, b in zip(left, truth, strict=True))
        ]
        homes.append(next((k for k in found if k not in homes), -1))
    if sorted(homes) != list(range(left[0].size)):
        return ()
    return (
        Feedback(
            "entries-permuted", "the entries stand in another order", "원소의 순서가 바뀌었다"
        ),
    )


def _entry(place: tuple[int, ...], left: Values, truth: Values, close: Close) -> Feedback:
    where = str(place[0]) if len(place) == 1 else str(place)
    at = tuple(k - 1 for k in place)
    if all(bool(close(-a[at], b[at])) for a, b in zip(left, truth, strict=True)):
        return Feedback(
            "entry",
            f"entry {where}: the sign is the opposite one",
            f"원소 {where}: 부호가 반대",
            where,
        )
    return Feedback("entry", f"entry {where} is wrong", f"원소 {where}이(가) 틀렸다", where)


def _terms(claimed: Expr, right: Expr) -> tuple[Feedback, ...]:
    """Compare the terms of two sums as they are written, factors in any order."""
    mine, wanted = _term_keys(claimed), _term_keys(right)
    missing, extra = wanted - mine, mine - wanted
    if missing and not extra and len(mine) > 0:
        return (Feedback("missing-term", "a term is missing", "항이 빠졌다"),)
    if extra and not missing:
        return (Feedback("extra-term", "there is a term too many", "남는 항이 있다"),)
    return (Feedback("entry", "the value is not the right one", "값이 다르다"),)


def _term_keys(expr: Expr) -> set[tuple[bool, frozenset[Expr]]]:
    terms = expr.terms if isinstance(expr, Sum) else (expr,)
    keys = set()
    for term in terms:
        negative = isinstance(term, Negation)
        body = term.body if isinstance(term, Negation) else term
        factors = body.factors if isinstance(body, Product) else (body,)
        keys.add((negative, frozenset(factors)))
    return keys
