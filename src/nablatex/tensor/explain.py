r"""The argument for a derivative, step by step: differentials read off, backwards over the names.

Separate from the computation, whose own arrays are shown here: every step is an array that the
derivative was made of, written as a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nablatex import rules
from nablatex.derivation import Step
from nablatex.expr import Apply, Derivative, Expr, Rule, Symbol
from nablatex.tensor.derive import ArrayDerivative
from nablatex.tensor.differential import inputs_of, pushforward
from nablatex.tensor.kinds import (
    Abstract,
    Add,
    Contraction,
    General,
    Leaf,
    Map,
    Piecewise,
    Tensor,
    postorder,
)
from nablatex.tensor.show import Writer
from nablatex.tensor.simplify import simplified

D = r"\mathrm{d}"
_MOST_LINES = 60


def change_of(shown: Expr) -> Expr:
    r"""Return the differential of a formula as a name: `\mathrm{d}w`, `\mathrm{d}(X w - y)`."""
    if isinstance(shown, Symbol):
        return Symbol(f"{D}{shown.name}", shown.shape)
    return Apply(D, (shown,), (), shown.shape)


class Explanation:
    """Steps of one derivative.

    Args:
        found: the derivative.
        asked: it as a symbol.
        result: it as a formula.
        writer: writes arrays as formulas.
        first: the symbol of the first derivative where this is the second.
    """

    def __init__(
        self,
        found: ArrayDerivative,
        asked: Expr,
        result: Expr,
        writer: Writer,
        first: Expr | None = None,
    ) -> None:
        self._first = first
        self._found = found
        self._asked = asked
        self._result = result
        self._writer = writer

    def steps(self) -> list[Step]:
        """Return the argument: backwards over the names, by differentials if there are none."""
        found = self._found
        if not found.links:
            return self.by_differentials()
        made: list[Step] = []
        for link in found.links:
            before, after = self._side(link.leaf), self._writer.entry_of(link.value)
            if before is not after:
                made.append(self._step(rules.BACKWARDS, before, after, link.name))
        last = self._writer.shown(found.backwards, self._letters())
        wrt = found.wrt[0].array
        parts = self._consumers(wrt)
        made.append(Step(rules.BACKWARDS, self._asked, last, None, parts))
        if last is not self._result:
            made.append(Step(rules.SUBSTITUTE, self._asked, self._result))
        return made

    def _letters(self) -> list[Expr | None]:
        found = self._found
        return [*found.of.named, *(k for by in found.wrt for k in by.named)]

    def _side(self, leaf: Leaf) -> Expr:
        return self._writer.entry_of(leaf)

    def _step(self, rule: Rule, before: Expr, after: Expr, name: Expr) -> Step:
        array = next(n for n in self._nodes() if isinstance(n, Leaf) and n.name is name)
        return Step(rule, before, after, None, self._consumers(array))

    def _nodes(self) -> Iterator[Tensor]:
        yield from postorder(self._found.root)

    def _consumers(self, array: Tensor) -> tuple[Step, ...]:
        """Return the differential of each definition in which a name stands."""
        made: list[Step] = []
        for node in self._nodes():
            if not isinstance(node, Leaf) or node.definition is None or node is array:
                continue
            if any(part is array for part in postorder(node.definition, through=False)):
                made += self._lines(node.definition, [array], node.name)
        return tuple(made[:_MOST_LINES])

    def by_differentials(self) -> list[Step]:
        """Return the argument by differentials: `dL = ...` line by line, then read off."""
        found = self._found
        root = found.root
        name = root.name if isinstance(root, Leaf) else None
        body = root.definition if isinstance(root, Leaf) and root.definition is not None else root
        wrt = found.wrt[-1].array
        whole = name or self._first or self._writer.entry_of(body)
        made = self._lines(body, self._between(body, wrt), whole, deep=True)
        made.append(Step(rules.READ_OFF, self._asked, self._result))
        return made

    def _between(self, body: Tensor, wrt: Tensor) -> list[Tensor]:
        return [wrt]

    def _lines(
        self, body: Tensor, moving: Sequence[Tensor], name: Expr, *, deep: bool = False
    ) -> list[Step]:
        """Return the differential of a formula: of each function in it, then of the whole."""
        ends = set(moving)
        marks: dict[Tensor, Tensor] = {
            leaf: self._mark(
                leaf, leaf.name if isinstance(leaf, Leaf) else self._writer.entry_of(leaf)
            )
            for leaf in moving
        }
        depends = _depending(body, ends)
        made: list[Step] = []
        leaves = dict(marks)
        for node in postorder(body, through=False):
            if node is body or node not in depends or node in ends or not _is_cut(node, body):
                continue
            local = simplified(_differential(node, marks))
            shown = self._writer.entry_of(node)
            mark = self._mark(node, shown)
            made.append(self._line(_rule(node, depends), mark, local))
            marks[node] = mark
        local = simplified(_differential(body, marks))
        top = self._mark(body, name)
        made.append(self._line(_rule(body, depends), top, local))
        if len(made) > 1 and deep:
            full = simplified(pushforward(body, leaves))
            made.append(self._line(rules.SUBSTITUTE, top, full))
        return made

    def _mark(self, node: Tensor, shown: Expr) -> Leaf:
        return Leaf(change_of(shown), node.shape, frozenset(), None)

    def _line(self, rule: Rule, before: Tensor, after: Tensor) -> Step:
        letters = (
            self._writer.letters(len(before.shape)) if self._writer.needs_letters(after) else None
        )
        return Step(
            rule, self._writer.entry_of(before, letters), self._writer.entry_of(after, letters)
        )


def _depending(body: Tensor, ends: set[Tensor]) -> set[Tensor]:
    found: set[Tensor] = set()
    for node in postorder(body, through=False):
        if node in ends or any(part in found for part in node.parts):
            found.add(node)
    return found


def _differential(node: Tensor, marks: Mapping[Tensor, Tensor]) -> Tensor:
    """Return the differential of a node in terms of those that have a name."""
    inner = {part: mark for part, mark in marks.items() if part is not node}
    return pushforward(node, inner)


def _is_cut(node: Tensor, body: Tensor) -> bool:
    """Tell whether a part has a line of its own: a function, or a sum inside one."""
    if isinstance(node, Map | General | Piecewise | Abstract):
        return True
    if not isinstance(node, Add):
        return False
    for other in postorder(body, through=False):
        match other:
            case Contraction(_, factors):
                if any(f.base is node and f.exponent != 1 for f in factors):
                    return True
            case Map() | General() | Abstract() if node in other.parts:
                return True
            case _:
                pass
    return False


def _rule(node: Tensor, depends: set[Tensor]) -> Rule:
    match node:
        case Map(op) | General(op):
            return op.rule
        case Add():
            return rules.SUM
        case Piecewise():
            return rules.CASES
        case Abstract():
            return rules.ABSTRACT
        case Contraction(_, factors):
            moving = [f for f in factors if f.base in depends]
            if len(moving) > 1:
                return rules.PRODUCT
            if moving and moving[0].exponent != 1:
                return rules.POWER
            return rules.LINEAR
        case _:
            return rules.DIFFERENTIAL


__all__ = ["Derivative", "Explanation", "change_of", "inputs_of"]
