r"""Second derivatives: `\partial^2 y / \partial x_i \partial x_j`, and the Hessian made of them.

Separate from `paths`, which goes over the model once: here each first partial, an expression over
the model's names, is taken as a name of its own and differentiated through the same paths again.

    \frac{\partial^2 y}{\partial x_i \partial x_j}
        = \sum_u \frac{\partial g_i}{\partial u} \frac{\partial u}{\partial x_j},
    \qquad g_i = \frac{\partial y}{\partial x_i}

Unknown functions are carried as functions (`\partial_1 f(u)`) in between, since the derivative of
`\partial y / \partial u` is one by all arguments of `f`; the result has the model's names again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nablatex import rules
from nablatex.derivation import Derivation, Step
from nablatex.differentiate.arrays import MOST_ENTRIES, elements, stacked, variables
from nablatex.differentiate.paths import PathDerivative, is_unknown_function_of_names
from nablatex.equations import Equations, base_name
from nablatex.errors import LimitError, ShapeError
from nablatex.expr import Apply, Component, Derivative, Expr, Stack
from nablatex.normalise import hoist_cases
from nablatex.shape import a_or_an
from nablatex.traverse import postorder, transform


def differentiate_twice(equations: Equations, of: Expr, first: Expr, second: Expr) -> Derivation:
    """Return the second derivative of a scalar name by two names, through all paths.

    Args:
        equations: what the model says.
        of: the scalar name that is differentiated.
        first, second: names of scalars, vectors or matrices; the result has a row for each element
            of `first`, a column for each of `second`.

    Raises:
        ShapeError: `of` is no scalar.
        NoRuleError: an operation on the way has no rule.
        UndefinedError: sizes are not known, or a definition refers to itself.
        LimitError: the result has too many entries.
    """
    outputs, out_shape = elements(equations, of)
    if out_shape:
        raise ShapeError(
            f"a second derivative is taken of a scalar; this is {a_or_an(out_shape)}: "
            "ask for one of its elements"
        )
    rows, _ = variables(equations, first)
    columns, _ = variables(equations, second)
    equations = equations.keeping(map(base_name, (*rows, *columns)))
    if len(rows) * len(columns) > MOST_ENTRIES:
        raise LimitError(f"a Hessian of {len(rows)} by {len(columns)} entries is too large")
    return _Twice(equations, outputs[0]).derive(first, second, rows, columns)


class _Twice:
    """The second derivatives of one scalar name, and the steps that give them."""

    def __init__(self, equations: Equations, y: Expr) -> None:
        self._equations = equations
        self._y = y
        self._steps: dict[tuple[Expr, Expr], Step] = {}
        self._names = _names_of_functions(equations, y)

    def derive(
        self, first: Expr, second: Expr, rows: tuple[Expr, ...], columns: tuple[Expr, ...]
    ) -> Derivation:
        scalar = rows == (first,) and columns == (second,)
        symbols = [[self._atom(a, b) for b in columns] for a in rows]
        asked = symbols[0][0] if scalar else _hessian_symbol(self._y, first, second)
        if not scalar:
            self._record([Step(rules.HESSIAN, asked, _table(symbols))])
        again = self._again(rows)
        found: dict[Expr, Expr] = {}
        for a, line in zip(rows, symbols, strict=True):
            for b, symbol in zip(columns, line, strict=True):
                twin = self._atom(b, a)
                if twin in found:
                    found[symbol] = found[twin]
                    self._record([Step(rules.SYMMETRY, symbol, found[twin])])
                else:
                    found[symbol] = self._entry(again, a, b)
        if scalar:
            return Derivation(asked, found[asked], tuple(self._steps.values()))
        table = _table([[found[symbol] for symbol in line] for line in symbols])
        result = hoist_cases(table)
        self._record([Step(rules.SUBSTITUTE, asked, table)])
        if result is not table:
            self._record([Step(rules.BRANCHES, asked, result)])
        return Derivation(asked, result, tuple(self._steps.values()))

    def _atom(self, a: Expr, b: Expr) -> Expr:
        return Derivative(self._y, (a, b), "partial", 2)

    def _again(self, rows: tuple[Expr, ...]) -> Equations:
        """Return the equations with each first partial as one more defined name."""
        old = self._equations
        definitions = dict(old.definitions)
        for a in rows:
            shown = PathDerivative(old, a)
            self._record(shown.derive(self._y)[1])
            first = shown.atom(self._y, a)
            raw, _ = PathDerivative(old, a, unknown="functions").derive(self._y)
            definitions[first] = raw
        return replace(old, definitions=definitions)

    def _entry(self, again: Equations, a: Expr, b: Expr) -> Expr:
        """Return one second partial, its steps recorded."""
        first = Derivative(self._y, (a,), "partial", 1)
        value, steps = PathDerivative(again, b, unknown="functions").derive(first)
        symbol = self._atom(a, b)
        named = self._named(value)
        if any(isinstance(part, Apply) for step in steps for part in postorder(step.after)):
            steps = [Step(rules.TERM_BY_TERM, symbol, named)]
        self._record(steps)
        return named

    def _record(self, steps: Iterable[Step]) -> None:
        """Take in the steps that have not been shown yet."""
        for step in steps:
            self._steps.setdefault((step.before, step.after), step)

    def _named(self, expr: Expr) -> Expr:
        r"""Return `expr` with `\partial_1 f(u)` as the derivative of the name that is `f(u)`."""
        return transform(expr, self._rename)

    def _rename(self, node: Expr) -> Expr:
        whole, indices = (node.base, node.indices) if isinstance(node, Component) else (node, ())
        if not isinstance(whole, Apply) or not whole.orders:
            return node
        plain: Expr = Apply(whole.function, whole.args, (), whole.dims)
        plain = Component(plain, indices, "sub") if indices else plain
        name = self._names.get(plain)
        if name is None:
            return node
        wrt = tuple(_argument(whole, slot, place) for slot, place in whole.orders)
        return Derivative(name, wrt, "partial", len(wrt))


def _names_of_functions(equations: Equations, y: Expr) -> dict[Expr, Expr]:
    """Return the name that each unknown function of names defines, where it means one thing."""
    found: dict[Expr, Expr] = {}
    ordered = equations.order(y)
    for name in ordered:
        right = equations.definition(name)
        if right is None or not is_unknown_function_of_names(right):
            continue
        paths = PathDerivative(equations, name)
        if not any(paths.has_two_meanings(name, by) for by in equations.inputs(name)):
            found[right] = name
    return found


def _argument(whole: Apply, slot: int, place: tuple[int, ...]) -> Expr:
    arg = whole.args[slot]
    return arg.entries[place[0]] if isinstance(arg, Stack) and place else arg


def _hessian_symbol(y: Expr, first: Expr, second: Expr) -> Expr:
    if first is second:
        return Derivative(y, (first, first), "nabla", 2)
    return Derivative(Derivative(y, (first,), "nabla", 1), (second,), "nabla", 1)


def _table(rows: list[list[Expr]]) -> Stack:
    entries = tuple(entry for row in rows for entry in row)
    return stacked(entries, len(rows), len(rows[0]))
