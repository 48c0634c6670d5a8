r"""Where branches turn: worlds on both sides of every condition, and on its edge.

Random worlds may all lie on one side of `x > 100`, and none lies on `x = 0`. What turns is a
condition of a piecewise expression, or what is in ReLU, a maximum or an absolute value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from typing import Any

import numpy as np
from flint import fmpq

from nablatex import ops
from nablatex.check.balls import Balls
from nablatex.check.draws import MOST_WORLDS
from nablatex.check.scalars import as_ball, certainly, is_exact
from nablatex.check.setting import KINKED, is_bound_by_facts
from nablatex.check.trial import Trial, agreeing
from nablatex.check.world import World, usable
from nablatex.errors import EvaluationError, NablatexError, UndefinedError
from nablatex.expr import (
    ZERO,
    Call,
    Cases,
    Compare,
    Component,
    Expr,
    Negation,
    Reduction,
    Sum,
    Symbol,
)
from nablatex.traverse import parts_of

_MOST_CONDITIONS = 12
_HALVINGS = 60
_HALVINGS_OF_GAP = 24
_MOST_OVERLAPPING = 12
_TRIED_OF_EACH, _MOST_WAYS = 4, 12
# Two values at an edge that was approached, not met, differ by this much or not at all.
_CLEAR = as_ball(2) ** -20


def conditions_of(*exprs: Expr) -> list[Expr]:
    """Return what decides between branches, as conditions."""
    found: dict[Expr, None] = {}
    for node in dict.fromkeys(part for expr in exprs for part in parts_of(expr)):
        match node:
            case Cases(branches):
                found.update(dict.fromkeys(condition for _, condition in branches))
            case Call(ops.indicator, (Compare() as condition,)):
                found[condition] = None
            case Call(op, (argument,)) if op in KINKED and not argument.shape:
                found[Compare((">",), (argument, ZERO))] = None
            case Call(op, (left, right)) if op in KINKED and not node.shape:
                found[Compare((">",), (left, right))] = None
            case _:
                continue
    return list(found)[:_MOST_CONDITIONS]


def differ_elsewhere(trial: Trial, left: Expr, right: Expr) -> bool:
    """Tell whether two sides differ where a condition holds that held in no world so far.

    The world is kept among those in which hypotheses are tried.
    """
    for condition in conditions_of(left, right):
        seen = {_truth(world, condition) for world in trial.tried()}
        for missing in {True, False} - seen:
            for number in range(MOST_WORLDS):
                world = trial.world(number)
                if _truth(world, condition) is missing and _differ(world, left, right):
                    trial.keep(number)
                    return True
    return False


def _truth(world: World, condition: Expr) -> bool | None:
    try:
        held = np.ravel(world.value(condition))
        # Of arrays it holds where it does in every entry, and does not where it does in none.
        return bool(held[0]) if np.all(held == held[0]) else None
    except (EvaluationError, UndefinedError):
        return None


def _differ(world: World, left: Expr, right: Expr) -> bool:
    try:
        one, other = world.value(left), world.value(right)
    except (EvaluationError, UndefinedError):
        return False
    return usable(one) and usable(other) and agreeing(one, other) is False


def lacks_value(trial: Trial, claimed: Expr, right: Expr) -> bool:
    """Tell whether an answer has no value anywhere in a branch of the right one that has some."""
    for condition in conditions_of(right):
        wanted = False
        for world in _where(trial, condition):
            if _has_value(world, right):
                wanted = True
                if _has_value(world, claimed):
                    break
        else:
            if wanted:
                return True
    return False


def _has_value(world: World, expr: Expr) -> bool:
    try:
        return usable(world.value(expr))
    except (EvaluationError, UndefinedError):
        return False


def contradicts_itself(trial: Trial, claimed: Expr) -> bool:
    """Tell whether two branches of an answer hold at once and say different things."""
    for node in parts_of(claimed):
        if not isinstance(node, Cases):
            continue
        branches = [(value, when) for value, when in node.branches if not _is_otherwise(when)]
        for world in map(trial.world, range(_MOST_OVERLAPPING)):
            holding = [value for value, when in branches if _truth(world, when)]
            apart = any(_differ(world, holding[0], other) for other in holding[1:])
            if apart and _has_value(world, claimed):
                return True
    return False


def _is_otherwise(condition: Expr) -> bool:
    return isinstance(condition, Call) and condition.op is ops.otherwise


def gaps(trial: Trial, claimed: Expr) -> Iterator[World]:
    """Yield worlds between the branches of an answer in which none of them holds.

    On the way from a world in which one branch holds to one in which another does there is a place
    at which the first ends; a little behind it another holds, or none.
    """
    for node in parts_of(claimed):
        if not isinstance(node, Cases):
            continue
        held = [list(islice(_where(trial, when), _TRIED_OF_EACH)) for _, when in node.branches]
        for place, (_, when) in enumerate(node.branches):
            others = [world for k, found in enumerate(held) if k != place for world in found]
            for first, last in islice(product(held[place], others), _MOST_WAYS):
                behind = _behind(trial, when, first, last)
                if behind is not None:
                    yield behind


def _where(trial: Trial, condition: Expr) -> Iterator[World]:
    return (w for w in map(trial.world, range(MOST_WORLDS)) if _truth(w, condition))


def _behind(trial: Trial, condition: Expr, first: World, last: World) -> World | None:
    """Return the world just behind the place at which a condition ends between two worlds."""
    names = _leaves(first, condition)
    try:
        ends = [(first.value(name), last.value(name)) for name in names]
        low, high = fmpq(0), fmpq(1)
        for _ in range(_HALVINGS_OF_GAP):
            middle = (low + high) / 2
            there = first.moved(_between(names, ends, middle), depth=0)
            if _truth(there, condition):
                low = middle
            else:
                high = middle
        cut = _between(names, ends, high)
    except (EvaluationError, UndefinedError):
        return None
    return World(trial.setting, first.seed, cut, cut, meter=trial.meter)


def on_the_edge(trial: Trial, condition: Compare, *, met: bool) -> Iterator[World]:
    """Yield worlds in which two sides of a condition are equal, or as near as can be.

    In them two values that are this near count as equal, so that `<` does not hold and `<=` does.

    Args:
        trial: the worlds.
        condition: what turns.
        met: whether only edges that are met exactly are wanted: what is measured at a kink has a
            value next to it.
    """
    for left, right in zip(condition.terms, condition.terms[1:], strict=False):
        sums = any(isinstance(node, Reduction) for node in (*parts_of(left), *parts_of(right)))
        if sums or left.shape or right.shape:
            continue
        margin = Sum((left, Negation(right)))
        cut = _solved(trial, margin) or ({} if met else _approached(trial, margin))
        if cut:
            touching = replace(trial.setting, arithmetic=Balls(touching=True))
            yield World(touching, trial.world(0).seed, cut, cut, meter=trial.meter)


def _solved(trial: Trial, margin: Expr) -> dict[Expr, Any]:
    """Return the point at which a margin that is linear in one name is exactly 0, or nothing."""
    world = trial.world(0)
    for name in _leaves(world, margin)[:3]:

        def gap(value: Any, name: Expr = name) -> Any:
            return world.moved({name: value}, depth=0).value(margin)

        try:
            at_zero, at_one = gap(fmpq(0)), gap(fmpq(1))
            if is_exact(at_zero) and is_exact(at_one) and at_zero != at_one:
                edge = fmpq(at_zero) / (at_zero - at_one)
                if gap(edge) == 0:
                    return {name: edge}
        except (EvaluationError, UndefinedError):
            continue
    return {}


def _approached(trial: Trial, margin: Expr) -> dict[Expr, Any]:
    """Return a point between two worlds where a margin changes its sign, by halving."""
    above = _world_where(trial, margin, ">")
    below = _world_where(trial, margin, "<")
    if above is None or below is None:
        return {}
    names = _leaves(above, margin)
    try:
        ends = [(above.value(name), below.value(name)) for name in names]
        low, high = fmpq(0), fmpq(1)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            there = above.moved(_between(names, ends, middle), depth=0)
            if certainly(there.value(margin), ">", 0):
                low = middle
            else:
                high = middle
        return _between(names, ends, high)
    except (EvaluationError, UndefinedError):
        return {}


def _between(names: list[Expr], ends: list[tuple[Any, Any]], share: fmpq) -> dict[Expr, Any]:
    pairs = zip(names, ends, strict=True)
    return {name: first + share * (last - first) for name, (first, last) in pairs}


def _world_where(trial: Trial, margin: Expr, relation: str) -> World | None:
    for number in range(MOST_WORLDS // 2):
        try:
            if certainly(trial.world(number).value(margin), relation, 0):
                return trial.world(number)
        except (EvaluationError, UndefinedError):
            continue
    return None


def _leaves(world: World, expr: Expr) -> list[Expr]:
    """Return the scalar names that an expression comes down to, through what defines names."""
    equations = world.equations
    nodes = parts_of(expr)
    inside = {child for node in nodes if isinstance(node, Component) for child in node.children}
    found: dict[Expr, None] = {}
    for node in nodes:
        if not isinstance(node, (Symbol, Component)) or node in inside:
            continue
        try:
            entries = world.entries(node)
            order = (
                [leaf for entry in entries for leaf in equations.order(entry)]
                if world.setting.stated
                else entries
            )
        except NablatexError:
            continue
        for leaf in order:
            fixed = equations.definition(leaf) is not None or leaf in equations.values
            fixed = fixed or is_bound_by_facts(leaf, world.setting)
            if not fixed and leaf not in world.setting.whole:
                found[leaf] = None
    return list(found)


def clearly_apart(left: Any, right: Any) -> bool:
    """Tell whether two values differ by more than an edge is missed by."""
    if np.shape(left) != np.shape(right):
        return True
    for one, other in zip(np.ravel(left), np.ravel(right), strict=True):
        size = 1 + abs(as_ball(one)) + abs(as_ball(other))
        if bool(abs(as_ball(one) - as_ball(other)) > _CLEAR * size):
            return True
    return False
