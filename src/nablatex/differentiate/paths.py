r"""The chain rule over a model's names: a sum over all paths, one factor for each edge.

    \partial y / \partial x = \sum_u \partial y / \partial u \cdot \partial u / \partial x

where `u` runs over the names in the definition of `y` that depend on `x` (Griewank and Walther,
Evaluating Derivatives, 2nd ed., section 3.1). Each name is handled once, so the work grows with
the number of edges; a chain of one path stays a linked list until the end, so it grows linearly
with depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nablatex import rules
from nablatex.derivation import Step
from nablatex.differentiate.indices import can_be, families, is_indexed
from nablatex.differentiate.scalar import Partial
from nablatex.equations import Equations, base_name
from nablatex.errors import LimitError, NoRuleError
from nablatex.expr import (
    ONE,
    ZERO,
    Apply,
    Call,
    Component,
    Derivative,
    DerivativeStyle,
    Expr,
    Stack,
)
from nablatex.normalise import add, chain, distribute_cases, multiply
from nablatex.traverse import postorder, substitute

# Parts of definitions that are walked over for one derivative.
_MOST_WORK = 3_000_000


@dataclass(frozen=True, slots=True)
class _Link:
    """One factor of a product, and the rest of it."""

    factor: Expr
    rest: _Link | None


class PathDerivative:
    """The derivative of scalar names by one scalar name `x`, through every path of the model.

    The steps are the chain rules as they are read from the output inwards, then the local
    derivatives, then what they give together.

    Attributes:
        x: the name by which is differentiated.
    """

    def __init__(
        self,
        equations: Equations,
        x: Expr,
        style: DerivativeStyle = "partial",
        unknown: Literal["names", "functions"] = "names",
    ) -> None:
        r"""Prepare for derivatives by `x`.

        Args:
            equations: what the model says.
            x: the name by which is differentiated.
            style: the sign of a derivative of names.
            unknown: what stands for the derivative of an unknown function: one of names,
                `\partial y / \partial u`, or one of the function, `\partial_1 f(u)`.
        """
        self._equations = equations
        self.x = x
        self._style = style
        self._unknown = unknown
        self._links: dict[Expr, _Link | None] = {}
        self._locals: dict[tuple[Expr, Expr], tuple[Expr, tuple[Step, ...]]] = {}
        self._ambiguous: dict[tuple[Expr, Expr], bool] = {}
        self._below: dict[Expr, tuple[frozenset[Expr], tuple[Expr, ...]]] = {}
        self._work = 0

    def atom(self, of: Expr, by: Expr) -> Expr:
        """Return the derivative of one name by another as the symbol a learner writes."""
        if isinstance(of, Derivative):
            return Derivative(of.of, (*of.wrt, by), of.style, of.order + 1)
        return ONE if of is by else Derivative(of, (by,), self._style, 1)

    def derive(self, y: Expr) -> tuple[Expr, list[Step]]:
        """Return the derivative of `y` by `x`, and the steps that give it.

        Raises:
            NoRuleError: an operation on the way has no rule.
            UndefinedError: a definition refers to itself.
            LimitError: the definitions are too long and too many.
        """
        order = self._equations.order(y, cut=(self.x,))
        self._visit(self.x)
        used: list[Expr] = []
        for name in order:
            if name not in self._links:
                self._visit(name)
            if self._links[name] is not None and name is not self.x:
                used.append(name)
        result = self._value(y)
        return result, self._steps(y, used, result)

    def _visit(self, name: Expr) -> None:
        if name is self.x:
            self._links[name] = _Link(ONE, None)
            return
        right = self._equations.definition(name)
        if right is not None:
            self._refuse_defined_families(name, right)
            self._refuse_recurrence(name)
        via = self._via(name)
        if not via:
            self._links[name] = None
        elif len(via) == 1:
            edge, _ = self.local(name, via[0])
            self._links[name] = _Link(edge, self._links[via[0]])
        else:
            terms = [chain((self.local(name, u)[0], self._value(u))) for u in via]
            self._links[name] = _Link(distribute_cases(add(terms)), None)

    def _via(self, name: Expr) -> list[Expr]:
        """Return the names in the definition of `name` that depend on `x`, or can be `x`."""
        if name is self.x:
            return []
        found: dict[Expr, None] = {}
        for u in self._equations.inputs(name):
            if can_be(u, self.x):
                found[self.x] = None
            elif self._links.get(u) is not None:
                found[u] = None
        return list(found)

    def _value(self, name: Expr) -> Expr:
        link = self._links[name]
        if link is None:
            return ZERO
        factors: list[Expr] = []
        while link is not None:
            factors.append(link.factor)
            link = link.rest
        return distribute_cases(chain(factors))

    def local(self, name: Expr, by: Expr) -> tuple[Expr, tuple[Step, ...]]:
        """Return the derivative of a name's definition by one name in it, others held fixed."""
        key = (name, by)
        if key not in self._locals:
            right = self._equations.definition(name)
            if right is None:
                raise NoRuleError(f"nothing defines {name!r}")
            plain = self._unknown == "names" and is_unknown_function_of_names(right)
            if plain and not self.has_two_meanings(name, by):
                self._locals[key] = self.atom(name, by), ()
            else:
                self._spend(sum(1 for _ in postorder(right)))
                partial = Partial(right, by)
                self._locals[key] = self._named(name, partial.result), tuple(partial.steps)
        return self._locals[key]

    def _refuse_defined_families(self, name: Expr, right: Expr) -> None:
        r"""Raise `NoRuleError` where a sum runs over names that have definitions: `\sum_i h_i`."""
        summed = families(postorder(right)) - {name.base if isinstance(name, Component) else name}
        summed -= {base_name(self.x)}
        for other in self._equations.definitions if summed else ():
            if base_name(other) in summed:
                raise NoRuleError("a sum over names that are defined themselves needs its bounds")

    def _refuse_recurrence(self, name: Expr) -> None:
        r"""Raise `NoRuleError` where `h_{t-1}` stands, which depends on `x` as `h_t` does."""
        families = self._equations.families
        for u in self._equations.inputs(name):
            shifted = isinstance(u, Component) and any(index.children for index in u.indices)
            if not shifted or u is self.x or self._equations.definition(u) is not None:
                continue
            if families.is_recurrent(u) and base_name(self.x) in families.reached(u):
                raise NoRuleError(
                    "a name is defined through the one before it, which depends on the same "
                    "variable; write the steps out: h_1 = ..., h_2 = ..."
                )

    def _named(self, name: Expr, value: Expr) -> Expr:
        """Return a derivative with the entries of a softmax in it by the names that they define."""
        entries = [node for node in postorder(value) if _is_entry(node)]
        if not entries:
            return value
        owner = self._equations.owner(name)
        names = (name,) if owner is None else self._equations.stack_of(owner[0]).entries
        known = {self._equations.definition(other): other for other in names}
        found = {entry: known[entry] for entry in entries if entry in known}
        return substitute(value, found)

    def has_two_meanings(self, name: Expr, by: Expr) -> bool:
        r"""Tell whether `\partial name / \partial by` could mean two things.

        It could where `by` stands in the definition of `name` and also reaches it through another
        name there: the derivative with the others held fixed is then not the whole one. So is that
        of a first derivative, which is no name and has no others.
        """
        if isinstance(name, Derivative):
            return by is not self.x or self._via(name) != [by]
        key = (name, by)
        if key not in self._ambiguous:
            others = [u for u in self._equations.inputs(name) if not can_be(u, by)]
            self._ambiguous[key] = any(self._reaches(u, by) for u in others)
        return self._ambiguous[key]

    def _reaches(self, u: Expr, by: Expr) -> bool:
        """Tell whether `u` depends on `by`, or on an element that can be `by`."""
        if u not in self._below:
            below = self._equations.order(u)
            self._spend(len(below))
            self._below[u] = frozenset(below), tuple(filter(is_indexed, below))
        names, indexed = self._below[u]
        return by in names or any(can_be(v, by) for v in (names if is_indexed(by) else indexed))

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > _MOST_WORK:
            raise LimitError("this model has too many names in its definitions to be derived")

    def _edge(self, name: Expr, by: Expr) -> Expr:
        """Return the derivative along one edge: a symbol, or its value where that says more."""
        return self.local(name, by)[0] if self.has_two_meanings(name, by) else self.atom(name, by)

    def _steps(self, y: Expr, used: list[Expr], result: Expr) -> list[Step]:
        steps: list[Step] = []
        for name in reversed(used):
            steps += self._chain_step(name)
        shown: set[Expr] = set()
        for name in reversed(used):
            local = [step for by in self._via(name) for step in self._local_steps(name, by, shown)]
            if local:
                steps += self._written_out(name)
            steps += local
        before = self.atom(y, self.x)
        if steps and steps[-1].before is not before and steps[0].after is not result:
            steps.append(Step(rules.SUBSTITUTE, before, result))
        return steps

    def _written_out(self, name: Expr) -> list[Step]:
        """Return the definition as it is differentiated, where the model has it another way."""
        right = self._equations.definition(name)
        if right is None or right is self._equations.definitions.get(name):
            return []
        return [Step(rules.DEFINITION, name, right)]

    def _chain_step(self, name: Expr) -> list[Step]:
        via = self._via(name)
        terms: list[Expr] = []
        for u in via:
            inner, outer = self.atom(u, self.x), self._edge(name, u)
            terms.append(multiply((outer, inner)))
        if terms == [self.atom(name, self.x)]:
            return []
        rule = rules.CHAIN if len(terms) > 1 else rules.CHAIN_ONE
        after = add(terms)
        return [Step(rule, self.atom(name, self.x), after)]

    def _local_steps(self, name: Expr, by: Expr, shown: set[Expr]) -> list[Step]:
        value, inner = self.local(name, by)
        atom = self.atom(name, by)
        if value is atom:
            return []
        steps = [step for step in inner[:-1] if step.before not in shown]
        shown.update(step.before for step in inner)
        if self.has_two_meanings(name, by):
            return [step for step in inner if step.before not in shown or step is inner[-1]]
        rule = inner[-1].rule if inner else rules.DEFINITION
        note = inner[-1].note if inner else None
        return [*steps, Step(rule, atom, value, note)]


def _is_entry(node: Expr) -> bool:
    return isinstance(node, Component) and isinstance(node.base, Call)


def is_unknown_function_of_names(right: Expr) -> bool:
    """Tell whether a definition is an abstract function of plain names: `f(u)`, `g(x_0, x_1)`."""
    if isinstance(right, Component):
        right = right.base
    if not isinstance(right, Apply) or right.orders:
        return False
    parts = [
        part for arg in right.args for part in (arg.entries if isinstance(arg, Stack) else (arg,))
    ]
    return len(set(parts)) == len(parts) and all(
        not part.children or isinstance(part, Component) for part in parts
    )
