r"""Cutting a model's text into equations: one a line, or display mathematics.

A matrix or a brace may run over several lines; a line goes on while an environment or a bracket
of it is open, behind a sign that waits for more, and where the next line begins with such a sign.
Dollar signs and `\[ \]` are separators and may be left out.
"""

from __future__ import annotations

import re

_SIGN = r"(?:[-+/]|\\(?:cdot|times|odot|oslash|otimes)(?![A-Za-z]))"
_WAITS = re.compile(_SIGN + r"[ \t]*$")
# A blank line parts equations whatever begins the next. A line that ends in = lacks its right
# side, which the next equation is not.
_GOES_ON = re.compile(r"[ \t]*(?:=|" + _SIGN + ")")
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
        cuts = word in ("$", "$$", r"\[", r"\]", r"\(", r"\)")
        if cuts or (word == "\n" and depth <= 0 and not _runs_on(text, start, mark)):
            parts.append(text[start : mark.start()])
            start, depth = mark.end(), 0
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _runs_on(text: str, start: int, end_of_line: re.Match[str]) -> bool:
    """Tell whether an equation goes on behind the end of a line."""
    if not text[start : end_of_line.start()].strip():
        return False
    waits = _WAITS.search(text, start, end_of_line.start()) is not None
    return waits or _GOES_ON.match(text, end_of_line.end()) is not None
