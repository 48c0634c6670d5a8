r"""Sentences of a report: which parts of them are formulas, and where an error's picture begins.

Separate from the reports because all of them need it: `the key [4, 5] equals \nabla_{\vec{I}} f`
is typeset on a page, in dollars in Markdown and in Unicode in a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nablatex.latex import latex_to_text
from nablatex.model.markdown import in_dollars

_BRACES = r"\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})*\}"
_UNIT = (
    rf"(?:\\[A-Za-z]+|\\[^A-Za-z\s]|{_BRACES}|[_^&=+\-*/<>|,.'()\[\]\d]"
    r"|(?<![A-Za-z])[A-Za-z](?![A-Za-z]))"
)
_RUN = re.compile(rf"{_UNIT}(?: ?{_UNIT})*")
# A run is a formula where it has a sign that no sentence has.
_SIGN = re.compile(r"\\[A-Za-z]|[_^]")
_ARTICLE = re.compile(r"^(?:a )?")
_MOST = 4_000
_CODE = re.compile(r"(`[^`\n]+`)")


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a sentence in order, each with whether it is a formula.

    Formulas are in dollars, or are told by their signs. `code` is none.
    """
    for place, part in enumerate(_CODE.split(text)):
        if place % 2:
            yield False, part
        elif part:
            yield from _formulas(part)


def _formulas(text: str) -> Iterator[tuple[bool, str]]:
    if "$" in text:
        for place, part in enumerate(text.split("$")):
            yield place % 2 == 1, part
        return
    done = 0
    for found in _RUN.finditer(text) if len(text) <= _MOST else ():
        run = found.group().rstrip(" ,.'")
        article = _ARTICLE.match(run)
        assert article is not None
        run = run[article.end() :]
        if _SIGN.search(run) is None or run.count("(") != run.count(")"):
            continue
        start = found.start() + article.end()
        yield False, text[done:start]
        yield True, run
        done = start + len(run)
    yield False, text[done:]


def split_picture(text: str) -> tuple[str, str]:
    """Return a message and the lines that point into its LaTeX, which keep their spaces."""
    first, _, rest = text.partition("\n")
    return first, rest


def in_text(text: str) -> str:
    """Return a sentence for a terminal, its formulas in Unicode."""
    return "".join(_unicode(part) if formula else part for formula, part in pieces(text))


def _unicode(latex: str) -> str:
    shown = latex_to_text(latex)
    return latex if "\n" in shown else shown


def in_markdown(text: str) -> str:
    """Return a message as Markdown, its formulas in dollars, its picture as code."""
    first, picture = split_picture(text)
    sentence = "".join(
        f"${in_dollars(part)}$" if formula else _in_words(part) for formula, part in pieces(first)
    )
    if not picture:
        return sentence
    return "\n\n".join((sentence, "\n".join(f"      {line}" for line in picture.splitlines())))


def _in_words(text: str) -> str:
    """Return a part of a sentence that is no HTML; `code` is none already."""
    return text if _CODE.fullmatch(text) else text.replace("<", r"\<").replace("`", r"\`")
