"""Faults of piecewise answers: branches exchanged, wrong or missing, a boundary misplaced."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from nablatex.check.case import Case, Repair
from nablatex.check.draws import MOST_WORLDS
from nablatex.check.edges import (
    clearly_apart,
    conditions_of,
    contradicts_itself,
    gaps,
    lacks_value,
    on_the_edge,
)
from nablatex.check.edits import places, replaced
from nablatex.check.setting import KINKED
from nablatex.check.trial import Pair, Trial, agreeing, aligned
from nablatex.check.verdict import Feedback
from nablatex.check.world import World, usable
from nablatex.errors import EvaluationError, UncoveredError, UndefinedError
from nablatex.expr import Call, Cases, Compare, Component, Derivative, Expr, Sum
from nablatex.latex import write
from nablatex.normalise import covers
from nablatex.traverse import parts_of


def exchanged(case: Case) -> tuple[Feedback, ...]:
    """Two branches are exchanged."""
    return case.first(_exchanged(case.claimed))


def _exchanged(claimed: Expr) -> Iterator[Repair]:
    for path, node in places(claimed, lambda n: isinstance(n, Cases)):
        assert isinstance(node, Cases)
        for first, second in combinations(range(len(node.branches)), 2):
            made = list(node.branches)
            (a, when), (b, other) = made[first], made[second]
            made[first], made[second] = (b, when), (a, other)
            yield _exchanged_fault, replaced(claimed, path, Cases(tuple(made)))


def _exchanged_fault() -> Feedback:
    return Feedback("branch", "two branches are exchanged", "두 경우가 서로 바뀌었다")


def wrong_branch(case: Case) -> tuple[Feedback, ...]:
    """All branches but some are right: it says which are not."""
    if not isinstance(case.claimed, Cases):
        return ()
    fits: list[set[bool]] = [set() for _ in case.claimed.branches]
    for pair in _all_pairs(case):
        place = _holding(case.claimed, pair.world)
        if place is not None:
            fits[place].add(agreeing(pair.left, pair.right) is True)
    wrong = [k for k, seen in enumerate(fits) if False in seen]
    if not wrong or len(wrong) == len(case.claimed.branches):
        return ()
    return tuple(_branch(case.claimed, k) for k in wrong)


def _all_pairs(case: Case) -> list[Pair]:
    try:
        return list(case.trial.pairs(case.claimed, case.right))
    except (EvaluationError, UndefinedError):
        return []


def _holding(cases: Cases, world: World) -> int | None:
    for k, (_, condition) in enumerate(cases.branches):
        try:
            if world.value(condition):
                return k
        except (EvaluationError, UndefinedError):
            return None
    return None


def _branch(cases: Cases, place: int) -> Feedback:
    condition = write(cases.branches[place][1])
    return Feedback(
        "branch",
        f"the branch for ${condition}$ is wrong",
        f"${condition}$ 인 경우가 틀렸다",
        condition,
    )


def missing_branch(case: Case) -> tuple[Feedback, ...]:
    """The answer holds under one condition of the right one only, or has no value under some."""
    if not isinstance(case.right, Cases) and not _is_kinked(case.right):
        return ()
    one = any(agreeing(pair.left, pair.right) is True for pair in _all_pairs(case))
    split = any(isinstance(node, Cases) for node in parts_of(case.claimed))
    if not one or split or _is_kinked(case.claimed):
        return ()
    return (uncovered_fault(),)


def _is_kinked(expr: Expr) -> bool:
    return any(isinstance(node, Call) and node.op in KINKED for node in parts_of(expr))


def uncovered_fault() -> Feedback:
    """Return what is said where an answer leaves out a case that the right one has."""
    return Feedback("missing-branch", "a case is missing", "빠진 경우가 있다")


def leaves_out(trial: Trial, claimed: Expr, right: Expr) -> bool:
    """Tell whether a piecewise answer has no value where the right one has, for want of a case."""
    if lacks_value(trial, claimed, right):
        return True
    split = [node for node in parts_of(claimed) if isinstance(node, Cases)]
    covered = all(covers(condition for _, condition in node.branches) for node in split)
    if covered and not (trial.setting.axes and any(map(_is_next, parts_of(claimed)))):
        return False
    for world in (*map(trial.world, range(MOST_WORLDS)), *gaps(trial, claimed)):
        try:
            there = usable(world.value(right))
        except (EvaluationError, UndefinedError):
            continue
        try:
            world.value(claimed)
        except UncoveredError:
            if there:
                return True
        except (EvaluationError, UndefinedError):
            continue
    return False


def _is_next(node: Expr) -> bool:
    """Tell whether a node is an element that not every index has: `x_{k+1}`."""
    return isinstance(node, Component) and any(isinstance(k, Sum) for k in node.indices)


def contradiction(trial: Trial, claimed: Expr) -> tuple[Feedback, ...]:
    """Return the fault of an answer two branches of which hold at once and differ."""
    if not contradicts_itself(trial, claimed):
        return ()
    en = "two cases hold at once and say different things"
    return (Feedback("branch", en, "두 경우가 동시에 성립하는데 값이 서로 다르다"),)


def boundary(trial: Trial, claimed: Expr, right: Expr) -> tuple[Feedback, ...]:
    """Return the fault of an answer that differs where a condition such as `x > 0` turns."""
    seen: set[frozenset[Expr]] = set()
    measured = isinstance(right, Derivative)
    for condition in conditions_of(claimed, right):
        if not isinstance(condition, Compare) or frozenset(condition.terms) in seen:
            continue
        seen.add(frozenset(condition.terms))
        for world in on_the_edge(trial, condition, met=measured):
            try:
                left, other = world.value(claimed), world.value(right)
            except UncoveredError:
                if _has_value(world, right):
                    return (uncovered_fault(),)
                continue
            except (EvaluationError, UndefinedError):
                continue
            both = usable(left) and usable(other)
            if both and clearly_apart(aligned(left, other), other):
                return (_boundary(condition),)
    return ()


def _has_value(world: World, right: Expr) -> bool:
    try:
        return usable(world.value(right))
    except (EvaluationError, UndefinedError):
        return False


def _boundary(condition: Compare) -> Feedback:
    shown = write(Compare(("=",) * len(condition.relations), condition.terms))
    return Feedback(
        "boundary",
        f"at ${shown}$ the other branch holds: the boundary belongs to it",
        f"${shown}$ 에서는 다른 경우가 성립한다. 경계는 그쪽에 속한다",
        shown,
    )
