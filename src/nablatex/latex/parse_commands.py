r"""Productions for brackets and for commands with arguments: fractions, roots, accents, integrals.

Separate from precedence, which `parser` holds.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from nablatex.latex.lexer import Token
from nablatex.latex.parse_tables import TableParser
from nablatex.latex.syntax import (
    Accented,
    Bar,
    Binomial,
    Branches,
    Fraction,
    Group,
    Integral,
    Listing,
    Num,
    Radical,
    Relation,
    Scripts,
    Syntax,
    System,
    Table,
)
from nablatex.latex.trampoline import Steps

_CLOSERS = {
    "(": ")", "[": "]", r"\{": r"\}", "|": "|", r"\|": r"\|", r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil", r"\langle": r"\rangle", ".": r"\right|", "{": "}",
}  # fmt: skip
_INTERVALS = ("[", "(")
_OPEN_TABLES = ("array", "aligned", "matrix", "gathered")
_COUNTS = frozenset(
    ["number", "letter", "constant", "function", "close", "add", "multiply", "factorial", "prime",
     "mark", "word"]
)  # fmt: skip
_COUNTS_BEHIND = frozenset(
    ["sup", "add", "multiply", "number", "letter", "constant", "function", "open", "fraction",
     "radical", "accent", "big", "integral", "factorial"]
)  # fmt: skip


class CommandParser(TableParser):
    """Parses what a bracket or a command begins."""

    @abstractmethod
    def factor(self, after: Token | None) -> Steps[Syntax]:
        """Parse one factor with its scripts."""

    @abstractmethod
    def statements(self, until: str) -> Steps[Syntax]:
        """Parse statements up to a token of kind `until`."""

    def compound(self, waiting: bool) -> Steps[Syntax | None]:
        """Parse a factor that is no leaf, or return None where none begins."""
        kind = self.kind
        made: Syntax
        if kind in ("bar", "close"):
            barred: Syntax | None = yield self._bar(waiting)
            return barred
        if kind == "name?":
            return self._name(waiting)
        production = _PRODUCTIONS.get(kind)
        if production is None:
            return None
        made = yield production(self)
        return made

    def _name(self, waiting: bool) -> Syntax | None:
        if self.is_name() or (waiting and self.peek(-1).kind in ("add", "multiply", "relation")):
            self._tokens[self._at] = self.now = self.now._replace(kind="word")
            self.kind = "word"
            return self.leaf()
        return None

    # -- brackets --------------------------------------------------------------------------------

    def _bar(self, waiting: bool) -> Steps[Syntax | None]:
        """Parse `|x|`, or an evaluation bar `|_{x=1}` behind a factor."""
        text = self.now.text
        inside = bool(self.open) and self.open[-1] == text
        made: Syntax
        if not waiting:
            if inside or (self.open and self.open[-1] == "." and self.kind == "close"):
                return None
            if text == "|" and self.peek().kind in ("sub", "sup"):
                at_bar: Syntax = yield self._evaluation_bar()
                return at_bar
        if self.kind == "close":
            return None
        made = yield self._group()
        return made

    def _evaluation_bar(self) -> Steps[Syntax]:
        r"""Parse `|_{x=1}`, or `|_a^b` and `|^b_a`."""
        bar = self.advance()
        said: dict[str, Syntax] = {}
        while self.kind in ("sub", "sup") and self.kind not in said:
            mark = self.advance()
            said[mark.kind] = yield self.argument(mark)
        if "sub" not in said:
            raise self.error("an evaluation bar says where", bar, expected="|_{x = 1}")
        return Bar(bar.start, self.peek(-1).end, said["sub"], said.get("sup"))

    def _group(self) -> Steps[Syntax]:
        """Parse an opening bracket, what stands in it, and its closing bracket."""
        kind, text = self.kind, self.now.text
        before = self.peek(-1) if self._at else None
        opened = self.enter(text)
        if text == r"\{" and self.kind == "begin" and self.now.text in _OPEN_TABLES:
            made: Syntax = yield self._open_brace(opened)
            return made
        if self.kind == ("}" if kind == "{" else "close") and self.now.text in (text, "}"):
            raise self.error(
                "an empty bracket", opened, expected="a formula", hint="remove it, or fill it"
            )
        inner: Syntax = yield self.listing(opened)
        conditional = kind == "bar" and before is not None and before.kind in _COUNTS
        if conditional and self.kind == "close":
            raise self.error(
                "a bar inside a bracket: a condition is not read", opened,
                hint="give the function of both a name of its own: q(x, y)",
            )  # fmt: skip
        closer = "bar" if kind == "bar" else "}" if kind == "{" else "close"
        if text == "." and self.now.text in ("|", ".", "]", ")"):
            end = self.close("close", self.now.text, opened, "")
        elif text == "." or (self.kind == "close" and closer == "bar"):
            end = self.close("close", "|" if text == "." else text, opened, _CLOSERS[text])
        elif self._is_half_open(before, opened, inner):
            end = self.close("close", self.now.text, opened, "")
        else:
            end = self.close(closer, "}" if kind == "{" else text, opened, _CLOSERS[text])
        entries = inner.entries if isinstance(inner, Listing) else (inner,)
        if text == r"\{" and len(entries) == 1 and self._calculates(before):
            text = text if isinstance(inner, Relation) else "("
        elif before and before.text == "in" and text in _INTERVALS and len(entries) == 2:
            text += "(" if end.text == "(" else "["
        if text == "|" and isinstance(inner, Group) and inner.opener == "|":
            touching = inner.start == opened.end and inner.end == end.start
            if touching and len(inner.entries) == 1:
                # ||x|| is how a norm is typed without its command.
                return Group(opened.start, end.end, r"\|", inner.entries)
        return Group(opened.start, end.end, text, entries)

    def _is_half_open(self, before: Token | None, opened: Token, inner: Syntax) -> bool:
        r"""Tell whether `x \in [a, b)` stands here."""
        return (
            before is not None
            and before.text == "in"
            and opened.text in _INTERVALS
            and self.kind == "close"
            and self.now.text in _INTERVALS
            and isinstance(inner, Listing)
            and len(inner.entries) == 2
        )

    def _calculates(self, before: Token | None) -> bool:
        r"""Tell whether braces group a factor or a term, `2 \{ x + 1 \}`: no set is one."""
        if before is not None and (before.kind in _COUNTS or before.text == "}"):
            return before.text != r"\in"
        return self.kind in _COUNTS_BEHIND

    def _open_brace(self, opened: Token) -> Steps[Syntax]:
        r"""Parse `\left\{ \begin{array}{ll} ... \end{array} \right.`: branches, or equations."""
        inner: Syntax = yield self.environment(as_cases=True)
        if self.kind == "close" and self.now.text == ".":
            self.open.pop()
            self.advance()
            return inner
        if isinstance(inner, (Branches, System, Table)):
            raise self.error("a brace opens branches and closes", opened, r"\right.")
        end = self.close("close", r"\{", opened, r"\}")
        return Group(opened.start, end.end, r"\{", (inner,))

    # -- commands with arguments -----------------------------------------------------------------

    def _fraction(self) -> Steps[Syntax]:
        token = self._begin()
        top: Syntax = yield self.argument(token)
        bottom: Syntax = yield self.argument(token)
        self.higher()
        kind = Binomial if token.kind == "binomial" else Fraction
        return kind(token.start, self.peek(-1).end, top, bottom)

    def _begin(self) -> Token:
        self.deeper(self.now)
        return self.advance()

    def _radical(self) -> Steps[Syntax]:
        token = self._begin()
        degree: Syntax | None = None
        if self.kind == "open" and self.now.text == "[":
            opened = self.enter("[")
            degree = yield self.sum()
            self.close("close", "[", opened, "]")
        body: Syntax = yield self.argument(token)
        self.higher()
        return Radical(token.start, self.peek(-1).end, body, degree)

    def _accent(self) -> Steps[Syntax]:
        token = self._begin()
        body: Syntax = yield self.argument(token)
        self.higher()
        end = self.peek(-1).end
        if isinstance(body, Scripts):
            # \hat{y_i} is the element of \hat{y}.
            marked = Accented(token.start, body.base.end, token.text, body.base)
            return Scripts(token.start, end, marked, body.sub, body.sup, body.primes)
        return Accented(token.start, end, token.text, body)

    def _wrapper(self) -> Steps[Syntax]:
        r"""Parse `\boxed{...}`: what stands in it, statements if need be."""
        token = self._begin()
        if self.kind != "{":
            raise self.error(f"nothing stands after {self.shown(token)}", self.now, "{...}")
        opened = self.advance()
        inner: Syntax = yield self.statements("}")
        end = self.advance()
        self.higher()
        return Group(opened.start, end.end, "{", (inner,))

    def _note_below(self) -> Steps[Syntax]:
        r"""Parse `\underbrace{x}_{words}`: the note is left out."""
        made: Syntax = yield self._wrapper()
        if self.kind in ("sub", "sup"):
            self.advance()
            depth = 0
            while True:
                depth += (self.kind == "{") - (self.kind == "}")
                if self.kind == "eof":
                    raise self.error("the note is not closed", self.now, expected="}")
                self.advance()
                if depth <= 0:
                    break
        return made

    def _integral(self) -> Steps[Syntax]:
        """Parse an integral with its bounds, its body and its variable."""
        token = self._begin()
        bounds: dict[str, Syntax] = {}
        while self.kind in ("sub", "sup"):
            mark = self.advance()
            if mark.kind in bounds:
                raise self.error("two bounds on one side", mark)
            bounds[mark.kind] = yield self.argument(mark)
        self.integrals.append(len(self.open))
        body: Syntax
        if self.at_differential():
            body = Num(token.end, token.end, "1")
        else:
            body = yield self.sum()
        variable: Syntax | None = None
        if self.at_differential():
            sign = self.advance()
            variable = yield self.factor(sign)
        self.integrals.pop()
        self.higher()
        end = self.peek(-1).end
        if body.start == body.end and self.kind in _COUNTS_BEHIND - {"sup", "add", "multiply"}:
            raise self.error(
                "the variable of an integral stands before what is integrated", self.now,
                hint=r"write it at the end: \int x^2 \, dx",
            )  # fmt: skip
        lower, upper = bounds.get("sub"), bounds.get("sup")
        return Integral(token.start, end, lower, upper, body, variable)


_PRODUCTIONS: dict[str, Callable[[CommandParser], Steps[Syntax]]] = {
    "open": CommandParser._group,
    "{": CommandParser._group,
    "fraction": CommandParser._fraction,
    "binomial": CommandParser._fraction,
    "radical": CommandParser._radical,
    "accent": CommandParser._accent,
    "wrapper": CommandParser._wrapper,
    "note": CommandParser._note_below,
    "integral": CommandParser._integral,
    "begin": CommandParser.environment,
    "table": CommandParser.short_table,
}
