"""What is known of an array: symmetric, orthogonal, on the simplex, 0 or 1.

Separate from contractions, which use it, and from the declarations that it comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from nablatex import ops
from nablatex.shape import Shape
from nablatex.tensor.affine import affine
from nablatex.tensor.kinds import Add, Bracket, Contraction, Factor, General, Leaf, Map, Tensor

_DEEPEST = 16


def has(tensor: Tensor, fact: str) -> bool:
    """Tell whether something is declared of an array."""
    return isinstance(tensor, Leaf) and fact in tensor.facts


@lru_cache(maxsize=4096)
def is_symmetric(tensor: Tensor, depth: int = 0) -> bool:
    """Tell whether the two axes of a matrix can be exchanged, by what is declared and its form."""
    if len(tensor.shape) != 2 or tensor.shape[0] != tensor.shape[1] or depth > _DEEPEST:
        return False
    match tensor:
        case Leaf(_, _, facts, definition):
            if "symmetric" in facts:
                return True
            return definition is not None and is_symmetric(definition, depth + 1)
        case General(ops.inverse, (inside,), 0):
            return is_symmetric(inside, depth + 1)
        case Add(terms):
            each = all(is_symmetric(term, depth + 1) for term in terms)
            return each or _is_turned_into_itself(tensor, 1)
        case Map(_, args):
            return all(is_symmetric(arg, depth + 1) for arg in args)
        case Contraction(_, factors, brackets, 2, sizes):
            return _is_gram(factors, brackets, sizes, depth)
        case _:
            return False


@lru_cache(maxsize=1024)
def is_antisymmetric(tensor: Tensor) -> bool:
    """Tell whether exchanging the two axes of a sum changes its sign: `x_i - x_j`."""
    if isinstance(tensor, Leaf) and tensor.definition is not None:
        return is_antisymmetric(tensor.definition)
    return isinstance(tensor, Add) and _is_turned_into_itself(tensor, -1)


def _is_turned_into_itself(tensor: Add, sign: int) -> bool:
    """Tell whether a sum with its axes exchanged is itself, but for a sign."""
    if len(tensor.shape) != 2 or tensor.shape[0] != tensor.shape[1]:
        return False
    plain, turned = Counter[object](), Counter[object]()
    for term in tensor.terms:
        number = Fraction(1)
        factors: tuple[Factor, ...] = (Factor(term, (0, 1), Fraction(1)),)
        if isinstance(term, Contraction):
            if term.brackets or len(term.sizes) != 2:
                return False
            number, factors = term.coefficient, term.factors
        swap = [f._replace(indices=tuple(1 - k for k in f.indices)) for f in factors]
        plain[number, tuple(sorted(map(_key, factors)))] += 1
        turned[sign * number, tuple(sorted(map(_key, swap)))] += 1
    return plain == turned


def _is_gram(
    factors: Sequence[Factor], brackets: Sequence[Bracket], sizes: Shape, depth: int
) -> bool:
    r"""Tell whether exchanging axes 0 and 1 gives the same product: `X^\top D X`, `x x^\top`."""
    if sizes[0] != sizes[1]:
        return False
    if brackets:
        same = Bracket("=", affine(0, ((0, 1), (1, -1))))
        return tuple(brackets) == (same,) and not any(1 in f.indices for f in factors)
    bound = sorted({k for f in factors for k in f.indices if k > 1})
    plain = sorted(_key(f, depth) for f in factors)
    for other in (bound, bound[::-1]):
        names = {**dict(zip(bound, other, strict=True)), 0: 1, 1: 0}
        swapped = [f._replace(indices=tuple(names.get(k, k) for k in f.indices)) for f in factors]
        if sorted(_key(f, depth) for f in swapped) == plain:
            return True
    return False


def _key(factor: Factor, depth: int = 0) -> tuple[int, tuple[int, ...], Fraction]:
    """Return a factor by what it is; the axes of a symmetric one have no order."""
    base, at, exponent = factor
    either = is_symmetric(base, depth + 1) or (is_antisymmetric(base) and exponent % 2 == 0)
    return base.serial, tuple(sorted(at)) if either else at, exponent


_IMPLIED = {
    "sym": ("symmetric",),
    "spd": ("symmetric", "positive definite", "invertible"),
    "positive definite": ("symmetric", "positive definite", "invertible"),
    "positive semidefinite": ("symmetric", "positive semidefinite"),
    "inv": ("invertible",),
    "orth": ("orthogonal",),
    "orthonormal": ("orthogonal",),
    "pos": ("positive",),
    "nonnegative": ("positive",),
    "prob": ("simplex", "positive"),
    "simplex": ("simplex", "positive"),
    "mask": ("binary",),
    "pm1": ("sign",),
    "diag": ("diagonal",),
}
KNOWN = frozenset(
    ("symmetric", "positive definite", "positive semidefinite", "invertible", "orthogonal")
) | {"positive", "simplex", "binary", "sign", "diagonal"}


def spelled_out(words: Iterable[str]) -> frozenset[str]:
    """Return facts with what they imply: positive definite is symmetric and invertible."""
    found: set[str] = set()
    for word in words:
        found.update(_IMPLIED.get(word, (word,)))
    return frozenset(found)
