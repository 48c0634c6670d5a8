r"""A matrix that several terms are multiplied by, taken out of their sum: `X^\top p - X^\top y`.

Separate from writing because it makes other arrays: `X^\top (p - y)` is one product where there
were two. It is taken out only where what is left is a vector, or no product of matrices: in
`X^\top X W - W W^\top W` each product keeps the order that is cheap for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from nablatex.tensor.build import add
from nablatex.tensor.contract import contract
from nablatex.tensor.kinds import Add, Contraction, Tensor, postorder
from nablatex.tensor.transform import remade
from nablatex.tensor.trial import same

_MOST_ROUNDS = 8
Key = tuple[Tensor, tuple[int, ...], Fraction]
"""An array, which axis of the result each of its axes is (-1: it is summed over), a power."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a term without one of its factors."""

    term: Contraction
    place: int

    @property
    def at(self) -> tuple[int, ...]:
        """The indices of the factor that was taken out."""
        return self.term.factors[self.place].indices

    def kept(self) -> set[int]:
        """Return the axes of the result that the rest has."""
        term = self.term
        others = (f for k, f in enumerate(term.factors) if k != self.place)
        return {index for factor in others for index in factor.indices if index < term.rank}

    def array(self, kept: Iterable[int]) -> Tensor:
        """Return the rest with some axes of the result, then those that are summed over."""
        term = self.term
        factors = [f for k, f in enumerate(term.factors) if k != self.place]
        out = (*kept, *(k for k in self.at if k >= term.rank))
        used = {*out, *(index for factor in factors for index in factor.indices)}
        return contract(term.coefficient, factors, out, {k: term.sizes[k] for k in used})


def gathered(tensor: Tensor) -> Tensor:
    """Return an array with the matrices that terms have in common taken out of sums."""
    made: dict[Tensor, Tensor] = {}
    for node in postorder(tensor, through=False):
        here = remade(node, lambda t: made.get(t, t))
        made[node] = _gathered(here) if isinstance(here, Add) else here
    found = made[tensor]
    return found if found is tensor or same(tensor, found) is True else tensor


def _gathered(total: Tensor) -> Tensor:
    for _ in range(_MOST_ROUNDS):
        if not isinstance(total, Add):
            break
        keys = [_keys(term) for term in total.terms]
        counts = Counter(key for found in keys for key in found)
        best = max(counts, key=lambda key: (counts[key], len(key[1])), default=None)
        if best is None or counts[best] < 2:
            break
        rests = [
            _Rest(term, found[best])
            for term, found in zip(total.terms, keys, strict=True)
            if best in found and isinstance(term, Contraction)
        ]
        left = [term for term, found in zip(total.terms, keys, strict=True) if best not in found]
        total = add([_together(best, rests), *left])
    return total


def _keys(term: Tensor) -> dict[Key, int]:
    """Return the factors of a term that may be taken out, with their places."""
    if not isinstance(term, Contraction) or term.brackets:
        return {}
    found: dict[Key, int] = {}
    for place, (base, at, exponent) in enumerate(term.factors):
        summed = [k for k in at if k >= term.rank]
        free = len(at) > 1 and len(summed) == 1 and len(set(at)) == len(at)
        if free and _is_cheap(term, place):
            key = base, tuple(k if k < term.rank else -1 for k in at), exponent
            found.setdefault(key, place)
    return found


def _is_cheap(term: Contraction, place: int) -> bool:
    """Tell whether a term without one factor is a vector, or summed over nothing else."""
    rest = [k for n, f in enumerate(term.factors) if n != place for k in f.indices]
    return all(k >= term.rank for k in rest) or len(term.sizes) == term.rank + 1


def _together(key: Key, rests: list[_Rest]) -> Tensor:
    """Return a factor times the sum of what it is multiplied by."""
    base, pattern, exponent = key
    rank = rests[0].term.rank
    kept = sorted(set[int]().union(*(rest.kept() for rest in rests)))
    inside = _gathered(add(rest.array(kept) for rest in rests))
    at = tuple(rank if k < 0 else k for k in pattern)
    sizes = dict(enumerate(rests[0].term.sizes[:rank]))
    sizes |= dict(zip(at, base.shape, strict=True))
    factors = [(base, at, exponent), (inside, (*kept, rank), Fraction(1))]
    return contract(1, factors, range(rank), sizes)
