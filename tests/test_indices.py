"""Derivatives of indexed names: deltas, sums whose bounds are letters, names defined for every index."""

from __future__ import annotations

import pytest

from nablatex import Model, NablatexError, NoRuleError, UndefinedError, read, rules
from nablatex.check import verify
from nablatex.derivation import Step

LAYER = r"L_j = ReLU(\sum_i^n w_{ij} L_i + B_j)"
SUM = r"\sum_{i}^{n} w_{ij} L_i + B_j"
SQUARES = r"L = \frac{1}{n} \sum_{i=1}^n (y_i - w x_i - b)^2"
FORM = r"f = \sum_{i=1}^n \sum_{j=1}^n A_{ij} x_i x_j"
ERRORS = r"L = \frac{1}{n} \sum_{i=1}^n (y_i - t_i)^2 \quad y_i = w x_i + b"

SHOWN = [
    (r"f = \sum_{i=1}^n x_i^2", "f", "x_k", "2 x_k"),
    (r"f = \sum_{i=1}^n x_i^2", "f", "x_i", "2 x_i"),
    (r"f = \sum_{i=1}^n x_i^2", "f", "x_2", "2 x_2"),
    (r"f = \sum_{i=2}^n x_i^2", "f", "x_1", "0"),
    (r"f = \sum_{i=1}^3 x_i^2", "f", "x_2", "2 x_2"),
    (r"f = x_1 + \sum_{i=1}^n x_i", "f", "x_1", "2"),
    (r"f = \sum_{i=1}^n x^2", "f", "x", "2x n"),
    (r"f = \sum_{i=1}^n (a_i - b)^2", "f", "b", r"-2 \sum_{i=1}^{n} (a_i - b)"),
    (r"f = \sum_{i=1}^n w_i x_i + b", "f", "w_j", "x_j"),
    (r"f = \sum_{i=1}^n w_i x_i + b", "f", "b", "1"),
    (r"f = \sum_i x_i^2", "f", "x_k", "2 x_k"),
    (r"s = \sum_i x_i^2 \quad f = \sqrt{s}", "f", "x_k", r"\frac{x_k}{\sqrt{s}}"),
    (SQUARES, "L", "w", r"-\frac{2 \sum_{i=1}^{n} (y_i - w x_i - b) x_i}{n}"),
    (SQUARES, "L", "y_j", r"\frac{2 (y_j - w x_j - b)}{n}"),
    (r"L = -\sum_{i=1}^n t_i \ln(y_i)", "L", "y_k", r"-\frac{t_k}{y_k}"),
    (FORM, "f", "A_{kl}", "x_k x_l"),
    (FORM, "f", "A_{12}", "x_1 x_2"),
    (FORM, "f", "x_k", r"\sum_{j=1}^{n} A_{kj} x_j + \sum_{i=1}^{n} A_{ik} x_i"),
    (LAYER, "L_j", "B_j", rf"\begin{{cases}} 0 & {SUM} \leq 0 \\ 1 & {SUM} > 0 \end{{cases}}"),
    (
        LAYER, "L_j", "w_{ij}",
        r"\begin{cases} 0 & \sum_{k}^{n} w_{kj} L_k + B_j \leq 0 \\ "
        r"L_i & \sum_{k}^{n} w_{kj} L_k + B_j > 0 \end{cases}",
    ),
    (
        LAYER, "L_j", "w_{12}",
        rf"\begin{{cases}} 0 & {SUM} \leq 0 \\ \delta_{{j2}} L_1 & {SUM} > 0 \end{{cases}}",
    ),
    ("y_i = x_i^2", "y_i", "x_j", r"2 x_i \delta_{ij}"),
    ("y_i = x_i^2", "y_3", "x_3", "2 x_3"),
    (r"h_i = x_i^2 \quad L = \sum_{j=1}^n h_j", "L", "x_k", "2 x_k"),
    (r"h_i = x_i^2 \quad L = h_1 + h_2", "L", "x_1", "2 x_1"),
    (r"h_i = \sum_j w_{ij} x_j \quad L = h_1^2", "L", "w_{12}", "2 h_1 x_2"),
    (r"h_i = \sum_{j=1}^2 w_{ij} x_j \quad L = h_j^2", "L", "w_{j1}", "2 h_j x_1"),
    (r"h_i = x_i^2 \quad h_1 = 5 x_1 \quad L = \sum_{i=1}^2 h_i", "L", "x_1", "5"),
    (
        r"h_i = x_i a_j \quad L = \sum_{i=1}^n \sum_{j=1}^n h_i y_j", "L", "y_k",
        r"a_j \sum_{i=1}^{n} x_i",
    ),
    (ERRORS, "L", "y_k", r"\frac{2 (y_k - t_k)}{n}"),
    (ERRORS, "L", "y_2", r"\frac{2 (y_2 - t_2)}{n}"),
    (ERRORS, "L", "w", r"\frac{2 \sum_{i=1}^{n} ((w x_i + b) - t_i) x_i}{n}"),
    (r"L = \sum_{i=1}^n \sum_{j=1}^i x_i y_j", "L", "x_k", r"\sum_{j=1}^{k} y_j"),
    (r"m = \sum_{i=1}^n x_i \quad z_i = x_i m", "z_i", "x_k", r"\delta_{ik} m + x_i"),
    ("h_t = w h_{t-1} + x_t", "h_t", "h_{t-1}", "w"),
    (r"L = w x_2", "L", "x_k", r"w \delta_{k2}"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "of", "wrt", "latex"), SHOWN)
def test_a_derivative_by_an_element(model: str, of: str, wrt: str, latex: str) -> None:
    worked = Model(model).derivative(of, wrt)
    assert worked.latex() == latex
    assert worked.steps is not None  # each is tried in numbers


EXCEPTION = r"h_i = x_i^2 \quad h_1 = 5 x_1 \quad L = \sum_{i=1}^n h_i"
STEPS = r"h_t = w h_{t-1} + x_t \quad L = h_3"

REFUSED = [
    (r"f = \sum_{i \neq j} x_i x_j", "f", "x_k", NoRuleError, "a sum with a condition"),
    (r"f = \prod_{i=1}^n x_i", "f", "x_1", NoRuleError, "bounds are not numbers"),
    (r"a_i = b_i \quad b_i = a_i \quad f = \sum_i a_i", "f", "a_1", UndefinedError, "defined"),
    (r"f = \sum_{i=1}^n x_i", "f", "z_1", UndefinedError, "has no z_1"),
    (r"f = \int_0^x t \, dt", "f", "x", NoRuleError, "integral"),
    (EXCEPTION, "L", "x_1", NoRuleError, "h_i is defined for every index, and for single ones"),
    (r"f = \sum_{i=1}^n i x", "f", "n", NoRuleError, "bounds"),
    (r"f = \sum_i^n x_i^2", "f", "x_0", NoRuleError, "starts at 0 or 1"),
    (r"L = \sum_{i=1}^n \sum_{j=1}^i x_i y_j", "L", "y_2", NoRuleError, "index of another"),
    (r"a_n = 5x \quad L = a_1 + \sum_{i=1}^n a_i", "L", "x", NoRuleError, "defined themselves"),
    (STEPS, "L", "w", UndefinedError, "write out the ones that are meant"),
    (STEPS, "h_t", "w", NoRuleError, "the one before it"),
    (r"h_t = \tanh(a_t) \quad a_t = w h_{t-1}", "h_t", "w", NoRuleError, "the one before it"),
    (r"h_t = \tanh(a_t) \quad a_t = w h_{t-1}", "h_2", "w", UndefinedError, "others of its kind"),
    (LAYER, "L_1", "w_{11}", UndefinedError, "others of its kind"),
]


@pytest.mark.parametrize(("model", "of", "wrt", "error", "message"), REFUSED)
def test_what_would_be_a_guess_is_refused(
    model: str, of: str, wrt: str, error: type[NablatexError], message: str
) -> None:
    with pytest.raises(error, match=message):
        Model(model).derivative(of, wrt)


FALSE = [
    (r"f = \sum_{i=1}^n x_i^2", r"\frac{\partial f}{\partial x_k}", "x_k"),
    (LAYER, r"\frac{\partial L_j}{\partial B_j}", "1"),
    (r"h_i = x_i^2 \quad L = \sum_{i=1}^n h_i", r"\frac{\partial L}{\partial x_k}", "0"),
]


@pytest.mark.parametrize(("model", "before", "after"), FALSE)
def test_a_false_step_over_a_sum_is_caught(model: str, before: str, after: str) -> None:
    step = Step(rules.SUM, read(before), read(after))
    with pytest.raises(NablatexError, match="fails in numbers"):
        verify([step], Model(model).equations)


def test_the_range_is_said() -> None:
    steps = Model(r"f = \sum_{i=1}^n x_i^2").derivative("f", "x_k").steps
    assert [step.note for step in steps if step.note] == ["for an index among those of the sum"]
