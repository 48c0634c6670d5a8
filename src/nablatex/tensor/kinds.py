r"""The graph of arrays that derivatives are computed on: contractions, sums, functions.

Each node is an array with ordered axes; names of indices exist inside a contraction only, where
they are numbers. So equal arrays are one object whatever their author called his indices, a shared
part is handled once, and one product rule covers inner, outer, Hadamard, matrix and batched
products (S. Laue, M. Mitterreiter and J. Giesen, A Simple and Efficient Tensor Calculus, AAAI
2020). Expressions (`nablatex.expr`) are what an author writes; this is what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from nablatex.expr import Expr, Op
from nablatex.shape import SCALAR, Shape
from nablatex.tensor.affine import Affine
from nablatex.tensor.session import InternedInSession, current

Relation = Literal["=", "!=", "<="]


class Factor(NamedTuple):
    """`base[indices] ^ exponent`: one element of an array, to a power."""

    base: Tensor
    indices: tuple[int, ...]
    exponent: Fraction


class Bracket(NamedTuple):
    """Iverson's `[number relation 0]` of indices: Kronecker's delta, a range, a shift."""

    relation: Relation
    number: Affine


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True, repr=False)
class _Node(metaclass=InternedInSession):
    shape: Shape = field(init=False)
    parts: tuple[Tensor, ...] = field(init=False)
    serial: int = field(init=False)

    def _set(self, shape: Shape, parts: tuple[Tensor, ...]) -> None:
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "serial", current().turn())

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.serial} of shape {self.shape}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Leaf(_Node):
    """A name, or the mark of a place in a rule.

    Attributes:
        name: what it is called.
        axes: its shape.
        facts: what is declared of it: "symmetric", "orthogonal", ...
        definition: what it is, where the model says so; nothing looks through it but derivatives
            and numbers.
    """

    name: Expr
    axes: Shape
    facts: frozenset[str]
    definition: Tensor | None

    def __post_init__(self) -> None:
        self._set(self.axes, () if self.definition is None else (self.definition,))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Position(_Node):
    """The index itself as a number: 1, 2, ..., size."""

    axes: Shape

    def __post_init__(self) -> None:
        self._set(self.axes, ())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Contraction(_Node):
    r"""`coefficient \sum \prod factors \prod brackets`, over all indices from `rank` on.

    The value's axes are the indices 0, ..., rank - 1; `sizes` has the range 1, ..., size of each
    index. Use `contract`, which brings it into a normal form.
    """

    coefficient: Fraction
    factors: tuple[Factor, ...]
    brackets: tuple[Bracket, ...]
    rank: int
    sizes: Shape

    def __post_init__(self) -> None:
        bases = dict.fromkeys(factor.base for factor in self.factors)
        self._set(self.sizes[: self.rank], tuple(bases))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Add(_Node):
    """A sum of arrays of one shape."""

    terms: tuple[Tensor, ...]

    def __post_init__(self) -> None:
        self._set(self.terms[0].shape, self.terms)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Map(_Node):
    """A function of numbers, entry by entry, of arrays of one shape."""

    op: Op
    args: tuple[Tensor, ...]

    def __post_init__(self) -> None:
        self._set(self.args[0].shape if self.args else SCALAR, self.args)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Compared(_Node):
    """1 in each entry where the relation holds, else 0."""

    relation: str
    left: Tensor
    right: Tensor

    def __post_init__(self) -> None:
        self._set(self.left.shape, (self.left, self.right))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Piecewise(_Node):
    """In each entry, the value of the first branch whose condition is not 0."""

    branches: tuple[tuple[Tensor, Tensor], ...]

    def __post_init__(self) -> None:
        parts = dict.fromkeys(part for branch in self.branches for part in branch)
        self._set(self.branches[0][0].shape, tuple(parts))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class General(_Node):
    """A function of whole arrays: softmax, inverse, determinant, a greatest entry.

    The first `batch` axes of every argument and of the value go along.
    """

    op: Op
    args: tuple[Tensor, ...]
    batch: int
    axes: Shape

    def __post_init__(self) -> None:
        self._set(self.axes, self.args)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Abstract(_Node):
    """An unknown function of arrays, differentiated by the arguments in `orders`.

    Its axes: the batch, those of the function's value, then those of each argument in `orders`.
    """

    function: str
    args: tuple[Tensor, ...]
    batch: int
    orders: tuple[int, ...]
    dims: Shape

    def __post_init__(self) -> None:
        lead = self.args[0].shape[: self.batch]
        by = tuple(dim for k in self.orders for dim in self.args[k].shape[self.batch :])
        self._set(lead + self.dims + by, self.args)


Tensor = Leaf | Position | Contraction | Add | Map | Compared | Piecewise | General | Abstract


def postorder(tensor: Tensor, *, through: bool = True) -> Iterator[Tensor]:
    """Yield each part once, parts before wholes; `through` definitions of names or not."""
    done: set[Tensor] = set()
    stack = [(tensor, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            if through or not isinstance(node, Leaf):
                stack.extend((part, False) for part in reversed(node.parts))
