"""Gradient descent on a loss of a model, by the engine's own gradient.

Separate from its picture: numbers in, numbers out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from nablatex import ops
from nablatex.errors import EvaluationError, LimitError, UndefinedError
from nablatex.expr import Call
from nablatex.latex import write
from nablatex.model import Model, Worked, WorkedArrays
from nablatex.notebook.plots.numbers import entry_names
from nablatex.traverse import postorder

Vector = np.ndarray[Any, np.dtype[np.float64]]
Ending = Literal["steps", "arrived", "flat", "diverged"]
MOST_STEPS = 10_000
MOST_PARAMETERS = 10_000
MOST_NUMBERS = 10_000_000
_AROUND = 1e-3
_MOST_TRIED_AROUND = 16


@dataclass(frozen=True, slots=True)
class Objective:
    """A loss as a function of its parameters, all of them in one vector.

    Attributes:
        worked: the gradient of the loss by each parameter array.
        names: the arrays, as they are given to the engine.
        shapes: their shapes.
        values: the numbers of the other names.
        entries: each number of the vector as LaTeX.
        has_relu: whether a ReLU stands in the model.
    """

    worked: tuple[Worked, ...]
    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    values: Mapping[str, Any]
    entries: tuple[str, ...]
    has_relu: bool

    def arrays(self, point: Vector) -> dict[str, Any]:
        """Return the parameters by name: a number, or an array."""
        ends = np.cumsum([math.prod(shape) for shape in self.shapes])[:-1]
        parts = zip(self.names, np.split(point, ends), self.shapes, strict=True)
        return {
            name: part.reshape(shape).copy() if shape else float(part[0])
            for name, part, shape in parts
        }

    def loss(self, point: Vector) -> float:
        """Return the loss, not a number where it has no value."""
        try:
            return float(self.worked[0].value({**self.values, **self.arrays(point)}))
        except EvaluationError:
            return math.nan

    def gradient(self, point: Vector) -> Vector:
        """Return the gradient, not numbers where it has no value."""
        values = {**self.values, **self.arrays(point)}
        try:
            parts = [np.ravel(worked.evaluate(values)) for worked in self.worked]
        except EvaluationError:
            return np.full(point.shape, math.nan)
        return np.concatenate(parts)

    def is_flat(self, point: Vector) -> bool:
        """Tell whether the gradient is 0 all around a point, and not in it alone."""
        sizes = _AROUND * np.maximum(1.0, np.abs(point))
        whole = [sizes, -sizes]
        single = [sign * row for row in np.diag(sizes[:_MOST_TRIED_AROUND]) for sign in (1, -1)]
        steps = [*whole, *(np.pad(row, (0, len(point) - len(row))) for row in single)]
        return not any(np.any(self.gradient(point + step)) for step in steps)


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What gradient descent has done.

    Attributes:
        objective: the loss and its parameters.
        rate: how far a step goes along the gradient.
        losses: the loss before the first step and after each.
        path: the parameters at the same places, a row each.
        ending: "steps", all were taken; "arrived", the gradient is 0; "flat", it is 0 all around,
            short of the goal; "diverged", the next loss is not finite.
    """

    objective: Objective
    rate: float
    losses: Vector
    path: Vector
    ending: Ending

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.losses) - 1

    @property
    def last(self) -> dict[str, Any]:
        """The parameters at the end, by name."""
        return self.objective.arrays(self.path[-1])


def objective(
    model: Model, loss: str, wrt: str | Sequence[str], values: Mapping[str, Any]
) -> tuple[Objective, Vector]:
    """Return a loss as a function of its parameters, and where these start.

    Raises:
        ShapeError: the loss is not a number.
        UndefinedError: a name or its number is not known.
        LimitError: there are too many parameters.
    """
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    worked = tuple(model.gradient(loss, name) for name in names)
    if not worked:
        raise UndefinedError("gradient descent needs a parameter, such as wrt='w'")
    starts = [_start(one, values) for one in worked]
    if (count := sum(start.size for start in starts)) > MOST_PARAMETERS:
        raise LimitError(f"at most {MOST_PARAMETERS} parameters are trained here, not {count}")
    entries = [name for one, at in zip(worked, starts, strict=True) for name in _entries(one, at)]
    parts = (n for right in model.equations.definitions.values() for n in postorder(right))
    has_relu = any(isinstance(node, Call) and node.op is ops.relu for node in parts)
    shapes = tuple(start.shape for start in starts)
    made = Objective(worked, names, shapes, dict(values), tuple(entries), has_relu)
    return made, np.concatenate([start.ravel() for start in starts])


def _start(worked: Worked, values: Mapping[str, Any]) -> Vector:
    """Return where a parameter starts: its number in `values`, or in the model."""
    name = worked.wrt[0]
    is_array = isinstance(worked, WorkedArrays)
    try:
        scope = worked.scope(values)
        entries = (name,) if is_array else worked.entries(name)
        start = np.array([scope[entry] for entry in entries], dtype=float)
    except EvaluationError as error:
        raise EvaluationError(f"there is no value at the start: {error}") from None
    except (KeyError, UndefinedError):
        raise UndefinedError(
            f"nothing says where {write(name)} starts; give it and all other numbers by "
            'values={"name": ...}'
        ) from None
    sizes = start.shape[1:] if is_array else tuple(int(dim) for dim in worked.shape)
    return start.reshape(sizes)


def _entries(worked: Worked, start: Vector) -> list[str]:
    name = worked.wrt[0]
    if isinstance(worked, WorkedArrays):
        return entry_names(write(name, worked.notation), start.shape)
    return [write(entry, worked.notation) for entry in worked.entries(name)]


def train(of: Objective, start: Vector, rate: float, steps: int) -> Training:
    r"""Return $w_{k+1} = w_k - \eta \nabla L(w_k)$ for a number of steps.

    Raises:
        LimitError: there are more than 10,000 steps, or less than one.
        UndefinedError: the rate is not a positive number.
        EvaluationError: the loss or its gradient has no value at the start.
    """
    _refuse(len(start), rate, steps)
    path, losses = [start], [of.loss(start)]
    slope = of.gradient(start)
    if not (np.isfinite(losses[0]) and np.all(np.isfinite(slope))):
        raise EvaluationError("there is no value at the start, or no gradient")
    ending: Ending = "steps"
    while len(losses) <= steps:
        if not np.any(slope):
            ending = "flat" if losses[-1] != 0 and of.is_flat(path[-1]) else "arrived"
            break
        with np.errstate(over="ignore"):
            point = path[-1] - rate * slope
        loss = of.loss(point) if np.all(np.isfinite(point)) else math.nan
        slope = of.gradient(point) if math.isfinite(loss) else np.full(point.shape, math.nan)
        if not np.all(np.isfinite(slope)):
            ending = "diverged"
            break
        path.append(point)
        losses.append(loss)
    return Training(of, rate, np.array(losses), np.array(path), ending)


def _refuse(parameters: int, rate: float, steps: int) -> None:
    if not 1 <= steps <= MOST_STEPS:
        raise LimitError(f"steps are from 1 to {MOST_STEPS}, not {steps}")
    if steps * parameters > MOST_NUMBERS:
        raise LimitError(f"{steps} steps of {parameters} parameters are too many numbers to keep")
    if not (math.isfinite(rate) and rate > 0):
        raise UndefinedError(f"a rate is a positive number, not {rate}")
