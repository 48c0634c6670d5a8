"""A homework document as it was written: problems, what each gives and asks, and its key.

The data that importers make and `solve` takes; nothing here reads or judges mathematics.
"""

from __future__ import annotations

from dataclasses import dataclass

from nablatex.homework.solution import Message


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem.

    Attributes:
        section, item: its place: number of the section, number within it, both from 1.
        label: as the document has it ("ㄱ", "A1").
        title: the words behind the label.
        prose: the text of the problem.
        givens: LaTeX of what is stated.
        asked: LaTeX of the derivatives that the words ask for.
        key: LaTeX of each claim of the key.
        inherits: place in the document of the problem whose givens hold here too, or None.
        context: LaTeX of what is stated before the problems of its section.
        notes: what was doubtful when it was read.
        cells: code that a notebook has behind the problem.
    """

    section: int
    item: int
    label: str
    title: str
    prose: str
    givens: tuple[str, ...]
    asked: tuple[str, ...]
    key: tuple[str, ...]
    inherits: int | None
    context: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a document: its heading, what it says before its problems, its cells."""

    title: str
    prose: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A homework.

    Attributes:
        title: its title.
        language: "en" or "ko".
        problems: its problems, in order.
        sections: what stands before the first section, then each section in order; a problem's
            section is its place here.
    """

    title: str
    language: str
    problems: tuple[Problem, ...]
    sections: tuple[Section, ...] = ()
