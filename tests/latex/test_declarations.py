r"""Shapes and facts that lines declare, or show of one another: `\mathbb{S}^n`, `z = W x + b`."""

import pytest

from nablatex import Model, ReadError
from nablatex.expr import Symbol
from nablatex.latex import read, write
from nablatex.model.statements import declared_facts
from nablatex.traverse import postorder

SPACES = [
    (r"c \in \mathbb{R}", "c", ()),
    (r"x \in \mathbb{R}^n", "x", ("n",)),
    (r"T \in \mathbb{R}^{m \times n \times p}", "T", ("m", "n", "p")),
    (r"A \in \mathbb{S}^n", "A", ("n", "n")),
    (r"A \in \mathbb{S}^3_+", "A", (3, 3)),
    (r"A \in \mathbb{S}_{++}^n", "A", ("n", "n")),
    (r"x \in \mathbb{R}^n_{>0}", "x", ("n",)),
    (r"x \in \mathbb{R}_{\geq 0}^{n}", "x", ("n",)),
    (r"c \in \mathbb{R}_+", "c", ()),
    (r"p \in \Delta^n", "p", ("n",)),
    (r"p \in \Delta^{n-1}", "p", ("n",)),
    (r"p \in \Delta_k", "p", ("k",)),
    (r"A \in \mathbb{R}^{2n \times n}", "A", ("2n", "n")),
    (r"x \in \mathbb{R}^{n + 1}", "x", ("n + 1",)),
    (r"Q \in \mathbb{R}^{n \times d_k}", "Q", ("n", "d_k")),
    (r"W^{(1)} \in \mathbb{R}^{m \times n}", "W^{(1)}", ("m", "n")),
    (r"W^{[2]} \in \mathbb{R}^{m \times n}", "W^{[2]}", ("m", "n")),
    (r"y \in \{0, 1\}^m", "y", ("m",)),
    (r"R \in \{0, 1\}^{n \times k}", "R", ("n", "k")),
    (r"y \in \{-1, 1\}^m", "y", ("m",)),
    (r"W_1, W_2 \in \mathbb{R}^{m \times n}", "W_2", ("m", "n")),
]


@pytest.mark.parametrize(("latex", "name", "shape"), SPACES, ids=[row[0] for row in SPACES])
def test_a_set_declares_a_shape(latex: str, name: str, shape: tuple[int | str, ...]) -> None:
    assert Model(latex).shapes[name] == shape
    assert read(write(read(latex))) is read(latex)


FACTS = [
    (r"A \in \mathbb{S}^n", {"A": {"symmetric"}}),
    (r"A \in \mathbb{S}^n_+", {"A": {"symmetric", "positive semidefinite"}}),
    (r"\Sigma \in \mathbb{S}^n_{++}", {r"\Sigma": {"symmetric", "positive definite"}}),
    (r"x \in \mathbb{R}^n_{>0}", {"x": {"positive"}}),
    (r"x, y \in \mathbb{R}^n_+", {"x": {"positive"}, "y": {"positive"}}),
    (r"p \in \Delta^n", {"p": {"simplex"}}),
    (r"\Sigma \succ 0", {r"\Sigma": {"symmetric", "positive definite"}}),
    (r"A \succeq 0", {"A": {"symmetric", "positive semidefinite"}}),
    (r"y \in \{0, 1\}^m", {"y": {"binary"}}),
    (r"y_i \in \{0, 1\}", {"y": {"binary"}}),
    (r"y \in \{0, 1, 2\}^m", {}),
    (r"A \succ B", {}),
    (r"W = W^\top", {"W": {"symmetric"}}),
    (r"W^\top = W", {"W": {"symmetric"}}),
    (r"Q^\top Q = I", {"Q": {"orthogonal"}}),
    (r"Q^T Q = \mathbf{I}", {"Q": {"orthogonal"}}),
    (r"V = W^\top", {}),
    (r"Q^\top P = I", {}),
    (r"x \in \mathbb{R}^n", {}),
]


@pytest.mark.parametrize(("latex", "facts"), FACTS, ids=[row[0] for row in FACTS])
def test_what_a_line_says_beyond_shapes(latex: str, facts: dict[str, set[str]]) -> None:
    assert declared_facts([read(latex)]) == facts


def test_a_fact_defines_nothing() -> None:
    model = Model(r"W \in \mathbb{R}^{n \times n}" "\n" r"W = W^\top" "\n" r"f = x^\top W x")
    assert list(model.equations.definitions) == [Symbol("f", ())]
    assert declared_facts(model.statements) == {"W": {"symmetric"}}


DECLARED = r"""W \in \mathbb{R}^{m \times n}
x \in \mathbb{R}^n
X \in \mathbb{R}^{n \times k}
"""
SHOWN = [
    ("a = W x", {"a": ("m",)}),
    ("A x = b\nA = W", {"b": ("m",)}),
    ("a = W x + b", {"a": ("m",), "b": ("m",)}),
    ("a = W h", {"a": ("m",), "h": ("n",)}),
    ("Y = W X + B", {"Y": ("m", "k"), "B": ("m", "k")}),
    (r"a = \lambda W x", {"a": ("m",), r"\lambda": ()}),
    (r"f = y^\top W x", {"y": ("m",)}),
    (r"r = W x - y" "\n" r"L = \|r\|^2 + y^\top y", {"r": ("m",), "y": ("m",)}),
    (r"a_j = \sum_i W_{ji} x_i", {"a": ("m",)}),
    (r"a_j = \sum_{i=1}^n W_{ji} x_i" "\n" r"b_j = \max(0, a_j)", {"a": ("m",), "b": ("m",)}),
    (r"K_{ij} = e^{-(x_i - x_j)^2}" "\n" r"C = K + s \mathbf{I}", {"K": ("n", "n"), "C": ("n", "n")}),
    (r"h_1 = \tanh(W x)" "\n" r"L = \|h_1\|^2", {"h_1": ("m",)}),
    ("a^{(1)} = W x\nb^{(1)} = a^{(1)} + c", {"a^{(1)}": ("m",), "b^{(1)}": ("m",), "c": ("m",)}),
    (r"a^{(1)} = \tanh(W x)" "\n" r"L = \|a^{(1)}\|^2", {"a^{(1)}": ("m",)}),
    ("a = W x + b_h", {"b_h": ("m",), "a": ("m",)}),
    (r"f(x) = W x" "\n" "z = f(x) + b", {"z": ("m",), "b": ("m",)}),
    (r"v_i \in \mathbb{R}^n" "\n" r"L = \sum_{i=1}^k (x^\top v_i)^2", {"v": ("k", "n")}),
    (r"h_1 = W x" "\n" r"s = \sum_i h_i", {}),
    (r"h_t = w h_{t-1} + x_t", {}),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "shapes"), SHOWN, ids=[row[0] for row in SHOWN])
def test_lines_show_the_shapes_of_one_another(
    latex: str, shapes: dict[str, tuple[int | str, ...]]
) -> None:
    model = Model(DECLARED + latex)
    names = {
        n.name: n.dims for s in model.statements for n in postorder(s) if isinstance(n, Symbol)
    }
    assert {name: names.get(name) for name in shapes} == shapes
    if not shapes:
        assert "h" not in model.shapes
        assert "h_1" not in model.shapes


LINES = [
    ("y = a\n  + b", ["y = a + b"]),
    ("y = a\n  - b", ["y = a - b"]),
    ("y = a +\nb", ["y = a + b"]),
    ("y = a\n= b", ["y = a = b"]),
    ("y = a\n\\cdot b", [r"y = a \cdot b"]),
    ("y = a\nz = b", ["y = a", "z = b"]),
    ("y = a\n\n+ b", ["y = a", "b"]),
]


@pytest.mark.parametrize(("latex", "statements"), LINES, ids=[row[0] for row in LINES])
def test_an_equation_goes_on_in_the_next_line(latex: str, statements: list[str]) -> None:
    assert list(Model(latex).statements) == list(map(read, statements))


REFUSED = [
    (r"\mathbb{S}", "the set of matrices has no size"),
    (r"A \in \mathbb{S}^{m \times n}", "a symmetric matrix has one size"),
    (r"x \in \mathbb{R}_2", "this set is not read"),
    (r"\|\vec{x}\|_*", "the nuclear norm is of a matrix"),
]


@pytest.mark.parametrize(("latex", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_sets_and_norms_that_are_refused(latex: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(latex)
    assert caught.value.message == message
