"""The Markdown that the generated pages are made of: tables, code, formulas within a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docs.gallery.page import inline

__all__ = ["code", "codes", "inline", "table", "with_code"]

_LATEX = re.compile(r"\\(?:[A-Za-z]+|\S)(?:\{[^}]*\}+|_\w|(?= ?\\) ?\\[A-Za-z]+)*")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar inside a cell does not end it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |".replace("|  |", "| |") for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def code(text: str) -> str:
    """Return what is typed, as it is typed."""
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def codes(texts: Iterable[str]) -> str:
    """Return several things that are typed, in a line."""
    return ", ".join(map(code, texts))


def with_code(sentence: str) -> str:
    """Return a sentence in which the LaTeX is marked as such."""
    return _LATEX.sub(lambda found: code(found[0]), sentence)
