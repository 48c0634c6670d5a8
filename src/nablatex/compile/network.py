r"""Products with sums over indices as code: `@` where two matrices meet, `einsum` where more do.

Separate from what else arrays are: here the order of multiplication is chosen, cheapest pair first,
so that `X^\top X w` multiplies matrices with vectors only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod

from nablatex.compile.fragment import Body, Fragment, item, literal, tuple_of
from nablatex.shape import Dim
from nablatex.tensor import affine

_LETTERS = "ijklmnopqrstuvwabcdefgh"
# What a size that is a letter is taken to be where the cost of an order is reckoned.
_TYPICAL = 100


@dataclass(frozen=True, slots=True)
class Operand:
    """An array in a product.

    Attributes:
        code: what it is.
        at: the index of each axis, all different.
        divides: whether it is divided by.
        plain: whether it is a name, which has a value everywhere.
    """

    code: Fragment
    at: tuple[int, ...]
    divides: bool = False
    plain: bool = True


class Network:
    """Contracts arrays over indices.

    Args:
        body: the lines of the function.
        rank: how many indices, from 0 on, are kept.
        sizes: the size of each index.
    """

    def __init__(self, body: Body, rank: int, sizes: Sequence[Dim]) -> None:
        self._body = body
        self._rank = rank
        self._sizes = [_typical(dim) for dim in sizes]

    def contracted(self, operands: Sequence[Operand]) -> Operand | None:
        """Return the product, summed over what is not kept; None of no operands."""
        left = list(operands)
        while True:
            left = self._summed(self._merged(left))
            pairs = [p for p in combinations(left, 2) if self._inside(p[0].at, p[1].at)]
            if not pairs:
                break
            one, other = min(pairs, key=lambda pair: self._cost(pair, left))
            rest = [operand for operand in left if operand is not one and operand is not other]
            kept = {k for operand in rest for k in operand.at} | set(range(self._rank))
            left = [*rest, self._pair(one, other, kept)]
        return self._joined(left)

    def _inside(self, one: Iterable[int], other: Iterable[int]) -> set[int]:
        return {k for k in set(one) & set(other) if k >= self._rank}

    def _cost(self, pair: tuple[Operand, Operand], left: Sequence[Operand]) -> tuple[int, ...]:
        r"""Return the multiplications of a pair, then the numbers in what comes of it.

        Where these are the same the pair on the right is first: `X^\top (X W)`.
        """
        one, other = pair
        indices = set(one.at) | set(other.at)
        outside = {k for operand in left if operand not in pair for k in operand.at}
        made = [k for k in indices if k < self._rank or k in outside]
        right = max((k for k in indices if k < self._rank), default=-1)
        works = prod(self._sizes[k] for k in indices)
        return works, prod(self._sizes[k] for k in made), -right

    def _merged(self, operands: Sequence[Operand]) -> list[Operand]:
        """Return one operand for those of the same indices; two vectors stay a dot product."""
        groups: dict[frozenset[int], list[Operand]] = {}
        for operand in operands:
            groups.setdefault(frozenset(operand.at), []).append(operand)
        made: list[Operand] = []
        for indices, group in groups.items():
            alone = all(not indices & set(o.at) for o in operands if o not in group)
            is_dot = len(indices) == 1 and min(indices) >= self._rank and alone
            above = [operand for operand in group if not operand.divides]
            if is_dot and len(above) > 1:
                last = above.pop()
                first = self._entrywise([*above, *(o for o in group if o.divides)])
                dot = self._at(self._plain(first), self._plain(last))
                made.append(Operand(Fragment(dot), (), plain=False))
            else:
                made.append(self._entrywise(group))
        return made

    def _entrywise(self, group: Sequence[Operand]) -> Operand:
        """Return operands whose indices are those of the widest among them as one."""
        ordered = sorted(group, key=lambda operand: (-len(operand.at), operand.divides))
        first = ordered[0]
        if len(ordered) == 1:
            return first
        above = [self._along(o, first.at) for o in ordered if not o.divides]
        below = [self._along(o, first.at) for o in ordered if o.divides]
        if not above:
            return Operand(self._body.product(below), first.at, divides=True, plain=False)
        made = self._body.product(above)
        if below:
            made = self._body.quotient(made, self._body.product(below))
        return Operand(made, first.at, plain=False)

    def _along(self, operand: Operand, at: tuple[int, ...]) -> Fragment:
        """Return an operand with its axes among others: `v[:, None]`."""
        axes = frozenset(range(len(at)))
        if not operand.at:
            return operand.code
        if operand.at == at:
            return replace(operand.code, axes=axes)
        turned = self.ordered(operand, [k for k in at if k in operand.at])
        return replace(spread(self._body, turned.code, [k in operand.at for k in at]), axes=axes)

    def ordered(self, operand: Operand, at: Sequence[int]) -> Operand:
        """Return an operand with its axes in another order."""
        if operand.at == tuple(at):
            return operand
        code = operand.code
        if len(at) == 2:
            node = transposed(code.node)
        else:
            code = self._body.short(code)
            places = tuple_of([ast.Constant(operand.at.index(k)) for k in at])
            node = self._body.backend.form("permuted", x=code.node, n=places)
        return replace(operand, code=replace(code, node=node), at=tuple(at))

    def _plain(self, operand: Operand) -> Fragment:
        """Return an operand as a factor of numbers, short enough to stand in a product."""
        code = self._body.number(operand.code)
        if operand.divides:
            code = self._body.quotient(literal(1), code)
        return self._body.short(code)

    def _summed(self, operands: Sequence[Operand]) -> list[Operand]:
        """Return the operands with each index that stands in one alone summed over."""
        made: list[Operand] = []
        for operand in operands:
            others = {k for o in operands if o is not operand for k in o.at}
            lonely = [k for k in operand.at if k >= self._rank and k not in others]
            made.append(self._sum_over(operand, lonely) if lonely else operand)
        return made

    def _sum_over(self, operand: Operand, indices: Sequence[int]) -> Operand:
        code = self._plain(operand)
        kept = tuple(k for k in operand.at if k not in indices)
        form = self._body.backend.form
        match code.node:
            case ast.Call(ast.Attribute(_, "diagonal"), [matrix]) if not kept:
                return Operand(Fragment(form("trace", x=matrix)), (), plain=False)
            case _:
                pass
        if not kept:
            return Operand(Fragment(form("sum", x=code.node)), (), plain=False)
        places = [ast.Constant(operand.at.index(k)) for k in indices]
        axis = places[0] if len(places) == 1 else tuple_of(places)
        node = form("sum_axis", x=code.node, n=axis)
        return Operand(Fragment(node, frozenset(range(len(kept)))), kept, plain=False)

    def _pair(self, one: Operand, other: Operand, kept: set[int]) -> Operand:
        """Return the product of two operands, summed over what nothing else needs."""
        shared = set(one.at) & set(other.at)
        summed = shared - kept
        narrow = max(len(one.at), len(other.at)) <= 2
        if not summed and (shared == set(one.at) or shared == set(other.at)):
            return self._entrywise([one, other])
        if len(summed) == 1 and shared == summed and narrow:
            return self._matmul(one, other, summed.pop())
        return self._einsum([one, other], kept)

    def _matmul(self, one: Operand, other: Operand, k: int) -> Operand:
        """Return a product of matrices, or of a matrix and a vector."""
        left, right = sorted((one, other), key=lambda o: [i for i in o.at if i != k])
        if self._better_turned(left, right, k):
            left, right = right, left
        outer = [i for i in left.at if i != k]
        inner = [i for i in right.at if i != k]
        first = self._plain(self.ordered(left, [*outer, k]))
        second = self._plain(self.ordered(right, [k, *inner]))
        at = (*outer, *inner)
        node = self._at(first, second)
        return Operand(Fragment(node, frozenset(range(len(at)))), at, plain=False)

    def _at(self, first: Fragment, second: Fragment) -> ast.expr:
        """Return `first @ second`; what Python would take for `a * (b @ c)` gets a line."""
        node = first.node
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            first = self._body.assigned(first)
        first, second = self._body.fitting([first, second])
        return ast.BinOp(first.node, ast.MatMult(), second.node)

    def _better_turned(self, left: Operand, right: Operand, k: int) -> bool:
        """Tell whether `right left` needs fewer transposes, or is faster, than `left right`."""
        vectors = len(left.at) == 1, len(right.at) == 1
        turns = (left.at[-1] != k) + (right.at[0] != k)
        turned = (left.at[0] != k) + (right.at[-1] != k)
        if not any(vectors):
            # An order that the result needs is kept: turning it back is no gain.
            both = [i for i in (*left.at, *right.at) if i != k]
            return turned < turns and max(both) >= self._rank
        if self._body.backend.vector_first:
            return turned < turns
        return vectors[0]

    def _einsum(self, operands: Sequence[Operand], kept: Iterable[int]) -> Operand:
        """Return a product of arrays by their indices."""
        known = set(kept)
        indices = sorted({k for operand in operands for k in operand.at})
        letters = dict(zip(indices, _LETTERS, strict=False))
        at = tuple(k for k in indices if k in known)
        marks = ["".join(letters[k] for k in operand.at) for operand in operands]
        rule = f"{','.join(marks)}->{''.join(letters[k] for k in at)}"
        plain = self._body.fitting([self._plain(operand) for operand in operands])
        arrays = [array.node for array in plain]
        function = ast.Attribute(ast.Name(self._body.backend.alias), "einsum", ast.Load())
        # NumPy hands a sum to its matrix product only where it is asked to.
        asked = self._body.backend.slow_sums and len(at) < len(indices)
        options = [ast.keyword("optimize", ast.Constant(True))] if asked else []
        node = ast.Call(function, [ast.Constant(rule), *arrays], options)
        return Operand(Fragment(node, frozenset(range(len(at)))), at, plain=False)

    def _joined(self, operands: Sequence[Operand]) -> Operand | None:
        """Return operands without a sum as one, its axes in order; None of no operands."""
        if not operands:
            return None
        widest = max(operands, key=lambda operand: len(operand.at))
        if all(set(operand.at) <= set(widest.at) for operand in operands):
            made = self._entrywise(operands)
            if made.divides:
                made = Operand(self._plain(made), made.at, plain=False)
            return self.ordered(made, sorted(made.at))
        if len(operands) == 2 and all(len(operand.at) == 1 for operand in operands):
            one, other = sorted(operands, key=lambda operand: operand.at)
            if not one.divides and not other.divides:
                parts = {"x": self._plain(one).node, "y": self._plain(other).node}
                node = self._body.backend.form("outer", **parts)
                return Operand(Fragment(node, frozenset((0, 1))), one.at + other.at, plain=False)
        return self._einsum(operands, range(self._rank))


def _typical(dim: Dim) -> int:
    number = affine.of_dim(dim)
    return max(1, number.constant + sum(times * _TYPICAL for _, times in number.terms))


def spread(body: Body, x: Fragment, present: Sequence[bool]) -> Fragment:
    """Return an array with new axes of one entry where it has none."""
    first = present.index(True)
    if all(present[first:]):
        return x
    x = body.short(x)
    places: list[ast.expr] = [
        ast.Slice() if here else ast.Constant(None) for here in present[first:]
    ]
    return replace(x, node=item(x.node, *places))


def transposed(matrix: ast.expr) -> ast.expr:
    r"""Return the transpose of a matrix, by `(A B)^\top = B^\top A^\top` if it is a product."""
    match matrix:
        case ast.Attribute(inside, "T"):
            return inside
        case ast.BinOp(left, ast.MatMult(), right):
            return ast.BinOp(transposed(right), ast.MatMult(), transposed(left))
        case _:
            return ast.Attribute(matrix, "T", ast.Load())


def scaled(
    body: Body, x: Fragment, above: Sequence[Fragment], below: Sequence[Fragment]
) -> Fragment:
    """Return an array times numbers, divided by others."""
    made = body.product([*above, x]) if above else x
    return body.quotient(made, body.product(below)) if below else made
