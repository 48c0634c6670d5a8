r"""Markdown in which formulas and code stay what they are, whoever has written them.

Separate from what is shown because everything that writes Markdown needs it: an answer, a name or
a homework may come from a stranger, and is neither HTML nor the end of a block.
"""

from __future__ import annotations

import re

_BARE_DOLLAR = re.compile(r"(?<!\\)\$")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def in_dollars(latex: str) -> str:
    r"""Return LaTeX that stays within its dollars: `<b` is `\lt b`, a blank line is none."""
    line = " ".join(latex.split()).replace("`", "'")
    return _BARE_DOLLAR.sub(r"\\$", _TAG.sub(r"\\lt ", line))


def fenced(text: str, language: str) -> str:
    """Return text as a block of code, its fence longer than any in it."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=2))
    return f"{fence}{language}\n{text}\n{fence}"
