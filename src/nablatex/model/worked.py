"""A derivative as the user meets it: result, steps, LaTeX in several views, numbers.

Separate from `nablatex.derivation`, which is the bare record: here it meets printing and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from nablatex import rules
from nablatex.check import verify
from nablatex.derivation import Derivation
from nablatex.derivation import Step as WorkingStep
from nablatex.differentiate import factored
from nablatex.equations import Equations, bare
from nablatex.errors import EvaluationError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import Cases, Expr, Stack, Symbol
from nablatex.latex import read, write
from nablatex.shape import Shape

Form = Literal["elements", "factored"]


@dataclass(frozen=True, slots=True)
class Step:
    """One equality of a derivation.

    Attributes:
        rule: the rule's title in English; `rule_ko` in Korean.
        before, after: the two sides.
        note: a remark, such as the value taken at a kink, or "".
    """

    rule: str
    rule_ko: str
    before: Expr
    after: Expr
    note: str
    note_ko: str

    @property
    def latex(self) -> str:
        """The equality as LaTeX."""
        return f"{write(self.before)} = {write(self.after)}"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


def shown(step: WorkingStep) -> Step:
    """Return a step as the user meets it."""
    note, note_ko = ("", "") if step.note is None else (step.note.en, step.note.ko)
    return Step(step.rule.en, step.rule.ko, step.before, step.after, note, note_ko)


class Worked:
    """A derivative of a model: `.result`, `.steps`, `.latex()`, `.evaluate()`.

    Attributes:
        of, wrt: the names.
        layout: how a printed gradient or Jacobian lies: "numerator", one row for each output.
    """

    layout = "numerator"

    def __init__(self, equations: Equations, of: Expr, wrt: Expr, working: Derivation) -> None:
        self._equations = equations
        self._working = working
        self.of = of
        self.wrt = wrt

    @property
    def asked(self) -> Expr:
        """The derivative as a symbol."""
        return self._working.asked

    @property
    def result(self) -> Expr:
        """The derivative, by elements, in the model's own terms."""
        return self._working.result

    @cached_property
    def steps(self) -> list[Step]:
        """The steps, in the order in which they are read, each tried in numbers first."""
        verify(self._working.steps, self._equations)
        return [shown(step) for step in self._working.steps]

    @property
    def shape(self) -> Shape:
        """The shape of what `evaluate` returns: that of `of`, then that of `wrt`."""
        return self._rows() + self._columns()

    def _rows(self) -> Shape:
        return _shape(self._equations, self.of)

    def _columns(self) -> Shape:
        return _shape(self._equations, self.wrt)

    def latex(self, form: Form = "elements") -> str:
        r"""Return the derivative as LaTeX, by elements or as `\nabla_u y \cdot \nabla_x u`."""
        if form == "elements":
            return write(self.result)
        if form != "factored":
            raise UndefinedError(f"there is no form {form!r}; there are elements and factored")
        return write(self.factored()[0].after)

    def factored(self) -> list[Step]:
        """Return the chain rule in factors, then each factor written out."""
        step, parts = factored(self._equations, self.of, self.wrt)
        rows = [step]
        for part in parts:
            rows.append(WorkingStep(rules.ELEMENTS, part.asked, part.result))
        return [shown(row) for row in rows]

    def evaluate(self, values: Mapping[str, Any] | None = None) -> np.ndarray[Any, Any]:
        """Return the derivative's numbers, an array of shape `shape(of) + shape(wrt)`.

        Args:
            values: numbers by name; names that the model gives numbers to may be left out.

        Raises:
            UndefinedError: a name has no number.
            EvaluationError: the derivative has no value there, or an array has another shape.
        """
        scope = self.scope(values or {})
        result = self.result
        if isinstance(result, (Stack, Cases)):
            numbers = np.asarray(evaluate(result, scope), dtype=float)
            return numbers.reshape(tuple(int(dim) for dim in self.shape))
        return np.asarray(evaluate(result, scope), dtype=float)

    def scope(self, values: Mapping[str, Any]) -> dict[Expr, Any]:
        """Return numbers for every scalar name: given ones, then the defined ones in order."""
        return numbers_of(self._equations, self.of, values)

    def _repr_latex_(self) -> str:
        return f"${write(self.asked)} = {write(self.result)}$"

    def __repr__(self) -> str:
        return f"{write(self.asked)} = {write(self.result)}"


def _shape(equations: Equations, name: Expr) -> Shape:
    if not name.shape and name not in equations.elements:
        return ()
    return equations.stack_of(name).shape


def numbers_of(equations: Equations, of: Expr, values: Mapping[str, Any]) -> dict[Expr, Any]:
    """Return the number of each scalar name that `of` depends on, itself included."""
    scope: dict[Expr, Any] = {k: evaluate(v, {}) for k, v in equations.values.items()}
    for key, value in values.items():
        scope.update(_given(equations, key, value))
    targets = equations.stack_of(of).children if _shape(equations, of) else (of,)
    for target in targets:
        for name in equations.order(target):
            right = equations.definition(name)
            if name not in scope and right is not None:
                scope[name] = evaluate(right, scope)
    return scope


def _given(equations: Equations, key: str, value: Any) -> dict[Expr, Any]:
    array = np.asarray(value, dtype=float)
    for vector, stack in equations.elements.items():
        if isinstance(vector, Symbol) and bare(vector.name) == bare(key):
            sizes = tuple(stack.shape)
            if array.size != len(stack.entries) or array.ndim > len(sizes):
                raise EvaluationError(f"{key} has shape {sizes}, the array {array.shape}")
            return dict(zip(stack.entries, map(float, array.ravel()), strict=True))
    if array.ndim:
        name = Symbol(key, array.shape)
        return dict(zip(_entries(equations, name), array.ravel(), strict=True))
    return {read(key): float(array)}


def _entries(equations: Equations, name: Symbol) -> tuple[Expr, ...]:
    return equations.stack_of(name).children
