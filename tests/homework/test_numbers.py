"""Measured numbers as they are shown."""

import pytest

from nablatex.homework.numbers import number_shown
from nablatex.latex import write

SHOWN = [
    (2.0, "2"),
    (-3.0, "-3"),
    (1 / 3, "0.333333"),
    (1.5e-12, r"1.5 \cdot 10^{-12}"),
    (-2.5e-7, r"-2.5 \cdot 10^{-7}"),
]


@pytest.mark.parametrize(("value", "latex"), SHOWN)
def test_a_number_is_shown_with_its_size(value: float, latex: str) -> None:
    assert write(number_shown(value)) == latex
