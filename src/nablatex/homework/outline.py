"""The outline of a document: which lines open sections, problems and answers.

A numbered line is a section where labels of another style come next; it is a problem where an
answer comes first. Within a section the first label fixes the style, and other styles are parts of
a problem. Labels inside of mathematics are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nablatex.errors import LimitError
from nablatex.homework.fences import Event
from nablatex.homework.labels import Label, follows, label_of

MOST_PROBLEMS = 2_000
_TITLE_LENGTH = 60
_KEY_WORDS = (
    r"(?:모범\s?답안|정답|답안|답|풀이|해답|해설|model answer|answers?|solutions?|ans|sol|key)"
)
_KEY = re.compile(
    rf"^[>*_#\s-]*(?:<[^>]{{1,60}}>)*[\[(<]?{_KEY_WORDS}\s*(?:\(?[\dA-Za-zㄱ-ㅎ]{{1,2}}\)?)?\s*[).:：\]>]"
    rf"[*_]*(?:</[^>]{{1,60}}>)*(?P<rest>.*)$|^[#*_\s]*{_KEY_WORDS}[*_\s]*$",
    re.IGNORECASE,
)
_KEY_INSIDE = re.compile(r"\s(?=(?:정답\s*\d?\s*[):]|답:|Answer:|Solution:))")
_NOISE = re.compile(r"^(?:In\s?\[.{0,9}\]:?|Out\s?\[.{0,9}\]:?|Loading \[MathJax\].*|</?details>)$")
_ENDS_SENTENCE = (".", "?", "!", "다", "오", "라", "요", "자", ":", ",")


@dataclass(slots=True)
class Draft:
    """A problem while its lines are gathered."""

    section: int
    item: int
    label: str
    title: str
    body: list[str]
    preamble: list[str]
    anchor: str = ""
    keys: list[list[str]] = field(default_factory=list)


class Outline:
    """The problems of a stream of events, and the document's title."""

    def __init__(self, stream: list[Event]) -> None:
        self.title = ""
        self.drafts: list[Draft] = []
        self._lines = _split_keys(stream)
        self._labels = _labels_outside_math(self._lines)
        self._sections = self._section_places()
        self._directives = any(event.kind == "exercise" for event in stream)
        self._section = self._item = self._last = 0
        self._style = ""
        self._preamble: list[str] = []
        self._current: Draft | None = None
        for place, event in enumerate(self._lines):
            self._take(place, event)

    def _section_places(self) -> set[int]:
        """Return the places of the lines that are headings of sections."""
        found: set[int] = set()
        style, last = "", 0
        coming: Label | None = None
        key_comes = False
        verdicts: dict[int, bool] = {}
        for place in range(len(self._lines) - 1, -1, -1):
            event, label = self._lines[place], self._labels[place]
            if event.kind == "text" and _KEY.match(event.text):
                coming, key_comes = None, True
            elif event.kind == "exercise":
                coming, key_comes = Label("", "exercise", 1, ""), False
            elif label is not None:
                other = coming is not None and coming.style != label.style
                verdicts[place] = (other and not key_comes) or label.style == "section"
                coming, key_comes = label, False
        for place in sorted(verdicts):
            label = self._labels[place]
            if label is None or not label.counts or "$" in label.words:
                continue
            opens = verdicts[place] and (not style or label.style == style)
            if opens and label.ordinal > last and (not last or label.ordinal <= last + 2):
                found.add(place)
                style, last = label.style, label.ordinal
        return found

    def _take(self, place: int, event: Event) -> None:
        if event.kind == "exercise":
            self._open(Label("", "exercise", 0, event.text), event.label)
            return
        if event.kind == "solution":
            self._answer(event.text)
            return
        if event.kind in ("end", "blank"):
            if event.kind == "blank":
                self._text("")
            elif self._directives:
                self._current = None
            return
        label = self._labels[place]
        key = _KEY.match(event.text) if label is None or not label.counts else None
        if key and self._current is not None:
            self._current.keys.append([key["rest"] or ""])
        elif place in self._sections:
            self._section += 1
            self._item = self._last = 0
            self._style, self._preamble, self._current = "", [], None
        elif label is not None and self._opens(label):
            self._open(label, "")
        else:
            self._text(event.text)

    def _opens(self, label: Label) -> bool:
        if self._directives or label.style == "section":
            return False
        if not follows(label, self._style, self._last if self._style else 0):
            return False
        self._style = self._style or label.style
        self._last = label.ordinal
        return True

    def _open(self, label: Label, anchor: str) -> None:
        self._item += 1
        words = label.words
        shown = words.replace(r"\$", "")
        titled = "$" not in shown and "\\" not in shown and len(words) <= _TITLE_LENGTH
        title = words if titled and not words.endswith(_ENDS_SENTENCE) else ""
        draft = Draft(
            max(self._section, 1), self._item, label.text or str(self._item), title, [words],
            self._preamble, anchor,
        )  # fmt: skip
        self.drafts.append(draft)
        self._current = draft
        if len(self.drafts) > MOST_PROBLEMS:
            raise LimitError(f"more than {MOST_PROBLEMS:,} problems")

    def _answer(self, anchor: str) -> None:
        """Open the key of the exercise that a solution names, or of the last one."""
        named = [draft for draft in self.drafts if anchor and draft.anchor == anchor]
        if named or self.drafts:
            self._current = (named or self.drafts)[-1]
            self._current.keys.append([])

    def _text(self, line: str) -> None:
        if self._current is not None:
            (self._current.keys[-1] if self._current.keys else self._current.body).append(line)
        elif line and not self.title and not self.drafts and not self._section:
            self.title = line.lstrip("# ").strip()
        else:
            self._preamble.append(line)


def _split_keys(stream: list[Event]) -> list[Event]:
    """Return the events without noise, with an answer that stands inside a line on its own line."""
    made: list[Event] = []
    for event in stream:
        if event.kind != "text":
            made.append(event)
        elif not _NOISE.match(event.text):
            made += [Event("text", part) for part in _KEY_INSIDE.split(event.text)]
    return made


def _labels_outside_math(lines: list[Event]) -> list[Label | None]:
    """Return the label of each line that has one and does not begin inside of a display."""
    found: list[Label | None] = []
    inside = False
    for event in lines:
        if event.kind != "text":
            inside = False
            found.append(None)
            continue
        text = event.text
        found.append(None if inside else label_of(text))
        inside ^= text.count("$$") % 2 == 1
        if r"\[" in text or r"\]" in text:
            inside = text.rfind(r"\[") > text.rfind(r"\]")
    return found
