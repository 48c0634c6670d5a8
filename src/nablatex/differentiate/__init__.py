"""Differentiation: of one expression (`scalar`), over a model's names (`paths`), of arrays."""

from nablatex.differentiate.arrays import differentiate, factored
from nablatex.differentiate.scalar import Partial

__all__ = ["Partial", "differentiate", "factored"]
