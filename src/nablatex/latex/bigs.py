r"""Operators and their operands: `\sum`, `\lim`, `\int`, derivatives, `\nabla`.

Separate from products, in which they stand: here it is decided what they bind and by what.
"""

from __future__ import annotations

from abc import abstractmethod

from nablatex import ops
from nablatex.errors import ReadError
from nablatex.expr import (
    Apply,
    Call,
    Compare,
    Derivative,
    DerivativeStyle,
    Expr,
    Mark,
    Number,
    Reduction,
    ReductionKind,
    Stack,
    Symbol,
)
from nablatex.latex.names import Names
from nablatex.latex.syntax import EMPTY, Syntax
from nablatex.latex.trampoline import Steps
from nablatex.normalise import value_of

Item = tuple[Expr, int]
_BIG: dict[str, ReductionKind] = {
    "sum": "sum", "prod": "prod", "limit": "limit", "integral": "integral", "max": "max",
    "min": "min",
}  # fmt: skip
_MISSING = "what is differentiated is missing"


class Bigs:
    """Elaborates operators that take what follows them."""

    _latex: str
    _names: Names

    @abstractmethod
    def meaning(self, node: Syntax) -> Steps[Expr]:
        """Return the meaning of one piece."""

    @abstractmethod
    def error(self, message: str, node: Syntax, expected: str = "", hint: str = "") -> ReadError:
        """Return the error that points at a piece."""

    @abstractmethod
    def product_of(self, parts: list[Syntax], signs: list[str], node: Syntax) -> Steps[Expr]:
        """Return the meaning of factors with the signs between them."""

    @abstractmethod
    def scripted(self, part: Syntax) -> Steps[Expr]:
        """Return the meaning of a factor with its scripts."""

    @abstractmethod
    def _item(self, parts: list[Syntax], signs: list[str], place: int) -> Steps[Item]: ...

    # -- sums, limits, integrals ----------------------------------------------------------------

    def big(self, parts: list[Syntax], signs: list[str], place: int) -> Steps[Item]:
        """Return a sum, product, limit, integral or extremum with all that it takes."""
        node = parts[place]
        head = node.parts[0] if node.kind == "script" else node
        kind = _BIG[head.text]
        below, above = head.parts
        rest, rest_signs = parts[place + 1 :], signs[place + 1 :]
        if not rest:
            raise self.error(rf"nothing stands after \{head.text}", node, "a formula")
        if kind in ("max", "min") and below is EMPTY:
            made: Item = yield self._extremum(parts, place, kind)
            return made
        index: Expr | None = None
        if kind == "integral":
            rest, rest_signs, index = self._measure(rest, rest_signs, node)
        body: Expr = yield self.product_of(rest, rest_signs, node)
        upper: Expr | None = None
        if above is not EMPTY:
            upper = yield self.meaning(above)
        if index is not None:
            lower: Expr | None = None
            if below is not EMPTY:
                lower = yield self.meaning(below)
            return Reduction(kind, body, index, lower, upper, None), len(parts)
        if below is EMPTY:
            raise self.error("an index of the sum is missing", head, rf"\{head.text}_{{i}}")
        bound: Expr = yield self.meaning(below)
        return self._bind(kind, body, bound, upper, below), len(parts)

    def _extremum(self, parts: list[Syntax], place: int, kind: str) -> Steps[Item]:
        bracket = parts[place + 1]
        if bracket.kind not in ("round", "set", "square"):
            raise self.error(rf"\{kind} takes a bracket", parts[place], rf"\{kind}(0, x)")
        args: list[Expr] = []
        for part in bracket.parts:
            arg: Expr = yield self.meaning(part)
            args.append(arg)
        return Call(ops.OPS[kind], tuple(args)), place + 2

    def _bind(
        self, kind: ReductionKind, body: Expr, bound: Expr, upper: Expr | None, below: Syntax
    ) -> Expr:
        match bound:
            case Symbol():
                return Reduction(kind, body, bound, None, upper, None)
            case Stack(entries, _, "list"):
                for index in reversed(entries):
                    body = Reduction(kind, body, index, None, upper, None)
                return body
            case Compare(("=",) | ("to",), (Symbol() as index, start)):
                return Reduction(kind, body, index, start, upper, None)
            case Compare(("in",), (Symbol() as index, _)):
                return Reduction(kind, body, index, None, upper, bound)
            case Compare(_, terms) if all(isinstance(term, Symbol) for term in terms):
                free = [term for term in terms if isinstance(term, Symbol)]
                inner = Reduction(kind, body, free[0], None, None, bound)
                return Reduction(kind, inner, free[1], None, None, None)
            case _:
                raise self.error("this binds no index", below, "i or i = 1")

    def _measure(
        self, rest: list[Syntax], signs: list[str], node: Syntax
    ) -> tuple[list[Syntax], list[str], Expr]:
        r"""Cut `dx` off the end of an integrand."""
        if len(rest) >= 2 and _is_d(rest[-2]) and rest[-1].kind == "name":
            index = self._names.symbol(rest[-1].text)
            body, body_signs = rest[:-2], signs[: max(0, len(rest) - 3)]
            if not body:
                body, body_signs = [Syntax("number", node.start, node.end, "1")], []
            return body, body_signs, index
        raise self.error("an integral ends in its variable", node, "... dx")

    # -- derivatives ----------------------------------------------------------------------------

    def is_operator(self, node: Syntax) -> bool:
        r"""Tell whether a fraction is `\frac{d}{dx}`: a derivative that waits for its operand."""
        top = _unwrap(node.parts[0])
        return self._is_derivative(node) and len(_flat(top)) == 1

    def _is_derivative(self, node: Syntax) -> bool:
        top, bottom = _flat(_unwrap(node.parts[0])), _flat(_unwrap(node.parts[1]))
        if len(bottom) < 2 or not self._is_sign(bottom[0]) or not top:
            return False
        return self._is_sign(top[0])

    def _is_sign(self, part: Syntax) -> bool:
        head = part.parts[0] if part.kind == "script" and part.parts[1] is EMPTY else part
        return head.kind == "partial" or (_is_d(head) and "d" not in self._names.shapes)

    def operator(self, parts: list[Syntax], signs: list[str], place: int) -> Steps[Item]:
        r"""Return `\frac{d}{dx}` applied to all that follows in the product."""
        node = parts[place]
        if place + 1 == len(parts):
            raise self.error(_MISSING, node, rf"{self._latex[node.start : node.end]} f")
        of: Expr = yield self.product_of(parts[place + 1 :], signs[place + 1 :], node)
        made: Expr = yield self._derivative(node, of)
        return made, len(parts)

    def derivative_fraction(self, node: Syntax) -> Steps[Expr | None]:
        r"""Return `\frac{\partial y}{\partial x}` as a derivative, or None for a quotient."""
        if not self._is_derivative(node):
            return None
        top = _unwrap(node.parts[0])
        parts = _flat(top)
        if len(parts) == 1:
            raise self.error(_MISSING, node, "y behind it, or in the numerator")
        of: Expr = yield self.product_of(list(parts[1:]), top.text.split()[1:], top)
        made: Expr = yield self._derivative(node, of)
        return made

    def _derivative(self, node: Syntax, of: Expr) -> Steps[Expr]:
        top, bottom = _flat(_unwrap(node.parts[0])), _flat(_unwrap(node.parts[1]))
        order = self._order(top[0])
        wrt: list[Expr] = []
        place = 0
        while place < len(bottom):
            if not self._is_sign(bottom[place]) or place + 1 == len(bottom):
                raise self.error("the variable of a derivative is missing", bottom[place], "dx")
            variable = bottom[place + 1]
            times = self._order(variable)
            if variable.kind == "script" and variable.parts[2] is not EMPTY and times:
                base, below, _ = variable.parts
                variable = (
                    base
                    if below is EMPTY
                    else Syntax("script", base.start, variable.end, "", (base, below, EMPTY))
                )
            by: Expr = yield self.scripted(variable)
            wrt += [by] * times
            place += 2
        if len(wrt) != order:
            raise self.error(f"order {order} above and {len(wrt)} below the bar", node)
        head = top[0].parts[0] if top[0].kind == "script" else top[0]
        style: DerivativeStyle = "partial" if head.kind == "partial" else "total"
        return Derivative(of, tuple(wrt), style, order)

    def _order(self, part: Syntax) -> int:
        if part.kind != "script" or part.parts[2] is EMPTY:
            return 1
        above = _unwrap(part.parts[2])
        if above.kind != "number" or not above.text.isdecimal() or not 0 < int(above.text) < 20:
            raise self.error("the order of a derivative is a whole number", part)
        return int(above.text)

    def _is_inline_derivative(self, parts: list[Syntax], signs: list[str], place: int) -> bool:
        r"""Tell whether `dy/dx` or `\partial y / \partial x` stands at `place`."""
        return (
            place + 3 < len(parts)
            and signs[place : place + 3] == [".", "/", "."]
            and self._is_sign(parts[place])
            and self._is_sign(parts[place + 2])
        )

    def _inline_derivative(self, parts: list[Syntax], place: int) -> Steps[Item]:
        of: Expr = yield self.scripted(parts[place + 1])
        by: Expr = yield self.scripted(parts[place + 3])
        style: DerivativeStyle = "partial" if parts[place].kind == "partial" else "total"
        return Derivative(of, (by,), style, 1), place + 4

    def _partial_operator(self, parts: list[Syntax], signs: list[str], place: int) -> Steps[Item]:
        r"""Return `\partial_x f`."""
        node = parts[place]
        _, below, above = node.parts
        if below is EMPTY or above is not EMPTY or place + 1 == len(parts):
            raise self.error(_MISSING if below is not EMPTY else r"\partial stands alone", node)
        by: Expr = yield self.meaning(below)
        item: Item = yield self._item(parts, signs, place + 1)
        slot = value_of(by.children[0] if isinstance(by, Stack) else by)
        if slot is not None:
            return self._by_place(item[0], by, node), item[1]
        return Derivative(item[0], (by,), "partial", 1), item[1]

    def _by_place(self, of: Expr, by: Expr, node: Syntax) -> Expr:
        r"""Return `\partial_2 f(x, y)`, or `\partial_{1,0} f(\vec{u})` by a component."""
        places = [value_of(part) for part in (by.children if isinstance(by, Stack) else (by,))]
        known = [place for place in places if isinstance(place, int)]
        if not isinstance(of, Apply) or len(known) < len(places):
            raise self.error("only a function's arguments are numbered", node)
        if not 0 < known[0] <= len(of.args):
            raise self.error(f"{of.function} has {len(of.args)} arguments", node)
        orders = tuple(sorted((*of.orders, (known[0] - 1, tuple(known[1:])))))
        return Apply(of.function, of.args, orders, of.dims)

    def _nabla(self, parts: list[Syntax], signs: list[str], place: int) -> Steps[Item]:
        node = parts[place]
        _, below, above = node.parts if node.kind == "script" else (node, EMPTY, EMPTY)
        if place + 1 == len(parts):
            raise self.error(_MISSING, node, rf"{self._latex[node.start : node.end]} f")
        item: Item = yield self._item(parts, signs, place + 1)
        of, after = item
        sign = signs[place]
        wrt: tuple[Expr, ...] = ()
        if below is not EMPTY:
            by: Expr = yield self.meaning(below)
            if isinstance(by, Stack):
                raise self.error("a gradient by several names at once", below, "one name")
            wrt = (by,)
        if above is not EMPTY:
            if _unwrap(above).text != "2":
                raise self.error(r"only \nabla^2 has a reading", above)
            return Derivative(of, wrt, "laplacian", 2), after
        style: DerivativeStyle = "nabla"
        if sign == "cdot":
            style = "divergence"
        elif sign == "times":
            style = "curl"
        elif sign != ".":
            raise self.error(r"\nabla takes what follows it", node)
        if style != "nabla" and not of.shape:
            raise self.error("a divergence and a curl take a vector", parts[place + 1])
        return Derivative(of, wrt, style, 1), after


def _mark(by: Expr) -> Mark | None:
    r"""Return the argument, and its element, that `\partial_1` or `\partial_{1,0}` names."""
    parts = by.entries if isinstance(by, Stack) else (by,)
    numbers = [int(part.value) for part in parts if isinstance(part, Number) and not part.places]
    if len(numbers) < len(parts) or not numbers[0]:
        return None
    return numbers[0] - 1, tuple(numbers[1:])


def _unwrap(node: Syntax) -> Syntax:
    while node.kind == "braces" and len(node.parts) == 1:
        node = node.parts[0]
    return node


def _flat(node: Syntax) -> tuple[Syntax, ...]:
    return node.parts if node.kind == "run" else (node,)


def _is_d(node: Syntax) -> bool:
    return node.kind == "differential" or (node.kind == "name" and node.text == "d")
