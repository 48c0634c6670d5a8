"""What names mean while a formula is read as an array.

Separate from the reading itself: those who read formulas fill it in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from nablatex.expr import Derivative, Expr, Symbol
from nablatex.shape import Shape, is_unknown
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.kinds import Tensor
from nablatex.tensor.lowered import Lowered
from nablatex.tensor.ranges import Range
from nablatex.traverse import postorder


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean while a formula is read.

    Attributes:
        leaves: the array that each name stands for.
        origin: 1 or 0, the first index of every array.
        signatures: shapes of the value and the arguments of a declared function.
        bound: arrays that stand for names in a rule, or for a function's parameters.
        functions: parameters and body of each function that the model defines.
        ranges: the range of indices that the left side of an equation numbers.
        assumed: numbers in sizes that are at most 0, since every element that is written exists;
            those of the formulas that are read are added.
        free: the ranges of free indices; those of the formulas that are read are added.
        numbered: the indices of numbers that are defined for each value of some letters.
        derivatives: works out a derivative that stands in a formula, or None: none is.
    """

    leaves: Mapping[Expr, Tensor]
    origin: int = 1
    signatures: Mapping[str, tuple[Shape, tuple[Shape, ...]]] = field(default_factory=dict)
    bound: Mapping[Expr, Lowered] = field(default_factory=dict)
    functions: Mapping[str, tuple[tuple[Expr, ...], Expr]] = field(default_factory=dict)
    ranges: Mapping[Expr, Range] = field(default_factory=dict)
    assumed: list[Affine] = field(default_factory=list)
    free: dict[Expr, Range] = field(default_factory=dict)
    numbered: Mapping[Expr, tuple[Expr, ...]] = field(default_factory=dict)
    derivatives: Callable[[Derivative], Lowered] | None = None

    def of_numbered(self, expr: Expr) -> dict[Expr, Range]:
        r"""Return the ranges of the k of `p = x_k^2` where a formula uses p."""
        first = affine.affine(self.origin)
        return {
            index: Range(first, dim)
            for name, indices in self.numbered.items()
            if indices and any(part is name for part in postorder(expr))
            for index, dim in zip(indices, self.leaves[name].shape, strict=False)
            if isinstance(index, Symbol)
        }


def size_names(exprs: Iterable[Expr]) -> frozenset[Expr]:
    """Return the names of sizes in the shapes of some expressions, as numbers."""
    dims = {dim for expr in exprs for dim in expr.shape if isinstance(dim, str)}
    return frozenset(
        Symbol(str(key), ())
        for dim in dims
        if not is_unknown(dim)
        for key, _ in affine.of_dim(dim).terms
    )
