"""A picture that shows itself: inline SVG for a notebook, plain SVG, and the words for both.

Separate from drawing: what is here knows neither mathematics nor matplotlib.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from nablatex.homework.solution import Message
from nablatex.latex import latex_to_text

_FORMULA = re.compile(r"\$([^$]*)\$")
_STYLE = "margin: 0.5em 0; color: var(--jp-content-font-color1, currentColor)"
_CAPTION = "max-width: 46em; margin-top: 0.4em; line-height: 1.5"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its text alternative.

    Attributes:
        drawn: the SVG for a page, in the colours of its theme.
        svg: the same as a document of its own, in fixed colours on white.
        said: what is seen, a sentence or more, with LaTeX between dollar signs.
        lang: the language of the words, "en" or "ko".
    """

    drawn: str
    svg: str
    said: str
    lang: str

    @property
    def words(self) -> str:
        """What is seen, as plain text."""
        return plain(self.said)

    @property
    def html(self) -> str:
        """The picture above its words, for a page."""
        return (
            f'<figure class="nablatex-picture" lang="{self.lang}" style="{_STYLE}">{self.drawn}'
            f'<figcaption style="{_CAPTION}">{escape(self.said, quote=False)}</figcaption></figure>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "image/svg+xml": self.svg, "text/plain": self.words}

    def __str__(self) -> str:
        return self.words


def plain(said: str) -> str:
    """Return words with their formulas as plain text."""
    return _FORMULA.sub(lambda match: latex_to_text(match[1]), said)


def joined(messages: list[Message], lang: str) -> str:
    """Return sentences in one language, one after another."""
    return " ".join(message.text(lang) for message in messages)
