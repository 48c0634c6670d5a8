"""A learner's answers to the problems of a homework, judged as its key is audited.

Separate from solving a document because one answer is judged at a time, and because the key is
not needed: what is asked follows from what is given. Only what follows from nothing, such as a
formula that is to be typed as it is shown, is compared with the key, where the key is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from nablatex.check import Feedback, Verdict, together, undecided
from nablatex.errors import NablatexError, ReadError, UndefinedError
from nablatex.homework.appearance import first_difference, formulas_in, respelled
from nablatex.homework.solution import ProblemShown
from nablatex.homework.solve import Homework
from nablatex.homework.work import Work
from nablatex.homework.worksheet import Problem
from nablatex.model import check
from nablatex.model.cost import refuse_costly, unreadable
from nablatex.model.text import equations_in

MOST_CLAIMS = 60
# What a label loses where it is written behind %%answer: brackets, dots, spaces, quotes.
_NO_LABEL = re.compile(r"[^\w-]|_")


@dataclass(frozen=True, slots=True)
class Reading:
    """How an answer is understood: LaTeX of each of its lines, or what cannot be read of it."""

    lines: tuple[str, ...]
    unread: str = ""


class Sheet:
    """The problems of a homework, each by its label, and the verdict on an answer to one.

    Attributes:
        homework: the homework.
        lang: its language, "en" or "ko".
        problems: its problems.
        labels: a label for each problem, in order: "2.a" is problem a of section 2.
    """

    def __init__(self, homework: Homework) -> None:
        self.homework = homework
        self.lang = homework.document.language
        self.problems = homework.problems
        self._given = homework.given()
        self.labels = _labels(self.problems)
        self._places = {label: place for place, label in enumerate(self.labels)}
        # A number will do for a letter that is hard to type, where it is no problem's own label.
        for place, problem in enumerate(self.problems):
            self._places.setdefault(f"{problem.section}.{problem.item}", place)

    def has(self, label: str) -> bool:
        """Tell whether there is a problem with a label."""
        return label in self._places

    def problem(self, label: str) -> Problem:
        """Return the problem with a label.

        Raises:
            UndefinedError: there is none.
        """
        return self.problems[self._place(label)]

    def _place(self, label: str) -> int:
        try:
            return self._places[label]
        except KeyError:
            listed = ", ".join(self.labels)
            raise UndefinedError(f"there is no problem {label}; there are {listed}") from None

    def judge(self, label: str, answer: str) -> Verdict:
        """Return the verdict on an answer: every line of it is judged as a claim of its own.

        Raises:
            UndefinedError: there is no such problem.
        """
        place = self._place(label)
        claims = claims_in(answer)
        if not claims:
            return undecided("", "nothing is written yet", "아직 아무것도 쓰지 않았다")
        if len(claims) > MOST_CLAIMS:
            return undecided("", f"more than {MOST_CLAIMS} lines", f"{MOST_CLAIMS}줄보다 많다")
        try:
            return self._judged(place, claims)
        except ReadError as error:
            return unreadable(error)
        except NablatexError as error:
            return undecided(answer, str(error))

    def _judged(self, place: int, claims: Sequence[str]) -> Verdict:
        work = self._work(place, claims)
        for claim in claims:
            _refuse_costly(work, claim)
        judged = work.verdicts()
        found = [verdict for verdict in judged if verdict is not None]
        if len(found) < len(judged):
            return _as_typed(self.problems[place], claims)
        verdict = together(found, r" \quad ".join(v.read_as for v in found))
        missing = work.unanswered() if verdict.correct else ()
        return _in_part(verdict, missing) if missing else verdict

    def _work(self, place: int, claims: Sequence[str]) -> Work:
        problem = self.problems[place]
        before = None if problem.inherits is None else self.problems[problem.inherits]
        return Work(replace(problem, key=tuple(claims)), self._given[place], before)

    def read(self, label: str, answer: str) -> Reading:
        """Return how an answer is understood; what cannot be read is said, never raised.

        Raises:
            UndefinedError: there is no such problem.
        """
        place = self._place(label)
        lines: list[str] = []
        claims = claims_in(answer)[:MOST_CLAIMS]
        work = self._work(place, claims)
        for claim in claims:
            try:
                lines.append(work.read_as(claim))
            except NablatexError as error:
                return Reading(tuple(lines), str(error))
        return Reading(tuple(lines))

    def worked(self, label: str) -> ProblemShown:
        """Return a problem worked out, for a tutor.

        Raises:
            UndefinedError: there is no such problem.
        """
        place = self._place(label)
        return self._work(place, self.problems[place].key).shown()


def _labels(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Return a label for each problem: its section and its own label, no two alike.

    Where a document has a label twice, the second is "2.a-2".
    """
    found: dict[str, None] = {}
    for problem in problems:
        own = _NO_LABEL.sub("", problem.label) or str(problem.item)
        label = f"{problem.section}.{own}"
        alike = (f"{label}-{n}" if n > 1 else label for n in count(1))
        found[next(name for name in alike if name not in found)] = None
    return tuple(found)


def claims_in(answer: str) -> list[str]:
    """Return the claims of an answer: one a line, or display mathematics; `%` begins a remark."""
    kept = [line for line in answer.splitlines() if not line.lstrip().startswith("%")]
    return equations_in("\n".join(kept))


def _refuse_costly(work: Work, claim: str) -> None:
    refuse_costly(work.read(claim), claim)


def _in_part(verdict: Verdict, missing: Sequence[str]) -> Verdict:
    """Return the verdict on what is right and is not all that is asked."""
    listed = ", ".join(f"${latex}$" for latex in missing)
    more = Feedback(
        "unanswered",
        f"this is right; asked is {listed}",
        f"맞지만 구할 것은 {listed} 이다",
    )
    return replace(verdict, outcome="partial", credit=0.5, feedback=(*verdict.feedback, more))


def _as_typed(problem: Problem, claims: Sequence[str]) -> Verdict:
    """Return the verdict on formulas that are to be typed as the key has them."""
    if not problem.key:
        return undecided(
            " ".join(claims),
            "it is kept, and judged with the key",
            "답은 남고, 정답과 함께 채점한다",
        )
    mine, asked = formulas_in(claims), formulas_in(problem.key)
    typed = [_typed(*pair) for pair in _paired(mine, asked)]
    verdict = together(typed, r" \quad ".join(v.read_as for v in typed))
    if len(mine) == len(asked) or not verdict.correct:
        return verdict
    return replace(verdict, outcome="partial", credit=0.5, feedback=(_counted(mine, asked),))


def _counted(mine: Sequence[str], asked: Sequence[str]) -> Feedback:
    """Return what is said where formulas are missing, or more than asked for."""
    if len(mine) < len(asked):
        return Feedback(
            "unanswered",
            f"this is right; {len(asked)} formulas are asked, one a line",
            f"맞지만 식 {len(asked)}개를 한 줄에 하나씩 써야 한다",
        )
    return Feedback(
        "unanswered",
        f"this is right, but there is more than is asked: write {len(asked)}, one a line",
        f"맞지만 더 많이 썼다: 식 {len(asked)}개만 한 줄에 하나씩 써야 한다",
    )


def _paired(mine: Sequence[str], asked: Sequence[str]) -> list[tuple[str, str]]:
    """Return each formula with the one that it answers: the one it looks like, or the next."""
    left = list(asked)
    found: dict[int, str] = {}
    for place, formula in enumerate(mine):
        same = next((shown for shown in left if first_difference(formula, shown) is None), None)
        if same is not None:
            found[place] = same
            left.remove(same)
    waiting = iter(left)
    pairs = ((formula, found.get(k) or next(waiting, "")) for k, formula in enumerate(mine))
    return [pair for pair in pairs if pair[1]]


def _typed(answer: str, shown: str) -> Verdict:
    """Return the verdict by meaning, and by how it looks where the meaning is right."""
    verdict = _by_meaning(answer, shown)
    difference = first_difference(answer, shown)
    if difference is None and (verdict is None or verdict.outcome == "undecided"):
        return Verdict("correct", 1.0, answer)
    if verdict is None:
        verdict = Verdict("wrong", 0.0, answer)
    if difference is None:
        return verdict
    # Sizes are made up where nothing declares any: the sign that makes the difference says more.
    if not verdict.correct and any(item.kind != "shape" for item in verdict.feedback):
        return verdict
    outcome = "partial" if verdict.correct else verdict.outcome
    look = Feedback("appearance", *_looks(*difference, right=verdict.correct))
    return replace(verdict, outcome=outcome, credit=0.5 * verdict.credit, feedback=(look,))


def _by_meaning(answer: str, shown: str) -> Verdict | None:
    """Return the verdict by meaning, or None where what is shown has none: a sign alone."""
    try:
        return check(respelled(answer), respelled(shown))
    except NablatexError:
        return None


def _looks(mine: str, theirs: str, *, right: bool) -> tuple[str, str]:
    """Return what is said of two formulas that look different, in both languages."""
    en = "the meaning is right, but it looks different: " if right else "it looks different: "
    ko = "뜻은 맞지만 모양이 다르다: " if right else "모양이 다르다: "
    # As code: a part of a formula cannot be typeset by itself.
    mine, theirs = (part and f"`{part.replace('`', chr(39))}`" for part in (mine, theirs))
    if not mine:
        return f"{en}{theirs} is missing", f"{ko}{theirs} 이(가) 없다"
    if not theirs:
        return f"{en}{mine} does not belong there", f"{ko}{mine} 은(는) 없어야 한다"
    return f"{en}{mine} stands where {theirs} belongs", f"{ko}{theirs} 자리에 {mine} 이(가) 있다"
