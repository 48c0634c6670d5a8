"""A homework as a student's notebook: prose, pictures, and a cell for each answer.

Separate from the worked reports because it shows no result. The key stays out of it; a tutor's
copy has the key in the cells and the steps under them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from nablatex.homework.answers import Sheet
from nablatex.homework.marks import PICTURE
from nablatex.homework.picture import picture
from nablatex.homework.report_data import in_words, steps_markdown
from nablatex.homework.segments import NAME, Segment, segments
from nablatex.homework.sheet_data import sheet_text
from nablatex.homework.solution import Message
from nablatex.homework.solve import Homework
from nablatex.homework.worksheet import Problem
from nablatex.model.markdown import in_dollars

_CODE = re.compile(r"(`[^`]+`)")
HOW = Message(
    "Choose **Run > Run All Cells** first. Write each answer in the field below its cell, as on "
    "paper, or as LaTeX in the line beside it or in the cell itself. **Enter** checks it; save as "
    "usual.",
    "먼저 **Run > Run All Cells** 를 누르세요. 답은 셀 아래 입력란에 종이에 쓰듯이 쓰거나, "
    "옆의 LaTeX 줄이나 셀에 LaTeX 로 씁니다. **Enter** 를 누르면 확인하고, 저장은 평소처럼 합니다.",
)
_SIGNS = ("$", "`")
BLANK = Message("% your answer", "% 답을 쓰는 곳")


def student_notebook(
    homework: Homework, *, lecture: str | None = None, tutor: bool = False
) -> dict[str, Any]:
    """Return a notebook (nbformat 4.5) in which every problem can be answered.

    Args:
        homework: the problems.
        lecture: the language of the packaged lecture, where this is it: then the notebook names
            it. Any other homework travels inside the notebook, without its key.
        tutor: whether the key and the worked steps stand in it.
    """
    cells = list(_cells(homework, lecture, tutor=tutor))
    for place, cell in enumerate(cells):
        text = f"{place}:{cell['source']}"
        cell["id"] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cells(homework: Homework, lecture: str | None, *, tutor: bool) -> Iterator[dict[str, Any]]:
    document = homework.document
    lang = document.language
    sheet = Sheet(homework)
    yield _text(f"# {in_words(document.title)}\n\n{HOW.text(lang)}")
    if lecture is not None:
        yield _code(f"%load_ext nablatex\n%worksheet lecture {lecture}")
    else:
        yield _code("%load_ext nablatex")
        hidden = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
        yield _code(f"%%worksheet\n{sheet_text(homework)}", hidden)
    told = 0
    for label, problem in zip(sheet.labels, homework.problems, strict=True):
        # Sections without a problem, and what stands before the first, have something to say too.
        for number in range(told, problem.section + 1):
            yield from _section(homework, number)
        told = max(told, problem.section + 1)
        yield from _problem(label, problem)
        yield _answer(label, problem, lang, tutor=tutor)
        if tutor:
            steps = steps_markdown(sheet.worked(label), lang)
            yield from [_text(steps)] if steps else []
        yield from map(_code, problem.cells)
    for number in range(told, len(document.sections)):
        yield from _section(homework, number)


def _section(homework: Homework, number: int) -> Iterator[dict[str, Any]]:
    """Yield the heading of a section, what it says, and its cells."""
    sections = homework.document.sections
    if number >= len(sections):
        return
    section = sections[number]
    parts = [f"## {number}. {in_words(section.title)}"] if section.title else []
    parts += [_prose(section.prose)] if section.prose else []
    if parts:
        yield _text("\n\n".join(parts))
    yield from map(_code, section.cells)


def _problem(label: str, problem: Problem) -> Iterator[dict[str, Any]]:
    """Yield the words of a problem, with pictures of what its key has where it shows them."""
    shown = PICTURE.search(problem.prose)
    rest = problem.prose.removeprefix(problem.title)
    # Where a problem is a single line, that is no title.
    title, words = (problem.title, rest) if rest.strip() else ("", problem.prose)
    words = PICTURE.sub("", words)
    head = f"### {in_words(f'{label} {title}'.strip())}"
    if shown is None:
        yield _text(f"{head}\n\n{_prose(words)}")
        return
    images = []
    for latex in problem.key:
        drawn = picture(latex)
        if drawn is None:
            images.append(f"$${in_dollars(latex)}$$")
            continue
        # JupyterLab shows no SVG that is attached to a cell; it shows one that is an address.
        data = base64.b64encode(drawn.encode()).decode("ascii")
        images.append(f"![{in_words(shown['says'])}](data:image/svg+xml;base64,{data})")
    yield _text("\n\n".join((head, _prose(words), *images)))


def _prose(text: str) -> str:
    """Return words with their formulas, displays on lines of their own; `code` stays code."""
    parts: list[str] = []
    for place, part in enumerate(_CODE.split(text)):
        parts += [part] if place % 2 else map(_piece, segments(part))
    # Formulas and code side by side have room: between them `$$` would begin a display.
    shown = "".join(
        f" {part}" if before.endswith(_SIGNS) and part.startswith(_SIGNS) else part
        for before, part in pairwise(["", *parts])
    )
    return re.sub(r"\n{3,}", "\n\n", shown).strip()


def _piece(piece: Segment) -> str:
    match piece.kind:
        case "words":
            return _with_names(piece.text)
        case "display":
            return f"\n\n$$\n{in_dollars(piece.text)}\n$$\n\n"
        case _:
            return f"${in_dollars(piece.text)}$"


def _with_names(text: str) -> str:
    """Return words, the names in them in dollars that stand there without."""
    shown, start = "", 0
    for name in NAME.finditer(text):
        shown += in_words(text[start : name.start()]) + f"${in_dollars(name.group())}$"
        start = name.end()
    return shown + in_words(text[start:])


def _answer(label: str, problem: Problem, lang: str, *, tutor: bool) -> dict[str, Any]:
    body = "\n".join(problem.key) if tutor and problem.key else BLANK.text(lang)
    return _code(f"%%answer {label}\n{body}", {"nablatex": {"label": label}})


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata or {},
        "outputs": [],
        "source": source,
    }
