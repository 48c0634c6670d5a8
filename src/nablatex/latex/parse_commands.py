r"""Productions for commands and environments: fractions, roots, accents, words, matrices, cases.

Separate from precedence and brackets, which `parser` holds.
"""

from __future__ import annotations

import difflib
from abc import abstractmethod

from nablatex.errors import ReadError
from nablatex.latex.commands import (
    ACCENTS,
    ARGUMENT_DROPPED,
    BIG,
    CONSTANTS,
    ENVIRONMENTS,
    FUNCTIONS,
    GREEK,
    KNOWN,
    STYLES,
)
from nablatex.latex.lexer import Token
from nablatex.latex.parse_tokens import TokenStream
from nablatex.latex.syntax import EMPTY, Syntax
from nablatex.latex.trampoline import Steps
from nablatex.ops import BY_SPELLING

_FRACTIONS = frozenset([r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"])
_UPRIGHT = {"d": ("differential", "d"), "e": ("constant", "e"), "i": ("constant", "i")}
_SINGLE = {
    r"\nabla": "nabla",
    r"\partial": "partial",
    r"\differentialD": "differential",
}


class CommandParser(TokenStream):
    """Parses what a command or an environment begins."""

    @abstractmethod
    def _relation(self, before: Syntax = EMPTY) -> Steps[Syntax]: ...

    @abstractmethod
    def _argument(self, of: str) -> Steps[Syntax]: ...

    @abstractmethod
    def _atom(self, after: str) -> Steps[Syntax]: ...

    @abstractmethod
    def _statements(self, until: frozenset[str]) -> Steps[Syntax]: ...

    @abstractmethod
    def _factor(self, after: str) -> Steps[Syntax]: ...

    def _command(self, after: str) -> Steps[Syntax]:
        token = self._now
        name = token.text
        if name in GREEK:
            return self._leaf("name")
        if name in CONSTANTS:
            return self._leaf("constant", CONSTANTS[name])
        if name in FUNCTIONS:
            return self._leaf("function", FUNCTIONS[name])
        if name in _SINGLE:
            return self._leaf(_SINGLE[name])
        made: Syntax
        if name in _FRACTIONS or name in (r"\binom", r"\sqrt"):
            made = yield self._with_arguments()
        elif name in ACCENTS or name in (r"\mathbb", r"\R"):
            made = yield self._name()
        elif name in BIG:
            made = yield self._big()
        elif name in STYLES or name in (r"\displaylines", r"\underbrace", r"\overbrace"):
            made = yield self._transparent()
        elif name in ARGUMENT_DROPPED and name not in (r"\tag", r"\label"):
            self._skip_argument()
            made = yield self._factor(after)
        else:
            raise self._unknown(token)
        return made

    def _leaf(self, kind: str, text: str = "") -> Syntax:
        token = self._next()
        return Syntax(kind, token.start, token.end, text or token.text)

    def _unknown(self, token: Token) -> ReadError:
        if token.text in KNOWN or token.text in (r"\pm", r"\mp"):
            return self._error(f"{token.text} cannot stand here", token, expected="a formula")
        if token.text == r"\placeholder":
            return self._error("a place is left empty", token, expected="a formula")
        close = difflib.get_close_matches(token.text, KNOWN, 3, 0.7)
        hint = f"did you mean {', '.join(close)}?" if close else ""
        return self._error(f"the command {token.text} is not known", token, hint=hint)

    def _with_arguments(self) -> Steps[Syntax]:
        token = self._next()
        self._enter(token)
        first: Syntax
        if token.text == r"\sqrt":
            degree = EMPTY
            if self._is("["):
                opened = self._next()
                degree = yield self._relation()
                self._expect("]", opened)
            first = yield self._argument(token.text)
            self._depth -= 1
            return Syntax("root", token.start, first.end, "", (first, degree))
        first = yield self._argument(token.text)
        second: Syntax = yield self._argument(token.text)
        self._depth -= 1
        kind = "binom" if token.text == r"\binom" else "fraction"
        return Syntax(kind, token.start, second.end, "", (first, second))

    def _name(self) -> Steps[Syntax]:
        """Parse an accented letter, a word, or a blackboard letter."""
        token = self._next()
        if token.text == r"\R":
            return Syntax("blackboard", token.start, token.end, "R")
        inner: Syntax = yield self._argument(token.text)
        end = max(inner.end, self._tokens[self._at - 1].end)
        while inner.kind == "braces" and len(inner.parts) == 1:
            inner = inner.parts[0]
        if token.text == r"\mathbb":
            kind = "blackboard" if inner.kind in ("name", "number") else "bad"
            if kind == "bad":
                raise self._error(r"\mathbb takes one letter", token)
            return Syntax(kind, token.start, end, inner.text)
        if token.text in (r"\mathbf", r"\boldsymbol", r"\bm") and inner.kind == "number":
            return Syntax("bold-number", token.start, end, inner.text)
        if inner.kind == "script":
            base, below, above = inner.parts
            marked = Syntax("name", token.start, base.end, f"{token.text}{{{base.text}}}")
            return Syntax("script", token.start, inner.end, inner.text, (marked, below, above))
        if inner.kind == "run" and set(inner.text.split()) == {"."} and token.text == r"\mathbf":
            raise self._error(
                "a bold name has one letter", token, hint=r"write \mathbf{A}\mathbf{B}"
            )
        if inner.kind not in ("name", "word"):
            raise self._error(f"{token.text} marks a letter", token, expected="one letter")
        return Syntax("name", token.start, end, f"{token.text}{{{inner.text}}}")

    def _word(self) -> Syntax:
        r"""Parse the word of `\text{...}` or `\operatorname{...}`: a function or a name."""
        token = self._next()
        text = token.text
        if not text:
            raise self._error("a word is empty", token, expected="a word")
        if text in BY_SPELLING:
            return Syntax("function", token.start, token.end, text)
        if text in _UPRIGHT and self._latex.startswith((r"\mathrm", r"\rm"), token.start):
            kind, value = _UPRIGHT[text]
            return Syntax(kind, token.start, token.end, value)
        return Syntax("word", token.start, token.end, text)

    def _big(self) -> Steps[Syntax]:
        """Parse `\\sum`, `\\lim`, `\\max` with their bounds; elaboration finds the body."""
        token = self._next()
        below = above = EMPTY
        end = token.end
        while self._is("_") or self._is("^"):
            mark = self._next()
            opened = self._now
            part: Syntax
            if opened.text == "{":
                self._next()
                part = yield self._statements(frozenset(["}"]))
                self._expect("}", opened)
            else:
                part = yield self._argument(mark.text)
            if (below if mark.text == "_" else above) is not EMPTY:
                raise self._error(f"two bounds at {token.text}", mark)
            below, above = (part, above) if mark.text == "_" else (below, part)
            end = part.end
        return Syntax("big", token.start, end, BIG[token.text], (below, above))

    def _transparent(self) -> Steps[Syntax]:
        """Parse a command whose argument means what it meant before; annotations are dropped."""
        token = self._next()
        opened = self._now
        if opened.text != "{":
            raise self._error(f"{token.text} has no argument", token, expected="{...}")
        self._next()
        self._enter(token)
        inner: Syntax = yield self._statements(frozenset(["}"]))
        close = self._expect("}", opened)
        self._depth -= 1
        if token.text in (r"\underbrace", r"\overbrace") and (self._is("_") or self._is("^")):
            self._next()
            if self._is("{"):
                self._at -= 1
                self._skip_argument()
        return Syntax("braces", token.start, close.end, "", (inner,))

    # -- environments ---------------------------------------------------------------------------

    def _environment(self) -> Steps[Syntax]:
        opened = self._next()
        kind = ENVIRONMENTS.get(opened.text)
        if kind is None:
            close = difflib.get_close_matches(opened.text, ENVIRONMENTS, 2, 0.6)
            hint = f"did you mean {' or '.join(close)}?" if close else ""
            raise self._error(f"the environment {opened.text} is not known", opened, hint=hint)
        self._enter(opened)
        bars, self._bars = self._bars, []
        if opened.text in ("array", "alignedat") and self._is("{"):
            self._at -= 1
            self._skip_argument()
        made: Syntax
        if kind == "rows":
            made = yield self._statements(frozenset())
            end = self._close_environment(opened)
            made = Syntax("braces", opened.start, end.end, "", (made,))
        else:
            rows: tuple[Syntax, ...] = yield self._rows(opened)
            end = self._close_environment(opened)
            made = Syntax(kind, opened.start, end.end, opened.text, rows)
        self._bars = bars
        self._depth -= 1
        return made

    def _close_environment(self, opened: Token) -> Token:
        token = self._next()
        if token.kind != "end":
            found = token.text or "the end"
            raise self._error(
                f"{opened.text} is not closed: found {found}",
                token,
                expected=rf"\end{{{opened.text}}}",
            )
        if token.text != opened.text:
            raise self._error(
                f"{opened.text} is closed as {token.text}",
                token,
                expected=rf"\end{{{opened.text}}}",
            )
        return token

    def _rows(self, opened: Token) -> Steps[tuple[Syntax, ...]]:
        rows: list[Syntax] = []
        cells: list[Syntax] = []
        start = self._now
        while True:
            cell: Syntax = yield self._cell(opened)
            cells.append(cell)
            token = self._now
            if self._is("&"):
                self._next()
                continue
            ended = token.kind in ("end", "stop")
            if not (ended and cells == [EMPTY]):
                rows.append(Syntax("row", start.start, token.start, "", tuple(cells)))
            if self._is("\\\\"):
                self._next()
                cells, start = [], self._now
                continue
            break
        if not rows:
            raise self._error(f"{opened.text} is empty", opened, expected="entries")
        return tuple(rows)

    def _cell(self, opened: Token) -> Steps[Syntax]:
        token = self._now
        if token.text in ("&", "\\\\") or token.kind == "end":
            return EMPTY
        if opened.text not in ("cases", "rcases"):
            made: Syntax = yield self._relation()
            return made
        words = ""
        parts: list[Syntax] = []
        while not (self._now.text in ("&", "\\\\") or self._now.kind in ("end", "stop")):
            if self._now.kind == "words" and self._now.text not in BY_SPELLING:
                words += " " + self._next().text
            elif self._now.text in (",", ".", r"\quad", r"\qquad", ";", ":", r"\land"):
                self._next()
            else:
                part = yield self._relation()
                parts.append(part)
        end = self._tokens[self._at - 1].end
        return Syntax("cell", token.start, end, words.strip(), tuple(parts))
