r"""Judging relations and sets: `y = 2x` says what `2x - y = 0` says, and $\{1, 2\}$ is $\{2, 1\}$.

Two relations are the same if their differences of sides are proportional; they are not if in some
world one holds where the other does not. Where neither is shown, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nablatex.check.verdict import Feedback
from nablatex.check.world import World, usable, whole_names
from nablatex.equations import Equations
from nablatex.errors import NablatexError
from nablatex.expr import Compare, Component, Derivative, Expr, Negation, Stack, Sum, Symbol

Equal = Callable[[Expr, Expr], bool]
_WORLDS = 24
_MOST_ENTRIES = 60
_FLIPPED = {">": "<", ">=": "<="}
_ORDER = {"=", "<", "<="}


def same_set(left: Stack, right: Stack, equal: Equal) -> bool:
    """Tell whether each element of either set equals one of the other."""
    if max(len(left.entries), len(right.entries)) > _MOST_ENTRIES:
        return left is right
    return all(
        any(equal(a, b) for b in there.entries)
        for here, there in ((left, right), (right, left))
        for a in here.entries
    )


def same_relation(
    claimed: Compare, right: Compare, equations: Equations, seed: int, equal: Equal
) -> bool | None:
    """Return whether two relations say the same, or None where that is not shown."""
    if claimed.relations == right.relations and all(
        equal(a, b) for a, b in zip(claimed.terms, right.terms, strict=True)
    ):
        return True
    mine, wanted = _sided(claimed), _sided(right)
    if mine is None or wanted is None:
        return None
    if _refuted(mine, wanted, equations, seed) or _refuted(wanted, mine, equations, seed):
        return False
    ratios = _ratios(mine, wanted, equations, seed)
    steady = len(ratios) > 2 and bool(np.allclose(ratios, ratios[0], rtol=1e-8, atol=0))
    if mine.relations != wanted.relations or not steady:
        return None
    return True if mine.relations == ("=",) or ratios[0] > 0 else None


def relation_fault() -> Feedback:
    """Return what is said of a relation that is another one."""
    return Feedback("relation", "this is another relation", "다른 관계식이다")


def _sided(relation: Compare) -> Compare | None:
    """Return a relation of two scalar sides with `=`, `<` or `<=`, turned about if need be."""
    if len(relation.terms) != 2 or any(term.shape for term in relation.terms):
        return None
    (sign,), (left, right) = relation.relations, relation.terms
    if sign in _FLIPPED:
        return Compare((_FLIPPED[sign],), (right, left))
    return relation if sign in _ORDER else None


def _refuted(first: Compare, second: Compare, equations: Equations, seed: int) -> bool:
    """Tell whether in some world the first relation holds and the second does not."""
    whole = whole_names(first, second)
    for number in range(_WORLDS):
        world = World(equations, seed * 1_000 + number, whole=whole)
        try:
            if first.relations == ("=",):
                found = _made_true(first, world)
                if found is None:
                    return False
                world = found
            elif not _margin(first, world) < 0:
                continue
            margin = _margin(second, world)
        except NablatexError:
            continue
        if (abs(margin) > 1e-6) if second.relations == ("=",) else margin > 1e-6:
            return True
    return False


def _made_true(equation: Compare, world: World) -> World | None:
    """Return the world in which a side that is a name has the other side's value."""
    for name, value in (equation.terms, equation.terms[::-1]):
        if isinstance(name, (Symbol, Component, Derivative)) and name not in world.equations.values:
            return world.moved({name: float(world.value(value))})
    return None


def _margin(relation: Compare, world: World) -> float:
    return float(world.value(_difference(relation)))


def _difference(relation: Compare) -> Expr:
    left, right = relation.terms
    return Sum((left, Negation(right)))


def _ratios(first: Compare, second: Compare, equations: Equations, seed: int) -> list[float]:
    ratios = []
    whole = whole_names(first, second)
    for number in range(_WORLDS):
        world = World(equations, seed * 1_000 + number, whole=whole)
        try:
            top, bottom = _margin(first, world), _margin(second, world)
        except NablatexError:
            continue
        if usable(top) and abs(bottom) > 1e-9:
            ratios.append(top / bottom)
    return ratios
