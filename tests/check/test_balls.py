"""Balls against floating point: every row of the table of operations has the same value in both."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from nablatex.check.balls import Balls, precision
from nablatex.check.scalars import as_float, same
from nablatex.errors import EvaluationError, UndefinedError
from nablatex.evaluate import FLOATS, Evaluator
from nablatex.expr import OPS, Op, Symbol
from nablatex.latex import read

VECTOR, OTHER = np.array([0.5, -1.25, 2.0]), np.array([1.5, 0.25, -0.75])
MATRIX = np.array([[2.0, 0.5, -1.0], [0.25, 1.5, 0.0], [1.0, -0.5, 3.0]])
# Arguments of the rows that do not take one number from their domain.
ARGUMENTS: dict[str, list[list[Any]]] = {
    "max": [[2.5, 1.5], [VECTOR, OTHER]], "min": [[2.5, 1.5], [VECTOR, OTHER]], "log_base": [[8.0, 2.0]],
    "root": [[8.0, 3.0], [-8.0, 3.0], [2.0, 2.0]], "factorial": [[5.0]], "binom": [[6.0, 2.0]],
    "dot": [[VECTOR, OTHER]], "matmul": [[MATRIX, VECTOR], [MATRIX, MATRIX, VECTOR]], "transpose": [[MATRIX], [VECTOR]],
    "inverse": [[MATRIX]], "pinv": [[MATRIX], [MATRIX[:, :2]], [MATRIX[:2]]], "hadamard": [[VECTOR, OTHER, VECTOR]],
    "hadamard_divide": [[VECTOR, OTHER]], "norm": [[VECTOR, 2.0], [VECTOR, 1.0], [VECTOR, 3.0], [MATRIX, 1.0]],
    "softmax": [[VECTOR], [MATRIX]], "logsumexp": [[VECTOR]], "trace": [[MATRIX]], "det": [[MATRIX]],
    "diag": [[VECTOR], [MATRIX]], "vec": [[MATRIX]], "outer": [[VECTOR, OTHER]], "kron": [[MATRIX, MATRIX], [VECTOR, OTHER]],
    "cross": [[VECTOR, OTHER]], "total": [[VECTOR], [MATRIX]], "mean": [[VECTOR], [MATRIX]], "and": [[True, False]],
    "power": [[2.5, 1.5], [0.25, -2.0], [-1.5, 3.0], [np.array([0.5, 2.0]), np.array([1.5, -0.5])]],
    "gelu": [[-1.5], [0.25], [VECTOR]], "prod": [[VECTOR]], "hardmax": [[VECTOR]], "greatest": [[VECTOR]], "least": [[VECTOR]],
    "commutation": [[3, 2], [1, 4]], "polar": [[MATRIX], [MATRIX[:, :2]], [MATRIX[:2]]], "dyad": [[MATRIX], [MATRIX[:, :2]], [MATRIX[:2]]],
    "nuclear_norm": [[MATRIX], [MATRIX[:2]]], "spectral_norm": [[MATRIX], [MATRIX[:, :2]]],
    "eigenvalue": [[MATRIX, 1], [MATRIX, 2], [MATRIX, 0]], "eigenvector": [[MATRIX, 1], [MATRIX, 0]],
    "or": [[True, False]], "not": [[True]], "indicator": [[True], [False]],
}  # fmt: skip
# Rows whose value is no number, or that balls compare in another way.
OTHERWISE = {"i", "infinity", "frobenius", "nuclear", "otherwise"}


def exact(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, np.ndarray):
        made = np.empty(value.size, dtype=object)
        made[:] = [exact(float(entry)) for entry in value.ravel()]
        return made.reshape(value.shape)
    ratio = Fraction(value)
    return fmpq(ratio.numerator, ratio.denominator)


def arguments(op: Op) -> list[list[Any]]:
    if op.name in ARGUMENTS:
        return ARGUMENTS[op.name]
    if op.arity == (0, 0):
        return [[]]
    low, high = max(op.domain[0], -2.0), min(op.domain[1], 3.0)
    return [[low + (high - low) * share] for share in (0.13, 0.5, 0.92)]


ROWS = [op for op in OPS.values() if op.evaluate is not None and op.name not in OTHERWISE]


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_every_row_has_the_same_value(op: Op) -> None:
    for args in arguments(op):
        wanted = np.asarray(FLOATS.call(op, args), dtype=float)
        with precision(128):
            found = Balls().call(op, [exact(arg) for arg in args])
            entries = [found] if isinstance(found, bool) else list(np.ravel(np.asarray(found)))
            floats = [float(e) if isinstance(e, bool) else np.real(as_float(e)) for e in entries]
        assert np.shape(found) == wanted.shape
        assert np.allclose(floats, wanted.ravel(), rtol=1e-12, atol=1e-12)


NOT_CERTAIN = [
    ("hardmax", np.array([1.0, 2.0, 2.0])),
    ("polar", np.eye(2)),
    ("dyad", np.array([[1.0, 1.0], [1.0, 1.0]])),
    ("nuclear_norm", np.zeros((2, 2))),
]


@pytest.mark.parametrize(("name", "at"), NOT_CERTAIN, ids=[name for name, _ in NOT_CERTAIN])
def test_what_no_ball_decides_has_no_value(name: str, at: Any) -> None:
    with precision(128), pytest.raises(EvaluationError):
        Balls().call(OPS[name], [exact(at)])


VALUES = [
    (r"\frac{1}{3} + \frac{1}{6}", fmpq(1, 2)), ("2^{10}", fmpq(1024)), ("0.25", fmpq(1, 4)), ("(-2)^{-3}", fmpq(-1, 8)),
    (r"\sqrt{0}", fmpq(0)), (r"\ln 1", fmpq(0)), ("3!", fmpq(6)), (r"\binom{5}{2}", fmpq(10)), ("|-2|", fmpq(2)),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "value"), VALUES)
def test_what_is_rational_stays_exact(latex: str, value: fmpq) -> None:
    assert Evaluator({}, None, Balls()).value(read(latex)) == value


NO_VALUE = [
    r"\frac{1}{0}",
    r"\sqrt{-1}",
    r"\ln 0",
    r"\arcsin 2",
    "0^{-1}",
    "0^0",
    "(-1)^{0.5}",
    r"\frac{1}{\sin 0}",
    "(-3)!",
]


@pytest.mark.parametrize("latex", NO_VALUE)
def test_no_value_outside_the_domain(latex: str) -> None:
    with pytest.raises(EvaluationError):
        Evaluator({}, None, Balls()).value(read(latex))


def test_a_name_without_a_number_is_told() -> None:
    with pytest.raises(UndefinedError):
        Evaluator({}, None, Balls()).value(Symbol("x", ()))


def test_balls_that_do_not_meet_differ_and_wide_ones_say_nothing() -> None:
    assert same(arb(1) / 3, fmpq(1, 3)) is True
    assert same(arb(1) / 3, fmpq(1, 3) + fmpq(1, 10**12)) is False
    assert same(arb(1, 0.5), arb(1.2, 0.5)) is None


def test_the_precision_of_flint_is_put_back() -> None:
    before = ctx.prec
    with precision(999):
        assert ctx.prec == 999
    assert ctx.prec == before
