r"""Arrays over free indices, and the products of linear algebra on them.

Separate from the reading of each kind of formula: here stands what a product, a transpose or a
trace is when the operands have free indices, vectors stand as rows or columns, and a size such as
that of `\mathbf{1}` follows from what stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from nablatex.errors import NoRuleError, ShapeError
from nablatex.expr import Expr
from nablatex.shape import Dim, Shape, is_unknown
from nablatex.tensor import build
from nablatex.tensor.contract import contract
from nablatex.tensor.kinds import Abstract, Tensor
from nablatex.tensor.ranges import Range, letter


@dataclass(frozen=True, slots=True)
class Lowered:
    """An array that stands for a formula.

    Attributes:
        tensor: its axes are one for each free index, then those of the formula's own axes.
        free: the free indices.
        groups: how many axes of the array make up each axis of the formula; two for an axis of
            a Kronecker product or of `vec`.
        row: whether a vector stands as a row.
    """

    tensor: Tensor
    free: tuple[Expr, ...] = ()
    groups: tuple[int, ...] = ()
    row: bool = False

    def with_tensor(self, change: Callable[[Tensor], Tensor]) -> Lowered:
        """Return the same with another array of the same axes."""
        return Lowered(change(self.tensor), self.free, self.groups, self.row)

    def with_value(self, tensor: Tensor) -> Lowered:
        """Return another array with these axes."""
        return Lowered(tensor, self.free, self.groups, self.row)

    def transposed(self) -> Lowered:
        """Return the transpose: a vector turns between column and row."""
        if len(self.groups) < 2:
            return Lowered(self.tensor, self.free, self.groups, bool(self.groups) and not self.row)
        if len(self.groups) > 2:
            raise NoRuleError("an array of three axes has no transpose")
        head, first = len(self.free), self.groups[0]
        rank = len(self.tensor.shape)
        order = [*range(head), *range(head + first, rank), *range(head, head + first)]
        return Lowered(build.permuted(self.tensor, order), self.free, self.groups[::-1])

    def with_last(self, index: Expr) -> Tensor:
        """Return the array with the axis of one free index at the end."""
        place = self.free.index(index)
        rank = len(self.tensor.shape)
        order = [k for k in range(rank) if k != place]
        return build.permuted(self.tensor, [*order, place])


@dataclass(slots=True)
class Sizes:
    """Sizes that follow from one another while a formula is read.

    Attributes:
        known: what each unknown size has turned out to be.
        learnt: whether something was found out in this pass, so that another is needed.
    """

    known: dict[str, Dim]
    learnt: bool = False
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def fresh(self) -> Dim:
        """Return the size of one more `\\mathbf{1}` or `I`."""
        return self._known(f"?{next(self._numbers)}")

    def _known(self, dim: Dim) -> Dim:
        """Return what a size has turned out to be, through other unknown ones."""
        while isinstance(dim, str) and dim in self.known:
            dim = self.known[dim]
        return dim

    def join(self, left: Dim, right: Dim, what: str) -> Dim:
        """Return the size that two are, or raise `ShapeError`."""
        left, right = self._known(left), self._known(right)
        if left == right:
            return left
        for one, other in ((left, right), (right, left)):
            if isinstance(one, str) and is_unknown(one):
                self.known[one] = other
                self.learnt = True
                return other
        raise ShapeError(f"the sizes of {what} differ: {left} and {right}")

    def aligned(self, parts: Sequence[Lowered]) -> tuple[list[Tensor], Lowered]:
        """Return arrays spread over the same axes, and a frame to put their value in."""
        frame = max(parts, key=lambda part: len(part.groups))
        free = tuple(dict.fromkeys(k for part in parts for k in part.free))
        for part in parts:
            if part.groups and part.groups != frame.groups:
                raise ShapeError("the terms have different numbers of axes")
        width = sum(frame.groups)
        keys: list[Hashable] = [*free, *range(width)]
        sizes: dict[Hashable, Dim] = {}
        for part in parts:
            self._note(sizes, self._keys(part, range(width)), part.tensor.shape, "the terms")
        shape = tuple(sizes[key] for key in keys)
        spread = [
            build.spread(
                part.tensor, shape, [keys.index(k) for k in self._keys(part, range(width))]
            )
            for part in parts
        ]
        rows = [part.row for part in parts if len(part.groups) == 1]
        return spread, Lowered(parts[0].tensor, free, frame.groups, bool(rows) and all(rows))

    def _keys(self, part: Lowered, axes: Iterable[Hashable]) -> list[Hashable]:
        own = list(axes) if part.groups else []
        return [*part.free, *own]

    def _note(
        self, sizes: dict[Hashable, Dim], keys: Iterable[Hashable], shape: Shape, what: str
    ) -> None:
        for key, dim in zip(keys, shape, strict=True):
            said = f"the index {letter(key)}" if isinstance(key, Expr) else what
            sizes[key] = self.join(sizes[key], dim, said) if key in sizes else dim

    def add(self, parts: Sequence[Lowered]) -> Lowered:
        """Return a sum."""
        spread, frame = self.aligned(parts)
        return frame.with_value(build.add(spread))

    def times(self, parts: Sequence[Lowered]) -> Lowered:
        """Return a product entry by entry; scalars go with anything."""
        frame = max(parts, key=lambda part: len(part.groups))
        width = range(sum(frame.groups))
        free = tuple(dict.fromkeys(k for part in parts for k in part.free))
        operands = [(part, self._keys(part, width)) for part in parts]
        rows = [part.row for part in parts if len(part.groups) == 1]
        made = self.contracted(operands, [*free, *width], "the factors")
        return Lowered(made, free, frame.groups, bool(rows) and all(rows))

    def contracted(
        self,
        operands: Sequence[tuple[Lowered, Sequence[Hashable]]],
        out: Sequence[Hashable],
        what: str,
    ) -> Tensor:
        """Return the product of arrays, summed over every key that is not in `out`."""
        sizes: dict[Hashable, Dim] = {}
        for part, keys in operands:
            self._note(sizes, keys, part.tensor.shape, what)
        numbers = {key: place for place, key in enumerate(sizes)}
        return contract(
            1,
            [(part.tensor, [numbers[k] for k in keys], 1) for part, keys in operands],
            [numbers[key] for key in out],
            {numbers[key]: dim for key, dim in sizes.items()},
        )

    def matmul(self, left: Lowered, right: Lowered) -> Lowered:
        """Return a matrix product; a vector stands as a column unless it was transposed."""
        if not left.groups or not right.groups:
            return self.times([left, right])
        if self._is_outer(left, right):
            return self.outer(left, right)
        left_keys, right_keys = _marks(left, "l"), _marks(right, "r")
        last, first = left_keys[-1], right_keys[0]
        if len(last) != len(first):
            raise ShapeError("a Kronecker product meets a matrix that is none")
        joined = dict(zip(first, last, strict=True))
        named = [[joined.get(k, k) for k in group] for group in right_keys]
        kept = [*left_keys[:-1], *named[1:]]
        free = _free(left, right)
        made = self.contracted(
            [(left, _flat(left, left_keys)), (right, _flat(right, named))],
            [*free, *(k for group in kept for k in group)],
            "the two sides of a product",
        )
        groups = tuple(len(group) for group in kept)
        row = len(groups) == 1 and len(left.groups) == 1
        return Lowered(made, free, groups, row)

    def _is_outer(self, left: Lowered, right: Lowered) -> bool:
        return len(left.groups) == 1 and not left.row and len(right.groups) == 1 and right.row

    def inner(self, left: Lowered, right: Lowered) -> Lowered:
        """Return the sum of products entry by entry."""
        both = self.times([left, right])
        axes = range(len(both.free), len(both.tensor.shape))
        return Lowered(build.summed(both.tensor, axes), both.free)

    def outer(self, left: Lowered, right: Lowered) -> Lowered:
        """Return all products of an entry of each."""
        left_keys, right_keys = _marks(left, "l"), _marks(right, "r")
        free = _free(left, right)
        own = [k for group in (*left_keys, *right_keys) for k in group]
        made = self.contracted(
            [(left, _flat(left, left_keys)), (right, _flat(right, right_keys))],
            [*free, *own],
            "the factors",
        )
        return Lowered(made, free, left.groups + right.groups)

    def kron(self, left: Lowered, right: Lowered) -> Lowered:
        """Return the Kronecker product: each axis is a pair of axes, the first one slower."""
        if len(left.groups) == len(right.groups) == 1:
            return self.outer(left, right)
        if len(left.groups) != len(right.groups):
            raise ShapeError("a Kronecker product is of two matrices")
        left_keys, right_keys = _marks(left, "l"), _marks(right, "r")
        pairs = [[*a, *b] for a, b in zip(left_keys, right_keys, strict=True)]
        free = _free(left, right)
        made = self.contracted(
            [(left, _flat(left, left_keys)), (right, _flat(right, right_keys))],
            [*free, *(k for pair in pairs for k in pair)],
            "the factors",
        )
        return Lowered(made, free, tuple(len(pair) for pair in pairs))

    def trace(self, part: Lowered) -> Lowered:
        """Return the sum of the diagonal."""
        if len(part.groups) != 2 or part.groups[0] != part.groups[1]:
            raise ShapeError("a trace is of a square matrix")
        keys = _marks(part, "t")
        flat = [*part.free, *keys[0], *keys[0]]
        return Lowered(self.contracted([(part, flat)], part.free, "a trace"), part.free)

    def with_free(self, part: Lowered, index: Expr, ranges: Mapping[Expr, Range]) -> Lowered:
        """Return an array with an axis for `index`, which it may not depend on."""
        if index in part.free:
            return part
        shape = (ranges[index].size, *part.tensor.shape)
        made = build.spread(part.tensor, shape, range(1, len(shape)))
        return Lowered(made, (index, *part.free), part.groups, part.row)

    def sum_over(self, part: Lowered, index: Expr, ranges: Mapping[Expr, Range]) -> Lowered:
        """Return the sum over a free index."""
        whole = self.with_free(part, index, ranges)
        place = whole.free.index(index)
        self.join(whole.tensor.shape[place], ranges[index].size, f"the index {letter(index)}")
        free = tuple(k for k in whole.free if k is not index)
        return Lowered(build.summed(whole.tensor, [place]), free, whole.groups, whole.row)

    def abstract(
        self,
        function: str,
        parts: Sequence[Lowered],
        orders: tuple[int, ...],
        dims: Shape,
        cores: Sequence[Shape],
    ) -> Lowered:
        """Return an unknown function of arrays; of a number, it goes entry by entry."""
        free = tuple(dict.fromkeys(k for part in parts for k in part.free))
        widths = [len(part.tensor.shape) - len(part.free) for part in parts]
        loose = [w - len(core) for w, core in zip(widths, cores, strict=True)]
        extra = max(loose)
        if min(loose) < 0 or any(k not in (0, extra) for k in loose):
            raise ShapeError(f"{function} is applied to arrays of other shapes than it takes")
        lead: list[Hashable] = [*free, *range(extra)]
        sizes: dict[Hashable, Dim] = {}
        listed: list[list[Hashable]] = []
        for place, (part, k) in enumerate(zip(parts, loose, strict=True)):
            own = [("core", place, axis) for axis in range(len(cores[place]))]
            keys: list[Hashable] = [*part.free, *range(k), *own]
            self._note(sizes, keys, part.tensor.shape, f"the arguments of {function}")
            listed.append(keys)
        args: list[Tensor] = []
        for place, (part, keys) in enumerate(zip(parts, listed, strict=True)):
            own = [("core", place, axis) for axis in range(len(cores[place]))]
            whole = [*lead, *own]
            shape = tuple(sizes[key] for key in whole)
            args.append(build.spread(part.tensor, shape, [whole.index(k) for k in keys]))
        made = Abstract(function, tuple(args), len(lead), orders, dims)
        width = len(made.shape) - len(free)
        row = any(part.row for part in parts) and width == 1 and not dims
        return Lowered(made, free, (1,) * width, row)


def _free(*parts: Lowered) -> tuple[Expr, ...]:
    return tuple(dict.fromkeys(k for part in parts for k in part.free))


def _marks(part: Lowered, mark: str) -> list[list[Hashable]]:
    """Return a key for each axis of the array, by axes of the formula."""
    numbers = count()
    return [[(mark, next(numbers)) for _ in range(width)] for width in part.groups]


def _flat(part: Lowered, keys: Iterable[Iterable[Hashable]]) -> list[Hashable]:
    return [*part.free, *(k for group in keys for k in group)]
