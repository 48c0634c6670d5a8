"""The numbers of a derivative between arrays, from arrays and functions that are given by name.

Separate from formulas: nothing is written here, and sizes follow from the arrays given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablatex.equations import bare
from nablatex.errors import EvaluationError
from nablatex.evaluate import evaluate
from nablatex.expr import Expr, Symbol
from nablatex.latex import canonical_name, write
from nablatex.model.worked import as_numbers
from nablatex.tensor import ArrayDerivative, Leaf, Tensor, numbers_at, postorder


@dataclass(frozen=True, slots=True)
class Given:
    """What a user gives.

    Attributes:
        numbers: numbers and arrays by name.
        functions: each unknown function of NumPy arrays, followed by its derivatives.
    """

    numbers: dict[Expr, Any]
    functions: dict[str, Sequence[Callable[..., Any]]]


def given_by_name(
    given: Mapping[str, Any], leaves: Iterable[Leaf], values: Mapping[Expr, Expr]
) -> Given:
    """Return what is given by the names of the model.

    Args:
        given: arrays and functions as a user spells their names.
        leaves: the arrays that have names.
        values: what the model itself gives numbers to.
    """
    names = [leaf.name for leaf in leaves]
    by_name = {bare(write(name)): name for name in names}
    # \vec{x} and x are two names where the model has both.
    by_name |= {write(name): name for name in names}
    numbers: dict[Expr, Any] = {name: evaluate(right, {}) for name, right in values.items()}
    functions: dict[str, Sequence[Callable[..., Any]]] = {}
    for spelled, one in given.items():
        key = canonical_name(spelled)
        if callable(one):
            functions[key] = [one]
        elif isinstance(one, (list, tuple)) and one and all(map(callable, one)):
            functions[key] = list(one)
        elif key in by_name or bare(key) in by_name:
            numbers[by_name.get(key) or by_name[bare(key)]] = as_numbers(key, one)
        else:
            numbers[Symbol(key, ())] = as_numbers(key, one)
    return Given(numbers, functions)


def numbers_of_derivative(
    found: ArrayDerivative, array: Tensor, given: Given, leaves: Sequence[Tensor], names: list[Leaf]
) -> np.ndarray[Any, Any]:
    """Return the numbers of a derivative.

    Args:
        found: the derivative.
        array: its array, the structure of its variable taken into account.
        given: what a user gives.
        leaves: the names in the function, then those that it is differentiated by.
        names: the other names of the model.

    Raises:
        UndefinedError: a name has no number.
        EvaluationError: the derivative has no value there, or shapes do not agree.
    """
    numbers = dict(given.numbers)
    for by in found.wrt:
        numbers |= _defined(found, by.array, Given(numbers, given.functions), names)
    made = np.asarray(
        numbers_at(array, numbers, [*leaves, *names], given.functions, found.system.assumed)
    )
    if not np.all(np.isfinite(made)):
        raise EvaluationError("the derivative has no value here")
    return made.astype(float)


def numbers_of_function(
    found: ArrayDerivative, given: Given, leaves: Sequence[Tensor], names: list[Leaf]
) -> np.ndarray[Any, Any]:
    """Return the numbers of what is differentiated; the arguments are those of its derivative.

    Raises:
        UndefinedError: a name has no number.
        EvaluationError: it has no value there, or shapes do not agree.
    """
    array, assumed = found.of.array, found.system.assumed
    made = numbers_at(array, given.numbers, [*leaves, *names], given.functions, assumed)
    if not np.all(np.isfinite(made)):
        raise EvaluationError("the function has no value here")
    return np.asarray(made, dtype=float)


def _defined(
    found: ArrayDerivative, variable: Tensor, given: Given, names: list[Leaf]
) -> dict[Expr, Any]:
    """Return the numbers of a variable that the model defines and nobody has given."""
    if not isinstance(variable, Leaf) or variable.name in given.numbers:
        return {}
    whole = found.system.as_defined(variable.name)
    if not isinstance(whole, Leaf) or whole.definition is None:
        return {}
    leaves = [*(n for n in postorder(whole) if isinstance(n, Leaf)), *names]
    return {variable.name: numbers_at(whole, given.numbers, leaves, given.functions)}
