"""What is written is what a good lecturer would write: no bracket, sign or one too many."""

import pytest

from nablatex.expr import Apply, Expr, Negation, Symbol
from nablatex.latex import read, write

x, y = Symbol("x", ()), Symbol("y", ())
u = Symbol(r"\vec{u}", ("?u",))

WRITTEN = [
    ("x-y", "x - y"),
    ("a-(b-c)", "a - (b - c)"),
    ("-(a+b)", "-(a + b)"),
    ("((a)(b))+((c))", "a b + c"),
    ("2x", "2x"),
    (r"2\cdot 3", r"2 \cdot 3"),
    ("a/b", r"\frac{a}{b}"),
    ("(a/b)^2", r"\left(\frac{a}{b}\right)^2"),
    ("e^{-x}", "e^{-x}"),
    ("x_{0}", "x_0"),
    ("w_{i,j}", "w_{ij}"),
    ("w_{i+1,j}", "w_{i + 1,j}"),
    ("0.50", "0.50"),
    (r"f\left(x\right)", "f(x)"),
    (r"f(\frac{x}{2})", r"f\left(\frac{x}{2}\right)"),
    (r"\left|x\right|", "|x|"),
    (r"||x|-1|", r"\left||x| - 1\right|"),
    (r"\left\lVert \vec{x} \right\rVert_2", r"\|\vec{x}\|_2"),
    (r"\left[h > 0\right]", "[h > 0]"),
    (r"(\max(a,b))^2", r"(\max(a, b))^2"),
    (r"\sin^2 x", r"\sin^2(x)"),
    (r"\mathbf{A}^{T}", r"\mathbf{A}^\top"),
    (r"\frac{d}{dx}(x^2+1)", r"\frac{d}{dx} (x^2 + 1)"),
    (r"\frac{\partial y}{\partial u_0}\cdot\frac{\partial u_0}{\partial x_0}",
     r"\frac{\partial y}{\partial u_0} \frac{\partial u_0}{\partial x_0}"),
    (r"\left.{x^2}\right|_{x=1}", r"\left.{x^2}\right|_{x = 1}"),
    ("y'' x", "y'' x"),
]  # fmt: skip

BUILT = [
    (Negation(Negation(x)), "-(-x)"),
    (Apply("f", (x, y), (), ()), "f(x, y)"),
    (Apply("f", (x,), ((0, ()), (0, ())), ()), "f''(x)"),
    (Apply("f", (x, y), ((0, ()), (1, ())), ()), r"\partial_1 \partial_2 f(x, y)"),
    (Apply("f", (u,), ((0, (3,)),), ()), r"\partial_{1,3} f(\vec{u})"),
    (read(r"y''\cdot(x-1)"), r"y'' \cdot (x - 1)"),
    (read("x^{{T}}"), "x^{{T}}"),
]


@pytest.mark.parametrize(("latex", "written"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_writes_as_a_lecturer_would(latex: str, written: str) -> None:
    assert write(read(latex)) == written


@pytest.mark.parametrize(("expr", "written"), BUILT, ids=[row[1] for row in BUILT])
def test_writes_what_is_derived_so_that_it_reads_back(expr: Expr, written: str) -> None:
    assert write(expr) == written
    assert read(written) is expr


def test_writes_depth_without_recursion() -> None:
    expr: Expr = x
    for _ in range(5_000):
        expr = Negation(expr)
    assert write(expr).count("-") == 5_000
