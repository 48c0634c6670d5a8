"""Equations that define nothing: a square gives its root, other ties are refused."""

import numpy as np
import pytest

from nablatex import Model, UndefinedError

NORMALISED = r"""
\mu = \frac{1}{n} \sum_i x_i
\sigma^2 = \frac{1}{n} \sum_i (x_i - \mu)^2
z_i = \frac{x_i - \mu}{\sigma}
"""


def test_a_deviation_is_given_by_its_square() -> None:
    model = Model(NORMALISED, shapes={"x": "n"})
    slope = model.derivative("z", "x")
    x = np.array([0.3, -1.0, 2.0, 0.5])

    def normalised(v: np.ndarray) -> np.ndarray:
        return np.asarray((v - v.mean()) / v.std())

    step = 1e-6 * np.eye(4)
    wanted = [(normalised(x + row) - normalised(x - row)) / 2e-6 for row in step]
    assert np.allclose(slope.evaluate({"x": x}), np.transpose(wanted), atol=1e-8)
    assert model.check(r"\frac{\partial \sigma}{\partial x_k} = \frac{x_k - \mu}{n \sigma}").correct


def test_a_square_gives_nothing_where_nothing_uses_its_root() -> None:
    curve = Model("x^2 = 4 \\\\ y = 3 z")
    assert curve.equations.values == {}
    assert curve.derivative("y", "z").latex() == "3"


TIED = [
    ("\\ln y = a x \\\\ z = y^2 + x", "y"),
    ("x + y = 1 \\\\ z = x^2 + y^2", "y"),
    ("u = 2 x \\\\ u + v = 1 \\\\ z = x v", "v"),
]


@pytest.mark.parametrize(("latex", "name"), TIED, ids=[row[1] for row in TIED])
def test_what_an_equation_ties_is_not_taken_for_independent(latex: str, name: str) -> None:
    with pytest.raises(UndefinedError, match=f"ties {name}.* to .* and defines nothing"):
        Model(latex).derivative("z", "x")


UNTIED = [
    ("Q^\\top Q = I \\\\ z = \\|Q x\\|^2", "2x"),
    ("\\frac{\\partial y}{\\partial x} = 2 \\\\ z = x y", "y"),
    ("a + b = 1 \\\\ z = a x", "a"),
]


@pytest.mark.parametrize(("latex", "wanted"), UNTIED, ids=[row[1] for row in UNTIED])
def test_other_equations_do_no_harm(latex: str, wanted: str) -> None:
    shapes = {"Q": "n,n", "x": "n"} if "Q" in latex else {}
    assert Model(latex, shapes=shapes).derivative("z", "x").latex() == wanted


def test_a_shape_is_found_under_another_accent() -> None:
    model = Model(r"\mathbf{y} = \mathbf{W} \mathbf{x} \\ L = \|\mathbf{y}\|^2", {"W": "m,n"})
    assert model.derivative("L", "W").latex() == r"2 \mathbf{y} \mathbf{x}^\top"
