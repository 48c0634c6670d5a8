"""Verdicts and feedback: what a judgement says, in English and Korean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from nablatex.expr import Expr
from nablatex.latex import latex_to_text, write

Outcome = Literal["correct", "partial", "wrong", "unreadable", "undecided"]
_FORMULA = re.compile(r"\$([^$]*)\$")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One fault of an answer.

    Attributes:
        kind: its name, as in the list of feedback kinds.
        message: a sentence in English, its formulas in dollars; `message_ko` in Korean.
        where: the place in the answer, such as "(2, 1)", or "".
    """

    kind: str
    message: str
    message_ko: str
    where: str = ""

    def text(self, lang: str = "en") -> str:
        """Return the sentence in `lang` ("en" or "ko"), its formulas as LaTeX in dollars."""
        return self.message_ko if lang == "ko" else self.message

    def plain(self, lang: str = "en") -> str:
        """Return the sentence for a terminal, its formulas in Unicode."""
        return _FORMULA.sub(lambda found: _one_line(found[1]), self.text(lang))


def _one_line(latex: str) -> str:
    shown = latex_to_text(latex)
    return latex if "\n" in shown else shown


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a judgement.

    Attributes:
        outcome: "correct", "partial", "wrong", "unreadable" or "undecided".
        credit: from 0 to 1: right entries over all entries, right claims over all claims.
        read_as: what was understood, in LaTeX.
        feedback: what is wrong, most telling first.
    """

    outcome: Outcome
    credit: float
    read_as: str
    feedback: tuple[Feedback, ...] = ()
    _key: Expr | None = field(default=None, repr=False, compare=False)

    @property
    def correct(self) -> bool:
        """Whether the answer is right."""
        return self.outcome == "correct"

    def with_key(self, key: Expr) -> Verdict:
        """Return the verdict with the right answer, for `reveal`."""
        return replace(self, _key=key)

    def reveal(self) -> str:
        """Return the right answer in LaTeX, or "" where there is none: nothing else tells it."""
        return "" if self._key is None else write(self._key)

    @property
    def told(self) -> tuple[Feedback, ...]:
        """The feedback as it is told: what says the same in the same words is said once."""
        return tuple({item.message: item for item in reversed(self.feedback)}.values())[::-1]

    def plain(self, lang: str = "en") -> str:
        """Return the verdict for a terminal: the outcome, then a line for each fault."""
        return "\n".join([self.outcome, *(f"  {item.plain(lang)}" for item in self.told)])

    def __str__(self) -> str:
        return self.plain()

    def _repr_markdown_(self) -> str:
        """Return what a notebook shows, formulas typeset."""
        rows = [f"**{self.outcome}** &ensp; ${self.read_as}$" if self.read_as else self.outcome]
        return "\n".join([*rows, "", *(f"- {_marked(item.message)}" for item in self.told)])

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """Return the verdict as the object that `check --json` prints."""
        feedback = [
            {"kind": f.kind, "message": f.text(lang), "where": f.where} for f in self.feedback
        ]
        return {
            "outcome": self.outcome,
            "credit": self.credit,
            "read_as": self.read_as,
            "feedback": feedback,
        }


def _marked(message: str) -> str:
    """Return a message as Markdown: the lines that point into the LaTeX keep their spaces."""
    first, _, picture = message.partition("\n")
    indented = "\n".join(f"      {line}" for line in picture.splitlines())
    return f"{first}\n\n{indented}" if picture else first
