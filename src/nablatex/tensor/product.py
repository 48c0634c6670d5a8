"""A product while it is simplified: its number, factors, brackets and indices.

Separate from the rules that simplify it, and from the normal form, which starts them.
"""

from __future__ import annotations

from fractions import Fraction

from nablatex.shape import Dim
from nablatex.tensor.affine import affine
from nablatex.tensor.kinds import Bracket, Factor, Tensor


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
