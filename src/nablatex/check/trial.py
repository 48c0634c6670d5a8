r"""Two expressions side by side in several random worlds.

A difference in one world is a proof that they differ (the balls do not meet); agreement in all is
overwhelming evidence that they are equal (Schwartz, "Fast probabilistic algorithms for
verification of polynomial identities", J. ACM 27, 1980). Equal means: equal wherever both have a
value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from nablatex.check.domain import points
from nablatex.check.draws import MOST_WORLDS
from nablatex.check.indices import worlds_for
from nablatex.check.scalars import same
from nablatex.check.setting import Setting
from nablatex.check.world import World, usable
from nablatex.errors import EvaluationError, NablatexError
from nablatex.evaluate import Meter
from nablatex.expr import Expr

_WORLDS = 2
_WORLDS_SIZED = 4
_WORLDS_COUNTING = 8
# So many worlds without a value: a point has to be looked for.
_HOPELESS = 24
_WORLDS_BRANCHING = 12
_MOST_WANTED = 40
# Parts of expressions that one judgement may work out, and its explanation beyond that: under half
# a second, and a tenth of one.
_MOST_WORK = 50_000
MOST_EXPLAINING = 15_000


@dataclass(frozen=True, slots=True)
class Pair:
    """The values of two expressions in a world in which both have one."""

    world: World
    left: Any
    right: Any


class Trial:
    """The worlds of one judgement, made as they are needed and kept.

    Values are kept with them: an answer with one thing in it changed costs only what changed.
    """

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting = setting
        self.seed = seed
        self.meter = Meter(most=_MOST_WORK)
        self._worlds: dict[int, World] = {}
        self._usable: dict[int, World] = {}
        self._found: list[World] | None = None
        self._wanted = _worlds_for(setting)

    def world(self, number: int) -> World:
        """Return the world with this number."""
        if number not in self._worlds:
            self._worlds[number] = World(self.setting, self.seed * 1_000 + number, meter=self.meter)
        return self._worlds[number]

    def pairs(self, left: Expr, right: Expr) -> Iterator[Pair]:
        """Yield both sides' values in the first worlds that have them, as many as are wanted.

        Raises:
            NablatexError: no world has both, and this is why.
        """
        found = 0
        last: EvaluationError | None = None
        for number in range(MOST_WORLDS):
            try:
                pair = self._pair(self.world(number), left, right)
            except EvaluationError as error:
                last = error
                if not found and number >= _HOPELESS:
                    break
                continue
            if pair is not None:
                found += 1
                self._usable[number] = pair.world
                yield pair
            if found == self._wanted:
                return
        if found:
            return
        for world in self._searched(left, right):
            try:
                pair = self._pair(world, left, right)
            except EvaluationError:
                continue
            if pair is not None:
                found += 1
                self._usable[-found] = pair.world
                yield pair
        if not found and last is not None:
            raise last

    def first_pairs(self, left: Expr, right: Expr) -> list[Pair]:
        """Return both sides' values in a few worlds, none where none has them."""
        try:
            return list(islice(self.pairs(left, right), self._wanted))
        except NablatexError:
            return []

    def _pair(self, world: World, left: Expr, right: Expr) -> Pair | None:
        pair = Pair(world, world.value(left), world.value(right))
        return pair if usable(pair.left) and usable(pair.right) else None

    def _searched(self, left: Expr, right: Expr) -> list[World]:
        """Return worlds at points that were looked for, the same for all answers to one key."""
        if self._found is None:
            cuts = points(self.setting, self.seed, (left, right), self.meter)
            seed = self.seed * 1_000
            self._found = [
                World(self.setting, seed + k, cut, cut, meter=self.meter)
                for k, cut in enumerate(cuts)
            ]
        return self._found

    def tried(self) -> list[World]:
        """Return the worlds in which the judged expressions had values."""
        return list(self._usable.values())

    def pairs_tried(self, left: Expr, right: Expr) -> Iterator[Pair]:
        """Yield both sides' values in the worlds in which they had values."""
        for world in self.tried():
            yield Pair(world, aligned(world.value(left), world.value(right)), world.value(right))

    def keep(self, number: int) -> None:
        """Let hypotheses be tried in one world more."""
        self._usable[number] = self.world(number)

    def varies(self, expr: Expr) -> bool:
        """Tell whether an expression has two values that differ."""
        seen: list[Any] = []
        for number in range(_WORLDS):
            try:
                value = self.world(number).value(expr)
            except NablatexError:
                continue
            if usable(value) and any(agreeing(value, other) is False for other in seen):
                return True
            seen.append(value)
        return False

    def like(self, setting: Setting) -> Trial:
        """Return a trial of the same worlds in another setting."""
        trial = Trial(setting, self.seed)
        trial.meter = self.meter
        trial._usable = {
            number: World(setting, world.seed, world.cut, world.origin, meter=self.meter)
            for number, world in self._usable.items()
        }
        return trial

    def equal(self, left: Expr, right: Expr) -> bool:
        """Tell whether two expressions agree in the worlds in which the judged ones had values.

        What has no value in one of them is not equal.
        """
        if left is right:
            return True
        told = False
        for world in self._usable.values():
            try:
                one, other = world.value(left), world.value(right)
            except NablatexError:
                return False
            if not (usable(one) and usable(other)):
                return False
            agree = agreeing(one, other)
            if agree is False:
                return False
            told = told or agree is True
        return told


def _worlds_for(setting: Setting) -> int:
    """Return in how many worlds two sides are compared: in more where more can be otherwise."""
    if setting.axes:
        patterns = max(worlds_for(len(setting.axes)), _WORLDS_BRANCHING)
        return min(2 * patterns, _MOST_WANTED) if setting.branching else patterns
    if setting.branching:
        return _WORLDS_BRANCHING
    if setting.whole:
        return _WORLDS_COUNTING
    return _WORLDS_SIZED if setting.sizes else _WORLDS


def agreeing(left: Any, right: Any) -> bool | None:
    """Tell whether two values are the same; None where their balls are too wide to tell."""
    if not isinstance(left, np.ndarray) and not isinstance(right, np.ndarray):
        return same(left, right)
    left = aligned(left, right)
    if np.shape(left) != np.shape(right):
        return False
    unsure = False
    for one, other in zip(np.ravel(left), np.ravel(right), strict=True):
        agree = same(one, other)
        if agree is False:
            return False
        unsure = unsure or agree is None
    return None if unsure else True


def aligned(value: Any, other: Any) -> Any:
    """Return a value in the shape in which numerator layout prints the other one."""
    if not isinstance(value, np.ndarray) or not isinstance(other, np.ndarray):
        return value
    if value.shape == (1, *other.shape):
        return value[0]
    if value.size != other.size:
        return value
    if other.ndim == 3 and value.ndim == 2:
        # A Jacobian by a matrix is printed with the matrix flattened row by row.
        return value.reshape(other.shape) if value.shape[0] == other.shape[0] else value
    if value.ndim == 1 and other.ndim == 2:
        return value.reshape(other.shape) if 1 in other.shape else value
    return value
