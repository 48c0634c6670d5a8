"""What is said of a wrong answer: the fault that it has, in both languages."""

from __future__ import annotations

import time

import pytest

from nablatex import check
from nablatex.check import judge_claim
from nablatex.equations import Equations, element_names
from nablatex.expr import Expr, Stack, Symbol
from nablatex.latex import Context, read

# key, answer, kind of the first fault, its place
FAULTS = [
    ("2x+3y", "2x-3y", "sign", "2"),
    ("x - y", "y - x", "sign", ""),
    ("2x^2", "x^2", "factor", ""),
    (r"2x\cos(x^2)", r"\cos(x^2)", "missing-inner-derivative", "x^2"),
    ("f'(g(x))g'(x)", "f'(x)g'(x)", "wrong-argument", "f'(x)"),
    ("f'(g(x))g'(x)", "f'(g(x))", "missing-inner-derivative", "g(x)"),
    (r"\frac{a}{b}", r"\frac{b}{a}", "inverted", ""),
    (r"\frac{\partial y}{\partial x}", r"\frac{\partial x}{\partial y}", "inverted",
     r"\frac{\partial x}{\partial y}"),
    ("f(x,y)", "f(y,x)", "wrong-variable", ""),
    (r"\frac{\partial z}{\partial u}a+\frac{\partial z}{\partial v}b",
     r"\frac{\partial z}{\partial u}a", "missing-term", ""),
    (r"\frac{\partial z}{\partial u}a", r"\frac{\partial z}{\partial u}a + b", "extra-term", "2"),
    ("[2x, 3y^2, 0]", "[2x, 3y, 0]", "entry", "2"),
    ("[x, y]", "[y, x]", "entries-permuted", ""),
    ("[x, y]", "x + y", "shape", ""),
    ("[x, y]", "[x, y, 0]", "shape", ""),
    (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\begin{pmatrix}a&c\\b&d\end{pmatrix}",
     "transposed", ""),
    (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\begin{pmatrix}a&b\\-c&d\end{pmatrix}",
     "entry", "(2, 1)"),
    (r"\begin{cases}1 & x > 0\\0 & x \le 0\end{cases}",
     r"\begin{cases}0 & x > 0\\1 & x \le 0\end{cases}", "branch", ""),
    (r"\begin{cases}1 & x > 0\\0 & x \le 0\end{cases}",
     r"\begin{cases}1 & x \ge 0\\0 & x < 0\end{cases}", "boundary", "x = 0"),
    ("10^{15}+1", "10^{15}", "rounded", ""),
    ("y = 2x", "x = 2y", "relation", ""),
    (r"\{1,2\}", r"\{1,3\}", "entry", ""),
    ("2x", r"\frac{1}", "syntax", "8"),
    ("0", r"\prod_{k=1}^{10^{9}}k", "limit", "0"),
]  # fmt: skip

SAME = [
    (r"\{1,2\}", r"\{2,1\}"),
    ("y = 2x", "2x - y = 0"),
    ("x < 3", "3 > x"),
    (r"e^{i\theta}", r"\cos\theta+i\sin\theta"),
    (r"\nabla (f+g)", r"\nabla f+\nabla g"),
    (r"\nabla (fg)", r"f\nabla g+g\nabla f"),
    (r"\sum_{i=1}^{n}x_i", r"\sum_{k=0}^{n-1}x_{k+1}"),
    (r"\sum_{k=1}^{n}k", r"\frac{n(n+1)}{2}"),
    (r"\frac{\partial^2 f}{\partial x \partial y}", r"\frac{\partial^2 f}{\partial y \partial x}"),
    (r"\ln x^2", r"2\ln|x|"),
    ("6.25", r"\frac{25}{4}"),
]

DIFFERENT = [
    (r"\ln x^2", r"2\ln(x + 1)"),
    ("2^{-99}", "2^{-98}"),
    (r"10^{-20}x", r"2 \cdot 10^{-20}x"),
    (r"\pi", "3.1"),
    ("x < 3", "x > 3"),
    (r"\frac{\partial f}{\partial x}", r"\frac{\partial f}{\partial y}"),
    (r"\nabla (fg)", r"\nabla f \cdot \nabla g"),
    ("f'(x)", "f(x)"),
    ("x_0", "x_1"),
    ("A", "a"),
]


@pytest.mark.parametrize(("key", "answer", "kind", "where"), FAULTS)
def test_fault(key: str, answer: str, kind: str, where: str) -> None:
    verdict = check(answer, key)
    first = verdict.feedback[0]
    assert (first.kind, first.where) == (kind, where)
    assert not verdict.correct
    assert verdict.credit < 1
    assert first.text("en")
    assert first.text("ko")


@pytest.mark.parametrize(("key", "answer"), SAME)
def test_same(key: str, answer: str) -> None:
    assert check(answer, key).outcome == check(key, answer).outcome == "correct"


@pytest.mark.parametrize(("key", "answer"), DIFFERENT)
def test_different(key: str, answer: str) -> None:
    assert not check(answer, key).correct
    assert not check(key, answer).correct


def _equations() -> tuple[Equations, Context]:
    context = Context({r"\vec{I}": (2,), r"\vec{w}": (2,)})
    inputs, weights = Symbol(r"\vec{I}", (2,)), Symbol(r"\vec{w}", (2,))
    h, f = Symbol("h", ()), Symbol("f", ())
    definitions: dict[Expr, Expr] = {
        h: read(r"\vec{I} \cdot \vec{w}", context=context),
        f: read("h^2", context=context),
    }
    elements: dict[Expr, Stack] = {n: element_names(n, (2,)) for n in (inputs, weights)}
    return Equations(definitions, elements, {}, {}), context


CLAIMS = [
    (r"\nabla_{\vec w} f = [2 h I_0, 2 h I_1]", "correct", ""),
    (r"\nabla_{\vec w} f = 2 h \vec{I}", "correct", ""),
    (r"\nabla_{\vec w} f = [2 h I_0, -2 h I_1]", "partial", "entry"),
    (r"\nabla_{\vec w} f = [2 h I_1, 2 h I_0]", "wrong", "entries-permuted"),
    (r"\nabla_{\vec w} f = 2 h I_0 + 2 h I_1", "wrong", "shape"),
    (r"\nabla_{\vec w} f = [h I_0, h I_1]", "wrong", "factor"),
    (r"\frac{\partial f}{\partial w_0} = \frac{\partial f}{\partial h}"
     r"\frac{\partial h}{\partial w_0} = 2 h I_0", "correct", ""),
    (r"\frac{\partial f}{\partial w_0} = 2 h w_0", "wrong", ""),
    ("h = I_0 w_0 + I_1 w_1", "correct", ""),
    ("h = I_0 w_0", "wrong", ""),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "outcome", "kind"), CLAIMS)
def test_claim_against_the_equations(claim: str, outcome: str, kind: str) -> None:
    equations, context = _equations()
    verdict = judge_claim(read(claim, context=context), None, equations)
    assert verdict.outcome == outcome
    assert not kind or verdict.feedback[0].kind == kind


@pytest.mark.parametrize(
    "answer", ["9^{9^{9^{9}}}", r"\frac{1}{2^{10^{8}}}", "(x-1)^{6000}", "(10^9)!", r"\infty"]
)
def test_a_hostile_answer_is_judged_in_time(answer: str) -> None:
    start = time.thread_time()
    assert check(answer, "x").outcome in ("wrong", "unreadable")
    assert time.thread_time() - start < 2
