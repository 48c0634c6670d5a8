"""What a matrix of numbers looks like: zeros, blocks, symmetry, rank.

Separate from pictures: numbers in, facts out. What is smaller than rounding counts as 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

Matrix = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Kind = Literal[
    "zero", "identity", "scaled identity", "diagonal", "blocks", "lower", "upper", "none"
]
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of a matrix.

    Attributes:
        rows, columns: its size.
        zeros: how many entries are 0.
        kind: the narrowest class that its zeros put it in.
        blocks: the sizes of the blocks along the diagonal, where it has several.
        is_symmetric: whether it is square and its own transpose.
        rank: its rank.
    """

    rows: int
    columns: int
    zeros: int
    kind: Kind
    blocks: tuple[tuple[int, int], ...]
    is_symmetric: bool
    rank: int


def structure(matrix: Matrix) -> Structure:
    """Return the structure of a matrix."""
    rows, columns = matrix.shape
    plain = cleaned(matrix)
    filled = plain != 0
    blocks = _blocks(filled)
    near = 1e-9 * float(np.max(np.abs(plain)))
    symmetric = rows == columns and bool(np.allclose(plain, plain.T, rtol=0, atol=near))
    return Structure(
        rows,
        columns,
        int(np.sum(~filled)),
        _kind(plain, filled, blocks),
        blocks,
        symmetric,
        int(np.linalg.matrix_rank(plain)),
    )


def cleaned(matrix: Matrix) -> Matrix:
    """Return a matrix with 0 for what is no larger than rounding beside its largest entry."""
    sizes = np.abs(matrix)
    return np.where(sizes > _ROUNDING * float(np.max(sizes)), matrix, 0.0)


def _kind(matrix: Matrix, filled: Mask, blocks: tuple[tuple[int, int], ...]) -> Kind:
    rows, columns = matrix.shape
    if not filled.any():
        return "zero"
    if min(rows, columns) > 1 and rows == columns:
        if not (filled & ~np.eye(rows, dtype=bool)).any():
            diagonal = np.diag(matrix)
            if not np.allclose(diagonal, diagonal[0], rtol=1e-9, atol=0):
                return "diagonal"
            return "identity" if np.isclose(diagonal[0], 1) else "scaled identity"
        if len(blocks) > 1:
            return "blocks"
        if not np.triu(filled, 1).any():
            return "lower"
        if not np.tril(filled, -1).any():
            return "upper"
    return "blocks" if len(blocks) > 1 else "none"


def _blocks(filled: Mask) -> tuple[tuple[int, int], ...]:
    """Return the sizes of the smallest blocks along the diagonal that hold all that is not 0.

    A block ends at a row where all so far lies left of a column, and all that follows right of it.
    """
    rows, columns = filled.shape
    if not filled.any(axis=0).all() or not filled.any(axis=1).all():
        return ()
    last = np.maximum.accumulate(columns - np.argmax(filled[:, ::-1], axis=1))
    first = np.minimum.accumulate(np.argmax(filled, axis=1)[::-1])[::-1]
    ends = [(r, int(last[r - 1])) for r in range(1, rows) if first[r] >= last[r - 1]]
    corners = [(0, 0), *ends, (rows, columns)]
    pairs = pairwise(corners)
    return tuple((below - top, right - left) for (top, left), (below, right) in pairs)
