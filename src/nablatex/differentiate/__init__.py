"""Differentiation: of one expression (`scalar`), over a model's names (`paths`), of arrays."""

from nablatex.differentiate.arrays import differentiate, factored
from nablatex.differentiate.indices import can_be
from nablatex.differentiate.scalar import Partial
from nablatex.differentiate.second import differentiate_twice

__all__ = ["Partial", "can_be", "differentiate", "differentiate_twice", "factored"]
