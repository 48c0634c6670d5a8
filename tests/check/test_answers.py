"""Answers of the field, by category: each is judged as a teacher would."""

from __future__ import annotations

import pytest

from nablatex import check

RIGHT, WRONG, PARTIAL = "correct", "wrong", "partial"
BROKEN = "unreadable"
RELU = r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}"
STEP = r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"
CHAIN = (
    r"\frac{\partial z}{\partial u} \frac{\partial u}{\partial x}"
    r" + \frac{\partial z}{\partial v} \frac{\partial v}{\partial x}"
)

# key, answer, outcome
NUMBERS = [
    (r"\frac12", "0.5", RIGHT), ("0.5", "0{,}5", RIGHT), (r"\sqrt{8}", r"2\sqrt2", RIGHT),
    (r"\frac{\sqrt2}{2}", r"\frac1{\sqrt2}", RIGHT), ("2^{10}", "1024", RIGHT), ("3!", "6", RIGHT),
    (r"\binom{5}{2}", "10", RIGHT), ("0.1 + 0.2", "0.3", RIGHT), ("-2", "2", WRONG),
    ("2^{-99}", "2^{-98}", WRONG), ("10^{-20}", "0", WRONG), ("10^{15}+1", "10^{15}", WRONG),
    ("2^{10^9}", "2^{10^9}+1", WRONG), (r"10^{10^{10}}", r"10^{10^{10}}+1", WRONG),
    ("(x+1)^{6000}", "(1+x)^{6000}", RIGHT), ("(x+1)^{6000}", "(1+x)^{6000} + 1", WRONG),
    (r"\infty", r"-\infty", WRONG), (r"2\infty", r"\infty", RIGHT), (r"\sqrt[3]{-8}", "-2", RIGHT),
    ("2", "x=2", RIGHT), ("[1, 2]", "1, 2", RIGHT),
]  # fmt: skip
ALGEBRA = [
    ("(x+1)^2", "x^2+2x+1", RIGHT), ("x^2-1", "(x-1)(x+1)", RIGHT), ("2(x+y)", "2x+y", WRONG),
    (r"\frac{x^2-1}{x-1}", "x+1", RIGHT), ("|x|", "x", WRONG), (r"\sqrt{x^2}", "|x|", RIGHT),
    (r"\sqrt{(x-1)^2}", "x-1", WRONG), ("|x-50|", "50-x", WRONG), ("x_1", "x_2", WRONG),
    ("X", "x", WRONG), ("y=2x", "2x", RIGHT), ("2x", "y=2x", RIGHT), ("y=2x", "y=3x", WRONG),
    ("y = 2x", "2x = y", RIGHT), ("y = 2x", "y - 2x = 0", RIGHT), ("x<3", "3>x", RIGHT),
    ("x<3", r"x\le 3", WRONG), ("(x-1)^{500}", "(1-x)^{500}", RIGHT), ("2x + z = 1", "1", WRONG),
    ("y = 6x", r"y = 2 \cdot 3x = 6x", RIGHT), ("y = 6x", "y = 5x = 6x", PARTIAL),
    ("x=1, y=2", "y=2, x=1", RIGHT), ("2x", "= 2x", RIGHT), (r"\{1,2\}", r"\{2,1\}", RIGHT),
    (r"\{1,2\}", "1, 2", RIGHT), ("w_1 x_1 + w_2 x_2", "w_1 x_2 + w_2 x_1", WRONG),
]  # fmt: skip
FUNCTIONS = [
    (r"\sin^2 x + \cos^2 x", "1", RIGHT), (r"\sin 2x", r"2 \sin x \cos x", RIGHT),
    (r"\arcsin x + \arccos x", r"\frac{\pi}{2}", RIGHT), (r"\ln x^2", r"2 \ln|x|", RIGHT),
    (r"\ln(x-100)", r"\ln(x-101)", WRONG), (r"\ln(x-100) + \arcsin y", r"\arcsin y + \ln(x-100)", RIGHT),
    (r"\tanh x", r"\frac{e^{2x}-1}{e^{2x}+1}", RIGHT), (r"\sec^2 x", r"1 + \tan^2 x", RIGHT),
    (r"e^{i\pi}", "-1", RIGHT), (r"e^{i\theta}", r"\cos\theta + i \sin\theta", RIGHT),
    (r"\sqrt{-4}", "2i", RIGHT), (r"\arctan(\tan x)", "x", WRONG), (r"\ln(x+y)", r"\ln x + \ln y", WRONG),
    ("x^x", r"e^{x \ln x}", RIGHT), (r"\log_2 8", "3", RIGHT), (r"\sqrt[3]{x}^2", "x^{2/3}", RIGHT),
    ("n!", r"n (n-1)!", RIGHT), (r"\sqrt{-1-x^2}", r"\sqrt{-(1+x^2)}", RIGHT),
]  # fmt: skip
PARTIALS = [
    (r"\frac{\partial y}{\partial x_0}", r"\frac{\partial y}{\partial x_1}", WRONG),
    (r"\frac{\partial L}{\partial y}\frac{\partial y}{\partial x}", r"\frac{\partial L}{\partial x}", WRONG),
    (r"\frac{dy}{dx}", "y'", RIGHT), (r"\frac{\partial f}{\partial x}", "f_x", RIGHT),
    (r"\frac{\partial^2 f}{\partial x^2}", r"\left(\frac{\partial f}{\partial x}\right)^2", WRONG),
    (r"\frac{\partial^2 f}{\partial x^2}", r"\frac{\partial^2 f}{\partial x \partial y}", WRONG),
    (r"\frac{\partial^2 f}{\partial x \partial y}", r"\frac{\partial^2 f}{\partial y \partial x}", RIGHT),
    (r"\frac{\partial^2 f}{\partial x^2}", r"\frac{\partial}{\partial x}\left(\frac{\partial f}{\partial x}\right)", RIGHT),
    (r"\frac{d}{dx}(uv)", r"u\frac{dv}{dx} + v\frac{du}{dx}", RIGHT), ("(uv)'", "u'v + uv'", RIGHT),
    (r"\frac{d}{dx} x^3", "3x^2", RIGHT), ("2xy", r"\frac{\partial}{\partial x}(x^2y)", WRONG),
    (r"\left.\frac{\partial f}{\partial x}\right|_{x=1}", r"\frac{\partial f}{\partial x}", WRONG),
    (r"\sum_{i=0}^{1}\frac{\partial y}{\partial u_i}\frac{\partial u_i}{\partial x}",
     r"\frac{\partial y}{\partial u_0}\frac{\partial u_0}{\partial x} + \frac{\partial y}{\partial u_1}\frac{\partial u_1}{\partial x}", RIGHT),
    (CHAIN, r"\left(\frac{\partial z}{\partial u}+\frac{\partial z}{\partial v}\right)\left(\frac{\partial u}{\partial x}+\frac{\partial v}{\partial x}\right)", WRONG),
]  # fmt: skip
UNKNOWN_FUNCTIONS = [
    ("f'(x)g(x)+f(x)g'(x)", "f'(x)g'(x)", WRONG), ("f'(x)", r"\frac{df}{dx}", RIGHT),
    ("f''(x)", "f'(x)", WRONG), ("f(g(x))", "g(f(x))", WRONG), ("f(2x)", "2f(x)", WRONG),
    (r"\frac{d}{dx}[f(x)g(x)]", "f'(x)g(x)+f(x)g'(x)", RIGHT), ("f(x)", "F(x)", WRONG),
    (r"\frac{d}{dx}f(g(x))", "f'(g(x))g'(x)", RIGHT), ("f'(g(x))g'(x)", "f'(g'(x))", WRONG),
]  # fmt: skip
ARRAYS = [
    (r"[2x, 2y]", r"\begin{pmatrix}2x\\2y\end{pmatrix}", RIGHT), ("[x, y]", "[x, y, z]", WRONG),
    (r"\begin{pmatrix}2x & 2y\end{pmatrix}", r"\begin{pmatrix}2x\\2y\end{pmatrix}", WRONG),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1 & 2\end{pmatrix}^\top", RIGHT),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1\\2\end{pmatrix}^\top", WRONG),
    (r"\mathbf{x}^\top", r"\mathbf{x}", WRONG), (r"\mathbf{A}\mathbf{B}", r"\mathbf{B}\mathbf{A}", WRONG),
    (r"(\mathbf{A}\mathbf{B})^{-1}", r"\mathbf{B}^{-1}\mathbf{A}^{-1}", RIGHT),
    (r"\mathbf{A}^{-1}\mathbf{A}", r"\mathbf{I}", RIGHT), (r"\mathbf{x}^\top\mathbf{y}", r"\mathbf{y}^\top\mathbf{x}", RIGHT),
    (r"\mathbf{x}^\top\mathbf{x}", r"\sum_{i=1}^n x_i^2", RIGHT), (r"\det\begin{pmatrix}a&b\\c&d\end{pmatrix}", "ad-bc", RIGHT),
    (r"\operatorname{tr}(\mathbf{A}\mathbf{B})", r"\operatorname{tr}(\mathbf{B}\mathbf{A})", RIGHT),
    (r"\vec{a} \times \vec{b}", r"\vec{b} \times \vec{a}", WRONG),
    (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", r"\begin{pmatrix}1&0\\0&2\end{pmatrix}", PARTIAL),
]  # fmt: skip
NABLA_AND_SUMS = [
    (r"\nabla(fg)", r"f\nabla g + g\nabla f", RIGHT), (r"\nabla f", r"\nabla g", WRONG),
    (r"\nabla^2(fg)", r"f\nabla^2 g + 2\nabla f\cdot\nabla g + g\nabla^2 f", RIGHT),
    (r"\nabla\cdot\vec{F}", r"\nabla\times\vec{F}", WRONG), (r"\nabla f", r"\left(\frac{\partial f}{\partial x},\frac{\partial f}{\partial y}\right)", RIGHT),
    (r"\nabla(x^2y)", "[2xy, x^2]", RIGHT), (r"\sum_{i=1}^nx_i", r"\sum_{i=0}^nx_i", WRONG),
    (r"\sum_{i=1}^nx_i", r"x_1+x_2+\dots+x_n", RIGHT), (r"\sum_{i=1}^nx_i", r"x_1+x_2+\dots+x_{n-1}", WRONG),
    (r"\sum_{i=1}^nw_ix_i", r"\sum_{i=1}^nw_i\sum_{i=1}^nx_i", WRONG), (r"\sum_{k=1}^nk", r"\frac{n(n+1)}{2}", RIGHT),
    (r"\sum_{k=0}^nr^k", r"\frac{1-r^{n+1}}{1-r}", RIGHT), (r"\sum_iw_{ij}x_i", r"\sum_kw_{kj}x_k", RIGHT),
    (r"\sum_iw_{ij}x_i", r"\sum_iw_{ji}x_i", WRONG), (r"\sum_{i=1}^n1", "n", RIGHT), (r"\prod_{i=1}^3x_i", "x_1x_2x_3", RIGHT),
]  # fmt: skip
BRANCHES = [
    (RELU, r"\operatorname{ReLU}(x)", RIGHT), (RELU, r"\max(0, x)", RIGHT), (RELU, r"\max(0, -x)", WRONG),
    (RELU, r"\begin{cases}x & x \ge 0\\0 & x < 0\end{cases}", RIGHT), (STEP, "1", WRONG),
    (STEP, r"\begin{cases}1 & x \ge 0\\0 & x < 0\end{cases}", WRONG), (STEP, r"\begin{cases}1 & x > 0\end{cases}", WRONG),
    (STEP, r"\begin{cases}0 & x \le 0\\1 & x > 0\end{cases}", RIGHT), (STEP, r"\begin{cases}1 & x > 0\\0 & \text{otherwise}\end{cases}", RIGHT),
    ("|x|", r"\begin{cases}x & x \ge 0\\-x & x < 0\end{cases}", RIGHT), (STEP, r"\begin{cases}1 & x > 0\\0 & x < 0\end{cases}", WRONG),
]  # fmt: skip
MALFORMED = [
    ("2x", answer, BROKEN)
    for answer in ("2x+", r"\frac{1}{2", "(2x", "", r"\sqrt", "x__2", r"\left( x", "x^2^3", "$", r"\input{a}", "1,5")
]  # fmt: skip
GROUPS = {
    "number": NUMBERS, "algebra": ALGEBRA, "function": FUNCTIONS, "partial": PARTIALS,
    "unknown": UNKNOWN_FUNCTIONS, "array": ARRAYS, "nabla": NABLA_AND_SUMS, "cases": BRANCHES,
    "malformed": MALFORMED,
}  # fmt: skip
ROWS = [
    pytest.param(*row, id=f"{name}-{place}")
    for name, rows in GROUPS.items()
    for place, row in enumerate(rows)
]


@pytest.mark.parametrize(("key", "answer", "outcome"), ROWS)
def test_outcome(key: str, answer: str, outcome: str) -> None:
    verdict = check(answer, key)
    assert verdict.outcome == outcome, verdict
    assert (verdict.credit == 1) == (outcome == RIGHT)
    assert bool(verdict.feedback) == (outcome != RIGHT)


DECLARED = [
    (r"A(x+y)", "Ax + Ay", {"A": "n,n", "x": "n", "y": "n"}, RIGHT),
    (r"x^\top A x", r"x^\top A^\top x", {"A": "n,n", "x": "n"}, RIGHT),
    ("AB", "BA", {"A": "n,n", "B": "n,n"}, WRONG),
    (r"\|x\|_2^2", r"x^\top x", {"x": "n"}, RIGHT),
]


@pytest.mark.parametrize(("key", "answer", "shapes", "outcome"), DECLARED)
def test_with_declared_shapes(key: str, answer: str, shapes: dict[str, str], outcome: str) -> None:
    assert check(answer, key, shapes=shapes).outcome == outcome


def test_with_equations_that_are_given() -> None:
    assert check("2u", "2x^2", given="u = x^2").correct
    assert not check("3u", "2x^2", given="u = x^2").correct
    assert check(
        r"\frac{dy}{du} \frac{du}{dx}", r"\frac{dy}{dx}", given=r"y = u^3 \quad u = \sin x"
    ).correct
