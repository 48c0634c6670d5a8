"""Every step is tried in numbers before it is shown.

A step states one equality. In a random world both sides are computed, the derivative on its left
by differences; a step that fails is an error of ours and stops the derivation instead of teaching
something false. A step about an expression holds the names in it fixed, as its rule does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nablatex.check.judge import close
from nablatex.check.world import World
from nablatex.derivation import Step
from nablatex.equations import Equations, names_in
from nablatex.errors import EvaluationError, LimitError, NablatexError, UndefinedError
from nablatex.expr import Component, Derivative, Symbol
from nablatex.latex import write

MOST_STEPS = 120
_SAMPLE = 16
_WORLDS = 6


def verify(steps: Sequence[Step], equations: Equations) -> None:
    """Raise `NablatexError` if a step is false in numbers.

    Of a derivation longer than `MOST_STEPS` a sample, evenly spread, and the last step are tried.
    """
    stride = 1 if len(steps) <= MOST_STEPS else len(steps) // _SAMPLE
    for step in {id(step): step for step in (*steps[::stride], *steps[-1:])}.values():
        if not holds(step, equations):
            raise NablatexError(
                f"the step {write(step.before)} = {write(step.after)} "
                f"({step.rule.en}) fails in numbers; please report it"
            )


def holds(step: Step, equations: Equations) -> bool:
    """Tell whether both sides agree in the first world in which both have a value.

    A step whose sides have a value in none of the worlds is not contradicted.
    """
    for seed in range(_WORLDS):
        try:
            world = _world(step, equations, seed)
            left, right = world.value(step.before), world.value(step.after)
        except (EvaluationError, LimitError, UndefinedError):
            continue
        left, right = np.asarray(left), np.asarray(right)
        if left.size != right.size:
            return False
        return bool(np.all(close(left.ravel(), right.ravel())))
    return True


def _world(step: Step, equations: Equations, seed: int) -> World:
    # Given numbers are left out: a step is a statement about names.
    general = Equations(equations.definitions, equations.elements, {}, equations.functions)
    world = World(general, seed)
    before = step.before
    if not isinstance(before, Derivative) or isinstance(before.of, (Symbol, Component, Derivative)):
        return world
    fixed = {name: float(world.value(name)) for name in names_in(before.of)}
    return World(general, seed, fixed)
