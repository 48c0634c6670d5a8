"""A derivative as the user meets it: result, steps, LaTeX in several views, numbers.

Separate from `nablatex.derivation`, which is the bare record: here it meets printing and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from nablatex import rules
from nablatex.check import verify
from nablatex.compile import BackendName, Function, backend_named, function_by_elements
from nablatex.derivation import Derivation
from nablatex.derivation import Step as WorkingStep
from nablatex.differentiate import factored
from nablatex.equations import Equations, bare, names_in
from nablatex.errors import EvaluationError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import Component, Expr, Rule, Symbol
from nablatex.latex import Notation, read, write
from nablatex.model.display import mimebundle
from nablatex.model.layout import Layout, in_denominator
from nablatex.shape import Shape

_PLAIN = Notation()
Form = Literal["elements", "index", "matrix", "factored"]
FORMS: tuple[Form, ...] = ("elements", "index", "matrix", "factored")


@dataclass(frozen=True, slots=True)
class Step:
    """One equality of a derivation.

    Attributes:
        rule: the rule's title in English; `rule_ko` in Korean.
        before, after: the two sides.
        note: a remark, such as the value taken at a kink, or "".
        notation: the author's spellings.
        parts: the argument for this step, for those who want to see it.
    """

    rule: str
    rule_ko: str
    before: Expr
    after: Expr
    note: str
    note_ko: str
    notation: Notation = field(default=_PLAIN, repr=False)
    parts: tuple[Step, ...] = ()

    @property
    def latex(self) -> str:
        """The equality as LaTeX."""
        return f"{write(self.before, self.notation)} = {write(self.after, self.notation)}"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


def shown(step: WorkingStep, notation: Notation = _PLAIN) -> Step:
    """Return a step as the user meets it."""
    note, note_ko = ("", "") if step.note is None else (step.note.en, step.note.ko)
    parts = tuple(shown(part, notation) for part in step.parts)
    rule, rule_ko = step.rule.en, step.rule.ko
    return Step(rule, rule_ko, step.before, step.after, note, note_ko, notation, parts)


class Worked:
    """A derivative of a model: `.result`, `.steps`, `.latex()`, `.evaluate()`.

    Attributes:
        of: the name that is differentiated.
        wrt: the names by which it is, one for each order.
        layout: how a printed gradient or Jacobian lies: "numerator", one row for each output, or
            "denominator", one column for each output.
        notation: the spellings of the model's author.
    """

    def __init__(
        self,
        equations: Equations,
        of: Expr,
        wrt: tuple[Expr, ...],
        working: Derivation,
        *,
        layout: Layout = "numerator",
        notation: Notation = _PLAIN,
    ) -> None:
        self._equations = equations
        self._working = working
        self.of = of
        self.wrt = wrt
        self.layout = layout
        self.notation = notation

    @property
    def asked(self) -> Expr:
        """The derivative as a symbol."""
        return self._working.asked

    @cached_property
    def result(self) -> Expr:
        """The derivative, by elements, in the model's own terms, as its layout prints it."""
        return self._laid(self._working.result)

    @cached_property
    def steps(self) -> list[Step]:
        """The steps, in the order in which they are read, each tried in numbers first."""
        return [self._shown(step) for step in verify(self._working.steps, self._equations)]

    def _shown(self, step: WorkingStep) -> Step:
        return shown(replace(step, after=self._laid(step.after)), self.notation)

    def _laid(self, expr: Expr) -> Expr:
        """Return an array of partials, or factors of them, in this derivative's layout."""
        if self.layout == "numerator":
            return expr
        columns = self._shapes[1] if len(self.wrt) == 1 else ()
        return in_denominator(expr, self._shapes[0], columns)

    @cached_property
    def _shapes(self) -> list[Shape]:
        return [_shape(self._equations, name) for name in (self.of, *self.wrt)]

    def differentials(self) -> list[Step]:
        r"""Return the other way: `dL = ...`, from which the derivative is read off.

        Raises:
            UndefinedError: it is not known of what is worked out element by element.
        """
        raise UndefinedError("differentials are those of arrays; these are elements with names")

    @property
    def conventions(self) -> list[Rule]:
        """What a reader must know of the signs in the result, each in both languages."""
        return []

    @property
    def shape(self) -> Shape:
        """The shape of what `evaluate` returns: that of `of`, then that of each `wrt`."""
        return tuple(dim for shape in self._shapes for dim in shape)

    def latex(self, form: Form | None = None) -> str:
        r"""Return the derivative as LaTeX, by elements or as `\nabla_u y \cdot \nabla_x u`.

        Raises:
            UndefinedError: there is no such form, or none of a second derivative.
        """
        if form in (None, "elements"):
            return write(self.result, self.notation)
        if form != "factored":
            raise UndefinedError(
                f"there is no form {form!r} of a derivative by elements; there are elements and "
                "factored"
            )
        return write(self.factored()[0].after, self.notation)

    def factored(self) -> list[Step]:
        """Return the chain rule in factors, then each factor written out, each tried in numbers.

        Raises:
            UndefinedError: this is a second derivative, or in denominator layout, where factors
                stand the other way round.
        """
        if len(self.wrt) > 1:
            raise UndefinedError("a second derivative has no factored form; there is elements")
        if self.layout == "denominator":
            raise UndefinedError("the factored form is written in numerator layout")
        step, parts = factored(self._equations, self.of, self.wrt[0])
        rows = [step]
        for part in parts:
            rows.append(WorkingStep(rules.ELEMENTS, part.asked, part.result))
        return [self._shown(row) for row in verify(rows, self._equations)]

    def evaluate(self, values: Mapping[str, Any] | None = None) -> np.ndarray[Any, Any]:
        """Return the derivative's numbers, an array of shape `shape(of) + shape(wrt)`.

        Args:
            values: numbers by name; names that the model gives numbers to may be left out.

        Raises:
            UndefinedError: a name has no number.
            EvaluationError: the derivative has no value there, or an array has another shape.
        """
        numbers = _real(evaluate(self._working.result, self.scope(values or {})))
        return numbers.reshape(tuple(int(dim) for dim in self.shape))

    def evaluate_as_laid(self, values: Mapping[str, Any]) -> np.ndarray[Any, Any]:
        """Return the numbers of `result`, as its layout prints it.

        Raises:
            UndefinedError, EvaluationError: as for `evaluate`.
        """
        return _real(evaluate(self.result, self.scope(values)))

    def value(self, values: Mapping[str, Any] | None = None) -> np.ndarray[Any, Any]:
        """Return the numbers of `of` itself, before it is differentiated.

        Raises:
            UndefinedError, EvaluationError: as for `evaluate`.
        """
        scope = self.scope(values or {})
        numbers = [evaluate(name, scope) for name in self.entries(self.of)]
        shape = tuple(int(dim) for dim in self._shapes[0])
        return _real(numbers, write(self.of, self.notation)).reshape(shape)

    def entries(self, name: Expr) -> tuple[Expr, ...]:
        """Return the names of the elements of `of` or of a `wrt`, or of a number the name alone.

        Raises:
            UndefinedError: it is an array whose elements have no names.
        """
        return self._equations.stack_of(name).children if _shape(self._equations, name) else (name,)

    def scope(self, values: Mapping[str, Any]) -> dict[Expr, Any]:
        """Return numbers for every scalar name: given ones, then the defined ones in order."""
        return numbers_of(self._equations, self.of, values, self._working.result)

    @property
    def where(self) -> list[tuple[Expr, Expr]]:
        """What the names in the result stand for that the model does not have."""
        return []

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return what a notebook shows: the result, its layout, steps and code that fold."""
        return mimebundle(self)

    def code(self, backend: BackendName = "numpy") -> str:
        """Return a module in Python: a function that computes what `evaluate` returns.

        Args:
            backend: the library of arrays: "numpy", "jax" or "torch".

        Raises:
            NoRuleError: something in it is not written in code.
            UndefinedError: there is no such backend.
        """
        return self._function(backend).text()

    def compile(self, backend: BackendName = "numpy") -> Callable[..., Any]:
        """Return the function of `code`, which takes arrays by name.

        What is run is the text that `code` shows, made from the derivation: no formula that
        somebody typed stands in it but as a comment.

        Raises:
            NoRuleError, UndefinedError: as for `code`.
        """
        return self._function(backend).compiled()

    def _function(self, backend: BackendName) -> Function:
        shape = [int(dim) for dim in self.shape]
        names, result = (self.of, *self.wrt), self._working.result
        library = backend_named(backend)
        return function_by_elements(self._equations, names, result, shape, repr(self), library)

    def __repr__(self) -> str:
        return f"{write(self.asked, self.notation)} = {self.latex()}"


def _real(found: Any, what: str = "the derivative") -> np.ndarray[Any, Any]:
    array = np.asarray(found)
    if np.iscomplexobj(array) or not np.all(np.isfinite(array)):
        raise EvaluationError(f"{what} has no value here")
    return array.astype(float)


def _shape(equations: Equations, name: Expr) -> Shape:
    if not name.shape and name not in equations.elements:
        return ()
    return equations.stack_of(name).shape


def numbers_of(
    equations: Equations, of: Expr, values: Mapping[str, Any], result: Expr | None = None
) -> dict[Expr, Any]:
    """Return the number of each scalar name that `of` depends on, itself included.

    A derivative may name more than its function does: that of one entry of a softmax has the
    others in it. What stands in `result` gets its number too.
    """
    scope = given_numbers(equations, values)
    targets = equations.stack_of(of).children if _shape(equations, of) else (of,)
    for target in (*targets, *([] if result is None else names_in(result))):
        for name in equations.order(target, cut=scope):
            right = equations.definition(name)
            if name not in scope and right is not None:
                scope[name] = evaluate(right, scope)
    return scope


def given_numbers(equations: Equations, values: Mapping[str, Any]) -> dict[Expr, Any]:
    """Return the numbers of the scalar names that the model or a user gives numbers to."""
    scope: dict[Expr, Any] = {k: evaluate(v, {}) for k, v in equations.values.items()}
    for key, value in values.items():
        scope.update(_given(equations, key, value))
    return scope


def as_numbers(key: str, value: Any) -> np.ndarray[Any, Any]:
    """Return the numbers that are given for a name.

    Raises:
        EvaluationError: they are no real numbers, or no array.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise EvaluationError(f"{key} is given lists of different lengths") from error
    if array.dtype.kind not in "biuf":
        what = "a function" if callable(value) else f"{array.dtype}"
        raise EvaluationError(f"{key} is given {what} where real numbers belong")
    return array.astype(float)


def _given(equations: Equations, key: str, value: Any) -> dict[Expr, Any]:
    array = as_numbers(key, value)
    for vector, stack in equations.elements.items():
        if isinstance(vector, Symbol) and bare(vector.name) == bare(key):
            sizes = tuple(stack.shape)
            if array.size != len(stack.entries) or array.ndim > len(sizes):
                raise EvaluationError(f"{key} has shape {sizes}, the array {array.shape}")
            return dict(zip(stack.entries, map(float, array.ravel()), strict=True))
    if array.ndim:
        name = Symbol(key, array.shape)
        return dict(zip(_entries(equations, name), array.ravel(), strict=True))
    return {_named(equations, read(key)): float(array)}


def _named(equations: Equations, name: Expr) -> Expr:
    r"""Return the model's name of this spelling: `w_{12}` beside `w_{00}` has two indices."""
    mentioned = equations.mentioned
    if not isinstance(name, Component) or name in mentioned:
        return name
    text = write(name)
    return next((other for other in mentioned if write(other) == text), name)


def _entries(equations: Equations, name: Symbol) -> tuple[Expr, ...]:
    return equations.stack_of(name).children
