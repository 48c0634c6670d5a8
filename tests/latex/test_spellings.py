r"""Two spellings of one thing are one expression: the notation that reading knows, row by row."""

import pytest

from nablatex.latex import read

SAME = [
    # delimiters, spacing, style, what stands round a formula
    (r"\( x^2 \)", "x^2"),
    (r"\[ x^2 \]", "x^2"),
    (r"\displaystyle \left( x \right) \, y \; z .", "x y z"),
    (r"\boxed{y = 2x}", "y = 2x"),
    (r"\underbrace{x + y}_{\text{sum}} z", "(x + y) z"),
    (r"\color{red}{x} + 1", "x + 1"),
    (r"\textcolor{red}{x} + 1", "x + 1"),
    (r"x = 1 \tag{3} \label{eq}", "x = 1"),
    (r"\displaylines{x = 1 \\ y = 2}", r"x = 1 \quad y = 2"),
    (r"\vec{I} = [I_0, I_1] \text{이며 입력값이고,}", r"\vec{I} = [I_0, I_1]"),
    (r"f = 2, \text{ 단 } g = 3", "f = 2, g = 3"),
    (r"\bigl( x \bigr) + \Bigl[ y \Bigr]", "x + y"),
    # one digit is an argument
    (r"\frac1x", r"\frac{1}{x}"),
    (r"\frac ab c", r"\frac{a}{b} c"),
    (r"x^23", r"x^2 \cdot 3"),
    (r"\sqrt2 x", r"\sqrt{2} x"),
    (r"\dfrac{a}{b}", r"\frac{a}{b}"),
    # unicode
    ("α² + x₁₀", r"\alpha^2 + x_{10}"),
    ("∂y/∂x · √2", r"\frac{\partial y}{\partial x} \cdot \sqrt2"),
    ("x ≤ 1 − y", r"x \leq 1 - y"),
    ("½(y − t)²", r"\frac{1}{2}(y - t)^2"),
    ("¾ eˣ + aₖ", r"\frac{3}{4} e^x + a_k"),
    # editors
    (r"\exponentialE^{\imaginaryI \theta}", r"e^{i\theta}"),
    (r"\frac{\differentialD y}{\differentialD x}", r"\frac{dy}{dx}"),
    (r"w_{\left\lbrace ij\right\rbrace}", "w_{ij}"),
    (r"\left\lbrack 1, 2 \right\rbrack", "[1, 2]"),
    # scripts
    ("x_1^2", "x^2_1"),
    (r"A^{\mathsf T} B", r"A^\top B"),
    (r"A^\mathsf{T} B", r"A^\top B"),
    (r"A^{\text{T}} B", r"A^\top B"),
    (r"A^{-\mathsf{T}} B", r"A^{-\top} B"),
    ("{x_1}^2", "x_1^2"),
    (r"f^{\prime\prime}(x)", "f''(x)"),
    ("f^{(3)}(x)", "f'''(x)"),
    (r"\hat{y_i}", r"\hat{y}_i"),
    (r"x_{\text{max}}", r"x_{max}"),
    (r"y_{\mathrm{out}}", r"y_{\text{out}}"),
    (r"T_{\max}", r"T_{\text{max}}"),
    # functions
    (r"\sin{x}", r"\sin(x)"),
    (r"\sin 2x \cos y", r"\sin(2x) \cos(y)"),
    (r"\sin x y", r"\sin(xy)"),
    (r"\cos x (1 + y)", r"\cos(x) \cdot (1 + y)"),
    (r"\log\det A", r"\log(\det(A))"),
    (r"\sin^2 x", r"(\sin x)^2"),
    (r"\sin(x)^2", r"(\sin x)^2"),
    (r"\ln x^2", r"\ln(x^2)"),
    (r"\log_{10} x", r"\lg x"),
    ("sin^2(x)", r"\sin^2 x"),
    ("log_2(8)", r"\log_2 8"),
    (r"2sin(x)cos(y)", r"2 \sin x \cos y"),
    (r"max(0, x)", r"\max\{0, x\}"),
    (r"\mathrm{ReLU}(h)", r"\operatorname{relu}(h)"),
    ("n!^2", "(n!)^2"),
    # derivatives
    (r"dy/dx + 1", r"\frac{dy}{dx} + 1"),
    (r"d/dx (x^2)", r"\frac{d}{dx} x^2"),
    (r"\frac{\mathrm{d}}{\mathrm{d}x} \sin x", r"\frac{d}{dx} (\sin x)"),
    (r"\frac{d\sin x}{dx}", r"\frac{d}{dx} \sin x"),
    (r"\frac{d}{dx}[x^2 y] + 1", r"\frac{d}{dx} x^2 y + 1"),
    (r"\partial_{xy} f", r"\partial_{x,y} f"),
    (r"\frac{dy}{dx}\Big|_{x=1}", r"\left.\frac{dy}{dx}\right|_{x=1}"),
    # sums
    (r"\sum\limits_{i=1}^{n} x_i + 1", r"\sum_{i=1}^n x_i + 1"),
    (r"\sum_{1 \le i \le n} x_i", r"\sum_{i=1}^n x_i"),
    (r"\sum_{i,j} a_{ij}", r"\sum_i \sum_j a_{ij}"),
    (r"\sum_{i,j=1}^{n} a_{ij}", r"\sum_{i=1}^n \sum_{j=1}^n a_{ij}"),
    (r"\sum_{\substack{i=1 \\ i \neq j}}^n x_i", r"\sum_{i=1, i \neq j}^n x_i"),
    (r"\int x^2 + 1 \, dx", r"\int (x^2 + 1) \mathrm{d}x"),
    (r"\int \frac{dx}{x}", r"\int \frac{1}{x} dx"),
    # vectors, matrices, brackets
    (r"[[1, 2], [3, 4]]", r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
    (r"\pmatrix{a & b \\ c & d}", r"\begin{pmatrix} a & b \\[4pt] c & d \\ \end{pmatrix}"),
    (r"\left(\begin{array}{c|c} 1 & 2 \\ \hline 3 & 4 \end{array}\right)", "[[1, 2], [3, 4]]"),
    (
        r"\left| \begin{array}{cc} a & b \\ c & d \end{array} \right|",
        r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}",
    ),
    (r"\lVert x \rVert_1", r"||x||_1"),
    (r"\langle \vec{u}, \vec{v} \rangle", r"\vec{u} \cdot \vec{v}"),
    (r"\vec{x} = (1, 2)^T", r"\vec{x} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
    (r"\mathbb{1}[x > 0]", "[x > 0]"),
    (r"\mathbb{1}_{\{x > 0\}}", r"\mathbf{1}_{x > 0}"),
    # branches
    (
        r"\left\{ \begin{array}{ll} x & x > 0 \\ 0 & x \le 0 \end{array} \right.",
        r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}",
    ),
    (
        r"\begin{cases} x, & \text{if } x > 0, \\ 0, & \text{otherwise.} \end{cases}",
        r"\begin{cases} x \quad x > 0 \\ 0 \quad \text{그 외} \end{cases}",
    ),
    (
        r"\begin{cases} 1 & x > 0 \text{ and } y > 0 \\ 0 & \text{else} \end{cases}",
        r"\begin{cases} 1 & x > 0, y > 0 \\ 0 & \text{나머지 경우} \end{cases}",
    ),
    (
        r"\begin{cases} x & \text{if $x > 0$} \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{cases} x & x > 0 \text{일 때} \\ 0 & \text{otherwise} \end{cases}",
    ),
    # several statements
    (r"\begin{aligned} y &= x \\ &= 2 \end{aligned}", "y = x = 2"),
    (r"\begin{align*} y &= a \\ &\quad + b \end{align*}", "y = a + b"),
    (r"\begin{gather} a = 1 \\ b = 2 \end{gather}", "a = 1, b = 2"),
    (
        r"A, B \in \mathbb{R}^{n \times n}",
        r"A \in \mathbb{R}^{n \times n}, B \in \mathbb{R}^{n \times n}",
    ),
    (r"f \colon \mathbb{R} \rightarrow \mathbb{R}", r"f: \mathbb{R} \to \mathbb{R}"),
    (r"\text{Answer: } 2x", "2x"),
    (r"x = 3 \text{ and } y = 4", "x = 3; y = 4"),
]


@pytest.mark.parametrize(("latex", "other"), SAME, ids=[row[0] for row in SAME])
def test_two_spellings_are_one_expression(latex: str, other: str) -> None:
    assert read(latex) is read(other)


DIFFERENT = [
    ("x(x-1)", "x \\cdot x - 1"),
    (r"\sin(x) y", r"\sin(x y)"),
    (r"f'(g(x))", r"f(g(x))'"),
    (r"f(x, y)", r"f(y, x)"),
    (r"x_{10}", r"x_{1,0}"),
    (r"\frac{\partial y}{\partial x}", r"\frac{y}{x}"),
    (r"\frac{\Delta y}{\Delta x}", r"\frac{y}{x}"),
    (r"W^{(2)}", "W^2"),
    (r"\mathbf{A}\mathbf{B}", r"\mathbf{B}\mathbf{A}"),
    (r"\hat{y}", "y"),
]


@pytest.mark.parametrize(("latex", "other"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_what_looks_alike_stays_apart(latex: str, other: str) -> None:
    assert read(latex) is not read(other)
