r"""Summed indices that an equation fixes: `\sum_k [k = i + 1] x_k` is `x_{i+1}` where it exists.

Separate from writing arrays by elements because it computes with positions and sizes alone: which
index is what, and what must still hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nablatex.shape import Dim
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.kinds import Bracket, Contraction


def fixed_indices(
    node: Contraction, assumed: Sequence[Affine]
) -> tuple[dict[int, Affine], list[Bracket]]:
    """Return the summed indices that an equation fixes, and what else must hold.

    Args:
        node: a product.
        assumed: numbers in sizes that are known to be at most 0.
    """
    fixed: dict[int, Affine] = {}
    checks: list[Bracket] = []
    sizes = dict(enumerate(node.sizes))
    for bracket in node.brackets:
        relation, value = bracket.relation, _put_all(bracket.number, fixed)
        best: tuple[int, int, Affine, list[Bracket]] | None = None
        for key, c in value.terms if relation == "=" else ():
            if not isinstance(key, int) or key < node.rank or abs(c) != 1 or key in fixed:
                continue
            rest = affine.scaled(affine.put(value, key, Affine(0, ())), -c)
            needed = _in_range(rest, affine.of_dim(sizes[key]), sizes, assumed)
            rank = (len(needed), key)
            if best is None or rank < best[:2]:
                best = (*rank, rest, needed)
        if best is None:
            checks.append(bracket)
        else:
            fixed[best[1]] = best[2]
            checks += best[3]
    return fixed, [Bracket(r, _put_all(n, fixed)) for r, n in checks]


def _in_range(
    value: Affine, size: Affine, sizes: Mapping[int, Dim], assumed: Sequence[Affine]
) -> list[Bracket]:
    """Return what must hold for a value to be an index from 1 to a size."""
    needed = [
        Bracket("<=", affine.plus(value, size, -1)),
        Bracket("<=", affine.plus(Affine(1, ()), value, -1)),
    ]
    return [b for b in needed if not _is_certain(affine.extremes(b.number, sizes)[1], assumed)]


def _is_certain(number: Affine, assumed: Sequence[Affine]) -> bool:
    """Tell whether a number in sizes is at most 0, by itself or by what is assumed."""
    return affine.never_positive(number) or any(
        affine.never_positive(affine.plus(number, known, -1)) for known in assumed
    )


def _put_all(value: Affine, fixed: Mapping[int, Affine]) -> Affine:
    for key, other in fixed.items():
        value = affine.put(value, key, other)
    return value
