"""A point at which an answer is not the right one: "at x = 2 yours gives 5, it should be 7"."""

from __future__ import annotations

from itertools import islice, product
from typing import Any

import numpy as np
from flint import acb, fmpq

from nablatex.check.case import Case, names_of
from nablatex.check.scalars import as_float, is_exact, same
from nablatex.check.verdict import Feedback
from nablatex.check.world import usable
from nablatex.errors import NablatexError
from nablatex.expr import Apply, Component, Derivative, Expr, Symbol
from nablatex.latex import write
from nablatex.traverse import parts_of

_NUMBERS = tuple(map(fmpq, (2, 3, 1, 5, -1)))
_MOST_POINTS = 40
_MOST_NAMES = 4
_LARGEST = 1e12


def counterexample(case: Case) -> tuple[Feedback, ...]:
    """Return the first small point at which the two sides have values that differ."""
    sides = (case.claimed, case.right)
    names = list(dict.fromkeys(name for side in sides for name in names_of(side)))
    equations = case.trial.setting.equations
    if case.trial.setting.whole or any(equations.definition(n) is not None for n in names):
        return ()
    if not 0 < len(names) <= _MOST_NAMES or any(map(_has_unknowns, sides)):
        return ()
    base = case.trial.world(0)
    for values in islice(product(_NUMBERS, repeat=len(names)), _MOST_POINTS):
        point = dict(zip(names, values, strict=True))
        try:
            there = base.moved(point, depth=0)
            left, right = there.value(case.claimed), there.value(case.right)
        except NablatexError:
            continue
        if _can_be_shown(left) and _can_be_shown(right) and same(left, right) is False:
            return (_said(point, left, right),)
    return ()


def _can_be_shown(value: Any) -> bool:
    plain = not isinstance(value, np.ndarray) and usable(value)
    return plain and abs(as_float(value)) < _LARGEST


def _has_unknowns(side: Expr) -> bool:
    """Tell whether a value depends on what a small point does not say: functions and arrays."""
    return any(
        isinstance(node, (Apply, Derivative))
        or (isinstance(node, (Symbol, Component)) and bool(node.shape))
        for node in parts_of(side)
    )


def _said(point: dict[Expr, fmpq], left: Any, right: Any) -> Feedback:
    where = ", ".join(f"{write(name)} = {_number(value)}" for name, value in point.items())
    mine, wanted = _number(left), _number(right)
    return Feedback(
        "entry",
        f"at ${where}$ yours gives ${mine}$, it should be ${wanted}$",
        f"${where}$ 에서 이 답은 ${mine}$ 이지만 ${wanted}$ 이어야 한다",
        where,
    )


def _number(value: Any) -> str:
    if is_exact(value):
        exact = fmpq(value)
        if exact.denominator == 1 and exact.height_bits() < 40:
            return str(exact.numerator)
        if exact.height_bits() < 40:
            sign = "-" if exact < 0 else ""
            return rf"{sign}\frac{{{abs(exact.numerator)}}}{{{exact.denominator}}}"
    shown = as_float(value)
    if isinstance(value, acb) and isinstance(shown, complex):
        sign = "-" if shown.imag < 0 else "+"
        return f"{shown.real:.4g} {sign} {abs(shown.imag):.4g} i"
    text = f"{shown:.4g}"
    mantissa, _, power = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else text
