"""A function of one number above its derivative, with the tangent at a point.

Separate from its numbers (`along.py`) and its gaps (`curves.py`): here they are put in words and
drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nablatex.errors import UndefinedError
from nablatex.homework.solution import Message
from nablatex.latex import latex_to_text, write
from nablatex.model import Model
from nablatex.notebook.plots.along import Along, along
from nablatex.notebook.plots.curves import Curve, sampled
from nablatex.notebook.plots.numbers import in_latex
from nablatex.notebook.plots.paint import FIRST, INK, PAPER, QUIET, SECOND, painted
from nablatex.notebook.plots.picture import Picture, joined

_SIZE = (5.6, 4.6)
_MOST_PLACES = 3
_TANGENT = Message("tangent", "접선")


@dataclass(frozen=True, slots=True)
class Touching:
    """A tangent and the two curves it belongs to.

    Attributes:
        at, height, slope: the point, the function's value and the derivative's there.
        sides: the slopes left and right of it where it is a kink.
        function, derivative: the curves.
        of, wrt, asked: the function, the variable and the derivative as LaTeX.
    """

    at: float
    height: float
    slope: float
    sides: tuple[float, float] | None
    function: Curve
    derivative: Curve
    of: str
    wrt: str
    asked: str


def tangent(
    model: Model,
    of: str,
    wrt: str,
    at: float,
    *,
    values: Mapping[str, Any] | None = None,
    span: tuple[float, float] | None = None,
    lang: str = "en",
) -> Picture:
    r"""Draw $y(x)$ with its tangent at a point, and $\partial y/\partial x$ below it.

    Args:
        model: the model.
        of: the name of a number that depends on `wrt`.
        wrt: the name of a number.
        at: where the tangent touches.
        values: the numbers of the other names.
        span: the ends of what is drawn; without it, a stretch round `at`.
        lang: the language of the words, "en" or "ko".

    Raises:
        ShapeError: one of the two is no number.
        UndefinedError: a name or its number is not known.
        EvaluationError: there is no value at the point.
    """
    place = float(at)
    line = along(model, of, wrt, values or {}, place)
    found = touching(line, place, *_ends(place, span))
    said = joined(_words(found), lang)
    return painted(lambda figure: _paint(figure, found, lang), _SIZE, said, lang)


def touching(line: Along, at: float, left: float, right: float) -> Touching:
    """Return the tangent at a point, and the curves between two ends."""
    worked = line.worked
    return Touching(
        at,
        line.height(at),
        line.slope(at),
        line.sides(at),
        sampled(line.height, left, right),
        sampled(line.slope, left, right),
        write(worked.of, worked.notation),
        write(worked.wrt[0], worked.notation),
        write(worked.asked, worked.notation),
    )


def _ends(at: float, span: tuple[float, float] | None) -> tuple[float, float]:
    if span is None:
        half = max(4.0, abs(at))
        return at - half, at + half
    left, right = map(float, span)
    if not (np.isfinite([left, right]).all() and left < right and left <= at <= right):
        raise UndefinedError(f"the span must hold the point: {left:g} <= {at:g} <= {right:g}")
    return left, right


def _words(found: Touching) -> list[Message]:
    of, wrt, asked = found.of, found.wrt, found.asked
    x, y, slope = map(in_latex, (found.at, found.height, found.slope))
    said = [
        Message(
            f"At ${wrt} = {x}$, ${of} = {y}$ and the tangent has the slope ${asked} = {slope}$:",
            f"${wrt} = {x}$에서 ${of} = {y}$, 접선의 기울기는 ${asked} = {slope}$:",
        ),
        _course(found),
    ]
    if found.sides is not None:
        left, right = map(in_latex, found.sides)
        said.append(
            Message(
                f"There is a kink here: the slope is ${left}$ on the left, ${right}$ on the "
                f"right; the derivative is taken as ${slope}$.",
                f"여기서 꺾인다. 왼쪽 기울기는 ${left}$, 오른쪽 기울기는 ${right}$, "
                f"미분은 ${slope}$(으)로 둔다.",
            )
        )
    return said + _gaps(of, found.function) + _derivative_gaps(found)


def _course(found: Touching) -> Message:
    of, wrt = found.of, found.wrt
    if found.slope == 0:
        return Message(f"${of}$ is level there.", f"${of}$의 접선이 수평이다.")
    if found.slope > 0:
        return Message(f"${of}$ rises with ${wrt}$.", f"${wrt}$ 증가 시 ${of}$ 증가.")
    return Message(f"${of}$ falls as ${wrt}$ grows.", f"${wrt}$ 증가 시 ${of}$ 감소.")


def _gaps(name: str, curve: Curve) -> list[Message]:
    """Say where a curve has gaps."""
    said = []
    if curve.poles:
        places = _places(curve.poles)
        said.append(
            Message(f"${name}$ has a pole at {places}.", f"${name}$의 극점(pole): {places}.")
        )
    if curve.holes:
        places = _places(curve.holes)
        said.append(
            Message(f"${name}$ has no value at {places}.", f"${name}$의 값이 없는 점: {places}.")
        )
    if curve.jumps:
        places = _places(curve.jumps)
        said.append(Message(f"${name}$ jumps at {places}.", f"${name}$의 불연속점: {places}."))
    if curve.is_partial:
        said.append(
            Message(
                f"Where the curve is missing, ${name}$ has no value.",
                f"곡선이 없는 곳에서는 ${name}$의 값이 없다.",
            )
        )
    return said


def _derivative_gaps(found: Touching) -> list[Message]:
    """Say where the derivative alone has gaps, as it has at the kinks of the function."""
    known = (*found.function.jumps, *found.function.poles, *found.function.holes)
    said = []
    if jumps := _others(found.derivative.jumps, known):
        places = _places(jumps)
        said.append(Message(f"The derivative jumps at {places}.", f"미분의 불연속점: {places}."))
    if poles := _others(found.derivative.poles, known):
        places = _places(poles)
        said.append(
            Message(f"The derivative has a pole at {places}.", f"미분의 극점(pole): {places}.")
        )
    return said


def _others(places: tuple[float, ...], known: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(x for x in places if not any(abs(x - other) < 1e-3 for other in known))


def _places(places: tuple[float, ...]) -> str:
    text = ", ".join(f"${in_latex(place)}$" for place in places[:_MOST_PLACES])
    return text + (", …" if len(places) > _MOST_PLACES else "")


def _paint(figure: Figure, found: Touching, lang: str) -> None:
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    _curve(above, found.function, FIRST, found.height)
    xs = np.array([found.function.xs[0], found.function.xs[-1]])
    label = _TANGENT.text(lang)
    above.plot(xs, found.height + found.slope * (xs - found.at), "--", color=SECOND, label=label)
    _curve(below, found.derivative, SECOND, found.slope)
    for axes, y, colour, name in (
        (above, found.height, FIRST, found.of),
        (below, found.slope, SECOND, found.asked),
    ):
        axes.axvline(found.at, color=QUIET, linewidth=0.8, linestyle=":")
        axes.plot([found.at], [y], "o", color=colour, markeredgecolor=PAPER, markersize=8)
        axes.set_title(latex_to_text(name), loc="left", fontsize=11, color=INK)
        axes.set_xlim(xs[0], xs[1])
    above.legend(loc="best")
    below.set_xlabel(latex_to_text(found.wrt), fontsize=11)


def _curve(axes: Axes, curve: Curve, colour: str, height: float) -> None:
    low, high = curve.window
    margin = 0.1 * (high - low)
    axes.set_ylim(min(low, height - margin), max(high, height + margin))
    axes.plot(curve.xs, curve.ys, color=colour)
