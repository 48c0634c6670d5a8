"""Documents to problems: plain text as copied from a PDF, Markdown, notebooks.

The bytes become lines, the lines an outline, and the outline problems: what is given, what is
asked, what the key claims. Labels stand as the document has them; references ("the problem above",
"위 문제ㄷ") make a problem inherit what another gives.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from nablatex.errors import LimitError, NablatexError
from nablatex.homework.asking import asked_in, inherited, is_equation
from nablatex.homework.fences import events
from nablatex.homework.outline import Draft, Outline
from nablatex.homework.segments import segments
from nablatex.homework.worksheet import Document, Problem

MOST_BYTES = 5_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = {b"%PDF": "a PDF", b"PK\x03\x04": "an archive", b"\x89PNG": "a picture"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}|[가-힣]{2,}")
_OPERATORS = re.compile(
    r"\\[A-Za-z]+|\\?\b(?:ReLU|relu|sin|cos|tan|tanh|exp|log|max|min|softmax)\b"
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
        if path.suffix == ".ipynb":
            return _document(_notebook_text(_decoded(source)), name)
    if len(source) > MOST_BYTES:
        raise LimitError(f"the document is larger than {MOST_BYTES:,} bytes")
    return parse_document(_decoded(source), name)


def _decoded(data: bytes) -> str:
    for mark, what in _BINARY.items():
        if data.startswith(mark):
            raise NablatexError(f"this is {what}; give plain text, Markdown or a notebook")
    encodings = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise NablatexError("this is no text; give plain text, Markdown or a notebook")
        return text
    raise NablatexError("the text's encoding is not known; save it as UTF-8")


def parse_document(text: str, name: str = "homework") -> Document:
    """Return the document that a text holds; a notebook's cells are joined first."""
    if text.lstrip().startswith("{") and '"cells"' in text:
        text = _notebook_text(text)
    return _document(text, name)


def _document(text: str, name: str) -> Document:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("\u00a0", " ")
    if not text.strip():
        raise NablatexError("the document is empty")
    outline = Outline(list(events(re.split(r"\r\n?|[\n\f]", text))))
    if not outline.drafts:
        raise NablatexError("no problem was found; begin each with a label such as 'a)' or '1.'")
    korean = sum("가" <= char <= "힣" for char in text)
    drafts = outline.drafts
    problems = tuple(_finished(place, drafts) for place in range(len(drafts)))
    return Document(outline.title or name, "ko" if korean * 20 > len(text) else "en", problems)


def _notebook_text(text: str) -> str:
    try:
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell.get("cell_type") == "markdown"]
    except RecursionError:
        raise LimitError("the notebook is nested too deeply") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NablatexError(f"the notebook cannot be read: {error}") from error
    return "\n\n".join(sources)


def _finished(place: int, drafts: Sequence[Draft]) -> Problem:
    draft = drafts[place]
    pieces = segments("\n".join(draft.body))
    before = inherited(place, drafts)
    givens = _givens(draft.body)
    if not givens and before is None:
        givens = _givens(draft.preamble)
    key = dict.fromkeys(claim for lines in draft.keys for claim in _claims("\n".join(lines)))
    return Problem(
        draft.section, draft.item, draft.label, draft.title, " ".join(" ".join(draft.body).split()),
        givens, asked_in(pieces), tuple(key), before,
    )  # fmt: skip


def _givens(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the equations and declarations that lines state, each once."""
    maths = [piece.text for piece in segments("\n".join(lines)) if piece.kind != "words"]
    return tuple(dict.fromkeys(text for text in maths if is_equation(text)))


def _claims(text: str) -> list[str]:
    pieces = segments(text)
    maths = [piece.text for piece in pieces if piece.kind in ("inline", "display")]
    if maths:
        return maths
    plain = text.strip().rstrip(".").strip("*_ ")
    if _WORD.search(_OPERATORS.sub("", plain)):
        return [piece.text for piece in pieces if piece.kind == "bare"]
    return [plain] if plain and len(plain) < 2_000 else []
