r"""The sample of formulas, each as it is meant, in full: one row a formula."""

import pytest

from nablatex import ops
from nablatex.expr import (
    ONE,
    TWO,
    ZERO,
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Component,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Stack,
    Sum,
    Symbol,
)
from nablatex.latex import read

THREE = Number(3, 0)
a, b, c, d, f, j, x, y, z, L = (Symbol(name, ()) for name in "abcdfjxyzL")
alpha, beta, gamma, sigma = (Symbol("\\" + name, ()) for name in "alpha beta gamma sigma".split())
u, v = Symbol(r"\vec{u}", ("?u",)), Symbol(r"\vec{v}", ("?v",))


def call(op: ops.Op, *args: Expr) -> Expr:
    return Call(op, args)


def element(name: Expr, *indices: int) -> Expr:
    return Component(name, tuple(Number(k, 0) for k in indices), "sub")


def minus(left: Expr, right: Expr) -> Expr:
    return Sum((left, Negation(right)))


def partial(of: Expr, *wrt: Expr) -> Expr:
    return Derivative(of, wrt, "partial", len(wrt))


GAUSS = Negation(Quotient(Power(x, TWO), Product((TWO, Power(sigma, TWO)))))
BRANCHES = Cases(
    (
        (Power(x, TWO), Compare((">=",), (x, ONE))),
        (minus(Product((TWO, x)), ONE), Compare(("<",), (x, ONE))),
    )
)
SIGMOID = call(ops.sigmoid, z)
MATRIX = Stack((a, b, c, d), (2, 2), "matrix")
SAMPLE: list[tuple[str, Expr]] = [
    (r"\frac12", Quotient(ONE, TWO)),
    (r"x^2_1", Power(element(x, 1), TWO)),
    (r"\alpha\beta + \gamma", Sum((Product((alpha, beta)), gamma))),
    (r"x(x-1)", Product((x, minus(x, ONE)))),
    (r"\sin x \cos y", Product((call(ops.sin, x), call(ops.cos, y)))),
    (r"\sin^{-1} x", call(ops.arcsin, x)),
    (r"\sqrt{x^2+y^2}", call(ops.sqrt, Sum((Power(x, TWO), Power(y, TWO))))),
    (r"e^{-\frac{x^2}{2\sigma^2}}", Power(call(ops.e), GAUSS)),
    (
        r"\left\lVert \mathbf{x} \right\rVert_2^2",
        Power(call(ops.norm, Symbol(r"\mathbf{x}", ("?x",)), TWO), TWO),
    ),
    (r"\prod_{j=1}^{3} (x - j)", Reduction("prod", minus(x, j), j, ONE, THREE, None)),
    (r"\frac{\partial y}{\partial x_0}", partial(y, element(x, 0))),
    (
        r"\frac{\partial L}{\partial y} \cdot \frac{\partial y}{\partial x}",
        Product((partial(L, y), partial(y, x))),
    ),
    (r"\frac{d}{dx} x^3", Derivative(Power(x, THREE), (x,), "total", 1)),
    (r"\left.\frac{\partial f}{\partial x}\right|_{x=1}", At(partial(f, x), ((x, ONE),))),
    (r"\nabla^2 f", Derivative(f, (), "laplacian", 2)),
    (r"\vec{u} \times \vec{v}", call(ops.cross, u, v)),
    (
        r"\left[ 2x, 3y^2, 0 \right]",
        Stack((Product((TWO, x)), Product((THREE, Power(y, TWO))), ZERO), (3,), "list"),
    ),
    (r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", call(ops.det, MATRIX)),
    (
        r"f(x) = \begin{cases} x^2 & \text{if } x \geq 1 \\"
        r" 2x - 1 & \text{if } x < 1 \end{cases}",
        Compare(("=",), (Apply("f", (x,), (), ()), BRANCHES)),
    ),
    (r"\sigma(z)\left(1 - \sigma(z)\right)", Product((SIGMOID, minus(ONE, SIGMOID)))),
    (
        r"f: \mathbb{R}^2 \to \mathbb{R}^3",
        call(ops.signature, f, call(ops.reals, TWO), call(ops.reals, THREE)),
    ),
]


@pytest.mark.parametrize(("latex", "meaning"), SAMPLE, ids=[row[0] for row in SAMPLE])
def test_sample_is_read_as_meant(latex: str, meaning: Expr) -> None:
    assert read(latex) is meaning
