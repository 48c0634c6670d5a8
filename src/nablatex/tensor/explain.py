r"""The argument for a derivative, step by step: differentials read off, backwards over the names.

Separate from the computation, whose own arrays are shown here: every step is an array that the
derivative was made of, written as a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nablatex import rules
from nablatex.derivation import Step
from nablatex.errors import NoRuleError
from nablatex.expr import Apply, Component, Derivative, Expr, Rule, Symbol
from nablatex.tensor.derive import ArrayDerivative
from nablatex.tensor.differential import pushforward
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
from nablatex.tensor.transform import replaced
from nablatex.tensor.values import same_as_formula

D = r"\mathrm{d}"
# Of a longer argument the first steps are tried, and the result in any case.
MOST_TRIED = 60


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
        self._found = found
        self._asked = asked
        self._result = result
        self._writer = writer
        self._first = first
        self._wrt = found.wrt[-1].array
        self._tried = 0
        self._known = found.system.with_facts()
        self._moving = _depending(found.root, self._wrt)

    def steps(self) -> list[Step]:
        """Return the argument: backwards over the names, by differentials if there are none."""
        found = self._found
        if not found.links:
            return self.by_differentials()
        made: list[Step] = []
        for link in found.links:
            before, after = self._alike(link.leaf, link.value)
            if before is not after:
                made.append(Step(rules.BACKWARDS, before, after, None, self._uses(link.name)))
        name = self._wrt.name if isinstance(self._wrt, Leaf) else self._asked
        before, last = self._whole()
        made.append(Step(rules.BACKWARDS, before, last, None, self._uses(name)))
        if last is not self._result:
            made.append(Step(rules.SUBSTITUTE, self._asked, self._result))
        return made

    def _alike(self, leaf: Leaf, value: Tensor) -> tuple[Expr, Expr]:
        """Return a derivative's name and its value, both as arrays or both by elements."""
        writer, value = self._writer, replaced(value, self._known)
        letters = writer.letters(len(value.shape)) if writer.needs_letters(value) else []
        shown = writer.entry_of(value, letters or None)
        self._try(value, shown, letters)
        return (_element(leaf.name, letters) if letters else writer.entry_of(leaf)), shown

    def _whole(self) -> tuple[Expr, Expr]:
        """Return what was asked and its value in terms of the derivatives by the names between."""
        found, writer = self._found, self._writer
        backwards = replaced(found.backwards, self._known)
        given = [*found.of.named, *(k for by in found.wrt for k in by.named)]
        letters = writer.letters_of(found.array, given)
        if letters:
            return self._asked, writer.by_elements(backwards, letters)
        if not writer.needs_letters(backwards):
            return self._asked, writer.entry_of(backwards)
        letters = writer.letters(len(backwards.shape))
        return _element(self._asked, letters), writer.by_elements(backwards, letters)

    def _uses(self, name: Expr) -> tuple[Step, ...]:
        """Return the differential of each definition in which a name stands."""
        made: list[Step] = []
        for node in self._defined():
            assert node.definition is not None
            inner = [n for n in postorder(node.definition, through=False) if isinstance(n, Leaf)]
            if any(leaf.name is name for leaf in inner):
                made += self._lines(node)[0]
        return tuple(made)

    def _defined(self) -> list[Leaf]:
        """Return the names on the way, each after those that it is defined by."""
        nodes = [n for n in postorder(self._found.root) if isinstance(n, Leaf)]
        on_the_way = (n for n in nodes if n in self._moving and n is not self._wrt)
        return [leaf for leaf in on_the_way if leaf.definition is not None]

    def by_differentials(self) -> list[Step]:
        """Return the argument by differentials: `dL = ...` line by line, then read off."""
        made: list[Step] = []
        known: dict[Tensor, Tensor] = {}
        root = self._found.root
        leaves: list[Leaf] = self._defined()
        if not leaves or leaves[-1] is not root:
            whole = self._first or self._writer.entry_of(root)
            leaves.append(Leaf(whole, root.shape, frozenset(), root))
        for leaf in leaves:
            lines, change, value = self._lines(leaf)
            made += lines
            known[change] = simplified(replaced(value, known)) if known else value
        last = leaves[-1]
        full = known[self._mark(last)]
        if len(made) > 1:
            made.append(self._line(rules.SUBSTITUTE, self._mark(last), full))
        made.append(Step(rules.READ_OFF, self._asked, self._result))
        return made

    def _lines(self, leaf: Leaf) -> tuple[list[Step], Tensor, Tensor]:
        """Return the differential of a definition, that of each function in it first.

        With the lines come the differential of the name, and what it is in terms of those of the
        names in the definition.
        """
        body = leaf.definition
        assert body is not None
        ends: dict[Tensor, Tensor] = {
            n: self._mark(n)
            for n in postorder(body, through=False)
            if n is self._wrt or (isinstance(n, Leaf) and n in self._moving)
        }
        depends = _until(body, ends)
        marks = dict(ends)
        made: list[Step] = []
        for node in postorder(body, through=False):
            if node is body or node in ends or node not in depends or not self._is_cut(node, body):
                continue
            mark = self._mark(node)
            made.append(self._line(_rule(node, depends), mark, self._change(node, marks)))
            marks[node] = mark
        top = self._mark(leaf)
        # The definition's own name for what it says: dp = p (1 - p) dz for p = sigma(z).
        own = {body: leaf} if len(leaf.name.shape) == len(leaf.shape) else {}
        local = replaced(self._change(body, marks), own)
        made.append(self._line(_rule(body, depends), top, local))
        return made, top, simplified(replaced(pushforward(body, ends), own))

    def _change(self, node: Tensor, marks: dict[Tensor, Tensor]) -> Tensor:
        return simplified(pushforward(node, {n: m for n, m in marks.items() if n is not node}))

    def _mark(self, node: Tensor) -> Leaf:
        """Return the differential of a part as a name."""
        shown = node.name if isinstance(node, Leaf) else self._writer.entry_of(node)
        return Leaf(change_of(shown), node.shape, frozenset(), None)

    def _line(self, rule: Rule, before: Tensor, after: Tensor) -> Step:
        letters: Sequence[Expr] | None = None
        after = replaced(after, self._known)
        given = self._letters_of(before)
        if given or self._writer.needs_letters(after) or self._writer.needs_letters(before):
            letters = self._writer.letters(len(before.shape), given)
        right = self._writer.entry_of(after, letters)
        self._try(after, right, letters or ())
        if given and isinstance(before, Leaf):
            return Step(rule, before.name, right)
        return Step(rule, self._writer.entry_of(before, letters), right)

    def _letters_of(self, change: Tensor) -> Sequence[Expr | None]:
        """Return the letters of a number that there is for each value of some letters."""
        if isinstance(change, Leaf) and len(change.name.shape) != len(change.shape):
            return self._found.of.named
        return ()

    def _try(self, array: Tensor, shown: Expr, letters: Sequence[Expr]) -> None:
        """Compare a formula with the array it was made from, in numbers.

        Raises:
            NoRuleError: they differ.
        """
        self._tried += 1
        if self._tried > MOST_TRIED:
            return
        system, stands = self._found.system, self._writer.notation.stands
        if same_as_formula(array, shown, letters, (), system, stands) is False:
            raise NoRuleError("a step does not agree with its numbers, so none is shown")

    def _is_cut(self, node: Tensor, body: Tensor) -> bool:
        """Tell whether a part has a line of its own: a function, or a sum inside one."""
        if self._writer.needs_letters(node):
            return False
        if isinstance(node, Map | General | Piecewise | Abstract):
            return True
        return isinstance(node, Add) and _is_inside_a_function(node, body)


def _element(name: Expr, letters: Sequence[Expr]) -> Expr:
    """Return a derivative by elements: `\\partial L / \\partial z_i`."""
    if isinstance(name, Derivative) and len(name.wrt) == 1:
        (by,) = name.wrt
        rank = len(by.shape)
        of, own = name.of, letters[: len(letters) - rank]
        of = Component(of, tuple(own), "sub") if own else of
        if rank:
            by = Component(by, tuple(letters[len(letters) - rank :]), "sub")
        return Derivative(of, (by,), "partial", 1)
    return Component(name, tuple(letters), "sub") if letters else name


def _is_inside_a_function(node: Tensor, body: Tensor) -> bool:
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


def _depending(root: Tensor, wrt: Tensor) -> set[Tensor]:
    found: set[Tensor] = set()
    for node in postorder(root):
        if node is wrt or any(part in found for part in node.parts):
            found.add(node)
    return found


def _until(body: Tensor, ends: Iterable[Tensor]) -> set[Tensor]:
    """Return the parts of a definition that depend on some names in it."""
    found = set(ends)
    for node in postorder(body, through=False):
        if any(part in found for part in node.parts) and not isinstance(node, Leaf):
            found.add(node)
    return found


def _rule(node: Tensor, depends: set[Tensor]) -> Rule:
    """Return the rule that a line uses."""
    match node:
        case Map(op) | General(op):
            return op.rule
        case Add(terms):
            moving_terms = [term for term in terms if term in depends]
            return rules.SUM if len(moving_terms) > 1 else rules.LINEAR
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
