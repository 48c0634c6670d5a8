r"""Decimals: accepted to their own digits, when they have three significant ones or more.

A decimal stands for all numbers that are rounded to it. Worlds in which it is a ball of them say
whether the right value is one of these; an exact answer is never right for being near.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from nablatex.check.balls import Balls, is_significant
from nablatex.check.scalars import certainly, is_exact
from nablatex.check.setting import Setting
from nablatex.check.trial import Trial, aligned
from nablatex.check.world import World, usable
from nablatex.errors import NablatexError
from nablatex.expr import Expr, Number
from nablatex.traverse import postorder

_WORLDS = 3
_LEAST_BITS = 6


def agrees_as_rounded(trial: Trial, claimed: Expr, right: Expr) -> bool:
    """Tell whether an answer in decimals is the right one rounded to its digits."""
    decimals = [n for n in postorder(claimed) if isinstance(n, Number) and n.places]
    if not any(is_significant(n.value, n.places) for n in decimals):
        return False
    rounded = replace(trial.setting, arithmetic=Balls(rounded=True))
    narrow = False
    try:
        for pair in islice(trial.pairs(claimed, right), _WORLDS):
            value = aligned(_like(pair.world, rounded).value(claimed), pair.right)
            if not _meets(value, pair.right):
                return False
            narrow = narrow or all(map(_is_narrow, np.ravel(value)))
    except NablatexError:
        return False
    return narrow


def _like(world: World, setting: Setting) -> World:
    return World(setting, world.seed, world.cut, world.origin, meter=world.meter)


def _meets(left: Any, right: Any) -> bool:
    if np.shape(left) != np.shape(right):
        return False
    flat = zip(np.ravel(left), np.ravel(right), strict=True)
    return all(usable(a) and not certainly(a, "!=", b) for a, b in flat)


def _is_narrow(value: Any) -> bool:
    """Tell whether a rounded value is known to two digits: 1.00^{1000} is not."""
    return is_exact(value) or bool(value.rel_accuracy_bits() >= _LEAST_BITS)
