r"""Random smooth functions that stand for unknown ones, with their derivatives of every order.

Separate from trials because numbers of a model with unknown functions need them too:
`f(u) = C \tanh(\sum_s B_s u_s + b)`, whose derivatives are those of the hyperbolic tangent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import numpy as np

from nablatex.errors import EvaluationError
from nablatex.tensor.affine import of_dim
from nablatex.tensor.kinds import Abstract

Array = Any
_WIDTH = 3


class Smooth:
    """One world of stand-ins: the same function for the same name."""

    def __init__(self, seed: int, sizes: Mapping[str, int]) -> None:
        self._seed = seed
        self._sizes = sizes

    def __call__(self, node: Abstract, args: list[Array]) -> Array:
        """Return the value of an unknown function, or of a derivative, at arrays."""
        batch = node.batch
        lead = np.shape(args[0])[:batch]
        cores = [np.shape(arg)[batch:] for arg in args]
        flat = [np.reshape(arg, (*lead, -1)) for arg in args]
        widths = [part.shape[-1] for part in flat]
        shape = self._dims(node)
        outputs = int(np.prod(shape))
        rng = np.random.default_rng((self._seed, crc32(node.function.encode()), *widths, outputs))
        mixes = [0.7 * rng.standard_normal((_WIDTH, width)) for width in widths]
        offset, weights = rng.standard_normal(_WIDTH), rng.standard_normal((outputs, _WIDTH))
        inner = offset + sum(part @ mix.T for part, mix in zip(flat, mixes, strict=True))
        order = len(node.orders)
        found = tanh_derivative(order, inner)[..., None, :] * weights
        for slot in node.orders:
            found = found[..., None, :] * mixes[slot].T
        total = found.sum(axis=-1)
        by = [size for slot in node.orders for size in cores[slot]]
        return total.reshape((*lead, *shape, *by))

    def _dims(self, node: Abstract) -> tuple[int, ...]:
        found: list[int] = []
        for dim in node.dims:
            number = of_dim(dim)
            found.append(number.constant + sum(c * self._sizes[str(k)] for k, c in number.terms))
        return tuple(found)


def tanh_derivative(order: int, x: Array) -> Array:
    r"""Return `\tanh^{(order)}(x)` for orders up to 4."""
    t = np.tanh(x)
    s = 1 - t * t
    match order:
        case 0:
            return t
        case 1:
            return s
        case 2:
            return -2 * t * s
        case 3:
            return s * (6 * t * t - 2)
        case 4:
            return s * (16 * t - 24 * t**3)
        case _:
            raise EvaluationError("an unknown function is differentiated up to four times")
