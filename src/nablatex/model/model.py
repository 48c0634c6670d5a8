"""A model: equations in LaTeX, and what can be asked of them.

The face of the library for one set of equations. It holds no mathematics of its own: reading,
differentiating, evaluating and judging are called in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nablatex.check import STANDARD, Policy, Verdict, undecided
from nablatex.differentiate import can_be, differentiate, differentiate_twice
from nablatex.equations import Equations, bare
from nablatex.errors import NablatexError, NoRuleError, ReadError, ShapeError, UndefinedError
from nablatex.expr import Component, DerivativeStyle, Expr, Number, Symbol
from nablatex.latex import Shapes, given_shapes, notation_of, read, write
from nablatex.model.arrays import WorkedArrays
from nablatex.model.backpropagation import Backpropagation
from nablatex.model.claims import judge_equations, says_nothing
from nablatex.model.cost import refuse_costly, unreadable
from nablatex.model.declared import declared_facts, known_numbers
from nablatex.model.engine import Engine
from nablatex.model.facts import Facts, known_facts
from nablatex.model.graphs import graph_of, last_number
from nablatex.model.layout import LAYOUTS, Layout
from nablatex.model.plain import made_plain
from nablatex.model.reading import read_together
from nablatex.model.sized import are_arrays, shapes_missing, with_arrays
from nablatex.model.statements import (
    Collector,
    known_shapes,
)
from nablatex.model.stepped import holds_fixed
from nablatex.model.text import equations_in
from nablatex.model.ties import refuse_ties
from nablatex.model.undeclared import refuse_undeclared
from nablatex.model.worked import Worked
from nablatex.shape import Shape, a_or_an
from nablatex.tensor import System
from nablatex.traverse import postorder


class Model:
    r"""Equations in LaTeX: one a line, or display mathematics.

    Args:
        latex: the equations. `\vec{x} = [x_0, x_1]` names the elements of a vector, or gives its
            numbers; `h = ...` defines; `x \in \mathbb{R}^n` declares.
        shapes: shapes of names, by name, such as `{"X": "m,n", "w": 3}`; those of names that stand
            in no equation do no harm.
        assume: what is known of a name, by name: symmetric, positive definite, invertible,
            orthogonal (its columns are orthonormal), positive, simplex, binary, sign (its entries
            are 1 or -1), or several of them.

    Raises:
        ReadError: an equation cannot be read; the error points at the place.
        UndefinedError: a name is defined twice.
    """

    def __init__(self, latex: str, shapes: Shapes | None = None, *, assume: Facts | None = None):
        given = given_shapes(shapes or {})
        sources = equations_in(latex)
        self.notation = notation_of(latex)
        reading = read_together(sources, given)
        if reading.failed:
            raise reading.failed[0]
        self.statements = reading.statements
        self._collector = Collector()
        for statement in self.statements:
            self._collector.add(statement)
        self.shapes = {**given, **known_shapes(self.statements)}
        self.context = replace(reading.context, numbers=known_numbers(self.statements))
        self._facts = known_facts(declared_facts(self.statements), assume or {})
        self.equations: Equations = replace(self._collector.equations(), facts=self._facts)

    def name(self, name: str) -> Expr:
        """Return the expression of a name: `"w"` finds `\\vec{w}` where nothing else is `w`.

        Raises:
            UndefinedError: the model has no such name.
        """
        known = self._known()
        wanted = self.read(name)
        wanted = _with_as_many_indices(wanted, known)
        used = self._used()
        if (wanted in known and wanted in used) or self._is_element(wanted):
            return wanted
        text = bare(write(wanted))
        # What is only declared may stand in the equations under another accent.
        for other in sorted(known, key=lambda name: name not in used):
            if bare(write(other)) == text:
                return other
        listed = ", ".join(dict.fromkeys(write(other) for other in known))
        has = f"it has {listed}" if listed else "it has no equation such as y = x^2"
        raise UndefinedError(f"the model has no {name}; {has}")

    def read(self, latex: str) -> Expr:
        """Return what a formula means among the model's names.

        Raises:
            ReadError: it cannot be read.
        """
        return self._collector.one_name(read(latex, context=self.context))

    def _is_element(self, wanted: Expr) -> bool:
        r"""Tell whether this is one of many: `w_2` where `\sum_i w_i` or `w_i = ...` stands."""
        if not isinstance(wanted, Component):
            return False
        equations = self.equations
        if equations.definition(wanted) is not None:
            return True
        scalars = (right for right in equations.definitions.values() if not right.shape)
        parts = (node for right in scalars for node in postorder(equations.expand(right)))
        return any(isinstance(node, Component) and can_be(node, wanted) for node in parts)

    @property
    def names(self) -> dict[str, Shape]:
        """The names with their shapes, as they first appear; an element stands with its array."""
        whole = [n for n in self._known() if not isinstance(n, Component)]
        elements = self.equations.elements
        shapes = {n: elements[n].shape if n in elements else n.shape for n in whole}
        owned = {entry for stack in elements.values() for entry in stack.children}
        found = {write(name, self.notation): shapes[name] for name in shapes if name not in owned}
        nodes = (node for statement in self.statements for node in postorder(statement))
        leaves = (node for node in nodes if isinstance(node, (Symbol, Component)))
        seen = dict.fromkeys(write(leaf, self.notation) for leaf in leaves)
        return {name: found[name] for name in (*seen, *found) if name in found}

    def _used(self) -> set[Expr]:
        """Return every part of the equations."""
        rights = self.equations.definitions.values()
        whole = (*self.equations.definitions, *self.equations.values, *self.equations.elements)
        stacks = self.equations.elements.values()
        return {node for expr in (*whole, *rights, *stacks) for node in postorder(expr)}

    def _known(self) -> list[Expr]:
        found: dict[Expr, None] = {}
        equations = self.equations
        for name in (*equations.elements, *equations.definitions, *equations.values):
            found[name] = None
        for right in equations.definitions.values():
            nodes = list(postorder(right))
            # The x of x_1 is no name of its own: nothing depends on it as a number.
            bases = {node.base for node in nodes if isinstance(node, Component)}
            elements = {base for base in bases if not base.shape}
            for node in nodes:
                if isinstance(node, (Symbol, Component)) and node not in elements:
                    found[node] = None
        for stack in equations.elements.values():
            found.update(dict.fromkeys(stack.entries))
        for declared, shape in self.shapes.items():
            if shape:
                found[self._collector.one_name(Symbol(declared, shape))] = None
        return list(found)

    def derivative(
        self,
        of: str,
        wrt: str | tuple[str, ...],
        *,
        style: DerivativeStyle = "partial",
        layout: Layout | None = None,
        structure: str | None = None,
    ) -> Worked:
        """Return the derivative of `of` by `wrt`, with its steps.

        Args:
            of: the name that is differentiated.
            wrt: the name by which it is; it may be an element (`"x_0"`), or a pair of names for a
                second derivative of a scalar.
            style: the sign of a scalar derivative, "partial" or "total".
            layout: how arrays are printed: "numerator" (the default by elements), "denominator",
                or "mixed" (the default in matrix notation).
            structure: "symmetric" or "diagonal" where the entries of a matrix are not independent.

        Raises:
            UndefinedError: a name or a size is not known.
            NoRuleError: an operation on the way has no rule.
            ShapeError: a second derivative is asked of something that is no scalar.
        """
        if layout is not None and layout not in LAYOUTS:
            raise UndefinedError(f"there is no layout {layout!r}; there are {', '.join(LAYOUTS)}")
        output = self._target(of)
        variables = tuple(map(self._target, (wrt,) if isinstance(wrt, str) else wrt))
        if not 1 <= len(variables) <= 2:
            raise UndefinedError("derivatives are taken by one name or by a pair of names")
        self._refuse_unused(variables)
        refuse_ties(self._collector.ignored, self.equations, output, variables)
        refuse_undeclared(output, self.equations, self.context.signatures)
        return self._worked(output, variables, style, layout, structure)

    def _refuse_unused(self, variables: Iterable[Expr]) -> None:
        """Refuse a variable that is only declared: nothing depends on it but by a slip.

        Raises:
            UndefinedError: it stands in no equation.
        """
        used = self._used()
        letters = {bare(write(n)) for n in used if isinstance(n, (Symbol, Component))}
        for name in variables:
            whole = name.base if isinstance(name, Component) else name
            if whole not in used and bare(write(whole)) not in letters:
                raise UndefinedError(f"{write(whole)} stands in no equation of the model")

    def _worked(
        self,
        of: Expr,
        wrt: tuple[Expr, ...],
        style: DerivativeStyle,
        layout: Layout | None,
        structure: str | None,
    ) -> Worked:
        """Return a derivative between arrays if these have no elements, else by elements."""
        equations, (of_, *by) = with_arrays(self.equations, (of, *wrt), self.context.shapes)
        if not are_arrays(equations, (of_, *by)):
            if structure is not None:
                raise UndefinedError("a structure is of a matrix whose shape is declared")
            try:
                return self._by_elements(of, wrt, style, layout or "numerator")
            except UndefinedError as error:
                raise shapes_missing(equations, (of_, *by)) or error from None
        try:
            return self._of_arrays(equations, of_, tuple(by), layout or "mixed", structure)
        except NoRuleError:
            # What has no meaning for arrays of any size, such as a cross product, may have one
            # by elements, where their number is known.
            if structure is not None or not all(map(_is_sized, self._known())):
                raise
            return self._by_elements(of, wrt, style, layout or "numerator")

    def _by_elements(
        self, of: Expr, wrt: tuple[Expr, ...], style: DerivativeStyle, layout: Layout
    ) -> Worked:
        """Return a derivative with every element written out."""
        if len(wrt) == 1:
            working = differentiate(self.equations, of, wrt[0], style)
        else:
            working = differentiate_twice(self.equations, of, *wrt)
        return Worked(self.equations, of, wrt, working, layout=layout, notation=self.notation)

    def _target(self, name: str) -> Expr:
        """Return a name, or an element of an array by letters: `X_{kl}`.

        Raises:
            UndefinedError: the model has no such name.
        """
        wanted = self.read(name)
        if isinstance(wanted, Component) and wanted.place == "sub":
            base = wanted.base
            if base.shape and base in self._known():
                return wanted
        return self.name(name)

    def _of_arrays(
        self,
        equations: Equations,
        of: Expr,
        wrt: tuple[Expr, ...],
        layout: Layout,
        structure: str | None,
    ) -> WorkedArrays:
        """Return a derivative between arrays; it is unconstrained: facts of `wrt` are left out."""
        bases = {by.base if isinstance(by, Component) else by for by in wrt}
        named = {n: self._facts.get(bare(write(n)), ()) for n in self._known()}
        # What is declared of a variable, or of what depends on it, holds at the point alone.
        defined = {k.base if isinstance(k, Component) else k for k in equations.definitions}
        held = bases | defined
        system = System(
            equations.definitions,
            equations.functions,
            {name: words for name, words in named.items() if words and name not in held},
            _signatures(self.context.signatures),
            {name: words for name, words in named.items() if words and name in bases - defined},
            mentioned=(of, *wrt),
            independent=frozenset(bases),
        )
        return WorkedArrays(
            system,
            of,
            wrt,
            holds_fixed=holds_fixed(of, wrt, equations),
            layout=layout,
            structure=structure,
            notation=self.notation,
            values=self.equations.values,
            names=named,
            by_elements=lambda: self._by_elements(of, wrt, "partial", "numerator"),
        )

    def _mixed(self, equations: Equations, of: Expr, wrt: tuple[Expr, ...]) -> WorkedArrays:
        return self._of_arrays(equations, of, wrt, "mixed", None)

    def gradient(
        self, of: str, wrt: str, *, layout: Layout | None = None, structure: str | None = None
    ) -> Worked:
        """Return the gradient of a scalar.

        Raises:
            ShapeError: `of` is not a scalar; as for `derivative`.
        """
        worked = self.derivative(of, wrt, layout=layout, structure=structure)
        if worked.of.shape:
            raise ShapeError(f"{of} is {a_or_an(worked.of.shape)}; ask for its Jacobian")
        return worked

    def jacobian(self, of: str, wrt: str, *, layout: Layout | None = None) -> Worked:
        """Return the Jacobian: a row for each element of `of`, a column for each of `wrt`."""
        return self.derivative(of, wrt, layout=layout)

    def hessian(self, of: str, wrt: str) -> Worked:
        r"""Return the Hessian of a scalar, $H_{ij} = \partial^2 y / \partial x_i \partial x_j$.

        Raises:
            ShapeError: `of` is not a scalar; as for `derivative`.
        """
        worked = self.derivative(of, (wrt, wrt))
        if worked.of.shape:
            raise ShapeError(f"{of} is {a_or_an(worked.of.shape)}; a Hessian is of a scalar")
        return worked

    def at(self, of: str | None = None, /, **values: Any) -> Backpropagation:
        r"""Return the value and the gradient of every node of the computational graph.

        Args:
            of: the output that is differentiated; None: the last number that the model defines.
            values: numbers and arrays by name, `at(I=[2, 3], w=[4, 5])`; other spellings as
                `at(**{r"\theta": 1})`. What the model gives numbers to may be left out.

        Raises:
            UndefinedError, EvaluationError: a name has no number, or there is no value here.
            ShapeError: the output is no number.
        """
        output = last_number(self.equations) if of is None else self._target(of)
        refuse_undeclared(output, self.equations, self.context.signatures)
        equations, (output,) = with_arrays(self.equations, (output,), self.context.shapes)
        graph = graph_of(equations, output, values, self.notation, self._mixed)
        return Backpropagation(graph, values)

    def check(self, answer: str, *, policy: Policy = STANDARD) -> Verdict:
        r"""Return the verdict on what an answer claims of the model: no key is needed.

        Args:
            answer: equations in LaTeX, such as `\nabla_{\vec w} f = [2, 3]`; several are judged one
                by one.
            policy: what a teacher has decided.
        """
        try:
            claim = self.read(answer)
            refuse_costly(claim, answer)
        except ReadError as error:
            return unreadable(error)
        if says_nothing(claim):
            return undecided(
                write(claim),
                "this says nothing of the model",
                "이것은 모델에 대해 아무것도 말하지 않는다",
            )
        try:
            plain = made_plain(claim, self.equations)
            engine = Engine(self.equations, self.context.shapes, self._mixed)
            return judge_equations(plain, self.equations, self._has, engine, policy)
        except NablatexError as error:
            return undecided(write(claim), str(error))

    def _has(self, name: Expr) -> bool:
        """Tell whether a name is the model's: a letter of it, an element, or what is declared."""
        letter = bare(write(name.base if isinstance(name, Component) else name))
        names = self._known()
        known = {bare(write(n.base if isinstance(n, Component) else n)) for n in names}
        sizes = {dim for n in names for dim in n.shape}
        if letter in known or letter in sizes or letter in self.equations.functions:
            return True
        try:
            return self._is_element(name)
        except NablatexError:
            return False

    def _repr_latex_(self) -> str:
        rows = r" \\ ".join(write(statement, self.notation) for statement in self.statements)
        return rf"$\begin{{gathered}} {rows} \end{{gathered}}$"


def _is_sized(name: Expr) -> bool:
    return all(isinstance(dim, int) for dim in name.shape)


def _signatures(
    declared: Mapping[str, tuple[Shape, ...]],
) -> dict[str, tuple[Shape, tuple[Shape, ...]]]:
    """Return the shapes of the value and the arguments of each declared function."""
    return {name: (shapes[-1], shapes[:-1]) for name, shapes in declared.items()}


def _with_as_many_indices(wanted: Expr, known: Iterable[Expr]) -> Expr:
    """Return `w_{12}` as row 1, column 2 where the model has `w_{ij}`: a digit for each index."""
    match wanted:
        case Component(base, (Number(int(digits), 0),), "sub") if digits > 9:
            counts = {len(n.indices) for n in known if isinstance(n, Component) and n.base is base}
            if counts == {len(str(digits))}:
                return Component(base, tuple(Number(int(d), 0) for d in str(digits)), "sub")
    return wanted
