"""Differentiation: against SymPy for one expression, by definition over paths, linear in depth."""

import time

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from nablatex import Model, ops
from nablatex.differentiate import Partial, differentiate
from nablatex.errors import EvaluationError, NoRuleError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import Call, Derivative, Expr, Number, Power, Product, Quotient, Sum, Symbol
from nablatex.latex import read, write

x, y = Symbol("x", ()), Symbol("y", ())
SYMPY = {"x": sympy.Symbol("x"), "y": sympy.Symbol("y")}

AGAINST_SYMPY = [
    (r"x^3 + 2x - 1", "x**3 + 2*x - 1"),
    (r"x^2 y^3", "x**2*y**3"),
    (r"\frac{x}{1 + x^2}", "x/(1 + x**2)"),
    (r"\sin(x^2)", "sin(x**2)"),
    (r"e^{-x^2}", "exp(-x**2)"),
    (r"x^x", "x**x"),
    (r"y^x", "y**x"),
    (r"e^x e^x e^x", "exp(3*x)"),
    (r"\ln(x^2)", "log(x**2)"),
    (r"\frac{1}{\frac{1}{x} + \frac{1}{y}}", "1/(1/x + 1/y)"),
    (r"\frac{x}{y} \frac{x^2}{3x}", "x**2/(3*y)"),
    (r"y^x y^x \sqrt{x} \sqrt{x}", "y**(2*x)*x"),
    (r"x (1 - x)^2 \sin(x)", "x*(1 - x)**2*sin(x)"),
    (r"\ln(1 + e^x)", "log(1 + exp(x))"),
    (r"\tanh(x y) \cos x", "tanh(x*y)*cos(x)"),
    (r"\sqrt{x + y}", "sqrt(x + y)"),
    (r"\frac{1}{1 + e^{-x}}", "1/(1 + exp(-x))"),
    (r"(x + y)^5", "(x + y)**5"),
]


@pytest.mark.parametrize(("latex", "other"), AGAINST_SYMPY, ids=[a for a, _ in AGAINST_SYMPY])
def test_agrees_with_sympy(latex: str, other: str) -> None:
    mine = Partial(read(latex), x).result
    theirs = sympy.diff(sympy.sympify(other, locals=SYMPY), SYMPY["x"])
    for a, b in ((0.7, 1.3), (1.9, 0.4), (2.5, 2.1)):
        wanted = float(theirs.subs({SYMPY["x"]: a, SYMPY["y"]: b}))
        assert np.isclose(evaluate(mine, {x: a, y: b}), wanted, rtol=1e-10)


LEAVES = st.sampled_from([x, y, Number(2, 0), Number(3, 0)])
SMOOTH = [ops.sin, ops.cos, ops.tanh, ops.sigmoid, ops.arctan, ops.softplus]


def grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Return smooth expressions one storey higher."""
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(Sum),
        pair.map(Product),
        pair.map(lambda p: Quotient(p[0], Sum((Number(3, 0), Power(p[1], Number(2, 0)))))),
        inner.map(lambda e: Power(e, Number(2, 0))),
        st.builds(lambda op, e: Call(op, (e,)), st.sampled_from(SMOOTH), inner),
    )


@given(st.recursive(LEAVES, grow, max_leaves=8))
def test_every_step_is_true_in_numbers(expr: Expr) -> None:
    at: dict[Expr, float] = {x: 0.37, y: -0.61}
    step = 1e-5
    for made in Partial(expr, x).steps:
        assert isinstance(made.before, Derivative)
        inner = made.before.of
        up = evaluate(inner, {**at, x: at[x] + step})
        down = evaluate(inner, {**at, x: at[x] - step})
        try:
            value = evaluate(made.after, at)
        except EvaluationError:
            continue
        scale = 1 + abs(value) + abs(up)
        assert abs(value - (up - down) / (2 * step)) < 1e-4 * scale


NEURON = r"""
    \vec{I} = [I_0, I_1]
    \vec{w} = \begin{pmatrix} w_0 \\ w_1 \end{pmatrix}
    h = \vec{I} \cdot \vec{w}
    f = ReLU(h)
"""
RESULTS = [
    (NEURON, "f", "w", r"\begin{cases} [0, 0] & h \leq 0 \\ [I_0, I_1] & h > 0 \end{cases}"),
    (NEURON, "h", "I", "[w_0, w_1]"),
    (r"y = f(u) \quad u = g(x)", "y", "x",
     r"\frac{\partial y}{\partial u} \frac{\partial u}{\partial x}"),
    (r"z = a b \quad a = x^2 \quad b = \sin x", "z", "x", r"2b x + a \cos(x)"),
    (r"y = \sum_{i=1}^{3} w_i x_i \quad \vec{w} = [w_1, w_2, w_3]", "y", "w", "[x_1, x_2, x_3]"),
    (r"y = u x \quad u = \sin x", "y", "x", r"x \cos(x) + u"),
    (r"y = f(u, x) \quad u = g(x)", "y", "x",
     r"\frac{\partial y}{\partial u} \frac{\partial u}{\partial x} + \partial_2 f(u, x)"),
    (r"\vec{z} = [u v, u + v] \quad \vec{p} = [u, v]", "z", "p",
     r"\begin{pmatrix} v & u \\ 1 & 1 \end{pmatrix}"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "of", "wrt", "latex"), RESULTS)
def test_result_as_a_lecturer_writes_it(model: str, of: str, wrt: str, latex: str) -> None:
    assert Model(model).derivative(of, wrt).latex() == latex


def test_factored_form() -> None:
    model = Model(
        r"""\vec{u} = [u_0, u_1, u_2]
        \vec{x} = [x_0, x_1]
        y = f(\vec{u}) \quad \vec{u} = g(\vec{x})"""
    )
    factored = model.derivative("y", "x").latex("factored")
    assert factored == r"\nabla_{\vec{u}} y \cdot \nabla_{\vec{x}} \vec{u}"


def test_numbers_take_the_branch_that_holds() -> None:
    d = Model(NEURON).derivative("f", "w")
    assert d.evaluate({"I": [2, 3], "w": [4, 5]}).tolist() == [2, 3]
    assert d.evaluate({"I": [2, 3], "w": [-4, 2]}).tolist() == [0, 0]
    assert d.evaluate({"I": [2, 3], "w": [0, 0]}).tolist() == [0, 0]


def chain(depth: int) -> str:
    lines = [rf"h_{{{k + 1}}} = \tanh(w_{{{k}}} h_{{{k}}})" for k in range(depth)]
    return "\n".join(lines)


def test_a_thousand_layers_in_linear_work() -> None:
    model = Model(chain(1_000))
    begin = time.thread_time()
    worked = model.derivative("h_{1000}", "h_{0}")
    assert time.thread_time() - begin < 20
    assert len(worked.steps) == 3_000
    assert write(worked.result).count("tanh") == 1_000


def test_a_definition_through_itself_is_refused() -> None:
    with pytest.raises(UndefinedError, match="through itself"):
        Model(r"y = f(u, t) \quad u = g(y)").derivative("y", "t")


NOT_COVERING = [
    (r"2x & x > 0 \\ 2x + 1 & x < 0", r"\begin{cases} 2 & x > 0 \\ 2 & x < 0 \end{cases}"),
    (r"2x & x > 0", r"\begin{cases} 2 & x > 0 \end{cases}"),
    (r"2x & x > 0 \\ 2x & 0 \geq x", "2"),
    (r"2x & x < 0 \\ 2x & x = 0 \\ 2x & x > 0", "2"),
    (r"2x & x > 0 \\ 2x & \text{otherwise}", "2"),
]


@pytest.mark.parametrize(("branches", "latex"), NOT_COVERING)
def test_branches_become_one_only_where_they_hold_everywhere(branches: str, latex: str) -> None:
    model = Model(rf"y = \begin{{cases}} {branches} \end{{cases}}")
    assert model.derivative("y", "x").latex() == latex


def test_a_derivative_in_a_definition_is_refused() -> None:
    with pytest.raises(NoRuleError, match="a derivative in a definition"):
        Model(r"L = w^3 \quad y = \frac{dL}{dw}").derivative("y", "w")


STEEP = [
    r"y = 3 \quad \vec{x} = [x_0, x_1]",
    r"\vec{x} = [x_0, x_1] \quad y = \sin(x_1) \frac{x_1 \ln(x_0)}{x_0 x_0}",
    r"\vec{x} = [x_0, x_1] \quad u = 16^{x_1 - x_0} \quad y = \tan(e^u)",
    r"\vec{x} = [x_0, x_1] \quad u = x_1^{|x_0|} \quad y = \frac{u}{u^2}",
]


@pytest.mark.parametrize("model", STEEP)
def test_what_cannot_be_measured_well_is_no_fault_of_a_step(model: str) -> None:
    assert Model(model).gradient("y", "x").steps
    assert Model(model).hessian("y", "x").steps


NOWHERE = [(r"\arcsin(x)", 2), ("x^{1/2}", -1), (r"\sqrt[4]{x}", -8)]


@pytest.mark.parametrize(("body", "at"), NOWHERE)
def test_no_number_where_there_is_none(body: str, at: float) -> None:
    gradient = Model(rf"\vec{{v}} = [x, z] \quad y = {body}").gradient("y", "v")
    with pytest.raises(EvaluationError):
        gradient.evaluate({"v": [at, 0]})


@pytest.mark.parametrize(("of", "wrt"), [("x^2 + x", "x"), ("y", "2 x"), ("y", "2"), ("x y", "x")])
def test_only_names_are_differentiated(of: str, wrt: str) -> None:
    with pytest.raises(UndefinedError, match="derivatives are taken of names"):
        differentiate(Model("y = x^2").equations, read(of), read(wrt))


def test_no_rule_is_an_error_and_never_a_zero() -> None:
    with pytest.raises(NoRuleError, match="factorial"):
        Model("y = x!").derivative("y", "x")


EVERYDAY = [
    r"w = f(x, y) \quad x = x(t) \quad y = y(t)",
    "w = f(x, y)\n x = x(t)\n y = y(t)",
    r"w = f(x, y), x = x(t), y = y(t)",
]


@pytest.mark.parametrize("model", EVERYDAY)
def test_a_name_may_stand_for_its_function_too(model: str) -> None:
    assert Model(model).derivative("w", "t").latex() == (
        r"\frac{\partial w}{\partial x} \frac{\partial x}{\partial t}"
        r" + \frac{\partial w}{\partial y} \frac{\partial y}{\partial t}"
    )


def test_a_step_that_cannot_be_tried_says_so() -> None:
    steps = Model(r"f = \sqrt{-1 - x^2}").derivative("f", "x").steps
    assert "not tried in numbers" in steps[-1].note
    assert not steps[0].note  # the square inside has values
