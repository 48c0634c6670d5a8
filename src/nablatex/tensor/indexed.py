r"""Arrays by elements: `\delta_{ik} (V^\top V)_{jl}`, `\sum_{j \neq k} x_j`, `[k > 1] x_{k-1}`.

Separate from matrix notation, which is asked for every product that it can write. Summed indices
get fresh letters; an index that an equation fixes is written as what it is (`x_{i+1}`); what else
the indices must satisfy stands under the sum, or as a bracket.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from nablatex import ops
from nablatex.expr import (
    ONE,
    Apply,
    Call,
    Cases,
    Compare,
    Component,
    Delta,
    Expr,
    Number,
    Power,
    Quotient,
    Reduction,
    ReductionKind,
    Symbol,
)
from nablatex.normalise import add as plus
from nablatex.shape import Dim
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.bodies import Body, Term, chain_expr
from nablatex.tensor.contract import constant_of
from nablatex.tensor.elements import element, powers
from nablatex.tensor.factoring import shared_sum
from nablatex.tensor.fixed import fixed_indices
from nablatex.tensor.holding import led_by
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
)
from nablatex.tensor.network import Edge, Network
from nablatex.tensor.notation import NoMatrixFormError, Notation
from nablatex.tensor.written import Names, last, relation, written
from nablatex.traverse import number, postorder

LETTERS = "ijklpqrsabcdefgh"


class Indexed:
    """Elements of arrays as formulas.

    Args:
        notation: writes the products in matrix notation.
        taken: letters that mean something else.
        products: whether products of matrices are written as such, or as sums.
        assumed: numbers in sizes that are known to be at most 0.
    """

    def __init__(
        self,
        notation: Notation,
        taken: Iterable[str],
        *,
        products: bool,
        assumed: Sequence[Affine] = (),
    ) -> None:
        self.assumed = assumed
        self._notation = notation
        self._taken = frozenset(taken)
        self._products = products
        self._shift = notation.origin - 1
        self.in_use: list[Expr] = []

    def fresh(self, used: Iterable[Expr]) -> Symbol:
        """Return a letter for one more index."""
        nodes = (part for expr in (*used, *self.in_use) for part in postorder(expr))
        seen = {part.name for part in nodes if isinstance(part, Symbol)}
        for letter in LETTERS:
            if letter not in self._taken and letter not in seen:
                return Symbol(letter, ())
        for count in range(1, 1000):
            if f"i_{{{count}}}" not in seen:
                return Symbol(f"i_{{{count}}}", ())
        raise NoMatrixFormError("no letter is left for an index")

    def entry(self, tensor: Tensor, at: tuple[Expr, ...]) -> Expr:
        """Return the element of an array at some indices.

        Raises:
            NoMatrixFormError: a function of a whole array has no formula for it.
        """
        match tensor:
            case Leaf(name):
                return Component(name, at, "sub") if at else name
            case Position():
                return at[0] if self._shift == 0 else plus((at[0], number(-self._shift)))
            case Contraction():
                return self.term(tensor, at).expr()
            case Add(terms):
                return shared_sum([self.term(term, at) for term in terms])
            case Map(op, args):
                parts = tuple(self.entry(arg, at) for arg in args)
                return Power(*parts) if op is ops.power else Call(op, parts)
            case Compared(relation, left, right):
                sides = (self.entry(left, at), self.entry(right, at))
                return Call(ops.indicator, (Compare((relation,), sides),))
            case Piecewise(branches):
                rows = [
                    (self.entry(value, at), self._condition(when, at)) for value, when in branches
                ]
                return Cases(tuple(rows))
            case General():
                return self._general(tensor, at)
            case Abstract():
                return self._abstract(tensor, at)
            case _:
                assert_never(tensor)

    def _condition(self, when: Tensor, at: tuple[Expr, ...]) -> Expr:
        if constant_of(when) == 1:
            return Call(ops.otherwise, ())
        match self.entry(when, at):
            case Call(ops.indicator, (inside,)):
                return inside
            case Delta(left, right):
                return Compare(("=",), (left, right))
            case other:
                return Compare(("!=",), (other, Number(0, 0)))

    def _general(self, node: General, at: tuple[Expr, ...]) -> Expr:
        if self._products or node.op not in _BY_INDEX:
            try:
                whole = self._notation.matrix(node)
                return Component(whole, at, "sub") if at else whole
            except NoMatrixFormError:
                pass
        if node.op not in _BY_INDEX:
            raise NoMatrixFormError(f"{node.op.name} of an array that has no matrix notation")
        (inside,) = node.args
        index = self.fresh(at)
        lead = at[: node.batch]
        if node.op is ops.hardmax:
            body = self.entry(inside, (*lead, index))
            top = self.over("max", body, index, inside.shape[-1])
            return Call(ops.indicator, (Compare(("=",), (self.entry(inside, at), top)),))
        if node.op is ops.softmax:
            below = Call(ops.exp, (self.entry(inside, (*lead, index)),))
            over = self.over("sum", below, index, inside.shape[-1])
            return Quotient(Call(ops.exp, (self.entry(inside, at),)), over)
        body = self.entry(inside, (*lead, index))
        return self.over(_BY_INDEX[node.op], body, index, inside.shape[-1])

    def over(self, kind: ReductionKind, body: Expr, index: Expr, size: Dim) -> Expr:
        """Return a sum, or a greatest value, over an index; its bounds if no name says them."""
        if isinstance(size, str) and " " not in size and not size[0].isdecimal():
            return Reduction(kind, body, index, None, None, None)
        upper = last(affine.of_dim(size), self._notation.origin)
        return Reduction(kind, body, index, number(self._notation.origin), upper, None)

    def _abstract(self, node: Abstract, at: tuple[Expr, ...]) -> Expr:
        if not any(arg.shape[node.batch :] for arg in node.args):
            marks = tuple((slot, ()) for slot in sorted(node.orders))
            parts = tuple(self.entry(arg, at[: node.batch]) for arg in node.args)
            made: Expr = Apply(node.function, parts, marks, node.dims)
            rest = at[node.batch :]
            return Component(made, rest, "sub") if rest else made
        if node.batch:
            raise NoMatrixFormError("an unknown function of each row")
        args = tuple(self._notation.matrix(arg) for arg in node.args)
        made = self._notation.unknown(node, args)
        return Component(made, at, "sub") if at else made

    def term(self, node: Tensor, at: tuple[Expr, ...]) -> Term:
        """Return a term of a sum, in pieces."""
        if not isinstance(node, Contraction):
            return Term(Fraction(1), [self.entry(node, at)])
        return _Product(self, self._notation, node, at, self._products).term()


_BY_INDEX: dict[ops.Op, ReductionKind] = {
    ops.softmax: "sum",
    ops.hardmax: "max",
    ops.greatest: "max",
    ops.least: "min",
    ops.prod: "prod",
}


@dataclass(slots=True)
class _Product:
    """One contraction that is written by elements."""

    owner: Indexed
    notation: Notation
    node: Contraction
    at: tuple[Expr, ...]
    products: bool

    def term(self) -> Term:
        """Return the product as a number, factors above and below the bar, and sums."""
        node = self.node
        names: dict[int, Expr] = dict(enumerate(self.at))
        waiting, checks = fixed_indices(node, self.owner.assumed)
        bound = [k for k in range(node.rank, len(node.sizes)) if k not in waiting]
        net, opaque, made = self._network(set(bound), waiting, checks)
        left = sorted(net.remove(bound)) if self.products else bound
        for index in left:
            names[index] = self.owner.fresh([*names.values(), *self._all_names()])
        while waiting:
            ready = next(
                k for k, value in waiting.items() if all(i in names for i in value.indices)
            )
            names[ready] = written(waiting.pop(ready), names, self.notation.origin)
        self.owner.in_use += names.values()
        made = self._filled(net, opaque, made, names, checks, left)
        del self.owner.in_use[len(self.owner.in_use) - len(names) :]
        return made

    def _filled(
        self,
        net: Network,
        opaque: list[Factor],
        made: Term,
        names: dict[int, Expr],
        checks: list[Bracket],
        left: list[int],
    ) -> Term:
        """Write every factor with its letters."""
        above = self._brackets(checks, names, left)
        conditions = [c for c in above if isinstance(c, _Condition)]
        front = [c for c in above if not isinstance(c, _Condition)]
        made.above = [*front, *made.above, *net.scalars]
        self._elements(net, names, made)
        for factor in opaque:
            self._factor(factor, names, made)
        return self._summed(made, left, names, conditions)

    def _all_names(self) -> list[Expr]:
        return [Symbol(str(k), ()) for dim in self.node.sizes for k, _ in affine.of_dim(dim).terms]

    def _network(
        self, bound: set[int], fixed: Mapping[int, Affine], checks: Iterable[Bracket]
    ) -> tuple[Network, list[Factor], Term]:
        """Return the factors that have matrix notation as a network, and the others."""
        net, made = Network(self.notation.is_symmetric), Term(self.node.coefficient)
        opaque: list[Factor] = []
        if not self.products:
            return net, list(self.node.factors), made
        net.blocked |= {i for check in checks for i in check.number.indices}
        net.blocked |= {i for value in fixed.values() for i in value.indices}
        for factor in self.node.factors:
            shifted = any(k in fixed for k in factor.indices)
            try:
                if shifted or len(factor.indices) > 2:
                    raise NoMatrixFormError("an array of three axes, or a shifted index")
                if (
                    len(factor.indices)
                    and factor.exponent != 1
                    and not self._has_bound(factor, bound)
                ):
                    raise NoMatrixFormError("a power of an element")
                self.notation.matrix(factor.base)
                self.notation.place(net, made, factor)
            except NoMatrixFormError:
                opaque.append(factor)
                net.blocked |= set(factor.indices)
        return net, opaque, made

    def _has_bound(self, factor: Factor, bound: set[int]) -> bool:
        return any(k in bound for k in factor.indices)

    def _elements(self, net: Network, names: Names, made: Term) -> None:
        """Multiply by the elements of what is left of the network."""
        for index, body in net.at.items():
            self._body(body, (names[index],), made)
        for edge in net.edges:
            self._body(edge.body, self._ends(edge, names), made)

    def _ends(self, edge: Edge, names: Names) -> tuple[Expr, ...]:
        return names[edge.rows], names[edge.columns]

    def _body(self, body: Body, at: tuple[Expr, ...], made: Term) -> None:
        for chains, side in ((body.above, made.above), (body.below, made.below)):
            parts = [element(chain_expr(chain), at) for chain in chains]
            side += powers(part for part in parts if part is not ONE)

    def _factor(self, factor: Factor, names: Names, made: Term) -> None:
        base, at, exponent = factor
        shown = self.owner.entry(base, tuple(names[k] for k in at))
        size = abs(exponent)
        if size.denominator == 2:
            shown, size = Call(ops.sqrt, (shown,)), Fraction(size.numerator)
        power = shown if size == 1 else Power(shown, number(size))
        (made.above if exponent > 0 else made.below).append(power)

    def _brackets(
        self, checks: Iterable[Bracket], names: Names, left: list[int]
    ) -> list[Expr | _Condition]:
        found: list[Expr | _Condition] = []
        for check in checks:
            shown = relation(check, names, self.notation.origin)
            summed = [k for k in check.number.indices if k in left]
            if summed:
                found.append(_Condition(led_by(shown, names[summed[-1]]), summed[-1]))
            elif check.relation == "=":
                found.append(Delta(*shown.terms))
            else:
                found.append(Call(ops.indicator, (shown,)))
        return found

    def _summed(
        self, made: Term, left: list[int], names: Names, conditions: list[_Condition]
    ) -> Term:
        """Put the factors with summed indices under their sums."""
        if not left:
            return made
        letters = {names[k] for k in left}
        inside = [e for e in made.above if _has(e, letters)]
        below = [e for e in made.below if _has(e, letters)]
        made.above = [e for e in made.above if e not in inside]
        made.below = [e for e in made.below if e not in below]
        body = Term(Fraction(1), inside, below).expr()
        for index in left[::-1]:
            own = [c.relation for c in conditions if c.index == index]
            body = self._sum(body, index, names[index], own)
        made.above.append(body)
        return made

    def _sum(self, body: Expr, index: int, letter: Expr, conditions: list[Expr]) -> Expr:
        size = self.node.sizes[index]
        if len(conditions) == 1:
            return Reduction("sum", body, letter, None, None, conditions[0])
        if conditions:
            body = Term(
                Fraction(1), [Call(ops.indicator, (c,)) for c in conditions] + [body]
            ).expr()
        return self.owner.over("sum", body, letter, size)


@dataclass(frozen=True, slots=True)
class _Condition:
    """What a summed index must satisfy."""

    relation: Expr
    index: int


def _has(expr: Expr, letters: set[Expr]) -> bool:
    return any(part in letters for part in postorder(expr))
