"""Which graph a model has: of its elements, where they have names, or of whole arrays.

Separate from the two kinds of graph: the choice is the one made for derivatives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nablatex.equations import Equations
from nablatex.errors import NoRuleError, ShapeError, UndefinedError
from nablatex.expr import Component, Expr, Symbol
from nablatex.latex import Notation, write
from nablatex.model.graph import Graph
from nablatex.model.graph_arrays import ArrayGraph, OfArrays
from nablatex.model.graph_elements import ElementGraph
from nablatex.model.sized import are_arrays, shapes_missing
from nablatex.shape import a_or_an
from nablatex.tensor import System
from nablatex.traverse import postorder


def last_number(equations: Equations) -> Expr:
    """Return the last number that is defined, of those that no other definition uses.

    Raises:
        UndefinedError: none is.
    """
    definitions = equations.definitions
    used = {part for right in definitions.values() for part in postorder(right)}
    ends = [name for name in definitions if name not in used]
    for name in reversed(ends):
        if not name.shape and name not in equations.elements and not _has_letter(name):
            return name
    raise UndefinedError(r"the model defines no number, such as L = \|w\|^2, to go back from")


def _has_letter(name: Expr) -> bool:
    indices = name.indices if isinstance(name, Component) else ()
    return any(isinstance(part, Symbol) for at in indices for part in postorder(at))


def _names(equations: Equations) -> set[Expr]:
    sides = (*equations.definitions, *equations.definitions.values())
    return {part for side in sides for part in postorder(side) if isinstance(part, Symbol)}


def graph_of(
    equations: Equations,
    of: Expr,
    values: Mapping[str, Any],
    notation: Notation,
    of_arrays: OfArrays,
) -> Graph:
    """Return the graph of what a number depends on.

    Args:
        equations: what the model says.
        of: the number.
        values: what is given: a name among it is not followed further.
        notation: the spellings of the model's author.
        of_arrays: works out a derivative between arrays.

    Raises:
        ShapeError: it is no number.
        UndefinedError: names have no known shapes, or a definition refers to itself.
        NoRuleError: an operation on the way has no rule.
    """
    if of.shape or of in equations.elements:
        shape = a_or_an(of.shape) if of.shape else "a vector"
        raise ShapeError(f"{write(of)} is {shape}; gradients go back from a number")
    if are_arrays(equations, (of,)):
        system = System(equations.definitions, equations.functions)
        try:
            return ArrayGraph(equations, of, values, notation, of_arrays, system)
        except NoRuleError:
            # What has no meaning for arrays of any size, such as a cross product, may have one
            # by elements, where their number is known.
            if any(isinstance(dim, str) for name in _names(equations) for dim in name.shape):
                raise
    try:
        return ElementGraph(equations, of, values, notation)
    except UndefinedError as error:
        raise shapes_missing(equations, (of,)) or error from None
