"""Every step is tried in numbers before it is shown.

A step states one equality. In a random world both sides are computed, the derivative on its left
by differences; a step that fails is an error of ours and stops the derivation instead of teaching
something false. A step about an expression holds the names in it fixed, as its rule does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nablatex import rules
from nablatex.check.balls import precision
from nablatex.check.scalars import same
from nablatex.check.setting import KINKED, Setting, setting_of
from nablatex.check.world import World, usable
from nablatex.derivation import Step
from nablatex.equations import Equations, names_in
from nablatex.errors import EvaluationError, LimitError, NablatexError, UndefinedError
from nablatex.expr import Call, Cases, Component, Derivative, Symbol
from nablatex.latex import write
from nablatex.traverse import postorder

MOST_STEPS = 120
_SAMPLE = 16
_WORLDS = 16
_AGREEING = 2
_AGREEING_IN_BRANCHES = 6


def verify(steps: Sequence[Step], equations: Equations) -> tuple[Step, ...]:
    """Return the steps, those with a remark that could not be tried in numbers.

    Of a derivation longer than `MOST_STEPS` a sample, evenly spread, and the last step are tried.

    Raises:
        NablatexError: a step is false in numbers.
    """
    stride = 1 if len(steps) <= MOST_STEPS else len(steps) // _SAMPLE
    tried = list({id(step): step for step in (*steps[::stride], *steps[-1:])}.values())
    setting = _setting(tried, equations)
    worlds = 1 if len(steps) > MOST_STEPS else _worlds_for(steps, equations)
    untried: set[int] = set()
    for step in tried:
        verdict = _holds(step, setting, worlds)
        if verdict is False:
            raise NablatexError(
                f"the step {write(step.before)} = {write(step.after)} "
                f"({step.rule.en}) fails in numbers; please report it"
            )
        if verdict is None:
            untried.add(id(step))
    return tuple(_with_remark(step) if id(step) in untried else step for step in steps)


def _with_remark(step: Step) -> Step:
    return replace(step, note=rules.UNTRIED) if step.note is None else step


def _worlds_for(steps: Sequence[Step], equations: Equations) -> int:
    """Return in how many worlds steps are tried: in more where a branch holds in some only."""
    sides = (side for step in steps for side in (step.before, step.after))
    parts = (node for expr in (*equations.definitions.values(), *sides) for node in postorder(expr))
    branching = any(
        isinstance(node, Cases) or (isinstance(node, Call) and node.op in KINKED) for node in parts
    )
    return _AGREEING_IN_BRANCHES if branching else _AGREEING


def holds(step: Step, equations: Equations) -> bool | None:
    """Tell whether both sides agree in the first worlds in which both have a value.

    The answer is None where they have one in no world.
    """
    return _holds(step, _setting([step], equations), _AGREEING)


def _setting(steps: Sequence[Step], equations: Equations) -> Setting:
    # Given numbers are left out: a step is a statement about names.
    sides = [side for step in steps for side in (step.before, step.after)]
    return setting_of(sides, equations.for_steps())


def _holds(step: Step, setting: Setting, worlds: int) -> bool | None:
    agreeing = 0
    with precision(setting.bits):
        for seed in range(_WORLDS):
            try:
                world = _world(step, setting, seed)
                left, right = world.value(step.before), world.value(step.after)
            except (EvaluationError, LimitError, UndefinedError):
                continue
            if not (usable(left) and usable(right)):
                continue
            if np.size(left) != np.size(right):
                return False
            told = [same(a, b) for a, b in zip(np.ravel(left), np.ravel(right), strict=True)]
            if False in told:
                return False
            agreeing += None not in told
            if agreeing == worlds:
                break
    return True if agreeing else None


def _world(step: Step, setting: Setting, seed: int) -> World:
    world = World(setting, seed)
    before = step.before
    if not isinstance(before, Derivative) or isinstance(before.of, (Symbol, Component, Derivative)):
        return world
    names = [name for name in names_in(before.of) if name not in setting.whole]
    fixed = {name: world.value(name) for name in names}
    return World(setting, seed, fixed, fixed)
