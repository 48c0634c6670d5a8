"""Notebooks: their Markdown cells become lines, with the beginnings and ends that cells mark.

A cell says more than its text: tags and nbgrader's metadata tell an answer without a word, and a
cell that asks for a derivative under no label is a problem of its own, with a number for a label.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nablatex.errors import LimitError, NablatexError
from nablatex.homework.asking import asked_in
from nablatex.homework.decode import plain
from nablatex.homework.fences import Event, events
from nablatex.homework.labels import label_of
from nablatex.homework.marks import key_in
from nablatex.homework.segments import segments

_ANSWER_TAGS = {"solution", "solutions", "answer", "answers", "key", "정답", "답", "풀이", "해답"}
_LINE = re.compile(r"\r\n?|[\n\f]")


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    is_answer: bool


def lines_of(text: str) -> list[Event]:
    """Return the lines of a text that is no notebook, directives as events."""
    return list(events(_LINE.split(plain(text))))


def notebook_events(text: str) -> list[Event]:
    """Return the lines and events of a notebook.

    Raises:
        NablatexError: it is no notebook.
        LimitError: it is nested too deeply.
    """
    cells = list(_cells(text))
    if not any(cell.text.strip() for cell in cells):
        raise NablatexError("the document is empty")
    made: list[Event] = []
    told = _Told(not any(_has_labels(cell) for cell in cells))
    for cell in cells:
        made += told.events(cell)
        made.append(Event("blank"))
    return made


def _cells(text: str) -> Iterator[_Cell]:
    try:
        cells = json.loads(text)["cells"]
        for cell in cells:
            if cell.get("cell_type") == "markdown":
                yield _Cell(plain("".join(cell["source"])), _is_answer(cell.get("metadata") or {}))
    except RecursionError:
        raise LimitError("the notebook is nested too deeply") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NablatexError(f"the notebook cannot be read: {error}") from error


def _is_answer(metadata: dict[str, Any]) -> bool:
    """Whether a cell's tags, or nbgrader's metadata, say that an answer stands in it."""
    tags = {str(tag).casefold() for tag in metadata.get("tags") or ()}
    grader = metadata.get("nbgrader") or {}
    return bool(tags & _ANSWER_TAGS) or grader.get("solution") is True


def _has_labels(cell: _Cell) -> bool:
    return not cell.is_answer and any(
        label is not None and label.style != "section"
        for label in map(label_of, cell.text.splitlines())
    )


class _Told:
    """Tells, cell by cell, which begin a problem or an answer without a word for it."""

    def __init__(self, unlabelled: bool) -> None:
        self._unlabelled = unlabelled
        self._answered = False

    def events(self, cell: _Cell) -> Iterator[Event]:
        """Yield the lines of a cell between the events that its place and metadata mean."""
        lines = list(events(_LINE.split(cell.text)))
        if cell.is_answer:
            self._answered = True
            yield from _answer(lines)
            return
        keyed = any(event.kind == "text" and key_in(event.text) is not None for event in lines)
        if (self._unlabelled or self._answered) and self._is_problem(cell):
            yield from _problem(lines)
        else:
            yield from lines
        if keyed and self._unlabelled:
            yield Event("end")
        labelled = any(event.kind == "exercise" for event in lines) or _has_labels(cell)
        self._answered = keyed or (self._answered and not labelled)

    def _is_problem(self, cell: _Cell) -> bool:
        before = _before_key(cell.text)
        return not _has_labels(cell) and bool(asked_in(segments(before)))


def _before_key(text: str) -> str:
    lines = text.splitlines()
    keys = (place for place, line in enumerate(lines) if key_in(line) is not None)
    return "\n".join(lines[: next(keys, len(lines))])


def _answer(lines: list[Event]) -> Iterator[Event]:
    """Yield a cell that is an answer, under its own mark where it has one."""
    if not any(event.kind == "text" and key_in(event.text) is not None for event in lines):
        yield Event("solution")
    yield from lines
    yield Event("end")


def _problem(lines: list[Event]) -> Iterator[Event]:
    """Yield a cell that is a problem: its headings stand before it."""
    start = next((place for place, event in enumerate(lines) if not _is_head(event)), len(lines))
    yield from lines[:start]
    yield Event("problem")
    yield from lines[start:]


def _is_head(event: Event) -> bool:
    return event.kind == "blank" or (event.kind == "text" and event.text.startswith("#"))
