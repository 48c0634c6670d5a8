r"""A derivative between arrays as the user meets it: matrix notation, elements, numbers, steps.

Separate from derivatives by elements: sizes may be letters here, and the result is what a textbook
prints, `2 X^\top (X w - y)`, with what repeats named once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from nablatex import ops, rules
from nablatex.compile import BackendName, Function, backend_named, function_of_arrays
from nablatex.derivation import Step as WorkingStep
from nablatex.errors import LimitError, NablatexError, NoRuleError, UndefinedError
from nablatex.expr import Call, Derivative, Expr, Rule, Symbol
from nablatex.latex import Notation, write
from nablatex.model.array_formula import ArrayFormula
from nablatex.model.array_numbers import (
    Given,
    given_by_name,
    numbers_of_derivative,
    numbers_of_function,
)
from nablatex.model.layout import Layout
from nablatex.model.worked import Form, Step, Worked, shown
from nablatex.shape import Shape
from nablatex.tensor import (
    ArrayDerivative,
    Explanation,
    General,
    Leaf,
    Map,
    NoNumberError,
    Session,
    System,
    Tensor,
    Writer,
    derive,
    named,
    postorder,
    says,
    structured,
)
from nablatex.traverse import parts_of

_EXPLAINED = {
    ops.eigenvalue: rules.EIGENVALUES,
    ops.eigenvector: rules.EIGENVALUES,
    ops.hardmax: rules.HARDMAX,
    ops.polar: rules.POLAR,
    ops.dyad: rules.DYAD,
    ops.outer: rules.OUTER,
}
"""What is said of functions that are not written in a way that everybody knows."""

P = ParamSpec("P")
T = TypeVar("T")


def bounded(function: Callable[P, T]) -> Callable[P, T]:
    """Work in the derivation's own session; say it where Python can follow it no further."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        session = _session_of(args)
        try:
            with session.active():
                return function(*args, **kwargs)
        except RecursionError:
            raise LimitError("the formulas are nested too deeply") from None
        except NoNumberError as error:
            raise UndefinedError(f"nothing gives a number to {write(error.name)}") from None
        except (TypeError, ValueError, LookupError, AssertionError) as error:
            raise NoRuleError(f"this is not worked out for arrays: {error}") from error

    return guarded


def _session_of(args: Sequence[object]) -> Session:
    """Return the session of a derivative, also while it is being made."""
    worked = args[0]
    if isinstance(worked, WorkedArrays) and "_found" in vars(worked):
        return worked._found.system.session
    return next(arg.session for arg in args if isinstance(arg, System))


class WorkedArrays(Worked):
    """A derivative of arrays: `.result`, `.where`, `.steps`, `.latex()`, `.evaluate()`.

    Attributes:
        of: the name that is differentiated.
        wrt: the names by which it is, one for each order.
        layout: "mixed", the default: a gradient has the shape of its variable, a Jacobian a row
            for each output; "numerator": a gradient is a row; "denominator": a Jacobian has a
            column for each output.
        notation: the spellings of the model's author.
    """

    @bounded
    def __init__(
        self,
        system: System,
        of: Expr,
        wrt: tuple[Expr, ...],
        *,
        layout: Layout = "mixed",
        structure: str | None = None,
        notation: Notation,
        values: Mapping[Expr, Expr],
        names: Iterable[Expr] = (),
        holds_fixed: bool = False,
        by_elements: Callable[[], Worked] | None = None,
    ) -> None:
        self.of = of
        self.wrt = wrt
        self.layout = layout
        self.notation = notation
        self._values = values
        self._elements = by_elements
        self._holds_fixed = holds_fixed
        known = list(names)
        self._names = [Leaf(name, name.shape, frozenset(), None) for name in known if name.shape]
        self._structure = structure
        self._found: ArrayDerivative = derive(system, of, wrt)
        self._array = self._found.array
        if structure is not None:
            if self._found.of.shape or len(wrt) != 1:
                raise NoRuleError("a structure is taken into account in the gradient of a scalar")
            self._array = structured(self._array, structure)
        self._formula = ArrayFormula(self._found, self._array, (of, *wrt), layout, known)

    @cached_property
    @bounded
    def asked(self) -> Expr:
        """The derivative as a symbol."""
        return self._formula.asked

    @cached_property
    @bounded
    def result(self) -> Expr:
        """The derivative in full, in matrix notation if it has one, else by elements.

        Raises:
            NoRuleError: what would be shown does not agree with the numbers.
        """
        return self._formula.result

    @property
    def _writer(self) -> Writer:
        return self._formula.writer

    @cached_property
    def _named(self) -> tuple[Expr, list[tuple[Symbol, Expr]]]:
        return named(self._formula.as_row(self.result), self._formula.taken)

    @property
    @bounded
    def where(self) -> list[tuple[Expr, Expr]]:
        """What the names stand for that `latex` uses for repeated parts and long factors."""
        shown_names = {n for n in parts_of(self.result) if isinstance(n, Derivative)}
        links = [
            (link.leaf.name, self._writer.entry_of(link.value))
            for link in reversed(self._found.links)
            if self._is_needed(link.leaf.name, shown_names)
        ]
        return [*self._named[1], *((name, value) for name, value in links if name is not value)]

    def _is_needed(self, name: Expr, start: Iterable[Expr]) -> bool:
        needed, waiting = set(start), list(start)
        values = {link.leaf.name: link.value for link in self._found.links}
        while waiting:
            value = values.get(waiting.pop())
            for node in postorder(value, through=False) if value is not None else ():
                if isinstance(node, Leaf) and node.name in values and node.name not in needed:
                    needed.add(node.name)
                    waiting.append(node.name)
        return name in needed

    @cached_property
    @bounded
    def steps(self) -> list[Step]:
        """The steps, in the order in which they are read; each has its details in `.parts`."""
        made = self._explained.steps()
        if self._first is not None:
            before = self._first
            parts = tuple(before.unshown_steps())
            made.insert(0, WorkingStep(rules.FIRST, before.asked, before.result, None, parts))
        if not self._found.tried:
            made[-1] = replace(made[-1], note=rules.UNTRIED)
        if self._structure is not None:
            made.append(WorkingStep(rules.STRUCTURE, self.asked, self.result))
        return [shown(step, self.notation) for step in made]

    @bounded
    def unshown_steps(self) -> list[WorkingStep]:
        """Return the steps as they are worked out."""
        return self._explained.steps()

    @cached_property
    def _first(self) -> WorkedArrays | None:
        """The first derivative where this is the second."""
        if len(self.wrt) < 2:
            return None
        return WorkedArrays(
            self._found.system, self.of, self.wrt[:1], notation=self.notation, values=self._values
        )

    @cached_property
    def _explained(self) -> Explanation:
        first = None if self._first is None else self._first.asked
        return Explanation(self._found, self.asked, self._plain_result, self._writer, first)

    @property
    def _plain_result(self) -> Expr:
        if self._structure is None:
            return self.result
        return self._writer.shown(self._found.array, self._formula.letters)

    @bounded
    def differentials(self) -> list[Step]:
        r"""Return the other way: `dL = ...`, from which the derivative is read off.

        Raises:
            UndefinedError: names stand between the two; ask for the derivative by the last.
        """
        return [shown(step, self.notation) for step in self._explained.by_differentials()]

    @property
    @bounded
    def conventions(self) -> list[Rule]:
        """What a reader must know of the signs in the result, each in both languages."""
        nodes = list(postorder(self._found.of.array))
        found = []
        if self._formula.vectorised is not None:
            found.append(rules.COLUMNS)
        if not self._found.tried:
            found.append(rules.UNTRIED)
        if self._holds_fixed:
            found.append(rules.HELD_FIXED)
        if any(map(_is_softmax_of_rows, nodes)):
            found.append(rules.BY_ROWS)
        if any(map(_may_be_of_matrix, nodes)):
            found.append(rules.BY_ENTRIES)
        said = (self.result, *self._found.system.definitions.values())
        used = {n.op for expr in said for n in parts_of(expr) if isinstance(n, Call)}
        found += dict.fromkeys(rule for op, rule in _EXPLAINED.items() if op in used)
        return found

    @bounded
    def says(self, formula: Expr) -> bool | None:
        """Tell whether a formula in the model's names has the numbers of this derivative.

        None where that cannot be told.
        """
        letters = [k for k in self._formula.letters if k is not None]
        return says(self._array, formula, letters, self._found.system, self._values)

    @property
    def shape(self) -> Shape:
        """The shape of what `evaluate` returns: that of `of`, then that of each `wrt`."""
        return self._found.shape

    @bounded
    def latex(self, form: Form | None = None) -> str:
        r"""Return the derivative as LaTeX.

        Args:
            form: "matrix", "index" (one element, sums written out), "elements" (every element,
                where all sizes are numbers) or "factored" (in terms of the derivatives by the
                names in between); None: matrix notation if there is one.

        Raises:
            UndefinedError: there is no such form.
        """
        match form:
            case None:
                main, where = self._named[0], self.where
            case "matrix":
                found = self._formula.matrix()
                if found is None:
                    raise UndefinedError("this derivative has no matrix notation; there is index")
                row = self._formula.as_row(found)
                main, where = named(row, self._formula.taken)[0], self.where
            case "index":
                main, where = self._formula.by_elements(), []
            case "elements":
                return self._by_all_elements()
            case "factored":
                main, where = self._writer.shown(self._found.backwards, self._formula.letters), []
            case _:
                raise UndefinedError(
                    f"there is no form {form!r}; there are matrix, index, elements and factored"
                )
        shown_rows = [write(main, self.notation)]
        shown_rows += [f"{write(a, self.notation)} = {write(b, self.notation)}" for a, b in where]
        return r",\quad ".join(shown_rows)

    def _by_all_elements(self) -> str:
        sized = all(isinstance(dim, int) for leaf in self._formula.leaves for dim in leaf.shape)
        if self._elements is None or not sized:
            raise UndefinedError(
                "every element is written out where all sizes are numbers; there is index"
            )
        return self._elements().latex("elements")

    @property
    @bounded
    def in_matrices(self) -> Expr | None:
        """The derivative in matrix notation, or None where it has none."""
        return self._formula.writer.matrix(self._formula.laid)

    @bounded
    def factored(self) -> list[Step]:
        """Return the chain rule in terms of the derivatives by the names in between."""
        rows = [
            WorkingStep(
                rules.BACKWARDS,
                self.asked,
                self._writer.shown(self._found.backwards, self._formula.letters),
            )
        ]
        for link in reversed(self._found.links):
            rows.append(
                WorkingStep(rules.BACKWARDS, link.leaf.name, self._writer.entry_of(link.value))
            )
        return [shown(row, self.notation) for row in rows]

    @bounded
    def evaluate(self, values: Mapping[str, Any] | None = None) -> np.ndarray[Any, Any]:
        """Return the derivative's numbers, an array of shape `shape(of) + shape(wrt)`.

        Args:
            values: arrays by name; sizes follow from their shapes. An unknown function is given as
                a function of NumPy arrays, or a list of it and its derivatives.

        Raises:
            UndefinedError: a name has no number.
            EvaluationError: the derivative has no value there, or shapes do not agree.
        """
        return self.numbers_at(self._given(values or {}))

    @bounded
    def numbers_at(self, given: Given) -> np.ndarray[Any, Any]:
        """Return what `evaluate` does, from numbers by expression.

        Raises:
            UndefinedError, EvaluationError: as for `evaluate`.
        """
        return numbers_of_derivative(
            self._found, self._array, given, self._formula.leaves, self._names
        )

    @bounded
    def _function(self, backend: BackendName) -> Function:
        names, library = (self.of, *self.wrt), backend_named(backend)
        return function_of_arrays(
            self._found, self._array, names, self._values, self._said(), library
        )

    def _said(self) -> str:
        """Return the derivative as an equation, or its symbol where its formula is too long."""
        try:
            return repr(self)
        except NablatexError:
            return write(self.asked, self.notation)

    def evaluate_as_laid(self, values: Mapping[str, Any]) -> np.ndarray[Any, Any]:
        """Return the numbers of `result`, as its layout prints it."""
        found = self.evaluate(values)
        return found.T if self._formula.laid is not self._array else found

    @bounded
    def value(self, values: Mapping[str, Any] | None = None) -> np.ndarray[Any, Any]:
        """Return the numbers of `of` itself, before it is differentiated.

        Raises:
            UndefinedError, EvaluationError: as for `evaluate`.
        """
        given = self._given(values or {})
        return numbers_of_function(self._found, given, self._formula.leaves, self._names)

    def entries(self, name: Expr) -> tuple[Expr, ...]:
        """Return the name alone if it is a number.

        Raises:
            UndefinedError: it is an array, whose elements have no names.
        """
        if name.shape:
            raise UndefinedError(f"the elements of {write(name)} have no names")
        return (name,)

    def _given(self, values: Mapping[str, Any]) -> Given:
        leaves = (n for n in self._formula.leaves if isinstance(n, Leaf))
        return given_by_name(values, [*self._names, *leaves], self._values)

    def scope(self, values: Mapping[str, Any]) -> dict[Expr, Any]:
        """Return the numbers of the names, by expression."""
        return self._given(values).numbers


def _is_softmax_of_rows(node: Tensor) -> bool:
    return isinstance(node, General) and node.op is ops.softmax and len(node.shape) == 2


def _may_be_of_matrix(node: Tensor) -> bool:
    """Tell whether this is a function of each entry of a square matrix: `\\exp(X)`."""
    if not isinstance(node, Map) or len(node.shape) != 2:
        return False
    named = node.op in ops.OF_MATRICES or node.op is ops.power
    return named and node.shape[0] == node.shape[1]
