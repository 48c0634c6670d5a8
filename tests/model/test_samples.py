"""Sums over samples and components, as courses write them: names that stand by elements alone."""

import pytest

from nablatex import Model, read
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
