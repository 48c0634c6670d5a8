r"""Rows and columns, `X_{i,:}`; changes, `\mathrm{d}X`; names of several functions, `logdet`."""

import pytest

from nablatex import ReadError
from nablatex.latex import read, write

SHAPES = {"X": "m,n", "Y": "m,n", "w": "n", "S": "n,n"}
READ = [
    (r"X_{i,:}", r"X_i", ("n",)),
    (r"X_{:,j}", r"(X^\top)_j", ("m",)),
    (r"(X^\top Y)_{:,j}", r"((X^\top Y)^\top)_j", ("n",)),
    (r"X_{i,:}^\top w", r"X_i^\top w", ()),
    (r"\sum_i \|X_{i,:}\|_2", r"\sum_i \|X_i\|_2", ()),
    (r"\mathrm{d}X", r"{\mathrm{d}X}", ("m", "n")),
    (r"\operatorname{tr}(Y^\top \mathrm{d}X)", r"\operatorname{tr}(Y^\top (\mathrm{d}X))", ()),
    (r"\mathrm{d}X^\top", r"(\mathrm{d}X)^\top", ("n", "m")),
    (r"\mathrm{d}X_{ij}", r"(\mathrm{d}X)_{ij}", ()),
    (r"\operatorname{logdet}(S)", r"\log(\det(S))", ()),
    (r"\operatorname{logdet} S", r"\log \det S", ()),
    (r"\log|S|", r"\log \det S", ()),
    (r"(X^\top)_{kl}", r"(X^\top)_{k,l}", ()),
]


@pytest.mark.parametrize(("latex", "same", "shape"), READ, ids=[row[0] for row in READ])
def test_is_read_as_the_same(latex: str, same: str, shape: tuple[int | str, ...]) -> None:
    expr = read(latex, SHAPES)
    assert expr is read(same, SHAPES)
    assert expr.shape == shape
    assert read(write(expr), SHAPES) is expr


KEPT = [
    (r"\frac{\mathrm{d}y}{\mathrm{d}w}", r"\frac{dy}{dw}"),
    (r"\mathrm{d}y/\mathrm{d}w", r"\frac{dy}{dw}"),
    (r"\int_0^1 t^2 \mathrm{d}t", r"\int_0^1 t^2 dt"),
]


@pytest.mark.parametrize(("latex", "same"), KEPT, ids=[row[0] for row in KEPT])
def test_derivatives_and_integrals_hold_no_change(latex: str, same: str) -> None:
    assert read(latex, SHAPES) is read(same, SHAPES)


REFUSED = [
    (r"X_{:,:}", "this slice is not read", ""),
    (r"w_{:}", "this slice is not read", ""),
    (
        r"Z_{i,:}",
        "a slice is of a matrix, and nothing says that this is one",
        r"declare X \in \mathbb{R}^{m \times n}, or write a sum over X_{ij}",
    ),
    (r"\mathrm{d}z", "d stands alone", ""),
    (
        r"\mathrm{d}w^2",
        "the change of a power, or a power of the change",
        r"write (\mathrm{d}x)^2 for the power of the change",
    ),
]


@pytest.mark.parametrize(("latex", "message", "hint"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused(latex: str, message: str, hint: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(latex, SHAPES)
    assert (caught.value.message, caught.value.hint) == (message, hint)
