"""Which labelled lines are headings of sections.

Separate from the outline because it needs to look ahead: a numbered line is a section where labels
of another style come next, and a problem where a key comes first. The first section fixes the
style; a line of that style that goes on with the numbers is a section too, even where it is its own
only problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nablatex.homework.fences import Event
from nablatex.homework.labels import Label
from nablatex.homework.marks import key_in


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that structures the document: a label, or a key's mark (without a label)."""

    place: int
    label: Label | None


def section_places(lines: Sequence[Event], labels: Sequence[Label | None]) -> set[int]:
    """Return the places of the lines that are headings of sections."""
    marks = list(_marks(lines, labels))
    holding = _holding(marks)
    style = next((label.style for _, label in holding), "")
    surely = {place for place, _ in holding}
    found: set[int] = set()
    last, before = 0, _Mark(-1, None)
    for number, mark in enumerate(marks):
        label = mark.label
        if label is None:
            continue
        alone = label.style != "section" and (
            _is_alone(marks, number) or _is_childless(marks, number)
        )
        part = (
            before.label is not None and before.label.style == style and before.place not in found
        )
        if (
            label.style == style
            and (mark.place in surely or (alone and not part))
            and label.ordinal > last
            and (not last or label.ordinal <= last + 2)
        ):
            found.add(mark.place)
            last = label.ordinal
        before = mark
    return found


def _marks(lines: Sequence[Event], labels: Sequence[Label | None]) -> Iterator[_Mark]:
    for place, (event, label) in enumerate(zip(lines, labels, strict=True)):
        if event.kind in ("exercise", "problem"):
            yield _Mark(place, Label("", "exercise", 1, ""))
        elif event.kind == "solution" or (event.kind == "text" and key_in(event.text) is not None):
            yield _Mark(place, None)
        elif label is not None:
            yield _Mark(place, label)


def _holding(marks: Sequence[_Mark]) -> list[tuple[int, Label]]:
    """Return the lines, with their labels, under which labels of another style come first."""
    alone = {
        mark.label.style
        for number, mark in enumerate(marks)
        if mark.label is not None and _is_alone(marks, number)
    }
    shared = _share_a_key(marks)
    found: list[tuple[int, Label]] = []
    for number, mark in enumerate(marks):
        label = mark.label
        if label is None or not label.counts or "$" in label.words:
            continue
        after = marks[number + 1].label if number + 1 < len(marks) else None
        holds = after is not None and after.style != label.style
        if label.style == "section" or (
            holds and not (label.style in alone and mark.place in shared)
        ):
            found.append((mark.place, label))
    return found


def _is_alone(marks: Sequence[_Mark], number: int) -> bool:
    """Whether a key comes next: the label is a problem's."""
    return number + 1 < len(marks) and marks[number + 1].label is None


def _is_childless(marks: Sequence[_Mark], number: int) -> bool:
    """Whether no label of another style comes next: a problem without a key, an empty section."""
    after = marks[number + 1].label if number + 1 < len(marks) else marks[number].label
    label = marks[number].label
    return label is not None and after is not None and after.style == label.style


def _share_a_key(marks: Sequence[_Mark]) -> set[int]:
    """Return the places of labels whose parts, two or more, have one key behind them all."""
    found: set[int] = set()
    key = len(marks)
    same: dict[str, int] = {}
    for number in range(len(marks) - 1, -1, -1):
        label = marks[number].label
        if label is None:
            key = number
            continue
        if number + 2 < key < min(len(marks), same.get(label.style, len(marks))):
            found.add(marks[number].place)
        same[label.style] = number
    return found
