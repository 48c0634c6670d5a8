r"""Random arrays that fit what is known of them: symmetric, positive definite, on the simplex.

Separate from the random numbers, which belong to a key alone: here the entries of one array hang
together. All of them are rational, so that what follows from a fact is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from nablatex.errors import EvaluationError

Draw = Callable[[tuple[int, ...]], fmpq]


def fitting(facts: Collection[str], sizes: tuple[int, ...], draw: Draw) -> Any:
    """Return a random array, or number, of which some facts hold.

    Args:
        facts: the words, as a model has them.
        sizes: its shape.
        draw: a random number for each place, counted from 0.

    Raises:
        EvaluationError: there is none of these sizes.
    """
    made: Any = np.empty(sizes, dtype=object)
    for place in np.ndindex(*sizes):
        made[place] = draw(place)
    if len(sizes) == 2:
        made = _matrix(facts, made)
    for fact, function in _EACH.items():
        if fact in facts:
            flat = [function(value) for value in made.ravel()]
            made.ravel()[:] = flat
    if "simplex" in facts:
        made = made / made.sum(axis=-1, keepdims=True) if sizes else made * 0 + 1
    return made if sizes else made[()]


_EACH: dict[str, Callable[[Any], Any]] = {
    "positive": abs,
    "simplex": abs,
    "binary": lambda value: fmpq(int(value > 0)),
    "sign": lambda value: fmpq(1 if value > 0 else -1),
}


def _matrix(facts: Collection[str], made: Any) -> Any:
    if "orthogonal" in facts:
        return _orthonormal(made)
    if "positive definite" in facts:
        return made @ made.T + _identity(len(made)) / 2
    if "positive semidefinite" in facts:
        return made @ made.T
    if "symmetric" in facts:
        return np.where(np.tri(len(made)) > 0, made, made.T)
    return made * _identity(len(made)) if "diagonal" in facts else made


def _identity(size: int) -> Any:
    made = np.full((size, size), fmpq(0), dtype=object)
    np.fill_diagonal(made, fmpq(1))
    return made


def _orthonormal(made: Any) -> Any:
    """Return a matrix of orthonormal columns: of $(I - S)(I + S)^{-1}$ (A. Cayley, 1846)."""
    rows, columns = made.shape
    if columns > rows:
        raise EvaluationError("no more columns than rows can be orthonormal")
    skew = fmpq_mat(rows, rows)
    for i in range(rows):
        for j in range(i):
            skew[i, j] = made[i, j % columns]
            skew[j, i] = -skew[i, j]
    one = fmpq_mat(rows, rows, list(_identity(rows).ravel()))
    turned = (one - skew) * (one + skew).inv()
    return np.array(turned.tolist(), dtype=object)[:, :columns]
