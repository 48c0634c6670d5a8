r"""A derivative tried in numbers before it is shown: against differences of the function itself.

Separate from the calculus: it knows values alone. A point is drawn that fits what is declared
(symmetric, positive, on the simplex, ...), in small sizes that differ; the derivative in a random
direction is compared with a central difference. So a rule that is wrong cannot be shown silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from nablatex.errors import NablatexError
from nablatex.expr import Expr, Symbol
from nablatex.shape import Dim, Shape
from nablatex.tensor import affine
from nablatex.tensor.facts import is_antisymmetric, is_symmetric
from nablatex.tensor.kinds import Abstract, Contraction, Leaf, Tensor, postorder
from nablatex.tensor.numbers import Unknown, value
from nablatex.tensor.standins import Smooth

_SIZES = (3, 4, 2, 5, 6, 7)
_TRIES = 12
_STEP = 1e-5
_TOLERANCE = 2e-5
_AGREEMENTS = 2

Array = Any


@dataclass(frozen=True, slots=True)
class Point:
    """Numbers for names and sizes."""

    names: dict[Expr, Array]
    sizes: dict[str, int]
    unknown: Unknown

    def moved(self, name: Expr, change: Array) -> Point:
        """Return the point with one name changed."""
        return Point({**self.names, name: self.names[name] + change}, self.sizes, self.unknown)

    def value(self, tensor: Tensor) -> Array:
        """Return the numbers of an array here."""
        return value(tensor, self.names, self.sizes, self.unknown)


def points(
    tensors: Iterable[Tensor], also: Iterable[Leaf] = (), *, through: bool = True
) -> Iterator[Point]:
    """Yield points at which the arrays might have a value, different ways in turn.

    Args:
        tensors: the arrays.
        also: names that are drawn too although they have a definition.
        through: whether defined names have the values of their definitions, or any.
    """
    walks = (postorder(tensor, through=through) for tensor in tensors)
    nodes = list(dict.fromkeys(node for walk in walks for node in walk))
    leaves = [n for n in nodes if isinstance(n, Leaf) and not (through and n.definition)]
    leaves += [leaf for leaf in also if leaf not in leaves]
    # Of two leaves of one name the one of which more is known says what is drawn.
    free = sorted((n for n in leaves if "size" not in n.facts), key=lambda n: len(n.facts))
    dims = sorted({str(k) for n in nodes for dim in _dims(n) for k, _ in affine.of_dim(dim).terms})
    choices = (
        list(permutations(_SIZES[: max(len(dims), 2)], len(dims)))
        if len(dims) < 5
        else [tuple(_SIZES[k % len(_SIZES)] for k in range(len(dims)))]
    )
    for attempt in range(_TRIES):
        rng = np.random.default_rng((0, attempt))
        sizes = dict(zip(dims, choices[attempt % len(choices)], strict=True))
        names = {leaf.name: draw(leaf, sizes, rng, attempt) for leaf in free}
        yield Point(names, sizes, Smooth(attempt, sizes))


def _dims(node: Tensor) -> Shape:
    """Return every size that stands in a node."""
    match node:
        case Contraction(_, _, _, _, sizes):
            return sizes
        case Abstract():
            return (*node.shape, *node.dims)
        case Leaf(Symbol(name), _, facts) if "size" in facts:
            return (name,)
        case _:
            return node.shape


def draw(leaf: Leaf, sizes: Mapping[str, int], rng: Any, attempt: int = 0) -> Array:
    """Return random numbers of a name's shape that fit what is declared of it."""
    shape = tuple(_size(dim, sizes) for dim in leaf.shape)
    x = rng.standard_normal(shape)
    facts = leaf.facts
    if leaf.definition is not None and is_antisymmetric(leaf):
        return x - x.T
    if leaf.definition is not None and is_symmetric(leaf):
        facts |= {"symmetric"}
    if "positive definite" in facts or "positive semidefinite" in facts:
        return x @ x.T / len(x) + 0.5 * np.eye(len(x))
    if "symmetric" in facts:
        return (x + x.T) / 2 + (attempt % 2) * 2 * np.eye(len(x))
    if "orthogonal" in facts:
        # No more columns than rows can be orthonormal.
        return np.linalg.qr(x)[0] if shape[0] >= shape[-1] else np.full(shape, np.nan)
    if "diagonal" in facts:
        return np.diag(np.diag(x))
    if "simplex" in facts:
        share = np.exp(x)
        return share / share.sum(axis=-1, keepdims=True)
    if "binary" in facts:
        return (x > 0).astype(float)
    if "sign" in facts:
        return np.where(x > 0, 1.0, -1.0)
    if "positive" in facts or attempt % 3 == 1:
        return rng.uniform(0.3, 1.7, shape)
    return x if attempt % 3 == 0 else 0.4 * x


def _size(dim: Dim, sizes: Mapping[str, int]) -> int:
    number = affine.of_dim(dim)
    return number.constant + sum(c * sizes[str(k)] for k, c in number.terms)


def agrees(function: Tensor, wrt: Leaf, derivative: Tensor) -> bool | None:
    """Tell whether a derivative is that of a function; None if no point was found to try it at.

    Args:
        function: an array.
        wrt: a name in it, without a definition.
        derivative: an array of the function's shape and then that of `wrt`.
    """
    good = bad = 0
    rank = len(wrt.shape)
    for attempt, point in enumerate(points((function, derivative), (wrt,))):
        rng = np.random.default_rng((1, attempt))
        if wrt.name not in point.names:
            return None
        direction = rng.standard_normal(np.shape(point.names[wrt.name]))
        try:
            with np.errstate(all="ignore"):
                found = np.tensordot(point.value(derivative), direction, rank)
            ahead = point.moved(wrt.name, _STEP * direction).value(function)
            behind = point.moved(wrt.name, -_STEP * direction).value(function)
        except (NablatexError, ValueError, np.linalg.LinAlgError):
            continue
        with np.errstate(all="ignore"):
            measured = (np.asarray(ahead) - behind) / (2 * _STEP)
        scale = 1 + np.max(np.abs(measured), initial=0) + np.max(np.abs(ahead), initial=0)
        if not (np.all(np.isfinite(measured)) and np.all(np.isfinite(found)) and scale < 1e6):
            continue
        if np.size(found) == 0:
            continue
        if np.allclose(found, measured, rtol=_TOLERANCE, atol=_TOLERANCE * scale):
            good += 1
        else:
            bad += 1
        if good == _AGREEMENTS or bad > _AGREEMENTS:
            break
    if good + bad == 0:
        return None
    return good > bad


def same(left: Tensor, right: Tensor, *, through: bool = True) -> bool | None:
    """Tell whether two arrays have the same numbers; None if no point was found to try it at.

    Args:
        left, right: the arrays.
        through: whether defined names have the values of their definitions, or any.
    """
    good = 0
    for point in points((left, right), through=through):
        try:
            a, b = point.value(left), point.value(right)
        except (NablatexError, ValueError, np.linalg.LinAlgError):
            continue
        if np.shape(a) != np.shape(b):
            return False
        if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))) or np.size(a) == 0:
            continue
        if not np.allclose(a, b, rtol=1e-8, atol=1e-8 * (1 + float(np.max(np.abs(a))))):
            return False
        good += 1
        if good == _AGREEMENTS:
            return True
    return True if good else None
