r"""From a syntax tree to a typed expression: where it is decided what the notation means.

Decisions, each the way most textbooks read it:

* `f(x)`: a declared name is never applied; f, g, F, G, \phi, \psi and declared functions are;
  `\sigma(z)` is the sigmoid; any other letter before a bracket is a factor, unless one name, or
  a comma, stands in the bracket: `u(x)` and `k(x, y + 1)` are values of functions.
* `\sin 2x` takes the product up to the next function, sign of multiplication or bracket.
* `\sum`, `\frac{d}{dx}` and `\nabla` take what follows up to `+` or `-`.
* `a/bc` divides from left to right: `(a/b) c`.
* `-2x` is `-(2x)`.
"""

from __future__ import annotations

from fractions import Fraction

from nablatex import ops
from nablatex.errors import ReadError, ReadShapeError, ShapeError
from nablatex.expr import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Expr,
    Number,
    Power,
    Product,
    Quotient,
    Stack,
    StackKind,
)
from nablatex.latex.context import Context
from nablatex.latex.names import Names, signed_sum, walk
from nablatex.latex.runs import Runs
from nablatex.latex.syntax import EMPTY, Syntax
from nablatex.latex.trampoline import Steps, run

_OTHERWISE = frozenset("otherwise else elsewhere 그외 그 외 나머지 그렇지".split())


def elaborate(tree: Syntax, latex: str, context: Context) -> Expr:
    """Return the meaning of a syntax tree.

    Raises:
        ReadError: it has none, or more than one; the error says what would decide.
    """
    return run(_Elaborator(latex, context, tree).meaning(tree))


class _Elaborator(Runs):
    def __init__(self, latex: str, context: Context, tree: Syntax) -> None:
        names = Names(latex, context, tree)
        super().__init__(latex, names, context.functions)
        self._learn(tree)

    def _learn(self, tree: Syntax) -> None:
        """Take in the shapes that equations of this input write out: `\\vec{w} = (...)`."""
        for node in walk(tree):
            if node.kind == "relation" and node.text == "=" and node.parts[0].kind == "name":
                rows = node.parts[1]
                if rows.kind == "matrix":
                    height, width = len(rows.parts), len(rows.parts[0].parts)
                    shape = (height,) if width == 1 else (height, width)
                    self._names.shapes.setdefault(node.parts[0].text, shape)
                elif rows.kind in ("square", "round") and len(rows.parts) > 1:
                    self._names.shapes.setdefault(node.parts[0].text, (len(rows.parts),))

    def meaning(self, node: Syntax) -> Steps[Expr]:
        """Return the meaning of one piece; shape errors point at it."""
        try:
            made: Expr = yield self._meaning(node)
        except ReadError:
            raise
        except ShapeError as error:
            raise ReadShapeError(str(error), self._latex, node.start, node.end) from error
        return made

    def _meaning(self, node: Syntax) -> Steps[Expr]:
        made: Expr
        match node.kind:
            case "number":
                return _number(node.text)
            case "name" | "word" | "constant" | "bold-number" | "blackboard":
                return self._name(node)
            case "braces" | "round" | "square" | "list" | "set":
                made = yield self._bracket(node)
            case "angle":
                made = yield self._inner_product(node)
            case "sum":
                made = yield self._sum(node)
            case "run" | "function" | "big" | "nabla" | "partial" | "differential" | "script":
                made = yield self.product(node)
            case "fraction":
                made = yield self._fraction(node)
            case "root" | "binom" | "factorial" | "abs" | "norm" | "floor" | "ceil":
                made = yield self._operation(node)
            case "matrix" | "det" | "cases":
                made = yield self._table(node)
            case "relation":
                made = yield self._relation(node)
            case "system":
                parts: list[Expr] = []
                for part in node.parts:
                    piece: Expr = yield self.meaning(part)
                    parts.append(piece)
                made = Call(ops.system, tuple(parts))
            case "bar":
                made = yield self._bar(node)
            case _:
                raise self.error(f"{node.text or node.kind} cannot stand here", node)
        return made

    def _name(self, node: Syntax) -> Expr:
        if node.kind == "constant":
            return Call(ops.OPS[node.text], ())
        if node.kind == "bold-number":
            return Call(ops.ones, ()) if node.text == "1" else _number(node.text)
        if node.kind == "blackboard":
            sets = {"R": ops.reals, "N": ops.naturals, "Z": ops.integers}
            if node.text not in sets:
                raise self.error(rf"the set \mathbb{{{node.text}}} is not known", node)
            return Call(sets[node.text], ())
        if node.kind == "word":
            if not node.text.replace("_", "").isalnum():
                raise self.error("words stand where a formula is expected", node)
            return self._names.symbol(rf"\text{{{node.text}}}" if len(node.text) > 1 else node.text)
        if node.text == "e" and "e" not in self._names.shapes and self.constant_e:
            return Call(ops.e, ())
        return self._names.symbol(node.text)

    def _bracket(self, node: Syntax) -> Steps[Expr]:
        entries: list[Expr] = []
        for part in node.parts:
            entry: Expr = yield self.meaning(part)
            entries.append(entry)
        if node.kind == "set":
            return Stack(tuple(entries), (len(entries),), "set")
        if len(entries) == 1:
            if node.kind == "square" and isinstance(entries[0], Compare):
                return Call(ops.indicator, (entries[0],))
            return entries[0]
        self._scalars(entries, node)
        return Stack(tuple(entries), (len(entries),), "list")

    def _inner_product(self, node: Syntax) -> Steps[Expr]:
        if len(node.parts) != 2:
            raise self.error("an inner product has two factors", node)
        left: Expr = yield self.meaning(node.parts[0])
        right: Expr = yield self.meaning(node.parts[1])
        return Call(ops.dot, (left, right))

    def _scalars(self, entries: list[Expr], node: Syntax) -> None:
        for entry in entries:
            if entry.shape:
                raise self.error("an entry of a vector is a scalar", node)

    def _sum(self, node: Syntax) -> Steps[Expr]:
        terms: list[Expr] = []
        for part in node.parts:
            term: Expr = yield self.meaning(part)
            terms.append(term)
        return signed_sum(node.text.split(), terms)

    def _fraction(self, node: Syntax) -> Steps[Expr]:
        derivative: Expr | None = yield self.derivative_fraction(node)
        if derivative is not None:
            return derivative
        top: Expr = yield self.meaning(node.parts[0])
        bottom: Expr = yield self.meaning(node.parts[1])
        return Quotient(top, bottom)

    def _operation(self, node: Syntax) -> Steps[Expr]:
        body: Expr = yield self.meaning(node.parts[0])
        match node.kind:
            case "root":
                if node.parts[1] is EMPTY:
                    return Call(ops.sqrt, (body,))
                degree: Expr = yield self.meaning(node.parts[1])
                return Call(ops.root, (body, degree))
            case "binom":
                lower: Expr = yield self.meaning(node.parts[1])
                return Call(ops.binom, (body, lower))
            case "factorial":
                return Call(ops.factorial, (body,))
            case "norm":
                return Call(ops.norm, (body, Number(2, 0)))
            case "abs" if len(body.shape) == 1:
                return Call(ops.norm, (body, Number(2, 0)))
            case "abs" if len(body.shape) == 2:
                return Call(ops.det, (body,))
            case "floor":
                return Call(ops.floor, (body,))
            case "ceil":
                return Call(ops.ceil, (body,))
            case _:
                return Call(ops.abs_, (body,))

    # -- matrices and cases ---------------------------------------------------------------------

    def _table(self, node: Syntax) -> Steps[Expr]:
        made: Expr
        if node.kind == "cases":
            made = yield self._cases(node)
            return made
        width = len(node.parts[0].parts)
        entries: list[Expr] = []
        for row in node.parts:
            if len(row.parts) != width:
                raise self.error(
                    f"a row has {len(row.parts)} entries where the first has {width}", row
                )
            for cell in row.parts:
                if cell is EMPTY:
                    raise self.error("an entry of the matrix is empty", row)
                entry: Expr = yield self.meaning(cell)
                entries.append(entry)
        self._scalars(entries, node)
        height = len(node.parts)
        if node.kind == "det":
            return Call(ops.det, (Stack(tuple(entries), (height, width), "matrix"),))
        kind: StackKind = "column" if width == 1 else "row" if height == 1 else "matrix"
        shape = (height,) if width == 1 else (height, width)
        return Stack(tuple(entries), shape, kind)

    def _cases(self, node: Syntax) -> Steps[Expr]:
        branches: list[tuple[Expr, Expr]] = []
        for row in node.parts:
            cells = [cell for cell in row.parts if cell is not EMPTY]
            if not cells or not cells[0].parts:
                raise self.error("a branch has no value", row)
            value: Expr = yield self.meaning(cells[0].parts[0])
            told = [*cells[0].parts[1:], *(part for cell in cells[1:] for part in cell.parts)]
            condition: Expr = yield self._condition(told, row, cells[-1].text)
            branches.append((value, condition))
        return Cases(tuple(branches))

    def _condition(self, told: list[Syntax], row: Syntax, words: str) -> Steps[Expr]:
        if not told:
            if any(word.strip(",.") in _OTHERWISE for word in words.split()):
                return Call(ops.otherwise, ())
            raise self.error("a branch has no condition", row, "a condition or \\text{otherwise}")
        parts: list[Expr] = []
        for part in told:
            condition: Expr = yield self.meaning(part)
            if not isinstance(condition, (Compare, Call)):
                raise self.error("this is no condition", part, "a comparison such as x > 0")
            parts.append(condition)
        if len(parts) == 1:
            return parts[0]
        return Call(ops.or_ if " or " in f" {words} " else ops.and_, tuple(parts))

    # -- relations ------------------------------------------------------------------------------

    def _relation(self, node: Syntax) -> Steps[Expr]:
        relations = node.text.split()
        if relations[0] == ":":
            made: Expr = yield self._signature(node)
            return made
        terms: list[Expr] = []
        for part in node.parts:
            term: Expr = yield self.meaning(part)
            terms.append(_as_set(term) if terms and relations[len(terms) - 1] == "in" else term)
        shape = terms[0].shape
        if shape and relations == ["="] and isinstance(terms[1], Apply) and not terms[1].shape:
            right = terms[1]
            terms[1] = Apply(right.function, right.args, right.orders, shape)
        return Compare(tuple(relations), tuple(terms))

    def _signature(self, node: Syntax) -> Steps[Expr]:
        if node.text.split() != [":", "to"]:
            raise self.error("a colon stands only in f: A \\to B", node)
        parts: list[Expr] = []
        for part in node.parts:
            meaning: Expr = yield self.meaning(part)
            parts.append(_as_set(meaning))
        return Call(ops.signature, tuple(parts))

    def _bar(self, node: Syntax) -> Steps[Expr]:
        body: Expr = yield self.meaning(node.parts[0])
        where = node.parts[1]
        told = where.parts if where.kind in ("braces", "list") else (where,)
        bindings: list[tuple[Expr, Expr]] = []
        for part in told:
            binding: Expr = yield self.meaning(part)
            if not isinstance(binding, Compare) or binding.relations != ("=",):
                raise self.error("an evaluation bar says where", part, "x = 1")
            bindings.append((binding.terms[0], binding.terms[1]))
        return At(body, tuple(bindings))


def _number(text: str) -> Expr:
    whole, _, places = text.partition(".")
    if not places:
        return Number(int(whole), 0)
    return Number(Fraction(int((whole or "0") + places), 10 ** len(places)), len(places))


def _as_set(expr: Expr) -> Expr:
    r"""Return `\mathbb{R}^{m \times n}` as a set of arrays with those sizes."""
    if isinstance(expr, Power) and isinstance(expr.base, Call) and expr.base.op is ops.reals:
        sizes = expr.exponent.factors if isinstance(expr.exponent, Product) else (expr.exponent,)
        return Call(ops.reals, sizes)
    return expr
