r"""Tokens to a syntax tree: statements, relations, sums, products and scripts, by precedence.

Hand-written after Pratt, since TeX is not context-free and an error has to name its place. Each
production is a generator on a trampoline, so depth costs no stack: brackets may nest to
`MOST_BRACKETS`, everything else to `MOST_DEPTH`.

A line that begins with a relation or with `& +` continues the line before; `\quad`, `\\`, commas
and words part statements outside brackets.
"""

from __future__ import annotations

from collections.abc import Collection

from nablatex.errors import ReadError
from nablatex.latex.commands import ARITHMETIC
from nablatex.latex.lexer import Token, tokens_of
from nablatex.latex.parse_commands import CommandParser
from nablatex.latex.parse_tokens import SEPARATORS
from nablatex.latex.syntax import (
    Addition,
    Big,
    Constant,
    Differential,
    Fraction,
    Function,
    Letter,
    Logic,
    Mark,
    Nabla,
    Negative,
    Num,
    NumberSet,
    Relation,
    Scripts,
    Syntax,
    System,
    Term,
    Times,
    Word,
)
from nablatex.latex.trampoline import Steps, run

_IMPLIES, _LOGIC, _RELATION, _ADD = 1, 2, 3, 4
_LEVELS = {"implies": _IMPLIES, "logic": _LOGIC, "relation": _RELATION, "add": _ADD}
_FILLERS = frozenset(["newline", "ampersand", "quad"])
_LEAVES = {
    "number": Num, "letter": Letter, "constant": Constant, "function": Function, "big": Big,
    "nabla": Nabla, "partial": Differential, "differential": Differential, "mark": Mark,
    "set": NumberSet, "word": Word,
}  # fmt: skip
_POSTFIX = frozenset(["sup", "sub", "prime", "factorial"])
_CLOSING = frozenset(["eof", "}", "close", "end"])


class Parsed:
    """A syntax tree, with what the parser saw on the way.

    Attributes:
        tree: the whole input.
        tokens: its tokens.
        scripted: letters that stand in subscripts.
        matrices: letters with a subscript such as `00`, which are matrices.
    """

    __slots__ = ("matrices", "scripted", "tokens", "tree")

    def __init__(self, tree: Syntax, tokens: list[Token], parser: _Parser) -> None:
        self.tree = tree
        self.tokens = tokens
        self.scripted = parser.scripted
        self.matrices = parser.matrices


def parse(latex: str, functions: Collection[str] = ()) -> Parsed:
    """Return the syntax tree of the whole of `latex`.

    Raises:
        ReadError: with the place, what was expected and what to write instead.
        LimitError: it is too long or nested too deeply.
    """
    tokens = tokens_of(latex, functions)
    parser = _Parser(latex, list(tokens))
    return Parsed(run(parser.statements("eof")), tokens, parser)


class _Parser(CommandParser):
    # -- statements ------------------------------------------------------------------------------

    def statements(self, until: str) -> Steps[Syntax]:
        """Parse statements up to a token of kind `until`, which is left."""
        first = self.now
        parts: list[Syntax] = []
        names = 0  # how many names stand before this place with nothing but commas between them
        while True:
            commas = self._pass_separators()
            if self.kind == until:
                break
            if self.kind in _CLOSING:
                raise self.error(f"{self.shown(self.now)} closes nothing", self.now)
            part: Syntax = yield self.expression(0)
            names = names if commas else 0
            if names and isinstance(part, Relation) and part.relations[0] == "in":
                # `A, B \in S` says it of both.
                parts[-names:] = [
                    Relation(name.start, part.end, part.relations, (name, *part.terms[1:]))
                    for name in parts[-names:]
                ]
            names = names + 1 if isinstance(part, (Letter, Word, Scripts)) else 0
            parts.append(part)
            self._after_statement(until)
        if not parts:
            raise self.error("there is no mathematics here", first, expected="a formula")
        if len(parts) == 1:
            return parts[0]
        return System(parts[0].start, parts[-1].end, tuple(parts))

    def _pass_separators(self) -> bool:
        """Pass over what parts statements; tell whether it was nothing but commas."""
        commas = True
        while self.kind in SEPARATORS and not self.is_name():
            if self.kind == "comma":
                self._refuse_thousands()
            else:
                commas = False
                if self.now.text in ARITHMETIC:
                    raise self.error("words that calculate are not read", self.now, "a sign")
            self.advance()
        return commas

    def _after_statement(self, until: str) -> None:
        while self.kind == "period":
            following = self.peek().kind
            if following not in SEPARATORS and following not in ("period", until):
                raise self.error("a full stop stands inside a formula", self.now)
            self.advance()
        if self.kind in SEPARATORS or self.kind == until:
            return
        token = self.now
        if token.kind in _CLOSING:
            raise self.error(f"{self.shown(token)} closes nothing", token)
        raise self.error(f"{self.shown(token)} cannot stand here", token, "a sign or the end")

    def _refuse_thousands(self) -> None:
        before, after = self.peek(-1), self.peek()
        if (
            before.kind == after.kind == "number"
            and before.end == self.now.start
            and after.start == self.now.end
        ):
            raise self.error(
                "a comma between digits may part thousands, decimals or numbers", self.now,
                hint="write 1000 or 1{,}5 for one number, or a space behind the comma",
            )  # fmt: skip

    def _continue_line(self) -> bool:
        """Pass over line breaks and alignment in front of a sign that continues the formula."""
        kinds = [self.kind]
        while self.peek(len(kinds)).kind in _FILLERS:
            kinds.append(self.peek(len(kinds)).kind)
        sign = self.peek(len(kinds))
        if sign.kind not in _LEVELS and sign.kind != "multiply":
            return False
        if sign.text == "-" and "ampersand" not in kinds:
            if "newline" in kinds:
                return False
            raise self.error(
                "a minus behind a wide space continues the formula or begins another", sign,
                hint="write a comma between two equations, or leave the space out",
            )  # fmt: skip
        self.pass_over(len(kinds))
        return True

    # -- relations and sums ----------------------------------------------------------------------

    def expression(self, above: int, after: Token | None = None) -> Steps[Syntax]:
        """Parse everything behind a sign that binds more strongly than the level `above`."""
        left: Syntax = yield self._summand(after)
        while True:
            level = _LEVELS.get(self.kind, 0)
            if level <= above:
                return left
            signs: list[Token] = []
            terms = [left]
            while _LEVELS.get(self.kind, 0) == level:
                sign = self.advance()
                signs.append(sign)
                term: Syntax = yield (
                    self._summand(sign) if level == _ADD else self.expression(level, sign)
                )
                if level == _ADD and sign.text == "-":
                    term = Negative(sign.start, term.end, term)
                terms.append(term)
            left = self._joined(level, signs, terms)

    def sum(self) -> Steps[Syntax]:
        """Parse terms with plus and minus between them."""
        made: Syntax = yield self.expression(_RELATION)
        return made

    def _joined(self, level: int, signs: list[Token], terms: list[Syntax]) -> Syntax:
        start, end = terms[0].start, terms[-1].end
        if level == _ADD:
            return Addition(start, end, tuple(terms))
        if level == _LOGIC:
            for sign in signs:
                if sign.text != signs[0].text:
                    raise self.error("and beside or needs brackets", sign)
            return Logic(start, end, signs[0].text, tuple(terms))
        return Relation(start, end, tuple(sign.text for sign in signs), tuple(terms))

    def _summand(self, after: Token | None) -> Steps[Syntax]:
        """Parse a product with the signs before it."""
        while self.kind in _FILLERS and not self.open:
            self.advance()
        signs: list[Token] = []
        while self.kind == "add":
            if (after is not None and after.kind == "add") or len(signs) > 1:
                raise self.error(
                    "two signs follow one another", self.now, hint="bracket the second: (-x)"
                )
            signs.append(self.advance())
        made: Syntax = yield self._term(signs[-1] if signs else after)
        for sign in reversed(signs):
            if sign.text == "-":
                made = Negative(sign.start, made.end, made)
        return made

    # -- products --------------------------------------------------------------------------------

    def _term(self, after: Token | None) -> Steps[Syntax]:
        """Parse factors side by side, with signs of multiplication between them."""
        items: list[Syntax] = []
        sign = after
        waiting = True
        while True:
            kind = self.kind
            item: Syntax | None
            if kind == "multiply":
                sign = self._times(items, sign, waiting)
                waiting = True
                continue
            if self.integrals and self.at_differential():
                break
            if kind in _LEAVES:
                item = self._leaf(kind, items)
            elif waiting and sign is not None and items and self.now.text == "-":
                minus = self.advance()
                item = yield self.factor(minus)
                item = Negative(minus.start, item.end, item)
            elif kind in _FILLERS and not waiting and not self.open:
                if self._continue_line() and self.kind == "multiply":
                    continue
                break
            else:
                item = yield self.compound(waiting)
                if item is None:
                    break
                self._refuse_mixed(items, item)
            if self.kind in _POSTFIX:
                item = yield self.scripts(item)
            items.append(item)
            waiting = False
        if waiting:
            raise self.nothing(self.shown(sign) if sign is not None else "")
        if len(items) == 1:
            return items[0]
        return Term(items[0].start, items[-1].end, tuple(items))

    def _refuse_mixed(self, items: list[Syntax], item: Syntax) -> None:
        """Refuse a whole number in front of a fraction of two: one and a half, or one half."""
        match item:
            case Fraction(_, _, Num(_, _, above), Num(_, _, below)) if (
                items and type(items[-1]) is Num
            ):
                whole = items[-1].text
                if not all(text.isdecimal() for text in (whole, above, below)):
                    return
                raise ReadError(
                    "a mixed number, or a product", self.latex, items[-1].start, item.end,
                    hint=rf"write {whole} + \frac{{{above}}}{{{below}}} or {whole} \cdot ...",
                )  # fmt: skip
            case _:
                return

    def _leaf(self, kind: str, items: list[Syntax]) -> Syntax:
        token = self.advance()
        if kind == "number" and items and type(items[-1]) is Num:
            index = bool(self.open) and self.open[-1] == "sub"
            hint = "write a comma between them" if index else r"write \cdot between them"
            raise self.error("two numbers side by side", token, hint=hint)
        return _LEAVES[kind](token.start, token.end, token.text)

    def _times(self, items: list[Syntax], before: Token | None, waiting: bool) -> Token:
        sign = self.advance()
        if waiting and not (not items and self.open and self.open[-1] == "sup"):
            if before is None:
                raise self.error(f"{self.shown(sign)} cannot stand here", sign, "a formula")
            raise self.error(
                f"nothing stands after {self.shown(before)}: found {self.shown(sign)}",
                sign, "a formula",
            )  # fmt: skip
        items.append(Times(sign.start, sign.end, sign.text))
        return sign

    def factor(self, after: Token | None) -> Steps[Syntax]:
        """Parse one factor with its scripts."""
        item: Syntax | None
        if self.kind in _LEAVES:
            item = self._leaf(self.kind, [])
        else:
            item = yield self.compound(waiting=True)
        if item is None:
            raise self.nothing(self.shown(after) if after is not None else "")
        if self.kind in _POSTFIX:
            item = yield self.scripts(item)
        return item

    def leaf(self) -> Syntax | None:
        """Return the leaf that stands here, or None."""
        return self._leaf(self.kind, []) if self.kind in _LEAVES else None
