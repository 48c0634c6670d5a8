"""Judging a claim by its meaning: equal in every random world, or unequal in one.

Identical expressions are equal at once; otherwise both sides are computed in several seeded worlds.
A difference in one world is a proof of inequality up to rounding; agreement in all is overwhelming
evidence of equality (Schwartz, Fast probabilistic algorithms, J. ACM 27, 1980).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nablatex import ops
from nablatex.check.exact import same_exactly
from nablatex.check.faults import Close, explain
from nablatex.check.hypotheses import boundary_fault, named_fault
from nablatex.check.relations import relation_fault, same_relation, same_set
from nablatex.check.verdict import Feedback, Verdict
from nablatex.check.world import World, usable, whole_names
from nablatex.equations import Equations
from nablatex.errors import EvaluationError, NablatexError
from nablatex.expr import (
    Call,
    Compare,
    Component,
    Derivative,
    Expr,
    Reduction,
    Stack,
    Symbol,
)
from nablatex.latex import write
from nablatex.traverse import postorder

WORLDS = 8
_MOST_SEEDS = 60
_TOLERANCE = 1e-6
_FINE = 1e-11
EMPTY = Equations({}, {}, {}, {})
_ROUNDED = Feedback(
    "rounded", "this is close, but it is not the exact value", "가깝지만 정확한 값이 아니다"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides of a claim in each world where both have a value."""

    left: list[Any]
    right: list[Any]


def judge(claimed: Expr, right: Expr, equations: Equations = EMPTY, seed: int = 0) -> Verdict:
    """Return the verdict on an expression against the right one.

    Args:
        claimed: the answer.
        right: the truth.
        equations: what holds; derivatives are taken through them.
        seed: the same seed gives the same verdict everywhere.
    """
    shown = write(claimed)
    if claimed is right:
        return Verdict("correct", 1.0, shown)
    if _has_no_value(claimed) or _has_no_value(right):
        return _judge_statement(claimed, right, equations, seed)
    return _judge_values(claimed, right, equations, seed)


def _judge_values(claimed: Expr, right: Expr, equations: Equations, seed: int) -> Verdict:
    shown = write(claimed)
    free = not (equations.definitions or equations.elements or equations.values)
    exactly = same_exactly(claimed, right, seed) if free else None
    if exactly:
        return Verdict("correct", 1.0, shown)
    try:
        pair = _samples(claimed, right, equations, seed)
    except NablatexError as error:
        return _undecided(shown, str(error))
    if not pair.left:
        return _undecided(shown, "no point was found at which both sides have a value")
    close = _closeness(claimed, right, equations)
    faults = _compare(claimed, right, pair, close)
    if not faults and free and _differ_on_boundary(claimed, right, seed):
        faults = (boundary_fault(),)
    if not faults and exactly is False:
        faults = (_ROUNDED,)
    if not faults:
        return Verdict("correct", 1.0, shown)
    if faults[0].kind == "entry":
        faults = _named(claimed, right, equations, seed) or faults
    credit = _credit(pair, close)
    return Verdict("partial" if 0 < credit < 1 else "wrong", credit, shown, faults)


def _named(claimed: Expr, right: Expr, equations: Equations, seed: int) -> tuple[Feedback, ...]:
    def equal(one: Expr, other: Expr) -> bool:
        try:
            pair = _samples(one, other, equations, seed)
        except NablatexError:
            return False
        near = _closeness(one, other, equations)
        return bool(pair.left) and all(
            _same(a, b, near) for a, b in zip(pair.left, pair.right, strict=True)
        )

    return named_fault(claimed, right, equal)


def _differ_on_boundary(claimed: Expr, right: Expr, seed: int) -> bool:
    """Tell whether two sides differ where a condition such as `x > 0` turns: at `x = 0`."""
    parts = [*postorder(claimed), *postorder(right)]
    if any(isinstance(node, Derivative) for node in parts):
        return False
    whole = whole_names(claimed, right)
    for place in dict.fromkeys(node for node in parts if isinstance(node, Compare)):
        name, *edge = place.terms
        if len(edge) != 1 or not isinstance(name, (Symbol, Component)) or name.shape:
            continue
        world = World(EMPTY, seed * 1_000, whole=whole)
        try:
            world = world.moved({name: float(world.value(edge[0]))})
            left, other = np.asarray(world.value(claimed)), np.asarray(world.value(right))
        except NablatexError:
            continue
        if usable(left) and usable(other) and not _same(_aligned(left, other), other, close):
            return True
    return False


def judge_claim(claim: Expr, asked: Expr | None, equations: Equations, seed: int = 0) -> Verdict:
    """Return the verdict on a claim: an equation's sides against one another, else `asked`.

    A bare expression is judged against what was asked; several claims are judged one by one.
    """
    if isinstance(claim, Call) and claim.op is ops.system:
        return together([judge_claim(part, asked, equations, seed) for part in claim.args])
    if isinstance(claim, Compare):
        if set(claim.relations) != {"="}:
            return _undecided(write(claim), "a claim is an equation")
        left = claim.terms[0]
        return together([judge(term, left, equations, seed) for term in claim.terms[1:]])
    if asked is None:
        return _undecided(write(claim), "nothing is asked that this could be the answer to")
    return judge(claim, asked, equations, seed)


def _has_no_value(expr: Expr) -> bool:
    return isinstance(expr, Compare) or (isinstance(expr, Stack) and expr.kind == "set")


def _judge_statement(claimed: Expr, right: Expr, equations: Equations, seed: int) -> Verdict:
    """Return the verdict on a relation or a set, which have no value but a meaning."""
    shown = write(claimed)

    def equal(a: Expr, b: Expr) -> bool:
        return judge(a, b, equations, seed).correct

    same: bool | None = None
    if isinstance(claimed, Stack) and isinstance(right, Stack):
        same = claimed.kind == right.kind and same_set(claimed, right, equal)
    elif isinstance(claimed, Compare) and isinstance(right, Compare):
        same = same_relation(claimed, right, equations, seed, equal)
    if same is None:
        return _undecided(shown, "these relations are not known to say the same, nor not to")
    if same:
        return Verdict("correct", 1.0, shown)
    fault = relation_fault() if isinstance(claimed, Compare) else _other_set()
    return Verdict("wrong", 0.0, shown, (fault,))


def _other_set() -> Feedback:
    return Feedback("entry", "the elements are not the right ones", "원소가 다르다")


def together(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict on several claims: the worst, with the feedback of each."""
    order = ("unreadable", "wrong", "partial", "undecided", "correct")
    worst = min(verdicts, key=lambda verdict: order.index(verdict.outcome))
    credit = sum(verdict.credit for verdict in verdicts) / len(verdicts)
    feedback = tuple(item for verdict in verdicts for item in verdict.feedback)
    outcome = worst.outcome
    if outcome == "wrong" and credit > 0:
        outcome = "partial"
    return Verdict(outcome, credit, verdicts[0].read_as, feedback)


def _undecided(shown: str, why: str) -> Verdict:
    note = Feedback("limit", f"this could not be decided: {why}", f"판정할 수 없음: {why}")
    return Verdict("undecided", 0.0, shown, (note,))


def _samples(claimed: Expr, right: Expr, equations: Equations, seed: int) -> Pair:
    """Return both sides' values in the first worlds that have them.

    Raises:
        EvaluationError: no world has both, and this is why.
    """
    pair = Pair([], [])
    last: EvaluationError | None = None
    whole = whole_names(claimed, right, within=equations)
    for number in range(_MOST_SEEDS):
        world = World(equations, seed * 1_000 + number, whole=whole)
        try:
            left, other = world.value(claimed), world.value(right)
        except EvaluationError as error:
            last = error
            continue
        if usable(left) and usable(other):
            pair.left.append(np.asarray(left))
            pair.right.append(np.asarray(other))
        if len(pair.left) == WORLDS:
            break
    if not pair.left and last is not None:
        raise last
    return pair


def close(left: Any, right: Any, tolerance: float = _TOLERANCE) -> Any:
    """Return where two values agree up to the tolerance; the scale of a small one is 1."""
    scale = 1 + np.maximum(np.abs(left), np.abs(right))
    return np.abs(left - right) <= tolerance * scale


def _closeness(claimed: Expr, right: Expr, equations: Equations) -> Close:
    """Return how values are compared: finely, unless a derivative in them is a measured one."""
    places = (claimed, right, *equations.definitions.values())
    measured = any(isinstance(n, (Derivative, Reduction)) for p in places for n in postorder(p))
    return partial(close, tolerance=_TOLERANCE if measured else _FINE)


def _same(left: Any, right: Any, close: Close) -> bool:
    return bool(left.shape == right.shape and np.all(close(left, right)))


def _compare(claimed: Expr, right: Expr, pair: Pair, close: Close) -> tuple[Feedback, ...]:
    """Return no feedback if the sides agree in every world, else what is wrong."""
    lefts = [_aligned(value, other) for value, other in zip(pair.left, pair.right, strict=True)]
    if all(_same(a, b, close) for a, b in zip(lefts, pair.right, strict=True)) and not _column(
        claimed, right
    ):
        return ()
    return explain(claimed, right, lefts, pair.right, close)


def _column(claimed: Expr, right: Expr) -> bool:
    """Tell whether one side is a column and the other a row; a list has no orientation."""
    kinds = {node.kind for node in (claimed, right) if isinstance(node, Stack)}
    return kinds == {"column", "row"}


def _aligned(value: Any, other: Any) -> Any:
    """Return a value in the shape in which numerator layout prints the other one."""
    if value.shape == (1, *other.shape):
        return value[0]
    if value.size == other.size and other.ndim == 3 and value.ndim == 2:
        # A Jacobian by a matrix is printed with the matrix flattened row by row.
        return value.reshape(other.shape) if value.shape[0] == other.shape[0] else value
    if value.size == other.size and value.ndim == 1 and other.ndim == 2:
        return value.reshape(other.shape) if 1 in other.shape else value
    return value


def _credit(pair: Pair, close: Close) -> float:
    shares = []
    for value, other in zip(pair.left, pair.right, strict=True):
        aligned = _aligned(value, other)
        if aligned.shape != other.shape or not other.shape:
            return 0.0
        shares.append(float(np.mean(close(aligned, other))))
    return min(shares)
