r"""Judging what has no value but a meaning: relations and sets.

`y = 2x` says what `2x - y = 0` says, and $\{1, 2\}$ is $\{2, 1\}$. Two relations are the same if
their differences of sides are proportional; they are not if in some world one holds where the other
does not. Where neither is shown, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nablatex.check.balls import precision
from nablatex.check.policy import Policy
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

Judge = Callable[[Expr, Expr, Equations, Policy], Verdict]
_WORLDS = 8
_MOST_ENTRIES = 60
_FLIPPED = {">": "<", ">=": "<="}
_ORDER = {"=", "<", "<="}


def judge_statement(
    claimed: Expr, right: Expr, equations: Equations, policy: Policy, judge: Judge
) -> Verdict:
    """Return the verdict on a relation or a set."""
    shown = write(claimed)

    def verdict(one: Expr, other: Expr) -> Verdict:
        return judge(one, other, equations, policy)

    if isinstance(claimed, Stack) and isinstance(right, Stack):
        return _set(claimed, right, lambda a, b: verdict(a, b).correct)
    if not (isinstance(claimed, Compare) and isinstance(right, Compare)):
        fault = Feedback(
            "relation",
            "a value is asked, and this is none" if isinstance(claimed, Compare) else
            "this is a value; something else is asked",
            "값을 묻고 있다" if isinstance(claimed, Compare) else "값이 아닌 것을 묻고 있다",
        )  # fmt: skip
        return Verdict("wrong", 0.0, shown, (fault,))
    same_ = _same_relation(claimed, right, equations, policy, lambda a, b: verdict(a, b).correct)
    if same_:
        return Verdict("correct", 1.0, shown)
    sides = _equation_faults(claimed, right, verdict)
    if sides:
        return Verdict("wrong", 0.0, shown, sides)
    if same_ is None:
        why = "these relations are not known to say the same, nor not to"
        note = Feedback("limit", f"this could not be decided: {why}", f"판정할 수 없음: {why}")
        return Verdict("undecided", 0.0, shown, (note,))
    return Verdict("wrong", 0.0, shown, (_other_relation(),))


def _equation_faults(
    claimed: Compare, right: Compare, verdict: Callable[[Expr, Expr], Verdict]
) -> tuple[Feedback, ...]:
    """Return what is wrong where one side of an equation is as it should be."""
    if claimed.relations != right.relations or len(claimed.terms) != 2:
        if _flipped_sign(claimed, right):
            return (Feedback("relation", "the relation sign is another one", "관계 기호가 다르다"),)
        return ()
    (a, b), (c, d) = claimed.terms, right.terms
    if a is c:
        return verdict(b, d).feedback
    if verdict(b, d).correct:
        shown = write(a)
        return (
            Feedback(
                "relation",
                f"the right side is right, but of something else than ${shown}$",
                f"오른쪽 변은 맞지만 ${shown}$ 이(가) 아닌 다른 것의 값이다",
                shown,
            ),
        )
    return ()


def _flipped_sign(claimed: Compare, right: Compare) -> bool:
    return claimed.terms == right.terms and claimed.relations != right.relations


def _set(claimed: Stack, right: Stack, equal: Callable[[Expr, Expr], bool]) -> Verdict:
    """Return the verdict on a set; a list of its elements is taken for it."""
    shown = write(claimed)
    if max(len(claimed.entries), len(right.entries)) > _MOST_ENTRIES:
        return Verdict("wrong", 0.0, shown, (_other_elements(),))
    extra = [a for a in claimed.entries if not any(equal(a, b) for b in right.entries)]
    missing = [b for b in right.entries if not any(equal(a, b) for a in claimed.entries)]
    if not extra and not missing:
        return Verdict("correct", 1.0, shown)
    if extra and not missing:
        names = ", ".join(f"${write(a)}$" for a in extra)
        fault = Feedback(
            "extra-term", f"{names} does not belong to it", f"{names} 은(는) 원소가 아니다"
        )
    elif missing and not extra:
        fault = Feedback("missing-term", "an element is missing", "빠진 원소가 있다")
    else:
        fault = _other_elements()
    return Verdict("wrong", 0.0, shown, (fault,))


def _other_elements() -> Feedback:
    return Feedback("entry", "the elements are not the right ones", "원소가 다르다")


def _other_relation() -> Feedback:
    return Feedback("relation", "this is another relation", "다른 관계식이다")


def _same_relation(
    claimed: Compare,
    right: Compare,
    equations: Equations,
    policy: Policy,
    equal: Callable[[Expr, Expr], bool],
) -> bool | None:
    """Return whether two relations say the same, or None where that is not shown."""
    for other in (claimed, _turned_about(claimed)):
        if other.relations == right.relations and all(
            equal(a, b) for a, b in zip(other.terms, right.terms, strict=True)
        ):
            return True
    mine, wanted = _sided(claimed), _sided(right)
    if mine is None or wanted is None:
        return None
    setting = setting_of((claimed, right), equations)
    with precision(setting.bits):
        worlds = [Trial(setting, policy.seed).world(number) for number in range(_WORLDS)]
        if _refuted(mine, wanted, worlds) or _refuted(wanted, mine, worlds):
            return False
        ratios = list(_ratios(mine, wanted, worlds))
        steady = len(ratios) > 2 and all(same(ratio, ratios[0]) for ratio in ratios)
        if mine.relations != wanted.relations or not steady or not certainly(ratios[0], "!=", 0):
            return None
        return True if mine.relations == ("=",) or certainly(ratios[0], ">", 0) else None


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
    for made in worlds:
        world = made
        try:
            if first.relations == ("=",):
                found = _made_true(first, world)
                if found is None:
                    return False
                world = found
            elif not certainly(_margin(first, world), "<", 0):
                continue
            margin = _margin(second, world)
            sign = "!=" if second.relations == ("=",) else ">"
            if certainly(margin, sign, 0):
                return True
        except NablatexError:
            continue
    return False


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
