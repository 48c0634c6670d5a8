"""The function for a derivative of arrays: which arrays go in, which names are worked out.

Separate from the graph that is written: here a derivative is met, with what its model gives.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Mapping, Sequence

import numpy as np

from nablatex.compile.arrays import Arrays
from nablatex.compile.backend import Backend
from nablatex.compile.by_elements import function_name, take_defaults
from nablatex.compile.elements import rows_of
from nablatex.compile.fragment import Body, Fragment
from nablatex.compile.gather import gathered
from nablatex.compile.names import Names
from nablatex.compile.sizes import Sizes
from nablatex.compile.source import Function, Parameter, shape_in_words
from nablatex.evaluate import evaluate
from nablatex.expr import Derivative, Expr
from nablatex.latex import write
from nablatex.shape import Shape
from nablatex.tensor import ArrayDerivative
from nablatex.tensor.kinds import Leaf, Tensor, postorder
from nablatex.traverse import parts_of


def function_of_arrays(
    found: ArrayDerivative,
    array: Tensor,
    names: Sequence[Expr],
    values: Mapping[Expr, Expr],
    latex: str,
    backend: Backend,
) -> Function:
    """Return the function that computes a derivative of arrays.

    Args:
        found: the derivative.
        array: its array, the structure of its variable taken into account.
        names: what is differentiated, then by what.
        values: what the model itself gives numbers to.
        latex: what is computed, in words of the model.
        backend: the library of arrays.

    Raises:
        NoRuleError: something in it cannot be written.
        LimitError: it is too long.
    """
    given = Names((*backend.imports, *backend.helpers))
    body = Body(backend, given)
    title = function_name(given, names)
    array = gathered(array)
    defined = list(_defined(found, values))
    # What is differentiated by is an argument, also where nothing depends on it.
    variables = [by.array for by in found.wrt]
    leaves = _in_order(found, _leaves([*defined, found.of.array, *variables, array]))
    named = dict.fromkeys(leaf.name for leaf in leaves if leaf.definition is not None)
    worked_out = [name for name in named if name not in values]
    arguments = _arguments(leaves, worked_out, given, values)
    shapes = {ast.Name(one.name): shape for one, shape in arguments.values()}
    body.anchor = _anchor(shapes)
    parameters = [one for one, _ in arguments.values()]
    take_defaults(body, parameters)
    first, sizes = len(body.lines), Sizes(body, shapes.items())
    code = {name: _code(*argument) for name, argument in arguments.items()}
    writer = Arrays(body, sizes, code, {name: given.of(_spelled(name)) for name in worked_out})
    writer.write([*defined, array])
    value = writer.returned(array)
    sizes.write(first)
    parameters += sizes.missing
    return Function(title, latex, parameters, body, value, shape_in_words(array.shape))


def _arguments(
    leaves: Iterable[Leaf], worked_out: Container[Expr], given: Names, values: Mapping[Expr, Expr]
) -> dict[Expr, tuple[Parameter, Shape]]:
    """Return the names that a model leaves free, or gives numbers to, with their shapes."""
    found: dict[Expr, tuple[Parameter, Shape]] = {}
    for leaf in leaves:
        if leaf.name not in found and leaf.name not in worked_out and "size" not in leaf.facts:
            found[leaf.name] = _parameter(leaf, given, values), leaf.shape
    return found


def _anchor(shapes: Mapping[ast.Name, Shape]) -> ast.expr:
    """Return an argument of whose kind other arrays are made."""
    arrays = [code for code, shape in shapes.items() if shape] or list(shapes)
    return arrays[0] if arrays else ast.Constant(None)


def _code(argument: Parameter, shape: Shape) -> Fragment:
    return Fragment(ast.Name(argument.name), frozenset(range(len(shape))))


def _defined(found: ArrayDerivative, values: Mapping[Expr, Expr]) -> Iterable[Leaf]:
    """Yield the variables that the model defines, with what they are."""
    for by in found.wrt:
        if isinstance(by.array, Leaf) and by.array.name not in values:
            whole = found.system.as_defined(by.array.name)
            if isinstance(whole, Leaf) and whole.definition is not None:
                yield whole


def _leaves(roots: Iterable[Tensor]) -> list[Leaf]:
    nodes = (node for root in roots for node in postorder(root))
    return list(dict.fromkeys(node for node in nodes if isinstance(node, Leaf)))


def _in_order(found: ArrayDerivative, leaves: list[Leaf]) -> list[Leaf]:
    """Return names in the order in which the model's equations mention them."""
    definitions = found.system.definitions.values()
    mentioned = dict.fromkeys(part for right in definitions for part in parts_of(right))
    places = {name: place for place, name in enumerate(mentioned)}
    return sorted(leaves, key=lambda leaf: places.get(leaf.name, len(places)))


def _parameter(leaf: Leaf, given: Names, values: Mapping[Expr, Expr]) -> Parameter:
    latex = write(leaf.name)
    right = values.get(leaf.name)
    default = None if right is None else _numbers(right)
    return Parameter(given.of(latex), latex, shape_in_words(leaf.shape), default)


def _numbers(right: Expr) -> ast.expr:
    """Return the numbers that a model gives, as code."""
    array = np.asarray(evaluate(right, {}), dtype=float)
    nodes = [ast.Constant(float(number)) for number in array.ravel()]
    return rows_of(nodes, array.shape) if array.ndim else nodes[0]


def _spelled(name: Expr) -> str:
    """Return a name as an identifier begins: the derivative by z of L is `dL_dz`."""
    if isinstance(name, Derivative) and name.wrt:
        order = str(name.order) if name.order > 1 else ""
        return f"d{order}{write(name.of)}_" + "_".join(f"d{write(by)}" for by in name.wrt)
    return write(name)
