"""Markdown's fences: code is left out, MyST's exercises and solutions become events.

Separate so that the scanner sees one stream of lines whatever the format is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

_FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,}|~{3,})\s*(?:\{(?P<kind>[\w-]+)\})?(?P<rest>.*)$")
_OPTION = re.compile(r"^:([\w-]+):\s*(.*)$")
_ANSWER = re.compile(r"^(?:정답|답|풀이|해답|answer|solution)", re.IGNORECASE)
_EVENTS: dict[str, EventKind] = {
    "exercise": "exercise",
    "exercise-start": "exercise",
    "solution": "solution",
    "solution-start": "solution",
}
_GATES = ("exercise-start", "solution-start", "exercise-end", "solution-end")

EventKind = Literal["text", "blank", "exercise", "problem", "solution", "end", "cell"]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of text, or the beginning or end of a directive.

    Attributes:
        kind: what it is; `problem` begins one without a label, `end` ends what is open, `cell` is
            the code of a notebook's cell.
        text: the line; the title of an exercise; the label that a solution refers to; the code.
        label: of an exercise, the name that its solution refers to.
    """

    kind: EventKind
    text: str = ""
    label: str = ""


@dataclass(slots=True)
class _Open:
    fence: str
    kind: str
    argument: str
    label: str = ""
    begun: bool = False
    code: list[str] = field(default_factory=list)


def events(lines: Iterable[str]) -> Iterator[Event]:
    """Return the lines outside of code, with the directives' beginnings and ends among them."""
    opened: list[_Open] = []
    for raw in lines:
        line = raw.strip()
        fence = _FENCE.match(line)
        if opened and _closes(line, opened[-1].fence):
            yield from _begin(opened[-1])
            yield from _end(opened.pop())
        elif fence is not None and not (opened and _is_code(opened[-1])):
            yield from _begin(opened[-1]) if opened else ()
            kind = fence["kind"] or ("math" if fence["rest"].strip() == "math" else "code")
            opened.append(_Open(fence["fence"], kind.lower(), fence["rest"].strip()))
        elif opened and not opened[-1].begun and (option := _OPTION.match(line)):
            if option[1] in ("label", "name"):
                opened[-1].label = option[2]
        elif opened and _is_code(opened[-1]):
            opened[-1].code.append(raw.rstrip())
        else:
            if opened and line:
                yield from _begin(opened[-1])
            yield Event("text" if line else "blank", line)


def _closes(line: str, fence: str) -> bool:
    return len(line) >= len(fence) and not line.strip(fence[0]) and line.startswith(fence)


def _is_code(block: _Open) -> bool:
    return block.kind in ("code", "code-cell", "code-block") and block.fence[0] != ":"


def _begin(block: _Open) -> Iterator[Event]:
    """Yield what opens a block, once its options are known."""
    if block.begun:
        return
    block.begun = True
    if block.kind in _EVENTS:
        yield Event(_EVENTS[block.kind], block.argument, block.label)
    elif block.kind == "math":
        yield Event("text", "$$")
    elif block.kind not in _GATES and _ANSWER.match(block.argument):
        yield Event("text", "Answer:")


def _end(block: _Open) -> Iterator[Event]:
    if block.kind in ("exercise", "solution", "exercise-end", "solution-end"):
        yield Event("end")
    elif block.kind == "math":
        yield Event("text", "$$")
    elif block.code and block.kind == "code-cell":
        yield Event("cell", "\n".join(block.code).strip("\n"))
