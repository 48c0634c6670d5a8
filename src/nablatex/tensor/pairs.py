r"""Factors that make something simpler together: `A^{-1} A`, `Q^\top Q`, `\sum_i p_i`.

Separate from the normal form of a product, which asks here until nothing more is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from nablatex import ops
from nablatex.tensor.facts import has, is_symmetric
from nablatex.tensor.kinds import Add, Contraction, Factor, General, Leaf, Tensor
from nablatex.tensor.product import Product
from nablatex.tensor.quotients import powers, quotients, sigmoids, signs, softmaxes


def cancel(product: Product) -> bool:
    """Apply one rule for factors that stand together; tell whether one was found."""
    return any(rule(product) for rule in _RULES)


def _inverses(product: Product) -> bool:
    for inverse in product.factors:
        base = inverse.base
        if not (isinstance(base, General) and base.op is ops.inverse and inverse.exponent == 1):
            continue
        if base.batch:
            continue
        for i, k in _ends(inverse):
            found = _match(product, base.args[0], k, inverse)
            if found is None:
                continue
            j, used = found
            product.drop(inverse, *used)
            product.bound.discard(k)
            product.sizes.pop(k, None)
            product.equate(i, j)
            return True
    return False


def _ends(inverse: Factor) -> Iterator[tuple[int, int]]:
    """Yield the outer and the inner index of an inverse, from either side."""
    i, k = inverse.indices
    yield i, k
    yield k, i


def _match(
    product: Product, inside: Tensor, k: int, inverse: Factor
) -> tuple[int, tuple[Factor, ...]] | None:
    """Return the far index and the factors of the matrix behind its inverse, or None."""
    before = inverse.indices[1] == k  # the matrix stands to the right of its inverse
    if not isinstance(inside, Contraction):
        return _match_one(product, inside, k, inverse, before)
    return _match_chain(product, inside, k, inverse, before)


def _match_one(
    product: Product, inside: Tensor, k: int, inverse: Factor, before: bool
) -> tuple[int, tuple[Factor, ...]] | None:
    for other in product.factors:
        if other.base is not inside or other.exponent != 1 or k not in other.indices:
            continue
        if len(set(other.indices)) < 2 or not product.is_only_in(k, inverse, other):
            continue
        place = other.indices.index(k)
        if (place == 0) == before or is_symmetric(inside):
            return other.indices[1 - place], (other,)
    return None


def _match_chain(
    product: Product, inside: Contraction, k: int, inverse: Factor, before: bool
) -> tuple[int, tuple[Factor, ...]] | None:
    """Return the far index and the factors of `A` from `A^{-1} A`, each factor of `A` found."""
    if inside.brackets or inside.coefficient != 1 or inside.rank != 2:
        return None
    near, far = (0, 1) if before else (1, 0)
    names = {near: k}
    used: list[Factor] = []
    left = list(inside.factors)
    while left:
        step = next(
            ((f, g) for f in left for g in product.factors if _fits(f, g, names, used)), None
        )
        if step is None:
            return None
        pattern, factor = step
        names.update(zip(pattern.indices, factor.indices, strict=True))
        used.append(factor)
        left.remove(pattern)
    inner = [names[index] for index in names if index != far]
    if far not in names or not all(product.is_only_in(n, inverse, *used) for n in inner):
        return None
    if len(set(names.values())) < len(names):
        return None
    for n in inner:
        if n != k:
            product.bound.discard(n)
            product.sizes.pop(n, None)
    return names[far], tuple(used)


def _fits(pattern: Factor, factor: Factor, names: dict[int, int], used: list[Factor]) -> bool:
    if factor in used or (pattern.base, pattern.exponent) != (factor.base, factor.exponent):
        return False
    known = [
        names[a] == b for a, b in zip(pattern.indices, factor.indices, strict=True) if a in names
    ]
    return bool(known) and all(known)


def _orthogonal(product: Product) -> bool:
    for left in product.factors:
        if not has(left.base, "orthogonal") or left.exponent != 1:
            continue
        for right in product.factors:
            if right is left or right.base is not left.base or right.exponent != 1:
                continue
            square = left.base.shape[0] == left.base.shape[1]
            for axis in (0, 1) if square else (0,):
                shared = left.indices[axis]
                if right.indices[axis] == shared and product.is_only_in(shared, left, right):
                    product.drop(left, right)
                    product.bound.discard(shared)
                    del product.sizes[shared]
                    product.equate(left.indices[1 - axis], right.indices[1 - axis])
                    return True
    return False


def _sums_to_one(product: Product) -> bool:
    for factor in product.factors:
        base = factor.base
        softmax = isinstance(base, General) and base.op is ops.softmax
        if not (softmax or has(base, "simplex")) or factor.exponent != 1:
            continue
        last = factor.indices[-1]
        if factor.indices.count(last) == 1 and product.is_only_in(last, factor):
            product.drop(factor)
            product.bound.discard(last)
            del product.sizes[last]
            return True
    return False


def _of_length_one(product: Product) -> bool:
    r"""`v^\top v` of a unit eigenvector is 1."""
    for factor in product.factors:
        unit = isinstance(factor.base, General) and factor.base.op is ops.eigenvector
        if unit and factor.exponent == 2 and product.is_only_in(factor.indices[0], factor):
            product.drop(factor)
            product.bound.discard(factor.indices[0])
            del product.sizes[factor.indices[0]]
            return True
    return False


def _idempotent(product: Product) -> bool:
    for place, factor in enumerate(product.factors):
        if has(factor.base, "binary") and factor.exponent > 1:
            product.factors[place] = factor._replace(exponent=Fraction(1))
            return True
        if has(factor.base, "sign") and factor.exponent.denominator == 1 and factor.exponent != 1:
            odd = factor.exponent % 2
            product.factors[place] = factor._replace(exponent=Fraction(odd))
            if not odd:
                del product.factors[place]
            return True
    return False


def _powers_of_sums(product: Product) -> bool:
    r"""A sum beside a power of itself is gathered with it: `x^\top x \|x\|^{-3}`."""
    for factor in product.factors:
        base = factor.base
        if not isinstance(base, Contraction) or base.brackets or not base.coefficient:
            continue
        if base.rank == len(base.sizes) or not base.factors:
            continue
        used = _inside(product, base, factor)
        if used is None:
            continue
        product.drop(*used)
        product.coefficient /= base.coefficient
        product.factors.append(Factor(base, factor.indices, Fraction(1)))
        return True
    return False


def _inside(product: Product, base: Contraction, factor: Factor) -> tuple[Factor, ...] | None:
    """Return the factors that make up a sum which stands elsewhere to some power, or None."""
    names = dict(enumerate(factor.indices))
    used: list[Factor] = []
    left = list(base.factors)
    while left:
        step = next(
            (
                (pattern, other)
                for pattern in left
                for other in product.factors
                if other is not factor and _can_be(pattern, other, names, used)
            ),
            None,
        )
        if step is None:
            return None
        pattern, other = step
        names.update(zip(pattern.indices, other.indices, strict=True))
        used.append(other)
        left.remove(pattern)
    inner = [names[k] for k in range(base.rank, len(base.sizes))]
    if len(set(inner)) < len(inner) or not all(product.is_only_in(k, *used) for k in inner):
        return None
    for k in inner:
        product.bound.discard(k)
        product.sizes.pop(k, None)
    return tuple(used)


def _can_be(pattern: Factor, other: Factor, names: dict[int, int], used: list[Factor]) -> bool:
    if other in used or (pattern.base, pattern.exponent) != (other.base, other.exponent):
        return False
    pairs = zip(pattern.indices, other.indices, strict=True)
    return all(names.get(a, b) == b for a, b in pairs)


def _centred(product: Product) -> bool:
    r"""`\sum_i (x_i - \mu)` is 0 where `\mu` is the mean of `x`, by the model's own definitions."""
    for factor in product.factors:
        if factor.exponent != 1 or not isinstance(factor.base, Leaf | Add):
            continue
        for axis, index in enumerate(factor.indices):
            alone = factor.indices.count(index) == 1 and product.is_only_in(index, factor)
            if alone and product.sums_to_zero(factor.base, axis):
                product.coefficient = Fraction(0)
                product.factors = []
                product.brackets = []
                return True
    return False


_RULES = (
    _inverses,
    _orthogonal,
    _of_length_one,
    _sums_to_one,
    _centred,
    _idempotent,
    softmaxes,
    sigmoids,
    _powers_of_sums,
    signs,
    quotients,
    powers,
)
