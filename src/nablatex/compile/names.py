r"""Names of Python for names in LaTeX: `\vec{w}` is `w`, `\theta_{ij}` is `theta_ij`.

Separate because here a text that somebody typed meets source code: what comes out is an
identifier, letter by letter, whatever went in.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable

_PLAIN = re.compile(
    r"\\(?:vec|mathbf|boldsymbol|bm|mathrm|text|textbf|operatorname|mathcal|mathbb|mathsf|mathit)\b"
)
_ACCENT = re.compile(r"\\(hat|tilde|bar|dot|ddot|overline|widehat|widetilde)\b\s*\{?([^{}]*)\}?")
_WORDS = (
    (r"\lambda", "lam"),
    (r"\nabla", "grad_"),
    (r"\partial", "d"),
    ("'", "_prime"),
    (r"\prime", "prime"),
    ("-", "_minus_"),
    ("+", "_plus_"),
    ("*", "_star"),
)
_LONGEST = 40


def identifier(latex: str) -> str:
    """Return an identifier that a reader takes for this name."""
    text = _ACCENT.sub(r"\2_\1", _PLAIN.sub("", latex))
    for sign, word in _WORDS:
        text = text.replace(sign, word)
    text = unicodedata.normalize("NFKC", text.replace("\\", ""))
    # Once more: an accent may have come to its letter.
    text = unicodedata.normalize("NFKC", re.sub(r"[{}\s]", "", text))
    text = "".join(c if ("_" + c).isidentifier() else "_" for c in text)
    text = re.sub("__+", "_", text).strip("_")[:_LONGEST]
    return text if text.isidentifier() else f"x_{text}" if text else "x"


class Names:
    """Identifiers of one function, each given once.

    Args:
        reserved: names that mean something else in the code.
    """

    def __init__(self, reserved: Iterable[str]) -> None:
        self._taken = {*reserved, *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}

    def of(self, latex: str) -> str:
        """Return an identifier that nothing else has, close to a name."""
        wanted = identifier(latex)
        found, count = wanted, 2
        while found in self._taken:
            found, count = f"{wanted}_{count}", count + 1
        self._taken.add(found)
        return found

    def part(self) -> str:
        """Return an identifier for a part without a name."""
        count = 1
        while f"part_{count}" in self._taken:
            count += 1
        self._taken.add(f"part_{count}")
        return f"part_{count}"
