"""The author's spellings: what is written back looks as it was written."""

from __future__ import annotations

import pytest

from nablatex.latex import notation_of, read, write

SHAPES = {"A": "2,2", "B": "2,2"}
KEPT = [
    r"\text{ReLU}(w x + b)",
    r"\mathrm{ReLU}(h)",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
    r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}",
    r"\frac{\mathrm{d}y}{\mathrm{d}x}",
    r"\frac{d^2y}{dx^2}",
    r"\frac{dy}{du} \cdot \frac{du}{dx}",
    r"\frac{\partial y}{\partial u_0} \frac{\partial u_0}{\partial x} + z",
    r"A^T B",
    r"A^\top B",
    "x (x - 1)",
    r"w_0 (a + b)",
    r"x^2 (y + 1)",
    r"\alpha (x + y)^2",
    r"h \cdot (a - b)",
    r"f_{\text{out}} \cdot (x + 1)",
    r"\nabla_{\vec{w}}^2 f",
    r"\nabla_{y} \nabla_{x} f",
    r"\frac{\partial^2 f}{\partial x \partial y}",
]


@pytest.mark.parametrize("latex", KEPT)
def test_is_written_as_its_author_wrote_it(latex: str) -> None:
    expr = read(latex, SHAPES)
    assert write(expr, notation_of(latex)) == latex
    assert read(write(expr), SHAPES) is expr


def test_brackets_of_an_array_are_those_of_a_matrix() -> None:
    latex = r"\left[ \begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array} \right]"
    assert write(read(latex), notation_of(latex)) == r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"


def test_a_determinant_is_not_taken_for_the_brackets_of_matrices() -> None:
    latex = r"\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix} + \det \begin{bmatrix} 1 \end{bmatrix}"
    assert notation_of(latex).matrix == "bmatrix"


def test_a_letter_that_is_a_function_elsewhere_keeps_its_dot() -> None:
    expr = read(r"u'(x) + u \cdot (x + 1)")
    assert r"u \cdot (x + 1)" in write(expr)
    assert read(write(expr)) is expr
