r"""The shapes of values of abstract functions: by their signature, or by the place they stand in."""

import pytest

from nablatex import Model, ReadError
from nablatex.expr import Apply
from nablatex.latex import read, write
from nablatex.traverse import postorder

SHAPES = {"A": "m,n", "V": "p,m", "x": "n", "a": "m"}
U = r"u: \mathbb{R}^n \to \mathbb{R}^m"
PHI = r"\phi: \mathbb{R} \to \mathbb{R}"
MODELS = [
    (U, "f = u(x)", ("m",)),
    (U, r"f = u(x)^\top u(x)", ()),
    (U, "f = V u(x)", ("p",)),
    (U, "f = a + u(x)", ("m",)),
    (PHI, r"f = \phi(A x)", ("m",)),
    (PHI, r"f = \phi'(A x) \odot a", ("m",)),
    (PHI, r"f = \phi(a^\top A x)", ()),
    (PHI, r"f = \phi(A)", ("m", "n")),
    (r"q: \mathbb{R}^n \to \mathbb{R}", "f = q(x) a", ("m",)),
    (r"q: \mathbb{R}^n \to \mathbb{R}^{m \times n}", "f = q(x) x", ("m",)),
]


@pytest.mark.parametrize(("signature", "latex", "shape"), MODELS, ids=[row[1] for row in MODELS])
def test_a_signature_gives_the_value_its_shape(
    signature: str, latex: str, shape: tuple[int | str, ...]
) -> None:
    assert Model(f"{latex}\n{signature}", SHAPES).shapes.get("f", ()) == shape


BY_PLACE = [
    (r"a^\top \phi(A x)", ()),
    (r"V \phi(A x)", ("p",)),
    (r"a \odot \phi(A x)", ("m",)),
    (r"\psi(A x) \odot a", ("m",)),
    (r"a - 2 \phi(A x)", ("m",)),
    (r"\operatorname{diag}(\phi'(A x)) A", ("m", "n")),
    (r"\phi(x^\top x) a", ("m",)),
    (r"\phi(A x)", ()),
    (r"f(x) a", ("m",)),
]


@pytest.mark.parametrize(("latex", "shape"), BY_PLACE, ids=[row[0] for row in BY_PLACE])
def test_a_greek_function_is_entrywise_where_a_vector_is_needed(
    latex: str, shape: tuple[int | str, ...]
) -> None:
    expr = read(latex, SHAPES)
    assert expr.shape == shape
    assert read(write(expr), SHAPES) is expr


def test_a_declared_function_of_vectors_is_not_taken_entry_by_entry() -> None:
    model = Model(
        r"\phi: \mathbb{R}^n \to \mathbb{R}" "\n" r"f = V \phi(x)", {"V": "p,n", "x": "n"}
    )
    values = [node for node in postorder(model.statements[1]) if isinstance(node, Apply)]
    assert [value.shape for value in values] == [()]


REFUSED = [
    (U, "f = u(a)", "u takes a vector of n, and this is a vector of m"),
    (r"u: \mathbb{R} \to \mathbb{R}^n", "f = u(x)", "u takes a number, and this is a vector of n"),
]


@pytest.mark.parametrize(("signature", "latex", "message"), REFUSED, ids=["size", "rank"])
def test_an_argument_of_another_shape_is_refused(signature: str, latex: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        Model(f"{signature}\n{latex}", SHAPES)
    assert (caught.value.message, caught.value.hint) == (message, "")
