"""A loss over two parameters: its heights on a grid, their contours, and where it is level.

Separate from the picture, which draws them below a path.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes

from nablatex.notebook.plots.paint import QUIET
from nablatex.notebook.plots.training import Vector

Height = Callable[[float, float], float]
_GRID = 49
_LEVELS = 8
_HALVINGS = 10
_ROUNDING = 1e-9


def contours(
    axes: Axes,
    height: Height,
    across: tuple[float, float],
    up: tuple[float, float],
    floor: float | None,
) -> None:
    """Draw the contours of a function of two numbers.

    Args:
        axes: where to.
        height: the function.
        across, up: the ends of both axes.
        floor: the height of a stretch that is level, which is shaded.
    """
    xs, ys = np.linspace(*across, _GRID), np.linspace(*up, _GRID)
    heights = np.array([[height(x, y) for x in xs] for y in ys])
    axes.set(xlim=across, ylim=up)
    if floor is not None:
        low, high = _level_stretch(height, xs, ys, heights, floor)
        axes.fill_between(xs, low, high, color=QUIET, alpha=0.25, linewidth=0)
    levels = _levels(heights, floor)
    if len(levels):
        lines = axes.contour(xs, ys, heights, levels, colors=QUIET, linewidths=0.7)
        axes.clabel(lines, levels[::2], fmt=lambda level: f"{level:.3g}", fontsize=8)


def _levels(heights: Vector, floor: float | None) -> Vector:
    """Return heights between which the area is much the same, in few digits.

    Near a level stretch a contour would be ragged: there is none.
    """
    finite = heights[np.isfinite(heights)]
    if floor is not None:
        finite = finite[finite > floor + 0.5 * abs(floor)]
    if not finite.size or np.ptp(finite) <= 1e-12 * np.max(np.abs(finite)):
        return np.array([])
    levels = np.quantile(finite, np.linspace(0.03, 0.97, _LEVELS))
    return np.unique([float(f"{level:.2g}") for level in levels])


def _level_stretch(
    height: Height, xs: Vector, ys: Vector, heights: Vector, floor: float
) -> tuple[Vector, Vector]:
    """Return the lowest and the highest y at each x of the first stretch with one height."""

    def is_level(x: float, y: float) -> bool:
        return abs(height(x, y) - floor) <= near

    near = _ROUNDING * abs(floor)
    low, high = np.full(xs.shape, np.nan), np.full(xs.shape, np.nan)
    for k, x in enumerate(xs):
        flat = np.abs(heights[:, k] - floor) <= near
        if not flat.any():
            continue
        first = int(np.argmax(flat))
        rest = np.flatnonzero(~flat[first:])
        after = first + int(rest[0]) if rest.size else len(ys)
        for ends, inner, outer in ((low, first, first - 1), (high, after - 1, after)):
            ends[k] = ys[inner]
            if 0 <= outer < len(ys):
                ends[k] = _edge(partial(is_level, float(x)), ys[inner], ys[outer])
    return low, high


def _edge(holds: Callable[[float], bool], inside: float, outside: float) -> float:
    """Return where something ceases to hold."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if holds(middle):
            inside = middle
        else:
            outside = middle
    return inside
