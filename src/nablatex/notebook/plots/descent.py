"""Gradient descent as a picture: the loss, and the path over the loss's contours.

Separate from the descent itself (`training.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from nablatex.homework.solution import Message
from nablatex.latex import latex_to_text, write
from nablatex.model import Model
from nablatex.notebook.plots.contours import contours
from nablatex.notebook.plots.numbers import in_latex, listed
from nablatex.notebook.plots.paint import FIRST, INK, PAPER, QUIET, SECOND, painted
from nablatex.notebook.plots.picture import Picture, joined
from nablatex.notebook.plots.training import Training, Vector, objective, train

_SIZE = (7.4, 3.3)
_SAMPLES = 121
_MOST_POINTS = 120
_MOST_MARKED = 24
_MOST_LINES = 6
_MOST_SAID = 4
_SPAN_OF_LOGS = 100.0
_LEAST_SHOWN = 1e-9
_MOST_GROWTH, _MOST_NEAR = 1e6, 1e2
_STEP = Message("step", "단계")
_START = Message("start", "시작")
_END = Message("end", "끝")


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """A gradient descent that shows itself.

    Attributes:
        training: its numbers.
        picture: its picture.
    """

    training: Training
    picture: Picture

    @property
    def losses(self) -> Vector:
        """The loss before the first step and after each."""
        return self.training.losses

    @property
    def path(self) -> Vector:
        """The parameters at the same places, a row each."""
        return self.training.path

    @property
    def last(self) -> dict[str, Any]:
        """The parameters at the end, by name."""
        return self.training.last

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self.picture._repr_mimebundle_(include, exclude)

    def __str__(self) -> str:
        return self.picture.words


def descent(
    model: Model,
    loss: str,
    wrt: str | Sequence[str],
    values: Mapping[str, Any] | None = None,
    *,
    rate: float = 0.01,
    steps: int = 50,
    lang: str = "en",
) -> Descent:
    r"""Descend, $w_{k+1} = w_k - \eta \nabla L(w_k)$, and draw the loss and the path.

    Args:
        model: the model.
        loss: the name of what is made small.
        wrt: the parameter, or several.
        values: numbers and arrays by name: the start of each parameter and all that is fixed.
            What the model gives numbers to may be left out.
        rate: how far a step goes along the gradient.
        steps: how many steps, at most 10,000.
        lang: the language of the words, "en" or "ko".

    Raises:
        ShapeError: the loss is not a number.
        UndefinedError: a name or its number is not known, or the rate is not positive.
        LimitError: there are too many steps or parameters.
        EvaluationError: there is no value at the start.
    """
    made, start = objective(model, loss, wrt, values or {})
    done = train(made, start, rate, steps)
    said = joined(_words(done), lang)
    return Descent(done, painted(lambda figure: _paint(figure, done, lang), _SIZE, said, lang))


def _loss_of(done: Training) -> str:
    worked = done.objective.worked[0]
    return write(worked.of, worked.notation)


def _words(done: Training) -> list[Message]:
    loss, steps = _loss_of(done), done.steps
    first, last = in_latex(float(done.losses[0])), in_latex(float(done.losses[-1]))
    rate = in_latex(done.rate)
    counted = "1 step" if steps == 1 else f"{steps} steps"
    said = [
        Message(
            f"Gradient descent with the rate ${rate}$, {counted}: "
            f"the loss ${loss}$ goes from ${first}$ to ${last}$.",
            f"경사 하강, 학습률 ${rate}$, {steps}단계: 손실 ${loss}$: ${first} \\to {last}$.",
        )
    ]
    if len(done.objective.entries) <= _MOST_SAID:
        said.append(_moves(done))
    return said + _ending(done)


def _moves(done: Training) -> Message:
    names = ", ".join(done.objective.entries)
    start, end = (listed([float(number) for number in done.path[k]]) for k in (0, -1))
    if done.path.shape[1] == 1:
        start, end = start[1:-1], end[1:-1]
    else:
        names = f"[{names}]"
    return Message(
        f"${names}$ goes from ${start}$ to ${end}$.", f"${names}$: ${start} \\to {end}$."
    )


def _ending(done: Training) -> list[Message]:
    when, when_ko = _when(done.steps)
    match done.ending:
        case "diverged":
            shown = _before(done, _MOST_GROWTH) - 1
            return [
                Message(
                    "The next loss is not finite: the rate is too large. "
                    f"The loss is drawn up to step {shown}.",
                    "다음 손실이 유한하지 않다. 학습률이 너무 크다. "
                    f"손실은 {shown}단계까지 그렸다.",
                )
            ]
        case "flat":
            return _flat(done)
        case "arrived":
            return [
                Message(
                    f"{when} the gradient is 0: it has arrived.",
                    f"{when_ko} 그래디언트가 0이다. 도착했다.",
                )
            ]
        case "steps" if done.losses[-1] > done.losses[0]:
            return [
                Message(
                    "The loss has grown: the rate is too large.",
                    "손실이 커졌다. 학습률이 너무 크다.",
                )
            ]
        case _:
            return []


def _when(steps: int) -> tuple[str, str]:
    return (f"After step {steps}", f"{steps}단계 후") if steps else ("Already", "처음부터")


def _flat(done: Training) -> list[Message]:
    """Say that nothing moves any more; with a ReLU, lecturers call its neuron dead."""
    steps = done.steps
    when, when_ko = _when(steps)
    said = Message(
        f"{when} the gradient is 0, here and all around: nothing moves any more.",
        f"{when_ko} 이 점과 그 주위에서 그래디언트가 0이다. 더는 움직이지 않는다.",
    )
    dead = Message(
        "The neuron is dead: ReLU gives 0 and lets no gradient through.",
        "뉴런이 죽었다(dead). ReLU가 0이 되어 그래디언트가 전달되지 않는다.",
    )
    hint = Message("A smaller rate may avoid it.", "학습률을 줄이면 피할 수 있다.")
    grey = Message("Grey: where the loss is level.", "회색: 손실이 평평한 곳.")
    told = [(dead, done.objective.has_relu), (hint, steps > 0), (grey, done.path.shape[1] == 2)]
    return [said, *(message for message, holds in told if holds)]


def _paint(figure: Figure, done: Training, lang: str) -> None:
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    _losses(left, done, lang)
    match done.path.shape[1]:
        case 1:
            _along_curve(right, done)
        case 2:
            _over_contours(right, done, lang)
        case _:
            _each(right, done, lang)


def _few(count: int) -> Vector:
    """Return places among many: the first ones and even ones, the last with them."""
    even = np.linspace(0, count - 1, min(count, _MOST_POINTS))
    early = np.geomspace(1, count, min(count, _MOST_POINTS)) - 1
    return np.unique(np.concatenate([even, early]).astype(int))


def _losses(axes: Axes, done: Training, lang: str) -> None:
    places = _few(_before(done, _MOST_GROWTH))
    losses = done.losses[places]
    highest = float(losses.max())
    shown = np.where(losses > highest * _LEAST_SHOWN, losses, np.nan)
    if losses.min() >= 0 and highest > 0 and np.nanmin(shown) < highest / _SPAN_OF_LOGS:
        losses = shown
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(numticks=6))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _power(value)))
    marker = "o" if len(places) <= _MOST_MARKED else ""
    axes.plot(places, losses, color=FIRST, marker=marker, markersize=3.5)
    axes.set_title(latex_to_text(_loss_of(done)), loc="left", fontsize=11)
    axes.set_xlabel(_STEP.text(lang))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    if len(places) == 1:
        axes.set_xlim(-0.1, 1)


def _power(value: float) -> str:
    return latex_to_text(f"10^{{{round(np.log10(value))}}}")


def _before(done: Training, growth: float) -> int:
    """Return how many places come before the loss has grown so far: the rest would hide them."""
    far = np.flatnonzero(done.losses > growth * max(abs(float(done.losses[0])), 1.0))
    return max(int(far[0]), 2) if far.size else len(done.losses)


def _near(done: Training) -> Vector:
    """Return the path as far as it is near the start."""
    return np.asarray(done.path[_few(_before(done, _MOST_NEAR))])


def _ends(numbers: Vector) -> tuple[float, float]:
    low, high = float(numbers.min()), float(numbers.max())
    margin = 0.3 * (high - low) or 2 * max(1.0, abs(high))
    return low - margin, high + margin


def _along_curve(axes: Axes, done: Training) -> None:
    """Draw the loss over the one parameter, and the path on it."""
    path = _near(done)
    xs = np.linspace(*_ends(path), _SAMPLES)
    axes.plot(xs, [done.objective.loss(np.array([x])) for x in xs], color=QUIET, linewidth=1.2)
    losses = np.array([done.objective.loss(point) for point in path])
    axes.plot(path[:, 0], losses, "-", color=SECOND, linewidth=1)
    _dots(axes, path[:, 0], losses, path[-1, 0] == done.path[-1, 0])
    axes.set_xlabel(latex_to_text(done.objective.entries[0]), fontsize=11)
    axes.set_title(latex_to_text(_loss_of(done)), loc="left", fontsize=11)


def _over_contours(axes: Axes, done: Training, lang: str) -> None:
    """Draw the path over the contours of the loss."""
    path = _near(done)
    is_whole = bool(np.all(path[-1] == done.path[-1]))
    floor = float(done.losses[-1]) if done.ending == "flat" else None
    across, up = (_ends(path[:, k]) for k in (0, 1))
    contours(axes, lambda x, y: done.objective.loss(np.array([x, y])), across, up, floor)
    axes.plot(path[:, 0], path[:, 1], "-", color=SECOND, linewidth=1.2)
    _dots(axes, path[:, 0], path[:, 1], is_whole)
    ends = [(0, _START, 8), (-1, _END, -14)][: 2 if is_whole and done.steps else 1]
    for place, message, offset in ends:
        axes.annotate(
            message.text(lang), path[place], (8, offset), textcoords="offset points", fontsize=9
        )
    names = [latex_to_text(name) for name in done.objective.entries]
    axes.set_xlabel(names[0], fontsize=11)
    axes.set_ylabel(names[1], fontsize=11, rotation=0, labelpad=10)
    axes.grid(visible=False)


def _dots(axes: Axes, xs: Vector, ys: Vector, is_whole: bool) -> None:
    """Draw the first places of a path as dots, its start as a ring and its end as a square."""
    axes.plot(xs[1:_MOST_MARKED], ys[1:_MOST_MARKED], "o", color=SECOND, markersize=3.5)
    if is_whole:
        axes.plot(xs[-1:], ys[-1:], "s", color=SECOND, markeredgecolor=INK, markersize=7)
    axes.plot(xs[:1], ys[:1], "o", color=PAPER, markeredgecolor=INK, markersize=6)


def _each(axes: Axes, done: Training, lang: str) -> None:
    """Draw each parameter over the steps; of many, those that go farthest."""
    path = done.path
    farthest = np.argsort(-np.ptp(path, axis=0), kind="stable")[:_MOST_LINES]
    places = _few(len(path))
    dashes = ("-", "--", ":")
    for order, k in enumerate(sorted(farthest.tolist())):
        style, colour = dashes[order // 2], (FIRST, SECOND)[order % 2]
        label = latex_to_text(done.objective.entries[k])
        axes.plot(places, path[places, k], style, color=colour, label=label)
    axes.set_xlabel(_STEP.text(lang))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
