r"""Cutting a model's text into equations: one a line, or display mathematics.

A matrix or a brace may run over several lines; a line goes on while an environment or a bracket
of it is open. Dollar signs and `\[ \]` are separators and may be left out.
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"\\begin\b|\\end\b|\\[\[\]()]|\\.|\$\$?|[{}\n]", re.DOTALL)


def equations_in(text: str) -> list[str]:
    """Return the equations of `text`, each without its delimiters, empty ones left out."""
    parts: list[str] = []
    depth = start = 0
    for mark in _MARKS.finditer(text):
        word = mark.group()
        if word in ("{", r"\begin"):
            depth += 1
        elif word in ("}", r"\end"):
            depth -= 1
        cuts = word in ("$", "$$", r"\[", r"\]", r"\(", r"\)") or (word == "\n" and depth <= 0)
        if cuts:
            parts.append(text[start : mark.start()])
            start, depth = mark.end(), 0
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]
