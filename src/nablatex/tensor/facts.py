"""What is known of an array: symmetric, orthogonal, on the simplex, 0 or 1.

Separate from contractions, which use it, and from the declarations that it comes from.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.tensor.kinds import Add, Contraction, General, Leaf, Tensor

_MOST_LOOKED_AT = 40


def has(tensor: Tensor, fact: str) -> bool:
    """Tell whether something is declared of an array."""
    return isinstance(tensor, Leaf) and fact in tensor.facts


def is_symmetric(tensor: Tensor) -> bool:
    """Tell whether the two axes of a matrix can be exchanged."""
    if len(tensor.shape) != 2:
        return False
    for _ in range(_MOST_LOOKED_AT):
        match tensor:
            case Leaf():
                return "symmetric" in tensor.facts
            case General(ops.inverse, (inside,), 0):
                tensor = inside
            case Add(terms):
                return all(_is_symmetric_term(term) for term in terms)
            case _:
                return _is_symmetric_term(tensor)
    return False


def _is_symmetric_term(tensor: Tensor) -> bool:
    match tensor:
        case Leaf():
            return "symmetric" in tensor.facts
        case Contraction(_, factors, brackets, 2, sizes):
            return _is_gram(factors, brackets, sizes)
        case _:
            return False


def _is_gram(factors: tuple, brackets: tuple, sizes: tuple) -> bool:  # type: ignore[type-arg]
    """Tell whether exchanging the axes 0 and 1 gives the same factors: X^T X, x x^T, X^T D X."""
    if sizes[0] != sizes[1]:
        return False
    if any(b.number.coefficient(0) or b.number.coefficient(1) for b in brackets):
        return not factors or all(not {0, 1} & set(f.indices) for f in factors)
    swap = {0: 1, 1: 0}
    bound = sorted({k for f in factors for k in f.indices if k > 1})
    for turned in (bound, bound[::-1]):
        names = {**dict(zip(bound, turned, strict=True)), **swap}
        left = sorted((f.base.serial, f.indices, f.exponent) for f in factors)
        right = sorted(
            (f.base.serial, _turned(f, names), f.exponent) for f in factors
        )
        if left == right:
            return True
    return False


def _turned(factor, names) -> tuple[int, ...]:  # type: ignore[no-untyped-def]
    at = tuple(names.get(k, k) for k in factor.indices)
    if isinstance(factor.base, Leaf) and "symmetric" in factor.base.facts:
        # The normal form has the axes of a symmetric factor in a fixed order; so has this.
        return at if at == factor.indices[::-1] or at == factor.indices else tuple(sorted(at))
    return at
