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
from nablatex.derivation import Step as WorkingStep
from nablatex.equations import bare
from nablatex.errors import EvaluationError, LimitError, NoRuleError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import (
    Call,
    Component,
    Derivative,
    DerivativeStyle,
    Expr,
    Reduction,
    Rule,
    Symbol,
)
from nablatex.latex import Notation, write
from nablatex.model.layout import Layout
from nablatex.model.worked import Form, Step, Worked, as_numbers, shown
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
    length,
    named,
    names_of,
    numbers_at,
    permuted,
    postorder,
    same_as_formula,
    same_as_vec,
    structured,
    values_of_functions,
)
from nablatex.traverse import parts_of

# A longer derivative is not written; its numbers are there.
MOST_SIGNS = 20_000
_EXPLAINED = {
    ops.eigenvalue: rules.EIGENVALUES,
    ops.eigenvector: rules.EIGENVALUES,
    ops.hardmax: rules.HARDMAX,
    ops.polar: rules.POLAR,
    ops.dyad: rules.DYAD,
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
        by_elements: Callable[[], Worked] | None = None,
    ) -> None:
        self.of = of
        self.wrt = wrt
        self.layout = layout
        self.notation = notation
        self._values = values
        self._elements = by_elements
        self._names = [Leaf(name, name.shape, frozenset(), None) for name in names if name.shape]
        self._structure = structure
        self._found: ArrayDerivative = derive(system, of, wrt)
        self._array = self._found.array
        if structure is not None:
            if self._found.of.shape or len(wrt) != 1:
                raise NoRuleError("a structure is taken into account in the gradient of a scalar")
            self._array = structured(self._array, structure)
        leaves = [n for n in postorder(self._found.of.array) if isinstance(n, Leaf)]
        self._leaves = list(dict.fromkeys((*leaves, *(by.array for by in self._found.wrt))))
        spelled = {name.name for name in names if isinstance(name, Symbol)} - _letters(system)
        self._taken = names_of([*self._leaves, *self._sized()]) | self._indices() | spelled

    def _sized(self) -> list[Tensor]:
        return list(postorder(self._array))

    def _indices(self) -> set[str]:
        given = (*self._found.of.named, *(k for by in self._found.wrt for k in by.named))
        parts = (part for k in given if k is not None for part in parts_of(k))
        return {part.name for part in parts if isinstance(part, Symbol)}

    @cached_property
    def _writer(self) -> Writer:
        system = self._found.system
        return Writer(
            system.origin,
            self._taken,
            products=not self._is_indexed,
            assumed=system.assumed,
            names=values_of_functions(self._leaves),
        )

    @property
    def _is_indexed(self) -> bool:
        """Tell whether the author writes sums over indices himself."""
        definition = self._found.system.definitions.get(self.of)
        elements = [n for n in self._found.system.definitions if isinstance(n, Component)]
        return any(_has_sum(right) for right in [definition] if right is not None) or bool(elements)

    @cached_property
    @bounded
    def asked(self) -> Expr:
        """The derivative as a symbol."""
        if self._vectorised is not None:
            return self._by_vec()
        letters = self._writer.letters_of(self._laid_array, self._letters)
        if letters:
            return self._by_elements(letters)
        rank = len(self._found.of.shape)
        indexed = any(isinstance(name, Component) for name in (self.of, *self.wrt))
        style: DerivativeStyle = "partial" if rank or indexed or not self._found.shape else "nabla"
        if len(self.wrt) == 2 and self.wrt[0] is not self.wrt[1] and style == "nabla":
            inner = Derivative(self.of, self.wrt[:1], "nabla", 1)
            return Derivative(inner, self.wrt[1:], "nabla", 1)
        return Derivative(self.of, self.wrt, style, len(self.wrt))

    def _by_elements(self, letters: Sequence[Expr]) -> Expr:
        """Return the symbol of a derivative of elements by elements."""
        rest = list(letters)
        names: list[Expr] = []
        for name, target in zip(
            (self.of, *self.wrt), (self._found.of, *self._found.wrt), strict=True
        ):
            own, rest = rest[: len(target.shape)], rest[len(target.shape) :]
            whole = isinstance(name, Component) or not name.shape or not own
            names.append(name if whole else Component(name, tuple(own), "sub"))
        return Derivative(names[0], tuple(names[1:]), "partial", len(self.wrt))

    def _by_vec(self) -> Expr:
        """Return the symbol of a derivative between vectorised matrices."""
        wrt = tuple(Call(ops.vec, (name,)) for name in self.wrt)
        if len(wrt) == 2:
            return Derivative(self.of, wrt, "nabla", 2)
        return Derivative(Call(ops.vec, (self.of,)), wrt, "partial", 1)

    @cached_property
    @bounded
    def result(self) -> Expr:
        """The derivative in full, in matrix notation if it has one, else by elements.

        Raises:
            NoRuleError: what would be shown does not agree with the numbers.
        """
        array = self._laid_array
        made = self._vectorised
        if made is not None:
            return made
        signs = length(array, {})
        if signs > MOST_SIGNS:
            raise LimitError(f"the derivative has about {signs} signs")
        made = self._writer.shown(array, self._letters)
        letters = self._writer.letters_of(array, self._letters)
        self._compare(made, letters)
        return made

    def _compare(self, made: Expr, letters: Sequence[Expr]) -> None:
        """Compare a formula with the numbers of the array that it stands for.

        Raises:
            NoRuleError: they differ.
        """
        array, system, stands = self._laid_array, self._found.system, self._writer.notation.stands
        if same_as_formula(array, made, letters, self._leaves, system, stands) is False:
            raise NoRuleError("the formula does not agree with its numbers, so it is not shown")

    @cached_property
    @bounded
    def _vectorised(self) -> Expr | None:
        """The derivative of a matrix by a matrix in Kronecker products, if it has that form."""
        array = self._array
        if any(self._letters) or len(array.shape) != 4 or self._is_indexed:
            return None
        made = self._writer.kronecker(array)
        if made is None or same_as_vec(array, made, self._leaves, self._found.system) is not True:
            return None
        return made

    @property
    def _letters(self) -> list[Expr | None]:
        found = self._found
        return [*found.of.named, *(k for by in found.wrt for k in by.named)]

    @property
    def _laid_array(self) -> Tensor:
        """The derivative with its axes as the layout has them."""
        is_jacobian = [len(self._found.of.shape), *(len(by.shape) for by in self._found.wrt)]
        if self.layout == "denominator" and is_jacobian == [1, 1]:
            return permuted(self._array, (1, 0))
        return self._array

    def _as_row(self, expr: Expr) -> Expr:
        """Return a gradient as a row where the layout has it so."""
        is_gradient = len(self._found.shape) == 1 and not self._found.of.shape
        if self.layout == "numerator" and is_gradient and len(expr.shape) == 1:
            return self._writer.row(expr)
        return expr

    @cached_property
    def _named(self) -> tuple[Expr, list[tuple[Symbol, Expr]]]:
        return named(self._as_row(self.result), self._taken)

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
        return self._writer.shown(self._found.array, self._letters)

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
        if self._vectorised is not None:
            found.append(rules.COLUMNS)
        if not self._found.tried:
            found.append(rules.UNTRIED)
        if any(map(_is_softmax_of_rows, nodes)):
            found.append(rules.BY_ROWS)
        if any(map(_may_be_of_matrix, nodes)):
            found.append(rules.BY_ENTRIES)
        used = {part.op for part in parts_of(self.result) if isinstance(part, Call)}
        found += dict.fromkeys(rule for op, rule in _EXPLAINED.items() if op in used)
        return found

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
                found = self._vectorised or self._writer.matrix(self._laid_array)
                if found is None:
                    raise UndefinedError("this derivative has no matrix notation; there is index")
                main, where = named(self._as_row(found), self._taken)[0], self.where
            case "index":
                letters = self._writer.letters(len(self._laid_array.shape), self._letters)
                main = self._writer.by_elements(self._laid_array, letters, products=False)
                self._compare(main, letters)
                where = []
            case "elements":
                return self._by_all_elements()
            case "factored":
                main, where = self._writer.shown(self._found.backwards, self._letters), []
            case _:
                raise UndefinedError(
                    f"there is no form {form!r}; there are matrix, index, elements and factored"
                )
        shown_rows = [write(main, self.notation)]
        shown_rows += [f"{write(a, self.notation)} = {write(b, self.notation)}" for a, b in where]
        return r",\quad ".join(shown_rows)

    def _by_all_elements(self) -> str:
        sized = all(isinstance(dim, int) for leaf in self._leaves for dim in leaf.shape)
        if self._elements is None or not sized:
            raise UndefinedError(
                "every element is written out where all sizes are numbers; there is index"
            )
        return self._elements().latex("elements")

    @bounded
    def factored(self) -> list[Step]:
        """Return the chain rule in terms of the derivatives by the names in between."""
        rows = [
            WorkingStep(
                rules.BACKWARDS,
                self.asked,
                self._writer.shown(self._found.backwards, self._letters),
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
        numbers, functions = self._given(values or {})
        for by in self._found.wrt:
            self._complete(by.array, numbers, functions)
        found = np.asarray(
            numbers_at(
                self._array,
                numbers,
                [*self._leaves, *self._names],
                functions,
                self._found.system.assumed,
            )
        )
        if not np.all(np.isfinite(found)):
            raise EvaluationError("the derivative has no value here")
        return found.astype(float)

    def _complete(
        self,
        variable: Tensor,
        numbers: dict[Expr, Any],
        functions: Mapping[str, Sequence[Callable[..., Any]]],
    ) -> None:
        """Add the numbers of a variable that the model defines and nobody has given."""
        system = self._found.system
        if not isinstance(variable, Leaf) or variable.name in numbers:
            return
        whole = system.as_defined(variable.name)
        if isinstance(whole, Leaf) and whole.definition is not None:
            leaves = [*(n for n in postorder(whole) if isinstance(n, Leaf)), *self._names]
            numbers[variable.name] = numbers_at(whole, numbers, leaves, functions)

    def evaluate_as_laid(self, values: Mapping[str, Any]) -> np.ndarray[Any, Any]:
        """Return the numbers of `result`, as its layout prints it."""
        found = self.evaluate(values)
        return found.T if self._laid_array is not self._array else found

    def _given(
        self, values: Mapping[str, Any]
    ) -> tuple[dict[Expr, Any], dict[str, Sequence[Callable[..., Any]]]]:
        leaves = [*self._names, *(n for n in self._leaves if isinstance(n, Leaf))]
        by_name = {bare(write(leaf.name)): leaf.name for leaf in leaves}
        # \vec{x} and x are two names where the model has both.
        by_name |= {write(leaf.name): leaf.name for leaf in leaves}
        numbers: dict[Expr, Any] = {
            name: evaluate(right, {}) for name, right in self._values.items()
        }
        functions: dict[str, Sequence[Callable[..., Any]]] = {}
        for key, given in values.items():
            if callable(given):
                functions[key] = [given]
            elif isinstance(given, (list, tuple)) and given and all(map(callable, given)):
                functions[key] = list(given)
            elif key in by_name or bare(key) in by_name:
                numbers[by_name.get(key) or by_name[bare(key)]] = as_numbers(key, given)
            else:
                numbers[Symbol(key, ())] = as_numbers(key, given)
        return numbers, functions

    def scope(self, values: Mapping[str, Any]) -> dict[Expr, Any]:
        """Return the numbers of the names, by expression."""
        return self._given(values)[0]


def _letters(system: System) -> set[str]:
    """Return the letters that a model's formulas have for indices."""
    found: set[str] = set()
    for side in (*system.definitions, *system.definitions.values()):
        for node in parts_of(side):
            places: tuple[Expr, ...] = ()
            if isinstance(node, Component):
                places = node.indices
            elif isinstance(node, Reduction):
                places = (node.index,)
            inside = (part for place in places for part in parts_of(place))
            found.update(part.name for part in inside if isinstance(part, Symbol))
    return found


def _is_softmax_of_rows(node: Tensor) -> bool:
    return isinstance(node, General) and node.op is ops.softmax and len(node.shape) == 2


def _may_be_of_matrix(node: Tensor) -> bool:
    """Tell whether this is a function of each entry of a square matrix: `\\exp(X)`."""
    if not isinstance(node, Map) or len(node.shape) != 2:
        return False
    named = node.op in ops.OF_MATRICES or node.op is ops.power
    return named and node.shape[0] == node.shape[1]


def _has_sum(expr: Expr) -> bool:
    return any(isinstance(node, Reduction) for node in parts_of(expr))
