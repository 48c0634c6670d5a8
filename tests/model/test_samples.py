"""Sums over samples and components, as courses write them: names that stand by elements alone."""

import pytest

from nablatex import Model, UndefinedError, read
from nablatex.expr import Component

ROWS = [
    (
        r"x^{(i)} \in \mathbb{R}^n \\ J = \frac{1}{2m} \sum_{i=1}^m (\theta^\top x^{(i)} - y^{(i)})^2",
        {"\\theta": "n"}, "J", r"\theta", r"\frac{x^\top (x \theta - y)}{m}",
    ),
    (
        r"J = -\frac{1}{m} \sum_{i=1}^m (y_i \log \sigma(w^\top x_i) + (1 - y_i) \log(1 - \sigma(w^\top x_i)))",
        {"x": "m,n", "w": "n"}, "J", "w", r"\frac{x^\top (\sigma(x w) - y)}{m}",
    ),
    (
        r"J = \sum_{i=1}^m (\sum_{j=1}^n \theta_j x_j^{(i)} - y^{(i)})^2",
        {"\\theta": "n", "x": "m,n"}, "J", r"\theta_k",
        r"2 \sum_{i} x_{ik} \left(\sum_{j} \theta_j x_{ij} - y_i\right)",
    ),
    (
        r"L = \sum_i \alpha_i - \frac{1}{2} \sum_{ij} \alpha_i \alpha_j y_i y_j x_i^\top x_j",
        {"x": "N,d"}, "L", r"\alpha", r"\mathbf{1} - y \odot (x x^\top (\alpha \odot y))",
    ),
    (
        r"\ell = \log \sum_k \pi_k N_k \\ N_k = \exp(-\frac{1}{2} \|x - \mu_k\|^2)",
        {"x": "d", "\\mu": "K,d"}, r"\ell", r"\pi", r"\frac{N}{\pi^\top N}",
    ),
    (
        r"L = \|y - X w\|_2^2 + \lambda_1 \|w\|_1 + \lambda_2 \|w\|_2^2",
        {"X": "m,n", "w": "n", "y": "m"}, "L", r"\lambda_1", r"\mathbf{1}^\top \operatorname{abs}(w)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "shapes", "of", "wrt", "wanted"), ROWS, ids=[f"{r[2]} by {r[3]}" for r in ROWS]
)
def test_is_an_array(latex: str, shapes: dict[str, str], of: str, wrt: str, wanted: str) -> None:
    assert Model(latex, shapes=shapes).derivative(of, wrt).latex() == wanted


def test_without_shapes_elements_stay_elements() -> None:
    model = Model(r"J = \sum_{i=1}^m (w x^{(i)} - y^{(i)})^2")
    assert model.shapes == {}
    assert model.derivative("J", "w").latex() == r"2 \sum_{i=1}^{m} (w x^{(i)} - y^{(i)}) x^{(i)}"


def test_pi_is_a_name_with_an_index_only() -> None:
    assert isinstance(read(r"\pi_1"), Component)
    assert not any(isinstance(part, Component) for part in read(r"\pi r_1^2").children[:1])


CELL = r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)"
LAYER = r"z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]} \\ a^{[l]} = \sigma(z^{[l]}) \\ L = \|a^{[l]}\|^2"
GATES = r"""
i_t = \sigma(W_i x_t + U_i h_{t-1})
f_t = \sigma(W_f x_t + U_f h_{t-1})
o_t = \sigma(W_o x_t + U_o h_{t-1})
\tilde{c}_t = \tanh(W_c x_t + U_c h_{t-1})
c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t
h_t = o_t \odot \tanh(c_t)
L = \|h_t\|^2
"""
GATED = {f"W_{k}": "m,n" for k in "ifoc"} | {f"U_{k}": "m,m" for k in "ifoc"}

STEPS = [
    (
        CELL + r" \\ y_t = W_{hy} h_t + b_y \\ L = \|y_t - z_t\|^2",
        {"W_{hh}": "m,m", "W_{xh}": "m,n", "W_{hy}": "k,m", "z_t": "k"}, "L", "W_{hh}",
        r"2 ((\mathbf{1} - h_t \odot h_t) \odot (W_{\text{hy}}^\top (y_t - z_t))) h_{t-1}^\top",
    ),
    (
        CELL, {"W_{hh}": "m,m", "W_{xh}": "m,n"}, "h_t", "h_{t-1}",
        r"W_{\text{hh}} - \operatorname{diag}(h_t \odot h_t) W_{\text{hh}}",
    ),
    (
        LAYER, {"W^{[l]}": "m,n"}, "L", "W^{[l]}",
        r"2 (a^{[l]} \odot a^{[l]} \odot (\mathbf{1} - a^{[l]})) (a^{[l-1]})^\top",
    ),
    (GATES, GATED, "L", "U_f", None),
    (
        r"w_{t+1} = w_t - \eta A w_t \\ L = \|w_{t+1}\|^2", {"A": "n,n"}, "L", "w_t",
        r"2 (w_{t+1} - \eta A^\top w_{t+1})",
    ),
    (
        r"y = W_2 \tanh(W_1 x + b_1) + b_2 \\ L = \|y\|^2", {"W_1": "m,n", "W_2": "k,m"}, "L", "b_2",
        "2y",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "shapes", "of", "wrt", "wanted"), STEPS, ids=[f"{r[2]} by {r[3]}" for r in STEPS]
)
def test_a_step_is_a_name(
    latex: str, shapes: dict[str, str], of: str, wrt: str, wanted: str | None
) -> None:
    found = Model(latex, shapes).derivative(of, wrt)
    assert found.steps
    assert wanted is None or found.latex() == wanted


def test_a_step_is_judged() -> None:
    model = Model(CELL, {"W_{hh}": "m,m", "W_{xh}": "m,n"})
    asked = r"\frac{\partial h_t}{\partial h_{t-1}} = "
    right = r"\operatorname{diag}(\mathbf{1} - h_t \odot h_t) W_{hh}"
    turned = r"W_{hh}^\top \operatorname{diag}(\mathbf{1} - h_t \odot h_t)"
    assert model.check(asked + right).correct
    assert "exchanged" in model.check(asked + turned).plain()


def test_an_index_of_a_declared_array_is_no_step() -> None:
    model = Model(r"u_i = x_{i+1} - x_i \\ L = \sum_i u_i^2", {"x": "n"})
    assert "[i < n]" in model.derivative("L", "x").latex()


NETWORK = (
    r"z^{(l)}_j = \sum_i w^{(l)}_{ij} a^{(l-1)}_i + b^{(l)}_j \\ a^{(l)}_j = \sigma(z_j^{(l)})"
    r" \\ L = \sum_j (a_j^{(l)})^2"
)


def test_elements_of_layers() -> None:
    model = Model(NETWORK, {"w^{(l)}": "n,m"})
    found = model.derivative("L", "w^{(l)}_{pq}").latex()
    assert found == r"2 a_p^{(l-1)} \cdot (a_q^{(l)})^2 \cdot (1 - a_q^{(l)})"
    asked = r"\frac{\partial L}{\partial w_{pq}^{(l)}} = "
    assert model.check(asked + found).correct
    assert not model.check(asked + r"2 a_p^{(l-1)} a_q^{(l)} (1 - a_q^{(l)})").correct


def test_names_by_elements_have_the_sizes_of_their_sums() -> None:
    model = Model(r"z_j = \sum_i w_{ij} x_i + b_j \\ L = \sum_j z_j^2", {"w": "n,m"})
    assert model.derivative("L", "w").latex() == r"2 x z^\top"
    assert model.derivative("L", "b").latex() == "2z"


def test_a_name_of_no_equation_is_no_variable() -> None:
    with pytest.raises(UndefinedError, match="stands in no equation"):
        Model(r"L = x^\top x", {"x": "n", "v": "n"}).derivative("L", "v")
