"""The numbers of a derivative as the rows and columns in which its layout prints them.

Separate from drawing: the engine's arrays have one convention, `shape(of) + shape(wrt)`; a page
has rows and columns, each with a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np

from nablatex import rules
from nablatex.errors import LimitError
from nablatex.expr import Expr
from nablatex.latex import write
from nablatex.model import Worked, WorkedArrays
from nablatex.notebook.plots.numbers import entry_names
from nablatex.notebook.plots.structure import Matrix

MOST_ENTRIES = 1_000_000


@dataclass(frozen=True, slots=True)
class Axis:
    """What the rows, or the columns, stand for.

    Attributes:
        title: the array whose entries they are, as LaTeX, or "".
        names: the entry of each, as LaTeX.
    """

    title: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A derivative at a point in rows and columns."""

    matrix: Matrix
    rows: Axis
    columns: Axis


def grid(worked: Worked, values: Mapping[str, Any]) -> Grid:
    """Return the numbers of a derivative as they lie on paper.

    Raises:
        UndefinedError: a name has no number.
        EvaluationError: there is no value at the point.
        LimitError: there are too many numbers.
    """
    numbers = worked.evaluate(values)
    if numbers.size > MOST_ENTRIES:
        raise LimitError(f"a heat map has at most {MOST_ENTRIES} entries, not {numbers.size}")
    names = [worked.of, *worked.wrt]
    sizes = _sizes(numbers.shape, [len(name.shape) for name in names])
    if len(names) == 2 and not sizes[0] and len(sizes[1]) == 2 and worked.layout != "numerator":
        # The gradient by a matrix has its shape.
        rows, columns = ([str(k + 1) for k in range(size)] for size in sizes[1])
        return Grid(numbers, Axis(write(worked.wrt[0]), rows), Axis("", columns))
    if len(names) == 3:
        # The rows of a Hessian are of the first variable.
        names, sizes = names[1:], [sizes[0] + sizes[1], sizes[2]]
    order: Literal["C", "F"] = "F" if rules.COLUMNS in worked.conventions else "C"
    ends = [_axis(worked, *pair, order) for pair in zip(names, sizes, strict=True)]
    matrix = _flat(numbers, sizes, order)
    turned = worked.layout == "denominator" or (worked.layout == "mixed" and not sizes[0])
    if turned and len(worked.wrt) == 1:
        return Grid(matrix.T, ends[1], ends[0])
    return Grid(matrix, *ends)


def _sizes(shape: tuple[int, ...], ranks: list[int]) -> list[tuple[int, ...]]:
    ends = np.cumsum(ranks).tolist()
    return [shape[end - rank : end] for end, rank in zip(ends, ranks, strict=True)]


def _flat(numbers: Matrix, sizes: list[tuple[int, ...]], order: Literal["C", "F"]) -> Matrix:
    """Return an array as a matrix: the first axes become the rows, the others the columns."""
    rows, columns = map(prod, sizes)
    rank = len(sizes[0])
    if order == "F":
        axes = [*range(rank)][::-1] + [*range(rank, numbers.ndim)][::-1]
        numbers = numbers.transpose(axes)
    return numbers.reshape(rows, columns)


def _axis(worked: Worked, name: Expr, sizes: tuple[int, ...], order: Literal["C", "F"]) -> Axis:
    letter = write(name, worked.notation)
    if isinstance(worked, WorkedArrays):
        names = entry_names(letter, sizes)
    else:
        names = [write(entry, worked.notation) for entry in worked.entries(name)]
    if order == "F":
        names = np.array(names).reshape(sizes).ravel("F").tolist()
    return Axis(letter if sizes else "", names)
