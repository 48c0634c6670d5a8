"""The outline of a document: which lines open problems, which belong to a key.

Within a section the first label fixes the style, and other styles are parts of a problem. A label
that stands behind a key is a problem of its own where it asks for something or has a key; where its
number is not the one that is due, that is said. Labels inside of mathematics are none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from nablatex.errors import LimitError
from nablatex.homework.fences import Event
from nablatex.homework.labels import Label, follows, label_of, romans
from nablatex.homework.marks import (
    is_heading,
    key_in,
    labels_outside_math,
    requests,
    split_keys,
    title_of,
)
from nablatex.homework.sections import section_places
from nablatex.homework.solution import Message

MOST_PROBLEMS = 2_000


@dataclass(slots=True)
class Draft:
    """A problem while its lines are gathered.

    Attributes:
        preamble: what its section, and the document, say before their problems.
        part_of: the draft whose later part this is, or None.
        notes: what was doubtful about its label.
        cells: code of the notebook's cells that stand behind it.
    """

    section: int
    item: int
    label: str
    title: str
    body: list[str]
    preamble: list[str]
    anchor: str = ""
    keys: list[list[str]] = field(default_factory=list)
    part_of: Draft | None = None
    notes: list[Message] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SectionDraft:
    """A section while it is gathered.

    Attributes:
        title: its heading.
        lines: what is said before its problems.
        start: how many of the lines are the document's own, which each section has before it.
        cells: code of the notebook's cells that stand before its problems.
    """

    title: str
    lines: list[str]
    start: int = 0
    cells: list[str] = field(default_factory=list)


class Outline:
    """The problems of a stream of events, and the document's title."""

    def __init__(self, stream: list[Event]) -> None:
        self.title = ""
        self.drafts: list[Draft] = []
        self._lines = split_keys(stream)
        self._labels = labels_outside_math(self._lines)
        self._sections = section_places(self._lines, self._labels)
        self._keyed = self._places_with_keys()
        self._ends = [*sorted(self._sections), len(self._lines)]
        self._places: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for place, label in enumerate(self._labels):
            if label is not None:
                self._places[label.style, label.ordinal].append(place)
        self._directives = any(event.kind == "exercise" for event in stream)
        self._section = self._item = self._last = 0
        self._style = ""
        self._carried = ("", 0)
        self._heading = ""
        self._introduction: list[str] = []
        self._preamble = self._introduction
        self.sections: list[SectionDraft] = [SectionDraft("", self._introduction)]
        self._current: Draft | None = None
        self._in_answer = False
        self._steps: dict[str, int] = {}
        self._listed: Iterator[Draft] | None = None
        for place, event in enumerate(self._lines):
            self._take(place, event)

    def _places_with_keys(self) -> set[int]:
        """Return the places of the labels that a key follows before the next label does."""
        found: set[int] = set()
        waiting: int | None = None
        for place, (event, label) in enumerate(zip(self._lines, self._labels, strict=True)):
            if event.kind == "text" and key_in(event.text) is not None:
                if waiting is not None:
                    found.add(waiting)
                waiting = None
            elif label is not None:
                waiting = place
        return found

    def _take(self, place: int, event: Event) -> None:
        match event.kind:
            case "exercise":
                self._open(Label("", "exercise", 0, event.text), event.label)
            case "problem":
                self._open(Label("", "problem", 0, ""), "")
            case "solution":
                self._answer(event.text)
            case "blank":
                self._text("")
            case "end":
                self._current, self._in_answer = None, False
            case "cell":
                # Code within a solution is a part of the key.
                if not self._in_answer:
                    (self._current or self.sections[-1]).cells.append(event.text)
            case "text":
                self._line(place, event.text, self._labels[place])

    def _line(self, place: int, text: str, label: Label | None) -> None:
        key = key_in(text) if label is None or not label.counts else None
        if key is not None and self._current is not None:
            self._current.keys.append([key])
            self._steps = {}
            self._listed = self._key_list(place, key)
        elif self._in_answer:
            self._text(text)
        elif self._listed is not None and label is not None and self._list_key(label):
            return
        elif place in self._sections:
            self._begin_section("" if label is None else label.words)
            states = label is not None and ("$" in label.words or requests(label.words))
            if label is not None and (place in self._keyed or (states and self._ends_here(place))):
                self._style, self._last = label.style, label.ordinal
                self._open(label, "")
        elif label is not None and self._is_step(place, label):
            self._steps[label.style] = label.ordinal
            self._text(text)
        elif label is not None and self._opens(label):
            self._open(label, "")
        elif label is not None and self._restarts(label):
            self._begin_section(self._heading)
            self._opens(label)
            self._open(label, "")
        elif label is not None and self._goes_on(place, label):
            self._open_after_key(label)
        else:
            self._text(text)

    def _ends_here(self, place: int) -> bool:
        """Whether a section has no label within it."""
        after = (k for k in range(place + 1, len(self._lines)) if self._labels[k] is not None)
        first = next(after, None)
        return first is None or first in self._sections

    # -- sections and problems ------------------------------------------------------------------

    def _begin_section(self, title: str) -> None:
        self._section += 1
        self._carried = (self._style, self._last)
        self._item = self._last = 0
        self._style, self._current = "", None
        self._preamble = list(self._introduction)
        self.sections.append(SectionDraft(title, self._preamble, len(self._introduction)))

    def _opens(self, label: Label) -> bool:
        if self._directives or label.style == "section":
            return False
        carried, last = self._carried
        goes_on = not self._style and label.style == carried and follows(label, carried, last)
        if not goes_on and not follows(label, self._style, self._last if self._style else 0):
            return False
        self._style = self._style or label.style
        self._last = label.ordinal
        return True

    def _is_step(self, place: int, label: Label) -> bool:
        """Whether a label goes on with the steps of a key, and the problem of its number comes."""
        if not label.ordinal or self._steps.get(label.style) != label.ordinal - 1:
            return False
        later = self._places[label.style, label.ordinal]
        ends = self._ends[bisect_right(self._ends, place)]
        after = bisect_right(later, place)
        return after < len(later) and later[after] < ends

    def _restarts(self, label: Label) -> bool:
        """Whether labels begin anew under a heading without a number: a section all the same."""
        if self._directives or label.style != self._style or label.ordinal != 1:
            return False
        lines = self._own_lines()
        above = [line for line in lines[-3:] if line]
        if not above or not is_heading(above[-1]) or self._last < 1:
            return False
        self._heading = above[-1].lstrip("# ")
        while lines and lines[-1] in ("", above[-1]):
            lines.pop()
        if not self._section:
            self._section = 1
            self.sections.append(SectionDraft("", []))
        return True

    def _goes_on(self, place: int, label: Label) -> bool:
        """Whether a label behind a key is a problem, not a step of the key."""
        draft = self._current
        if self._directives or draft is None or not draft.keys or label.style == "section":
            return False
        if label.ordinal == 1 or self._steps.get(label.style) == label.ordinal - 1:
            if not (place in self._keyed and requests(label.words)):
                self._steps[label.style] = label.ordinal
                return False
            return True
        return place in self._keyed or requests(label.words)

    def _open_after_key(self, label: Label) -> None:
        """Open a later part of the problem before, or a problem whose label is not the due one."""
        before = self._current
        assert before is not None
        part = label.style != self._style and any(
            _begins_with(line, label.style) for line in before.body
        )
        part = part or (before.part_of is not None and label.style != self._style)
        self._open(label, "")
        assert self._current is not None
        if part:
            self._current.part_of = before
            return
        self._last = label.ordinal if label.style == self._style else self._last + 1
        self._current.notes.append(
            Message(
                f"the label {label.text} is not the one that is due here; "
                "it was taken for the next problem",
                f"번호 {label.text} 은(는) 차례에 맞지 않는다; 다음 문제로 보았다",
            )
        )

    def _open(self, label: Label, anchor: str) -> None:
        self._item += 1
        self._steps, self._listed = {}, None
        draft = Draft(
            max(self._section, 1), self._item, label.text or str(self._item),
            title_of(label.words), [label.words], self._preamble, anchor,
        )  # fmt: skip
        self.drafts.append(draft)
        self._current = draft
        if len(self.drafts) > MOST_PROBLEMS:
            raise LimitError(f"more than {MOST_PROBLEMS:,} problems")

    # -- keys and text --------------------------------------------------------------------------

    def _answer(self, anchor: str) -> None:
        """Open the key of the exercise that a solution names, or of the last one."""
        named = [draft for draft in self.drafts if anchor and draft.anchor == anchor]
        if named or self.drafts:
            self._current = (named or self.drafts)[-1]
            self._current.keys.append([])
            self._in_answer = True

    def _key_list(self, place: int, key: str) -> Iterator[Draft] | None:
        """Return the problems, if the mark opens a list of all their keys at the end."""
        if key or len(self.drafts) < 2 or any(draft.keys for draft in self.drafts[:-1]):
            return None
        after = next((label for label in self._labels[place + 1 :] if label is not None), None)
        first = self.drafts[0]
        if after is None or after.text != first.label or len(self.drafts[-1].keys) > 1:
            return None
        self.drafts[-1].keys.clear()
        return iter(self.drafts)

    def _list_key(self, label: Label) -> bool:
        """Take a label in a list of keys: what comes is the key of the next problem so labelled."""
        assert self._listed is not None
        found = next((draft for draft in self._listed if draft.label == label.text), None)
        if found is None:
            self._listed = None
            return False
        found.keys.append([label.words])
        self._current = found
        return True

    def _own_lines(self) -> list[str]:
        if self._current is None:
            return self._preamble
        return self._current.keys[-1] if self._current.keys else self._current.body

    def _text(self, line: str) -> None:
        nothing_yet = not self.title and not self.drafts and not self._section
        titled = line.startswith("#") or "=" not in line
        if line and nothing_yet and titled and self._current is None:
            self.title = line.lstrip("# ").strip()
        else:
            self._own_lines().append(line)


def _begins_with(line: str, style: str) -> bool:
    return any(label is not None and label.style == style for label in romans([label_of(line)]))
