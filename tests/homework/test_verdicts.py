"""Verdicts on keys of single problems: right ones in unusual forms, and what they look like."""

import pytest

from nablatex.homework.scan import parse_document
from nablatex.homework.solve import Homework

SIGMOID = r"Let $s(x) = \frac{1}{1 + e^{-x}}$. Find $s'(x)$."
LEAKY = (
    r"Let $h = w x + b$ and $f = ReLU(h)$ with "
    r"$ReLU(x) = \begin{cases} x & x > 0 \\ 0.1 x & x \leq 0 \end{cases}$."
)
SOFTMAX = (
    r"Let $\vec{z} = [z_1, z_2, z_3]$ and $p_i = \frac{e^{z_i}}{\sum_{j=1}^{3} e^{z_j}}$."
    "\n\n"
)
HIDDEN = (
    r"Let $h_1 = \sigma(w_{11} x_1 + w_{12} x_2)$, $h_2 = \sigma(w_{21} x_1 + w_{22} x_2)$ and "
    r"$y = v_1 h_1 + v_2 h_2$."
)
MATRIX = r"$\vec{z} = W \vec{x}$ 이고 $W$ 는 2x3 행렬, $\vec{x}$ 는 3차원 벡터이다. "

# the document, its key, the verdict
KEYS = {
    "a function in terms of itself": (f"a) {SIGMOID}", "$s(x)(1 - s(x))$", "agrees"),
    "a wrong one of the kind": (f"a) {SIGMOID}", "$s(x)(1 + s(x))$", "differs"),
    "a ReLU of its own in the key": (
        rf"a) {LEAKY} Find $\frac{{\partial f^2}}{{\partial b}}$.",
        r"$2 ReLU(h) \frac{\partial f}{\partial h}$",
        "agrees",
    ),
    "the other ReLU's branch": (
        rf"a) {LEAKY} Find $\frac{{\partial f}}{{\partial x}}$.",
        r"$\begin{cases} w & h > 0 \\ 0 & h \leq 0 \end{cases}$",
        "differs",
    ),
    "an element of what every index has": (
        rf"{SOFTMAX}a) Find $\frac{{\partial p_1}}{{\partial z_1}}$.",
        "$p_1 (1 - p_1)$",
        "agrees",
    ),
    "its sign": (
        rf"{SOFTMAX}a) Find $\frac{{\partial p_1}}{{\partial z_2}}$.",
        "$p_1 p_2$",
        "differs",
    ),
    "through an element": (
        rf"{SOFTMAX}a) Let $L = -\log p_2$. Find $\nabla_{{\vec{{z}}}} L$.",
        "$[p_1, p_2 - 1, p_3]$",
        "agrees",
    ),
    "a matrix told in words": (rf"a) {MATRIX}$\nabla_{{\vec{{x}}}} \vec{{z}}$ 를 구하시오.", "$W$", "agrees"),
    "its transpose": (
        rf"a) {MATRIX}$\nabla_{{\vec{{x}}}} \vec{{z}}$ 를 구하시오.", r"$W^\top$", "differs",
    ),
    "raised signs": ("a) Let f(x, y) = x²y + 3y. Find ∂f/∂x.", "2xy", "agrees"),
    "raised signs, one lost": ("a) Let f(x, y) = x²y + 3y. Find ∂f/∂x.", "xy", "differs"),
    "a hidden unit of a number": (
        f"a) {HIDDEN} Find $\\frac{{\\partial y}}{{\\partial w_{{12}}}}$.", "$v_1 h_1 (1 - h_1) x_2$",
        "agrees",
    ),
    "a number before a bracket": (
        f"a) {HIDDEN} Let $L = \\frac{{1}}{{2}} (y - t)^2$. Find $\\frac{{\\partial L}}{{\\partial v_1}}$.",
        "$h_1 (y - t)$", "agrees",
    ),
    "another number before it": (
        f"a) {HIDDEN} Let $L = \\frac{{1}}{{2}} (y - t)^2$. Find $\\frac{{\\partial L}}{{\\partial v_1}}$.",
        "$h_2 (y - t)$", "differs",
    ),
    "a sum over rows": (
        f"a) {HIDDEN} Find $\\frac{{\\partial y}}{{\\partial x_2}}$.",
        r"$\sum_{k=1}^{2} v_k h_k (1 - h_k) w_{k2}$", "agrees",
    ),
    "a sum over the other column": (
        f"a) {HIDDEN} Find $\\frac{{\\partial y}}{{\\partial x_2}}$.",
        r"$\sum_{k=1}^{2} v_k h_k (1 - h_k) w_{k1}$", "differs",
    ),
    "an error named e": (
        r"a) Let $e = \hat{y} - y$, $L = e^2$, $\hat{y} = a x + b$. Find $\frac{\partial L}{\partial a}$.",
        "$2 e x$", "agrees",
    ),
    "two names declared at once": (
        r"a) $\mathbf{w}, \mathbf{x} \in \mathbb{R}^3$, $y = \mathbf{w}^\top \mathbf{x}$. "
        r"Find $\nabla_{\mathbf{w}} y$.",
        r"$\mathbf{x}$", "agrees",
    ),
    "two answers in one": (
        "a) Find the partial derivatives of f = x^2 y^3 with respect to x and y.",
        "2 x y^3, 3 x^2 y^2", "agrees",
    ),
    "two answers, exchanged": (
        "a) Find the partial derivatives of f = x^2 y^3 with respect to x and y.",
        "3 x^2 y^2, 2 x y^3", "differs",
    ),
    "lowered signs in the question": (
        "a) y = w₁x₁ + w₂x₂. Find ∂y/∂w₁.", "x₁", "agrees",
    ),
    "branches without dollars": (
        r"a) $y = ReLU(h)$. Find $\frac{dy}{dh}$.",
        r"\begin{cases} 0 & h \leq 0 \\ 2 & h > 0 \end{cases}", "differs",
    ),
    "zero for what is not zero": ("a) $y = 3 x$. Find $\\frac{dy}{dx}$.", "$0$", "differs"),
    "a value for what is zero": (
        r"a) $y_0 = w_{00} x_0$, $y_1 = w_{11} x_1$. Find $\frac{\partial y_0}{\partial x_1}$.",
        "$w_{11}$",
        "differs",
    ),
    "a constant": (r"a) $y = 7$. Find $\frac{dy}{dx}$.", "$0$", "agrees"),
    "nothing given of the name": (
        r"a) Let $\vec{z} = [z_1, z_2]$. Find $\nabla_{\vec{z}} L$.", "$[z_1, z_2]$",
        "nothing-to-check",
    ),
    "nothing given of the last of a chain": (
        r"a) Let $z = w x$, $a = \sigma(z)$. Find $\frac{\partial L}{\partial w}$.", "$a - t$",
        "nothing-to-check",
    ),
    "nothing given of what it is made of": (
        r"a) Let $L = -\log p$. Find $\frac{\partial L}{\partial z}$.", "$p - 1$",
        "nothing-to-check",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("problem", "key", "verdict"), KEYS.values(), ids=KEYS)
def test_a_key_is_judged_by_what_it_means(problem: str, key: str, verdict: str) -> None:
    document = parse_document(f"{problem}\n\nAnswer: {key}\n")
    (worked,) = Homework(document).solve().problems
    assert worked.verdict == verdict


def test_what_is_not_told_is_named() -> None:
    document = parse_document(r"a) Let $L = -\log p$. Find $\frac{\partial L}{\partial z}$.")
    (worked,) = Homework(document).solve().problems
    assert [note.en for note in worked.warnings] == ["it is not given how L depends on z"]
    assert worked.derived == ()


# a line, and the declarations that its words make
DECLARED = {
    "a matrix": (r"where W is a 2×3 matrix", (r"W \in \mathbb{R}^{2 \times 3}",)),
    "by": (
        r"$A$ and $B$ are $m \times n$ matrices",
        (r"A \in \mathbb{R}^{m \times n}", r"B \in \mathbb{R}^{m \times n}"),
    ),
    "a vector": (r"$b$ is a vector of length 2", (r"b \in \mathbb{R}^{2}",)),
    "dimensional": (r"an $n$-dimensional vector $x$", (r"x \in \mathbb{R}^{n}",)),
    "행렬": (
        r"$W$ 는 2x3 행렬이고 $\vec{x}$ 는 3차원 벡터이다",
        (r"W \in \mathbb{R}^{2 \times 3}", r"\vec{x} \in \mathbb{R}^{3}"),
    ),
    "a broken line": ("$W$ 는\n2x3 행렬", (r"W \in \mathbb{R}^{2 \times 3}",)),
    "written out": (r"$w = [1, 2]$, and $w$ is a 2x1 matrix", ("w = [1, 2]",)),
    "no name": ("새로운 3x3 행렬을 만들어 보세요", ()),
}


@pytest.mark.parametrize(("line", "given"), DECLARED.values(), ids=DECLARED)
def test_sizes_are_told_in_words(line: str, given: tuple[str, ...]) -> None:
    assert parse_document(f"a) {line}\n").problems[0].givens == given
