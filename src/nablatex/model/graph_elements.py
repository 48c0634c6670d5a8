r"""The computational graph of numbers: `I_0`, `w_0`, `h`, `f` are nodes of their own.

Separate from the graph of arrays: every local derivative is a formula of one number by another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nablatex.differentiate import Partial
from nablatex.equations import Equations, names_in
from nablatex.errors import EvaluationError, UndefinedError
from nablatex.evaluate import FLOATS, Evaluator
from nablatex.expr import Call, Component, Expr, Sum, Symbol
from nablatex.latex import Notation, write
from nablatex.model.array_numbers import Given
from nablatex.model.graph import (
    EdgeFormula,
    Graph,
    backward_pairs,
    forward_order,
    gradient_symbol,
    local_symbol,
)
from nablatex.model.worked import given_numbers, numbers_of
from nablatex.normalise import chain
from nablatex.traverse import postorder, substitute

# What a function is of while it is differentiated; no model can spell it.
_INSIDE = Symbol("inside", ())


class ElementGraph(Graph):
    """The graph of numbers that one number depends on."""

    def __init__(
        self, equations: Equations, of: Expr, values: Mapping[str, Any], notation: Notation
    ) -> None:
        """Make the graph.

        Args:
            equations: what the model says.
            of: the output.
            values: what is given: a name among it is not followed further.
            notation: the spellings of the model's author.
        """
        self._equations = equations
        self.of = of
        self.notation = notation
        self._given = frozenset(given_numbers(equations, values))
        order = equations.order(of, cut=self._given)
        self._inputs = {n: [] if n in self._given else equations.inputs(n) for n in order}
        for name in order:
            self._refuse_open(name)
        self.names = tuple(forward_order(order, self._inputs))
        self._outers: dict[Expr, Expr] = {}
        self._sums: dict[Expr, dict[Expr, list[Expr]]] = {}
        pairs = backward_pairs(self.names, self._inputs)
        self.edges = tuple(self._edge(target, source) for target, source in pairs)

    def _refuse_open(self, name: Expr) -> None:
        """Refuse an element by a letter: it stands for as many nodes as nobody has told."""
        letters = isinstance(name, Component) and any(
            isinstance(part, Symbol) for at in name.indices for part in postorder(at)
        )
        if letters:
            raise UndefinedError(
                f"{write(name)} stands for any number of elements; "
                f"declare the shape of {write(name.children[0])}"
            )

    def _edge(self, target: Expr, source: Expr) -> EdgeFormula:
        right = self.definition(target)
        assert right is not None
        local = self._local(target, right, source)
        symbol = local_symbol(target, source)
        upstream = gradient_symbol(self.of, target)
        carried = symbol if target is self.of else chain((upstream, symbol))
        return EdgeFormula(source, target, symbol, local, carried)

    def _local(self, target: Expr, right: Expr, source: Expr) -> Expr:
        """Return the derivative of a definition by one name in it, in terms of what is known.

        Where a function is outermost, `y = \\sigma(w x + b)`, its value has a name already, which
        is what a program uses: y (1 - y) x.
        """
        match right:
            case Call(_, (inside,)) if not inside.shape:
                inner = Partial(self._terms(inside, source), source).result
                return chain((self._outer(target, right, inside), inner))
            case _:
                return Partial(self._terms(right, source), source).result

    def _outer(self, target: Expr, right: Call, inside: Expr) -> Expr:
        if target not in self._outers:
            function = Call(right.op, (_INSIDE,))
            found = substitute(Partial(function, _INSIDE).result, {function: target})
            self._outers[target] = substitute(found, {_INSIDE: inside})
        return self._outers[target]

    def _terms(self, expr: Expr, source: Expr) -> Expr:
        """Return the terms of a sum that a name stands in: those without it have no part."""
        if not isinstance(expr, Sum):
            return expr
        if expr not in self._sums:
            found: dict[Expr, list[Expr]] = {}
            for term in expr.terms:
                for name in names_in(term):
                    found.setdefault(name, []).append(term)
            self._sums[expr] = found
        terms = self._sums[expr].get(source, [])
        return Sum(tuple(terms)) if len(terms) > 1 else terms[0] if terms else expr

    def inputs(self, name: Expr) -> Sequence[Expr]:
        """Return the names in the definition of a name; none of a given one."""
        return self._inputs[name]

    def definition(self, name: Expr) -> Expr | None:
        """Return what a name is defined as, or None for a given one."""
        return None if name in self._given else self._equations.definition(name)

    def forward(self, values: Mapping[str, Any]) -> Given:
        """Return the number of every name.

        Raises:
            UndefinedError: a name has no number.
            EvaluationError: there is no value here.
        """
        given = given_numbers(self._equations, values)
        free = (name for name in self.names if self.definition(name) is None)
        missing = [write(name, self.notation) for name in free if name not in given]
        if missing:
            raise UndefinedError(f"nothing gives a number to {', '.join(missing[:8])}")
        scope = numbers_of(self._equations, self.of, values)
        return Given({name: _real(scope[name], name) for name in self.names}, {})

    def back(self, edge: EdgeFormula, upstream: Any, point: Given) -> tuple[Any, Any]:
        """Return the local derivative's number, and upstream times that.

        Raises:
            EvaluationError: the derivative has no value here.
        """
        assert edge.local is not None
        local = _real(Evaluator(point.numbers, None, FLOATS).value(edge.local), edge.symbol)
        return local, upstream * local


def _real(found: Any, of: Expr) -> float:
    if np.ndim(found) or isinstance(found, complex) or not np.isfinite(found):
        raise EvaluationError(f"{write(of)} has no value here")
    return float(found)
