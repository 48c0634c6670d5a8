"""A function of one number as a line with gaps: at poles, at jumps, where it has no value.

Separate from pictures and from derivatives: it knows a function by its numbers alone, and looks
closer wherever these go far between two neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

Function = Callable[[float], float]
Point = tuple[float, float]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
POINTS = 201
_FAR = 0.1
_HALVINGS = 24
_MOST_SUSPECTS = 40
_BEYOND = 20.0
_BESIDE = 1e-9


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points of a function.

    Attributes:
        xs, ys: the points, from left to right; a gap is a point whose y is not a number. What lies
            far outside the window is drawn in to where it is not seen.
        jumps: where the function goes from one value to another at once.
        poles: where it grows beyond all bounds.
        holes: other places where it has no value, though it has on both sides.
        window: the lowest and the highest y that are worth showing.
        is_partial: whether there are stretches without a value.
    """

    xs: Numbers
    ys: Numbers
    jumps: tuple[float, ...]
    poles: tuple[float, ...]
    holes: tuple[float, ...]
    window: tuple[float, float]
    is_partial: bool


def sampled(function: Function, left: float, right: float, points: int = POINTS) -> Curve:
    """Return the line of a function between two numbers.

    Args:
        function: not a number where it has no value.
        left, right: the ends.
        points: how many points are tried first.
    """
    xs = np.round(np.linspace(left, right, points), 12)
    whole = np.array([function(float(x)) for x in xs])
    window = _window(whole)
    low, high = _limits(window)
    ys = np.clip(whole, low, high)
    limited = _limited(function, low, high)
    line: list[Point] = []
    jumps: list[float] = []
    single = [float(xs[k]) for k in range(1, points - 1) if _is_hole(ys[k - 1 : k + 2])]
    poles = [x for x in single if _is_beyond(limited, x, (low, high))]
    suspects = _suspects(ys, window)
    for k in range(points):
        line.append((float(xs[k]), float(ys[k])))
        if k not in suspects:
            continue
        pair = _steepest(limited, line[-1], (float(xs[k + 1]), float(ys[k + 1])))
        if pair is not None:
            before, after = pair
            middle = float(np.round((before[0] + after[0]) / 2, 6)) + 0.0
            line += [before, (middle, nan), after]
            if not (isfinite(ys[k]) and isfinite(ys[k + 1])):
                continue
            if {before[1], after[1]} & {low, high}:
                poles.append(middle)
            elif isfinite(before[1]) and isfinite(after[1]):
                jumps.append(middle)
    made = np.array(line)
    holes = tuple(x for x in single if x not in poles)
    found = _once(jumps), _once(poles), holes
    return Curve(made[:, 0], made[:, 1], *found, window, _has_stretch(ys))


def _limited(function: Function, low: float, high: float) -> Function:
    """Return a function kept in limits, where a pole is a jump between two numbers."""

    def limited(x: float) -> float:
        return min(max(y, low), high) if isfinite(y := function(x)) else y

    return limited


def _limits(window: tuple[float, float]) -> tuple[float, float]:
    height = window[1] - window[0]
    return window[0] - _BEYOND * height, window[1] + _BEYOND * height


def _window(ys: Numbers) -> tuple[float, float]:
    finite = ys[np.isfinite(ys)]
    if not finite.size:
        return -1.0, 1.0
    low, high = (float(found) for found in np.percentile(finite, [4, 96]))
    lowest, highest = float(finite.min()), float(finite.max())
    height = high - low
    # What goes on evenly to the ends is shown whole; what shoots up is cut.
    low = lowest if low - lowest <= 0.5 * height else low
    high = highest if highest - high <= 0.5 * height else high
    margin = 0.08 * (high - low) or max(1.0, 0.5 * abs(high))
    return low - margin, high + margin


def _suspects(ys: Numbers, window: tuple[float, float]) -> set[int]:
    """Return the places after which the function goes far, or ceases or begins to have a value."""
    far = np.abs(np.diff(ys)) > _FAR * (window[1] - window[0])
    finite = np.isfinite(ys)
    found = np.flatnonzero(far | (finite[1:] != finite[:-1]))
    return {int(k) for k in found[:_MOST_SUSPECTS]}


def _steepest(function: Function, before: Point, after: Point) -> tuple[Point, Point] | None:
    """Return two points close together between which the function jumps, or None."""
    first = abs(after[1] - before[1])
    for _ in range(_HALVINGS):
        x = (before[0] + after[0]) / 2
        middle = (x, function(x))
        if isfinite(before[1]) != isfinite(after[1]):
            same = isfinite(middle[1]) == isfinite(before[1])
            before, after = (middle, after) if same else (before, middle)
        elif not isfinite(middle[1]):
            return before, after
        elif abs(middle[1] - before[1]) < abs(after[1] - middle[1]):
            before = middle
        else:
            after = middle
    return None if abs(after[1] - before[1]) < 0.5 * first else (before, after)


def _is_hole(three: Numbers) -> bool:
    return [bool(np.isfinite(y)) for y in three] == [True, False, True]


def _is_beyond(function: Function, x: float, limits: tuple[float, float]) -> bool:
    """Tell whether a function is at its limits beside a place where it has no value."""
    step = _BESIDE * max(1.0, abs(x))
    return function(x - step) in limits and function(x + step) in limits


def _has_stretch(ys: Numbers) -> bool:
    missing = np.isnan(ys)
    return bool(np.any(missing[:-1] & missing[1:]) or missing[0] or missing[-1])


def _once(places: list[float]) -> tuple[float, ...]:
    """Return places in order, those that lie together but once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 1e-3 * max(1.0, abs(place)):
            found.append(place)
    return tuple(found)
