"""Code against the library's own numbers: models, every function, each backend."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from nablatex import Model, NoRuleError
from nablatex.compile import BackendName
from nablatex.expr import OPS, Call, Op, Symbol
from nablatex.latex import write
from nablatex.model import Worked
from tests.compile.agreement import BACKENDS, agree
from tests.test_gallery import WANTED, drawn, model_of

each_backend = pytest.mark.parametrize("backend", BACKENDS)
x = Symbol("x", ())
POINTWISE = [op for op in OPS.values() if op.arity == (1, 1) and op.evaluate is not None]
POINTWISE = [op for op in POINTWISE if op.partials is not None or op.name in ("floor", "ceil")]

NEURON = r"""
    \vec{I} = [I_0, I_1] \quad \vec{w} = \begin{pmatrix} w_0 \\ w_1 \end{pmatrix}
    h = \vec{I} \cdot \vec{w} \quad f = ReLU(h)
"""
AT_ONE = {"I": [2.0, 3.0], "w": [4.0, 5.0]}
AT_OTHER = {"I": [2.0, 3.0], "w": [4.0, -5.0]}
LAYERS = r"""
    \vec{x} = [x_1, x_2] \quad \vec{b} = [b_1, b_2] \quad \vec{t} = [t_1, t_2]
    V = \begin{pmatrix} v_{11} & v_{12} \\ v_{21} & v_{22} \end{pmatrix}
    \vec{a} = \tanh(V \vec{x} + \vec{b}) \quad p = \operatorname{softmax}(\vec{a})
    L = -\sum_{k=1}^{2} t_k \ln p_k
"""
LAYERS_AT = {"x": [0.3, -1.2], "b": [0.1, 0.4], "t": [1.0, 0.0], "V": [[1.0, 2.0], [-0.5, 0.7]]}
CASES = r"g = \begin{cases} x^2 & x < 0 \\ \sin(x) & 0 \leq x < 2 \\ 5 x & x \geq 2 \end{cases}"
RIDGE = r"L = \|X w - y\|_2^2 + \lambda \|w\|_2^2"
RIDGE_AT = {
    "X": [[1.0, 2.0], [3.0, 4.0], [5.0, -6.0]],
    "w": [0.5, -1.0],
    "y": [0.0, 1.0, 2.0],
    r"\lambda": 0.3,
}
SIZED = {"X": "m,n", "w": "n", "y": "m"}
MATRIX = {"A": [[4.0, 1.0, 0.5], [1.0, 5.0, 0.2], [0.5, 0.2, 6.0]], "x": [0.4, 1.5, -0.7]}
SQUARE = {"A": "n,n", "x": "n"}
GIVEN = r"\vec{I} = [2, 3] \quad \vec{w} = [4, 5] \quad h = \vec{I} \cdot \vec{w} \quad f = h^2"

MODELS: dict[str, tuple[str, dict[str, str], str, tuple[str, ...], dict[str, Any]]] = {
    "neuron": (NEURON, {}, "f", ("w",), AT_ONE),
    "neuron at rest": (NEURON, {}, "f", ("w",), AT_OTHER),
    "neuron, one weight": (NEURON, {}, "f", ("w_0",), AT_ONE),
    "neuron twice": (NEURON, {}, "f", ("w", "w"), AT_ONE),
    "neuron by its sum": (NEURON, {}, "f", ("h",), AT_ONE),
    "softmax by elements": (LAYERS, {}, "L", ("V",), LAYERS_AT),
    "Jacobian by elements": (LAYERS, {}, "p", ("x",), LAYERS_AT),
    "Hessian by elements": (LAYERS, {}, "L", ("b", "b"), LAYERS_AT),
    "numbers of the model": (GIVEN, {}, "f", ("w",), {}),
    "other numbers": (GIVEN, {}, "f", ("w",), {"w": [1.0, 2.0]}),
    "one number": (r"y = \alpha x^3 \quad \alpha = 0.5", {}, "y", ("x",), {"x": 2.0}),
    "first case": (CASES, {}, "g", ("x",), {"x": -1.5}),
    "middle case": (CASES, {}, "g", ("x",), {"x": 0.7}),
    "last case": (CASES, {}, "g", ("x",), {"x": 3.0}),
    "a constant": ("y = 3 x", {}, "y", ("x",), {"x": 2.0}),
    "nothing": ("y = 3 x + z", {}, "y", ("x", "z"), {"x": 2.0, "z": 1.0}),
    "what does not depend on it": (r"y = 3 z \quad u = x^2", {}, "y", ("x",), {"x": 2.0, "z": 1.0}),
    "arrays that do not": (
        r"f = x^\top x \quad g = \operatorname{tr}(A)",
        SQUARE,
        "f",
        ("A",),
        MATRIX,
    ),
    "roots": (r"y = \sqrt[3]{x} \cdot \sqrt[4]{x}", {}, "y", ("x",), {"x": 2.5}),
    "an odd root": (r"y = \sqrt[3]{x}", {}, "y", ("x",), {"x": -2.5}),
    "logarithms": (r"y = \log_2(x) \log_b(x)", {}, "y", ("b",), {"x": 2.5, "b": 3.0}),
    "max and min": (r"y = \max(x, z) \min(x^2, z)", {}, "y", ("x",), {"x": 1.2, "z": 1.0}),
    "powers": (r"y = x^{-2} e^{z x} 2^x x^z", {}, "y", ("x",), {"x": 1.2, "z": 0.8}),
    "ridge": (RIDGE, SIZED, "L", ("w",), RIDGE_AT),
    "ridge by X": (RIDGE, SIZED, "L", ("X",), RIDGE_AT),
    "ridge twice": (RIDGE, SIZED, "L", ("w", "w"), RIDGE_AT),
    "ridge by two": (RIDGE, SIZED, "L", ("w", "X"), RIDGE_AT),
    "determinant": (r"f = \log\det(A)", SQUARE, "f", ("A",), MATRIX),
    "inverse": (r"f = x^\top A^{-1} x", SQUARE, "f", ("A",), MATRIX),
    "inverse twice": (r"f = x^\top A^{-1} x", SQUARE, "f", ("A", "x"), MATRIX),
    "trace": (r"f = \operatorname{tr}(A A A)", SQUARE, "f", ("A",), MATRIX),
    "norms": (r"f = \|x\|_1 + \|x\|_2 + \|x\|_\infty", SQUARE, "f", ("x",), MATRIX),
    "norms of matrices": (r"f = \|A\|_F + \|A\|_* + \|A\|_2", SQUARE, "f", ("A",), MATRIX),
    "a diagonal": (r"v = \operatorname{diag}(x) A x", SQUARE, "v", ("x",), MATRIX),
    "ones": (r"f = \operatorname{sum}(x)", SQUARE, "f", ("x",), MATRIX),
    "an identity": ("v = 2 x", SQUARE, "v", ("x",), MATRIX),
    "an outer product": (r"M = x x^\top A", SQUARE, "M", ("x",), MATRIX),
    "sums over indices": (r"f = \sum_i \sum_j x_i^2 A_{ij} x_j", SQUARE, "f", ("x",), MATRIX),
    "a range": (r"f = \sum_{i=1}^{n-1} (x_{i+1} - x_i)^2", SQUARE, "f", ("x",), MATRIX),
    "a condition": (r"f = \sum_i [i < n] x_i x_{i+1}", SQUARE, "f", ("x",), MATRIX),
    "one entry": (r"v = A x", SQUARE, "v_1", ("x_k",), MATRIX),
    "greatest entry": (r"f = \max(A x)", SQUARE, "f", ("x",), MATRIX),
    "logsumexp": (r"f = \operatorname{logsumexp}(A x)", SQUARE, "f", ("x", "x"), MATRIX),
    "cases in entries": (r"f = \sum_i \max(0, x_i)^2", SQUARE, "f", ("x",), MATRIX),
    "size as a number": (r"f = \frac{1}{n} \sum_i x_i^2", SQUARE, "f", ("x",), MATRIX),
    "a name in between": (r"z = A x \quad f = z^\top z", SQUARE, "f", ("z",), MATRIX),
}


@each_backend
@pytest.mark.parametrize("model", MODELS)
def test_models(model: str, backend: BackendName) -> None:
    latex, shapes, of, wrt, values = MODELS[model]
    agree(Model(latex, shapes).derivative(of, wrt), backend, values)


@cache
def derivatives() -> dict[tuple[str, str], Worked]:
    return {(e.slug, wrt): model_of(e).derivative(e.of, wrt) for e, wrt in WANTED}


@each_backend
@pytest.mark.parametrize(
    ("slug", "wrt", "values"),
    [(example.slug, wrt, drawn(example)) for example, wrt in WANTED],
    ids=[f"{example.slug}-{wrt}" for example, wrt in WANTED],
)
def test_gallery(slug: str, wrt: str, values: dict[str, Any], backend: BackendName) -> None:
    agree(derivatives()[slug, wrt], backend, values)


def points(op: Op, count: int) -> Any:
    """Return legal arguments of a function."""
    low, high = max(op.domain[0], -2.0), min(op.domain[1], 3.0)
    return np.linspace(low, high, count + 2)[1:-1]


@each_backend
@pytest.mark.parametrize("op", POINTWISE, ids=lambda op: op.name)
def test_functions(op: Op, backend: BackendName) -> None:
    shown = write(Call(op, (x,)))
    model = Model(rf"y = c \cdot {shown}")
    for wrt in ("c", "x") if op.partials is not None else ("c",):
        worked = model.derivative("y", wrt)
        for point in points(op, 3):
            agree(worked, backend, {"x": point, "c": 1.7})


@each_backend
@pytest.mark.parametrize("op", [op for op in POINTWISE if op.partials], ids=lambda op: op.name)
def test_functions_of_arrays(op: Op, backend: BackendName) -> None:
    model = Model(rf"L = c^\top {write(Call(op, (x,)))}", {"c": "n", "x": "n"})
    values = {"x": points(op, 5), "c": np.arange(1.0, 6.0)}
    for wrt in ("c", "x"):
        agree(model.derivative("L", wrt), backend, values)


WITHOUT_CODE = {
    "an unknown function": (r"y = f(x)", {}, "y", "x"),
    "an unknown function of arrays": (
        r"\phi: \mathbb{R} \to \mathbb{R} \quad h = \phi(x)",
        {"x": "n"},
        "h",
        "x",
    ),
    "a sum without bounds": (r"L = \sum_{i=1}^{n} (w_i x_i - t)^2", {}, "L", "t"),
}


@pytest.mark.parametrize("name", WITHOUT_CODE)
@each_backend
def test_what_has_no_code_says_so(name: str, backend: BackendName) -> None:
    latex, shapes, of, wrt = WITHOUT_CODE[name]
    with pytest.raises(NoRuleError, match="code"):
        Model(latex, shapes).derivative(of, wrt).code(backend)
