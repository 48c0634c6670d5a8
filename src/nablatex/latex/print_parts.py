"""Text with a binding strength, and the brackets that follow from it."""

from __future__ import annotations

from typing import NamedTuple

RELATION, SUM, PRODUCT, POWER, ATOM = 0, 1, 2, 4, 6
_TALL = (r"\frac", r"\sum", r"\prod", r"\begin", r"\int", r"\left")


class Text(NamedTuple):
    """LaTeX, and how strongly its outermost sign binds."""

    latex: str
    strength: int


def bracket(text: Text, least: int) -> str:
    """Return the LaTeX, in brackets if it binds less strongly than `least`."""
    return text.latex if text.strength >= least else in_brackets(text.latex)


def in_brackets(latex: str) -> str:
    """Return LaTeX in brackets, which grow where the content is tall."""
    if any(mark in latex for mark in _TALL):
        return rf"\left({latex}\right)"
    return f"({latex})"
