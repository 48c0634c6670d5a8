"""What equations mean element by element."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nablatex import Model, NablatexError, UndefinedError
from nablatex.errors import LimitError, NoRuleError

SHAPES = {"X": "2,2", "w": "2", "y": "2"}
EXPANDED = {
    r"\|w\|_2^2": r"w_0^2 + w_1^2",
    r"\|w\|^2": r"w_0^2 + w_1^2",
    r"\|X\|_F^2": r"X_{00}^2 + X_{01}^2 + X_{10}^2 + X_{11}^2",
    r"\|w\|_2": r"\sqrt{w_0^2 + w_1^2}",
    r"\|w\|_1": r"|w_0| + |w_1|",
    r"w^\top [w > y]": r"w_0 [w_0 > y_0] + w_1 [w_1 > y_1]",
    r"w^\top [w \geq 1]": r"w_0 [w_0 \geq 1] + w_1 [w_1 \geq 1]",
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


THREE = r"\vec{x} = [x_1, x_2, x_3]"
FROM_ZERO = r"\vec{x} = [x_0, x_1, x_2]"
GRADIENTS = [
    (r"x \in \mathbb{R}^3 \quad L = \sum_{i=1}^3 x_i^2", "[2 x_1, 2 x_2, 2 x_3]"),
    (rf"{THREE} \quad L = \sum_{{i=1}}^n x_i^2", "[2 x_1, 2 x_2, 2 x_3]"),
    (rf"{THREE} \quad L = \sum_i^n x_i^2", "[2 x_1, 2 x_2, 2 x_3]"),
    (rf"{THREE} \quad L = \sum_{{i=1}}^n x_i^2 \quad n = 2", "[2 x_1, 2 x_2, 0]"),
    (rf"{THREE} \quad L = \sum_{{i=1}}^{{n-1}} x_i^2 \quad n = 2", "[2 x_1, 0, 0]"),
    (rf"{FROM_ZERO} \quad L = \sum_{{i=0}}^{{n-1}} x_i^2", "[2 x_0, 2 x_1, 2 x_2]"),
    (rf"f(\vec{{u}}) = u_0^2 + u_1 \quad {THREE} \quad L = f([x_1, x_3])", "[2 x_1, 0, 1]"),
    (
        r"f(\vec{x}) = x_0^2 + x_1 \quad \vec{x} = [x_0, x_1] \quad \vec{u} = [x_1, x_0]"
        r" \quad L = f(\vec{u})",
        "[1, 2 x_1]",
    ),
]


@pytest.mark.parametrize(("model", "latex"), GRADIENTS)
def test_sums_and_functions_of_vectors(model: str, latex: str) -> None:
    gradient = Model(model).gradient("L", "x")
    assert gradient.latex() == latex
    assert gradient.steps


def test_a_sum_in_a_function_keeps_its_own_index() -> None:
    model = Model(r"f(a) = \sum_{i=1}^n a c_i \quad L = \sum_{i=1}^n f(x_i)")
    assert model.derivative("L", "x_k").latex() == r"\sum_{m=1}^{n} c_m"
    model = Model(r"f(a) = \sum_{i=1}^3 a c_i \quad L = f(x_i)")
    assert model.derivative("L", "c_2").latex() == "x_i"


UNCLEAR = [
    (rf"{THREE} \quad L = \sum_{{i=1}}^{{n-1}} x_i", UndefinedError, "how far a sum goes"),
    (rf"{FROM_ZERO} \quad L = \sum_{{i=1}}^n x_i", UndefinedError, "how far a sum goes"),
    (
        rf"{THREE} \quad \vec{{y}} = [y_1, y_2] \quad"
        r" L = \sum_{i=1}^n x_i + \sum_{i=1}^n y_i",
        UndefinedError,
        "n would be 3 in one sum and 2 in another",
    ),
    (rf"{THREE} \quad L = x_0 + x_1", UndefinedError, "there is no x_0; there are x_1, x_2, x_3"),
    (rf"{THREE} \quad h = x_1^2 \quad L = h (w - 2)", UndefinedError, "h is a number of the"),
    (rf"{THREE} \quad h_i = x_i \quad L = h_1 (w - 2)", UndefinedError, "h_1 is a number of the"),
    (
        rf"{THREE} \quad \vec{{h}} = [h_1, h_2] \quad L = h_1 (w - 2)",
        UndefinedError,
        "h_1 is a number",
    ),
    (rf"{THREE} \quad L = (2\vec{{x}})_1", UndefinedError, "counted from 0 or from 1"),
    (rf"{THREE} \quad x_2 = x_1^2 \quad L = x_1 x_2", UndefinedError, "a single element"),
    (rf"{THREE} \quad L = n x_1 \quad n = 2 \quad n = 3", UndefinedError, "two numbers"),
    (rf"{THREE} \quad f(t) = f(t-1) + t \quad L = f(x_1)", UndefinedError, "through itself"),
    (
        rf"{THREE} \quad f(\vec{{u}}) = \sum_{{i=1}}^3 u_k \quad L = f(\vec{{x}})",
        NoRuleError,
        "a number for its index",
    ),
]


@pytest.mark.parametrize(("model", "error", "message"), UNCLEAR)
def test_what_could_mean_two_things_is_refused(
    model: str, error: type[NablatexError], message: str
) -> None:
    with pytest.raises(error, match=message):
        Model(model).gradient("L", "x")


def test_functions_are_put_in_within_limits() -> None:
    letters = "fghpqrsuvwabcdFGHPQRSUVWABCDKLMNk"
    lines = [f"{letters[0]}(x) = x + 1"]
    for before, name in pairwise(letters):
        lines.append(f"{name}(x) = {before}(x + 1) + {before}(2x)")
    with pytest.raises(LimitError, match="too long"):
        Model("\n".join([*lines, f"y = {letters[-1]}(t)"])).derivative("y", "t")
