"""Working out a document: derive what each problem asks, judge each claim of its key.

Everything is one flow: givens are read into equations, the asked derivative is derived from them,
and each claim is judged against the equations alone, never against the derivation's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources

from nablatex import ops, rules
from nablatex.check import Verdict, judge, judge_claim, verify
from nablatex.derivation import Derivation, Step
from nablatex.differentiate import differentiate, factored
from nablatex.equations import Equations
from nablatex.errors import NablatexError, ReadError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import Call, Derivative, DerivativeStyle, Expr, Rule, Stack
from nablatex.homework.audit import pattern_warnings
from nablatex.homework.givens import defines, held, used
from nablatex.homework.scan import parse_document, read_document
from nablatex.homework.solution import (
    FeedbackShown,
    KeyShown,
    KeyVerdict,
    Message,
    ProblemShown,
    StepShown,
    WorkedDocument,
)
from nablatex.homework.worksheet import Document, Problem
from nablatex.latex import Context, read, write
from nablatex.model import Collector, read_together
from nablatex.model.statements import known_shapes
from nablatex.model.worked import numbers_of
from nablatex.shape import Shape
from nablatex.traverse import number

_VERDICTS: dict[str, KeyVerdict] = {
    "correct": "agrees",
    "partial": "differs",
    "wrong": "differs",
    "unreadable": "unreadable",
    "undecided": "nothing-to-check",
}


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
        given: list[tuple[str, ...]] = []
        for place, problem in enumerate(self.problems):
            given.append(self._given(place, given))
            before = None if problem.inherits is None else self.problems[problem.inherits]
            yield _Work(problem, given[-1], before).shown()

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


class _Work:
    """One problem being worked out."""

    def __init__(self, problem: Problem, givens: tuple[str, ...], before: Problem | None) -> None:
        self._problem = problem
        self._before = before
        self._warnings: list[Message] = list(problem.notes)
        self._givens = givens
        self._collector = Collector()
        self._shapes: dict[str, Shape] = {}
        self._read_givens()
        self._equations: Equations = self._collector.equations()
        self._derivations: list[Derivation] = []
        self._steps: list[Step] = []
        self._derived: list[str] = []
        self._asked: list[Expr] = []
        self._unformed = False

    def _read_givens(self) -> None:
        readable: list[str] = []
        for latex in self._givens:
            try:
                read(latex)
                readable.append(latex)
            except NablatexError as error:
                self._warn(f"cannot read {latex}: {error}", f"읽을 수 없음 {latex}: {error}")
        statements = read_together(readable)
        self._shapes = dict(known_shapes(statements))
        for statement in statements:
            try:
                self._collector.add(statement)
            except NablatexError as error:
                self._warn(str(error), str(error))

    def _warn(self, en: str, ko: str) -> None:
        self._warnings.append(Message(en, ko))

    def _read(self, latex: str) -> Expr:
        return self._collector.one_name(read(latex, context=Context(self._shapes)))

    def shown(self) -> ProblemShown:
        """Return the problem worked out."""
        problem = self._problem
        for latex in problem.asked:
            self._ask(latex)
        self._factor()
        key = tuple(claim for latex in problem.key for claim in self._audit(latex))
        if self._unformed:
            self._look_for_what_was_meant()
        return ProblemShown(
            section=problem.section,
            item=problem.item,
            label=problem.label,
            title=problem.title,
            prose=problem.prose,
            given=self._givens,
            asked=problem.asked,
            derived=tuple(self._derived),
            steps=tuple(map(_shown, self._steps)),
            key=key,
            warnings=tuple(self._warnings),
        )

    # -- deriving -------------------------------------------------------------------------------

    def _ask(self, latex: str) -> None:
        try:
            asked = self._read(latex)
        except ReadError as error:
            self._unformed = True
            self._warn(
                f"{latex} cannot be formed: {error.message}",
                f"{latex} 는 만들 수 없다: 무엇을 미분하는지 알 수 없다",
            )
            return
        try:
            for part in _statements(asked):
                self._derive(part)
        except NablatexError as error:
            self._warn(f"{latex} is not derived: {error}", f"{latex} 를 구하지 못함: {error}")

    def _derive(self, asked: Expr) -> None:
        if not isinstance(asked, Derivative) or asked.style not in ("nabla", "partial", "total"):
            return
        if asked.order > 1:
            # The key is judged all the same: a claim is tried at numbers, not against steps.
            self._asked.append(asked)
            raise NablatexError("derivatives of higher order are judged, but not worked out")
        wrt = asked.wrt[0] if asked.wrt else self._leaf(asked.of)
        style: DerivativeStyle = asked.style
        derivation = differentiate(self._equations, asked.of, wrt, style)
        verify(derivation.steps, self._equations)
        self._asked.append(derivation.asked)
        self._derivations.append(derivation)
        self._steps += derivation.steps
        self._derived.append(f"{write(asked)} = {write(derivation.result)}")
        if self._equations.values:
            self._at_numbers(derivation)

    def _leaf(self, of: Expr) -> Expr:
        """Return the vector that a gradient without a variable is taken by."""
        equations = self._equations
        leaves = [name for name in equations.elements if name not in equations.definitions]
        if len(leaves) == 1:
            return leaves[0]
        raise NablatexError(f"it is not said by what {write(of)} is differentiated")

    def _at_numbers(self, derivation: Derivation) -> None:
        of = derivation.asked.children[0]
        try:
            value = evaluate(derivation.result, scope := numbers_of(self._equations, of, {}))
        except UndefinedError:
            # Numbers are given for some names only: the result stays in terms of the others.
            return
        result = derivation.result
        dims = result.shape
        flat = [_exact(float(entry)) for entry in value.ravel()] if dims else []
        shown = (
            Stack(tuple(flat), dims, "list" if len(dims) == 1 else "matrix")
            if dims
            else (_exact(float(value)))
        )
        for name, right in self._equations.definitions.items():
            if name in scope and not name.shape:
                step = Step(rules.AT_NUMBERS, right, _exact(float(scope[name])))
                self._steps.append(step)
        self._steps.append(Step(rules.BRANCH_HOLDS, derivation.asked, shown))
        self._derived.append(f"{write(derivation.asked)} = {write(shown)}")

    def _factor(self) -> None:
        r"""Add `\nabla_u y \cdot \nabla_x u` where a problem goes on with one asked before."""
        if self._before is None or len(self._problem.asked) < 2:
            return
        try:
            whole = self._read(self._before.asked[0])
            if isinstance(whole, Derivative):
                wrt = whole.wrt[0] if whole.wrt else self._leaf(whole.of)
                step, _ = factored(self._equations, whole.of, wrt)
                self._steps.insert(0, step)
                self._derived.insert(0, f"{write(step.before)} = {write(step.after)}")
        except (NablatexError, IndexError):
            return

    # -- the key --------------------------------------------------------------------------------

    def _audit(self, latex: str) -> Iterator[KeyShown]:
        try:
            claim = self._read(latex)
        except ReadError as error:
            fault = FeedbackShown("syntax", Message(str(error), str(error)), str(error.start))
            yield KeyShown(latex, "unreadable", (fault,))
            return
        self._warnings += pattern_warnings(claim)
        if not self._problem.asked or self._unformed:
            yield KeyShown(latex, "nothing-to-check")
            return
        verdict = self._judged(claim)
        feedback = tuple(
            FeedbackShown(item.kind, Message(item.message, item.message_ko), item.where)
            for item in verdict.feedback
        )
        yield KeyShown(latex, _VERDICTS[verdict.outcome], feedback)

    def _judged(self, claim: Expr) -> Verdict:
        asked = self._asked[0] if self._asked else None
        return judge_claim(claim, asked, self._equations)

    def _look_for_what_was_meant(self) -> None:
        """Say which derivative a key equals whose question cannot be formed."""
        for latex in self._problem.key:
            try:
                claim = self._read(latex)
            except ReadError:
                continue
            for candidate in self._candidates():
                if judge(claim, candidate, self._equations).correct:
                    name = write(candidate)
                    self._warn(f"the key {latex} equals {name}", f"정답 {latex} 는 {name} 와 같다")

    def _candidates(self) -> Iterator[Expr]:
        equations = self._equations
        leaves = [name for name in equations.elements if name not in equations.definitions]
        for of in reversed([name for name in equations.definitions if not name.shape]):
            for wrt in leaves:
                yield Derivative(of, (wrt,), "nabla", 1)
            return


def _statements(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Call) and expr.op is ops.system else (expr,)


def _exact(value: float) -> Expr:
    """Return a number as a lecturer writes it: whole where it is whole, six digits otherwise."""
    if value == int(value):
        return number(int(value))
    return read(f"{value:.6g}" if "e" not in f"{value:.6g}" else f"{value:.10f}")


def _shown(step: Step) -> StepShown:
    note = None if step.note is None else _message(step.note)
    return StepShown(_message(step.rule), write(step.before), write(step.after), note)


def _message(rule: Rule) -> Message:
    return Message(rule.en, rule.ko)
