"""Calculus on arrays of symbolic size: contractions in, textbook formulas out."""

from nablatex.tensor.build import permuted
from nablatex.tensor.derive import ArrayDerivative, derive, structured
from nablatex.tensor.explain import Explanation
from nablatex.tensor.facts import KNOWN, spelled_out
from nablatex.tensor.kinds import General, Leaf, Map, Tensor, postorder
from nablatex.tensor.naming import named
from nablatex.tensor.numbers import NoNumberError
from nablatex.tensor.session import Session
from nablatex.tensor.show import Writer, names_of, values_of_functions
from nablatex.tensor.simplify import length
from nablatex.tensor.system import System
from nablatex.tensor.values import numbers_at, same_as_formula, same_as_vec, same_formulas, says

__all__ = [
    "KNOWN",
    "ArrayDerivative",
    "Explanation",
    "General",
    "Leaf",
    "Map",
    "NoNumberError",
    "Session",
    "System",
    "Tensor",
    "Writer",
    "derive",
    "length",
    "named",
    "names_of",
    "numbers_at",
    "permuted",
    "postorder",
    "same_as_formula",
    "same_as_vec",
    "same_formulas",
    "says",
    "spelled_out",
    "structured",
    "values_of_functions",
]
