r"""Sizes that are told in words: "$W$ is a 2x3 matrix", `x 는 3차원 벡터`.

Separate from what is asked in words: here a sentence is searched for what a name is, and what it
says is returned as the declaration that LaTeX has for it, `W \in \mathbb{R}^{2 \times 3}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nablatex.homework.segments import Segment
from nablatex.homework.worded import LIST, marked, names_in

_SIDE = r"(?:\d{1,3}|[a-zA-Z])"
_SIGN = r"\s*(?:[x×*]|by|\\times)\s*"
_MATRIX = rf"(?:(?<![\w$])(?P<rows>{_SIDE}){_SIGN}(?P<columns>{_SIDE})|(?P<sizes>\x00\d+\x00))"
_VECTOR = r"(?P<size>\d{1,3}|(?<![A-Za-z])[a-z](?![A-Za-z])|\x00\d+\x00)"
_IS = r"(?:is|are|be|denotes?)\s+(?:both\s+)?(?:an?\s+|the\s+)?(?:[a-z]{4,10}\s+)?"
_TOPIC = r"\s*(?:[은는이가]|을|를)?\s*(?:모두|각각)?\s*(?:크기가\s*)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<of>{LIST})\s+{_IS}{_MATRIX}[\s-]*(?:real\s+|weight\s+)?matri(?:x|ces)",
        rf"{_MATRIX}\s+(?:real\s+|weight\s+)?matri(?:x|ces)\s+(?P<of>{LIST})",
        rf"(?P<of>{LIST}){_TOPIC}{_MATRIX}\s*(?:인|의|크기의)?\s*(?:가중치\s*)?행렬",
        rf"{_MATRIX}\s*(?:인|의|크기의)?\s*(?:가중치\s*)?행렬\s*(?P<of>{LIST})",
        rf"(?P<of>{LIST})\s+{_IS}(?:column\s+|row\s+)?vectors?\s+(?:of\s+(?:length|size|dimension)"
        rf"|with)\s+{_VECTOR}",
        rf"(?P<of>{LIST})\s+{_IS}{_VECTOR}\s?[\s-]\s?dimensional(?:\s+\w+)?\s+vectors?",
        rf"{_VECTOR}\s?[\s-]\s?dimensional\s+(?:column\s+|row\s+|input\s+)?vectors?\s+(?P<of>{LIST})",
        rf"(?P<of>{LIST}){_TOPIC}{_VECTOR}\s*차원\s*(?:열|행|입력)?\s*벡터",
        rf"{_VECTOR}\s*차원\s*(?:열|행|입력)?\s*벡터\s*(?P<of>{LIST})",
        rf"(?P<of>{LIST}){_TOPIC}(?:길이가|원소가)?\s*{_VECTOR}\s*(?:개)?인\s*벡터",
    )
)
_TIMES = re.compile(rf"\s*({_SIDE}){_SIGN}({_SIDE})\s*$")
_WRITTEN_OUT = re.compile(r"^(?P<name>[^=]+)=\s*(?:\\left\s*)?(?:\\begin|\[|\()")


def declared_in_words(pieces: Sequence[Segment]) -> tuple[str, ...]:
    """Return the declarations that a text makes in words, without names that are written out."""
    written = {found["name"].strip() for piece in pieces if piece.kind != "words"
               for found in [_WRITTEN_OUT.match(piece.text)] if found is not None}  # fmt: skip
    made: dict[str, str] = {}
    for sentence in re.finditer(r"[^.?!\n]+", marked(pieces)):
        for form in _FORMS:
            for found in form.finditer(sentence.group()):
                made.update(_declarations(found, pieces))
    return tuple(latex for name, latex in made.items() if name not in written)


def _declarations(found: re.Match[str], pieces: Sequence[Segment]) -> Iterator[tuple[str, str]]:
    size = _size(found.groupdict(), pieces)
    if size:
        for name in names_in(found["of"], pieces):
            yield name, rf"{name} \in \mathbb{{R}}^{{{size}}}"


def _size(groups: dict[str, str | None], pieces: Sequence[Segment]) -> str:
    """Return the exponent of the space, or "" where a formula is no size."""
    given = groups.get("sizes") or groups.get("size") or ""
    text = pieces[int(given.strip("\x00"))].text if "\x00" in given else given
    if groups.get("size"):
        return text if re.fullmatch(rf"\s*{_SIDE}\s*", text) else ""
    times = _TIMES.match(text) if text else None
    rows, columns = times.groups() if times else (groups.get("rows"), groups.get("columns"))
    if not rows or not columns:
        return ""
    return rows if columns == "1" else rf"{rows} \times {columns}"
