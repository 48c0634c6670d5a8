"""The judgements of policy, one by one, as `docs/explanation/policies.md` gives them with their reasons."""

from __future__ import annotations

import pytest

from nablatex import Model, Policy, check
from nablatex.errors import NablatexError

COLUMN, ROW = r"\begin{pmatrix} a \\ b \end{pmatrix}", r"\begin{pmatrix} a & b \end{pmatrix}"

# policy, key, answer, outcome
POLICIES = [
    ("a list has no orientation", ROW, "[a, b]", "correct"),
    ("a list has no orientation", COLUMN, "(a, b)", "correct"),
    ("a row is not a column", ROW, COLUMN, "wrong"),
    ("a row is not a column", r"\mathbf{x}^\top", r"\mathbf{x}", "wrong"),
    ("letters are case-sensitive", "X + 1", "x + 1", "wrong"),
    ("letters are case-sensitive", "f'(x)", "F'(x)", "wrong"),
    ("equal where both are defined", r"\frac{x^2 - 1}{x - 1}", "x + 1", "correct"),
    ("equal where both are defined", r"\ln x^2", r"2 \ln x", "correct"),
    ("real unless i is meant", r"\sqrt{x^2}", "x", "wrong"),
    ("a decimal to its own digits", r"\frac{1}{3}", "0.333", "correct"),
    ("a decimal to its own digits", r"\pi", "3.14", "correct"),
    ("a decimal to its own digits", r"\pi r^2", "3.14 r^2", "correct"),
    ("a decimal to its own digits", r"\frac{2}{3}", "0.667", "correct"),
    ("a decimal to its own digits", r"\frac{2}{3}", "0.666", "wrong"),
    ("a decimal to its own digits", r"\frac{2}{3}", "-0.667", "wrong"),
    ("three significant digits", r"\frac{1}{3}", "0.33", "wrong"),
    ("three significant digits", r"\frac{1}{300}", "0.003", "wrong"),
    ("exact is not near", r"\pi", r"\frac{22}{7}", "wrong"),
    ("exact is not near", "0.333", r"\frac{1}{3}", "wrong"),
    ("exact is not near", "10^{15} + 1", "10^{15}", "wrong"),
    ("y = in front", "2x", "y = 2x", "correct"),
    ("y = in front", "y = 2x", "2x", "correct"),
    ("y = in front", "y = 2x", "z = 2x", "wrong"),
    ("y = in front", "2x + z = 1", "1", "wrong"),
    ("mixed partials commute", r"\frac{\partial^2 f}{\partial x \partial y}",
     r"\frac{\partial^2 f}{\partial y \partial x}", "correct"),
    ("derivatives are no fractions", r"\frac{\partial y}{\partial x}", r"\frac{y}{x}", "wrong"),
    ("derivatives are no fractions", r"\frac{\partial z}{\partial y} \frac{\partial y}{\partial x}",
     r"\frac{\partial z}{\partial x}", "wrong"),
    ("a boundary matters where branches differ", r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}",
     r"\begin{cases} x & x \ge 0 \\ 0 & x < 0 \end{cases}", "correct"),
    ("a boundary matters where branches differ", r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}",
     r"\begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}", "wrong"),
    ("the question is no answer", "2xy", r"\frac{\partial}{\partial x}(x^2 y)", "wrong"),
    ("the question is no answer", r"\nabla f + \nabla g", r"\nabla (f + g)", "correct"),
    ("a decimal comma", "0.5", "0{,}5", "correct"),
    ("a decimal comma", "0.5", "0,5", "unreadable"),
    ("matrices do not commute", r"\mathbf{A} \mathbf{B}", r"\mathbf{B} \mathbf{A}", "wrong"),
    ("a set has no order", r"\{1, 2\}", r"\{2, 1\}", "correct"),
    ("n is whole where it bounds a sum", r"\sum_{k=1}^{n} k", r"\frac{n(n + 1)}{2}", "correct"),
    ("a name behind the formula", "6", "2y, y = 3", "correct"),
    ("a name behind the formula", "6", "2y, y = 2", "wrong"),
    ("a mixed number is refused", "1.5", r"1\frac{1}{2}", "unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "key", "answer", "outcome"), POLICIES)
def test_policy(policy: str, key: str, answer: str, outcome: str) -> None:
    assert check(answer, key).outcome == outcome


def test_at_a_kink_either_side_is_taken() -> None:
    neuron = Model(r"\vec{w} = [w_0, w_1] \quad h = w_0 + 2 w_1 \quad f = ReLU(h)")
    for relation, other in ((">", r"\leq"), (r"\geq", "<")):
        claim = rf"\nabla_{{\vec w}} f = \begin{{cases}} [1, 2] & h {relation} 0 \\ [0, 0] & h {other} 0 \end{{cases}}"
        assert neuron.check(claim).correct


# policy, claim of f = sum of (x_{i+1} - x_i)^2, outcome
NEXT = [
    ("a bracket that is 0 makes its product 0", "2 [k > 1] (x_k - x_{k-1}) - 2 [k < n] (x_{k+1} - x_k)", "correct"),
    ("an element that only some indices have", "2 (x_k - x_{k-1}) - 2 (x_{k+1} - x_k)", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "claim", "outcome"), NEXT)
def test_policy_of_indices(policy: str, claim: str, outcome: str) -> None:
    given = r"f = \sum_{i=1}^{n-1} (x_{i+1} - x_i)^2"
    verdict = check(claim, r"\frac{\partial f}{\partial x_k}", given=given, shapes={"x": "n"})
    assert verdict.outcome == outcome


@pytest.mark.parametrize("credit", [-0.5, 1.5])
def test_credit_is_from_0_to_1(credit: float) -> None:
    with pytest.raises(NablatexError, match="credit is from 0 to 1"):
        Policy(transposed_credit=credit)
