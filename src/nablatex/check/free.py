"""The numbers of names that nothing defines: random, fitting what is known of them, moved along.

Separate from a world, which knows what each name is defined as: here is what is left open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flint import fmpq

from nablatex.check.fitting import fitting
from nablatex.check.indices import pattern
from nablatex.check.measure import depends
from nablatex.check.setting import key_of
from nablatex.equations import bare
from nablatex.expr import Component, Expr, Symbol

if TYPE_CHECKING:
    from nablatex.check.world import World

SEEDS = 1_000
_COST_OF_WAVE = 8


class Free:
    """The free names of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._fitting: dict[str, Any] = {}

    def index(self, index: Expr) -> int:
        """Return the number of an index, so that each is equal to each other one in some world."""
        axes, turn = self._world.setting.axes, self._world.seed % SEEDS
        block = pattern(len(axes), turn)[list(axes).index(index)]
        dim = axes[index]
        first = 1 if isinstance(dim, int) else self._world.first("")
        return first + (turn + block) % self._world.size(dim)

    def _drawn(self, name: Expr) -> Any:
        """Return a name's random number, one of an array that fits what is known of it."""
        base = name.base if isinstance(name, Component) else name
        letter = bare(base.name) if isinstance(base, Symbol) else ""
        if letter not in self._world.setting.facts:
            return self._world.draws.value(key_of(name))
        if letter not in self._fitting:
            shape, words = self._world.setting.facts[letter]
            sizes = tuple(map(self._world.size, shape))
            self._fitting[letter] = fitting(
                words, sizes, lambda place: self._world.draws.value(f"{letter}_{place}")
            )
        if not isinstance(name, Component):
            return self._fitting[letter]
        first = self._world.first(letter)
        return self._fitting[letter][tuple(k - first for k in self._world.places(name.indices))]

    def number(self, name: Expr) -> Any:
        """Return a name's random number, moved along with what it depends on."""
        here = self._drawn(name)
        offsets = self.offsets(name)
        if not offsets:
            return here
        return here + self.wave(name, offsets, ()) - self.wave(name, {}, ())

    def offsets(self, name: Expr) -> dict[Expr, Any]:
        """Return how far everything is moved that a name depends on; a number on nothing."""
        if name in self._world.equations.given:
            return {}
        return {
            x: value - self._world.origin.get(x, 0)
            for x, value in self._world.cut.items()
            if depends(self._world.setting, name, x)
        }

    def wave(self, name: Expr, offsets: Mapping[Expr, Any], by: tuple[Expr, ...]) -> Any:
        """Return a free name, or its derivative, as a function of what it depends on.

        Args:
            name: the name.
            offsets: how far each name that it depends on is from where it was.
            by: by what it is differentiated.
        """
        self._world.meter.spend(_COST_OF_WAVE)
        listed = list(dict.fromkeys((*offsets, *by)))
        keys = [key_of(x) for x in listed]
        at = [offsets.get(x, fmpq(0)) for x in listed]
        places = [listed.index(x) for x in by]
        return self._world.draws.wave(f"d {key_of(name)}", keys, at, places)
