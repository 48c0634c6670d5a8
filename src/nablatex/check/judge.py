"""Judging a claim by its meaning: equal in every random world, or unequal in one.

Identical expressions are equal at once; all others are compared in seeded worlds (`trial`), and
what differs is explained by hypotheses that are tried in the same worlds (`explain`). The choices
of policy are described in `docs/explanation/policies.md`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from nablatex import ops
from nablatex.check import fault_arrays
from nablatex.check.balls import Balls, precision
from nablatex.check.case import Budget, Case, of_one_size
from nablatex.check.closely import differ_closely
from nablatex.check.decimals import agrees_as_rounded
from nablatex.check.edges import differ_elsewhere
from nablatex.check.explain import explain, other_value
from nablatex.check.fault_branches import boundary, contradiction, leaves_out, uncovered_fault
from nablatex.check.fault_calculus import is_unevaluated, unevaluated_fault
from nablatex.check.orientation import differ_in_orientation
from nablatex.check.policy import STANDARD, Policy
from nablatex.check.residues import differ_modulo
from nablatex.check.setting import EMPTY, Setting, setting_of
from nablatex.check.statements import Statements
from nablatex.check.trial import Pair, Trial, agreeing, aligned
from nablatex.check.verdict import Feedback, Outcome, Verdict
from nablatex.equations import Equations
from nablatex.errors import EvaluationError, NablatexError
from nablatex.expr import ZERO, Call, Cases, Compare, Derivative, Expr, Product, Stack, Symbol
from nablatex.latex import write
from nablatex.traverse import free_symbols, parts_of


def judge(
    claimed: Expr, right: Expr, equations: Equations = EMPTY, policy: Policy = STANDARD
) -> Verdict:
    """Return the verdict on an expression against the right one.

    Args:
        claimed: the answer.
        right: the truth.
        equations: what holds; derivatives are taken through them.
        policy: what a teacher has decided.
    """
    if claimed is right:
        return Verdict("correct", 1.0, write(claimed))
    if any(isinstance(side, Call) and side.op in _LOGIC for side in (claimed, right)):
        return undecided(
            write(claimed),
            "what `and` and `or` say of a whole is not compared",
            "`and` 와 `or` 로 이어진 전체는 비교하지 않는다",
        )
    if _has_no_value(claimed) or _has_no_value(right):
        statements = Statements(
            equations,
            policy.seed,
            lambda one, other: judge(one, other, equations, policy),
            lambda one, other: agrees(one, other, equations, policy),
        )
        return statements.judge(claimed, right)
    if _is_zero_of(claimed, right) or _is_zero_of(right, claimed):
        mine, wanted = _as_zero_of(claimed, right), _as_zero_of(right, claimed)
        found = _Judgement(mine, wanted, equations, policy).verdict()
        if found.correct and is_unevaluated(claimed, right, equations):
            return restated(write(claimed))
        if found.correct:
            return replace(found, read_as=write(claimed))
    if _is_change(claimed, right) or _is_change(right, claimed):
        return undecided(
            write(claimed),
            r"$\Delta f$ is a change of f or its Laplacian; write $\nabla^2 f$ for the latter",
            r"$\Delta f$ 는 f 의 변화량일 수도 라플라시안일 수도 있다; 후자는 $\nabla^2 f$ 로 쓴다",
        )
    return _Judgement(claimed, right, equations, policy).verdict()


def _is_zero_of(side: Expr, other: Expr) -> bool:
    r"""Tell whether a side is the 0 that stands for the zero of any shape: $\nabla f = 0$."""
    return side is ZERO and bool(other.shape)


def _as_zero_of(side: Expr, other: Expr) -> Expr:
    return Product((ZERO, other)) if _is_zero_of(side, other) else side


def _is_change(side: Expr, other: Expr) -> bool:
    r"""Tell whether a side has $\Delta f$, and the other second derivatives but no changes."""
    listed = parts_of(other)
    second = any(isinstance(node, Derivative) and node.order > 1 for node in listed)
    return second and any(map(_is_delta, parts_of(side))) and not any(map(_is_delta, listed))


def _is_delta(node: Expr) -> bool:
    return isinstance(node, Symbol) and node.name.startswith(r"\Delta ")


def agrees(
    claimed: Expr, right: Expr, equations: Equations = EMPTY, policy: Policy = STANDARD
) -> bool:
    """Tell whether an expression is right, and nothing of what may be wrong with it."""
    if claimed is right:
        return True
    if _has_no_value(claimed) or _has_no_value(right):
        return judge(claimed, right, equations, policy).correct
    return _Judgement(claimed, right, equations, policy, explained=False).verdict().correct


def has_real_value(expr: Expr, equations: Equations = EMPTY) -> bool:
    """Tell whether an expression has a value in some world of real numbers."""
    setting = setting_of([expr], equations)
    with precision(setting.bits):
        try:
            return any(True for _ in Trial(setting, 0).pairs(expr, expr))
        except NablatexError:
            return False


_LOGIC = (ops.and_, ops.or_, ops.not_, ops.system)


def _has_no_value(expr: Expr) -> bool:
    return isinstance(expr, Compare) or (isinstance(expr, Stack) and expr.kind == "set")


class _Judgement:
    """Two expressions that have values, and what is found out about them."""

    def __init__(
        self,
        claimed: Expr,
        right: Expr,
        equations: Equations,
        policy: Policy,
        explained: bool = True,
    ) -> None:
        self._explained = explained
        self._claimed = claimed
        self._right = right
        self._equations = equations
        self._policy = policy
        self._shown = write(claimed)

    def verdict(self) -> Verdict:
        """Return the verdict; where a size is left open, with one for which the answer is right."""
        setting = setting_of((self._claimed, self._right), self._equations)
        found = self._with(setting)
        if found.outcome == "wrong" and self._leaves_a_size_open():
            again = (self._with(other) for other in setting.with_other_sizes())
            return next((verdict for verdict in again if verdict.correct), found)
        return found

    def _leaves_a_size_open(self) -> bool:
        r"""Tell whether nothing says of what size the identity is: `A \otimes \mathbf{I}`."""
        nodes = [*parts_of(self._claimed), *parts_of(self._right)]
        products = (node for node in nodes if isinstance(node, Call) and node.op is ops.kron)
        return any(
            isinstance(part, Call) and part.op is ops.identity
            for node in products
            for part in parts_of(node)
        )

    def _with(self, setting: Setting) -> Verdict:
        """Return the verdict, in the real numbers, or the complex ones where there is none."""
        why: NablatexError | None = None
        for attempt in map(partial(_with_imaginary, setting), (False, True)):
            with precision(attempt.bits):
                try:
                    found = self._in(Trial(attempt, self._policy.seed))
                except EvaluationError as error:
                    why = error
                    continue
                except NablatexError as error:
                    return undecided(self._shown, str(error))
            if found is not None:
                return found
        if why is not None:
            return undecided(self._shown, str(why))
        return undecided(
            self._shown,
            "no point was found at which both sides have a value",
            "양쪽이 모두 값을 갖는 점을 찾지 못했다",
        )

    def _in(self, trial: Trial) -> Verdict | None:
        """Return the verdict in one kind of numbers, or None where both have no value in them."""
        sides = (self._claimed, self._right)
        pairs, agree = _compared(trial, *sides)
        if not pairs:
            return self._one_varies(trial)
        if agree is None:
            return undecided(
                self._shown,
                "the values are too near to be told apart",
                "두 값이 너무 가까워 구별할 수 없다",
            )
        if agree:
            if differ_modulo(trial, *sides) or differ_closely(trial, *sides):
                return self._wrong((_by_a_little(),))
            if not differ_elsewhere(trial, *sides):
                return self._agreed(trial)
            pairs = list(trial.pairs_tried(*sides))
        elif agrees_as_rounded(trial, *sides):
            return self._correct()
        return self._differed(trial, pairs)

    def _differed(self, trial: Trial, pairs: list[Pair]) -> Verdict:
        """Return the verdict on an answer that is wrong, with what is wrong about it."""
        if not self._explained:
            return self._wrong(())
        budget = Budget(trial.meter.spent)
        case = Case(self._claimed, self._right, trial, of_one_size(pairs), budget)
        try:
            return self._graded(case, explain(case))
        except NablatexError:
            # It is proved to be wrong, whatever became of finding out why.
            return self._wrong((other_value(),))

    def _one_varies(self, trial: Trial) -> Verdict | None:
        """Return the verdict on a constant where something varies, whatever the constant is."""
        sides = (self._claimed, self._right)
        if not any(free_symbols(side) for side in sides) or all(map(free_symbols, sides)):
            return None
        (open_,) = (side for side in sides if free_symbols(side))
        return self._wrong((other_value(),)) if trial.varies(open_) else None

    def _agreed(self, trial: Trial) -> Verdict:
        """Return the verdict on an answer that is right wherever it and the key have values."""
        if is_unevaluated(self._claimed, self._right, self._equations):
            return self._wrong((unevaluated_fault(),))
        if differ_in_orientation(self._claimed, self._right):
            return self._transposed((fault_arrays.orientation_fault(),))
        if leaves_out(trial, self._claimed, self._right):
            return self._wrong((uncovered_fault(),))
        edge = contradiction(trial, self._claimed) or boundary(trial, self._claimed, self._right)
        return self._wrong(edge) if edge else self._correct()

    def _graded(self, case: Case, faults: tuple[Feedback, ...]) -> Verdict:
        if faults[0].kind == "transposed" and not faults[0].where:
            return self._transposed(faults)
        right = fault_arrays.right_entries(case)
        if right is None or not right.shape:
            return self._wrong(faults)
        credit = float(np.mean(right))
        written = isinstance(case.right, (Stack, Cases)) and isinstance(case.claimed, Cases)
        if not written and not isinstance(case.claimed, Stack):
            return self._wrong(faults)
        if credit == 1:
            return self._correct()
        outcome: Outcome = "partial" if 0 < credit < 1 else "wrong"
        return Verdict(outcome, credit, self._shown, faults)

    def _transposed(self, faults: tuple[Feedback, ...]) -> Verdict:
        credit = self._policy.transposed_credit
        return Verdict("partial" if credit else "wrong", credit, self._shown, faults)

    def _wrong(self, faults: tuple[Feedback, ...]) -> Verdict:
        return Verdict("wrong", 0.0, self._shown, faults)

    def _correct(self) -> Verdict:
        return Verdict("correct", 1.0, self._shown)


def _by_a_little() -> Feedback:
    close = "this is close, but it is not the exact value"
    return Feedback("rounded", close, "가깝지만 정확한 값이 아니다")


def _with_imaginary(setting: Setting, imaginary: bool) -> Setting:
    return replace(setting, arithmetic=Balls(imaginary=True)) if imaginary else setting


def _compared(trial: Trial, left: Expr, right: Expr) -> tuple[list[Pair], bool | None]:
    """Return both sides' values, and whether they agree.

    After a difference a few more values tell what it is like; where branches matter, all do.
    """
    pairs: list[Pair] = []
    told: bool | None = None
    for pair in trial.pairs(left, right):
        pairs.append(Pair(pair.world, aligned(pair.left, pair.right), pair.right))
        agree = agreeing(pair.left, pair.right)
        if told is not False and agree is not None:
            told = agree
        if told is False and len(pairs) >= _ENOUGH and not trial.setting.branching:
            break
    return pairs, told


_ENOUGH = 3


def judge_claim(
    claim: Expr, asked: Expr | None, equations: Equations, policy: Policy = STANDARD
) -> Verdict:
    """Return the verdict on a claim: an equation's sides against one another, else `asked`.

    A bare expression is judged against what was asked; several claims are judged one by one.
    """
    if isinstance(claim, Call) and claim.op is ops.system:
        parts = [judge_claim(part, asked, equations, policy) for part in claim.args]
        return together(parts, write(claim))
    if isinstance(claim, Compare):
        if set(claim.relations) != {"="}:
            return undecided(write(claim), "a claim is an equation", "주장은 등식이어야 한다")
        left = claim.terms[0]
        verdicts = [_not_restated(term, left, equations, policy) for term in claim.terms[1:]]
        return together(verdicts, write(claim))
    if asked is None:
        return undecided(
            write(claim),
            "nothing is asked that this could be the answer to",
            "이것이 답이 될 질문이 없다",
        )
    return _not_restated(claim, asked, equations, policy)


def _not_restated(claim: Expr, asked: Expr, equations: Equations, policy: Policy) -> Verdict:
    """Return the verdict on an answer to a question, which is no answer to itself."""
    if claim is asked and isinstance(asked, Derivative):
        return restated(write(claim))
    return judge(claim, asked, equations, policy)


def restated(shown: str) -> Verdict:
    """Return the verdict on an answer that restates the question."""
    return Verdict("wrong", 0.0, shown, (unevaluated_fault(),))


def together(verdicts: list[Verdict], read_as: str) -> Verdict:
    """Return the verdict on several claims: the worst, with the feedback of each.

    Args:
        verdicts: one for each claim, at least one.
        read_as: what was understood of all of them, in LaTeX.
    """
    order = ("unreadable", "wrong", "partial", "undecided", "correct")
    worst = min(verdicts, key=lambda verdict: order.index(verdict.outcome))
    credit = sum(verdict.credit for verdict in verdicts) / len(verdicts)
    feedback = tuple(item for verdict in verdicts for item in verdict.feedback)
    outcome = worst.outcome
    if outcome == "wrong" and credit > 0:
        outcome = "partial"
    return Verdict(outcome, credit, read_as, feedback)


def undecided(shown: str, why: str, why_ko: str = "") -> Verdict:
    """Return the verdict on what cannot be told, with the reason; an error has it in English."""
    en, ko = f"this could not be decided: {why}", f"판정할 수 없음: {why_ko or why}"
    note = Feedback("limit", en, ko)
    return Verdict("undecided", 0.0, shown, (note,))
