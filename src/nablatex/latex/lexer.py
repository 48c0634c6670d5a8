r"""LaTeX text to tokens with their places; delimiters, spacing and style are left out.

One compiled expression finds the tokens, so the work is linear in the text. Characters that mean
a command (`∂`, `≤`, `α`) become that command; look-alikes from other alphabets are refused.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nablatex.errors import LimitError, ReadError
from nablatex.latex.commands import SKIPPED, UNICODE
from nablatex.ops import BY_SPELLING

MOST_CHARACTERS = 200_000
MOST_DIGITS = 1_000


class Token(NamedTuple):
    """A token: its kind, its text, and its half-open span in the source.

    Kinds: number, letter, word (a run of letters that spells a function), words (the content of
    `\\text{...}`), command, begin, end, newline, symbol, stop.
    """

    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""(?P<space>[\s~]+|%[^\n]*|\\right\s*\.)
    |\\(?P<env>begin|end)\s*\{(?P<name>[A-Za-z]+\*?)\}
    |(?P<open>\\left\s*\.)
    |(?P<newline>\\\\(?:\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\])?|\\cr\b|\\newline\b)
    |\\(?P<style>text|textrm|mbox|textbf|textit|textnormal|mathrm|operatorname|rm)\*?\s*\{(?P<words>[^{}]*)\}
    |(?P<command>\\(?:[A-Za-z]+|.))
    |(?P<number>\d+\{,\}\d+|\d+(?:\.\d+)?|\.\d+)
    |(?P<letters>[A-Za-z]+)
    |(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ]+)
    |(?P<lowered>[₀₁₂₃₄₅₆₇₈₉]+)
    |(?P<symbol>.)""",
    re.VERBOSE | re.DOTALL,
)
OPEN = r"\left."
"""The invisible bracket that an evaluation bar closes."""
_PLAIN = frozenset("+-*/=<>()[]{}|,;:!'^_&.?")
_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ₀₁₂₃₄₅₆₇₈₉", "0123456789-n0123456789")
_SENTENCE = frozenset("and where with for when then hence thus let given".split())
_DELIMITERS = frozenset([r"\[", r"\]", r"\(", r"\)"])


def tokens_of(latex: str) -> list[Token]:
    """Return the tokens of `latex`, a `stop` token last.

    Raises:
        LimitError: the text or a number in it is too long.
        ReadError: a character has no meaning in mathematics.
    """
    if len(latex) > MOST_CHARACTERS:
        raise LimitError(f"more than {MOST_CHARACTERS:,} characters", latex[:80], 0, 1)
    made: list[Token] = []
    for match in _TOKEN.finditer(latex):
        kind = match.lastgroup
        if kind == "space":
            continue
        start, end = match.span()
        text = match.group()
        if kind == "letters":
            _letters(made, text, start, latex)
        elif kind == "name":
            made.append(Token(str(match["env"]), match["name"].rstrip("*"), start, end))
        elif kind == "words":
            made.append(Token("words", " ".join(match["words"].split()), start, end))
        elif kind == "number":
            if end - start > MOST_DIGITS:
                raise LimitError(f"a number of more than {MOST_DIGITS} digits", latex, start, end)
            _number(made, text, start, latex)
        elif kind in ("raised", "lowered"):
            _small(made, "^" if kind == "raised" else "_", text, start)
        elif kind == "command":
            if text not in SKIPPED and text not in _DELIMITERS:
                made.append(Token(kind, text, start, end))
        elif kind == "newline":
            made.append(Token(kind, "\\\\", start, end))
        elif kind == "open":
            made.append(Token("symbol", OPEN, start, end))
        elif text != "$":
            made.append(_symbol(text, start, end, latex))
    made.append(Token("stop", "", len(latex), len(latex)))
    return made


def _number(made: list[Token], text: str, start: int, latex: str) -> None:
    end = start + len(text)
    if text[0] == "." and made and made[-1].kind == "number" and made[-1].end == start:
        raise ReadError("a number has two points", latex, made[-1].start, end)
    made.append(Token("number", text.replace("{,}", "."), start, end))


def _small(made: list[Token], mark: str, text: str, start: int) -> None:
    """Take `x²` as `x^{2}` and `x₁₀` as `x_{10}`."""
    end = start + len(text)
    made += [Token("symbol", mark, start, end), Token("symbol", "{", start, end)]
    for match in re.finditer(r"\d+|\D", text.translate(_SMALL)):
        part = match.group()
        kind = "number" if part.isdecimal() else "letter" if part == "n" else "symbol"
        made.append(Token(kind, part, start + match.start(), start + match.end()))
    made.append(Token("symbol", "}", start, end))


def _letters(made: list[Token], text: str, start: int, latex: str) -> None:
    end = start + len(text)
    follower = latex[end : end + 12].lstrip("' ").removeprefix("\\left").lstrip()[:1]
    if len(text) > 1 and follower == "(" and text in BY_SPELLING:
        made.append(Token("word", text, start, end))
        return
    if len(text) > 2 and (text in BY_SPELLING or text in _SENTENCE):
        hint = (
            rf"write \{text} x or {text}(x)" if text in BY_SPELLING else rf"write \text{{{text}}}"
        )
        raise ReadError(f"{text} stands among letters", latex, start, end, hint=hint)
    if len(text) > 2 and follower == "(" and not made_of_products(text):
        raise ReadError(
            f"{text} is no function that is known",
            latex, start, end,
            hint=rf"write \operatorname{{{text}}}(...) or put spaces between the letters",
        )  # fmt: skip
    made.extend(
        Token("letter", letter, start + place, start + place + 1)
        for place, letter in enumerate(text)
    )


def made_of_products(text: str) -> bool:
    """Tell whether a run of letters before a bracket can only be a product, as in `abc(x+1)`."""
    return len(set(text)) == len(text) and text == "".join(sorted(text)) and len(text) <= 3


def _symbol(text: str, start: int, end: int, latex: str) -> Token:
    if text in _PLAIN:
        return Token("symbol", text, start, end)
    command = UNICODE.get(text)
    if command is not None:
        kind = "command" if command[0] == "\\" else "symbol"
        return Token(kind, command, start, end)
    look = "; it looks like a Latin letter but is another" if text.isalpha() else ""
    raise ReadError(
        f"the character {text!r} (U+{ord(text):04X}) has no meaning here{look}",
        latex, start, end,
        hint=r"put words into \text{...}" if text.isalpha() else "leave it out",
    )  # fmt: skip
