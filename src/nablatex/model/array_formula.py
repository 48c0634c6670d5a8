r"""A derivative between arrays as one formula: matrix notation, Kronecker products, elements.

Separate from what a user asks of it: here the way of writing is chosen, and what is written is
compared with the numbers of the array that it stands for before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from nablatex import ops
from nablatex.errors import LimitError, NoRuleError
from nablatex.expr import Call, Component, Derivative, DerivativeStyle, Expr, Reduction, Symbol
from nablatex.model.layout import Layout
from nablatex.tensor import (
    ArrayDerivative,
    Leaf,
    System,
    Tensor,
    Writer,
    length,
    names_of,
    permuted,
    postorder,
    same_as_formula,
    same_as_vec,
    values_of_functions,
)
from nablatex.traverse import parts_of

# A longer derivative is not written; its numbers are there.
MOST_SIGNS = 20_000


class ArrayFormula:
    """How a derivative of arrays is written.

    Args:
        found: the derivative.
        array: its array, the structure of its variable taken into account.
        names: what is differentiated, then by what, as the author has it.
        layout: "denominator" where a Jacobian has a column for each output.
        known: the names of the model.

    Attributes:
        leaves: the names in the function, then those that it is differentiated by.
        taken: names that no index may have.
    """

    def __init__(
        self,
        found: ArrayDerivative,
        array: Tensor,
        names: tuple[Expr, ...],
        layout: Layout,
        known: Iterable[Expr],
    ) -> None:
        self._found = found
        self._array = array
        self._names = names
        self._layout = layout
        leaves = [n for n in postorder(found.of.array) if isinstance(n, Leaf)]
        self.leaves = list(dict.fromkeys((*leaves, *(by.array for by in found.wrt))))
        spelled = {name.name for name in known if isinstance(name, Symbol)} - _letters(found.system)
        self.taken = names_of([*self.leaves, *postorder(array)]) | self._indices() | spelled

    def _indices(self) -> set[str]:
        parts = (part for k in self.letters if k is not None for part in parts_of(k))
        return {part.name for part in parts if isinstance(part, Symbol)}

    @property
    def letters(self) -> list[Expr | None]:
        """The index of each axis where the author has named it."""
        found = self._found
        return [*found.of.named, *(k for by in found.wrt for k in by.named)]

    @property
    def laid(self) -> Tensor:
        """The derivative with its axes as the layout has them."""
        is_jacobian = [len(self._found.of.shape), *(len(by.shape) for by in self._found.wrt)]
        if self._layout == "denominator" and is_jacobian == [1, 1]:
            return permuted(self._array, (1, 0))
        return self._array

    @cached_property
    def writer(self) -> Writer:
        """What writes the derivative and its steps, every part once."""
        system = self._found.system
        return Writer(
            system.origin,
            self.taken,
            products=not self._is_indexed,
            assumed=system.assumed,
            names=values_of_functions(self.leaves),
        )

    @property
    def _is_indexed(self) -> bool:
        """Tell whether the author writes sums over indices himself."""
        definition = self._found.system.definitions.get(self._names[0])
        elements = [n for n in self._found.system.definitions if isinstance(n, Component)]
        return any(_has_sum(right) for right in [definition] if right is not None) or bool(elements)

    @property
    def asked(self) -> Expr:
        """The derivative as a symbol."""
        if self.vectorised is not None:
            return self._by_vec()
        letters = self.writer.letters_of(self.laid, self.letters)
        if letters:
            return self._by_elements(letters)
        of, *wrt = self._names
        rank = len(self._found.of.shape)
        indexed = any(isinstance(name, Component) for name in self._names)
        style: DerivativeStyle = "partial" if rank or indexed or not self._found.shape else "nabla"
        if len(wrt) == 2 and wrt[0] is not wrt[1] and style == "nabla":
            inner = Derivative(of, tuple(wrt[:1]), "nabla", 1)
            return Derivative(inner, tuple(wrt[1:]), "nabla", 1)
        return Derivative(of, tuple(wrt), style, len(wrt))

    def _by_elements(self, letters: Sequence[Expr]) -> Expr:
        """Return the symbol of a derivative of elements by elements."""
        rest = list(letters)
        names: list[Expr] = []
        for name, target in zip(self._names, (self._found.of, *self._found.wrt), strict=True):
            own, rest = rest[: len(target.shape)], rest[len(target.shape) :]
            whole = isinstance(name, Component) or not name.shape or not own
            names.append(name if whole else Component(name, tuple(own), "sub"))
        return Derivative(names[0], tuple(names[1:]), "partial", len(names) - 1)

    def _by_vec(self) -> Expr:
        """Return the symbol of a derivative between vectorised matrices."""
        of, *by = self._names
        wrt = tuple(Call(ops.vec, (name,)) for name in by)
        if len(wrt) == 2:
            return Derivative(of, wrt, "nabla", 2)
        return Derivative(Call(ops.vec, (of,)), wrt, "partial", 1)

    @property
    def result(self) -> Expr:
        """The derivative in full, in matrix notation if it has one, else by elements.

        Raises:
            NoRuleError: what would be shown does not agree with the numbers.
        """
        array = self.laid
        made = self.vectorised
        if made is not None:
            return made
        signs = length(array, {})
        if signs > MOST_SIGNS:
            raise LimitError(f"the derivative has about {signs} signs")
        made = self.writer.shown(array, self.letters)
        letters = self.writer.letters_of(array, self.letters)
        self._compare(made, letters)
        return made

    @cached_property
    def vectorised(self) -> Expr | None:
        """The derivative of a matrix by a matrix in Kronecker products, if it has that form."""
        array = self._array
        if any(self.letters) or len(array.shape) != 4 or self._is_indexed:
            return None
        made = self.writer.kronecker(array)
        if made is None or same_as_vec(array, made, self.leaves, self._found.system) is not True:
            return None
        return made

    def matrix(self) -> Expr | None:
        """Return the derivative in matrix notation, or None."""
        return self.vectorised or self.writer.matrix(self.laid)

    def by_elements(self) -> Expr:
        """Return one element of the derivative, its sums written out."""
        letters = self.writer.letters(len(self.laid.shape), self.letters)
        made = self.writer.by_elements(self.laid, letters, products=False)
        self._compare(made, letters)
        return made

    def _compare(self, made: Expr, letters: Sequence[Expr]) -> None:
        """Compare a formula with the numbers of the array that it stands for.

        Raises:
            NoRuleError: they differ.
        """
        system, stands = self._found.system, self.writer.notation.stands
        if same_as_formula(self.laid, made, letters, self.leaves, system, stands) is False:
            raise NoRuleError("the formula does not agree with its numbers, so it is not shown")

    def as_row(self, expr: Expr) -> Expr:
        """Return a gradient as a row where the layout has it so."""
        is_gradient = len(self._found.shape) == 1 and not self._found.of.shape
        if self._layout == "numerator" and is_gradient and len(expr.shape) == 1:
            return self.writer.row(expr)
        return expr


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


def _has_sum(expr: Expr) -> bool:
    return any(isinstance(node, Reduction) for node in parts_of(expr))
