r"""Derivatives of matrices by matrices as one matrix: `B^\top \otimes A`, with column-major vec.

Separate from matrix notation proper, which has two axes at most. An array with axes `(i, j, k, l)`
is written as the matrix whose row is the place of `(i, j)` in `vec` of the function, its column
that of `(k, l)` in `vec` of the variable; `vec` puts columns under one another, so that
`vec(A X B) = (B^\top \otimes A) vec(X)` and `K_{nm} vec(X) = vec(X^\top)` for n by m matrices
(J. R. Magnus and H. Neudecker, Matrix Differential Calculus, 3rd ed., chapters 2 and 3).
"""

from __future__ import annotations

from nablatex import ops
from nablatex.expr import Call, Expr, Number, Symbol
from nablatex.shape import Dim
from nablatex.tensor import affine
from nablatex.tensor.bodies import Body, Term, chain_expr
from nablatex.tensor.factoring import gathered
from nablatex.tensor.kinds import Add, Contraction, Tensor
from nablatex.tensor.network import Edge, Network, diagonal
from nablatex.tensor.notation import NoMatrixFormError, Notation

_IDENTITY = Body(((Call(ops.identity, ()),),))


def kronecker(array: Tensor, notation: Notation) -> Expr:
    """Return an array of four axes as a matrix in Kronecker products.

    Raises:
        NoMatrixFormError: it is no sum of Kronecker products.
    """
    if len(array.shape) != 4:
        raise NoMatrixFormError("a Kronecker product has four axes")
    notation.try_all(array)
    terms = array.terms if isinstance(array, Add) else (array,)
    return gathered([_Term(term, notation).term() for term in terms])


class _Term:
    """One product of four axes."""

    def __init__(self, node: Tensor, notation: Notation) -> None:
        if not isinstance(node, Contraction):
            raise NoMatrixFormError("an array that is no product")
        self._node = node
        self._notation = notation
        self._net = Network(notation.is_symmetric)
        self._made = Term(node.coefficient, rank=2)

    def term(self) -> Term:
        """Return it as a number, scalars and a Kronecker product."""
        node, net, made = self._node, self._net, self._made
        for factor in node.factors:
            self._notation.place(net, made, factor)
        for bracket in node.brackets:
            number = bracket.number
            ends = number.indices
            plain = bracket.relation == "=" and not number.constant and len(number.terms) == 2
            if not plain or len(ends) != 2 or max(ends) > 3:
                raise NoMatrixFormError("a relation between indices")
            net.edges.append(Edge(ends[0], ends[1], _IDENTITY))
        if net.remove(range(4, len(node.sizes))) or net.blocked:
            raise NoMatrixFormError("a sum that is no product of matrices")
        while net.merge():
            pass
        made.above += net.scalars
        made.body = Body((self._chain(),))
        return made

    def _chain(self) -> tuple[Expr, ...]:
        ends = {frozenset((e.rows, e.columns)): e for e in self._net.edges}
        left = ends.pop(frozenset((0, 1)), None)
        right = ends.pop(frozenset((2, 3)), None)
        if not ends and left is not None and right is not None:
            row = self._net.turned_chain((self._vec(right, 2),))
            return (self._vec(left, 0), *row)
        middle = self._middle(set(ends), ends)
        chain = [part for part in middle if not _is_identity(part)]
        if left is not None:
            chain.insert(0, Call(ops.diag, (self._vec(left, 0),)))
        if right is not None:
            chain.append(Call(ops.diag, (self._vec(right, 2),)))
        return tuple(chain) or middle

    def _vec(self, edge: Edge, rows: int) -> Expr:
        return Call(ops.vec, (self._net.oriented(edge, rows).expr(2),))

    def _middle(
        self, present: set[frozenset[int]], ends: dict[frozenset[int], Edge]
    ) -> tuple[Expr, ...]:
        straight = {frozenset((0, 2)), frozenset((1, 3))}
        crossed = {frozenset((0, 3)), frozenset((1, 2))}
        if present <= straight:
            return self._product(ends, (0, 2), (1, 3))
        if present <= crossed:
            return (*self._product(ends, (0, 3), (1, 2)), self._swap())
        raise NoMatrixFormError("no Kronecker product")

    def _swap(self) -> Expr:
        rows, columns = self._node.sizes[2], self._node.sizes[3]
        return Call(ops.commutation, (_size(rows), _size(columns)))

    def _product(
        self, ends: dict[frozenset[int], Edge], first: tuple[int, int], second: tuple[int, int]
    ) -> tuple[Expr, ...]:
        inner, outer = (self._matrix(ends, pair) for pair in (first, second))
        return (Call(ops.kron, (outer, inner)),)

    def _matrix(self, ends: dict[frozenset[int], Edge], pair: tuple[int, int]) -> Expr:
        """Return the matrix between two axes, with the vectors that sit at them."""
        edge = ends.get(frozenset(pair))
        rows, columns = (self._net.at.get(k) for k in pair)
        if edge is None:
            left, right = rows or Body(), columns or Body()
            return chain_expr((*left.chain(1), *self._net.turned_chain(right.chain(1))))
        body = self._net.oriented(edge, pair[0])
        chain = [*body.chain(2)]
        is_identity = body is _IDENTITY or chain == list(_IDENTITY.above[0])
        weights = [diagonal(body) for body in (rows, columns) if body is not None]
        if is_identity and weights:
            return chain_expr(tuple(weights))
        if rows is not None:
            chain.insert(0, diagonal(rows))
        if columns is not None:
            chain.append(diagonal(columns))
        return chain_expr(tuple(chain))


def _is_identity(part: Expr) -> bool:
    """Tell whether a factor is the identity, or a Kronecker product of identities."""
    parts = part.args if isinstance(part, Call) and part.op is ops.kron else (part,)
    return all(isinstance(p, Call) and p.op is ops.identity for p in parts)


def _size(dim: Dim) -> Expr:
    number = affine.of_dim(dim)
    if isinstance(dim, int):
        return Number(dim, 0)
    if len(number.terms) != 1 or number.constant:
        raise NoMatrixFormError("a size that is no name")
    return Symbol(dim, ())
