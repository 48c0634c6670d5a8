"""Working out a document, problem by problem: what holds in each, and its worked solution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources

from nablatex.homework.givens import defines, held, used
from nablatex.homework.scan import parse_document, read_document
from nablatex.homework.solution import ProblemShown, WorkedDocument
from nablatex.homework.work import Work
from nablatex.homework.worksheet import Document, Problem


class Homework:
    """A homework document: its problems, and `solve()` for the worked solutions."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems, in order."""
        return self.document.problems

    @classmethod
    def read(cls, source: str | bytes) -> Homework:
        """Return the homework at a path, or in the bytes that are given."""
        return cls(read_document(source))

    @classmethod
    def lecture(cls, lang: str | None = None) -> Homework:
        """Return the lecture that ships with the package, in English where nothing is said."""
        name = f"backpropagation_{lang or 'en'}.md"
        text = resources.files("nablatex.lectures").joinpath(name).read_text(encoding="utf-8")
        return cls(parse_document(text, name))

    def solved(self) -> Iterator[ProblemShown]:
        """Yield each problem worked out, in order, each as soon as it is."""
        for problem, given in zip(self.problems, self.given(), strict=True):
            before = None if problem.inherits is None else self.problems[problem.inherits]
            yield Work(problem, given, before).shown()

    def given(self) -> list[tuple[str, ...]]:
        """Return what holds in each problem: what it gives, and what it goes on with."""
        given: list[tuple[str, ...]] = []
        for place in range(len(self.problems)):
            given.append(self._given(place, given))
        return given

    def _given(self, place: int, given: list[tuple[str, ...]]) -> tuple[str, ...]:
        """Return what holds in a problem; `given` is what holds in those before it."""
        problem = self.problems[place]
        goes_on = problem.inherits
        context = used(problem.context, (*problem.asked, *problem.givens, *problem.key))
        alone = not problem.givens and not context and goes_on is None and place
        if alone and self.problems[place - 1].section == problem.section:
            # A question about names that only the problem before defines goes on with it.
            goes_on = place - 1 if defines(given[place - 1], problem.asked) else None
        earlier = () if goes_on is None else given[goes_on]
        return held(held(context, earlier), problem.givens)

    def solve(self) -> WorkedDocument:
        """Return the worked solutions and the audit of the key."""
        return self.with_problems(self.solved())

    def with_problems(self, solved: Iterable[ProblemShown]) -> WorkedDocument:
        """Return the worked document whose problems `solved` has yielded."""
        return WorkedDocument(self.document.title, self.document.language, tuple(solved))


def solve(source: str | bytes | None, lang: str | None = None) -> WorkedDocument:
    """Return a document worked out; without one, the lecture that ships with the package."""
    return (Homework.lecture(lang) if source is None else Homework.read(source)).solve()
