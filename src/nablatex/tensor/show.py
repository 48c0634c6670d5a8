r"""How an array is shown: matrix notation if it has one, else by elements, repeated parts named.

Separate from both notations because it chooses between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nablatex import ops
from nablatex.errors import ShapeError
from nablatex.expr import ZERO, Call, Expr, Negation, Product, Quotient, Sum, Symbol
from nablatex.tensor.affine import Affine
from nablatex.tensor.bodies import chain_expr
from nablatex.tensor.contract import is_zero
from nablatex.tensor.holding import without_implied
from nablatex.tensor.indexed import Indexed
from nablatex.tensor.kinds import Abstract, Leaf, Tensor
from nablatex.tensor.kronecker import kronecker
from nablatex.tensor.notation import NoMatrixFormError, Notation


class Writer:
    """Writes arrays as formulas.

    Args:
        origin: 1 or 0, the first index of every array.
        taken: names that no index may have.
        products: whether products inside elements are written as matrix products.
        assumed: numbers in sizes that are known to be at most 0.
        names: the model's name for the value of an unknown function.
    """

    def __init__(
        self,
        origin: int,
        taken: Iterable[str],
        *,
        products: bool = True,
        assumed: Sequence[Affine] = (),
        names: Mapping[Abstract, Expr] | None = None,
    ) -> None:
        self.taken = frozenset(taken)
        self.notation = Notation(origin, names)
        self._indexed = Indexed(self.notation, self.taken, products=products, assumed=assumed)
        self._summed = Indexed(self.notation, self.taken, products=False, assumed=assumed)

    def matrix(self, array: Tensor) -> Expr | None:
        """Return matrix notation, or None; an array of zeros is written 0, whatever its shape."""
        if is_zero(array):
            return ZERO
        try:
            return self.notation.matrix(array)
        except NoMatrixFormError:
            return None

    def kronecker(self, array: Tensor) -> Expr | None:
        """Return an array of four axes in Kronecker products, or None."""
        try:
            return kronecker(array, self.notation)
        except (NoMatrixFormError, ShapeError):
            return None

    def row(self, vector: Expr) -> Expr:
        r"""Return a vector as a row: `2 r^\top X` for `2 X^\top r`."""
        match vector:
            case Sum(terms):
                rows = [self.row(term) for term in terms]
                if len({row.shape for row in rows}) > 1:
                    return Call(ops.transpose, (vector,))
                return Sum(tuple(rows))
            case Negation(body):
                return Negation(self.row(body))
            case Product(factors):
                return Product(tuple(self.row(f) if f.shape else f for f in factors))
            case Quotient(top, bottom):
                return Quotient(self.row(top), bottom)
            case Call(ops.matmul, parts):
                return chain_expr(self.notation.turn(parts))
            case _:
                return chain_expr(self.notation.turn((vector,)))

    def needs_letters(self, array: Tensor) -> bool:
        """Tell whether an array has no matrix notation."""
        return self.matrix(array) is None

    def letters(self, rank: int, given: Sequence[Expr | None] = ()) -> list[Expr]:
        """Return a letter for each axis, the given ones kept."""
        made: list[Expr | None] = [*given, *[None] * (rank - len(given))]
        for place, letter in enumerate(made):
            if letter is None:
                made[place] = self._indexed.fresh([k for k in made if k is not None])
        return [k for k in made if k is not None]

    def by_elements(
        self, array: Tensor, letters: Sequence[Expr], *, products: bool | None = None
    ) -> Expr:
        """Return the element of an array at some letters."""
        writer = self._summed if products is False else self._indexed
        self.notation.try_all(array)
        made = writer.entry(array, tuple(letters))
        sizes = dict(zip(letters, array.shape, strict=True))
        return without_implied(made, sizes, self.notation.origin)

    def shown(self, array: Tensor, letters: Sequence[Expr | None]) -> Expr:
        """Return matrix notation if there is one and nobody has numbered the axes."""
        used = self.letters_of(array, letters)
        found = None if used else self.matrix(array)
        return self.by_elements(array, used) if found is None else found

    def letters_of(self, array: Tensor, letters: Sequence[Expr | None]) -> list[Expr]:
        """Return the letters of the axes where an array is shown by elements, else none."""
        if not any(letters) and self.matrix(array) is not None:
            return []
        return self.letters(len(array.shape), letters)

    def entry_of(self, array: Tensor, letters: Sequence[Expr] | None = None) -> Expr:
        """Return an array as a formula, by elements if letters are given or needed."""
        if letters is None:
            return self.shown(array, ())
        return self.by_elements(array, letters)


def names_of(leaves: Iterable[Tensor]) -> set[str]:
    """Return the letters that stand in names of arrays and of sizes."""
    found: set[str] = set()
    for leaf in leaves:
        if isinstance(leaf, Leaf) and isinstance(leaf.name, Symbol):
            found.add(leaf.name.name)
        found.update(str(dim) for dim in leaf.shape)
    return found


def values_of_functions(leaves: Iterable[Tensor]) -> dict[Abstract, Expr]:
    """Return the name that each value of an unknown function has."""
    return {
        leaf.definition: leaf.name
        for leaf in leaves
        if isinstance(leaf, Leaf) and isinstance(leaf.definition, Abstract)
    }
