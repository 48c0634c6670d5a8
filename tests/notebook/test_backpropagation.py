"""The numbers of a graph are those of the derivatives; what is shown of them is plain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from docs.gallery.models import EXAMPLES, Example
from nablatex import EvaluationError, Model, ShapeError, UndefinedError
from nablatex.errors import NablatexError
from nablatex.model.backpropagation import Backpropagation
from nablatex.model.number_text import number_latex, number_text
from tests.test_gallery import drawn, model_of

NEURON = r"""
    \vec{I} = [I_0, I_1] \quad \vec{w} = [w_0, w_1]
    h = \vec{I} \cdot \vec{w}
    f = ReLU(h)
"""
NETWORK = r"""
    h = \tanh(W_1 x + b_1)
    z = W_2 h + b_2
    L = \|z - y\|_2^2
"""
SHAPES = {"W_1": "m,n", "x": "n", "W_2": "k,m", "y": "k", "b_1": "m", "b_2": "k"}
ARRAYS = {
    "W_1": [[1, 2], [0.1, 0.2], [-0.1, 0.5]], "x": [0.1, 0.3], "b_1": [0, 0.1, 0],
    "W_2": [[1, 2, 3], [0, 1, -1]], "b_2": [0, 1], "y": [1, 0],
}  # fmt: skip
UNITS = r"""
    a_1 = \tanh(u_1 x_1 + u_2 x_2)
    a_2 = \sigma(v_1 x_1 + v_2 x_2 + c)
    p = \frac{e^{a_1}}{e^{a_1} + e^{a_2}}
    L = -\ln(p)
"""
RIDGE = r"L = \|X w - y\|_2^2 + \lambda \|w\|_2^2"

# id, equations, shapes, values
MODELS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("neuron", NEURON, {}, {"I": [2, 3], "w": [4, 5]}),
    ("neuron switched off", NEURON, {}, {"I": [2, 3], "w": [-4, 1]}),
    ("numbers of the model", r"\vec{I} = [2, 3] \quad \vec{w} = [4, 5] \\ h = \vec{I} \cdot \vec{w}"
     r"\\ f = \text{ReLU}(h)", {}, {}),
    ("chain", r"y = \sin(u) \\ u = x^2", {}, {"x": 1.2}),
    ("several paths", r"y = u v + x \\ u = x^2 \\ v = \sin(x)", {}, {"x": 1.2}),
    ("squared error", r"z = w x + b \\ y = \sigma(z) \\ L = (y - t)^2", {},
     {"w": 1.5, "x": 0.8, "b": -0.3, "t": 1}),
    ("units", UNITS, {}, {"x": [1, 2], "u": [0.1, 0.2], "v": [-0.3, 0.4], "c": 1}),
    ("two indices", r"y = w_{00} x_0 + w_{01} x_1 + w_{11} x_0", {},
     {"w_{00}": 1, "w_{01}": 2, "w_{11}": 3, "x_0": 4, "x_1": 5}),
    ("ridge", RIDGE, {"X": "m,n", "w": "n", "y": "m"},
     {"X": [[1, 2], [3, 4], [5, 6]], "w": [1, -1], "y": [0, 0, 1], r"\lambda": 0.1}),
    ("network", NETWORK, SHAPES, ARRAYS),
    ("softmax", r"z = W x \\ p = \operatorname{softmax}(z) \\ L = -y^\top \log p",
     {"W": "m,n", "x": "n", "y": "m"}, {"W": [[1, 2], [3, 4]], "x": [1, -1], "y": [0.3, 0.7]}),
    ("a size in a formula", r"r = x - \mu \\ L = \frac{1}{n} r^\top r", {"x": "n", r"\mu": "n"},
     {"x": [1, 2, 3], r"\mu": [0, 0, 1]}),
    ("trace", r"C = A B \\ L = \operatorname{tr}(C)", {"A": "n,m", "B": "m,n"},
     {"A": [[1, 2, 0], [3, 4, 1]], "B": [[1, 2], [3, 4], [5, 6]]}),
    ("by index", r"z_j = \sum_i w_{ij} x_i + b_j \\ L = \sum_j z_j^2", {"w": "n,m"},
     {"w": [[1, 2], [3, 4]], "x": [1, 1], "b": [0, 1]}),
]  # fmt: skip
IDS = [row[0] for row in MODELS]


def _run(
    latex: str, shapes: dict[str, Any], values: dict[str, Any]
) -> tuple[Model, Backpropagation]:
    model = Model(latex, shapes)
    return model, model.at(**values)


@pytest.mark.parametrize(("latex", "shapes", "values"), [row[1:] for row in MODELS], ids=IDS)
def test_gradients_are_the_derivatives(
    latex: str, shapes: dict[str, Any], values: dict[str, Any]
) -> None:
    model, found = _run(latex, shapes, values)
    of = found.nodes[-1].name
    for node in found.nodes:
        if not node.definition:
            wanted = model.derivative(of, node.name).evaluate(values)
            np.testing.assert_allclose(node.grad, wanted, rtol=1e-9, atol=1e-12)
    assert found.nodes[-1].grad == 1


@pytest.mark.parametrize(("latex", "shapes", "values"), [row[1:] for row in MODELS], ids=IDS)
def test_every_edge_is_upstream_times_local(
    latex: str, shapes: dict[str, Any], values: dict[str, Any]
) -> None:
    _, found = _run(latex, shapes, values)
    totals: dict[str, Any] = {found.of: 1.0}
    for edge in found.edges:
        np.testing.assert_allclose(edge.upstream, found[edge.target].grad)
        np.testing.assert_allclose(edge.upstream, totals[edge.target])
        totals[edge.source] = totals.get(edge.source, 0) + edge.downstream
        if edge.number is not None:
            product = np.tensordot(edge.upstream, edge.number, np.ndim(edge.upstream))
            np.testing.assert_allclose(edge.downstream, product, atol=1e-12)
    for node in found.nodes:
        np.testing.assert_allclose(node.grad, totals[node.name])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
def test_the_gallery(example: Example) -> None:
    model, values = model_of(example), drawn(example)
    if model.name(example.of).shape:
        with pytest.raises(ShapeError):
            model.at(example.of, **values)
        return
    found = model.at(example.of, **values)
    for node in found:
        if node.name in example.wrt and not node.definition:
            wanted = model.derivative(example.of, node.name).evaluate(values)
            np.testing.assert_allclose(node.grad, wanted, rtol=1e-9, atol=1e-12)
    assert "None" not in repr(found)


def test_a_neuron_in_numbers() -> None:
    found = Model(NEURON).at(I=[2, 3], w=[4, 5])
    assert [node.name for node in found] == ["I_0", "I_1", "w_0", "w_1", "h", "f"]
    assert [node.data for node in found] == [2, 3, 4, 5, 23, 23]
    assert [node.grad for node in found] == [4, 5, 2, 3, 1, 1]
    assert found["h"].definition == "I_0 w_0 + I_1 w_1"
    assert found["h"].inputs == ("I_0", "w_0", "I_1", "w_1")
    edge = found.edges[3]
    assert (edge.source, edge.target, edge.local) == ("w_0", "h", "I_0")
    assert (edge.upstream, edge.number, edge.downstream) == (1, 2, 2)


def test_values_have_names_in_local_derivatives() -> None:
    found = Model(r"y = \sigma(w x + b)").at(w=1, x=2, b=0)
    assert [edge.local for edge in found.edges] == [
        "y (1 - y) x", "y (1 - y) w", "y (1 - y)",
    ]  # fmt: skip


def test_arrays_are_carried_back_by_a_formula() -> None:
    found = Model(NETWORK, SHAPES).at(**ARRAYS)
    carried = {(edge.target, edge.source): edge.carried for edge in found.edges}
    assert carried["z", "W_2"] == r"\nabla_{z} L \cdot h^\top"
    assert carried["z", "h"] == r"W_2^\top \cdot \nabla_{z} L"
    assert carried["L", "z"] == "2 (z - y)"


def test_a_given_name_is_not_followed() -> None:
    found = Model(NEURON).at(h=-3)
    assert [(node.name, node.data, node.grad) for node in found] == [("h", -3, 0), ("f", 0, 1)]


def test_another_output() -> None:
    found = Model(NEURON).at("h", I=[2, 3], w=[4, 5])
    assert found.of == "h"
    assert len(found) == 5


def test_other_numbers_for_the_same_graph() -> None:
    found = Model(NEURON).at(I=[2, 3], w=[4, 5]).again({"w_0": -8})
    assert found["h"].data == -1
    assert [node.grad for node in found] == [0, 0, 0, 0, 0, 1]


def test_what_has_a_meaning_by_elements_alone() -> None:
    model = Model(r"v = a \times b \\ L = v^\top v", {"a": 3, "b": 3, "v": 3})
    values = {"a": [1, 2, 3], "b": [0, 1, -1]}
    found = model.at(**values)
    wanted = model.derivative("L", "a").evaluate(values)
    assert [node.grad for node in found if node.letter == "a"] == pytest.approx(list(wanted))


def test_unknown_functions_are_given() -> None:
    latex = r"\phi: \mathbb{R} \to \mathbb{R} \\ h = \phi(W x) \\ L = \|h\|^2"
    square = [lambda t: t**2, lambda t: 2 * t]
    values = {"W": [[1, 2], [3, 4]], "x": [1, 1], r"\phi": square}
    found = Model(latex, {"W": "m,n", "x": "n"}).at(**values)
    np.testing.assert_allclose(found["x"].grad, [4224, 5704])


REFUSED = [
    ("no value", NEURON, {}, {"I": [2, 3]}, UndefinedError, "nothing gives a number to w_0, w_1"),
    ("no output", r"z = W x", {"W": "m,n", "x": "n"}, {}, UndefinedError, "defines no number"),
    ("any number of elements", r"L = \sum_{i=1}^n w_i x_i", {}, {}, UndefinedError, "declare the shape"),
    ("no real value", r"y = \ln(x)", {}, {"x": -1}, EvaluationError, "negative number"),
    ("no slope", r"y = x^{-1}", {}, {"x": 0}, EvaluationError, "no value here|zero"),
    ("unknown function", "y = f(x)", {}, {"x": 1}, UndefinedError, "formula is not given"),
    ("other sizes", NETWORK, SHAPES, {**ARRAYS, "x": [1]}, EvaluationError, "n is 2 elsewhere"),
    ("a missing array", NETWORK, SHAPES, {k: v for k, v in ARRAYS.items() if k != "y"},
     UndefinedError, "nothing gives a number to y"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "shapes", "values", "kind", "said"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_what_is_refused(
    latex: str, shapes: dict[str, Any], values: dict[str, Any], kind: type[NablatexError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        Model(latex, shapes).at(**values)


def test_gradients_go_back_from_a_number() -> None:
    with pytest.raises(ShapeError, match="gradients go back from a number"):
        Model(r"z = W x", {"W": "m,n", "x": "n"}).at("z", W=[[1]], x=[1])


def test_an_unknown_node() -> None:
    with pytest.raises(UndefinedError, match="the graph has no q; it has x, y"):
        Model("y = x^2").at(x=1)["q"]


NUMBERS = [
    (2.0, "2", "2"),
    (-0.0, "0", "0"),
    (0.123456, "0.1235", "0.1235"),
    (-1.5e8, "-1.5e8", r"-1.5 \cdot 10^{8}"),
    (1e-12, "1e-12", r"1 \cdot 10^{-12}"),
    ([1, 2], "[1, 2]", "[1, 2]"),
    (range(1, 65), "[1, …, 64] (64)", r"[1, \ldots, 64]"),
    ([[1, 2], [3, 4]], "[[1, 2], [3, 4]]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
    (
        np.eye(5), "[[1, …, 0], …, [0, …, 1]] (5×5)",
        r"\begin{pmatrix} 1 & \cdots & 0 \\ \vdots & \vdots & \vdots \\ 0 & \cdots & 1 \end{pmatrix}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text", "latex"), NUMBERS, ids=[row[1] for row in NUMBERS])
def test_numbers_as_they_are_read(value: Any, text: str, latex: str) -> None:
    assert number_text(value) == text
    assert number_latex(value) == latex


def test_it_shows_itself() -> None:
    found = Model(r"y = |x|^2").at(x=-3)
    assert repr(found) == (
        "node  data  grad\nx     -3    -6\ny     9     1\n\n"
        "edge   upstream  local  downstream\ny → x  1         -6     -6"
    )
    shown = found._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/markdown"}
    assert "|x|" not in shown["text/markdown"], "a bar would end the cell"
