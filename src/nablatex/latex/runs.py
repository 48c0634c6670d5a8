r"""Products and what stands in them: functions, applications, sums, `\nabla`, powers.

A run is what is written side by side or with a multiplication sign. It is read from left to right;
a function, a sum or an operator in it takes as its operand what its convention says.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.errors import ReadError
from nablatex.expr import Apply, Call, Compare, Component, Derivative, Expr, Op, Power, Symbol
from nablatex.latex.bigs import Bigs
from nablatex.latex.multiply import combine
from nablatex.latex.names import Names
from nablatex.latex.syntax import EMPTY, Syntax
from nablatex.latex.trampoline import Steps
from nablatex.normalise import value_of
from nablatex.traverse import substitute

Item = tuple[Expr, int]
_APPLIED = frozenset(["f", "g", "F", "G", r"\phi", r"\psi", r"\varphi", r"\Phi", r"\Psi"])
_INVERSES = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "sinh": "arsinh", "cosh": "arcosh",
    "tanh": "artanh",
}  # fmt: skip
_NAMES = ("name", "word")


class Runs(Bigs):
    """Elaborates products."""

    def __init__(self, latex: str, names: Names, functions: frozenset[str]) -> None:
        self._latex = latex
        self._names = names
        self._functions = functions
        self.constant_e = True

    def error(self, message: str, node: Syntax, expected: str = "", hint: str = "") -> ReadError:
        """Return the error that points at a piece."""
        return ReadError(message, self._latex, node.start, node.end, expected=expected, hint=hint)

    def product(self, node: Syntax) -> Steps[Expr]:
        """Return the meaning of a run, or of one thing that may be an operator."""
        parts, signs = (node.parts, node.text.split()) if node.kind == "run" else ((node,), [])
        made: Expr = yield self.product_of(list(parts), signs, node)
        return made

    def product_of(self, parts: list[Syntax], signs: list[str], node: Syntax) -> Steps[Expr]:
        """Return the meaning of factors with the signs between them."""
        values: list[Expr] = []
        between: list[str] = []
        place = 0
        while place < len(parts):
            if place:
                between.append(signs[place - 1])
            item: Item = yield self._item(parts, signs, place)
            values.append(item[0])
            place = item[1]
        return combine(values, self._composed(values, between, node))

    def _composed(self, values: list[Expr], signs: list[str], node: Syntax) -> list[str]:
        r"""Return the signs with `\circ` as the product by entries, which takes arrays."""
        for place, sign in enumerate(signs):
            if sign == "circ" and not (values[place].shape and values[place + 1].shape):
                raise self.error("a composition of functions", node, hint="write f(g(x))")
        return ["odot" if sign == "circ" else sign for sign in signs]

    def _item(self, parts: list[Syntax], signs: list[str], place: int) -> Steps[Item]:
        part = parts[place]
        head = part.parts[0] if part.kind == "script" else part
        made: Item
        if head.kind == "function":
            made = yield self._function(parts, signs, place)
        elif head.kind == "big":
            made = yield self.big(parts, signs, place)
        elif head.kind == "nabla":
            made = yield self._nabla(parts, signs, place)
        elif head.kind == "partial" and part.kind == "script":
            made = yield self._partial_operator(parts, signs, place)
        elif self._is_inline_derivative(parts, signs, place):
            made = yield self._inline_derivative(parts, place)
        elif head.kind == "fraction" and self.is_operator(head):
            made = yield self.operator(parts, signs, place)
        elif self._is_indicator(parts, signs, place):
            condition: Expr = yield self.meaning(parts[place + 1].parts[0])
            made = Call(ops.indicator, (condition,)), place + 2
        elif self._is_application(parts, signs, place):
            made = yield self._application(parts, place)
        else:
            value: Expr = yield self.scripted(part)
            made = value, place + 1
        return made

    # -- functions ------------------------------------------------------------------------------

    def _is_indicator(self, parts: list[Syntax], signs: list[str], place: int) -> bool:
        one = parts[place].kind in ("blackboard", "bold-number") and parts[place].text == "1"
        return one and place + 1 < len(parts) and parts[place + 1].kind in ("square", "set")

    def _follows(self, parts: list[Syntax], signs: list[str], place: int) -> Syntax | None:
        """Return the bracket that stands directly behind `place`, without its scripts, or None."""
        if place + 1 >= len(parts) or signs[place] != ".":
            return None
        after = parts[place + 1]
        bracket = after.parts[0] if after.kind == "script" else after
        return bracket if bracket.kind == "round" else None

    def _is_application(self, parts: list[Syntax], signs: list[str], place: int) -> bool:
        bracket = self._follows(parts, signs, place)
        part = parts[place]
        head = part.parts[0] if part.kind == "script" else part
        if bracket is None or head.kind not in _NAMES:
            return False
        if head.text in self._names.shapes:
            return False
        if head.text in self._functions or head.text in _APPLIED or head.text == r"\sigma":
            return True
        lone = bracket.parts[0]
        single = len(bracket.parts) == 1 and lone.kind == "name"
        return (
            len(bracket.parts) > 1
            or (single and part.kind != "script")
            or bool(part.kind == "script" and part.text)
        )

    def _application(self, parts: list[Syntax], place: int) -> Steps[Item]:
        part, after = parts[place], parts[place + 1]
        name, primes = part.text, ""
        if part.kind == "script":
            base, below, above = part.parts
            name, primes = base.text, part.text
            times = _times_derived(above)
            primes += "'" * times
            if above is not EMPTY and not times:
                raise self.error(f"a power of the function {name}", above, hint="write (f(x))^2")
            if below is not EMPTY:
                label = self._latex[below.start : below.end]
                name = f"{name}_{label}"
        bracket = after.parts[0] if after.kind == "script" else after
        args: list[Expr] = []
        for inner in bracket.parts:
            arg: Expr = yield self.meaning(inner)
            args.append(arg)
        if part.kind == "word":
            name = rf"\operatorname{{{name}}}"
        value: Expr
        if name == r"\sigma" and len(args) == 1:
            value = self._primed(ops.sigmoid, args[0], primes, part)
        else:
            if primes and len(args) > 1:
                raise self.error("a prime does not say which argument", part, r"\partial_1 f(x, y)")
            marks = ((0, ()),) * len(primes)
            value = Apply(name, tuple(args), marks, ())
        if after.kind == "script":
            value = yield self._behind_bracket(value, after)
        return value, place + 2

    def _behind_bracket(self, value: Expr, after: Syntax) -> Steps[Expr]:
        """Return a value of a function with what stands behind its closing bracket."""
        below = after.parts[1]
        if below is not EMPTY:
            indices = self._names.subscripted("x", below)
            if not isinstance(indices, Component) or not value.shape:
                raise self.error("only a vector or a matrix has a subscript", below)
            value = Component(value, indices.indices, "sub")
        if after.text:
            value = Derivative(value, (), "prime", len(after.text))
        made: Expr = yield self.powered(value, after)
        return made

    def _primed(self, op: Op, arg: Expr, primes: str, node: Syntax) -> Expr:
        if not primes:
            return Call(op, (arg,))
        if op.partials is None or len(primes) > 1:
            raise self.error(f"no derivative of {op.name} is written with primes", node)
        return op.partials((arg,))[0]

    def _function(self, parts: list[Syntax], signs: list[str], place: int) -> Steps[Item]:
        part = parts[place]
        head, below, above = part.parts if part.kind == "script" else (part, EMPTY, EMPTY)
        primes = part.text if part.kind == "script" else ""
        op = ops.OPS.get(head.text) or ops.BY_SPELLING[head.text]
        exponent: Expr | None = None
        if above is not EMPTY:
            exponent = yield self.meaning(above)
            if value_of(exponent) == -1:
                if op.name not in _INVERSES:
                    raise self.error(f"the inverse of {op.name} has no reading", above)
                op, exponent = ops.OPS[_INVERSES[op.name]], None
        found: tuple[tuple[Expr, ...], int, Syntax | None] = yield self._arguments(
            parts, signs, place, op
        )
        args, after, scripts = found
        if below is not EMPTY:
            base: Expr = yield self.meaning(below)
            if op is not ops.log:
                raise self.error(f"a subscript of {op.name}", below)
            op, args = ops.log_base, (*args, base)
        value = Call(op, args) if not primes else self._primed(op, args[0], primes, part)
        if exponent is not None:
            value = Power(value, exponent)
        if scripts is not None:
            value = yield self._behind_bracket(value, scripts)
        return value, after

    def _arguments(
        self, parts: list[Syntax], signs: list[str], place: int, op: Op
    ) -> Steps[tuple[tuple[Expr, ...], int, Syntax | None]]:
        bracket = self._follows(parts, signs, place)
        args: list[Expr] = []
        if bracket is not None:
            for inner in bracket.parts:
                arg: Expr = yield self.meaning(inner)
                args.append(arg)
            after = parts[place + 1]
            return tuple(args), place + 2, after if after.kind == "script" else None
        stop = place + 1
        while (
            stop < len(parts)
            and signs[stop - 1] == "."
            and not self._ends(parts[stop], stop - place)
        ):
            stop += 1
        if stop == place + 1:
            raise self.error(
                f"{op.name} has no argument", parts[place], rf"{op.latex}(x) or {op.latex} x"
            )
        inside: Expr = yield self.product_of(
            parts[place + 1 : stop], signs[place + 1 : stop - 1], parts[place]
        )
        return (inside,), stop, None

    def _ends(self, part: Syntax, place: int) -> bool:
        head = part.parts[0] if part.kind == "script" else part
        ending = head.kind in ("function", "big", "nabla", "partial")
        return (ending and place > 1) or (place > 1 and head.kind in ("round", "square", "set"))

    # -- scripts --------------------------------------------------------------------------------

    def scripted(self, part: Syntax) -> Steps[Expr]:
        """Return the meaning of a factor with its subscript, superscript and primes."""
        made: Expr
        if part.kind != "script":
            if part.kind in ("run", "partial", "differential"):
                made = yield self._plain(part)
            else:
                made = yield self.meaning(part)
            return made
        base, below, above = part.parts
        if below is not EMPTY:
            made = yield self._subscripted(base, below)
        elif base.kind == "name" and base.text == "e" and above is not EMPTY:
            made = Call(ops.e, ()) if "e" not in self._names.shapes else self._names.symbol("e")
        else:
            made = yield self.meaning(base)
        if part.text:
            made = Derivative(made, (), "prime", len(part.text))
        if above is not EMPTY:
            made = yield self.powered(made, part)
        return made

    def _plain(self, part: Syntax) -> Steps[Expr]:
        if part.kind == "run":
            made: Expr = yield self.product(part)
            return made
        if part.kind == "differential":
            raise self.error("a differential stands alone", part, r"\frac{dy}{dx} or \int ... dx")
        raise self.error(r"\partial stands alone", part, r"\frac{\partial y}{\partial x}")

    def _subscripted(self, base: Syntax, below: Syntax) -> Steps[Expr]:
        if base.kind in _NAMES:
            name = base.text if base.kind == "name" else rf"\text{{{base.text}}}"
            return self._names.subscripted(name, below)
        if base.kind == "norm":
            body: Expr = yield self.meaning(base.parts[0])
            order: Expr = yield self._norm_order(below)
            return Call(ops.norm, (body, order))
        if base.kind in ("bold-number", "blackboard") and base.text == "1":
            condition: Expr = yield self.meaning(below)
            if isinstance(condition, Compare):
                return Call(ops.indicator, (condition,))
        inner: Expr = yield self.meaning(base)
        indices = self._names.subscripted("x", below)
        if not inner.shape or not isinstance(indices, Component):
            raise self.error("only a name, a vector or a matrix has a subscript", below)
        return Component(inner, indices.indices, "sub")

    def _norm_order(self, below: Syntax) -> Steps[Expr]:
        while below.kind == "braces":
            below = below.parts[0]
        if below.kind == "name" and below.text == "F":
            return Call(ops.frobenius, ())
        made: Expr = yield self.meaning(below)
        return made

    def powered(self, base: Expr, part: Syntax) -> Steps[Expr]:
        r"""Return `base` with the superscript of `part`: power, transpose, inverse or mark."""
        above = part.parts[2]
        if above is EMPTY:
            return base
        inner = above.parts[0] if above.kind == "braces" else above
        if above.kind == "mark":
            if above.text in (r"\top", r"\intercal"):
                return self._transposed(base)
            if above.text in ("+", r"\dagger"):
                return Call(ops.pinv, (base,))
            raise self.error(f"the superscript {above.text} has no reading", above)
        if inner.kind == "name" and inner.text == "T" and "T" not in self._names.shapes:
            return self._transposed(base)
        marks = above.kind == "braces" and inner.kind in ("round", "square")
        if marks and len(inner.parts) == 1 and isinstance(base, (Symbol, Component)):
            round_ = inner.kind == "round"
            return self._names.marked(base, inner.parts[0], "paren" if round_ else "bracket")
        imaginary = isinstance(base, Call) and base.op is ops.e
        exponent: Expr = yield self._exponent(above, imaginary)
        if value_of(exponent) == -1 and len(base.shape) == 2:
            return Call(ops.inverse, (base,))
        if base.shape and len(base.shape) == 1:
            raise self.error("a vector has no power", above, hint=r"write x \odot x")
        return Power(base, exponent)

    def _exponent(self, above: Syntax, of_e: bool) -> Steps[Expr]:
        made: Expr = yield self.meaning(above)
        if of_e and "i" not in self._names.bound and "i" not in self._names.shapes:
            # In e^{i\theta} the letter is the imaginary unit; an index there is bound by a sum.
            made = substitute(made, {Symbol("i", ()): Call(ops.i, ())})
        return made

    def _transposed(self, base: Expr) -> Expr:
        return Call(ops.transpose, (base,))


def _times_derived(above: Syntax) -> int:
    """Return 3 for the superscript of `f^{(3)}`, else 0."""
    inner = above.parts[0] if above.kind == "braces" else above
    if above.kind != "braces" or inner.kind != "round" or len(inner.parts) != 1:
        return 0
    digits = inner.parts[0].text
    return int(digits) if inner.parts[0].kind == "number" and digits in "123456789" else 0
