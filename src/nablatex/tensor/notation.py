r"""Arrays back to formulas: matrix notation where it exists, elements with fresh indices otherwise.

`X^\top (X w - y)` is found again from its contraction; what has no matrix notation, such as
`\delta_{ik} (V^\top V)_{jl}`, is written by elements, with the products inside still found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from nablatex import ops
from nablatex.errors import NoRuleError
from nablatex.expr import (
    TWO,
    Apply,
    Call,
    Cases,
    Compare,
    Component,
    Derivative,
    DerivativeStyle,
    Expr,
    Number,
    Power,
    Product,
    Symbol,
)
from nablatex.tensor import affine
from nablatex.tensor.bodies import Body, Term
from nablatex.tensor.contract import constant_of
from nablatex.tensor.factoring import gathered
from nablatex.tensor.facts import is_symmetric
from nablatex.tensor.kinds import (
    Abstract,
    Add,
    Bracket,
    Compared,
    Contraction,
    Factor,
    General,
    Leaf,
    Map,
    Piecewise,
    Position,
    Tensor,
    postorder,
)
from nablatex.tensor.network import Edge, Network, diagonal
from nablatex.traverse import number

_HALF = Fraction(1, 2)


class NoMatrixFormError(NoRuleError):
    """An array that has no matrix notation."""


class Notation:
    """Formulas of arrays, each part written once.

    Args:
        origin: 1 or 0, the first index of every array.
        names: the model's name for the value of an unknown function.

    Attributes:
        stands: what each symbol for a derivative of an unknown function stands for.
    """

    def __init__(self, origin: int = 1, names: Mapping[Abstract, Expr] | None = None) -> None:
        self.origin = origin
        self.stands: dict[Expr, Tensor] = {}
        self._names = names or {}
        self._made: dict[Tensor, Expr | None] = {}
        self._symmetric: set[Expr] = set()

    def matrix(self, tensor: Tensor) -> Expr:
        """Return an array as a scalar, vector or matrix formula.

        Raises:
            NoMatrixFormError: it has none.
        """
        self.try_all(tensor)
        found = self._made[tensor]
        if found is None:
            raise NoMatrixFormError("this has no matrix notation")
        return found

    def try_all(self, tensor: Tensor) -> None:
        """Write every part of an array that has matrix notation."""
        for node in postorder(tensor, through=False):
            if node not in self._made:
                try:
                    made = self._node(node)
                except NoMatrixFormError:
                    made = None
                self._made[node] = made
                if made is not None and is_symmetric(node):
                    self._symmetric.add(made)

    def _get(self, node: Tensor) -> Expr:
        found = self._made[node]
        if found is None:
            raise NoMatrixFormError("this has no matrix notation")
        return found

    def _node(self, node: Tensor) -> Expr:
        if len(node.shape) > 2:
            raise NoMatrixFormError("an array of three axes has no matrix notation")
        match node:
            case Leaf(name):
                if len(name.shape) != len(node.shape):
                    raise NoMatrixFormError("a number for each value of some letters")
                return name
            case Position():
                raise NoMatrixFormError("an index as a number")
            case Contraction():
                return self.term(node).expr()
            case Add(terms):
                return gathered([self.term(term) for term in terms])
            case Map(op, args):
                return self._map(op, args)
            case Compared(relation, left, right):
                sides = (self._side(left), self._side(right))
                return Call(ops.indicator, (Compare((relation,), sides),))
            case Piecewise(branches):
                return self._piecewise(node, branches)
            case General():
                return self._general(node)
            case Abstract():
                return self._abstract(node)
            case _:
                assert_never(node)

    def is_symmetric(self, expr: Expr) -> bool:
        """Tell whether a formula that has been written is a symmetric matrix."""
        return expr in self._symmetric

    def turn(self, chain: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Return the transpose of a chain of products."""
        return Network(self._symmetric.__contains__).turned_chain(chain)

    def _side(self, node: Tensor) -> Expr:
        """Return an array, a number for one that is the same number everywhere."""
        value = constant_of(node)
        if value is not None:
            return number(value)
        if isinstance(node, Contraction) and node.rank and not node.brackets:
            own = set(range(node.rank))
            if all(own.isdisjoint(f.indices) for f in node.factors):
                return self.term(node, spread=False).expr()
        return self._get(node)

    def _map(self, op: ops.Op, args: tuple[Tensor, ...]) -> Expr:
        if op is ops.power:
            if args[0].shape:
                raise NoMatrixFormError("a power of a vector")
            return Power(self._get(args[0]), self._get(args[1]))
        if op is ops.exp and not args[0].shape and isinstance(args[0], Contraction):
            return Call(ops.exp, (self._get(args[0]),))
        if len(args) == 1:
            return Call(op, (self._get(args[0]),))
        return Call(op, tuple(self._side(arg) for arg in args))

    def _piecewise(self, node: Piecewise, branches: Sequence[tuple[Tensor, Tensor]]) -> Expr:
        if node.shape:
            raise NoMatrixFormError("a distinction of cases in each entry")
        rows: list[tuple[Expr, Expr]] = []
        for value, when in branches:
            rows.append((self._get(value), self.condition(when)))
        return Cases(tuple(rows))

    def condition(self, when: Tensor) -> Expr:
        """Return a condition as a relation."""
        if constant_of(when) == 1:
            return Call(ops.otherwise, ())
        match self._get(when):
            case Call(ops.indicator, (inside,)):
                return inside
            case Product(parts) if all(
                isinstance(p, Call) and p.op is ops.indicator for p in parts
            ):
                return Call(ops.and_, tuple(p.children[0] for p in parts))
            case other:
                return Compare(("!=",), (other, Number(0, 0)))

    def _general(self, node: General) -> Expr:
        core = len(node.args[0].shape) - node.batch
        rows = node.op is ops.softmax and node.batch == 1
        if node.batch and not rows:
            raise NoMatrixFormError("a function of each row")
        arg, *rest = map(self._get, node.args)
        if node.op is ops.nuclear_norm:
            return Call(ops.norm, (arg, Call(ops.nuclear, ())))
        if node.op is ops.spectral_norm:
            return Call(ops.norm, (arg, TWO))
        if node.op is ops.greatest and isinstance(arg, Call) and arg.op is ops.abs_ and core == 1:
            return Call(ops.norm, (arg.args[0], Call(ops.infinity, ())))
        return Call(node.op, (arg, *rest))

    def _abstract(self, node: Abstract) -> Expr:
        args = tuple(self._get(arg) for arg in node.args)
        elementwise = not any(arg.shape[node.batch :] for arg in node.args)
        if node.batch and not elementwise:
            raise NoMatrixFormError("an unknown function of each row")
        dims = node.shape[: node.batch] + node.dims
        if elementwise and node.batch and len(args) > 1:
            raise NoMatrixFormError("an unknown function of several numbers, entry by entry")
        if elementwise:
            marks = tuple((slot, ()) for slot in sorted(node.orders))
            return Apply(node.function, args, marks, dims)
        return self.unknown(node, args)

    def unknown(self, node: Abstract, args: tuple[Expr, ...]) -> Expr:
        r"""Return an unknown function or its derivative: `u(x)`, `J_u(x)`, `\nabla f(u)`."""
        plain = Abstract(node.function, node.args, node.batch, (), node.dims)
        made: Expr
        if not node.orders:
            return Apply(node.function, args, (), node.dims)
        by = tuple(args[slot] for slot in node.orders)
        name = self._names.get(plain)
        order = len(node.orders)
        if name is not None and all(isinstance(arg, Symbol | Component) for arg in by):
            style: DerivativeStyle = "partial" if node.dims or len(set(by)) > 1 else "nabla"
            made = Derivative(name, by, style, order)
        elif len(args) == 1 and not node.dims:
            sign = r"\nabla" if order == 1 else rf"\nabla^{order}"
            made = Apply(f"{sign} {node.function}", args, (), node.shape)
        elif len(args) == 1 and order == 1:
            made = Apply(f"J_{{{node.function}}}", args, (), node.shape)
            if len(node.function) == 1:
                made = Apply(f"J_{node.function}", args, (), node.shape)
        else:
            made = Derivative(Apply(node.function, args, (), node.dims), by, "partial", order)
        self.stands[made] = node
        return made

    def term(self, node: Tensor, *, spread: bool = True) -> Term:
        """Return a term of a sum in pieces."""
        if not isinstance(node, Contraction):
            rank = len(node.shape)
            whole = self._get(node)
            if not rank:
                return Term(Fraction(1), [whole])
            return Term(Fraction(1), body=Body(((whole,),)), rank=rank)
        net, made = self._network(node)
        left = net.remove(range(node.rank, len(node.sizes)))
        if left or net.blocked:
            raise NoMatrixFormError("a sum that is no product of matrices")
        made.above += net.scalars
        made.above.sort(key=_weight)
        if not spread:
            return made
        made.rank = node.rank
        if node.rank == 1:
            made.body = net.at.get(0, Body())
        elif node.rank == 2:
            made.body = self._two(net, self._is_diagonal(node))
        return made

    def _is_diagonal(self, node: Contraction) -> bool:
        same = Bracket("=", affine.affine(0, ((0, 1), (1, -1))))
        if any(bracket != same for bracket in node.brackets):
            raise NoMatrixFormError("a relation between indices")
        return bool(node.brackets)

    def _two(self, net: Network, on_diagonal: bool) -> Body:
        while net.merge():
            pass
        rows, columns = net.at.get(0), net.at.get(1)
        if on_diagonal:
            return _on_diagonal(rows)
        edge = next((e for e in net.edges), None)
        if edge is None:
            return self._outer(net, rows, columns)
        body = net.oriented(edge, 0)
        if rows is None and columns is None:
            return body
        chain = [*body.chain(2)]
        if rows is not None:
            chain.insert(0, diagonal(rows))
        if columns is not None:
            chain.append(diagonal(columns))
        return Body((tuple(chain),))

    def _outer(self, net: Network, rows: Body | None, columns: Body | None) -> Body:
        left, right = rows or Body(), columns or Body()
        return Body(((*left.chain(1), *net.turned_chain(right.chain(1))),))

    def _network(self, node: Contraction) -> tuple[Network, Term]:
        net = Network(self._symmetric.__contains__)
        made = Term(node.coefficient)
        if node.rank != 2 and node.brackets:
            raise NoMatrixFormError("a relation between indices")
        if any(b.number.indices[-1:] > (1,) for b in node.brackets):
            raise NoMatrixFormError("a relation between indices")
        for factor in node.factors:
            self.place(net, made, factor)
        return net, made

    def place(self, net: Network, made: Term, factor: Factor) -> None:
        """Put a factor of a contraction where it belongs: a scalar, a vector, a matrix."""
        base, at, exponent = factor
        if not at:
            above, shown = self._scalar_power(base, exponent)
            (made.above if above else made.below).append(shown)
            return
        body = self._powers(base, exponent, len(at))
        if len(at) == 1:
            net.put(at[0], body)
        elif at[0] == at[1]:
            flat = Call(ops.diag, (body.expr(2),))
            net.put(at[0], Body(((flat,),)))
        else:
            net.edges.append(Edge(at[0], at[1], body))

    def _powers(self, base: Tensor, exponent: Fraction, rank: int) -> Body:
        """Return a power entry by entry."""
        if rank > 2:
            raise NoMatrixFormError("an array of three axes")
        shown = self._get(base)
        size = abs(exponent)
        if size.denominator == 2:
            root = Call(ops.sqrt, (shown,))
            chains: list[tuple[Expr, ...]] = [(root,)] * size.numerator
        elif size.denominator == 1:
            if isinstance(base, Contraction | Add | Leaf) or size == 1:
                chain = self._chain_of(base) or (shown,)
                chains = [chain] * size.numerator
            else:
                chains = [(shown,)] * size.numerator
        else:
            raise NoMatrixFormError("a power of each entry")
        return Body(tuple(chains)) if exponent > 0 else Body((), tuple(chains))

    def _chain_of(self, base: Tensor) -> tuple[Expr, ...] | None:
        """Return a product that stands as one factor as a chain, to be joined with others."""
        if not isinstance(base, Contraction):
            return None
        inside = self.term(base)
        if inside.coefficient != 1 or inside.above or inside.below or inside.body is None:
            return None
        return inside.body.plain

    def _scalar_power(self, base: Tensor, exponent: Fraction) -> tuple[bool, Expr]:
        """Return whether a power of a scalar stands above the bar, and what stands there."""
        above, size = exponent > 0, abs(exponent)
        norm = self._norm(base)
        if norm is not None and size.denominator == 2:
            return above, _power(norm, size.numerator)
        shown = self._get(base)
        if size.denominator == 1:
            return above, _power(shown, size.numerator)
        if size.denominator == 2:
            return above, _power(Call(ops.sqrt, (shown,)), size.numerator)
        return True, Power(shown, number(exponent))

    def _norm(self, base: Tensor) -> Expr | None:
        r"""Return `\|v\|` where the base is `\|v\|^2`."""
        match self._get(base):
            case Power(Call(ops.norm) as norm, exponent) if exponent is TWO:
                return norm
            case Call(ops.matmul, (Call(ops.transpose, (first,)), second)) if first is second:
                return Call(ops.norm, (second, TWO)) if len(second.shape) == 1 else None
            case _:
                return None


def _power(base: Expr, exponent: int) -> Expr:
    return base if exponent == 1 else Power(base, Number(exponent, 0))


def _on_diagonal(rows: Body | None) -> Body:
    if rows is None:
        return Body(((Call(ops.identity, ()),),))
    return Body(((diagonal(rows),),))


def _weight(expr: Expr) -> int:
    """Return an order of scalars in a product: names in front, sums and functions behind."""
    if not expr.children:
        return 3 if isinstance(expr, Symbol) and expr.name.startswith(r"\mathrm{d}") else 0
    return 1 if isinstance(expr, (Component, Power, Call)) else 2
