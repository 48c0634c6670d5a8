"""Documents to problems: plain text as copied from a PDF, Markdown, notebooks.

The bytes become lines, the lines an outline, and the outline problems: what is given, what is
asked, what the key claims. Labels stand as the document has them; references ("the problem above",
"위 문제ㄷ") make a problem inherit what another gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from nablatex.errors import LimitError, NablatexError
from nablatex.homework.asking import asked_in, is_equation
from nablatex.homework.decode import decoded, plain
from nablatex.homework.fences import events
from nablatex.homework.outline import Draft, Outline
from nablatex.homework.references import inherited
from nablatex.homework.segments import segments
from nablatex.homework.worksheet import Document, Problem

MOST_BYTES = 5_000_000
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
            return _document(_notebook_text(decoded(source)), name)
    if len(source) > MOST_BYTES:
        raise LimitError(f"the document is larger than {MOST_BYTES:,} bytes")
    return parse_document(decoded(source), name)


def parse_document(text: str, name: str = "homework") -> Document:
    """Return the document that a text holds; a notebook's cells are joined first."""
    if text.lstrip().startswith("{") and '"cells"' in text:
        text = _notebook_text(text)
    return _document(text, name)


def _document(text: str, name: str) -> Document:
    text = plain(text)
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
    key = dict.fromkeys(claim for lines in draft.keys for claim in _claims("\n".join(lines)))
    return Problem(
        draft.section, draft.item, draft.label, draft.title, " ".join(" ".join(draft.body).split()),
        _givens(draft.body), asked_in(pieces), tuple(key), before, _givens(draft.preamble),
        tuple(draft.notes),
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
    bare = text.strip().rstrip(".").strip("*_ ")
    if _WORD.search(_OPERATORS.sub("", bare)):
        return [piece.text for piece in pieces if piece.kind == "bare"]
    return [bare] if bare and len(bare) < 2_000 else []
