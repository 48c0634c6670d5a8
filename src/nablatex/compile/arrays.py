"""A derivative of arrays of any size as code: each part of its graph once, under the model's names.

Separate from products, which are most of it: here are sums, functions, cases, and what has a name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from nablatex import ops
from nablatex.compile.backend import BY_ROWS
from nablatex.compile.elements import compared, root_name
from nablatex.compile.fragment import Body, Fragment, literal, tuple_of
from nablatex.compile.products import Products, Term
from nablatex.compile.sizes import Sizes
from nablatex.errors import NoRuleError
from nablatex.expr import Expr, Symbol
from nablatex.tensor.contract import constant_of
from nablatex.tensor.kinds import (
    Abstract,
    Add,
    Compared,
    Contraction,
    General,
    Leaf,
    Map,
    Piecewise,
    Position,
    Tensor,
    postorder,
)

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


class Arrays:
    """Writes arrays.

    Args:
        body: the lines of the function.
        sizes: the code of the sizes.
        given: the code of each name that is an argument.
        identifiers: the name in code of each name that is worked out.
    """

    def __init__(
        self,
        body: Body,
        sizes: Sizes,
        given: Mapping[Expr, Fragment],
        identifiers: Mapping[Expr, str],
    ) -> None:
        self._body = body
        self._sizes = sizes
        self._known = dict(given)
        self._identifiers = identifiers
        self._made: dict[Tensor, Fragment] = {}
        self._terms: dict[Tensor, Term] = {}
        self._uses: dict[Tensor, int] = {}
        self._named: dict[Tensor, Leaf] = {}
        self._products = Products(body, sizes, self.full, self._scalar)

    def write(self, roots: Iterable[Tensor]) -> None:
        """Write the lines for some arrays and all that they need.

        Raises:
            NoRuleError: something in them cannot be written.
        """
        order = list(dict.fromkeys(node for root in roots for node in postorder(root)))
        for node in order:
            for part in node.parts:
                self._uses[part] = self._uses.get(part, 0) + 1
            if isinstance(node, Leaf) and node.definition is not None:
                self._named.setdefault(node.definition, node)
        for node in order:
            self._visit(node)

    def _visit(self, node: Tensor) -> None:
        match node:
            case Leaf():
                self._made[node] = self._leaf(node)
            case Contraction():
                self._terms[node] = self._products.term(node)
            case Add(terms):
                self._terms[node] = self._sum(terms)
            case _:
                self._made[node] = self._node(node)
        if node in self._named and self._named[node].name not in self._known:
            self._define(self._named[node], node)
        elif self._uses.get(node, 0) > 1 and not self.value(node).is_name:
            value = self.value(node)
            if value.axes or not value.constant:
                self._set(node, self._body.assigned(value))

    def _set(self, node: Tensor, code: Fragment) -> None:
        self._terms.pop(node, None)
        self._made[node] = code

    def _define(self, leaf: Leaf, node: Tensor) -> None:
        """Write the line that gives a name of the model its value."""
        code = self._body.number(self.full(node))
        made = self._body.assigned(code, self._identifiers[leaf.name])
        self._known[leaf.name] = made
        self._set(node, made)

    def _leaf(self, node: Leaf) -> Fragment:
        if node.name in self._known:
            return self._known[node.name]
        if "size" in node.facts and isinstance(node.name, Symbol):
            return self._sizes.of(node.name.name)
        if node.definition is None:
            raise NoRuleError("a name without a number is not written in code")
        # Another name of what has one.
        code = self._body.assigned(self.full(node.definition), self._identifiers[node.name])
        self._known[node.name] = code
        return code

    def value(self, node: Tensor) -> Fragment:
        """Return an array, perhaps with axes of one entry where all entries are the same."""
        if node in self._made:
            return self._made[node]
        self._made[node] = self._products.times(*self._terms[node])
        return self._made[node]

    def full(self, node: Tensor) -> Fragment:
        """Return an array with all its entries."""
        found = self.value(node)
        rank = len(node.shape)
        if len(found.axes) == rank:
            return found
        sizes = [self._sizes.of(dim).node for dim in node.shape]
        axes = frozenset(range(rank))
        if not found.axes:
            made = self._body.filled(self._body.number(found), sizes)
            return Fragment(made, axes)
        code = self._body.short(self._body.number(found))
        form = self._body.backend.form("broadcast", x=code.node, n=tuple_of(sizes))
        return Fragment(form, axes)

    def returned(self, node: Tensor) -> ast.expr:
        """Return an array as it is returned: never a plain number."""
        found = self._body.number(self.full(node))
        return self._body.filled(found, []) if found.constant else found.node

    def _scalar(self, node: Tensor) -> Fragment | None:
        """Return an array that is one number everywhere."""
        found = self.value(node)
        return None if found.axes else found

    def _sum(self, terms: Sequence[Tensor]) -> Term:
        """Return a sum, a number that all terms have in common before it."""
        pairs = [self._term(term) for term in terms]
        common = {abs(coefficient) for coefficient, _ in pairs}
        (factor,) = common if len(common) == 1 else (Fraction(1),)
        codes = [self._products.times(abs(c) / factor, code) for c, code in pairs]
        return factor, self._body.sum(codes, [c > 0 for c, _ in pairs])

    def _term(self, node: Tensor) -> Term:
        coefficient, code = self._terms.get(node) or (Fraction(1), self.value(node))
        if isinstance(code.node, ast.Constant) and code.node.value == 1:
            return (coefficient, code) if coefficient else (Fraction(1), literal(0))
        return coefficient, code

    def _node(self, node: Tensor) -> Fragment:
        match node:
            case Position(axes):
                return self._sizes.positions(axes[0])
            case Map(op, args):
                return self._map(op, args)
            case Compared(relation, left, right):
                sides = [self._body.number(self.value(side)) for side in (left, right)]
                return compared(relation, *self._body.fitting(sides))
            case Piecewise(branches):
                return self._piecewise(branches)
            case General():
                return self._general(node)
            case Abstract(function):
                raise NoRuleError(f"{function} has no formula, so there is no code for it")
            case _:
                raise AssertionError(node)

    def _map(self, op: ops.Op, args: Sequence[Tensor]) -> Fragment:
        parts = [self.value(arg) for arg in args]
        if op in (ops.factorial, ops.binom):
            raise NoRuleError(f"{op.name} is not written in code for arrays")
        if op is ops.power:
            exact = constant_of(args[1])
            return self._body.power(parts[0], parts[1] if exact is None else exact)
        if op is ops.root:
            return self._body.function_named(root_name(constant_of(args[1])), parts)
        return self._body.function(op, parts)

    def _general(self, node: General) -> Fragment:
        op = node.op
        if node.batch and op.name not in BY_ROWS:
            raise NoRuleError(f"{op.name} of each of several arrays is not written in code")
        parts = {"x": self._body.short(self._body.number(self.full(node.args[0])))}
        if len(node.args) == 2:
            number = constant_of(node.args[1])
            if number is None or number.denominator != 1:
                raise NoRuleError(f"{op.name} needs a number that is known")
            parts["y"] = literal(number - 1)
        if self._body.backend.repeats(op.name):
            parts["x"] = self._body.named(parts["x"])
        code = {letter: part.node for letter, part in parts.items()}
        axes = frozenset(range(len(node.shape)))
        return Fragment(self._body.backend.function(op.name, **code), axes)

    def _piecewise(self, branches: Sequence[tuple[Tensor, Tensor]]) -> Fragment:
        rows = [(self.value(value), self._condition(when)) for value, when in branches]
        return self._body.where(rows, sure=_is_sure([when for _, when in branches]))

    def _condition(self, when: Tensor) -> Fragment:
        """Return whether an array is not 0."""
        if constant_of(when) == 1:
            return Fragment(ast.Constant(True), constant=True, boolean=True)
        found = self.value(when)
        if found.boolean:
            return found
        return compared("!=", self._body.short(found), literal(0))


def _is_sure(conditions: Sequence[Tensor]) -> bool:
    """Tell whether one of the conditions always holds."""
    if any(constant_of(when) == 1 for when in conditions):
        return True
    match conditions:
        case [Compared(relation, left, right), Compared(other, one, two)]:
            return left is one and right is two and _OPPOSITE.get(relation) == other
        case _:
            return False
