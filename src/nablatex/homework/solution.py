"""A worked document: what the reports show, as plain text and LaTeX.

Separate from solving so that each report (terminal, page, notebook, Markdown, JSON) is a function
of this data alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Layout = Literal["numerator", "denominator", "mixed"]
KeyVerdict = Literal["agrees", "differs", "unreadable", "nothing-to-check"]
_WORST: tuple[KeyVerdict, ...] = ("differs", "unreadable", "agrees", "nothing-to-check")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in both languages."""

    en: str
    ko: str

    def text(self, lang: str) -> str:
        """Return the sentence in `lang`."""
        return self.ko if lang == "ko" else self.en


@dataclass(frozen=True, slots=True)
class StepShown:
    """One equality of a derivation, both sides as LaTeX, with its rule and a remark or None.

    Its parts are the argument for it, which a report shows to those who ask.
    """

    rule: Message
    before: str
    after: str
    note: Message | None = None
    parts: tuple[StepShown, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedbackShown:
    """What is wrong with a claim: its kind, the sentence, and the place in the claim."""

    kind: str
    message: Message
    where: str


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One claim of the key, as the document has it, and the verdict on it."""

    latex: str
    verdict: KeyVerdict
    feedback: tuple[FeedbackShown, ...] = ()

    @property
    def told(self) -> tuple[FeedbackShown, ...]:
        """The feedback as it is told: what is said in the same words is said once."""
        return tuple({item.message: item for item in reversed(self.feedback)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class ProblemShown:
    """A problem worked out: what is given and asked, what follows, and what its key is worth.

    Section and item count from 1; a derivative that stands in no homework has 0 for both.
    """

    section: int
    item: int
    label: str
    title: str
    prose: str
    given: tuple[str, ...]
    asked: tuple[str, ...]
    derived: tuple[str, ...]
    steps: tuple[StepShown, ...]
    key: tuple[KeyShown, ...]
    warnings: tuple[Message, ...] = ()

    @property
    def number(self) -> str:
        """The problem's number and label as a report heads it, or "" where there is none."""
        return f"{self.section}.{self.item} {self.label}".rstrip() if self.section else ""

    @property
    def verdict(self) -> KeyVerdict:
        """The worst of the key's verdicts."""
        found = {claim.verdict for claim in self.key}
        return next((verdict for verdict in _WORST if verdict in found), "nothing-to-check")


@dataclass(frozen=True, slots=True)
class WorkedDocument:
    """A homework document with every problem worked out."""

    title: str
    language: str
    problems: tuple[ProblemShown, ...]
    layout: Layout = "numerator"

    @property
    def found_something(self) -> bool:
        """Whether some key differs or cannot be read."""
        return any(p.verdict in ("differs", "unreadable") or p.warnings for p in self.problems)
