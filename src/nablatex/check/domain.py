r"""Points at which everything has a value, looked for where random ones have none.

$\ln(x - 100) + \arcsin y$ wants x over 100 and y within (-1, 1). Each function with a domain of its
own is asked by itself; the names in one that has no value are drawn anew, and what is gained stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flint import fmpq

from nablatex.check.draws import MOST_WORLDS, Draws
from nablatex.check.setting import Setting, is_bound_by_facts, key_of
from nablatex.check.world import World, usable
from nablatex.equations import names_in
from nablatex.errors import EvaluationError, LimitError, UndefinedError
from nablatex.evaluate import Meter
from nablatex.expr import Call, Cases, Component, Expr, Power, Quotient, Symbol
from nablatex.traverse import postorder

_MOST_TRIES = 100
_MOST_NAMES = 12
_MOST_PLACES = 40
_POINTS = 4
_MOST_WORK = 4_000


def points(
    setting: Setting, seed: int, exprs: Iterable[Expr], meter: Meter
) -> Iterator[dict[Expr, fmpq]]:
    """Yield a few points, numbers by name, at which all that has a domain has a value."""
    listed = list(exprs)
    nodes = dict.fromkeys(node for expr in listed for node in postorder(expr))
    places: list[Expr] = [
        node for node in nodes if isinstance(node, (Call, Cases, Power, Quotient))
    ]
    names = [name for name in _free(listed, setting) if name not in setting.whole]
    if len(names) > _MOST_NAMES or len(places) > _MOST_PLACES:
        return
    own = Meter(most=_MOST_WORK)
    try:
        for point in range(_POINTS):
            found = _search(setting, seed * 1_000 + point, places, names, own)
            if found is None:
                return
            yield found
    except LimitError:
        return
    finally:
        meter.spend(own.spent)


def _free(exprs: Iterable[Expr], setting: Setting) -> list[Expr]:
    names = dict.fromkeys(name for expr in exprs for name in names_in(expr))
    return [
        name
        for name in names
        if isinstance(name, (Symbol, Component)) and not name.shape
        if setting.equations.definition(name) is None and not is_bound_by_facts(name, setting)
    ]


def _search(
    setting: Setting, seed: int, places: list[Expr], names: list[Expr], meter: Meter
) -> dict[Expr, fmpq] | None:
    point = {name: _drawn(setting, seed, name, 0) for name in names}
    failing = _failing(World(setting, seed, point, point, meter=meter), places)
    for turn in range(1, _MOST_TRIES):
        if not failing:
            return point
        moved = [name for name in names_in(failing[turn % len(failing)]) if name in point]
        if not moved:
            return None
        tried = {**point, **{name: _drawn(setting, seed, name, turn) for name in moved}}
        left = _failing(World(setting, seed, tried, tried, meter=meter), places)
        if len(left) <= len(failing):
            point, failing = tried, left
    return None


def _drawn(setting: Setting, seed: int, name: Expr, turn: int) -> fmpq:
    draws = Draws(seed, MOST_WORLDS + turn, setting.near)
    return draws.value(f"{key_of(name)}:{turn}")


def _failing(world: World, places: list[Expr]) -> list[Expr]:
    failing = []
    for place in places:
        try:
            if not usable(world.value(place)):
                failing.append(place)
        except EvaluationError:
            failing.append(place)
        except UndefinedError:
            continue
    return failing
