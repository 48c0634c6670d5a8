"""Documents to problems: plain text as copied from a PDF, Markdown, notebooks.

One scanner goes over the lines: a numbered heading opens a section, a label opens a problem, a
word such as "Answer:" or "정답)" opens its key. Labels stand as the document has them; references
("the problem above", "위 문제ㄷ") make a problem inherit what another gives.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from nablatex.errors import LimitError, NablatexError
from nablatex.homework.segments import Segment, segments
from nablatex.homework.worksheet import Document, Problem

MOST_BYTES = 5_000_000
MOST_PROBLEMS = 2_000
_SECTION = re.compile(r"^(?:#{1,3}\s*)?(?:(?:Part|Section|제)\s*)?(\d{1,2})[).:장]\s*(\S.*)$")
_LABEL = re.compile(
    r"^(?:#{1,6}\s*)?(?:\*\*)?(?:(?:Problem|Exercise|Question|문제)\s*)?"
    r"\(?([ㄱ-ㅎ가-하츠쯔]|[A-Z]\d{1,2}|[a-z]|\d{1,2}|[ivx]{1,4})[.)](?:\*\*)?\s+(\S.*)$"
)
_NAMED = re.compile(
    r"^(?:#{1,6}\s*)?(?:\*\*)?(?:Problem|Exercise|Question|문제)\s*([A-Z]?\d{1,3})\b[.:)]?(?:\*\*)?\s*(.*)$"
)
_KEY = re.compile(
    r"^(?:[>*_#\s]*)(?:정답|답|풀이|해답|Answer|Solution|Key|Ans)\s*\d{0,2}\s*[).:]\**\s*(.*)$",
    re.IGNORECASE,
)
_NOISE = re.compile(r"^(?:In \[.*\]:?|Out\[.*\]:?|Loading \[MathJax\].*|:::.*|```.*)$")
_ABOVE = re.compile(
    r"(?:위|앞)\s*(?:의)?\s*(\S{0,2}?)\s*문제\s*([ㄱ-ㅎ가-하]?)"
    r"|(?:problem|exercise) above|above problem|previous problem|from problem (\w+)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Draft:
    """A problem while its lines are gathered."""

    section: int
    item: int
    label: str
    title: str
    body: list[str] = field(default_factory=list)
    keys: list[list[str]] = field(default_factory=list)

    def take(self, line: str) -> None:
        (self.keys[-1] if self.keys else self.body).append(line)


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
    return parse_document(_decoded(source), name)


def _decoded(data: bytes) -> str:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NablatexError("this is no text; give plain text, Markdown or a notebook")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp949"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NablatexError("the text's encoding is not known; save it as UTF-8")


def parse_document(text: str, name: str = "homework") -> Document:
    """Return the document that a text holds; a notebook's cells are joined first."""
    if text.lstrip().startswith("{") and '"cells"' in text:
        text = _notebook_text(text)
    lines = text.replace("\r\n", "\n").split("\n")
    drafts, title = _scan(lines)
    if not drafts:
        raise NablatexError("no problem was found; begin each with a label such as 'a)' or '1.'")
    korean = sum("가" <= char <= "힣" for char in text)
    language = "ko" if korean * 20 > len(text) else "en"
    problems = tuple(_finished(draft, drafts) for draft in drafts)
    return Document(title or name, language, problems)


def _notebook_text(text: str) -> str:
    try:
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell.get("cell_type") == "markdown"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NablatexError(f"the notebook cannot be read: {error}") from error
    return "\n\n".join(sources)


def _scan(lines: list[str]) -> tuple[list[_Draft], str]:
    drafts: list[_Draft] = []
    title = ""
    section = item = 0
    for raw in lines:
        line = raw.strip()
        if not line or _NOISE.match(line):
            continue
        key = _KEY.match(line)
        if key and drafts:
            drafts[-1].keys.append([key[1]])
            continue
        heading = _heading(line)
        if heading is not None:
            section, item = section + 1, 0
            continue
        opened = _opened(line, drafts, section)
        if opened is not None:
            item += 1
            label, words = opened
            shown = words if len(words) <= 60 else ""
            draft = _Draft(max(section, 1), item, label, "" if "$" in shown else shown, [words])
            drafts.append(draft)
            if len(drafts) > MOST_PROBLEMS:
                raise LimitError(f"more than {MOST_PROBLEMS:,} problems")
        elif drafts and item:
            drafts[-1].take(line)
        elif not title:
            title = line.lstrip("# ").strip()
    return drafts, title


def _heading(line: str) -> str | None:
    """Return the title of a section heading, or None: `1) ...` or `## 2. ...`."""
    found = _SECTION.match(line)
    if found is None or "$" in line:
        return None
    is_heading = line.startswith("#") or re.match(r"^\d{1,2}\)", line) is not None
    return found[2] if is_heading else None


def _opened(line: str, drafts: list[_Draft], section: int) -> tuple[str, str] | None:
    """Return label and words of a line that opens a problem, or None."""
    found = _NAMED.match(line) or _LABEL.match(line)
    if found is None:
        return None
    label = found[1]
    last = drafts[-1] if drafts and drafts[-1].section == max(section, 1) else None
    if label.isdecimal() and last is not None and not last.label.isdecimal():
        return None
    return label, found[2]


def _finished(draft: _Draft, drafts: list[_Draft]) -> Problem:
    body = "\n".join(draft.body)
    pieces = segments(body)
    asked = _asked(pieces)
    givens = tuple(
        piece.text
        for piece in pieces
        if piece.kind in ("inline", "display") and _is_equation(piece.text)
    )
    key = tuple(claim for lines in draft.keys for claim in _claims("\n".join(lines)))
    prose = " ".join(body.split())
    return Problem(
        draft.section, draft.item, draft.label, draft.title, prose, givens, asked, key,
        _inherited(draft, drafts, body),
    )  # fmt: skip


def _is_equation(latex: str) -> bool:
    return "=" in latex or r"\in" in latex or ":" in latex


def _asked(pieces: list[Segment]) -> tuple[str, ...]:
    """Return the derivatives that stand in the words, each once."""
    found: dict[str, None] = {}
    for piece in pieces:
        nabla = r"\nabla" in piece.text or "∇" in piece.text
        quotient = re.search(r"\\frac\s*\{\s*(?:d|\\partial)", piece.text) is not None
        if piece.kind in ("inline", "bare") and (nabla or quotient) and "=" not in piece.text:
            found[piece.text] = None
    return tuple(found)


def _claims(text: str) -> list[str]:
    maths = [piece.text for piece in segments(text) if piece.kind in ("inline", "display")]
    if maths:
        return maths
    plain = text.strip()
    return [plain] if plain and len(plain) < 2_000 else []


def _inherited(draft: _Draft, drafts: list[_Draft], body: str) -> int | None:
    """Return the place of the problem that the words refer to, or None."""
    found = _ABOVE.search(body)
    if found is None:
        return None
    here = drafts.index(draft)
    wanted = found[2] or found[3] or ""
    for place in range(here - 1, -1, -1):
        if drafts[place].section == draft.section and drafts[place].label == wanted:
            return place
    if here and drafts[here - 1].section == draft.section:
        return here - 1
    return None
