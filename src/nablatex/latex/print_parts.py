"""Text with a binding strength, and the brackets that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nablatex.expr import Expr
from nablatex.latex.notation import Notation

RELATION, SUM, PRODUCT, POWER, ATOM = 0, 1, 2, 4, 6
_TALL = (r"\frac", r"\sum", r"\prod", r"\begin", r"\int", r"\left")


class Text(NamedTuple):
    """LaTeX, and how strongly its outermost sign binds."""

    latex: str
    strength: int


@dataclass(frozen=True, slots=True)
class Made:
    """What has been written so far, and how its author writes; called for the text of a part.

    Attributes:
        texts: the text of each part that has been written.
        notation: the author's spellings.
        applied: letters that are functions somewhere: a bracket behind one is its argument.
    """

    texts: Mapping[Expr, Text]
    notation: Notation
    applied: frozenset[str]

    def __call__(self, part: Expr) -> Text:
        """Return the text of a part."""
        return self.texts[part]


def bracket(text: Text, least: int) -> str:
    """Return the LaTeX, in brackets if it binds less strongly than `least`."""
    return text.latex if text.strength >= least else in_brackets(text.latex)


def in_brackets(latex: str) -> str:
    """Return LaTeX in brackets, which grow where the content is tall."""
    return fenced("(", latex, ")")


def fenced(opening: str, latex: str, closing: str) -> str:
    """Return LaTeX between two fences, which grow where the content is tall.

    Fences that open and close alike say which they are as soon as one stands in another.
    """
    if opening == "|" and r"\right|_" in latex:
        latex = in_brackets(latex)  # an evaluation bar would close the absolute value
    if any(mark in latex for mark in _TALL) or (opening == closing and "|" in latex):
        return rf"\left{opening}{latex}\right{closing}"
    return opening + latex + closing
