"""A scalar of a model and its derivative as functions of one number, the rest held fixed.

Separate from drawing: the numbers are the engine's own, a point at a time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nablatex.errors import EvaluationError, ShapeError, UndefinedError
from nablatex.expr import Component
from nablatex.latex import canonical_name, write
from nablatex.model import Model, Worked, WorkedArrays
from nablatex.shape import a_or_an

_NEAR, _NEARER = 1e-4, 1e-7


@dataclass(frozen=True, slots=True)
class Along:
    """A scalar and its derivative along one name.

    Attributes:
        worked: the derivative.
        wrt: the name, as it is given to the engine.
        values: the numbers of the other names.
    """

    worked: Worked
    wrt: str
    values: Mapping[str, Any]

    def height(self, x: float) -> float:
        """Return the function's value, not a number where it has none."""
        try:
            return float(self.worked.value({**self.values, self.wrt: x}))
        except EvaluationError:
            return math.nan

    def slope(self, x: float) -> float:
        """Return the derivative's value, not a number where it has none."""
        try:
            return float(self.worked.evaluate({**self.values, self.wrt: x}))
        except EvaluationError:
            return math.nan

    def sides(self, x: float) -> tuple[float, float] | None:
        """Return the slopes left and right of a kink, or None where there is none."""
        unit = max(1.0, abs(x))
        near = [self._apart(x, step * unit) for step in (_NEAR, _NEARER)]
        left, right = (self.slope(x + sign * _NEARER * unit) for sign in (-1, 1))
        small = 1e-6 * (1 + abs(left) + abs(right))
        return (left, right) if near[1] > max(0.5 * near[0], small) else None

    def _apart(self, x: float, step: float) -> float:
        return abs(self.slope(x + step) - self.slope(x - step))


def along(model: Model, of: str, wrt: str, values: Mapping[str, Any], x: float) -> Along:
    """Return a scalar of a model along a name.

    Args:
        model: the model.
        of: the scalar.
        wrt: a name that is a number.
        values: the numbers of the other names.
        x: a place at which there must be a value.

    Raises:
        ShapeError: one of the two is no number.
        UndefinedError: a name or its number is not known.
        EvaluationError: there is no value at the place.
    """
    worked = model.derivative(of, wrt)
    if worked.shape:
        array = worked.of if worked.of.shape else worked.wrt[0]
        raise ShapeError(
            f"a tangent is of a number by a number; {write(array)} is {a_or_an(array.shape)}"
        )
    if isinstance(worked, WorkedArrays) and isinstance(worked.wrt[0], Component):
        raise UndefinedError(
            f"{wrt} is an entry of an array; give the array elements with names, [a, b], to draw "
            "along one of them"
        )
    own = canonical_name(wrt)
    rest = {name: value for name, value in values.items() if canonical_name(name) != own}
    made = Along(worked, wrt, rest)
    try:
        worked.value({**rest, wrt: x})
        worked.evaluate({**rest, wrt: x})
    except UndefinedError as error:
        raise UndefinedError(f"{error}; give it by values={{...}}") from None
    except EvaluationError as error:
        place = f"{write(worked.of)} has no value or no slope at {wrt} = {x:g}"
        raise EvaluationError(f"{place}: {error}") from None
    return made
