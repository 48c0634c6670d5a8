r"""LaTeX text to tokens with their places; delimiters, spacing and style are left out.

One compiled expression finds the tokens, so the work is linear in the text. Commands become the
kind that their row in the table says. Characters that mean a command (`∂`, `≤`, `α`, `²`) become
that command; look-alikes from other alphabets are refused.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection
from typing import NamedTuple

from nablatex.errors import LimitError, ReadError
from nablatex.latex.arguments import Arguments
from nablatex.latex.commands import (
    CHAINS,
    COMMANDS,
    LOWERED,
    PROSE,
    RAISED,
    REFUSED,
    SYMBOLS,
    UNICODE,
)
from nablatex.latex.letters import is_applied, refuse_power_of_ten, refuse_word
from nablatex.ops import BY_SPELLING

MOST_CHARACTERS = 200_000
MOST_DIGITS = 1_000
MOST_TEXTS = 20
"""How many `\\text{$...$}` may stand in one another; these do recurse."""


class Token(NamedTuple):
    """A token: its kind (a kind of the command table), what it means, its span in the source."""

    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"(\s+|(?<!\d)%[^\n]*)"
    r"|(\d+(?:\.\d+|\{,\}\d+)?|\.\d+)"
    r"|([A-Za-z]+)"
    r"|\\(\\\*?(?:\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\])?)"
    r"|(\\(?:[A-Za-z]+\*?|.))"
    r"|(.)",
    re.DOTALL,
)
_COLUMNS = re.compile(r"\s*(?:\[[a-z]\])?\s*\{[^{}]*\}")
_NO_NAME = re.compile(r"[+*/=<>^&|!?()\[\]]")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_UPRIGHT = {
    "d": ("differential", "d"), "e": ("constant", "e"), "i": ("constant", "i"),
    "T": ("mark", r"\top"),
}  # fmt: skip
# `A^{\mathsf T}`: above a name a T in one of these fonts is the sign of a transpose.
_FONTS_OF_T = frozenset(
    [r"\mathsf", r"\mathtt", r"\text", r"\textsf", r"\textrm", r"\textup", r"\textnormal"]
)
_TO_THE_MINUS = ["sup", "{", "add"]
_T = re.compile(r"\s*(?:\{\s*T\s*\}|T(?![A-Za-z]))")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}\{,\}\d{3}")
_EITHER = ("or", "또는", "혹은")
_WITH_COLUMNS = frozenset(["array", "alignedat", "alignat"])


def tokens_of(latex: str, functions: Collection[str] = ()) -> list[Token]:
    """Return the tokens of `latex`, an `eof` token last.

    Args:
        latex: the source.
        functions: names of several letters that are functions here.

    Raises:
        LimitError: the text or a number in it is too long.
        ReadError: a character or a command has no meaning in mathematics.
    """
    if len(latex) > MOST_CHARACTERS:
        raise LimitError(f"more than {MOST_CHARACTERS:,} characters", latex[:80], 0, 1)
    return _Lexer(latex, functions).tokens(0, len(latex), last=True)


class _Lexer:
    def __init__(self, latex: str, functions: Collection[str]) -> None:
        self._latex = latex
        self._functions = functions
        self._made: list[Token] = []
        self._side = ""
        self._raised = ("", 0)
        self._lefts: list[Token] = []
        self._arguments = Arguments(latex)
        self._texts = 0

    def tokens(self, start: int, stop: int, *, last: bool = False) -> list[Token]:
        made = self._made
        match_at = _TOKEN.match
        latex = self._latex
        place = start
        while place < stop:
            match = match_at(latex, place, stop)
            assert match is not None
            group, end = match.lastindex, match.end()
            if self._side and group in (2, 3, 4):
                end = place + 1
                self._delimiter("period", ".", place, end, latex[place])
            elif group == 3:
                self._letters(match[3], place, end)
            elif group == 2:
                self._number(match[2], place, end)
            elif group == 5:
                end = self._command(match[5], place, end)
            elif group == 6:
                self._symbol(match[6], place, end)
            elif group == 4:
                made.append(Token("newline", r"\\", place, end))
            place = end
        if last:
            if self._lefts:
                raise self._error(r"\left has no \right", self._lefts[-1])
            made.append(Token("eof", "the end", len(latex), len(latex)))
        return made

    def _error(self, message: str, token: Token, expected: str = "", hint: str = "") -> ReadError:
        return ReadError(message, self._latex, token.start, token.end, expected=expected, hint=hint)

    def _number(self, text: str, start: int, end: int) -> None:
        made = self._made
        if end - start > MOST_DIGITS:
            raise LimitError(f"a number of more than {MOST_DIGITS} digits", self._latex, start, end)
        if text[0] == "." and made and made[-1].kind == "number":
            raise ReadError("a number has two points", self._latex, made[-1].start, end)
        token = Token("number", text.replace("{,}", "."), start, end)
        if "{" in text and _THOUSANDS.fullmatch(text):
            raise self._error(
                "a comma between digits may part thousands or decimals", token,
                hint=f"write {text.replace('{,}', '')} or {token.text}",
            )  # fmt: skip
        made.append(token)

    # -- letters ---------------------------------------------------------------------------------

    def _letters(self, text: str, start: int, end: int) -> None:
        made = self._made
        if len(text) == 1:
            if text in "eE" and made and made[-1].kind == "number" and made[-1].end == start:
                refuse_power_of_ten(self._latex, made[-1].start, start)
            made.append(Token("letter", text, start, end))
            return
        subscript = len(made) > 1 and made[-1].kind == "{" and made[-2].kind == "sub"
        if not subscript and self._is_word(text, start, end):
            return
        for place, letter in enumerate(text, start):
            made.append(Token("letter", letter, place, place + 1))

    def _is_word(self, text: str, start: int, end: int) -> bool:
        """Take a run of letters that is a function's name; refuse one that only looks like one."""
        op = BY_SPELLING.get(text)
        if (op is not None or text in self._functions) and is_applied(self._latex, end):
            kind = "function" if op is not None else "word"
            self._made.append(Token(kind, op.name if op is not None else text, start, end))
            return True
        refuse_word(self._latex, text, start, end)
        return False

    # -- commands --------------------------------------------------------------------------------

    def _command(self, text: str, start: int, end: int) -> int:
        """Take a command, and its argument if that is no mathematics; return where it ends."""
        row = COMMANDS.get(text)
        if row is None and text[-1] == "*":
            text, end = text[:-1], end - 1
            row = COMMANDS.get(text)
        if row is None:
            raise self._unknown(Token("", text, start, end))
        kind = row.kind
        if self._side:
            self._delimiter(kind, row.meaning, start, end, text)
            return end
        turned = _T.match(self._latex, end) if text in _FONTS_OF_T and self._is_raised() else None
        if turned is not None:
            self._made.append(Token("mark", r"\top", start, turned.end()))
            return turned.end()
        if kind == "skip":
            return end
        if kind[:3] == "raw":
            return _RAW[kind](self, text, start, end)
        if kind in ("left", "right", "size", "size-open", "size-close"):
            self._open_side(kind, start, end)
            return end
        self._made.append(Token(kind, row.meaning, start, end))
        return end

    def _is_raised(self) -> bool:
        """Tell whether what comes next stands first in an exponent."""
        before = [token.kind for token in self._made[-3:]]
        return before[-1:] == ["sup"] or before[-2:] == ["sup", "{"] or before == _TO_THE_MINUS

    def _unknown(self, token: Token) -> ReadError:
        if token.text in REFUSED:
            message, hint = REFUSED[token.text]
            return self._error(message, token, hint=hint)
        close = difflib.get_close_matches(token.text, COMMANDS, 3, 0.75)
        hint = f"did you mean {', '.join(close)}?" if close else ""
        return self._error(f"the command {token.text} is not known", token, hint=hint)

    # -- brackets with a size --------------------------------------------------------------------

    def _open_side(self, kind: str, start: int, end: int) -> None:
        token = Token(kind, "", start, end)
        if kind == "left":
            self._lefts.append(token)
        elif kind == "right":
            if not self._lefts:
                raise self._error(r"\right has no \left", token)
            self._lefts.pop()
        self._side = {"left": "open", "right": "close", "size-open": "open?",
                      "size-close": "close?", "size": "bar?"}[kind]  # fmt: skip

    def _delimiter(self, kind: str, meaning: str, start: int, end: int, text: str) -> None:
        """Take the bracket behind `\\left` and its kind: a bar has a side only by them."""
        side, self._side = self._side, ""
        if kind == "bar":
            kind = side.rstrip("?")
        elif kind == "period" and text == "." and side in ("open", "close"):
            kind, meaning = side, "."
        elif kind not in ("open", "close") or (side in ("open", "close") and kind != side):
            token = Token(kind, text, start, end)
            raise self._error(f"{text} is no bracket for this side", token, "a bracket")
        self._made.append(Token(kind, meaning, start, end))

    # -- arguments that are no mathematics -------------------------------------------------------

    def _dropped(self, text: str, start: int, end: int) -> int:
        return self._arguments.behind(text, start, end)[2]

    def _text(self, text: str, start: int, end: int) -> int:
        begin, stop, after = self._arguments.behind(text, start, end)
        self._texts += 1
        if self._texts > MOST_TEXTS:
            raise LimitError(f"{text} more than {MOST_TEXTS} deep", self._latex, start, end)
        cuts = [begin - 1, *self._arguments.dollars(begin, stop), stop]
        for number, cut in enumerate(cuts[1:]):
            place = cuts[number] + 1
            if number % 2:
                self.tokens(place, cut)
            elif place < cut or stop == begin:
                whole = (start, after) if len(cuts) == 2 else (place, cut)
                self._words(self._latex[place:cut], *whole)
        self._texts -= 1
        return after

    def _words(self, words: str, start: int, end: int, kind: str = "name?") -> None:
        """Take words: a function, a name (`kind` says how sure that is), or prose."""
        bare = words.strip()
        op = BY_SPELLING.get(bare)
        if op is not None:
            self._made.append(Token("function", op.name, start, end))
        elif bare in CHAINS and bare not in self._functions:
            self._made += [Token("function", name, start, end) for name in CHAINS[bare]]
        elif bare.lower() in _EITHER and self._made:
            self._made.append(Token("logic", "or", start, end))
        elif _IDENTIFIER.fullmatch(words) and words.lower() not in PROSE:
            self._made.append(Token(kind, words, start, end))
        else:
            self._made.append(Token("words", bare, start, end))

    def _name(self, text: str, start: int, end: int) -> int:
        begin, stop, after = self._arguments.behind(text, start, end)
        name = self._latex[begin:stop].replace(r"\,", "").strip()
        token = Token("word", name, start, after)
        if name in _UPRIGHT and (text in (r"\mathrm", r"\rm") or name in "de"):
            kind, meaning = _UPRIGHT[name]
            self._made.append(Token(kind, meaning, start, after))
        elif "\\" + name in REFUSED:
            raise self._unknown(Token("", "\\" + name, start, after))
        elif len(name) == 1 and name.isalpha() and name.isascii():
            self._made.append(Token("letter", name, start, after))
        elif not name or _NO_NAME.search(name):
            raise self._error(f"{name} is no name".strip(), token, expected="a word")
        else:
            self._words(name, start, after, "word")
        return after

    def _set(self, text: str, start: int, end: int) -> int:
        begin, stop, after = self._arguments.behind(text, start, end)
        name = self._latex[begin:stop].strip()
        token = Token("set", name, start, after)
        if name not in ("R", "N", "Z", "S", "1", "I"):
            raise self._error(
                f"{text}{{{name}}} is not read",
                token,
                expected=r"\mathbb{R}, \mathbb{S}, \mathbb{N} or \mathbb{Z}",
            )
        self._made.append(token if name != "I" else Token("set", "1", start, after))
        return after

    def _begin(self, text: str, start: int, end: int) -> int:
        begin, stop, after = self._arguments.behind(text, start, end)
        name = self._latex[begin:stop].strip().removesuffix("*")
        self._made.append(Token(text[1:], name, start, after))
        if name in _WITH_COLUMNS and text == r"\begin":
            columns = _COLUMNS.match(self._latex, after)
            return columns.end() if columns else after
        return after

    # -- single characters -----------------------------------------------------------------------

    def _symbol(self, text: str, start: int, end: int) -> None:
        row = SYMBOLS.get(text)
        if row is None:
            self._foreign(text, start, end)
        elif self._side:
            self._delimiter(row.kind, row.meaning, start, end, text)
        elif row.kind != "skip":
            made = self._made
            if text == "=" and made and made[-1].end == start and made[-1].text in _BEFORE_EQUALS:
                self._two_characters(made, start, end)
            elif text == ">" and made and made[-1].end == start and made[-1].text in "-=":
                kind = "relation" if made.pop().text == "-" else "implies"
                made.append(Token(kind, "to" if kind == "relation" else kind, start - 1, end))
            else:
                made.append(Token(row.kind, row.meaning, start, end))

    def _two_characters(self, made: list[Token], start: int, end: int) -> None:
        before = made.pop()
        relation = _BEFORE_EQUALS[before.text]
        if not relation:
            token = Token("relation", "!=", before.start, end)
            raise self._error("!= can be read in two ways", token, hint=r"write \neq, or n! = 5")
        made.append(Token("relation", relation, before.start, end))

    def _foreign(self, text: str, start: int, end: int) -> None:
        """Take a character that is not ASCII: as the command that it stands for, or not at all."""
        command = UNICODE.get(text)
        for table, mark in ((RAISED, "sup"), (LOWERED, "sub")):
            if text in table:
                self._script(table[text], mark, start, end)
                return
        top, bar, bottom = unicodedata.normalize("NFKC", text).partition("\u2044")
        if bar and top and bottom:
            self._fraction(top, bottom, start, end)
            return
        if command is None:
            alike = text.isalpha() and unicodedata.east_asian_width(text) != "W"
            look = "; it looks like a Latin letter but is another" if alike else ""
            raise ReadError(
                f"the character {text!r} (U+{ord(text):04X}) has no meaning here{look}",
                self._latex, start, end,
                hint=r"put words into \text{...}" if text.isalpha() else "leave it out",
            )  # fmt: skip
        if command[0] == "\\":
            self._command(command, start, end)
        else:
            self._symbol(command, start, end)

    def _fraction(self, top: str, bottom: str, start: int, end: int) -> None:
        r"""Take `½` as `\frac{1}{2}`; in `1½` it is added, which no formula does."""
        if self._made and self._made[-1].kind == "number":
            raise ReadError(
                "a number before a fraction in one character: a product, or a mixed number",
                self._latex, start, end, hint=r"write 1 + \frac{1}{2} or 1 \cdot \frac{1}{2}",
            )  # fmt: skip
        self._command(r"\frac", start, end)
        for part in (top, bottom):
            self._made += [
                Token("{", "{", start, start),
                Token("number", part, start, end),
                Token("}", "}", end, end),
            ]

    def _script(self, char: str, mark: str, start: int, end: int) -> None:
        r"""Take `²` as `^{2}`; the next raised character joins the same braces."""
        made = self._made
        if made and self._raised == (mark, start) and made[-1].kind == "}":
            made.pop()
        else:
            made.append(Token(mark, "^" if mark == "sup" else "_", start, start))
            made.append(Token("{", "{", start, start))
        self._raised = (mark, end)
        kind = "number" if char.isdigit() else "add" if char in "+-" else "letter"
        if kind == "number" and made[-1].kind == "number":
            char = made.pop().text + char
        made += [Token(kind, char, start, end), Token("}", "}", end, end)]


_BEFORE_EQUALS = {":": ":=", "colon": ":=", "<": "<=", ">": ">=", "=": "=", "!": ""}
_RAW: dict[str, Callable[[_Lexer, str, int, int], int]] = {
    "raw-drop": _Lexer._dropped,
    "raw-length": lambda lexer, *place: lexer._arguments.behind_length(*place),
    "raw-text": _Lexer._text,
    "raw-name": _Lexer._name,
    "raw-set": _Lexer._set,
    "raw-begin": _Lexer._begin,
    "raw-end": _Lexer._begin,
}
