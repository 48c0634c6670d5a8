r"""Runs of letters that look like products and are hardly meant as such: `sinx`, `theta`, `loss`.

Separate from cutting the text into tokens because only the words of the language are judged here: a
run that none of this refuses is a product of its letters.
"""

from __future__ import annotations

import re

from nablatex.errors import ReadError
from nablatex.latex.commands import COMMANDS
from nablatex.ops import BY_SPELLING

_APPLIED = re.compile(r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?\(|\s*(?:['^_]|\\prime)")
_TEN = re.compile(r"[eE][+-]?\d")
_FUNCTION_INSIDE = re.compile("sin|cos|tan|log|exp|ln")
_INNER_E = re.compile("[A-Za-z]e[A-Za-z]")
_UNLIKE_FACTORS = re.compile(r"([A-Za-z])\1|[A-Za-z]e[A-Za-z]")
_DEFINED = re.compile(r"\s*(?:&?\s*=|_)")
_SENTENCE = frozenset("and where with for when then hence thus let given".split())


def is_applied(latex: str, end: int) -> bool:
    """Whether what ends here is followed by a bracket, a prime, a power or an index."""
    return _APPLIED.match(latex, end) is not None


def refuse_word(latex: str, text: str, start: int, end: int) -> None:
    """Refuse a run of letters that is a word.

    Args:
        latex: the source.
        text: the letters; no function's name that is applied to something.
        start: where they begin.
        end: where they end.

    Raises:
        ReadError: they are a function's name, a command without its backslash, or a word.
    """
    found = _named(text) or _in_a_sentence(latex, text, end) or _misspelt(latex, text, end)
    if found is not None:
        message, hint = found
        raise ReadError(message, latex, start, end, hint=hint)


def refuse_power_of_ten(latex: str, number: int, start: int) -> None:
    """Refuse `2.5e-3` without spaces: a power of ten in code, Euler's number on paper.

    Args:
        latex: the source.
        number: where the number before the `e` begins.
        start: where the `e` stands.
    """
    match = _TEN.match(latex, start)
    if match is not None:
        raise ReadError(
            "e may be Euler's number or a power of ten", latex, number, match.end(),
            hint=r"write 2 \cdot 10^{-3}, or spaces round e",
        )  # fmt: skip


def _named(text: str) -> tuple[str, str] | None:
    op = BY_SPELLING.get(text)
    if op is None:
        return None
    applied = f"{op.latex} x" if op.latex.startswith("\\") else rf"\operatorname{{{text}}} x"
    written = applied if op.arity[1] else op.latex
    return f"{text} is the name of a function", f"write {written}, or spaces between the letters"


def _in_a_sentence(latex: str, text: str, end: int) -> tuple[str, str] | None:
    if text in _SENTENCE:
        return f"{text} stands among letters", rf"write \text{{{text}}}"
    applied = _APPLIED.match(latex, end) if len(text) > 2 else None
    if applied is not None and latex[applied.end() - 1] == "(":
        return (
            f"{text} is no function that is known",
            rf"write \operatorname{{{text}}}(...) or put spaces between the letters",
        )
    return None


def _misspelt(latex: str, text: str, end: int) -> tuple[str, str] | None:
    """Tell a run in which a command lacks its backslash, or that is spelled like a word."""
    spaces = "or spaces between the letters"
    if text == "pi" or (len(text) > 2 and "\\" + text in COMMANDS):
        return f"{text} lacks its backslash", rf"write \{text}, {spaces}"
    defined = _DEFINED.match(latex, end)
    if len(text) > 2 and (_INNER_E if defined is None else _UNLIKE_FACTORS).search(text):
        return f"{text} looks like a word, not like a product", rf"write \text{{{text}}}, {spaces}"
    inside = _FUNCTION_INSIDE.search(text)
    if inside is None:
        return None
    before, name, after = text[: inside.start()], inside[0], text[inside.end() :]
    return f"{name} stands among letters", f"write {before}\\{name} {after}, {spaces}"
