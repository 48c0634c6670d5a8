"""Working out one problem: derive what it asks, judge each claim of its key.

Separate from the document's flow: givens are read into equations, the asked derivative is derived
from them, and each claim is judged against the equations alone, never against a derivation's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from math import prod

import numpy as np

from nablatex import ops, rules
from nablatex.check import STANDARD, Verdict, judge, together, verify
from nablatex.derivation import Derivation, Step
from nablatex.differentiate import differentiate, differentiate_twice, factored
from nablatex.equations import Equations
from nablatex.errors import NablatexError, ReadError, UndefinedError
from nablatex.evaluate import evaluate
from nablatex.expr import At, Call, Compare, Derivative, Expr, Rule
from nablatex.homework.audit import pattern_warnings
from nablatex.homework.marks import PICTURE
from nablatex.homework.numbers import number_shown, numbers
from nablatex.homework.questions import Question, is_told, questions_in
from nablatex.homework.solution import (
    FeedbackShown,
    KeyShown,
    KeyVerdict,
    Message,
    ProblemShown,
    StepShown,
)
from nablatex.homework.worksheet import Problem
from nablatex.latex import Context, notation_of, read, write
from nablatex.model import Collector, Reading, known_matrices, read_together
from nablatex.model.claims import with_results
from nablatex.model.cost import unreadable
from nablatex.model.plain import made_plain
from nablatex.model.worked import numbers_of

_SHOWN = re.compile(rf":?\s*{PICTURE.pattern}")
_VERDICTS: dict[str, KeyVerdict] = {
    "correct": "agrees",
    "partial": "differs",
    "wrong": "differs",
    "unreadable": "unreadable",
    "undecided": "nothing-to-check",
}


class Work:
    """One problem being worked out, from what holds in it."""

    def __init__(self, problem: Problem, givens: tuple[str, ...], before: Problem | None) -> None:
        self._problem = problem
        self._before = before
        self._warnings: list[Message] = list(problem.notes)
        self._givens = givens
        self._collector = Collector()
        self._notation = notation_of(" ".join((*givens, *problem.asked, *problem.key)))
        self._context = self._read_givens()
        self._mention_elements()
        self._equations: Equations = self._collector.equations()
        self._steps: list[Step] = []
        self._derived: list[str] = []
        self._asked: list[Expr] = []
        self._answered: dict[str, Expr] = {}
        self._results: dict[Expr, Expr] = {}
        self._unformed = False
        self._untold = False

    def _read_givens(self) -> Context:
        reading = read_together(self._givens)
        for error in reading.failed:
            self._warn(
                f"cannot read {error.latex}: {error}", f"읽을 수 없음 {error.latex}: {error}"
            )
        context, statements = self._with_matrices(reading)
        for statement in statements:
            try:
                self._collector.add(statement)
            except NablatexError as error:
                self._warn(str(error), str(error))
        return context

    def _with_matrices(self, reading: Reading) -> tuple[Context, list[Expr]]:
        r"""Return a reading that knows what is asked and answered too: `w_{12}` beside $w_{k2}$."""
        known = reading.context
        claims = (
            _read_or_none(latex, known) for latex in (*self._problem.asked, *self._problem.key)
        )
        matrices = known_matrices(claim for claim in claims if claim is not None)
        if matrices <= known.matrices:
            return known, reading.statements
        context = replace(known, matrices=known.matrices | matrices)
        again = (_read_or_none(latex, context) for latex in self._givens)
        return context, [statement for statement in again if statement is not None]

    def _mention_elements(self) -> None:
        """Let what is asked and answered tell too how the elements of a vector are numbered."""
        for latex in (*self._problem.asked, *self._problem.key):
            try:
                self._collector.mention(read(latex, context=self._context))
            except NablatexError:
                continue  # it is said where it is worked out

    def _warn(self, en: str, ko: str) -> None:
        self._warnings.append(Message(en, ko))

    def read_as(self, latex: str) -> str:
        """Return what was understood of a claim, as LaTeX in the author's spellings.

        Raises:
            ReadError: it cannot be read.
        """
        return write(self.read(latex), self._notation)

    def read(self, latex: str) -> Expr:
        """Return what a claim means among the problem's names.

        Raises:
            ReadError: it cannot be read.
        """
        return self._collector.one_name(read(latex, context=self._context))

    def _work_out(self) -> None:
        """Derive what is asked, and tell which claim answers which question."""
        for latex in self._problem.asked:
            self._ask(latex)
        self._factor()
        self._answered = self._in_order()

    def verdicts(self) -> tuple[Verdict | None, ...]:
        """Return the verdict on each claim of the key; None where nothing is there to check it."""
        self._work_out()
        return tuple(map(self._verdict, self._problem.key))

    def unanswered(self) -> tuple[str, ...]:
        """Return what is asked, where the claims of the key cannot be all of it.

        The entries that are claimed are counted against those that are asked for: one gradient
        does not answer for two, nor one of its entries for the whole.
        """
        asked = sum(map(_entries, self._asked))
        claimed = sum(map(self._claimed, self._problem.key))
        if not self._asked or claimed >= asked:
            return ()
        return tuple(write(question, self._notation) for question in self._asked)

    def _claimed(self, latex: str) -> int:
        try:
            return _entries(self.read(latex))
        except NablatexError:
            return 0

    def shown(self) -> ProblemShown:
        """Return the problem worked out."""
        problem = self._problem
        self._work_out()
        key = tuple(claim for latex in problem.key for claim in self._audit(latex))
        if self._unformed:
            self._look_for_what_was_meant()
        return ProblemShown(
            section=problem.section,
            item=problem.item,
            label=problem.label,
            title=problem.title,
            # The key stands below, and needs no picture.
            prose=_SHOWN.sub("", problem.prose),
            given=self._givens,
            asked=problem.asked,
            derived=tuple(self._derived),
            steps=tuple(map(self._shown, self._steps)),
            key=key,
            warnings=tuple(self._warnings),
        )

    def _shown(self, step: Step) -> StepShown:
        note = None if step.note is None else _message(step.note)
        before, after = (write(side, self._notation) for side in (step.before, step.after))
        return StepShown(_message(step.rule), before, after, note)

    def _equation(self, left: Expr, right: Expr) -> str:
        return f"{write(left, self._notation)} = {write(right, self._notation)}"

    # -- deriving -------------------------------------------------------------------------------

    def _ask(self, latex: str) -> None:
        try:
            asked = self.read(latex)
        except ReadError as error:
            self._unformed = True
            self._warn(
                f"{latex} cannot be formed: {error.message}",
                f"{latex} 는 만들 수 없다: 무엇을 미분하는지 알 수 없다",
            )
            return
        try:
            for question in questions_in(asked, self._equations):
                if is_told(question):
                    self._derive(question)
                else:
                    self._untold = True
                    self._warn(*_not_told(question))
        except NablatexError as error:
            if isinstance(asked, (Derivative, At)):
                # The key is judged all the same: a claim is tried at numbers, not against steps.
                self._asked.append(asked)
            self._warn(f"{latex} is not derived: {error}", f"{latex} 를 구하지 못함: {error}")

    def _derive(self, question: Question) -> None:
        self._equations = equations = question.equations
        if len(question.wrt) == 2:
            derivation = differentiate_twice(equations, question.of, *question.wrt)
        else:
            derivation = differentiate(equations, question.of, question.wrt[0], question.style)
        steps = verify(derivation.steps, equations)
        asked = question.at_point(question.restored(derivation.asked))
        self._asked.append(asked)
        self._steps += map(question.restored_step, steps)
        result = question.restored(derivation.result)
        self._results[asked] = self._results[question.asked] = question.at_point(result)
        self._derived.append(self._equation(question.asked, result))
        if question.there.values:
            self._at_numbers(question, derivation)

    def _at_numbers(self, question: Question, derivation: Derivation) -> None:
        equations = question.there
        try:
            scope = numbers_of(equations, question.of, {}, derivation.result)
            value = evaluate(derivation.result, scope)
        except UndefinedError:
            # Numbers are given for some names only: the result stays in terms of the others.
            return
        if not np.isfinite(value).all():
            return
        for name, right in equations.definitions.items():
            if name in scope and not name.shape and np.isfinite(scope[name]):
                step = Step(rules.AT_NUMBERS, right, number_shown(float(scope[name])))
                if step not in self._steps:
                    self._steps.append(question.restored_step(step))
        asked = question.at_point(question.restored(derivation.asked))
        shown = numbers(value, derivation.result)
        self._steps.append(Step(rules.BRANCH_HOLDS, asked, shown))
        self._derived.append(self._equation(asked, shown))

    def _factor(self) -> None:
        r"""Add `\nabla_u y \cdot \nabla_x u` where a problem goes on with one asked before."""
        if self._before is None or len(self._problem.asked) < 2:
            return
        try:
            for whole in questions_in(self.read(self._before.asked[0]), self._equations):
                if not whole.shown:
                    step, _ = factored(whole.equations, whole.of, whole.wrt[0])
                    self._steps[:0] = verify([step], whole.equations)
                    self._derived.insert(0, self._equation(step.before, step.after))
        except (NablatexError, IndexError):
            return

    # -- the key --------------------------------------------------------------------------------

    def _audit(self, latex: str) -> Iterator[KeyShown]:
        verdict = self._verdict(latex)
        if verdict is None:
            yield KeyShown(latex, "nothing-to-check")
            return
        feedback = tuple(
            FeedbackShown(item.kind, Message(item.message, item.message_ko), item.where)
            for item in verdict.feedback
        )
        yield KeyShown(latex, _VERDICTS[verdict.outcome], feedback)

    def _verdict(self, latex: str) -> Verdict | None:
        """Return the verdict on a claim, or None where nothing is there to check it."""
        try:
            claim = self.read(latex)
        except ReadError as error:
            return unreadable(error)
        self._warnings += pattern_warnings(claim)
        if not self._problem.asked or self._unformed or self._untold:
            return None
        return self._judged(latex, made_plain(claim, self._equations))

    def _judged(self, latex: str, claim: Expr) -> Verdict:
        """Return the verdict on a claim; one without a left side answers one of the questions."""
        parts = claim.args if isinstance(claim, Call) and claim.op is ops.system else ()
        if 1 < len(parts) == len(self._asked) and not any(isinstance(p, Compare) for p in parts):
            # `2x, 3y` answers two questions, in their order.
            pairs = zip(parts, self._asked, strict=True)
            return together([self._against(*pair) for pair in pairs], latex)
        answered = self._answered.get(latex)
        if answered is not None or len(self._asked) < 2:
            return self._against(claim, answered or next(iter(self._asked), None))
        verdicts = [self._against(claim, asked) for asked in self._asked]
        return max(verdicts, key=lambda verdict: verdict.credit if verdict.correct else -1)

    def _against(self, claim: Expr, asked: Expr | None) -> Verdict:
        """Return the verdict on a claim as the answer to one question."""
        return with_results(claim, asked, self._equations, self._results, STANDARD)

    def _in_order(self) -> dict[str, Expr]:
        """Return the question that each claim answers, where they are as many and in order."""
        if len(self._asked) != len(self._problem.asked) or len(self._asked) < 2:
            return {}
        bare = [latex for latex in self._problem.key if self._is_bare(latex)]
        return dict(zip(bare, self._asked, strict=True)) if len(bare) == len(self._asked) else {}

    def _is_bare(self, latex: str) -> bool:
        try:
            return not isinstance(self.read(latex), Compare)
        except NablatexError:
            return True

    def _look_for_what_was_meant(self) -> None:
        """Say which derivative a key equals whose question cannot be formed."""
        for latex in self._problem.key:
            try:
                claim = self.read(latex)
            except ReadError:
                continue
            for candidate in self._candidates():
                if judge(claim, candidate, self._equations).correct:
                    name = write(candidate, self._notation)
                    self._warn(f"the key {latex} equals {name}", f"정답 {latex} 는 {name} 와 같다")

    def _candidates(self) -> Iterator[Expr]:
        equations = self._equations
        leaves = [name for name in equations.elements if name not in equations.definitions]
        for of in reversed([name for name in equations.definitions if not name.shape]):
            for wrt in leaves:
                yield Derivative(of, (wrt,), "nabla", 1)
            return


def _read_or_none(latex: str, context: Context) -> Expr | None:
    try:
        return read(latex, context=context)
    except NablatexError:
        return None


def _not_told(question: Question) -> tuple[str, str]:
    of, wrt = write(question.of), ", ".join(map(write, question.wrt))
    return (
        f"it is not given how {of} depends on {wrt}",
        f"{of} 와 {wrt} 의 관계가 주어지지 않았다",
    )


def _entries(expr: Expr) -> int:
    r"""Return how many numbers an expression stands for.

    An equation stands for as many as its larger side has: in `\nabla z = [...]` the left one does
    not tell.
    """
    if isinstance(expr, Call) and expr.op is ops.system:
        return sum(map(_entries, expr.args))
    sides = expr.terms if isinstance(expr, Compare) else (expr,)
    return max(prod(dim if isinstance(dim, int) else 1 for dim in s.shape) for s in sides)


def _message(rule: Rule) -> Message:
    return Message(rule.en, rule.ko)
