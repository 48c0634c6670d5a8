"""What one notebook holds: models by name, the worksheet, the answers that were given.

Separate from the magics so that it can be tried without Jupyter: it takes text and returns
verdicts, and knows nothing of cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nablatex.check import Verdict, together, undecided
from nablatex.errors import NablatexError, UndefinedError
from nablatex.homework.answers import MOST_CLAIMS, Reading, Sheet, claims_in
from nablatex.latex import read, write
from nablatex.model import Model

LANGUAGES = ("en", "ko")
# A problem's label begins with the number of its section.
_LIKE_A_PROBLEM = re.compile(r"\d+\.")


@dataclass(slots=True)
class Notebook:
    """The state of a notebook.

    Attributes:
        lang: the language of all words, "en" or "ko".
        models: the models by name.
        current: the name of the model that is meant where none is named, or "".
        sheet: the problems that are answered by their labels, or None.
        answers: what was last judged, by label, each with the model that it names or None.
    """

    lang: str = "en"
    models: dict[str, Model] = field(default_factory=dict)
    current: str = ""
    sheet: Sheet | None = None
    answers: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def add(self, name: str, model: Model) -> None:
        """Keep a model; it is meant where none is named from now on."""
        self.models[name] = model
        self.current = name

    def model(self, name: str | None = None) -> Model:
        """Return the model with a name, or the last one.

        Raises:
            UndefinedError: there is no such model, or none at all.
        """
        wanted = name or self.current
        if wanted in self.models:
            return self.models[wanted]
        if not self.models:
            raise UndefinedError("there is no model yet; begin a cell with %%model and a name")
        raise UndefinedError(f"there is no model {wanted}; there are {', '.join(self.models)}")

    def judge(self, label: str, answer: str, model: str | None = None) -> Verdict:
        """Return the verdict on an answer: to a problem of the worksheet, or about a model.

        Raises:
            UndefinedError: there is neither such a problem nor a model.
        """
        verdict = self._judged(label, answer, model)
        self.answers[label] = (answer, model)
        return verdict

    def judged_again(self) -> dict[str, Verdict]:
        """Return the verdicts on all answers so far, each about what it was about."""
        found: dict[str, Verdict] = {}
        for label, (answer, model) in self.answers.items():
            try:
                found[label] = self._judged(label, answer, model)
            except NablatexError as error:
                found[label] = undecided(answer, str(error))
        return found

    def _judged(self, label: str, answer: str, model: str | None) -> Verdict:
        if self._is_problem(label) and model is None and self.sheet is not None:
            return self.sheet.judge(label, answer)
        claims = claims_in(answer)
        if not claims:
            return undecided("", "nothing is written yet", "아직 아무것도 쓰지 않았다")
        if len(claims) > MOST_CLAIMS:
            return undecided("", f"more than {MOST_CLAIMS} lines", f"{MOST_CLAIMS}줄보다 많다")
        about = self._about(label, model)
        verdicts = [about.check(claim) for claim in claims]
        return together(verdicts, r" \quad ".join(v.read_as for v in verdicts))

    def read(self, label: str, answer: str, model: str | None = None) -> Reading:
        """Return how an answer is understood so far; what cannot be read is said."""
        if self._is_problem(label) and model is None and self.sheet is not None:
            return self.sheet.read(label, answer)
        lines: list[str] = []
        for claim in claims_in(answer)[:MOST_CLAIMS]:
            try:
                known = self._about(label, model) if self.models else None
                expr = read(claim) if known is None else known.read(claim)
                lines.append(write(expr))
            except NablatexError as error:
                return Reading(tuple(lines), str(error))
        return Reading(tuple(lines))

    def _is_problem(self, label: str) -> bool:
        return self.sheet is not None and self.sheet.has(label)

    def _about(self, label: str, model: str | None) -> Model:
        """Return the model that an answer is about.

        Where there is a worksheet, a label that is written as its own are, such as "2.d", names a
        problem or nothing: after a slip in it the answer is not judged by a model instead.

        Raises:
            UndefinedError: there is no such model, or no problem with the label.
        """
        of_sheet = not self.models or _LIKE_A_PROBLEM.match(label)
        if model is None and self.sheet is not None and of_sheet:
            self.sheet.problem(label)
        return self.model(model)
