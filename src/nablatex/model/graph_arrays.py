r"""The computational graph of arrays: `W`, `x`, `z`, `L` are nodes, whatever their sizes.

Separate from the graph of numbers. A Jacobian of two arrays has too many numbers to be multiplied
by: along each edge the gradient is carried back by its own formula, `\nabla_z L \cdot x^\top`,
which is the derivative of $\langle G, z \rangle$ with $G = \nabla_z L$ held fixed (Griewank and
Walther, Evaluating Derivatives, 2nd ed., section 3.2).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from nablatex import ops
from nablatex.equations import Equations
from nablatex.errors import EvaluationError, NablatexError, NoRuleError
from nablatex.expr import Call, Component, Expr, Product, Symbol
from nablatex.latex import Notation, write
from nablatex.model.array_numbers import Given, given_by_name
from nablatex.model.arrays import WorkedArrays, bounded
from nablatex.model.graph import (
    EdgeFormula,
    Graph,
    backward_pairs,
    forward_order,
    gradient_symbol,
    local_symbol,
)
from nablatex.normalise import chain
from nablatex.tensor import Leaf, System, numbers_at, postorder
from nablatex.traverse import substitute

OfArrays = Callable[[Equations, Expr, tuple[Expr, ...]], WorkedArrays]
# More numbers of a local derivative than these are not worked out: they are not shown either.
_MOST_LOCAL = 4_096
# What is carried back has these names while its formula is found; no model can spell them.
_PULLED = Symbol("pulled back", ())
_UPSTREAM = "upstream"


class ArrayGraph(Graph):
    """The graph of the arrays that one number depends on."""

    def __init__(
        self,
        equations: Equations,
        of: Expr,
        values: Mapping[str, Any],
        notation: Notation,
        of_arrays: OfArrays,
        system: System,
    ) -> None:
        """Make the graph.

        Args:
            equations: what the model says, between arrays.
            of: the output.
            values: what is given: a name among it is not followed further.
            notation: the spellings of the model's author.
            of_arrays: works out a derivative between arrays.
            system: the equations as arrays.
        """
        self._equations = equations
        self._of_arrays = of_arrays
        self._system = system
        self.of = of
        self.notation = notation
        self._definitions = {_whole(left): left for left in equations.definitions}
        self._leaves = _leaves_of(system, of)
        given = given_by_name(values, self._leaves.values(), equations.values).numbers
        order, self._inputs = self._followed(frozenset(given))
        self.names = tuple(forward_order(order, self._inputs))
        self._pulled: dict[tuple[Expr, Expr], WorkedArrays] = {}
        self._local: dict[tuple[Expr, Expr], WorkedArrays | None] = {}
        pairs = backward_pairs(self.names, self._inputs)
        self.edges = tuple(self._edge(target, source) for target, source in pairs)

    def _followed(self, given: frozenset[Expr]) -> tuple[list[Expr], dict[Expr, list[Expr]]]:
        """Return the names that are needed, each behind its inputs, and the inputs of each."""
        inputs: dict[Expr, list[Expr]] = {}
        # The n of `\frac{1}{n}` is how many there are, and no node.
        sizes = {dim for name in self._leaves for dim in name.shape}
        waiting = [self.of]
        while waiting:
            name = waiting.pop()
            if name in inputs:
                continue
            leaf = self._leaves[name]
            inputs[name] = []
            if leaf.definition is not None and name not in given:
                parts = postorder(leaf.definition, through=False)
                found = (n.name for n in parts if isinstance(n, Leaf))
                named = (by for by in found if not _is_size(by, sizes))
                inputs[name] = list(dict.fromkeys(named))
            waiting += inputs[name]
        return [name for name in self._leaves if name in inputs], inputs

    def _edge(self, target: Expr, source: Expr) -> EdgeFormula:
        symbol = local_symbol(target, source)
        upstream = gradient_symbol(self.of, target)
        here = self._alone(target)
        if not target.shape:
            local = self._of_arrays(here, target, (source,))
            self._local[target, source] = local
            found = _whole_formula(local, source)
            factors = (symbol if found is None else found,)
            carried = chain(factors if target is self.of else (upstream, *factors))
            return EdgeFormula(source, target, symbol, found, carried)
        held = Symbol(_UPSTREAM, target.shape)
        scalar = replace(here, definitions={**here.definitions, _PULLED: _inner(held, target)})
        pulled = self._of_arrays(scalar, _PULLED, (source,))
        self._pulled[target, source] = pulled
        jacobian = self._jacobian(here, target, source)
        self._local[target, source] = jacobian
        written = None if jacobian is None else jacobian.in_matrices
        back = _whole_formula(pulled, source)
        carried = symbol if back is None else substitute(back, {held: upstream})
        return EdgeFormula(source, target, symbol, written, carried)

    def _alone(self, name: Expr) -> Equations:
        """Return the equations with one definition: what stands in it is held fixed."""
        left = self._definitions[name]
        return replace(self._equations, definitions={left: self._equations.definitions[left]})

    def _jacobian(self, here: Equations, target: Expr, source: Expr) -> WorkedArrays | None:
        """Return the local derivative of an array, or None where it cannot be shown."""
        try:
            return self._of_arrays(here, target, (source,))
        except NablatexError:
            return None

    def inputs(self, name: Expr) -> Sequence[Expr]:
        """Return the names in the definition of a name; none of a given one."""
        return self._inputs[name]

    def definition(self, name: Expr) -> Expr | None:
        """Return what a name is defined as, or None for a given one."""
        return self._equations.definitions[self._definitions[name]] if self._inputs[name] else None

    def forward(self, values: Mapping[str, Any]) -> Given:
        """Return the array of every name.

        Raises:
            UndefinedError: a name has no number.
            EvaluationError: there is no value here, or shapes do not agree.
        """
        return _forward(self._system, self, values)

    def given(self, values: Mapping[str, Any]) -> Given:
        """Return what is given, by expression."""
        return given_by_name(values, self._leaves.values(), self._equations.values)

    def worked_out(self, name: Expr, given: Given) -> Any:
        """Return the array of one name from those of its inputs."""
        definition = self._leaves[name].definition
        assert definition is not None
        leaves = list(self._leaves.values())
        made = numbers_at(definition, given.numbers, leaves, given.functions, self._system.assumed)
        return np.asarray(made, dtype=float)

    def back(self, edge: EdgeFormula, upstream: Any, point: Given) -> tuple[Any, Any]:
        """Return the local derivative's numbers (None: too many), and what goes on to `source`.

        Raises:
            EvaluationError: the derivative has no value here.
        """
        pair = edge.target, edge.source
        jacobian = self._local[pair]
        sizes = [np.shape(point.numbers[name]) for name in pair]
        few = prod(sizes[0] + sizes[1]) <= _MOST_LOCAL
        if pair not in self._pulled:
            assert jacobian is not None
            gradient = jacobian.numbers_at(point)
            return gradient if few else None, upstream * gradient
        local = jacobian.numbers_at(point) if jacobian is not None and few else None
        held = Symbol(_UPSTREAM, edge.target.shape)
        with_upstream = Given({**point.numbers, held: upstream}, point.functions)
        return local, self._pulled[pair].numbers_at(with_upstream)


def _whole_formula(worked: WorkedArrays, by: Expr) -> Expr | None:
    """Return a gradient as one formula, or None where it is written entry by entry."""
    return worked.in_matrices if by.shape else worked.result


def _is_size(name: Expr, sizes: Container[object]) -> bool:
    return isinstance(name, Symbol) and not name.shape and name.name in sizes


def _whole(name: Expr) -> Expr:
    return name.base if isinstance(name, Component) and name.base.shape else name


@bounded
def _leaves_of(system: System, of: Expr) -> dict[Expr, Leaf]:
    """Return the leaves of all names that an output depends on, each behind its inputs."""
    parts = postorder(system.leaf(of))
    return {part.name: part for part in parts if isinstance(part, Leaf)}


@bounded
def _forward(system: System, graph: ArrayGraph, values: Mapping[str, Any]) -> Given:
    given = graph.given(values)
    for name in graph.names:
        if name not in given.numbers and graph.inputs(name):
            found = graph.worked_out(name, given)
            if not np.all(np.isfinite(found)):
                raise EvaluationError(f"{write(name)} has no value here")
            given.numbers[name] = found
    return given


def _inner(left: Symbol, right: Expr) -> Expr:
    r"""Return $\langle G, z \rangle$, the sum of the products of entries."""
    match len(right.shape):
        case 0:
            return Product((left, right))
        case 1:
            return Call(ops.dot, (left, right))
        case 2:
            return Call(ops.trace, (Call(ops.matmul, (Call(ops.transpose, (left,)), right)),))
        case _:
            raise NoRuleError(f"{write(right)} has more than two axes; it is no node of a graph")
