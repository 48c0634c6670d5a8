"""What equations mean element by element."""

from __future__ import annotations

import pytest

from nablatex import Model

SHAPES = {"X": "2,2", "w": "2", "y": "2"}
EXPANDED = {
    r"\|w\|_2^2": r"w_0^2 + w_1^2",
    r"\|w\|^2": r"w_0^2 + w_1^2",
    r"\|X\|_F^2": r"X_{00}^2 + X_{01}^2 + X_{10}^2 + X_{11}^2",
    r"\|w\|_2": r"\sqrt{w_0^2 + w_1^2}",
    r"\|w\|_1": r"|w_0| + |w_1|",
    r"\|X w - y\|_2^2": r"(X_{00} w_0 + X_{01} w_1 - y_0)^2 + (X_{10} w_0 + X_{11} w_1 - y_1)^2",
}


@pytest.mark.parametrize("written", EXPANDED)
def test_norms_by_elements(written: str) -> None:
    model = Model(f"L = {written}", shapes=SHAPES)
    expected = Model(f"L = {EXPANDED[written]}", shapes=SHAPES)
    name = model.name("L")
    found = model.equations.definition(name)
    assert found is expected.equations.definition(name)


def test_square_of_a_length_has_a_gradient_at_zero() -> None:
    derivation = Model(r"L = \|w\|_2^2", shapes=SHAPES).derivative("L", "w")
    assert list(derivation.evaluate({"w": [0, 0]})) == [0, 0]


IMPLIED = {
    r"a = W x": (2,),
    r"a = b \quad b = W x": (2,),
    r"a = W b \quad b = ReLU(x)": (2,),
    r"a = x \cdot x": (),
}


@pytest.mark.parametrize("written", IMPLIED)
def test_a_name_has_the_shape_of_what_it_equals(written: str) -> None:
    model = Model(written, shapes={"W": "2,2", "x": "2"})
    assert model.name("a").shape == IMPLIED[written]
