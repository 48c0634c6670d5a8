r"""The author's spellings, which an expression does not keep and a printer may want.

Separate from expressions, where two spellings of one thing are one object. They are found in the
source by its marks alone: the first of each kind decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nablatex.ops import BY_SPELLING

_MATRIX = re.compile(r"([\[(|]?)\s*\\begin\s*\{([pbB]?matrix|array)\}")
_AROUND = {"[": "bmatrix", "pmatrix": "pmatrix", "bmatrix": "bmatrix", "Bmatrix": "Bmatrix"}
_UPRIGHT_D = re.compile(r"\\(?:mathrm|rm)\s*\{?\s*d\b|\\differentialD")
_TRANSPOSE = re.compile(r"\^\s*\{?\s*(T\b|\\top\b|\\intercal\b)")
_BETWEEN = re.compile(r"\}\s*\\cdot\s*\\[dt]?frac\s*\{\s*(?:\\partial|d\b|d[a-zA-Z]|\\mathrm)")
_NAMED = re.compile(r"\\(?:text|textrm|mathrm|operatorname)\s*\{\s*([A-Za-z]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Notation:
    r"""How an author writes.

    Attributes:
        matrix: environment of matrices.
        differential: the sign of a total derivative, `d` or `\mathrm{d}`.
        transpose: `\top` or `{T}`, which no exponent is written as.
        between: what stands between two derivatives of a chain, a space or a sign.
        spellings: how an operation is written, by its name: `{"relu": r"\text{ReLU}"}`.
    """

    matrix: str = "pmatrix"
    differential: str = "d"
    transpose: str = r"\top"
    between: str = " "
    spellings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def notation_of(latex: str) -> Notation:
    """Return the spellings that stand in a source."""
    matrix = _MATRIX.search(latex)
    transpose = _TRANSPOSE.search(latex)
    spellings: dict[str, str] = {}
    for match in _NAMED.finditer(latex):
        op = BY_SPELLING.get(match[1])
        if op is not None:
            spellings.setdefault(op.name, match[0])
    return Notation(
        _environment(matrix[1], matrix[2]) if matrix else "pmatrix",
        r"\mathrm{d}" if _UPRIGHT_D.search(latex) else "d",
        transpose[1] if transpose else r"\top",
        r" \cdot " if _BETWEEN.search(latex) else " ",
        MappingProxyType(spellings),
    )


def _environment(before: str, name: str) -> str:
    """Return the environment that shows the brackets of a matrix: `[` before an `array`."""
    return _AROUND.get(name) or _AROUND.get(before, "pmatrix")
