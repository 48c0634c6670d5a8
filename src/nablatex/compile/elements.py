"""A derivative by elements as code: expressions over `w[0]`, cases with `where`, an array at last.

Separate from arrays of any size: here every element has a name, and an array is what is put
together from them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from nablatex import ops
from nablatex.compile.backend import Backend
from nablatex.compile.fragment import Body, Fragment, item, literal, negated
from nablatex.errors import NoRuleError
from nablatex.evaluate import evaluate
from nablatex.expr import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Component,
    Delta,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Stack,
    Sum,
    Symbol,
)
from nablatex.latex import write
from nablatex.normalise import covers, value_of

_SIGNS: Mapping[str, ast.cmpop] = {
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
    "=": ast.Eq(),
    "!=": ast.NotEq(),
}


def compared(relation: str, left: Fragment, right: Fragment) -> Fragment:
    """Return whether a relation holds, entry by entry.

    Raises:
        NoRuleError: it is no relation of numbers.
    """
    if relation not in _SIGNS:
        raise NoRuleError(f"the relation {relation} is not written in code")
    node = ast.Compare(left.node, [_SIGNS[relation]], [right.node])
    return Fragment(node, left.axes | right.axes, boolean=True)


class Elements:
    """Writes expressions over scalar names.

    Args:
        body: the lines of the function.
        known: the code of each scalar name.
        arrays: the code of each array whose entries are these, in order.
    """

    def __init__(
        self,
        body: Body,
        known: dict[Expr, Fragment],
        arrays: Mapping[tuple[Expr, ...], ast.expr],
    ) -> None:
        self._body = body
        self._made = known
        self._arrays = arrays
        self._uses: dict[Expr, int] = {}

    @property
    def backend(self) -> Backend:
        """The library that the code is for."""
        return self._body.backend

    def count(self, exprs: Iterable[Expr]) -> None:
        """Note what is used more than once in the expressions that are to be written."""
        for node in self._order(exprs):
            for part in _parts(node):
                self._uses[part] = self._uses.get(part, 0) + 1

    def define(self, name: Expr, right: Expr, identifier: str) -> None:
        """Write a line that gives a scalar name its value."""
        # It has a line already, however often it is used.
        self._uses.pop(right, None)
        made = self._body.assigned(self._body.number(self.of(right)), identifier)
        self._made[name] = made
        if right.children:
            self._made[right] = made

    def of(self, expr: Expr) -> Fragment:
        """Return the code of an expression.

        Raises:
            NoRuleError: something in it cannot be written.
        """
        for node in self._order([expr]):
            made = self._node(node)
            if self._uses.get(node, 0) > 1 and not made.is_name and not made.constant:
                made = self._body.assigned(made)
            self._made[node] = made
        return self._made[expr]

    def _order(self, exprs: Iterable[Expr]) -> list[Expr]:
        """Return the parts that are yet to be written, parts before wholes."""
        found: dict[Expr, None] = {}
        stack = [(expr, False) for expr in exprs]
        while stack:
            node, ready = stack.pop()
            if node in self._made or node in found:
                continue
            if ready:
                found[node] = None
                continue
            stack.append((node, True))
            stack.extend((part, False) for part in reversed(_parts(node)))
        return list(found)

    def _node(self, node: Expr) -> Fragment:
        made, body = self._made, self._body
        match node:
            case Number(value):
                return literal(value)
            case Sum(terms):
                signs = [not isinstance(term, Negation) for term in terms]
                parts = [t.body if isinstance(t, Negation) else t for t in terms]
                return body.sum([made[part] for part in parts], signs)
            case Product(factors):
                return self._product(factors)
            case Negation(inner):
                return negated(body.short(body.number(made[inner])))
            case Quotient(above, below):
                return body.quotient(made[above], made[below])
            case Power(base, exponent):
                return self._power(base, exponent)
            case Call(op, args):
                return self._call(op, args)
            case Stack(entries):
                return self._stack(node, entries)
            case Cases(branches):
                rows = [(made[value], made[when]) for value, when in branches]
                return body.where(rows, sure=covers(when for _, when in branches))
            case Compare():
                return self._compare(node)
            case Component(base, indices) if base in made and made[base].axes:
                return Fragment(item(made[base].node, *map(_place, indices)))
            case Delta(left, right) if value_of(left) is not None and value_of(right) is not None:
                return literal(int(value_of(left) == value_of(right)))
            case Apply(function) | Derivative(Apply(function)):
                raise NoRuleError(f"{function} has no formula, so there is no code for it")
            case Symbol() | Component() | Delta() | Derivative() | At() | Reduction():
                raise NoRuleError(f"{write(node)} is not written in code")
            case _:
                assert_never(node)

    def _product(self, factors: Sequence[Expr]) -> Fragment:
        """Return a product; one with a bracket is 0 where the bracket does not hold."""
        made = self._made
        brackets = [f for f in factors if isinstance(f, Call) and f.op is ops.indicator]
        rest = [made[factor] for factor in factors if factor not in brackets]
        if not brackets:
            return self._body.product(rest)
        inside = self._body.product(rest) if rest else literal(1)
        condition = self._both([made[bracket.children[0]] for bracket in brackets])
        always = Fragment(ast.Constant(True), constant=True)
        return self._body.where([(inside, condition), (literal(0), always)], sure=True)

    def _power(self, base: Expr, exponent: Expr) -> Fragment:
        exact = value_of(exponent)
        if base.shape:
            raise NoRuleError("a power of a matrix is not written in code by elements")
        if isinstance(base, Call) and base.op is ops.e:
            return self._body.function(ops.exp, [self._made[exponent]])
        if exact is not None:
            return self._body.power(self._made[base], Fraction(exact))
        return self._body.power(self._made[base], self._made[exponent])

    def _call(self, op: ops.Op, args: tuple[Expr, ...]) -> Fragment:
        parts = [self._made[arg] for arg in args]
        match op:
            case ops.otherwise:
                return Fragment(ast.Constant(True), constant=True, boolean=True)
            case ops.and_:
                return self._both(parts)
            case ops.or_:
                return self._both(parts, ast.BitOr())
            case ops.not_:
                return Fragment(self._body.function(op, parts).node, boolean=True)
            case ops.indicator:
                return self._body.number(parts[0])
            case ops.root:
                return self._body.function_named(root_name(value_of(args[1])), parts)
            case ops.max_ | ops.min_ if len(parts) > 1:
                made = parts[0]
                for part in parts[1:]:
                    made = self._body.function(op, [made, part])
                return made
            case ops.factorial | ops.binom if all(part.constant for part in parts):
                return literal(Fraction(float(evaluate(Call(op, args), {}))))
            case ops.softmax:
                return Fragment(
                    self._body.backend.function("softmax", x=self._body.short(parts[0]).node),
                    parts[0].axes,
                )
            case _ if any(part.axes for part in parts) and op.partials is None:
                raise NoRuleError(f"{op.name} of an array is not written in code by elements")
            case _:
                return self._body.function(op, parts)

    def _both(self, parts: Sequence[Fragment], sign: ast.operator | None = None) -> Fragment:
        """Return whether all conditions hold, or with another sign one of them."""
        made = parts[0]
        for part in parts[1:]:
            node = ast.BinOp(self._body.short(made).node, sign or ast.BitAnd(), part.node)
            made = Fragment(node, made.axes | part.axes, boolean=True)
        return made

    def _compare(self, node: Compare) -> Fragment:
        parts = [self._made[term] for term in node.terms]
        if all(part.constant for part in parts):
            holds = bool(evaluate(node, {}))
            return Fragment(ast.Constant(holds), constant=True, boolean=True)
        sides = self._body.fitting([self._body.number(part) for part in parts])
        pairs = zip(node.relations, sides[:-1], sides[1:], strict=True)
        return self._both([compared(*pair) for pair in pairs])

    def _stack(self, node: Stack, entries: tuple[Expr, ...]) -> Fragment:
        axes = frozenset(range(len(node.dims)))
        if entries in self._arrays:
            return Fragment(self._arrays[entries], axes)
        if len(set(entries)) == 1 and self._made[entries[0]].constant:
            return self._made[entries[0]]
        return Fragment(self._array(entries, [int(dim) for dim in node.dims]), axes)

    def _array(self, entries: Sequence[Expr], sizes: list[int]) -> ast.expr:
        parts = [self._body.short(self._body.number(self._made[entry])) for entry in entries]
        if self.backend.needs_arrays:
            tensors = [self._body.tensor(part) if part.constant else part for part in parts]
            flat = ast.List([part.node for part in tensors], ast.Load())
            made = self.backend.form("array", x=flat)
            return made if len(sizes) == 1 else reshaped(made, sizes)
        return self.backend.form("array", x=rows_of([part.node for part in parts], sizes))


def rows_of(entries: Sequence[ast.expr], sizes: Sequence[int]) -> ast.expr:
    """Return the entries of an array as lists of lists, row by row."""
    nodes = list(entries)
    for size in reversed(sizes[1:]):
        nodes = [ast.List(nodes[k : k + size], ast.Load()) for k in range(0, len(nodes), size)]
    return ast.List(nodes, ast.Load())


def reshaped(x: ast.expr, sizes: Sequence[int]) -> ast.expr:
    """Return an array in another shape."""
    method = ast.Attribute(x, "reshape", ast.Load())
    return ast.Call(method, [ast.Constant(size) for size in sizes], [])


def whole(body: Body, x: Fragment, sizes: Sequence[int], laid: Sequence[int]) -> ast.expr:
    """Return a value as the array that it is returned as.

    Args:
        body: the lines of the function.
        x: the value, perhaps one number for all entries.
        sizes: the shape to be returned.
        laid: the shape that the value is written in.
    """
    number = body.number(x)
    if not number.axes and (sizes or number.constant):
        return body.filled(number, [ast.Constant(size) for size in sizes])
    return number.node if list(sizes) == list(laid) else reshaped(number.node, sizes)


def _place(index: Expr) -> ast.expr:
    exact = value_of(index)
    if exact is None:
        raise NoRuleError("an element whose index is a letter is not written in code")
    return ast.Constant(int(exact))


def root_name(exact: Fraction | int | None) -> str:
    """Return the row's name for a root; an odd one of a negative number is negative."""
    if exact is None or Fraction(exact).denominator != 1:
        return "root"
    return "odd_root" if exact % 2 == 1 else "even_root"


def _parts(node: Expr) -> tuple[Expr, ...]:
    """Return the parts whose code goes into that of a whole."""
    match node:
        case Apply() | Derivative() | At() | Reduction():
            return ()
        case Component(base):
            return () if isinstance(base, Symbol) else (base,)
        case _:
            return node.children
