"""Numerator and denominator layout: how arrays lie on paper, while their numbers stay."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nablatex import Model, UndefinedError
from nablatex.model import Layout

MODEL = r"""
    \vec{x} = [x_0, x_1]
    \vec{y} = [x_0^2, x_0 x_1, x_1]
    h = x_0 x_1
    r = \text{ReLU}(h)
    q = \begin{bmatrix} 1 & 0 \end{bmatrix} A \begin{bmatrix} x_0 \\ 1 \end{bmatrix}
"""
SHOWN = [
    ("h", "x", "numerator", "[x_1, x_0]"),
    ("h", "x", "denominator", r"\begin{bmatrix} x_1 \\ x_0 \end{bmatrix}"),
    ("y", "x", "numerator", r"\begin{bmatrix} 2 x_0 & 0 \\ x_1 & x_0 \\ 0 & 1 \end{bmatrix}"),
    ("y", "x", "denominator", r"\begin{bmatrix} 2 x_0 & x_1 & 0 \\ 0 & x_0 & 1 \end{bmatrix}"),
    ("y", "x_0", "numerator", r"\begin{bmatrix} 2 x_0 \\ x_1 \\ 0 \end{bmatrix}"),
    ("y", "x_0", "denominator", "[2 x_0, x_1, 0]"),
    ("q", "A", "numerator", "[x_0, 1, 0, 0]"),
    ("q", "A", "denominator", r"\begin{bmatrix} x_0 & 1 \\ 0 & 0 \end{bmatrix}"),
    ("h", "x_0", "denominator", "x_1"),
    (
        "r", "x", "denominator",
        r"\begin{cases} \begin{bmatrix} 0 \\ 0 \end{bmatrix} & h \leq 0 \\ "
        r"\begin{bmatrix} x_1 \\ x_0 \end{bmatrix} & h > 0 \end{cases}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("of", "wrt", "layout", "latex"), SHOWN)
def test_layout_on_paper(of: str, wrt: str, layout: Layout, latex: str) -> None:
    worked = Model(MODEL, shapes={"A": "2,2"}).derivative(of, wrt, layout=layout)
    assert worked.latex() == latex
    assert worked.steps[-1].latex.endswith(latex)
    assert worked.layout == layout


@pytest.mark.parametrize(("of", "wrt"), [("h", "x"), ("y", "x"), ("q", "A")])
def test_numbers_have_one_convention(of: str, wrt: str) -> None:
    model = Model(MODEL, shapes={"A": "2,2"})
    values = {"x": [2, 3], "A": [[1, 2], [3, 4]]}
    one = model.derivative(of, wrt).evaluate(values)
    other = model.derivative(of, wrt, layout="denominator").evaluate(values)
    assert np.array_equal(one, other)


def test_factors_are_written_in_numerator_layout_only() -> None:
    model = Model(r"\vec{x} = [x_0, x_1] \quad h = x_0 x_1 \quad y = h^2")
    assert model.gradient("y", "x").latex("factored") == r"\nabla_{h} y \cdot \nabla_{\vec{x}} h"
    with pytest.raises(UndefinedError, match="numerator layout"):
        model.gradient("y", "x", layout="denominator").latex("factored")
    sideways: Any = "sideways"
    with pytest.raises(UndefinedError, match="no layout"):
        model.gradient("y", "x", layout=sideways)
