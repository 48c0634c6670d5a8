"""Mathematics in a terminal: one line where one will do, and it never fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablatex import check
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
    (r"\nabla_{(x, y)} f", "∇_(x, y) f"),
    (r"x^{[a] + [b]}", "x^([a] + [b])"),
    (r"\frac{1}{2x}", "1/(2x)"),
    (r"\frac{1}{(x + 1)^2}", "1/(x + 1)²"),
    (r"\frac{1}{w_{ij}}", "1/wᵢⱼ"),
    (r"\frac{d^2 y}{d x^2}", "d²y/dx²"),
    (r"\frac12 x^\frac{1}{2}", "1/2 x^(1/2)"),
    (r"\sqrt{2}x + \sqrt2^3", "√2 x + (√2)³"),
    (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
    (r"x\sin\theta", "x sin θ"),
    (r"\dot{x} + \mathcal{L}", "ẋ + L"),
    (r"\left\| A x - b \right\|^2", "‖A x - b‖²"),
]
# On one line a fraction has to be read from left to right, and means the same.
FRACTIONS = [
    r"\frac{1}{2x}", r"\frac{1}{2}x", r"\frac{2}{x}y", r"\frac{a}{b}\frac{c}{d}", r"\frac{a}{b c}",
    r"3 \cdot \frac{1}{2}", r"x\frac{a}{b}", r"\frac{a}{\frac{b}{c}}", r"\frac{\frac{a}{b}}{c}", r"a/\frac{b}{c}",
    r"\frac{a + b}{c - d}", r"-\frac{a + b}{-c}", r"\frac{1}{(a + b)(a - b)}", r"\frac{a}{(b)(c)}",
]  # fmt: skip
TALL = [
    (r"\begin{pmatrix} a & b \\ c & 10 \end{pmatrix}", ["⎡a  b ⎤", "⎣c  10⎦"]),
    (r"\begin{pmatrix} 가 \\ b \end{pmatrix}", ["⎡가⎤", "⎣b ⎦"]),
    (r"\begin{cases} x & x > 0 \\ 0 & x \leq 0 \end{cases}", ["⎧ x  x > 0", "⎨", "⎩ 0  x ≤ 0"]),
    (r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", ["|a  b|", "|c  d|"]),
    (r"\begin{array}{cc} a & b \\ c & d \end{array}", ["a  b", "c  d"]),
    (r"\begin{aligned} y &= x \\ &= 2 \end{aligned}", ["y= x", " = 2"]),
    (
        r"2\left(\begin{pmatrix} a \\ b \end{pmatrix} - \left(c\right)\right)^\top",
        ["2⎛⎡a⎤ - (c)⎞ᵀ", " ⎝⎣b⎦      ⎠"],
    ),
    (
        r"\left[\begin{cases} 0 & h \leq 0 \\ x & h > 0 \end{cases}, 1\right]",
        ["⎡⎧ 0  h ≤ 0   ⎤", "⎢⎨         , 1⎥", "⎣⎩ x  h > 0   ⎦"],
    ),
]


@pytest.mark.parametrize(("latex", "text"), LINES, ids=[row[0] for row in LINES])
def test_shows_on_one_line(latex: str, text: str) -> None:
    assert latex_to_text(latex) == text


@pytest.mark.parametrize(
    ("latex", "lines"),
    TALL,
    ids=[
        "matrix",
        "wide letters",
        "cases",
        "determinant",
        "array",
        "aligned",
        "tall round brackets",
        "tall square brackets",
    ],
)
def test_stacks_what_has_rows(latex: str, lines: list[str]) -> None:
    assert latex_to_text(latex).splitlines() == lines


@pytest.mark.parametrize("latex", FRACTIONS)
def test_a_fraction_on_one_line_means_the_same(latex: str) -> None:
    assert check(latex_to_text(latex), latex).outcome == "correct"


@given(EXPRESSIONS)
def test_shows_all_that_is_written_without_latex(expr: Expr) -> None:
    assert "\\" not in latex_to_text(write(expr))


@given(st.text(alphabet="\\{}_^&\x00\x01019xé가 \n$frac", max_size=40))
def test_never_fails(latex: str) -> None:
    assert isinstance(latex_to_text(latex), str)
