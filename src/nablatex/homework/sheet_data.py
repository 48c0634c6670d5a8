"""The problems of a homework as data without its key, to travel inside a student's notebook.

Separate from the documents that people write: this is read back exactly as it was made, and a
notebook that holds it needs no other file to judge an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from nablatex.errors import LimitError, NablatexError
from nablatex.homework.outline import MOST_PROBLEMS
from nablatex.homework.scan import MOST_BYTES
from nablatex.homework.solve import Homework
from nablatex.homework.worksheet import Document, Problem

_KEPT = ("section", "item", "label", "title", "prose", "givens", "asked", "inherits", "context")


def sheet_text(homework: Homework) -> str:
    """Return the problems as text, their keys left out."""
    document = homework.document
    problems = [{name: asdict(problem)[name] for name in _KEPT} for problem in document.problems]
    data = {"title": document.title, "language": document.language, "problems": problems}
    return json.dumps(data, ensure_ascii=False)


def homework_of(text: str) -> Homework:
    """Return the homework that `sheet_text` has made a text of.

    Raises:
        NablatexError: it is no such text.
        LimitError: it is too long.
    """
    if len(text) > MOST_BYTES:
        raise LimitError(f"the worksheet is longer than {MOST_BYTES:,} characters")
    try:
        data = json.loads(text)
        problems = tuple(_problem(place, each) for place, each in enumerate(data["problems"]))
        title, language = str(data["title"]), str(data["language"])
    except RecursionError:
        raise LimitError("the worksheet is nested too deeply") from None
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise NablatexError(f"this is no worksheet that nablatex has made: {error}") from None
    if len(problems) > MOST_PROBLEMS:
        raise LimitError(f"more than {MOST_PROBLEMS:,} problems")
    return Homework(Document(title, "ko" if language == "ko" else "en", problems))


def _problem(place: int, data: dict[str, Any]) -> Problem:
    inherits = None if data["inherits"] is None else int(data["inherits"])
    if inherits is not None and not 0 <= inherits < place:
        raise ValueError("a problem goes on with one before it")
    return Problem(
        section=int(data["section"]),
        item=int(data["item"]),
        label=str(data["label"]),
        title=str(data["title"]),
        prose=str(data["prose"]),
        givens=_texts(data["givens"]),
        asked=_texts(data["asked"]),
        key=(),
        inherits=inherits,
        context=_texts(data["context"]),
    )


def _texts(data: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, data))
