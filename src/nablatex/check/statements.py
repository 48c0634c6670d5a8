r"""Judging what has no value but a meaning: relations and sets.

`y = 2x` says what `2x - y = 0` says, and $\{1, 2\}$ is $\{2, 1\}$. Two relations are the same if
their differences of sides are proportional; they are not if in some world one holds where the other
does not. Where neither is shown, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from nablatex.check.balls import precision
from nablatex.check.scalars import as_float, certainly, is_zero, same
from nablatex.check.setting import setting_of
from nablatex.check.trial import Trial
from nablatex.check.verdict import Feedback, Verdict
from nablatex.check.world import World
from nablatex.equations import Equations
from nablatex.errors import NablatexError
from nablatex.expr import (
    ZERO,
    Compare,
    Component,
    Derivative,
    Expr,
    Negation,
    Stack,
    Sum,
    Symbol,
)
from nablatex.latex import write
from nablatex.traverse import contains

_WORLDS = 8
_MOST_ENTRIES = 40
_FLIPPED = {">": "<", ">=": "<="}
_ORDER = {"=", "<", "<="}


@dataclass(frozen=True, slots=True)
class Statements:
    """How statements are compared, in what holds.

    Attributes:
        equations: what holds.
        seed: the seed of the worlds.
        verdict: the verdict on two values.
        agrees: whether two values are equal, with nothing explained.
    """

    equations: Equations
    seed: int
    verdict: Callable[[Expr, Expr], Verdict]
    agrees: Callable[[Expr, Expr], bool]

    def judge(self, claimed: Expr, right: Expr) -> Verdict:
        """Return the verdict on a relation or a set."""
        shown = write(claimed)
        if isinstance(claimed, Stack) and isinstance(right, Stack):
            return self._set(claimed, right)
        if not (isinstance(claimed, Compare) and isinstance(right, Compare)):
            return Verdict("wrong", 0.0, shown, (_no_value(isinstance(claimed, Compare)),))
        same_meaning = self._same(claimed, right)
        if same_meaning:
            return Verdict("correct", 1.0, shown)
        found = self._side(claimed, right)
        if found is not None:
            return replace(found, read_as=shown)
        if same_meaning is None:
            why = "these relations are not known to say the same, nor not to"
            note = Feedback("limit", f"this could not be decided: {why}", f"판정할 수 없음: {why}")
            return Verdict("undecided", 0.0, shown, (note,))
        return Verdict("wrong", 0.0, shown, (_other_relation(),))

    def _side(self, claimed: Compare, right: Compare) -> Verdict | None:
        """Return the verdict where only one side of an equation is another one, or the sign is."""
        if claimed.relations != right.relations or len(claimed.terms) != 2:
            if claimed.terms == right.terms:
                return Verdict("wrong", 0.0, "", (_other_sign(),))
            return None
        (a, b), (c, d) = claimed.terms, right.terms
        if a is c:
            return self.verdict(b, d)
        return Verdict("wrong", 0.0, "", (_of_another(a),)) if self.agrees(b, d) else None

    def _set(self, claimed: Stack, right: Stack) -> Verdict:
        """Return the verdict on a set; a list of its elements is taken for it."""
        shown = write(claimed)
        if max(len(claimed.entries), len(right.entries)) > _MOST_ENTRIES:
            why = f"sets of more than {_MOST_ENTRIES} elements are not compared"
            note = Feedback("limit", why, f"원소가 {_MOST_ENTRIES}개를 넘는 집합은 비교하지 않는다")
            return Verdict("undecided", 0.0, shown, (note,))
        left = dict.fromkeys(right.entries)
        extra = []
        for entry in dict.fromkeys(claimed.entries):
            found = [other for other in right.entries if self.agrees(entry, other)]
            for other in found:
                left.pop(other, None)
            if not found:
                extra.append(entry)
        if not extra and not left:
            return Verdict("correct", 1.0, shown)
        return Verdict("wrong", 0.0, shown, (_other_elements(extra, bool(left)),))

    def _same(self, claimed: Compare, right: Compare) -> bool | None:
        """Return whether two relations say the same, or None where that is not shown."""
        for other in (claimed, _turned_about(claimed)):
            if other.relations == right.relations and all(
                self.agrees(a, b) for a, b in zip(other.terms, right.terms, strict=True)
            ):
                return True
        mine, wanted = _sided(claimed), _sided(right)
        if mine is None or wanted is None:
            return None
        setting = setting_of((claimed, right), self.equations)
        with precision(setting.bits):
            trial = Trial(setting, self.seed)
            worlds = [trial.world(number) for number in range(_WORLDS)]
            if _refuted(mine, wanted, worlds) or _refuted(wanted, mine, worlds):
                return False
            ratios = list(_ratios(mine, wanted, worlds))
        steady = len(ratios) > 2 and all(same(ratio, ratios[0]) for ratio in ratios)
        if mine.relations != wanted.relations or not steady or not certainly(ratios[0], "!=", 0):
            return None
        return True if mine.relations == ("=",) or certainly(ratios[0], ">", 0) else None


def _no_value(relation: bool) -> Feedback:
    if relation:
        return Feedback("relation", "a value is asked, and this is none", "값을 묻고 있다")
    return Feedback(
        "relation", "this is a value; something else is asked", "값이 아닌 것을 묻고 있다"
    )


def _other_sign() -> Feedback:
    return Feedback("relation", "the relation sign is another one", "관계 기호가 다르다")


def _of_another(left: Expr) -> Feedback:
    shown = write(left)
    return Feedback(
        "relation",
        f"the right side is right, but of something else than ${shown}$",
        f"오른쪽 변은 맞지만 ${shown}$ 이(가) 아닌 다른 것의 값이다",
        shown,
    )


def _other_elements(extra: list[Expr], missing: bool) -> Feedback:
    if extra and missing:
        return Feedback("entry", "the elements are not the right ones", "원소가 다르다")
    if missing:
        return Feedback("missing-term", "an element is missing", "빠진 원소가 있다")
    names = ", ".join(f"${write(entry)}$" for entry in extra)
    return Feedback("extra-term", f"{names} does not belong to it", f"{names} 은(는) 원소가 아니다")


def _other_relation() -> Feedback:
    return Feedback("relation", "this is another relation", "다른 관계식이다")


def _turned_about(relation: Compare) -> Compare:
    """Return `3 > x` for `x < 3`, chains too."""
    about = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
    signs = tuple(about.get(sign, sign) for sign in reversed(relation.relations))
    return Compare(signs, relation.terms[::-1])


def _sided(relation: Compare) -> Compare | None:
    """Return a relation of two scalar sides with `=`, `<` or `<=`, turned about if need be."""
    if len(relation.terms) != 2 or any(term.shape for term in relation.terms):
        return None
    (sign,), (left, right) = relation.relations, relation.terms
    if sign in _FLIPPED:
        return Compare((_FLIPPED[sign],), (right, left))
    return relation if sign in _ORDER else None


def _refuted(first: Compare, second: Compare, worlds: list[World]) -> bool:
    """Tell whether in some world the first relation holds and the second does not."""
    for world in worlds:
        try:
            there = _where(first, world)
            if there is None:
                continue
            margin = _margin(second, there)
            sign = "!=" if second.relations == ("=",) else ">"
            if certainly(margin, sign, 0):
                return True
        except NablatexError:
            continue
    return False


def _where(relation: Compare, world: World) -> World | None:
    """Return the world if a relation holds in it, or one in which an equation was made to."""
    if relation.relations == ("=",):
        return _made_true(relation, world)
    return world if certainly(_margin(relation, world), "<", 0) else None


def _made_true(equation: Compare, world: World) -> World | None:
    """Return the world in which a side that is a name has the other side's value."""
    for name, value in (equation.terms, equation.terms[::-1]):
        free = isinstance(name, (Symbol, Component, Derivative)) and not contains(value, name)
        if free and name not in world.equations.values:
            return world.moved({name: world.value(value)}, depth=0)
    return None


def _margin(relation: Compare, world: World) -> Any:
    left, right = relation.terms
    return world.value(left if right is ZERO else Sum((left, Negation(right))))


def _ratios(first: Compare, second: Compare, worlds: list[World]) -> Iterator[Any]:
    for world in worlds:
        try:
            top, bottom = _margin(first, world), _margin(second, world)
        except NablatexError:
            continue
        if not is_zero(bottom) and abs(as_float(bottom)) > 1e-12:
            yield top / bottom
