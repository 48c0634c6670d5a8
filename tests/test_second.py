"""Second derivatives: against SymPy, over paths, of unknown functions; steps that are true."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy

from nablatex import Model, NablatexError, NoRuleError, ShapeError, UndefinedError

NAMES = {"x": "x_0", "y": "x_1"}
AT = {"x": [0.7, 1.3]}
AGAINST_SYMPY = [
    ("x_0^3 x_1^2", "x**3*y**2"),
    (r"\sin(x_0 x_1)", "sin(x*y)"),
    (r"e^{-x_0^2 - x_1^2}", "exp(-x**2 - y**2)"),
    (r"\ln(x_0 + x_1^2)", "log(x + y**2)"),
    (r"\frac{x_0}{x_0 + x_1}", "x/(x + y)"),
    (r"\tanh(x_0)^2 x_1", "tanh(x)**2*y"),
    (r"\sigma(x_0 - x_1)", "1/(1 + exp(y - x))"),
    (r"x_0^{x_1}", "x**y"),
    ("3", "3"),
]


@pytest.mark.parametrize(("latex", "other"), AGAINST_SYMPY, ids=[a for a, _ in AGAINST_SYMPY])
def test_a_hessian_agrees_with_sympy(latex: str, other: str) -> None:
    # The value goes through names of its own, so that the chain rule is at work too.
    model = Model(rf"\vec{{x}} = [x_0, x_1] \quad u = {latex} \quad f = u^2 + x_0 u")
    hessian = model.hessian("f", "x")
    assert hessian.steps
    x, y = sympy.symbols("x y")
    u = sympy.sympify(other)
    theirs = sympy.hessian(u**2 + x * u, (x, y)).subs({x: 0.7, y: 1.3})
    assert np.allclose(hessian.evaluate(AT), np.array(theirs, dtype=float), rtol=1e-9)


WRITTEN = [
    ("f = x^2 y + \\sin(x y)", ("x", "y"), r"2x + \cos(x y) - y x \sin(x y)"),
    ("f = x^3", ("x", "x"), "6x"),
    ("f = e^{2x}", ("x", "x"), "4 e^{2x}"),
    ("f = ReLU(x)", ("x", "x"), "0"),
    ("s = \\sigma(x)\nf = s^2", ("x", "y"), "0"),
    (r"z = x y" "\n" r"f = \sigma(z)", ("x", "x"), r"\sigma(z) (1 - \sigma(z)) (1 - 2 \sigma(z)) y^2"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "wrt", "latex"), WRITTEN, ids=[a for a, _, _ in WRITTEN])
def test_result_as_a_lecturer_writes_it(model: str, wrt: tuple[str, str], latex: str) -> None:
    worked = Model(model + "\n y = y_1").derivative("f", wrt)
    assert worked.latex() == latex
    assert worked.steps is not None


SOFTMAX = r"\vec{z} = [z_0, z_1, z_2] \quad \vec{p} = \operatorname{softmax}(\vec{z})"


def test_a_softmax_is_written_with_its_own_values() -> None:
    model = Model(SOFTMAX + r" \quad L = -\ln p_1")
    assert model.jacobian("p", "z").latex() == (
        r"\begin{pmatrix} p_0 (1 - p_0) & -p_0 p_1 & -p_0 p_2 \\ "
        r"-p_1 p_0 & p_1 (1 - p_1) & -p_1 p_2 \\ "
        r"-p_2 p_0 & -p_2 p_1 & p_2 (1 - p_2) \end{pmatrix}"
    )
    gradient = model.gradient("L", "z")
    assert gradient.latex() == "[p_0, p_1 - 1, p_2]"
    assert any("softmax" in step.rule for step in gradient.steps)
    z = np.array([0.3, -1.0, 0.7])
    p = np.exp(z) / np.exp(z).sum()
    assert np.allclose(gradient.evaluate({"z": z}), p - [0, 1, 0])
    hessian = model.hessian("L", "z")
    assert np.allclose(hessian.evaluate({"z": z}), np.diag(p) - np.outer(p, p))
    assert hessian.steps


def test_an_unknown_function_keeps_its_name() -> None:
    model = Model(r"y = f(u) \quad u = g(x)")
    second = model.derivative("y", ("x", "x"))
    assert second.latex() == (
        r"\frac{\partial^2 y}{\partial u^2} \left(\frac{\partial u}{\partial x}\right)^2"
        r" + \frac{\partial y}{\partial u} \frac{\partial^2 u}{\partial x^2}"
    )
    assert [step.rule for step in second.steps][-1].startswith("differentiate each term again")


def test_a_hessian_of_a_matrix_variable_has_its_axes() -> None:
    model = Model(r"L = x^\top A x", shapes={"A": "2,2", "x": "2"})
    hessian = model.derivative("L", ("A", "x"))
    assert hessian.shape == (2, 2, 2)
    x = np.array([2.0, 3.0])
    wanted = np.einsum("ik,j->ijk", np.eye(2), x) + np.einsum("i,jk->ijk", x, np.eye(2))
    assert np.allclose(hessian.evaluate({"A": [[1, 2], [3, 4]], "x": x}), wanted)


REFUSED: list[tuple[Callable[[Model], object], type[NablatexError], str]] = [
    (lambda m: m.hessian("u", "x"), ShapeError, "vector of 2"),
    (lambda m: m.derivative("f", ("x", "x", "x")), UndefinedError, "by a pair of names"),
    (lambda m: m.hessian("f", "x").latex("factored"), UndefinedError, "no factored form"),
    (lambda m: m.hessian("q", "x"), UndefinedError, "has no q"),
    (lambda m: m.hessian("h", "x"), NoRuleError, "integral"),
]


@pytest.mark.parametrize(("ask", "error", "message"), REFUSED)
def test_what_has_no_second_derivative_is_refused(
    ask: Callable[[Model], object], error: type[NablatexError], message: str
) -> None:
    model = Model(
        r"\vec{x} = [x_0, x_1] \quad \vec{u} = [x_0^2, x_1] \quad f = u_0 u_1"
        r" \quad h = \int_0^{x_0} t \, dt"
    )
    with pytest.raises(error, match=message):
        ask(model)
