"""Normalising: tidy constructors, the order of a derivative's factors, braces in front of all."""

from nablatex.normalise.cases import branches, distribute_cases, hoist_cases
from nablatex.normalise.covers import covers
from nablatex.normalise.order import chain, take_out
from nablatex.normalise.tidy import (
    add,
    base_of,
    divide,
    multiply,
    negate,
    pick,
    raise_to,
    scale,
    simplify,
    split_coefficient,
    value_of,
    zero_like,
)

__all__ = [
    "add",
    "base_of",
    "branches",
    "chain",
    "covers",
    "distribute_cases",
    "divide",
    "hoist_cases",
    "multiply",
    "negate",
    "pick",
    "raise_to",
    "scale",
    "simplify",
    "split_coefficient",
    "take_out",
    "value_of",
    "zero_like",
]
