r"""What a derivative looks like: matrix form, index form, elements, and what is refused in words."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from nablatex import Model, NablatexError


class Row(NamedTuple):
    """A model of one name, by what it is differentiated, the shapes, and what is printed."""

    latex: str
    wrt: str
    shapes: str
    result: str


MATRIX_FORM = [
    Row(r"L = x^\top A x", "x", "x: n; A: n,n", r"(A + A^\top) x"),
    Row(r"L = a^\top x", "x", "x: n; a: n", r"a"),
    Row(r"y = A x", "x", "A: m,n; x: n", r"A"),
    Row(r"L = a^\top X b", "X", "a: m; X: m,n; b: n", r"a b^\top"),
    Row(r"L = \operatorname{tr}(A X B)", "X", "A: p,m; X: m,n; B: n,p", r"A^\top B^\top"),
    Row(r"L = \operatorname{tr}(X^\top A X)", "X", "A: m,m; X: m,n", r"(A + A^\top) X"),
    Row(r"L = \operatorname{tr}(X^{-1})", "X", "X: n,n", r"-(X^{-\top})^2"),
    Row(r"L = \operatorname{tr}(X^3)", "X", "X: n,n", r"3 (X^2)^\top"),
    Row(r"L = \log\det(A A^\top + I)", "A", "A: m,n", r"2 (A A^\top + \mathbf{I})^{-1} A"),
    Row(r"L = a^\top A^{-1} a", "a", "a: n; A: n,n", r"(A^{-1} + A^{-\top}) a"),
    Row(r"y = a \odot x", "x", "a: n; x: n", r"\operatorname{diag}(a)"),
    Row(r"y = x \odot x", "x", "x: n", r"2 \operatorname{diag}(x)"),
    Row(r"y = x", "x", "x: n", r"\mathbf{I}"),
    Row(r"L = \frac{1}{n} \sum_{i=1}^n x_i", "x", "x: n", r"\frac{\mathbf{1}}{n}"),
    Row(r"L = \operatorname{mean}(x)", "x", "x: n", r"\frac{\mathbf{1}}{n}"),
    Row(r"L = \|x\|_2", "x", "x: n", r"\frac{x}{\|x\|_2}"),
    Row(r"L = \|x\|_2^2", "x", "x: n", r"2x"),
    Row(r"L = \|X\|_F", "X", "X: m,n", r"\frac{X}{\|X\|_F}"),
    Row(r"L = \mathbf{1}^\top \ln(x)", "x", "x: n", r"\mathbf{1} \oslash x"),
    Row(r"L = \mathbf{1}^\top \sqrt{x}", "x", "x: n", r"\frac{1}{2} (\mathbf{1} \oslash \sqrt{x})"),
    Row(r"y = \exp(A x)", "x", "A: m,n; x: n", r"\operatorname{diag}(y) A"),
    Row(r"y = \sigma(x)", "x", "x: n", r"\operatorname{diag}(y \odot (\mathbf{1} - y))"),
    Row(r"y = \operatorname{ReLU}(A x + b)", "x", "A: m,n; x: n; b: m", r"\operatorname{diag}([A x + b > 0]) A"),
    Row(r"L = \log(1 + \exp(a^\top x))", "x", "a: n; x: n", r"\sigma(a^\top x) a"),
    Row(r"L = (a^\top x)^3", "x", "a: n; x: n", r"3 (a^\top x)^2 a"),
    Row(r"L = \max_i x_i", "x", "x: n", r"\operatorname{hardmax}(x)"),
    Row(r"Y = X^\top", "X", "X: m,n", r"\mathbf{K}_{mn}"),
]  # fmt: skip
INDEX_FORM = [
    Row(r"L = \sum_{1 \le i < j \le n} x_i x_j", "x", "x: n", r"\sum_{j \neq i} x_j"),
    Row(r"f = (x_i - t)^2", "t", "x: n", r"-2 (x_i - t)"),
    Row(r"y_i = \sum_j A_{ij} x_j", "x_k", "A: m,n; x: n; y: m", r"A_{ik}"),
    Row(r"L = \sum_{i,j} W_{ij} x_i y_j", "W_{ij}", "W: m,n; x: m; y: n", r"x_i y_j"),
    Row(r"L = \sum_i \sum_j A_{ij} x_i x_j", "x_k", "A: n,n; x: n", r"\sum_{i} x_i (A_{ik} + A_{ki})"),
    Row(r"L = \operatorname{tr}(A X)", "X_{kl}", "A: n,m; X: m,n", r"A_{lk}"),
    Row(r"Y = X B", "X", "X: m,n; B: n,p", r"B^\top \otimes \mathbf{I}"),
    Row(r"Y = A X", "X", "A: m,n; X: n,p", r"\mathbf{I} \otimes A"),
    Row(r"Y = a x^\top", "x", "a: m; x: n", r"\delta_{jk} a_i"),
    Row(r"L = \sum_{i=1}^{n-1} (x_{i+1} - x_i) x_i", "x", "x: n", r"[i > 1] x_{i - 1} + [i < n] (x_{i + 1} - 2 x_i)"),
]  # fmt: skip
REFUSED = [
    Row(r"L = a^\top x", "x", "a: n; x: m", "a^\\top has n columns, but x has m entries: a is n, x is m"),
    Row(r"L = \det A", "A", "A: m,n", "this needs a square matrix, not an m by n matrix"),
    Row(r"L = \lfloor a^\top x \rfloor", "x", "x: n; a: n", "floor is not known as a function of arrays of symbolic size"),
    Row(r"L = \det(X + Y)", "X", "X: n,n; Y: m,m", "X is an n by n matrix, but Y is an m by m matrix"),
    Row(r"L = x^\top x", "z", "x: n", "the model has no z; it has L, x"),
]  # fmt: skip


def model(row: Row) -> Model:
    shapes = (part.split(":") for part in row.shapes.split(";"))
    return Model(row.latex, shapes={name.strip(): shape.strip() for name, shape in shapes})


def output(row: Row) -> str:
    return row.latex.split(" ")[0].partition("_")[0]


@pytest.mark.parametrize(
    "row", [*MATRIX_FORM, *INDEX_FORM], ids=lambda row: f"{row.latex} by {row.wrt}"
)
def test_what_is_printed(row: Row) -> None:
    assert model(row).derivative(output(row), row.wrt).latex() == row.result


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: f"{row.latex} by {row.wrt}")
def test_what_is_refused_says_why(row: Row) -> None:
    with pytest.raises(NablatexError) as refusal:
        model(row).derivative(output(row), row.wrt)
    assert str(refusal.value).splitlines()[0] == row.result


FORMS = [
    ("index", r"\sum_{j} X_{ji} \left(\sum_{k} X_{jk} w_k - y_j\right)"),
    ("matrix", r"X^\top (X w - y)"),
    (None, r"X^\top (X w - y)"),
]


@pytest.mark.parametrize(("form", "wanted"), FORMS, ids=[str(form) for form, _ in FORMS])
def test_each_form_of_least_squares(form: str | None, wanted: str) -> None:
    squares = Model(r"L = \frac{1}{2} \|X w - y\|^2", shapes={"X": "m,n", "w": "n", "y": "m"})
    assert squares.derivative("L", "w").latex(form) == wanted  # type: ignore[arg-type]


def test_layouts_of_a_gradient_and_of_a_jacobian() -> None:
    linear = Model("L = a^\\top x \\\\ y = A x", shapes={"x": "n", "a": "n", "A": "m,n"})
    assert linear.derivative("L", "x", layout="numerator").latex() == r"a^\top"
    assert linear.derivative("L", "x", layout="denominator").latex() == "a"
    assert linear.derivative("y", "x", layout="denominator").latex() == r"A^\top"


def test_structures() -> None:
    trace = Model(r"L = \operatorname{tr}(A X)", shapes={"A": "n,n", "X": "n,n"})
    symmetric = trace.derivative("L", "X", structure="symmetric").latex()
    assert symmetric == r"A^\top + A - A \odot \mathbf{I}"
    assert trace.derivative("L", "X", structure="diagonal").latex() == r"A \odot \mathbf{I}"


CONVENTIONS = [
    (r"L = a^\top \exp(X) b", "X", ["function-by-entries"]),
    (r"L = a^\top \tanh(X b)", "X", []),
    (r"Y = \operatorname{softmax}(X)", "X", ["softmax-by-rows"]),
    (r"Y = X X", "X", ["columns-of-vec"]),
    (r"L = \max_i a_i", "a", ["hardmax"]),
    (r"L = \|X\|_2", "X", ["dyad"]),
    (r"L = \|X\|_*", "X", ["polar"]),
    (r"L = \lambda_{\max}(X^\top X)", "X", ["eigenvalues"]),
]


@pytest.mark.parametrize(
    ("latex", "wrt", "names"), CONVENTIONS, ids=[row[0] for row in CONVENTIONS]
)
def test_conventions_are_said(latex: str, wrt: str, names: list[str]) -> None:
    square = Model(latex, shapes={"X": "n,n", "a": "n", "b": "n"})
    worked = square.derivative(latex[0], wrt)
    worked.latex()
    assert [rule.name for rule in worked.conventions] == names


def test_an_index_of_a_sum_does_not_stand_outside_of_it() -> None:
    mixed = Model(r"L = \sum_i x_i y_i - x_i", shapes={"x": "n", "y": "n"})
    with pytest.raises(NablatexError, match="the index i stands in a sum over i and also outside"):
        mixed.derivative("L", "x")
