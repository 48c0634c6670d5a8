r"""A second look at what agrees, with many more digits: $e^{100} + 1$ is not $e^{100}$.

Separate from comparing in balls of everyday precision, which is all that most answers need: one
world is looked at again, with more bits than the sizes of its numbers have.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nablatex.check.balls import precision
from nablatex.check.scalars import as_ball, is_exact
from nablatex.check.setting import BITS_MEASURED
from nablatex.check.trial import Trial, agreeing
from nablatex.check.world import World, usable
from nablatex.errors import EvaluationError, UndefinedError
from nablatex.expr import Expr

_BITS = 1_024
_MOST_BITS = 65_536
_BITS_OF_E = 1.4427


def differ_closely(trial: Trial, left: Expr, right: Expr) -> bool:
    """Tell whether two sides that agree are apart in a far higher precision."""
    if trial.setting.bits >= BITS_MEASURED:
        return False
    for world in trial.tried()[:1]:
        values = [*np.ravel(world.value(left)), *np.ravel(world.value(right))]
        if all(map(is_exact, values)):
            return False
        bits = min(_MOST_BITS, _BITS + 2 * max(map(_size, values)))
        with precision(bits):
            again = World(trial.setting, world.seed, world.cut, world.origin, meter=trial.meter)
            try:
                one, other = again.value(left), again.value(right)
            except (EvaluationError, UndefinedError):
                return False
            return usable(one) and usable(other) and agreeing(one, other) is False
    return False


def _size(value: Any) -> int:
    """Return about how many bits a number has in front of its point."""
    ball = abs(as_ball(value))
    if not ball.is_finite():
        return 0
    return int(float((ball.mid() + 1).log()) * _BITS_OF_E)
