r"""Factors that make something simpler together: `A^{-1} A`, `Q^\top Q`, `\sum_i p_i`, softmax.

Separate from the normal form of a product, which asks here until nothing more is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from nablatex import ops
from nablatex.shape import Dim
from nablatex.tensor.affine import affine
from nablatex.tensor.facts import has, is_symmetric
from nablatex.tensor.kinds import (
    Add,
    Bracket,
    Compared,
    Contraction,
    Factor,
    General,
    Leaf,
    Map,
    Tensor,
)


class Product:
    """A product that is worked on: its number, factors, brackets and indices.

    Attributes:
        out: the indices that are not summed over.
        sizes: the size of each index.
    """

    def __init__(
        self,
        coefficient: Fraction,
        factors: list[Factor],
        brackets: list[Bracket],
        out: tuple[int, ...],
        sizes: dict[int, Dim],
    ) -> None:
        self.coefficient = coefficient
        self.factors = factors
        self.brackets = brackets
        self.out = out
        self.sizes = sizes
        self._next = max(sizes, default=-1) + 1
        self.bound = set(sizes) - set(out)

    def fresh(self, size: Dim) -> int:
        """Return one more index to sum over."""
        index = self._next
        self._next += 1
        self.sizes[index] = size
        self.bound.add(index)
        return index

    def rename(self, old: int, new: int) -> None:
        """Write one index for another in every factor; the old one is gone if it was summed."""
        self.factors = [
            f
            if old not in f.indices
            else Factor(f.base, tuple(new if k == old else k for k in f.indices), f.exponent)
            for f in self.factors
        ]
        if old in self.bound:
            self.bound.discard(old)
            del self.sizes[old]

    def is_only_in(self, index: int, *factors: Factor) -> bool:
        """Tell whether an index is summed over and stands nowhere but in these factors."""
        if index in self.out or any(b.number.coefficient(index) for b in self.brackets):
            return False
        return not any(index in f.indices for f in self.factors if f not in factors)

    def drop(self, *factors: Factor) -> None:
        """Leave factors out."""
        self.factors = [f for f in self.factors if f not in factors]

    def sums_to_zero(self, base: Tensor, axis: int) -> bool:
        """Tell whether an array is 0 when it is summed over an axis; the normal form knows."""
        raise NotImplementedError

    def raised(self, base: Tensor, exponent: Tensor, more: Fraction) -> Tensor:
        """Return `base ^ (exponent + more)`, entry by entry."""
        raise NotImplementedError

    def equate(self, left: int, right: int) -> None:
        """Put Kronecker's delta of two indices in."""
        self.brackets.append(Bracket("=", affine(0, ((left, 1), (right, -1)))))


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


def _softmax(product: Product) -> bool:
    r"""`\exp(z_i) / \sum_j \exp(z_j)` is a softmax."""
    for below in product.factors:
        total = below.base
        if below.exponent >= 0 or below.exponent.denominator != 1:
            continue
        if not isinstance(total, Contraction) or len(total.factors) != 1 or total.brackets:
            continue
        ((exp, at, power),) = total.factors
        if total.coefficient != 1 or power != 1 or total.rank != len(total.sizes) - 1:
            continue
        if not isinstance(exp, Map) or exp.op is not ops.exp or at != tuple(range(len(at))):
            continue
        for above in product.factors:
            if above.base is not exp or above.exponent < 1 or above.indices[:-1] != below.indices:
                continue
            product.drop(above, below)
            shares = General(ops.softmax, exp.args, len(exp.shape) - 1, exp.shape)
            product.factors += [
                Factor(shares, above.indices, Fraction(1)),
                *([above._replace(exponent=above.exponent - 1)] if above.exponent != 1 else []),
                *([below._replace(exponent=below.exponent + 1)] if below.exponent != -1 else []),
            ]
            return True
    return False


def _sigmoid(product: Product) -> bool:
    r"""`1 / (1 + \exp(z))` is `\sigma(-z)`, and `\exp(z) / (1 + \exp(z))` is `\sigma(z)`."""
    for below in product.factors:
        exp = _one_and_exp(below.base)
        if exp is None or below.exponent >= 0 or below.exponent.denominator != 1:
            continue
        above = next(
            (f for f in product.factors if f.base is exp and f.indices == below.indices), None
        )
        if above is None or above.exponent < 1:
            continue
        product.drop(above, below)
        product.factors += [
            Factor(Map(ops.sigmoid, exp.args), below.indices, Fraction(1)),
            *([above._replace(exponent=above.exponent - 1)] if above.exponent != 1 else []),
            *([below._replace(exponent=below.exponent + 1)] if below.exponent != -1 else []),
        ]
        return True
    return False


def _one_and_exp(base: Tensor) -> Map | None:
    """Return the exponential in `1 + \\exp(z)`."""
    if not isinstance(base, Add) or len(base.terms) != 2:
        return None
    exps = [t for t in base.terms if isinstance(t, Map) and t.op is ops.exp]
    ones = [
        t
        for t in base.terms
        if isinstance(t, Contraction) and t.coefficient == 1 and not t.factors and not t.brackets
    ]
    return exps[0] if len(exps) == len(ones) == 1 else None


def _signs(product: Product) -> bool:
    """`sign(u) / |u|` is `1 / u`, and `u sign(u)` is `|u|`."""
    for factor in product.factors:
        base = factor.base
        if not isinstance(base, Map) or base.op is not ops.sign or factor.exponent != 1:
            continue
        for other in product.factors:
            if other.indices != factor.indices or other.exponent.denominator != 1:
                continue
            size = isinstance(other.base, Map) and other.base.op is ops.abs_
            if size and other.base.parts == base.args and other.exponent < 0:
                new = [Factor(base.args[0], factor.indices, Fraction(-1))]
                step = 1
            elif other.base is base.args[0] and other.exponent > 0:
                new = [Factor(Map(ops.abs_, base.args), factor.indices, Fraction(1))]
                step = -1
            else:
                continue
            product.drop(factor, other)
            rest = other.exponent + step
            product.factors += new + ([other._replace(exponent=rest)] if rest else [])
            return True
    return False


_QUOTIENTS = {ops.sinh: (ops.cosh, ops.tanh), ops.sin: (ops.cos, ops.tan)}


def _quotients(product: Product) -> bool:
    r"""`\sinh(u) / \cosh(u)` is `\tanh(u)`, `|u|^2` is `u^2`, `[u > 0] ReLU(u)` is `ReLU(u)`."""
    for factor in product.factors:
        base = factor.base
        if not isinstance(base, Map):
            continue
        if base.op is ops.abs_ and factor.exponent % 2 == 0:
            product.drop(factor)
            product.factors.append(Factor(base.args[0], factor.indices, factor.exponent))
            return True
        if base.op in _QUOTIENTS and factor.exponent == 1:
            below, whole = _QUOTIENTS[base.op]
            divisor = Factor(Map(below, base.args), factor.indices, Fraction(-1))
            if divisor in product.factors:
                product.drop(factor, divisor)
                made = Map(whole, base.args)
                product.factors.append(Factor(made, factor.indices, Fraction(1)))
                return True
        if base.op is ops.relu:
            for other in product.factors:
                if other.indices == factor.indices and _is_positive(other.base, base.args[0]):
                    product.drop(other)
                    return True
    return False


def _is_positive(condition: Tensor, inside: Tensor) -> bool:
    """Tell whether a condition is `[u > 0]`."""
    if not isinstance(condition, Compared) or condition.left is not inside:
        return False
    right = condition.right
    zero = isinstance(right, Contraction) and right.coefficient == 0
    return zero and condition.relation in (">", ">=")


def _powers(product: Product) -> bool:
    """`a^b / a` is `a^{b - 1}`."""
    for factor in product.factors:
        base = factor.base
        if not isinstance(base, Map) or base.op is not ops.power or factor.exponent != 1:
            continue
        for other in product.factors:
            same = other.base is base.args[0] and other.indices == factor.indices
            if same and other.exponent.denominator == 1:
                product.drop(factor, other)
                raised = product.raised(base.args[0], base.args[1], other.exponent)
                product.factors.append(Factor(raised, factor.indices, Fraction(1)))
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
    _softmax,
    _sigmoid,
    _powers_of_sums,
    _signs,
    _quotients,
    _powers,
)
