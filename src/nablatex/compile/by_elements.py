"""The function for a derivative by elements: which arrays go in, which names are worked out.

Separate from the expressions themselves: an element `w_0` of a free vector is `w[0]`, one that the
equations define gets a line.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Sequence

from nablatex.compile.backend import Backend
from nablatex.compile.elements import Elements, rows_of, whole
from nablatex.compile.fragment import Body, Fragment, item
from nablatex.compile.names import Names
from nablatex.compile.source import Function, Parameter, shape_in_words
from nablatex.equations import Equations, names_in
from nablatex.errors import UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import Component, Expr, Stack, Symbol
from nablatex.latex import write
from nablatex.normalise import value_of


def function_by_elements(
    equations: Equations,
    names: Sequence[Expr],
    result: Expr,
    shape: Sequence[int],
    latex: str,
    backend: Backend,
) -> Function:
    """Return the function that computes a derivative by elements.

    Args:
        equations: what the model says.
        names: what is differentiated, then by what.
        result: the derivative.
        shape: the shape of the array that is returned.
        latex: what is computed, in words of the model.
        backend: the library of arrays.

    Raises:
        NoRuleError: something in it cannot be written.
        LimitError: it is too long.
    """
    given = Names((*backend.imports, *backend.helpers))
    body = Body(backend, given)
    title = function_name(given, names)
    order = _order(equations, names, result)
    arguments = _Arguments(equations, given, order)
    body.anchor = ast.Name(arguments.anchor)
    take_defaults(body, arguments.parameters)
    writer = Elements(body, arguments.code, arguments.arrays)
    defined = _definitions(equations, order, set(_needed(equations, result)))
    writer.count([*defined.values(), result])
    for name, right in defined.items():
        writer.define(name, right, given.of(write(name)))
    laid = [int(dim) for dim in result.shape]
    value = whole(body, writer.of(result), shape, laid)
    return Function(title, latex, arguments.parameters, body, value, shape_in_words(shape))


def function_name(given: Names, names: Sequence[Expr]) -> str:
    """Return the name of the function that computes a derivative: `dL_dw`, `d2L_dw_db`."""
    of, *by = [write(name) for name in names]
    order = str(len(by)) if len(by) > 1 else ""
    return given.of(f"d{order}{of}_" + "_".join(f"d{name}" for name in by))


def take_defaults(body: Body, parameters: Sequence[Parameter]) -> None:
    """Write a line for each argument whose number may be left out and cannot stand as it is."""
    for one in parameters:
        if one.default is not None and one.is_made(body.backend):
            made = body.backend.form("given", x=one.default)
            left_out = ast.Compare(ast.Name(one.name), [ast.Is()], [ast.Constant(None)])
            node = ast.IfExp(left_out, made, ast.Name(one.name))
            body.assigned(Fragment(node), one.name)


def _definitions(
    equations: Equations, order: Sequence[Expr], needed: Container[Expr]
) -> dict[Expr, Expr]:
    """Return what each name stands for that the derivative needs, in order."""
    found: dict[Expr, Expr] = {}
    for name in order:
        right = equations.definition(name)
        if _is_defined(equations, name) and right is not None and name in needed:
            found[name] = right
    return found


def _is_defined(equations: Equations, name: Expr) -> bool:
    return name not in equations.values and equations.definition(name) is not None


def _order(equations: Equations, names: Sequence[Expr], result: Expr) -> list[Expr]:
    """Return the scalar names that a function and its derivative depend on, inputs first."""
    found: dict[Expr, None] = {}
    targets = [target for name in names for target in _scalars(equations, name)]
    for target in (*targets, *names_in(result)):
        found |= dict.fromkeys(equations.order(target, cut=equations.values))
    if any(_is_under_a_sum(name) for name in found):
        # Elements such as w_i stand for others: no number can be given for them.
        by = (target for name in names[1:] for target in _scalars(equations, name))
        kept = {*by, *_needed(equations, result)}
        return [name for name in found if name in kept]
    return list(found)


def _is_under_a_sum(name: Expr) -> bool:
    """Tell whether a name is an element whose index is a letter."""
    return isinstance(name, Component) and any(value_of(k) is None for k in name.indices)


def _needed(equations: Equations, result: Expr) -> list[Expr]:
    return [
        name
        for target in names_in(result)
        for name in equations.order(target, cut=equations.values)
    ]


def _scalars(equations: Equations, name: Expr) -> Sequence[Expr]:
    """Return the elements of a name, or the name itself."""
    if name.shape or name in equations.elements:
        return equations.stack_of(name).children
    return (name,)


class _Arguments:
    """The arrays and numbers among some names that a model leaves free."""

    def __init__(self, equations: Equations, given: Names, names: Iterable[Expr]) -> None:
        self._equations = equations
        self._given = given
        self._seen: dict[Expr, str] = {}
        self.code: dict[Expr, Fragment] = {}
        self.arrays: dict[tuple[Expr, ...], ast.expr] = {}
        self.parameters: list[Parameter] = []
        self.anchor = ""
        for name in names:
            if not _is_defined(equations, name):
                self._take(name)

    def _take(self, name: Expr) -> None:
        """Make a free scalar name an argument, or the array that it is an element of."""
        if name in self.code:
            return
        array, stack = self._array_of(name)
        if array is None or stack is None:
            self._add(name, (), self._number(name))
            self.code[name] = Fragment(ast.Name(self._seen[name]))
            return
        numbers = [self._number(entry) for entry in stack.entries]
        known = [number for number in numbers if number is not None]
        sizes = tuple(int(dim) for dim in stack.dims)
        default = rows_of(known, sizes) if len(known) == len(numbers) else None
        self._add(array, sizes, default)
        node = ast.Name(self._seen[array])
        self.arrays[stack.entries] = node
        for place, entry in enumerate(stack.entries):
            at = [ast.Constant(k) for k in _unflattened(place, sizes)]
            self.code[entry] = Fragment(item(node, *at))

    def _add(self, name: Expr, shape: tuple[int, ...], default: ast.expr | None) -> None:
        made = self._given.of(write(name))
        self._seen[name] = made
        self.anchor = made if shape or not self.anchor else self.anchor
        self.parameters.append(Parameter(made, write(name), shape_in_words(shape), default))

    def _number(self, name: Expr) -> ast.expr | None:
        """Return the number that the model gives to a name."""
        value = self._equations.values.get(name)
        if value is None:
            return None
        return ast.Constant(float(evaluate(value, {})))

    def _array_of(self, name: Expr) -> tuple[Expr | None, Stack | None]:
        """Return the array of which a free name is an element, if all its elements are free."""
        equations = self._equations
        owner = equations.owner(name)
        array = None if owner is None else owner[0]
        if array is None and isinstance(name, Component) and isinstance(name.base, Symbol):
            array = name.base if name.base.shape else None
        if array is None:
            return None, None
        try:
            stack = equations.stack_of(array)
        except UndefinedError:
            return None, None
        free = name in stack.entries and not any(
            _is_defined(equations, entry) for entry in stack.entries
        )
        return (array, stack) if free else (None, None)


def _unflattened(place: int, sizes: Sequence[int]) -> list[int]:
    """Return the indices of an entry that is counted row by row."""
    made: list[int] = []
    for size in reversed(sizes):
        place, k = divmod(place, size)
        made.insert(0, k)
    return made
