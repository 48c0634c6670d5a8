"""What juxtaposition means when vectors and matrices are declared."""

from __future__ import annotations

import pytest

from nablatex import ShapeError, ops, read, write
from nablatex.expr import Call

SHAPES = {"A": "n,n", "x": "n", "y": "n", "X": "m,n", "z": "m"}
PRODUCTS = {
    r"A x": ("n",),
    r"x^\top A": ("n",),
    r"x^\top A x": (),
    r"x^\top X^\top z": (),
    r"x^\top y": (),
    r"x y^\top": ("n", "n"),
    r"X^\top X x": ("n",),
    r"(X x - z)^\top (X x - z)": (),
    r"\frac{1}{2} x^\top A x": (),
}


@pytest.mark.parametrize("latex", PRODUCTS)
def test_shape_of_a_product(latex: str) -> None:
    expr = read(latex, SHAPES)
    assert expr.shape == PRODUCTS[latex]
    assert read(write(expr), SHAPES) is expr


@pytest.mark.parametrize("latex", [r"x y", r"A x y", r"A z"])
def test_factors_that_do_not_fit(latex: str) -> None:
    with pytest.raises(ShapeError):
        read(latex, SHAPES)


def test_a_capital_between_vectors_is_not_taken_for_a_number() -> None:
    inferred = read(r"\vec{x}^\top A \vec{x}")
    assert isinstance(inferred, Call)
    assert [arg.shape for arg in inferred.args] == [(1, "?x"), ("?A", "?A'"), ("?x",)]
    with pytest.raises(ShapeError, match="A stands between vectors"):
        read(r"\vec{u} \cdot A \vec{x}")
    declared = read(r"\vec{x}^\top A \vec{x}", shapes={"A": "n,n"})
    assert isinstance(declared, Call)
    assert declared.op is ops.matmul
