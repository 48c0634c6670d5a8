r"""Products multiplied out where that is shorter: `(1 - y) \sigma - y (1 - \sigma) = \sigma - y`.

Separate from the normal forms, which keep what stands in brackets: here both ways are tried and the
shorter is kept, so that what cancels only when it is multiplied out does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as choices

from nablatex.tensor.build import add
from nablatex.tensor.contract import contract, is_zero
from nablatex.tensor.kinds import (
    Add,
    Contraction,
    Factor,
    Leaf,
    Tensor,
    postorder,
)
from nablatex.tensor.transform import remade

_MOST_TERMS = 12
_MOST_PASSES = 2
_MOST_ROUNDS = 4


def simplified(tensor: Tensor) -> Tensor:
    """Return the same array, each part multiplied out where that makes it shorter."""
    lengths: dict[Tensor, int] = {}
    settled: set[Tensor] = set()
    for _ in range(_MOST_PASSES):
        # What has come out in front of a sum leaves a sum that nothing has looked at.
        before, tensor = tensor, _passed(tensor, lengths, settled)
        if tensor is before:
            break
    return tensor


def _passed(tensor: Tensor, lengths: dict[Tensor, int], settled: set[Tensor]) -> Tensor:
    made: dict[Tensor, Tensor] = {}
    for node in postorder(tensor, through=False):
        same = all(made.get(part, part) is part for part in node.parts)
        here = node if same or isinstance(node, Leaf) else remade(node, lambda t: made.get(t, t))
        if here not in settled:
            here = _shortest(here, lengths)
            settled.add(here)
        made[node] = here
    return made[tensor]


def _shortest(node: Tensor, lengths: dict[Tensor, int]) -> Tensor:
    best = node
    for _ in range(_MOST_ROUNDS):
        own = length(best, lengths)
        better = [
            option
            for option, before in _multiplied_out(best, lengths)
            if length(option, lengths) < min(own, before)
        ]
        if not better:
            return best
        best = min(better, key=lambda option: length(option, lengths))
    return best


def _multiplied_out(node: Tensor, lengths: dict[Tensor, int]) -> Iterator[tuple[Tensor, int]]:
    """Yield ways to multiply out, each with the length it would have if nothing cancelled."""
    match node:
        case Contraction():
            yield from _opened(node, lengths)
        case Add(terms) if len(terms) <= _MOST_TERMS:
            whole: list[Tensor] = []
            total = 0
            for term in terms:
                opened, before = max(
                    _opened(term, lengths), key=lambda way: way[1], default=(term, 0)
                )
                whole.append(opened)
                total += before or length(term, lengths) + 1
            if any(new is not old for new, old in zip(whole, terms, strict=True)):
                yield add(whole), total
        case _:
            return


def _opened(node: Tensor, lengths: dict[Tensor, int]) -> Iterator[tuple[Tensor, int]]:
    """Yield a product as the sum of the products of its terms: of one sum in it, and of all."""
    if not isinstance(node, Contraction):
        return
    sums = [k for k, f in enumerate(node.factors) if isinstance(f.base, Add) and f.exponent == 1]
    ways = [(k,) for k in sums] if len(sums) > 1 else []
    for way in [*ways, tuple(sums)] if sums else []:
        count = 1
        for k in way:
            count *= len(node.factors[k].base.parts)
        if count <= _MOST_TERMS:
            yield _open(node, way, lengths)


def _open(
    node: Contraction, sums: tuple[int, ...], lengths: dict[Tensor, int]
) -> tuple[Tensor, int]:
    rest = [f for k, f in enumerate(node.factors) if k not in sums]
    sizes = dict(enumerate(node.sizes))
    terms: list[Tensor] = []
    before = 0
    for picked in choices(*(_terms(node.factors[k]) for k in sums)):
        factors = [*rest, *picked]
        before += 1 + sum(length(f.base, lengths) + (f.exponent != 1) for f in factors)
        terms.append(contract(node.coefficient, factors, range(node.rank), sizes, node.brackets))
    return add(terms), before


def _terms(factor: Factor) -> list[Factor]:
    assert isinstance(factor.base, Add)
    return [Factor(term, factor.indices, factor.exponent) for term in factor.base.terms]


def length(tensor: Tensor, known: dict[Tensor, int]) -> int:
    """Return about how many signs a formula of an array has."""
    for node in postorder(tensor, through=False):
        if node not in known:
            known[node] = _length(node, known)
    return known[tensor]


def _length(node: Tensor, known: dict[Tensor, int]) -> int:
    match node:
        case Leaf():
            return 1
        case Contraction(coefficient, factors, brackets):
            if is_zero(node):
                return 0
            inner = sum(known[f.base] + (f.exponent != 1) for f in factors)
            inside = sum(isinstance(f.base, Add) for f in factors)
            return max(1, inner + inside + 2 * len(brackets) + (abs(coefficient) != 1))
        case Add(terms):
            return sum(known[term] + 1 for term in terms)
        case _:
            return 1 + sum(known[part] for part in node.parts)
