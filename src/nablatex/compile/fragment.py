"""Pieces of code with what must be known of them, and the body of a function made of them.

Separate from the emitters because expressions by elements and arrays are put together in the same
way: what is used twice or grows long becomes a line of its own, so that no expression is deep.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from nablatex import ops
from nablatex.compile.backend import Backend
from nablatex.compile.names import Names
from nablatex.errors import LimitError
from nablatex.expr import Op

MOST_LINES = 2_000
_LONG = 66
_LINE = 80
_LARGEST = 2**53
_OF_NUMBERS = {"sqrt": "math.sqrt", "exp": "math.exp", "ln": "math.log", "log": "math.log"}


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of code.

    Attributes:
        node: its syntax tree.
        axes: the axes along which it has more than one number; without any it is a scalar.
        constant: whether it is a plain number of Python.
        boolean: whether it is true or false.
    """

    node: ast.expr
    axes: frozenset[int] = frozenset()
    constant: bool = False
    boolean: bool = False

    @property
    def is_name(self) -> bool:
        """Whether nothing is computed here."""
        return isinstance(self.node, (ast.Name, ast.Constant))


def literal(value: Fraction | int) -> Fragment:
    """Return a number as code: whole numbers and decimals as they are, else a quotient."""
    exact = Fraction(value)
    if exact < 0:
        return negated(literal(-exact))
    if exact.denominator == 1 and exact < _LARGEST:
        return Fragment(ast.Constant(int(exact)), constant=True)
    if Fraction(str(float(exact))) == exact or exact >= _LARGEST:
        return Fragment(ast.Constant(float(exact)), constant=True)
    above, below = ast.Constant(exact.numerator), ast.Constant(exact.denominator)
    return Fragment(ast.BinOp(above, ast.Div(), below), constant=True)


def decimal(x: Fragment) -> Fragment:
    """Return a whole number as a decimal: `1.0` for 1."""
    if isinstance(x.node, ast.Constant) and type(x.node.value) is int:
        return Fragment(ast.Constant(float(x.node.value)), constant=True)
    return x


def negated(x: Fragment) -> Fragment:
    """Return `-x`."""
    return Fragment(ast.UnaryOp(ast.USub(), x.node), x.axes, x.constant)


def binary(sign: ast.operator, x: Fragment, y: Fragment) -> Fragment:
    """Return two pieces entry by entry, those of fewer axes along the others."""
    node = ast.BinOp(x.node, sign, y.node)
    return Fragment(node, x.axes | y.axes, x.constant and y.constant)


def called(function: str, *args: ast.expr) -> ast.expr:
    """Return a call of a function or a method by its dotted name."""
    return ast.Call(ast.parse(function, mode="eval").body, list(args), [])


def tuple_of(parts: Sequence[ast.expr]) -> ast.expr:
    """Return a tuple of Python."""
    return ast.Tuple(list(parts), ast.Load())


def item(x: ast.expr, *places: ast.expr) -> ast.expr:
    """Return `x[places]`."""
    return ast.Subscript(x, places[0] if len(places) == 1 else tuple_of(places), ast.Load())


@dataclass(slots=True)
class Body:
    """The lines of a function.

    Attributes:
        backend: the library that they are for.
        names: the identifiers that are taken.
        lines: a name and what it is, in order.
        anchor: an array among the arguments, of whose kind others are made.
    """

    backend: Backend
    names: Names
    lines: list[tuple[str, ast.expr]] = field(default_factory=list)
    anchor: ast.expr = field(default_factory=lambda: ast.Constant(None))
    _written: dict[str, str] = field(default_factory=dict)

    def assigned(self, x: Fragment, name: str | None = None) -> Fragment:
        """Give a piece a line of its own, and return its name.

        Raises:
            LimitError: there are too many lines.
        """
        text = ast.unparse(x.node)
        made = self._written.get(text) if name is None else name
        if made is None or name is not None:
            if len(self.lines) >= MOST_LINES:
                raise LimitError(f"the code has more than {MOST_LINES} lines")
            made = made or self.names.part()
            self.lines.append((made, x.node))
            # Nothing is assigned twice, so that the same text is the same value.
            self._written.setdefault(text, made)
        return Fragment(ast.Name(made), x.axes, boolean=x.boolean)

    def short(self, x: Fragment) -> Fragment:
        """Return a piece that fits in a line together with others."""
        if x.is_name or len(ast.unparse(x.node)) <= _LONG:
            return x
        return self.assigned(x)

    def fitting(self, parts: Sequence[Fragment]) -> list[Fragment]:
        """Return pieces that fit in a line together: the longest get lines of their own."""
        made = [self.short(part) for part in parts]
        lengths = [len(ast.unparse(part.node)) for part in made]
        while sum(lengths) > _LINE:
            longest = max(range(len(made)), key=lengths.__getitem__)
            if made[longest].is_name:
                break
            made[longest] = self.assigned(made[longest])
            lengths[longest] = len(ast.unparse(made[longest].node))
        return made

    def named(self, x: Fragment) -> Fragment:
        """Return a piece that costs nothing where it stands twice."""
        return x if x.is_name else self.assigned(x)

    def number(self, x: Fragment) -> Fragment:
        """Return 1 and 0 for true and false."""
        if not x.boolean:
            return x
        return Fragment(self.backend.form("as_number", x=x.node, a=self.anchor), x.axes)

    def sum(self, terms: Sequence[Fragment], signs: Sequence[bool]) -> Fragment:
        """Return a sum; a sign that is False is a minus."""
        order = sorted(range(len(terms)), key=lambda k: k > 0 and signs[k] is False)
        if not signs[0] and any(signs):
            order = [signs.index(True), *(k for k in range(len(terms)) if k != signs.index(True))]
        first = self.number(terms[order[0]])
        made = first if signs[order[0]] else negated(first)
        for k in order[1:]:
            sign: ast.operator = ast.Add() if signs[k] else ast.Sub()
            made = binary(sign, *self.fitting([made, self.number(terms[k])]))
        return made

    def product(self, factors: Sequence[Fragment]) -> Fragment:
        """Return a product entry by entry."""
        if all(factor.boolean for factor in factors):
            factors = [self.number(factor) for factor in factors]
        made = factors[0]
        for factor in factors[1:]:
            made = binary(ast.Mult(), *self.fitting([made, factor]))
        return made

    def quotient(self, above: Fragment, below: Fragment) -> Fragment:
        """Return a quotient entry by entry."""
        parts = self.fitting([self.number(above), self.number(below)])
        return binary(ast.Div(), *parts)

    def power(self, base: Fragment, exponent: Fragment | Fraction) -> Fragment:
        """Return a power entry by entry: a square root by its name."""
        base = self.short(self.number(base))
        if isinstance(exponent, Fragment):
            return binary(ast.Pow(), base, self.short(self.number(exponent)))
        if exponent == 1:
            return base
        if exponent < 0:
            return binary(ast.Div(), literal(1), self.power(base, -exponent))
        if exponent == Fraction(1, 2):
            return self.function(ops.sqrt, [base])
        return binary(ast.Pow(), base, literal(exponent))

    def function(self, op: Op, args: Sequence[Fragment]) -> Fragment:
        """Return a function of the table, entry by entry.

        Raises:
            NoRuleError: the library has no such function.
        """
        return self.function_named(op.name, args)

    def function_named(self, name: str, args: Sequence[Fragment]) -> Fragment:
        """Return a function by its row's name, as `function` does."""
        parts = self.fitting([self.number(arg) for arg in args])
        if self.backend.needs_arrays:
            if name in _OF_NUMBERS and parts[0].constant:
                return Fragment(called(_OF_NUMBERS[name], parts[0].node), constant=True)
            parts = [self.tensor(part) if part.constant else part for part in parts]
        if self.backend.repeats(name):
            parts = [self.named(part) for part in parts]
        letters = dict(zip("xy", (part.node for part in parts), strict=False))
        axes = frozenset[int]().union(*(part.axes for part in parts))
        constant = not parts or all(part.constant for part in parts)
        return Fragment(self.backend.function(name, **letters), axes, constant)

    def tensor(self, x: Fragment) -> Fragment:
        """Return a number as an array without axes, where the library wants one."""
        return Fragment(self.backend.form("number", x=x.node), x.axes)

    def filled(self, x: Fragment, sizes: Sequence[ast.expr]) -> ast.expr:
        """Return an array that has one number everywhere."""
        value = x.node.value if isinstance(x.node, ast.Constant) else None
        form = "zeros" if value == 0 else "ones"
        made = self.backend.form(form, n=_size(sizes), a=self.anchor)
        return made if value in (0, 1) else self.product([x, Fragment(made)]).node

    def where(self, branches: Sequence[tuple[Fragment, Fragment]], *, sure: bool) -> Fragment:
        """Return the value of the first branch whose condition holds.

        Args:
            branches: values and conditions.
            sure: whether one of the conditions always holds.
        """
        *before, (value, condition) = branches
        made = self.short(self.number(value))
        if not sure:
            nothing = Fragment(self.backend.form("nan"), constant=True)
            made = self._either(condition, made, nothing)
        for value, condition in reversed(before):
            made = self._either(condition, self.short(self.number(value)), self.short(made))
        return made

    def _either(self, condition: Fragment, value: Fragment, other: Fragment) -> Fragment:
        if value.constant and other.constant:
            # Of whole numbers alone the library would make an array of integers.
            value, other = decimal(value), decimal(other)
        parts = self.fitting([condition, value, other])
        codes = dict(zip("cxy", (part.node for part in parts), strict=True))
        node = self.backend.form("where", **codes)
        return Fragment(node, condition.axes | value.axes | other.axes)


def _size(sizes: Sequence[ast.expr]) -> ast.expr:
    """Return the shape of an array as its makers take it."""
    return sizes[0] if len(sizes) == 1 else tuple_of(sizes)
