r"""Tokens to a syntax tree: precedence, brackets, environments, arguments of commands.

Hand-written, since TeX is not context-free and an error has to name its place. Each production is
a generator on a trampoline; nesting is limited by `MOST_DEPTH`, brackets that merely repeat are not
counted.
"""

from __future__ import annotations

from nablatex.errors import LimitError, ReadError
from nablatex.latex.commands import FENCES, RELATIONS, TIMES
from nablatex.latex.lexer import OPEN, Token
from nablatex.latex.parse_commands import CommandParser
from nablatex.latex.syntax import EMPTY, Syntax
from nablatex.latex.trampoline import Steps, run

MOST_BRACKETS = 10_000
_CLOSERS = frozenset([")", "]", "}", "&"])
_PROSE = frozenset("where with for and or if when then so hence thus let given 단 일 때".split())
_SEPARATORS = frozenset([r"\quad", r"\qquad"])
_NUMBERING = frozenset([r"\tag", r"\label"])
_NO_FACTOR = frozenset(
    [r"\mid", r"\land", r"\lor", *RELATIONS, *TIMES, *_SEPARATORS, *_NUMBERING]
) | {close for _, close in FENCES.values()}


def parse(latex: str) -> Syntax:
    """Return the syntax tree of the whole of `latex`.

    Raises:
        ReadError: with the place, what was expected and what to write instead.
        LimitError: it is too long or nested too deeply.
    """
    return run(_Parser(latex).whole())


class _Parser(CommandParser):
    # -- statements -----------------------------------------------------------------------------

    def whole(self) -> Steps[Syntax]:
        """Parse everything; whatever is left over is an error."""
        made: Syntax = yield self._statements(frozenset(["stop"]))
        if self._now.kind != "stop":
            raise self._error(f"{self._now.text} closes nothing", self._now)
        return made

    def _statements(self, until: frozenset[str]) -> Steps[Syntax]:
        first = self._now
        parts: list[Syntax] = []
        while True:
            if self._skip_separators():
                continue
            token = self._now
            if token.kind == "stop" or token.text in until or token.kind == "end":
                break
            if token.text in _CLOSERS:
                raise self._error(f"{token.text} closes nothing", token)
            goes_on = parts and token.text in RELATIONS  # `= c` on a line of its own
            part: Syntax = yield self._relation(parts.pop() if goes_on else EMPTY)
            parts.append(part)
            if self._is(".") and self._tokens[self._at + 1].kind == "stop":
                self._next()
        if not parts:
            raise self._error("there is no mathematics here", first, expected="a formula")
        if len(parts) == 1:
            return parts[0]
        return Syntax("system", parts[0].start, parts[-1].end, "", tuple(parts))

    def _skip_separators(self) -> bool:
        token = self._now
        if token.text in _NUMBERING:
            self._skip_argument()
            return True
        self._refuse_thousands(token)
        if token.text in _SEPARATORS or token.text in (",", ";", "\\\\") or token.text == "&":
            self._next()
            return True
        if token.kind == "words" and self._is_prose():
            self._next()
            return True
        return False

    def _is_prose(self) -> bool:
        """Tell whether words are words of a sentence rather than a name."""
        words = self._now.text.strip(" ,.")
        spoken = self._now.text.endswith((":", ",", "."))
        return spoken or not words.isascii() or " " in words or words.lower() in _PROSE or not words

    def _relation(self, before: Syntax = EMPTY) -> Steps[Syntax]:
        """Parse a chain of relations, or the rest of the chain `before`."""
        first = before
        if before is EMPTY:
            first = yield self._sum()
        chain = before.kind == "relation"
        terms = [*first.parts] if chain else [first]
        signs = first.text.split() if chain else []
        while True:
            while self._is("&"):
                if self._tokens[self._at + 1].text not in RELATIONS:
                    break
                self._next()
            token = self._now
            if token.kind not in ("symbol", "command"):
                break
            if token.text == ":" and not signs:
                signs.append(":")
            elif token.text in RELATIONS:
                signs.append(RELATIONS[token.text])
            else:
                break
            self._next()
            while self._is("&"):
                self._next()
            if signs[-1] == ":" and self._is("="):
                self._next()
                signs[-1] = ":="
            term: Syntax = yield self._sum()
            terms.append(term)
        if not signs:
            return first
        return Syntax("relation", first.start, terms[-1].end, " ".join(signs), tuple(terms))

    # -- sums and products ----------------------------------------------------------------------

    def _sum(self) -> Steps[Syntax]:
        start = self._now
        signs: list[str] = []
        terms: list[Syntax] = []
        while True:
            sign = ""
            while self._now.kind == "symbol" and self._now.text in "+-":
                token = self._next()
                if sign and (terms or len(sign) > 1):
                    raise self._error(
                        "two signs follow one another", token, hint="bracket the second"
                    )
                sign += token.text
            if terms and not sign:
                break
            term: Syntax = yield self._run(sign or "the beginning")
            signs.append(sign or "+")
            terms.append(term)
        if len(terms) == 1 and signs == ["+"]:
            return terms[0]
        return Syntax("sum", start.start, terms[-1].end, " ".join(signs), tuple(terms))

    def _run(self, after: str) -> Steps[Syntax]:
        first: Syntax = yield self._factor(after)
        factors = [first]
        signs: list[str] = []
        while True:
            token = self._now
            if token.kind in ("symbol", "command") and token.text in TIMES:
                self._next()
                signs.append(TIMES[token.text])
                minus = self._now if self._is("-") else None
                if minus is not None and signs[-1] != "/":
                    raise self._error(
                        "a sign follows a product sign", minus, hint="bracket it: (-x)"
                    )
                factor: Syntax = yield self._factor(token.text)
            elif self._starts_factor():
                signs.append(".")
                factor = yield self._factor("")
            else:
                break
            factors.append(factor)
        made = first
        if signs:
            made = Syntax("run", first.start, factors[-1].end, " ".join(signs), tuple(factors))
        while (
            self._is("|") and self._is_bar() and not (self._bars and self._bars[-1] in ("|", OPEN))
        ):
            made = yield self._bar(made, made.start)
        return made

    def _starts_factor(self) -> bool:
        token = self._now
        match token.kind:
            case "number" | "letter" | "word" | "begin" | "parsed":
                return True
            case "words":
                return not self._is_prose()
            case "symbol":
                if token.text == "|":
                    return not (self._bars and self._bars[-1] == "|") and not self._is_bar()
                if token.text == OPEN:
                    return True
                return token.text in "([{"
            case "command":
                if token.text in (r"\|", r"\Vert", r"\vert"):
                    return not (self._bars and self._bars[-1] == token.text)
                return token.text not in _NO_FACTOR
            case _:
                return False

    def _is_bar(self) -> bool:
        """Tell whether a `|` here is an evaluation bar: it has a subscript behind it."""
        return self._tokens[self._at + 1].text == "_"

    def _factor(self, after: str) -> Steps[Syntax]:
        base: Syntax = yield self._atom(after)
        made: Syntax = yield self._scripts(base)
        while self._is("!"):
            token = self._next()
            made = Syntax("factorial", made.start, token.end, "", (made,))
        return made

    def _bar(self, body: Syntax, start: int) -> Steps[Syntax]:
        """Parse the bar `|_{x = 1}` behind what it evaluates."""
        bar = self._next()
        if not self._is("_"):
            raise self._error("an evaluation bar says where", bar, expected="|_{x = 1}")
        self._next()
        where: Syntax = yield self._argument("|_")
        if self._is("^"):
            raise self._error("a bar with two bounds has no reading", self._now)
        return Syntax("bar", start, where.end, "", (body, where))

    def _open_bar(self) -> Steps[Syntax]:
        r"""Parse `\left. ... \right|_{x = 1}`: all that stands between is evaluated."""
        opened = self._next()
        self._enter(opened)
        bars, self._bars = self._bars, [OPEN]
        body: Syntax = yield self._sum()
        self._bars = bars
        if not self._is("|"):
            raise self._error(rf"{OPEN} is not closed", self._now, expected=r"\right|_{x = 1}")
        made: Syntax = yield self._bar(body, opened.start)
        self._depth -= 1
        return made

    def _scripts(self, base: Syntax) -> Steps[Syntax]:
        below = above = EMPTY
        primes = ""
        end = base.end
        while True:
            token = self._now
            if token.kind == "symbol" and token.text == "'":
                primes += "'"
                end = self._next().end
            elif token.kind == "symbol" and token.text == "_":
                self._next()
                if below is not EMPTY:
                    raise self._error("double subscript", token, hint="write a_{bc} or {a_b}_c")
                below = yield self._argument("_")
                end = below.end
            elif token.kind == "symbol" and token.text == "^":
                self._next()
                if above is not EMPTY:
                    raise self._error("double superscript", token, hint="write a^{b^c} or {a^b}^c")
                above = yield self._argument("^")
                if above.kind == "prime":
                    primes += above.text
                    above = EMPTY
                end = max(end, self._tokens[self._at - 1].end)
            else:
                break
        if below is EMPTY and above is EMPTY and not primes:
            return base
        return Syntax("script", base.start, end, primes, (base, below, above))

    # -- atoms ----------------------------------------------------------------------------------

    def _argument(self, of: str) -> Steps[Syntax]:
        """Parse the argument of a command: a braced group or one token."""
        token = self._now
        if token.kind == "number" and len(token.text) > 1:
            # TeX takes one digit: \frac12, x^23.
            self._tokens[self._at] = Token("number", token.text[1:], token.start + 1, token.end)
            return Syntax("number", token.start, token.start + 1, token.text[0])
        if token.text == r"\prime" or (token.text == "{" and self._only_primes()):
            return self._primes()
        if token.text == "{" or token.kind in ("number", "letter"):
            made: Syntax = yield self._atom(of)
            return made
        if token.kind == "symbol" and token.text in "+-*" and of == "^":
            self._next()
            return Syntax("mark", token.start, token.end, token.text)
        if token.kind == "stop" or token.kind != "command" or token.text in RELATIONS:
            raise self._error(f"nothing stands after {of}", token, expected="{...} or one symbol")
        if token.text in (r"\top", r"\dagger", r"\intercal"):
            self._next()
            return Syntax("mark", token.start, token.end, token.text)
        made = yield self._atom(of)
        return made

    def _only_primes(self) -> bool:
        return self._tokens[self._at + 1].text == r"\prime"

    def _primes(self) -> Syntax:
        start = self._now
        if self._is("{"):
            self._next()
        count = 0
        while self._is(r"\prime"):
            self._next()
            count += 1
        if start.text == "{":
            self._expect("}", start)
        return Syntax("prime", start.start, start.end, "'" * count)

    def _atom(self, after: str) -> Steps[Syntax]:
        token = self._now
        match token.kind:
            case "number":
                self._next()
                return Syntax("number", token.start, token.end, token.text)
            case "parsed":
                self._next()
                return self._parsed
            case "words":
                return self._word()
            case "letter":
                self._next()
                return Syntax("name", token.start, token.end, token.text)
            case "word":
                self._next()
                return Syntax("function", token.start, token.end, token.text)
            case "begin":
                made: Syntax = yield self._environment()
                return made
            case "symbol" | "command" if token.text in FENCES:
                made = yield self._fence()
                return made
            case "symbol" if token.text == "{":
                made = yield self._braces()
                return made
            case "symbol" if token.text == OPEN:
                made = yield self._open_bar()
                return made
            case "command":
                made = yield self._command(after)
                return made
            case _:
                raise self._missing(after)

    def _missing(self, after: str) -> ReadError:
        token = self._now
        what = "the end" if token.kind == "stop" else token.text
        where = f"after {after}" if after else "here"
        return self._error(f"nothing stands {where}: found {what}", token, expected="a formula")

    def _braces(self) -> Steps[Syntax]:
        opened = self._next()
        self._enter(opened)
        if self._is("}"):
            raise self._error("an empty group {}", opened, expected="a formula", hint="remove it")
        marks = (r"\top", r"\dagger", r"\intercal", "+", "*")
        if self._now.text in marks and self._tokens[self._at + 1].text == "}":
            mark = self._next()
            close = self._next()
            self._depth -= 1
            return Syntax("mark", opened.start, close.end, mark.text)
        inner: Syntax = yield self._list("}", opened)
        self._depth -= 1
        if len(inner.parts) == 1:
            return Syntax("braces", opened.start, inner.end, "", inner.parts)
        return inner

    def _list(self, close: str, opened: Token) -> Steps[Syntax]:
        """Parse `a, b, c` up to `close`; the result is a `list` with the parts."""
        bars, self._bars = self._bars, []
        parts: list[Syntax] = []
        while True:
            part: Syntax = yield self._relation()
            parts.append(part)
            if not (self._is(",") or self._is(";")):
                break
            self._next()
        self._bars = bars
        end = self._expect(close, opened)
        return Syntax("list", opened.start, end.end, "", tuple(parts))

    def _fence(self) -> Steps[Syntax]:
        opened = self._next()
        kind, close = FENCES[opened.text]
        if opened.text in ("|", r"\|", r"\Vert", r"\vert"):
            self._enter(opened)
            self._bars.append(opened.text)
            inner: Syntax = yield self._sum()
            self._bars.pop()
            end = self._expect(close, opened)
            self._depth -= 1
            return Syntax(kind, opened.start, end.end, "", (inner,))
        repeated = 1
        while kind == "round" and self._is("("):
            repeated += 1
            self._next()
            if repeated > MOST_BRACKETS:
                raise LimitError(
                    f"more than {MOST_BRACKETS:,} brackets", self._latex, opened.start, opened.end
                )
        made: Syntax = yield self._fence_inside(kind, close, opened, repeated)
        return made

    def _fence_inside(self, kind: str, close: str, opened: Token, repeated: int) -> Steps[Syntax]:
        """Parse `((a) + b)` behind its run of opening brackets, closing them one by one."""
        self._enter(opened)
        inner: Syntax = yield self._list(close, opened)
        made = Syntax(kind, inner.start, inner.end, "", inner.parts)
        for _ in range(repeated - 1):
            if self._is(close):
                end = self._next()
                made = (
                    Syntax(kind, opened.start, end.end, "", (made,))
                    if len(made.parts) > 1
                    else made
                )
                continue
            made = yield self._continue(made, close, opened)
            made = Syntax(kind, opened.start, made.end, "", made.parts)
        self._depth -= 1
        return made

    def _continue(self, first: Syntax, close: str, opened: Token) -> Steps[Syntax]:
        """Parse the rest of a bracket that begins with the bracket `first`."""
        self._tokens[self._at - 1] = Token("parsed", "", first.start, first.end)
        self._at -= 1
        self._parsed = first
        inner: Syntax = yield self._list(close, opened)
        return inner
