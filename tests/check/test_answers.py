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
    (r"\nabla^2 f", r"\Delta f", "undecided"), (r"\frac{dy}{dx}", r"\frac{\Delta y}{\Delta x}", WRONG),
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
    (r"\begin{pmatrix}2x\\2y\end{pmatrix}", r"(2x, 2y)^\top", RIGHT), (r"\begin{pmatrix}2x & 2y\end{pmatrix}", r"(2x, 2y)^\top", WRONG),
    ("[2x, 2y]", r"[2x, 2y]^\top", RIGHT), (r"\nabla f = \begin{pmatrix}2x\\2y\end{pmatrix}", r"\nabla f = (2x, 2y)^T", RIGHT),
    (r"w^\top x + b", r"w \cdot x + b", RIGHT), (r"w \cdot x + b", r"w^\top x + b", RIGHT), (r"w^\top x", r"w \cdot x + b", WRONG),
    (r"x^\top y", "x y", WRONG), ("2x", r"2x^\top", WRONG), (r"x^\top x", "x^2", WRONG),
    (r"[0, 0]", "0", RIGHT), (r"[0, 0]", r"\vec 0", RIGHT), (r"\mathbf 0", r"\begin{pmatrix}0\\0\end{pmatrix}", RIGHT),
    ("[0.0001, 0]", "0", WRONG), ("[x, -x]", "0", WRONG), ("[0, 1]", "0", WRONG), ("[1, 1]", "1", WRONG), (r"[\ln x, 0]", "0", WRONG),
    (r"[\ln x - \ln x, 0]", "0", RIGHT),
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
LETTERS_THAT_COUNT = [
    ("x_i", "x_j", WRONG), ("x_j", "x_n", WRONG), ("w_{im}", "w_{mi}", WRONG), (r"\delta_{ij}", "0", WRONG),
    (r"\delta_{im}", "1", WRONG), (r"p_i(\delta_{il} - p_l)", "-p_i p_l", WRONG), ("K!", "K", WRONG), (r"\binom{K}{2}", "K - 1", WRONG),
    (r"p_i(\delta_{ij} - p_j)", r"\begin{cases} p_i(1 - p_i) & i = j \\ -p_i p_j & i \ne j \end{cases}", RIGHT),
    (r"\sum_{k=1}^D k", "D + 1", WRONG), (r"\sum_{k=0}^n \binom{n}{k}", "n^2", WRONG), (r"\sum_{k=0}^n \binom{n}{k}", "2^n", RIGHT),
    (r"\frac{\partial y_j}{\partial x_n}", r"\frac{\partial y_n}{\partial x_j}", WRONG),
]  # fmt: skip
CLOSE = [
    ("e^{100}", "e^{100} + 1", WRONG), (r"\tanh 50", "1", WRONG), (r"\ln(1 + e^{100})", "100", WRONG), (r"\arctan 10^{50}", r"\frac{\pi}{2}", WRONG),
    (r"\sqrt{10^{60} + 1}", "10^{30}", WRONG), (r"\sin x + 10^{-45}", r"\sin x", WRONG), ("300! + 1", "300!", WRONG),
    (r"2^{20000} \sqrt{2}", r"2^{20000} \sqrt{2} + 1", WRONG), (r"\sqrt{2} \sqrt{3}", r"\sqrt{6}", RIGHT), ("e", "1.00^{1000}", WRONG),
]  # fmt: skip
FAR_BRANCHES = [
    (r"\begin{cases} 1 & 0 < x < 0.01 \\ 0 & \text{otherwise} \end{cases}", "0", WRONG), (r"\min(e^x, 10^5)", "e^x", WRONG),
    (r"|x - 10^7|", "10^7 - x", WRONG), (r"\begin{cases} 1 & xy > 500 \\ 0 & xy \le 500 \end{cases}", "0", WRONG),
    *[
        (rf"\begin{{cases}} 1 & {left} > {right} \\ 0 & {left} \le {right} \end{{cases}}",
         rf"\begin{{cases}} 1 & {left} \ge {right} \\ 0 & {left} < {right} \end{{cases}}", WRONG)
        for left, right in (("x", r"\sqrt{2}"), ("e^x", "2"), (r"\sin x", "0"), ("x^2 + y^2", "1"), ("x^2", "x"))
    ],
    (r"\begin{cases} \frac{\partial L}{\partial y} & x > 0 \\ 0 & x \le 0 \end{cases}",
     r"\begin{cases} \frac{\partial L}{\partial y} & x \ge 0 \\ 0 & x < 0 \end{cases}", WRONG),
]  # fmt: skip
NOTATIONS = [
    (r"\frac{d}{dx}(uv)", "u'v + uv'", RIGHT), (r"\frac{d}{dx}(uv)", "u'v", WRONG), (r"\frac{\partial^2 f}{\partial x^2}", "f_{xx}", RIGHT),
    ("y''", "(y')'", RIGHT), (r"\frac{dx}{dt}", r"\dot{x}", RIGHT), ("f'(3)", r"\left.\frac{df}{dx}\right|_{x=3}", RIGHT),
    (r"\nabla L", r"\left[\frac{\partial L}{\partial w}, \frac{\partial L}{\partial b}\right]", RIGHT), (r"\nabla f", "(f_x, f_y)", RIGHT),
    ("6", r"2 \cdot 3 = 6", RIGHT), ("6", r"2 + 3 = 6", PARTIAL), (r"\frac{2}{3}", r"\approx 0.667", RIGHT), ("(1 + i)^2", "2i", RIGHT),
    (r"\sqrt{-x^2 - 1}", r"i \sqrt{x^2 + 1}", RIGHT), ("y = 2x", "y - x = x", RIGHT), ("x=1, x=2", "x=1", PARTIAL),
    (r"x = 1 \text{ or } x = 2", r"x = 2 \text{ or } x = 1", RIGHT), (r"x = 1 \text{ or } x = 2", r"x = 3 \text{ or } x = 4", WRONG),
    (r"\left[\frac{1}{3}, \frac{2}{3}\right]", "[0.333, 0.666]", PARTIAL), (r"\sqrt[3]{x}", "x^{1/3}", RIGHT),
]  # fmt: skip
BARS = [
    (r"\left.\frac{\partial f}{\partial x}\right|_{x=1,y=2}", r"\left.\frac{\partial f}{\partial x}\right|_{x=1,y=3}", WRONG),
    (r"\left.f\right|_{x=1}", r"\left.f\right|_{x=2}", WRONG), ("2y", r"\left.2xy\right|_{x=1}", RIGHT), (r"\partial_1^2 f(x,y)", r"\partial_1 f(x,y)", WRONG),
    (r"\partial_x f(x,y)", "f_x(x,y)", RIGHT), ("f_{xy}", "f_{yx}", RIGHT), (r"\frac{\partial^2 f}{\partial x \partial y}", "f_{yx}", RIGHT),
    ("2x+1", r"f'(x) = \frac{d}{dx}(x^2+x) = 2x+1", RIGHT), ("4", r"\left.\frac{dy}{dx}\right|_{x=2} = 4", RIGHT),
]  # fmt: skip
INDICES = [
    (r"\sum_{j=1}^i x_j", r"\sum_j x_j", WRONG), (r"y_k + \sum_{j=1}^k x_j", r"y_k + \sum_j x_j", WRONG),
    (r"\sum_{j=0}^{n} x_j", r"\sum_j x_j", WRONG), (r"\sum_{j=0}^{2n-1} x_j", r"\sum_j x_j", WRONG),
    (r"\sum_{i=1}^n x_i", r"\sum_i x_i", RIGHT), (r"\sum_{i=0}^{n-1} x_i", r"\sum_k x_k", RIGHT),
    (r"\frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}", r"\frac{e^{z_i}}{\sum_j e^{z_j}}", RIGHT), (r"\sum_{i=2}^n x_i", r"\sum_i x_i", WRONG),
    (r"\sum_{j=1}^m w_{ij} x_j", r"\sum_j w_{ji} x_j", WRONG), (r"\sum_{k=1}^n k", r"\sum_k k", WRONG), (r"\sum_{j=1}^n x_j - x_i", r"\sum_{j \ne i} x_j", RIGHT),
    (r"\sum_{j=1}^n \delta_{ij} x_j", "x_i", RIGHT), (r"\frac{\partial}{\partial x_i} \sum_{j=1}^n a_j x_j", "a_i", RIGHT),
    (r"\sum_{i=1}^{n}\sum_{j=i}^{n} x_i y_j", r"\sum_{i=1}^{m}\sum_{j=i}^{n} x_i y_j", WRONG),
]  # fmt: skip
GAPS = [
    (r"\begin{cases} 0 & wx+b \le 0 \\ x & wx+b > 0 \end{cases}", r"\begin{cases} 0 & wx+b \le 0 \\ x & wx+2b > 0 \end{cases}", WRONG),
    (r"\begin{cases} 0 & x < 0 \\ 1 & x \ge 0 \end{cases}", r"\begin{cases} 0 & x < 0 \\ 1 & x > -5 \end{cases}", WRONG),
    (r"\ln x + \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}", r"\ln x + \begin{cases} x & x^2 > 0 \\ 0 & x \le 0 \end{cases}", RIGHT),
    (r"\begin{cases} \sqrt{x} & x > 0 \\ 5 & x \le 0 \end{cases}", r"\begin{cases} \sqrt{x} & x > 0 \\ \sqrt{x} & x \le 0 \end{cases}", WRONG),
]  # fmt: skip
GROUPS = {
    "number": NUMBERS, "algebra": ALGEBRA, "function": FUNCTIONS, "partial": PARTIALS,
    "unknown": UNKNOWN_FUNCTIONS, "array": ARRAYS, "nabla": NABLA_AND_SUMS, "cases": BRANCHES,
    "malformed": MALFORMED, "letter": LETTERS_THAT_COUNT, "close": CLOSE, "far": FAR_BRANCHES, "notation": NOTATIONS, "bar": BARS, "index": INDICES, "gap": GAPS,
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
    (r"x^\top A", r"A^\top x", {"A": "n,n", "x": "n"}, WRONG),
    (r"x^\top A", r"(A^\top x)^\top", {"A": "n,n", "x": "n"}, RIGHT),
    (r"\sum_{j=1}^n A_{ij} x_j", "(Ax)_i", {"A": "n,n", "x": "n"}, RIGHT),
    (r"\det(A)", r"\det(-A)", {"A": "n,n"}, WRONG),
    (r"\det(2A)", r"2^n \det(A)", {"A": "n,n"}, RIGHT),
    (r"\operatorname{tr}(A A^{-1})", "4", {"A": "n,n"}, WRONG),
    (r"\operatorname{tr}(A A^{-1})", "n", {"A": "n,n"}, RIGHT),
    ("W_1 W_2 x", "W_2 W_1 x", {"W_1": "n,n", "W_2": "n,n", "x": "n"}, WRONG),
    (r"A^\top b", r"(b^\top A)^\top", {"A": "m,n", "b": "m"}, RIGHT),
    (r"\operatorname{diag}(x)", r"x x^\top", {"x": "n"}, WRONG),
]


@pytest.mark.parametrize(("key", "answer", "shapes", "outcome"), DECLARED)
def test_with_declared_shapes(key: str, answer: str, shapes: dict[str, str], outcome: str) -> None:
    assert check(answer, key, shapes=shapes).outcome == outcome


def test_with_equations_that_are_given() -> None:
    chain = r"\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx} = 2u \cdot 2x = 4x(x^2 + 1)"
    assert check(chain, "4x^3 + 4x", given=r"y = u^2 \quad u = x^2 + 1").correct
    assert check("2u", "2x^2", given="u = x^2").correct
    assert not check("3u", "2x^2", given="u = x^2").correct
    assert check(
        r"\frac{dy}{du} \frac{du}{dx}", r"\frac{dy}{dx}", given=r"y = u^3 \quad u = \sin x"
    ).correct


RESTATED = [
    ("2x", r"\frac{dy}{dx}", "y = x^2"), ("2x", "y'", "y = x^2"), (r"\frac{dy}{dx} = 2x", r"\frac{dy}{dx} = \frac{dy}{dx}", "y = x^2"),
    ("[2, 3]", r"\nabla_{\vec{w}} f", r"\vec{w} = [w_0, w_1] \quad f = 2 w_0 + 3 w_1"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "answer", "given"), RESTATED)
def test_what_is_given_to_be_differentiated_is_no_answer(key: str, answer: str, given: str) -> None:
    assert [item.kind for item in check(answer, key, given=given).feedback] == ["not-evaluated"]


@pytest.mark.parametrize("answer", ["0 = 0", "1 = 1", "2x = 2x"])
def test_what_says_nothing_is_not_accepted(answer: str) -> None:
    assert not check(answer, "y = 2x").correct


def test_conditions_hold_through_what_is_given() -> None:
    key, answer = (
        rf"\begin{{cases}} 1 & {h} > 0 \\ 0 & {h} \le 0 \end{{cases}}" for h in ("h", "w x + b")
    )
    assert check(answer, key, given="h = w x + b").correct
