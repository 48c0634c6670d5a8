r"""What a problem states and asks: equations, and derivatives that stand in its words.

`$\frac{dy}{dx}$ 를 구하시오` and `∇y 를` ask, `y = f(u)` states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nablatex.homework.segments import Segment
from nablatex.homework.worded import asked_in_words

_D = r"(?:d(?![a-z]{2})|\\mathrm\s*\{d\}|\\partial|∂|\\differentialD)"
_DERIVATIVE = re.compile(
    rf"^(?:\\displaystyle\s*)?(?:\\left\s*\.\s*)?(?:\\nabla|∇|\\vec\s*\{{?\s*\\nabla"
    rf"|\\[dt]?frac\s*\{{\s*{_D}[^/]*\}}\s*\{{\s*{_D}|{_D}[^/=]{{0,40}}/\s*{_D}|\\partial_)"
    r"|^[A-Za-z]'{1,3}\(?[A-Za-z\d]*\)?$"
)
_RELATION = re.compile(r"=|\\(?:leq?|geq?|neq?|in|to|approx|equiv)(?![A-Za-z])|[<>:]")


def is_derivative(latex: str) -> bool:
    """Whether `latex` is a derivative and claims nothing of it."""
    return _DERIVATIVE.match(latex) is not None and _RELATION.search(_bare(latex)) is None


def is_equation(latex: str) -> bool:
    """Whether `latex` states something: an equation, a declaration, a signature."""
    return _RELATION.search(_bare(latex)) is not None


def _bare(latex: str) -> str:
    """Return what stands outside of braces, where a relation states something."""
    kept: list[str] = []
    depth = 0
    for char in latex:
        depth += (char == "{") - (char == "}")
        if depth <= 0:
            kept.append(char)
    return "".join(kept)


def asked_in(pieces: Sequence[Segment]) -> tuple[str, ...]:
    """Return the derivatives that the words ask for, each once."""
    found: dict[str, str] = {}
    for piece in pieces:
        if piece.kind == "words" or not is_derivative(piece.text):
            continue
        latex = re.sub(r"∇(?=[A-Za-z])", r"\\nabla ", piece.text).replace("∇", r"\nabla")
        found.setdefault("".join(latex.split()), latex)
    return tuple(found.values()) or asked_in_words(pieces)
