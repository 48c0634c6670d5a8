r"""One contraction as code: numbers in front, arrays contracted, deltas and brackets put back.

Separate from the network of arrays, which knows neither exponents nor Kronecker's delta: a delta
between two axes of the result is `diag(v)` or an identity, never a dense array in a product.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from nablatex.compile.elements import compared
from nablatex.compile.fragment import Body, Fragment, binary, literal, negated
from nablatex.compile.network import Network, Operand, scaled, spread
from nablatex.compile.sizes import Sizes
from nablatex.shape import Dim
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine
from nablatex.tensor.kinds import Bracket, Compared, Contraction, Leaf, Tensor

Term = tuple[Fraction, Fragment]
"""A number in front, and what it multiplies."""


@dataclass(slots=True)
class _Parts:
    """What a contraction is made of."""

    above: list[Fragment] = field(default_factory=list)
    below: list[Fragment] = field(default_factory=list)
    operands: list[Operand] = field(default_factory=list)


class Products:
    """Writes contractions.

    Args:
        body: the lines of the function.
        sizes: the code of the sizes.
        full: the code of an array with a number in each entry.
        scalar: the code of an array if it is one number everywhere, else None.
    """

    def __init__(
        self,
        body: Body,
        sizes: Sizes,
        full: Callable[[Tensor], Fragment],
        scalar: Callable[[Tensor], Fragment | None],
    ) -> None:
        self._body = body
        self._sizes = sizes
        self._full = full
        self._scalar = scalar

    def term(self, node: Contraction) -> Term:
        """Return a contraction, the number in front apart."""
        names, deltas, masks = _without_deltas(node)
        parts = self._parts(node, names)
        self._mask(parts, [self._bracket(mask, node.sizes) for mask in masks])
        used = {k for operand in parts.operands for k in operand.at}
        summed = [k for k in range(node.rank, len(node.sizes)) if k not in used and k not in names]
        parts.above += [self._sizes.of(node.sizes[k]) for k in summed]
        wide = [pair for pair in deltas if node.rank > 2 or len(deltas) > 1 or pair != (0, 1)]
        for pair in wide:
            eye = self._eye(node.sizes[pair[0]])
            parts.operands.append(Operand(eye, pair))
        made = Network(self._body, node.rank, node.sizes).contracted(parts.operands)
        if deltas and not wide:
            core: Fragment | None = self._on_diagonal(made, node.sizes[0])
        else:
            core = None if made is None else self._placed(made, node.rank)
        if core is None:
            core = parts.above.pop(0) if parts.above else literal(1)
        return node.coefficient, scaled(self._body, core, parts.above, parts.below)

    def times(self, coefficient: Fraction, x: Fragment) -> Fragment:
        """Return a number times an array."""
        if coefficient < 0:
            return negated(self.times(-coefficient, x))
        above, below = coefficient.numerator, coefficient.denominator
        if coefficient == 1:
            return x
        if isinstance(x.node, ast.Constant) and x.node.value == 1:
            return literal(coefficient)
        made = self._body.short(self._body.number(x))
        made = made if above == 1 else binary(ast.Mult(), literal(above), made)
        return made if below == 1 else binary(ast.Div(), made, literal(below))

    def _parts(self, node: Contraction, names: Mapping[int, int]) -> _Parts:
        parts = _Parts()
        for base, indices, exponent in node.factors:
            at = tuple(names.get(k, k) for k in indices)
            number = self._scalar(base)
            powered = self._body.power
            if number is not None:
                side = parts.below if exponent < 0 else parts.above
                side.append(powered(number, abs(exponent)) if abs(exponent) != 1 else number)
                continue
            code, own = self._distinct(self._full(base), at)
            if abs(exponent) != 1:
                code = replace(powered(code, abs(exponent)), axes=code.axes)
            plain = isinstance(base, Leaf | Compared) and exponent > 0
            parts.operands.append(Operand(code, own, exponent < 0, plain))
        return parts

    def _distinct(self, x: Fragment, at: tuple[int, ...]) -> tuple[Fragment, tuple[int, ...]]:
        """Return the entries of an array with equal indices: its diagonal."""
        own = tuple(dict.fromkeys(at))
        if len(own) == len(at):
            return x, at
        axes = frozenset(range(len(own)))
        code = self._body.short(self._body.number(x))
        if len(at) == 2:
            return Fragment(self._body.backend.form("diagonal", x=code.node), axes), own
        letters = dict(zip(own, "ijklmnopqrst", strict=False))
        rule = f"{''.join(letters[k] for k in at)}->{''.join(letters[k] for k in own)}"
        function = ast.Attribute(ast.Name(self._body.backend.alias), "einsum", ast.Load())
        return Fragment(ast.Call(function, [ast.Constant(rule), code.node], []), axes), own

    def _mask(self, parts: _Parts, masks: Sequence[Operand]) -> None:
        """Put brackets where they belong.

        An array that may have no value outside a bracket is 0 there; else the bracket is a factor.
        """
        for mask in masks:
            inside = [o for o in parts.operands if set(mask.at) <= set(o.at) and not o.plain]
            if not inside or not mask.at:
                parts.operands.append(replace(mask, code=self._body.number(mask.code)))
            for operand in inside if mask.at else ():
                parts.operands.remove(operand)
                parts.operands.append(self._masked(operand, mask))

    def _masked(self, operand: Operand, mask: Operand) -> Operand:
        code = self._body.short(operand.code)
        if operand.divides:
            code = self._body.quotient(literal(1), code)
        order = [k for k in operand.at if k in mask.at]
        turned = Network(self._body, 0, ()).ordered(mask, order).code
        where = spread(self._body, turned, [k in mask.at for k in operand.at])
        always = Fragment(ast.Constant(True), constant=True, boolean=True)
        made = self._body.where([(code, where), (literal(0), always)], sure=True)
        return Operand(replace(made, axes=code.axes), operand.at, plain=False)

    def _bracket(self, bracket: Bracket, sizes: Sequence[Dim]) -> Operand:
        """Return a relation between indices as an array of truth values."""
        at = tuple(sorted(bracket.number.indices))
        total = self._affine(bracket.number, at, sizes)
        code = compared(bracket.relation, total, literal(0))
        return Operand(self._body.named(code), at, plain=False)

    def _affine(self, number: Affine, at: tuple[int, ...], sizes: Sequence[Dim]) -> Fragment:
        terms: list[Fragment] = []
        signs: list[bool] = []
        for key, times in number.terms:
            if isinstance(key, str):
                part = self._sizes.of(key)
            else:
                whole = self._body.named(self._sizes.positions(sizes[key]))
                part = spread(self._body, whole, [k == key for k in at])
            terms.append(self.times(Fraction(abs(times)), part))
            signs.append(times > 0)
        if number.constant or not terms:
            terms.append(literal(abs(number.constant)))
            signs.append(number.constant >= 0)
        made = self._body.sum(terms, signs)
        return replace(made, axes=frozenset(range(len(at))))

    def _placed(self, made: Operand, rank: int) -> Fragment:
        """Return an array with its axes where the result has them."""
        if not made.at:
            return replace(made.code, axes=frozenset())
        code = spread(self._body, made.code, [k in made.at for k in range(rank)])
        return replace(code, axes=frozenset(made.at))

    def _on_diagonal(self, made: Operand | None, size: Dim) -> Fragment:
        """Return a matrix whose diagonal is given, an identity if it is not."""
        both = frozenset((0, 1))
        if made is None or not made.at:
            eye = self._eye(size)
            return eye if made is None else replace(self._body.product([made.code, eye]), axes=both)
        flat = self._body.short(self._body.number(made.code))
        return Fragment(self._body.backend.form("diag", x=flat.node), both)

    def _eye(self, size: Dim) -> Fragment:
        node = self._body.backend.form("eye", n=self._sizes.of(size).node, a=self._body.anchor)
        return Fragment(node, frozenset((0, 1)))


def _without_deltas(
    node: Contraction,
) -> tuple[dict[int, int], list[tuple[int, int]], list[Bracket]]:
    """Return the name of each index that a delta makes another one, the deltas that stay, the rest.

    Only a delta between two axes of the result stays; an index that is summed over goes.
    """
    names: dict[int, int] = {}
    deltas: list[tuple[int, int]] = []
    rest: list[Bracket] = []
    for bracket in node.brackets:
        pair = _delta(bracket, node.sizes)
        if pair is None:
            rest.append(bracket)
            continue
        low, high = sorted(_renamed(k, names) for k in pair)
        if low != high:
            names[high] = low
            if high < node.rank:
                deltas.append((low, high))
    whole = {k: _renamed(k, names) for k in names}
    masks = [mask._replace(number=affine.renamed(mask.number, whole)) for mask in rest]
    return whole, deltas, masks


def _renamed(index: int, names: Mapping[int, int]) -> int:
    while index in names:
        index = names[index]
    return index


def _delta(bracket: Bracket, sizes: Sequence[Dim]) -> tuple[int, int] | None:
    """Return the two indices that a bracket says to be the same, if they have the same range."""
    match bracket:
        case Bracket("=", Affine(0, ((int(one), times), (int(other), back)))):
            same = abs(times) == 1 and times == -back and sizes[one] == sizes[other]
            return (one, other) if same else None
        case _:
            return None
