r"""Cutting text into words and mathematics: `$...$`, `$$...$$`, `\(...\)`, and bare LaTeX.

A PDF's text often loses its dollar signs: `∇y 를 \vec{x} 의 원소로`. A bare run that begins with
`\nabla`, `∇` or `\frac{d` is taken as mathematics up to the first word of prose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MATH = re.compile(
    r"(?<!\\)\$\$(.+?)(?<!\\)\$\$|(?<!\\)\$(.+?)(?<!\\)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)", re.DOTALL
)
_BARE = re.compile(
    r"(?:∇|\\nabla\b)(?:\s*_(?:\{(?:[^{}]|\{[^{}]*\})*\}|\w))?\s*(?:\\(?:vec|mathbf)\s*\{\w+\}|[A-Za-z])"
    r"|\\frac\s*\{\s*(?:d|\\partial)\s*\w+\s*\}\s*\{\s*(?:d|\\partial)\s*\w+\s*\}"
)


class Segment(NamedTuple):
    """A piece of text: words, or LaTeX without its delimiters."""

    kind: str
    text: str


def segments(text: str) -> list[Segment]:
    """Return the pieces of `text` in order; kind is "words", "inline", "display" or "bare"."""
    made: list[Segment] = []
    start = 0
    for found in _MATH.finditer(text):
        made += _words(text[start : found.start()])
        latex = next(group for group in found.groups() if group is not None)
        display = found[1] is not None or found[3] is not None
        made.append(Segment("display" if display else "inline", latex.strip()))
        start = found.end()
    return made + _words(text[start:])


def _words(text: str) -> list[Segment]:
    made: list[Segment] = []
    start = 0
    for found in _BARE.finditer(text):
        made.append(Segment("words", text[start : found.start()]))
        made.append(Segment("bare", found.group()))
        start = found.end()
    made.append(Segment("words", text[start:]))
    return [segment for segment in made if segment.text.strip()]
