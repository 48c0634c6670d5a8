"""Values: arithmetic, sums and cases in numbers; no value outside the domain."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablatex.errors import EvaluationError, LimitError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import Component, Expr, Negation, Number, Product, Reduction, Stack, Sum, Symbol
from nablatex.latex import read

X = Symbol("x", ())
AT_TWO: Mapping[Expr, float] = {X: 2.0}

VALUES = [
    ("x^2 + 1", 5.0),
    ("2 - x", 0.0),
    (r"\frac{1}{x}", 0.5),
    ("x^{-2}", 0.25),
    (r"\sqrt{2x}", 2.0),
    (r"e^{x}", math.exp(2)),
    (r"\ln x", math.log(2)),
    (r"\log_2 8", 3.0),
    (r"\sqrt[3]{-8x}", -16 ** (1 / 3)),
    ("|3 - 3x|", 3.0),
    ("5!", 120.0),
    (r"\sum_{k=1}^{4} k^2", 30.0),
    (r"\sum_{k=-2}^{2} k", 0.0),
    (r"\prod_{k=1}^{4} k", 24.0),
    (r"\sum_{i=1}^{3} \sum_{j=1}^{i} j", 10.0),
    (r"\begin{cases} 7 & x > 2 \\ 8 & x \le 2 \end{cases}", 8.0),
    (r"\max(x, 1)", 2.0),
    (r"\left. x^3 \right|_{x=3}", 27.0),
    (r"[1, x] \cdot [3, 4]", 11.0),
]  # fmt: skip

NO_VALUE = [
    (r"\frac{1}{x - 2}", EvaluationError),
    (r"\ln(x - 3)", EvaluationError),
    (r"\sqrt{x - 3}", EvaluationError),
    ("(-x)^{0.5}", EvaluationError),
    ("1000!", EvaluationError),
    (r"\begin{cases} 7 & x > 2 \end{cases}", EvaluationError),
    (r"\sum_{k=1}^{x/4} k", EvaluationError),
    (r"\sum_{k=1}^{10^9} k", LimitError),
    ("x + z", UndefinedError),
    ("f(x)", UndefinedError),
]


@pytest.mark.parametrize(("latex", "value"), VALUES)
def test_value(latex: str, value: float) -> None:
    assert evaluate(read(latex), AT_TWO) == pytest.approx(value)


@pytest.mark.parametrize(("latex", "error"), NO_VALUE)
def test_no_value(latex: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        evaluate(read(latex), AT_TWO)


def test_a_matrix_has_its_rows() -> None:
    value = evaluate(read(r"\begin{pmatrix} 1 & x \\ 3 & 4 \end{pmatrix}"), AT_TWO)
    assert np.array_equal(value, [[1, 2], [3, 4]])


def test_an_index_is_bound_by_its_sum() -> None:
    i = Symbol("i", ())
    entries: dict[Expr, float] = {
        Component(X, (Number(k, 0),), "sub"): float(10 * k) for k in range(3)
    }
    body = Component(X, (i,), "sub")
    total = Reduction("sum", body, i, Number(0, 0), Number(2, 0), None)
    assert evaluate(total, {**entries, i: 5.0}) == 30.0


def test_a_shared_part_is_computed_once() -> None:
    expr: Expr = X
    for _ in range(200):
        expr = Sum((expr, Negation(Product((Number(1, 0), expr)))))
    assert evaluate(expr, AT_TWO) == 0.0


def test_depth_needs_no_recursion() -> None:
    expr: Expr = X
    for _ in range(5_000):
        expr = Negation(expr)
    assert evaluate(expr, AT_TWO) == 2.0


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=8))
def test_a_sum_is_the_sum_of_its_parts(numbers: list[int]) -> None:
    names: list[Expr] = [Symbol(f"a{k}", ()) for k in range(len(numbers))]
    scope: dict[Expr, float] = dict(zip(names, map(float, numbers), strict=True))
    entries = evaluate(Stack(tuple(names), (len(names),), "list"), scope)
    assert evaluate(Sum((*names, names[0])), scope) == sum(numbers) + numbers[0]
    assert entries.tolist() == numbers
