"""Documents to problems: plain text as copied from a PDF, Markdown, notebooks.

The bytes become lines, the lines an outline, and the outline problems: what is given, what is
asked, what the key claims. Labels stand as the document has them; references ("the problem above",
"위 문제ㄷ") make a problem inherit what another gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from nablatex.errors import LimitError, NablatexError
from nablatex.homework.asking import asked_in, is_equation
from nablatex.homework.cells import lines_of, notebook_events
from nablatex.homework.declared import declared_in_words
from nablatex.homework.decode import decoded, plain
from nablatex.homework.marks import requests
from nablatex.homework.outline import Draft, Outline, SectionDraft
from nablatex.homework.references import inherited
from nablatex.homework.segments import Segment, segments
from nablatex.homework.worksheet import Document, Problem, Section

MOST_BYTES = 5_000_000
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}|[가-힣]{2,}")
_OPERATORS = re.compile(
    r"\\(?:begin|end)\s*\{\w+\*?\}|\\[A-Za-z]+|\\?\b(?:ReLU|relu|sin|cos|tan|tanh|exp|log|max|min|softmax)\b"
)


def read_document(source: str | bytes) -> Document:
    """Return the document at a path, or in the bytes that are given.

    Raises:
        NablatexError: it is empty, no text, no readable notebook, or too large.
    """
    name = "homework"
    if isinstance(source, str):
        path = Path(source)
        if not path.is_file():
            raise NablatexError(f"there is no file {source}")
        if path.stat().st_size > MOST_BYTES:
            raise LimitError(f"{path.name} is larger than {MOST_BYTES:,} bytes")
        name, source = path.stem, path.read_bytes()
    if len(source) > MOST_BYTES:
        raise LimitError(f"the document is larger than {MOST_BYTES:,} bytes")
    return parse_document(decoded(source), name)


def parse_document(text: str, name: str = "homework") -> Document:
    """Return the document that a text holds, or the source of a notebook.

    Raises:
        NablatexError: no problem is found in it, or it is no readable notebook.
    """
    if not plain(text).strip():
        raise NablatexError("the document is empty")
    is_notebook = text.lstrip().startswith("{") and '"cells"' in text
    stream = notebook_events(text) if is_notebook else lines_of(text)
    outline = Outline(stream)
    if not outline.drafts:
        raise NablatexError("no problem was found; begin each with a label such as 'a)' or '1.'")
    words = "".join(event.text for event in stream)
    korean = sum("가" <= char <= "힣" for char in words)
    drafts = outline.drafts
    lines = _Lines()
    problems = tuple(_finished(place, drafts, lines) for place in range(len(drafts)))
    language = "ko" if korean * 20 > len(words) else "en"
    sections = tuple(map(_section, outline.sections))
    return Document(outline.title or name, language, problems, sections)


def _section(draft: SectionDraft) -> Section:
    return Section(draft.title, _prose(draft.lines[draft.start :]), tuple(draft.cells))


def _prose(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


class _Lines:
    """What lines state and ask; many problems share those before them, which are read once."""

    def __init__(self) -> None:
        self._stated: dict[int, tuple[str, ...]] = {}
        self._asked: dict[int, tuple[str, ...]] = {}

    def stated(self, lines: Sequence[str]) -> tuple[str, ...]:
        """Return the equations and declarations that lines state, each once."""
        if id(lines) not in self._stated:
            pieces = _pieces(lines)
            maths = [piece.text for piece in pieces if piece.kind != "words"]
            stated = (*filter(is_equation, maths), *declared_in_words(pieces))
            self._stated[id(lines)] = tuple(dict.fromkeys(stated))
        return self._stated[id(lines)]

    def asked(self, lines: Sequence[str]) -> tuple[str, ...]:
        """Return the derivatives that lines ask for."""
        if id(lines) not in self._asked:
            self._asked[id(lines)] = asked_in(_pieces(lines))
        return self._asked[id(lines)]

    def asked_before(self, draft: Draft) -> tuple[str, ...]:
        """Return what is asked of each part, or each problem of a section, before them all."""
        if draft.part_of is not None:
            return self.asked(draft.part_of.body)
        lines = draft.preamble
        asks = self.stated(draft.body) and self.asked(lines)
        return asks if asks and any(map(requests, lines)) else ()


def _pieces(lines: Sequence[str]) -> list[Segment]:
    return segments("\n".join(lines))


def _finished(place: int, drafts: Sequence[Draft], lines: _Lines) -> Problem:
    draft = drafts[place]
    body = draft.body
    before = inherited(place, drafts)
    key = dict.fromkeys(claim for part in draft.keys for claim in _claims("\n".join(part)))
    return Problem(
        draft.section, draft.item, draft.label, draft.title, _prose(body),
        lines.stated(body), lines.asked(body) or lines.asked_before(draft), tuple(key), before,
        lines.stated(draft.preamble), tuple(draft.notes), tuple(draft.cells),
    )  # fmt: skip


def _claims(text: str) -> list[str]:
    pieces = segments(text)
    maths = [piece.text for piece in pieces if piece.kind in ("inline", "display")]
    if maths:
        return maths
    bare = text.strip().rstrip(".").strip("*_ ")
    if _WORD.search(_OPERATORS.sub("", bare)):
        return [piece.text for piece in pieces if piece.kind == "bare"]
    return [bare] if bare and len(bare) < 2_000 else []
