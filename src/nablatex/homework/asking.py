r"""What a problem asks and refers to: derivatives that stand in its words, "the problem above".

`$\frac{dy}{dx}$ 를 구하시오`, `∇y 를`, "the gradient of $L$ with respect to $w$".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nablatex.homework.labels import consonant
from nablatex.homework.outline import Draft
from nablatex.homework.segments import Segment

_D = r"(?:d(?![a-z]{2})|\\mathrm\s*\{d\}|\\partial|∂|\\differentialD)"
_DERIVATIVE = re.compile(
    rf"^(?:\\displaystyle\s*)?(?:\\nabla|∇|\\vec\s*\{{?\s*\\nabla"
    rf"|\\[dt]?frac\s*\{{\s*{_D}[^/]*\}}\s*\{{\s*{_D}|{_D}[^/=]{{0,40}}/\s*{_D}|\\partial_)"
    r"|^[A-Za-z]'{1,3}\(?[A-Za-z\d]*\)?$"
)
_RELATION = re.compile(r"=|\\(?:leq?|geq?|neq?|in|to|approx|equiv)(?![A-Za-z])|[<>:]")
_OF = re.compile(
    r"(?P<kind>gradient|jacobian|derivative)\s+(?:matrix\s+)?of\s+(?:the\s+\w+\s+)?\x00(?P<of>\d+)\x00"
    r"\s+(?:with respect to|w\.r\.t\.|by)\s+(?:the\s+\w+\s+)?\x00(?P<wrt>\d+)\x00",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:위|앞|이전)(?:의|선)?\s*(?P<slip>[ㄱ-ㅎ가-힣A-Za-z\d]{1,2})?\s*(?:문제|뉴런|함수|신경망)\s*"
    r"(?P<ko>[ㄱ-ㅎ]|[가-하](?=[의에.)\s])|[A-Za-z]?\d{1,2})?"
    r"|문제\s*(?P<named>[ㄱ-ㅎ]|[A-Z]?\d{1,2}|[A-Za-z](?![A-Za-z]))\s*(?:의|에서|와|과|번)"
    r"|(?:problem|exercise|question|part|item)\s+\(?(?P<en>[A-Z]?\d{1,3}|[A-Za-z]|[ivx]{2,4})\b(?!\w)"
    r"|(?:problem|exercise|question|part|neuron|function|network|model|setting)s?\s+(?:of\s+)?above"
    r"|(?:above|previous|preceding|last|same)\s+(?:problem|exercise|question|part|neuron|function|network|model)",
    re.IGNORECASE,
)


def is_derivative(latex: str) -> bool:
    """Whether `latex` is a derivative and claims nothing of it."""
    return _DERIVATIVE.match(latex) is not None and _RELATION.search(_bare(latex)) is None


def is_equation(latex: str) -> bool:
    """Whether `latex` states something: an equation, a declaration, a signature."""
    return _RELATION.search(_bare(latex)) is not None


def kept(before: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return the givens of an earlier problem that a problem's own do not replace.

    A display with several equations is kept: its other names are needed still.
    """
    replaced = {_left_side(latex) for latex in own if "=" in latex}
    return tuple(
        latex
        for latex in before
        if _bare(latex).count("=") != 1 or _left_side(latex) not in replaced
    )


def _left_side(latex: str) -> str:
    """Return what stands before the first equals sign, without blanks."""
    return "".join(latex.partition("=")[0].split())


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
    return tuple(found.values()) or _asked_in_words(pieces)


def _asked_in_words(pieces: Sequence[Segment]) -> tuple[str, ...]:
    text = "".join(
        piece.text if piece.kind == "words" else f"\x00{place}\x00"
        for place, piece in enumerate(pieces)
    )
    made: list[str] = []
    for found in _OF.finditer(text):
        of, wrt = pieces[int(found["of"])].text, pieces[int(found["wrt"])].text
        if found["kind"].lower() == "derivative":
            made.append(rf"\frac{{\partial {of}}}{{\partial {wrt}}}")
        else:
            made.append(rf"\nabla_{{{wrt}}} {of}")
    return tuple(made)


def inherited(place: int, drafts: Sequence[Draft]) -> int | None:
    """Return the place of the problem that the words of one refer to, or None."""
    draft = drafts[place]
    found = _REFERENCE.search("\n".join(draft.body))
    if found is None or not place:
        return None
    wanted = found["ko"] or found["named"] or found["en"] or found["slip"] or ""
    named = [i for i in range(place) if _same(drafts[i].label, wanted)]
    here = [i for i in named if drafts[i].section == draft.section]
    if here or named:
        return (here or named)[-1]
    if found["named"] or found["en"]:
        return None
    return place - 1


def _same(label: str, wanted: str) -> bool:
    r"""Whether a reference means a label: the same letters, or the same consonant (쯔 for ㅈ)."""
    if not wanted:
        return False
    if label.casefold() == wanted.casefold():
        return True
    return len(wanted) == 1 and consonant(wanted) != "" and consonant(wanted) == consonant(label)
