"""Mathematics in a terminal: one line where one will do, and it never fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablatex.expr import Expr
from nablatex.latex import latex_to_text, write
from tests.latex.strategies import EXPRESSIONS

LINES = [
    (r"\frac{\partial y}{\partial x_0}", "∂y/∂x₀"),
    (r"\frac{\partial^2 f}{\partial x \partial y}", "∂²f/∂x∂y"),
    (r"\nabla_{\vec{u}} \vec{y}", "∇ᵤ y"),
    (r"\nabla f", "∇f"),
    (r"h \leq 0", "h ≤ 0"),
    (r"u \cdot v", "u ⋅ v"),
    ("x^2", "x²"),
    (r"\sum_{i=1}^{n} w_i x_i", "Σᵢ₌₁ⁿ wᵢ xᵢ"),
    (r"\sum_{i < j} x_i", "Σ_(i < j) xᵢ"),
    (r"\lim_{x \to 0} x", "lim_(x → 0) x"),
    (r"\sqrt{x}", "√x"),
    (r"\sqrt[3]{x + 1}", "∛(x + 1)"),
    (r"\frac{a + b}{2}", "(a + b)/2"),
    (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
    (r"\mathbf{A}^\top x", "Aᵀ x"),
    ("W^{(l)} a^{[l]}", "W⁽ˡ⁾ a^[l]"),
    ("w_{i+1,j}", "w_(i+1,j)"),
    (r"\binom{n}{k}", "binom(n, k)"),
    (r"\lfloor x \rfloor", "⌊x⌋"),
    (r"\{1, 2\}", "{1, 2}"),
    (r"\hat{y} - y", "ŷ - y"),
    (r"x \in \mathbb{R}^n", "x ∈ ℝⁿ"),
    (r"\left.f\right|_{x = 1}", "f|ₓ₌₁"),
    (r"y = f(u) \quad u = 1", "y = f(u)     u = 1"),
    (r"\unknown{x}", "unknownx"),
]
TALL = [
    (r"\begin{pmatrix} a & b \\ c & 10 \end{pmatrix}", ["⎡a  b ⎤", "⎣c  10⎦"]),
    (r"\begin{pmatrix} 가 \\ b \end{pmatrix}", ["⎡가⎤", "⎣b ⎦"]),
    (r"\begin{cases} x & x > 0 \\ 0 & x \leq 0 \end{cases}", ["⎧ x  x > 0", "⎨", "⎩ 0  x ≤ 0"]),
]


@pytest.mark.parametrize(("latex", "text"), LINES, ids=[row[0] for row in LINES])
def test_shows_on_one_line(latex: str, text: str) -> None:
    assert latex_to_text(latex) == text


@pytest.mark.parametrize(("latex", "lines"), TALL, ids=["matrix", "wide letters", "cases"])
def test_stacks_what_has_rows(latex: str, lines: list[str]) -> None:
    assert latex_to_text(latex).splitlines() == lines


@given(EXPRESSIONS)
def test_shows_all_that_is_written_without_latex(expr: Expr) -> None:
    assert "\\" not in latex_to_text(write(expr))


@given(st.text(alphabet="\\{}_^&\x00\x01019xé가 \n$frac", max_size=40))
def test_never_fails(latex: str) -> None:
    assert isinstance(latex_to_text(latex), str)
