"""A Jacobian, Hessian or gradient at a point as a heat map, its structure in words.

Separate from rows and columns (`grid.py`) and from structure (`structure.py`). Colour is never
the only sign: there is a number in each cell, or where it does not fit a bar in what is negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from nablatex.homework.solution import Message
from nablatex.latex import latex_to_text, write
from nablatex.model import Worked
from nablatex.notebook.plots.grid import Axis, Grid, grid
from nablatex.notebook.plots.numbers import in_latex, short
from nablatex.notebook.plots.paint import FIRST, GRID, INK, QUIET, SECOND, painted
from nablatex.notebook.plots.picture import Picture, joined
from nablatex.notebook.plots.structure import Matrix, Structure, cleaned, structure

_MOST_SHOWN = 20
_MOST_NAMED = 12
_MOST_WITH_NUMBERS = (12, 8)
_LEVELS = 6
_WIDEST = 8
_FAINTEST, _STRONGEST = 0.14, 0.62
_INSET = 0.03


def heatmap(
    worked: Worked, values: Mapping[str, Any] | None = None, *, lang: str = "en"
) -> Picture:
    """Draw the numbers of a derivative at a point as a heat map, as its layout prints it.

    Args:
        worked: a derivative, such as `model.jacobian("y", "x")`.
        values: numbers and arrays by name.
        lang: the language of the words, "en" or "ko".

    Raises:
        UndefinedError: a name has no number.
        EvaluationError: there is no value at the point.
        LimitError: there are too many numbers.
    """
    numbers = grid(worked, values or {})
    found = replace(numbers, matrix=cleaned(numbers.matrix))
    shown = pooled(found)
    said = joined(_words(worked, found, shown), lang)
    return painted(lambda figure: _paint(figure, shown), _size(shown), said, lang)


def pooled(found: Grid) -> Grid:
    """Return a grid of at most 20 by 20: a cell of several entries has the largest of them."""
    rows, columns = found.matrix.shape
    down, across = (-(-size // _MOST_SHOWN) for size in (rows, columns))
    if down == across == 1:
        return found
    height, width = -(-rows // down), -(-columns // across)
    padded = np.zeros((height * down, width * across))
    padded[:rows, :columns] = found.matrix
    cells = padded.reshape(height, down, width, across).swapaxes(1, 2).reshape(height, width, -1)
    largest = np.argmax(np.abs(cells), axis=2)
    matrix = np.take_along_axis(cells, largest[..., None], axis=2)[..., 0]
    return Grid(matrix, _first_of(found.rows, down), _first_of(found.columns, across))


def _first_of(axis: Axis, every: int) -> Axis:
    return Axis(axis.title, axis.names[::every])


def _words(worked: Worked, found: Grid, shown: Grid) -> list[Message]:
    asked = write(worked.asked, worked.notation)
    facts = structure(found.matrix)
    size = f"{facts.rows} \\times {facts.columns}"
    said = [Message(f"${asked}$ is ${size}$ here.", f"${asked}$의 크기는 ${size}$이다.")]
    said += [_zeros(facts), *_structure(facts, found.matrix)]
    if facts.kind != "zero":
        said.append(_largest(found))
    if shown is not found:
        down = -(-facts.rows // shown.matrix.shape[0])
        across = -(-facts.columns // shown.matrix.shape[1])
        said.append(
            Message(
                f"A cell stands for ${down} \\times {across}$ entries and shows the largest "
                "in magnitude.",
                f"한 칸은 원소 ${down} \\times {across}$개이며 절댓값이 가장 큰 것을 보인다.",
            )
        )
    return [*said, _key(_has_numbers(shown))]


def _zeros(facts: Structure) -> Message:
    count, zeros = facts.rows * facts.columns, facts.zeros
    if zeros == 0:
        return Message("No entry is 0.", "0인 원소는 없다.")
    if zeros == count:
        return Message("All entries are 0.", "모든 원소가 0이다.")
    return Message(
        f"{zeros} of its {count} entries {'is' if zeros == 1 else 'are'} 0.",
        f"원소 {count}개 중 {zeros}개가 0이다.",
    )


def _structure(facts: Structure, matrix: Matrix) -> list[Message]:
    said = []
    match facts.kind:
        case "identity":
            said.append(Message("It is the identity.", "단위행렬이다."))
        case "scaled identity":
            factor = in_latex(float(matrix[0, 0]))
            said.append(
                Message(f"It is ${factor}$ times the identity.", f"단위행렬의 ${factor}$배.")
            )
        case "diagonal":
            said.append(Message("It is diagonal.", "대각행렬이다."))
        case "blocks":
            said.append(_block_words(facts))
        case "lower":
            said.append(Message("It is lower triangular.", "하삼각행렬이다."))
        case "upper":
            said.append(Message("It is upper triangular.", "상삼각행렬이다."))
        case "zero" | "none":
            pass
    plain = facts.kind in ("blocks", "none") and facts.rows > 1
    if facts.is_symmetric and plain:
        said.append(Message("It is symmetric.", "대칭행렬이다."))
    if min(facts.rows, facts.columns) > 1:
        said.append(_rank(facts))
    return said


def _block_words(facts: Structure) -> Message:
    sizes = dict.fromkeys(f"${rows} \\times {columns}$" for rows, columns in facts.blocks)
    text, count = ", ".join(sizes), len(facts.blocks)
    return Message(
        f"It is block diagonal: {count} blocks of {text}.",
        f"블록 대각행렬이다. 블록 {count}개, 크기 {text}.",
    )


def _rank(facts: Structure) -> Message:
    full = facts.rank == min(facts.rows, facts.columns)
    return Message(
        f"Its rank is {facts.rank}{' (full)' if full else ''}.",
        f"계수(rank)는 {facts.rank}{' (최대)' if full else ''}.",
    )


def _largest(found: Grid) -> Message:
    place = int(np.argmax(np.abs(found.matrix)))
    row, column = divmod(place, found.matrix.shape[1])
    number = in_latex(float(found.matrix[row, column]))
    where = f"(${found.rows.names[row]}$, ${found.columns.names[column]}$)"
    return Message(
        f"The largest in magnitude is ${number}$, at {where}.",
        f"절댓값이 가장 큰 원소는 {where}의 ${number}$이다.",
    )


def _key(has_numbers: bool) -> Message:
    bar, bar_ko = ("", "") if has_numbers else (" with a bar", "(가로줄)")
    return Message(
        f"Blue is positive, orange{bar} negative, uncoloured 0.",
        f"파랑은 양수, 주황{bar_ko}은 음수, 색이 없으면 0.",
    )


def _has_numbers(shown: Grid) -> bool:
    rows, columns = shown.matrix.shape
    most = _MOST_WITH_NUMBERS
    return rows <= most[0] and columns <= most[1] and _width(shown.matrix) <= _WIDEST


def _width(matrix: Matrix) -> int:
    return max(len(short(float(value), 3)) for value in matrix.flat)


def _size(shown: Grid) -> tuple[float, float]:
    rows, columns = shown.matrix.shape
    if _has_numbers(shown):
        wide, high = 0.3 + 0.09 * _width(shown.matrix), 0.4
    else:
        wide = high = 0.26 if max(rows, columns) <= 16 else 0.2
    names = max(len(latex_to_text(name)) for name in shown.rows.names)
    return max(2.6, columns * wide + 0.7 + 0.09 * names), rows * high + 1.15


def _paint(figure: Figure, shown: Grid) -> None:
    axes, key = figure.subplots(2, 1, height_ratios=[_size(shown)[1] - 0.6, 0.14])
    most = float(np.max(np.abs(shown.matrix)))
    _cells(axes, shown.matrix, most)
    numbered = _has_numbers(shown)
    if numbered:
        for (row, column), value in np.ndenumerate(shown.matrix):
            text = short(float(value), 3).replace("-", "\u2212")
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=9.5)
    else:
        _bars(axes, shown.matrix)
    _names(axes, shown)
    axes.set_aspect("auto" if numbered else "equal")
    _scale(key, most, numbered)


def _cells(axes: Axes, matrix: Matrix, most: float) -> None:
    """Draw the cells of one strength as one path each, so that the file stays short."""
    rows, columns = matrix.shape
    levels = np.sign(matrix) * np.ceil(np.abs(matrix) / (most or 1.0) * _LEVELS - 1e-9)
    for level in np.unique(levels):
        places = np.argwhere(levels == level)
        path = Path.make_compound_path(*(_square(int(row), int(column)) for row, column in places))
        if level == 0:
            axes.add_patch(PathPatch(path, facecolor="none", edgecolor=GRID, linewidth=0.6))
            continue
        share = (abs(level) - 1) / (_LEVELS - 1)
        alpha = _FAINTEST + (_STRONGEST - _FAINTEST) * share
        colour = FIRST if level > 0 else SECOND
        axes.add_patch(PathPatch(path, facecolor=colour, alpha=alpha, linewidth=0))
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _square(row: int, column: int) -> Path:
    left, right, top, bottom = column + _INSET, column + 1 - _INSET, row + _INSET, row + 1 - _INSET
    return Path(
        [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], closed=True
    )


def _bars(axes: Axes, matrix: Matrix) -> None:
    """Draw a minus sign in each negative cell."""
    places = np.argwhere(matrix < 0)
    if len(places):
        bars = [Path([(c + 0.3, r + 0.5), (c + 0.7, r + 0.5)]) for r, c in places]
        path = Path.make_compound_path(*bars)
        axes.add_patch(PathPatch(path, facecolor="none", edgecolor=INK, linewidth=1.2))


def _names(axes: Axes, shown: Grid) -> None:
    """Name the rows on the left and the columns above."""
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    for side, direction in ((shown.columns, axes.xaxis), (shown.rows, axes.yaxis)):
        every = -(-len(side.names) // _MOST_NAMED)
        places = np.arange(0, len(side.names), every)
        names = [latex_to_text(side.names[k]) for k in places]
        direction.set_ticks([float(k) + 0.5 for k in places], names)
        wide = direction is axes.xaxis and max(map(len, names)) > 4
        axes.tick_params(axis="x" if direction is axes.xaxis else "y", length=0)
        if wide:
            axes.tick_params(axis="x", labelrotation=60)


def _scale(axes: Axes, most: float, numbered: bool) -> None:
    """Draw the scale of colours, from the most negative to the most positive."""
    levels = np.arange(-_LEVELS, _LEVELS + 1, dtype=float)[None]
    _cells(axes, levels, float(_LEVELS))
    if not numbered:
        _bars(axes, levels)
    end = short(most, 3)
    middle, last = _LEVELS + 0.5, 2 * _LEVELS + 0.5
    axes.set_xticks([0.5, middle, last], [f"\u2212{end}", "0", end], fontsize=8.5)
    axes.set_yticks([])
    axes.tick_params(labelcolor=QUIET)
