"""Verdicts and feedback: what a judgement says, in English and Korean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["correct", "partial", "wrong", "unreadable", "undecided"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """One fault of an answer.

    Attributes:
        kind: its name, as in the list of feedback kinds.
        message: a sentence in English; `message_ko` in Korean.
        where: the place in the answer, such as "(2, 1)", or "".
    """

    kind: str
    message: str
    message_ko: str
    where: str = ""

    def text(self, lang: str = "en") -> str:
        """Return the sentence in `lang`."""
        return self.message_ko if lang == "ko" else self.message


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a judgement, with credit from 0 to 1 and what is wrong."""

    outcome: Outcome
    credit: float
    read_as: str
    feedback: tuple[Feedback, ...] = ()

    @property
    def correct(self) -> bool:
        """Whether the answer is right."""
        return self.outcome == "correct"

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
