r"""Shapes that the notation tells: what is transposed, traced or normed is no number."""

import pytest

from nablatex import Model, ReadError, ops
from nablatex.expr import Call, Expr, Symbol
from nablatex.latex import read
from nablatex.traverse import postorder


def ranks(expr: Expr) -> dict[str, int]:
    """Return the number of dimensions of each name."""
    return {node.name: len(node.dims) for node in postorder(expr) if isinstance(node, Symbol)}


INFERRED = [
    (r"A^\top A x", {"A": 2, "x": 1}),
    (r"w^T x + b", {"w": 1, "x": 1, "b": 0}),
    (r"x^\top A x", {"x": 1, "A": 2}),
    (r"(A^\top A)^{-1} A^\top b", {"A": 2, "b": 1}),
    (r"X^\top (X w - y)", {"X": 2, "w": 1, "y": 1}),
    (r"\|X w - y\|_2^2 + \lambda \|w\|^2", {"X": 2, "w": 1, "y": 1, r"\lambda": 0}),
    (r"(x - \mu)^\top \Sigma^{-1} (x - \mu)", {"x": 1, r"\mu": 1, r"\Sigma": 2}),
    (r"U \Sigma V^\top", {"U": 2, r"\Sigma": 2, "V": 2}),
    (r"a b^\top", {"a": 1, "b": 1}),
    (r"c\, x^\top x", {"c": 0, "x": 1}),
    (r"\operatorname{tr}(A B)", {"A": 2, "B": 2}),
    (r"\det(A - \lambda I)", {"A": 2, r"\lambda": 0}),
    (r"A \otimes B", {"A": 2, "B": 2}),
    (r"x_i^\top x_j", {"x": 2, "i": 0, "j": 0}),
    (r"J_g^\top v", {"J_g": 2, "v": 1}),
    (r"\hat{y}^\top y", {r"\hat{y}": 1, "y": 1}),
    (r"\phi(x)^\top \phi(y)", {"x": 0, "y": 0}),
    (r"\operatorname{softmax}(z)_i", {"z": 1, "i": 0}),
    (r"A x = b", {"A": 0, "x": 0, "b": 0}),
]


@pytest.mark.parametrize(("latex", "expected"), INFERRED, ids=[row[0] for row in INFERRED])
def test_shapes_that_the_notation_tells(latex: str, expected: dict[str, int]) -> None:
    assert ranks(read(latex)) == expected


def test_what_is_declared_goes_before() -> None:
    assert read(r"w^\top x", {"w": "3", "x": "3"}).shape == ()
    assert read(r"w^\top X", {"w": "3", "X": "3,2"}).shape == (2,)


IDENTITY = [
    (r"A - I", True),
    (r"(A + \lambda I)^{-1}", True),
    (r"I - \frac{x x^\top}{x^\top x}", True),
    (r"V = I R", False),
    (r"\vec{I} \cdot \vec{w} + I", False),
]


@pytest.mark.parametrize(("latex", "identity"), IDENTITY, ids=[row[0] for row in IDENTITY])
def test_a_bare_i_is_the_identity_only_beside_a_matrix(latex: str, identity: bool) -> None:
    nodes = set(postorder(read(latex, {"A": "n,n", "x": "n"})))
    assert (Call(ops.identity, ()) in nodes) is identity


def test_a_shape_error_names_what_nobody_has_declared() -> None:
    with pytest.raises(ReadError) as caught:
        read(r"w - \eta \nabla L")
    assert caught.value.hint == (
        r"nothing says what L, \eta, w are; declare a vector as L \in \mathbb{R}^n"
    )


MODELS = [
    (
        "W = \\begin{pmatrix} w_{11} & w_{12} \\\\ w_{21} & w_{22} \\end{pmatrix}\n"
        "h = w_{11} x_1 + w_{12} x_2", "h", "W", "[x_1, x_2, 0, 0]",
    ),
    ("y = q(x + 1)\nq(x) = x^2", "y", "x", "2 (x + 1)"),
    ("y(x) = x^2\nz = t (1 - t)", "z", "t", "1 - 2t"),
    (
        "ReLU(x) = \\begin{cases} x & x > 0 \\\\ 2x & x \\leq 0 \\end{cases}\ny = ReLU(w)",
        "y", "w", r"\begin{cases} 1 & w > 0 \\ 2 & w \leq 0 \end{cases}",
    ),
    (
        "\\sigma(x) = \\frac{1}{1 + e^{-x}}\ny = \\sigma(w)",
        "y", "w", r"\sigma(w) (1 - \sigma(w))",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "of", "wrt", "result"), MODELS, ids=[row[0] for row in MODELS])
def test_definitions_hold_in_the_whole_model(latex: str, of: str, wrt: str, result: str) -> None:
    assert Model(latex).derivative(of, wrt).result is read(result)


def test_lines_of_a_model_share_the_shapes_that_one_of_them_shows() -> None:
    lines = "h = w^\\top x\nL = \\|w\\|^2 + h"
    assert ranks(Model(lines).statements[1])["w"] == 1
    later = (
        "r = X w - y\nX \\in \\mathbb{R}^{4 \\times 2}, w \\in \\mathbb{R}^2, y \\in \\mathbb{R}^4"
    )
    assert Model(later).shapes["r"] == (4,)
