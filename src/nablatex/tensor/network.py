r"""The search for matrix notation in a contraction: indices with two ends become products.

A contraction is a graph: its indices are nodes, a matrix is an edge, a vector sits at a node.
Summed indices are removed one by one: one edge gives `M v`, two give `M diag(v) N`, a pair between
two nodes gives a trace, a node without edges an inner product. What is left is the shape of the
result: `diag(u) E diag(w)`, an outer product, a Hadamard product (S. Laue, M. Mitterreiter and
J. Giesen, A Simple and Efficient Tensor Calculus, AAAI 2020, section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nablatex import ops
from nablatex.expr import TWO, Call, Expr, Number, Power
from nablatex.tensor.bodies import Body, Chain, chain_expr, turned

Symmetric = Callable[[Expr], bool]


@dataclass(slots=True, eq=False)
class Edge:
    """A matrix between two indices, rows first."""

    rows: int
    columns: int
    body: Body

    def other(self, index: int) -> int:
        """Return the index at the other end."""
        return self.columns if self.rows == index else self.rows


class Network:
    """A contraction while its indices are removed.

    Attributes:
        at: the vector that sits at each index.
        edges: matrices between indices.
        scalars: what has come out of removed indices.
        blocked: indices that stand in something which is no vector or matrix.
    """

    def __init__(self, symmetric: Symmetric) -> None:
        self.at: dict[int, Body] = {}
        self.edges: list[Edge] = []
        self.scalars: list[Expr] = []
        self.blocked: set[int] = set()
        self._symmetric = symmetric

    def put(self, index: int, body: Body) -> None:
        """Multiply what sits at an index."""
        self.at[index] = self.at.get(index, Body()).times(body)

    def turned_chain(self, chain: Chain) -> Chain:
        """Return the transpose of a product."""
        return tuple(turned(part, self._symmetric) for part in chain[::-1])

    def _turned(self, body: Body) -> Body:
        return Body(
            tuple(map(self.turned_chain, body.above)), tuple(map(self.turned_chain, body.below))
        )

    def oriented(self, edge: Edge, rows: int) -> Body:
        """Return an edge with its rows at an index."""
        return edge.body if edge.rows == rows else self._turned(edge.body)

    def remove(self, bound: Iterable[int]) -> set[int]:
        """Remove summed indices as far as matrix notation goes; return those that are left."""
        left = set(bound)
        self._spread()
        rules = (self._loose, self._end, self._link, self._pair, self._diagonal, self._merge)
        while left - self.blocked:
            if not any(rule(sorted(left - self.blocked), left) for rule in rules):
                break
        return left

    def _spread(self) -> None:
        """Put the vectors at both ends of a mere fraction above its bar: `(a b^T) / M`."""
        while self.merge_fractions():
            pass
        for edge in self.edges:
            ends = (edge.rows, edge.columns)
            if edge.body.above or not all(k in self.at for k in ends):
                continue
            if any(len(self._around(k)) > 2 for k in ends):
                continue
            left, right = (self.at.pop(k).chain(1) for k in ends)
            edge.body = Body(((*left, *self.turned_chain(right)),), edge.body.below)

    def merge_fractions(self) -> bool:
        """Make one edge of a fraction and what stands beside it; tell whether there was one."""
        return any(not edge.body.above for edge in self.edges) and self.merge()

    def _around(self, index: int) -> list[Edge]:
        return [edge for edge in self.edges if index in (edge.rows, edge.columns)]

    def _loose(self, free: list[int], left: set[int]) -> bool:
        """An index with vectors alone: an inner product, a squared norm, a sum."""
        for index in free:
            if not self._around(index):
                self.scalars.append(self._inner(self.at.pop(index, Body())))
                left.discard(index)
                return True
        return False

    def _inner(self, body: Body) -> Expr:
        if len(body.above) == 2 and body.above[0] == body.above[1] and not body.below:
            return squared_norm(chain_expr(body.above[0]))
        if len(body.above) >= 2 or (body.above and body.below):
            first, rest = body.above[0], Body(body.above[1:], body.below)
            return self.bilinear(first, (), rest)
        match body.plain:
            case (Call(ops.diag, (matrix,)),) if len(matrix.shape) == 2:
                return _traced(matrix)
            case _:
                one: Chain = (Call(ops.transpose, (Call(ops.ones, ()),)),)
                return chain_expr((*one, *body.chain(1)))

    def bilinear(self, left: Chain, middle: Chain, right: Body) -> Expr:
        """Return `left^T middle right`, or its transpose where that has fewer signs."""
        there = (*self.turned_chain(left), *middle, *right.chain(1))
        back = (*self.turned_chain(right.chain(1)), *self.turned_chain(middle), *left)
        return chain_expr(back if transposes(back) < transposes(there) else there)

    def _end(self, free: list[int], left: set[int]) -> bool:
        """An index with one edge: a matrix times a vector."""
        for index in free:
            edges = self._around(index)
            if len(edges) != 1 or edges[0].rows == edges[0].columns:
                continue
            (edge,) = edges
            there = edge.other(index)
            if there in left and len(self._around(there)) == 1 and self._is_bare_pair(index, there):
                continue
            self.edges.remove(edge)
            matrix = self.oriented(edge, there).chain(2)
            self.put(there, Body(((*matrix, *self.at.pop(index, Body()).chain(1)),)))
            left.discard(index)
            return True
        return False

    def _is_bare_pair(self, index: int, there: int) -> bool:
        """Tell whether nothing but one Hadamard product stands between two summed indices."""
        edge = self._around(index)[0]
        return (
            index not in self.at
            and there not in self.at
            and there not in self.blocked
            and len(edge.body.above) > 1
        )

    def _link(self, free: list[int], left: set[int]) -> bool:
        """An index between two others: a product of two matrices."""
        for index in free:
            edges = self._around(index)
            if len(edges) != 2 or any(e.rows == e.columns for e in edges):
                continue
            first, second = edges
            start, end = first.other(index), second.other(index)
            if start == end:
                continue
            self.edges.remove(first)
            self.edges.remove(second)
            middle = self._weights(index)
            chain = (
                *self.oriented(first, start).chain(2),
                *middle,
                *self.oriented(second, index).chain(2),
            )
            if transposes(chain) > len(chain) / 2:
                start, end, chain = end, start, self.turned_chain(chain)
            self.edges.append(Edge(start, end, Body((chain,))))
            left.discard(index)
            return True
        return False

    def _weights(self, index: int) -> Chain:
        body = self.at.pop(index, None)
        return () if body is None else (diagonal(body),)

    def _pair(self, free: list[int], left: set[int]) -> bool:
        """Two summed indices with matrices between them alone: a trace."""
        for index in free:
            edges = self._around(index)
            ends = {edge.other(index) for edge in edges}
            if len(ends) != 1:
                continue
            (there,) = ends
            if there not in left or there in self.blocked or len(self._around(there)) != len(edges):
                continue
            if len(edges) == 1 and there == index:
                self._loop(edges[0], left)
                return True
            if index in self.at or there in self.at:
                continue
            self.edges = [edge for edge in self.edges if edge not in edges]
            self.scalars.append(self._trace(edges, index))
            left -= {index, there}
            return True
        return False

    def _loop(self, edge: Edge, left: set[int]) -> None:
        self.edges.remove(edge)
        chain = (*edge.body.chain(2), *self._weights(edge.rows))
        self.scalars.append(_traced(chain_expr(chain)))
        left.discard(edge.rows)

    def _trace(self, edges: list[Edge], index: int) -> Expr:
        above: list[Chain] = []
        below: list[Chain] = []
        for edge in edges:
            body = self.oriented(edge, index)
            above += body.above
            below += body.below
        if len(above) == 2 and not below:
            if above[0] == above[1]:
                return Power(Call(ops.norm, (chain_expr(above[0]), Call(ops.frobenius, ()))), TWO)
            return Call(ops.trace, (self._shorter(above[0], above[1]),))
        first, rest = above[0], Body(tuple(above[1:]), tuple(below))
        if not rest.above and not rest.below:
            one = Call(ops.ones, ())
            return chain_expr((Call(ops.transpose, (one,)), *first, one))
        return Call(ops.trace, (self._shorter(first, rest.chain(2)),))

    def _shorter(self, left: Chain, right: Chain) -> Expr:
        """Return the matrix whose trace is the sum of `left` times `right` entry by entry."""
        first, second = (*self.turned_chain(left), *right), (*left, *self.turned_chain(right))
        best = min((first, second), key=transposes)
        return chain_expr(best)

    def _diagonal(self, free: list[int], left: set[int]) -> bool:
        """A summed index with two edges to one other: the diagonal of a product."""
        for index in free:
            edges = self._around(index)
            if len(edges) != 2 or any(e.rows == e.columns for e in edges):
                continue
            there = edges[0].other(index)
            if edges[1].other(index) != there:
                continue
            chains = [self.oriented(edge, there).chain(2) for edge in edges]
            self.edges = [edge for edge in self.edges if edge not in edges]
            product = (*chains[0], *self._weights(index), *self.turned_chain(chains[1]))
            self.put(there, Body(((Call(ops.diag, (chain_expr(product),)),),)))
            left.discard(index)
            return True
        return False

    def _merge(self, free: list[int], left: set[int]) -> bool:
        """Several matrices between the same two indices: a Hadamard product."""
        return self.merge()

    def merge(self) -> bool:
        """Make one edge of those between the same two indices; tell whether there were any."""
        for place, first in enumerate(self.edges):
            for second in self.edges[place + 1 :]:
                if {first.rows, first.columns} == {second.rows, second.columns}:
                    if first.rows == first.columns:
                        continue
                    self.edges.remove(second)
                    first.body = first.body.times(self.oriented(second, first.rows))
                    return True
        return False


def _traced(matrix: Expr) -> Expr:
    r"""Return a trace; that of `\sin(X)`, which is read as of the matrix, is a sum of entries."""
    if isinstance(matrix, Call) and matrix.op in ops.OF_MATRICES:
        one = Call(ops.transpose, (Call(ops.ones, ()),))
        return Call(ops.matmul, (one, Call(ops.diag, (matrix,))))
    return Call(ops.trace, (matrix,))


def diagonal(body: Body) -> Expr:
    r"""Return `\operatorname{diag}(v)`; of the diagonal of a matrix, `M \odot I`."""
    match body.plain:
        case (Call(ops.diag, (matrix,)),) if len(matrix.shape) == 2:
            return Call(ops.hadamard, (matrix, Call(ops.identity, ())))
        case _:
            return Call(ops.diag, (body.expr(1),))


def transposes(chain: Chain) -> int:
    """Count the transposed factors of a product."""
    return sum(isinstance(part, Call) and part.op is ops.transpose for part in chain)


def squared_norm(vector: Expr) -> Expr:
    r"""Return `v^\top v` for a name, `\|v\|_2^2` for anything longer."""
    if not vector.children:
        return Call(ops.matmul, (Call(ops.transpose, (vector,)), vector))
    return Power(Call(ops.norm, (vector, Number(2, 0))), TWO)
