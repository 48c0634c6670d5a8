r"""Cutting text into words and mathematics: `$...$`, `$$...$$`, `\(...\)`, and bare LaTeX.

A PDF's text often loses its dollar signs: `∇y 를 \vec{x} 의 원소로`. A bare run that begins with
`\nabla`, `∇` or `\frac{d` is taken as mathematics up to the first word of prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nablatex.latex.commands import LOWERED, RAISED, UNICODE

# A name that stands among words without dollars.
NAME = re.compile(
    r"\\(?:vec|mathbf|boldsymbol|hat|bar|tilde)\{\w+\}|(?<![\w\\])[A-Za-z]_(?:\{\w+\}|\d+)(?!\w)"
)
# One token at a time, so that openers without a partner cost no search of their own.
_MARKS = re.compile(r"\\[\[\]()]|\\.|\$\$?|\n[ \t]*\n", re.DOTALL)
_CLOSERS = {"$": "$", "$$": "$$", r"\[": r"\]", r"\(": r"\)"}
_ELEMENT = rf"(?:_\w+|_\{{\w+\}}|[{''.join(LOWERED)}]+)?"
_BARE = re.compile(
    r"(?:∇|\\nabla\b)(?:\s*_(?:\{(?:[^{}]|\{[^{}]*\})*\}|\w))?\s*(?:\\(?:vec|mathbf)\s*\{\w+\}|[A-Za-z])"
    rf"{_ELEMENT}"
    r"|\\frac\s*\{\s*(?:d|\\partial)\s*\w+\s*\}\s*\{\s*(?:d|\\partial)\s*\w+\s*\}"
    rf"|(?<![A-Za-z\\])[d∂][A-Za-z]\w*{_ELEMENT}/[d∂][A-Za-z]{_ELEMENT}(?![A-Za-z])"
)


# Signs that text has for mathematics; not those that sentences and lists have too.
_SIGNS = "".join({*UNICODE, *RAISED, *LOWERED} - set("’‖…→⇒。，（）．–"))
# What an equation without dollars is made of; two letters are a product unless they are a word.
_RUN = re.compile(
    r"(?:\\(?:begin|end|text|mathrm|operatorname)\{[^{}\n]*\}|\\[A-Za-z]+|\\\\|_\{[\w, ]{1,20}\}"
    r"|(?<![A-Za-z])(?:relu|sin|cos|tanh?|exp|ln|log|max|min|softmax|sigmoid)(?=[ (_^{])"
    r"|(?<![A-Za-z])(?!(?:is|of|in|to|by|at|be|or|we|if|it|as|an|on|so|do|no|us|my)(?![A-Za-z]))"
    r"[A-Za-z]{1,2}(?![A-Za-z])|– ?(?=[\d(\\]|[A-Za-z](?![A-Za-z]))"
    rf"|[\d_^{{}}()\[\]+\-*/=<>|,.'&!{_SIGNS}] *| )+",
    re.IGNORECASE,
)
# What a formula goes on with and a sentence does not: `xyz` and `softplus(x)` behind an equation
# are a part of it, and so is a sign that no sentence has. An equation is not cut there.
_GOES_ON = re.compile(
    r"[b-df-hj-np-tv-z]{3}(?![A-Za-z])|[A-Za-z]{3,}\s?\("
    r"|[^\x00-\x7f\u1100-\u11ff\u3000-\u30ff\u3130-\u318f\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef"
    r"‐-―‘-‟•…→⇒■□●○◆]"
)


class Segment(NamedTuple):
    """A piece of text: words, or LaTeX without its delimiters."""

    kind: str
    text: str


def segments(text: str) -> list[Segment]:
    """Return the pieces of `text` in order; kind is "words", "inline", "display" or "bare"."""
    made: list[Segment] = []
    done = 0
    for start, stop, mark in _formulas(text):
        latex = text[start + len(mark) : stop - len(mark)].strip()
        if latex:
            made += _words(text[done:start])
            made.append(Segment("display" if mark in ("$$", r"\[") else "inline", latex))
            done = stop
    return made + _words(text[done:])


def _formulas(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the span of each formula with its delimiters, and its opening one.

    A formula within a line of words ends with its paragraph: a lone dollar is a word.
    """
    opened: tuple[int, str] | None = None
    for found in _MARKS.finditer(text):
        mark = found.group()
        if opened is None:
            opened = (found.start(), mark) if mark in _CLOSERS else None
        elif mark[0] == "\n":
            opened = opened if opened[1] in ("$$", r"\[") else None
        elif mark == _CLOSERS[opened[1]]:
            yield opened[0], found.end(), opened[1]
            opened = None
        elif mark == "$$" and opened[1] == "$":
            # `$a$$b$`: one formula ends and the next begins.
            yield opened[0], found.start() + 1, "$"
            opened = (found.start() + 1, "$")


def _words(text: str) -> list[Segment]:
    made: list[Segment] = []
    start = 0
    for found in _RUN.finditer(text):
        run = found.group().strip(" ,.")
        left, equals, right = run.partition("=")
        # Escaped dollars show how to type a formula; what stands between them is not stated.
        shown = text.endswith("$", 0, found.start())
        stated = equals and left.strip() and right.strip() and not shown
        if stated and not _hangs(run) and not _goes_on(text, found.end()):
            made += _derivatives(text[start : found.start()])
            made.append(Segment("bare", run))
            start = found.end()
    return made + _derivatives(text[start:])


def _hangs(run: str) -> bool:
    """Whether a run is only a part of a formula: an open bracket, an operator at its end."""
    opened = sum(map(run.count, "([{")) - sum(map(run.count, ")]}"))
    return opened != 0 or run[-1] in "+-*/=_^<>" or run[0] in "+*/=_^<>" or "==" in run


def _goes_on(text: str, end: int) -> bool:
    """Whether what comes behind a run belongs to its formula."""
    attached = text[end - 1 : end] not in ("", " ", ".", ",") and text[end : end + 1].isascii()
    return _GOES_ON.match(text, end) is not None or (attached and text[end : end + 1].isalpha())


def _derivatives(text: str) -> list[Segment]:
    made: list[Segment] = []
    start = 0
    for found in _BARE.finditer(text):
        made.append(Segment("words", text[start : found.start()]))
        made.append(Segment("bare", found.group()))
        start = found.end()
    made.append(Segment("words", text[start:]))
    return [segment for segment in made if segment.text.strip()]
