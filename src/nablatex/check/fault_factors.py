"""Faults among the factors of a product: one missing, a link of a chain, or one too many.

Separate from the terms of a sum: many factors are tried in one world, and only what fits there in
all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from nablatex.check.case import Case, Repair, names_of
from nablatex.check.scalars import same
from nablatex.check.verdict import Feedback
from nablatex.errors import NablatexError
from nablatex.expr import Apply, Derivative, Expr, Negation, Number, Product, Quotient
from nablatex.latex import write
from nablatex.traverse import parts_of

_MOST_FACTORS = 8


def factors_of(expr: Expr) -> list[Expr]:
    """Return what is multiplied, in the numerator of a fraction too."""
    found: list[Expr] = []
    waiting = [expr]
    while waiting and len(found) < _MOST_FACTORS:
        match waiting.pop():
            case Product(parts):
                waiting.extend(reversed(parts))
            case Negation(body) | Quotient(body, _):
                waiting.append(body)
            case part:
                found.append(part)
    return found


def missing_factor(case: Case) -> tuple[Feedback, ...]:
    """The answer times one or two of the factors of the right one is right."""
    return case.first(_lacking(case)) if _is_of_numbers(case) else ()


def extra_factor(case: Case) -> tuple[Feedback, ...]:
    """The right answer times one of the factors of the answer is the answer."""
    return case.first(_left_out(case)) if _is_of_numbers(case) else ()


def _is_of_numbers(case: Case) -> bool:
    return bool(case.pairs) and not case.claimed.shape and not case.right.shape


def _lacking(case: Case) -> Iterator[Repair]:
    listed = [part for part in factors_of(case.right) if not part.shape]
    for count in (1, 2):
        for chosen in combinations(listed, count):
            made = Product((case.claimed, *chosen))
            if any(any(_named(part)) for part in chosen) and _may_be(case, made):
                yield partial(_missing, chosen), made


def _left_out(case: Case) -> Iterator[Repair]:
    for part in factors_of(case.claimed):
        if part.shape or isinstance(part, Number) or part is case.claimed:
            continue
        made = Quotient(case.claimed, part)
        if _may_be(case, made):
            yield partial(_too_many, part), made


def _may_be(case: Case, made: Expr) -> bool:
    """Tell whether a repaired answer is right in the first world."""
    pair = case.pairs[0]
    try:
        return same(pair.world.value(made), pair.right) is not False
    except NablatexError:
        return False


def _missing(chosen: tuple[Expr, ...]) -> Feedback:
    """Say what a factor is about that is missing, which is not the factor itself."""
    match chosen:
        case (Derivative(of, wrt),) if wrt:
            shown, by = write(of), ", ".join(map(write, wrt))
            return Feedback(
                "missing-inner-derivative",
                f"the derivative of ${shown}$ with respect to ${by}$ is missing",
                f"${shown}$ 을(를) ${by}$ (으)로 미분한 것이 빠졌다",
                shown,
            )
        case (Apply(function, orders=orders),) if orders:
            return Feedback(
                "missing-inner-derivative",
                f"a derivative of ${function}$ is missing",
                f"${function}$ 의 미분이 빠졌다",
                function,
            )
    names = dict.fromkeys(name for part in chosen for name in _named(part))
    shown = ", ".join(names)
    return Feedback(
        "factor",
        f"a factor is missing, in which ${shown}$ stands",
        f"${shown}$ 이(가) 들어 있는 인수가 빠졌다",
        shown,
    )


def _named(part: Expr) -> Iterator[str]:
    yield from (node.function for node in parts_of(part) if isinstance(node, Apply))
    yield from map(write, names_of(part))


def _too_many(part: Expr) -> Feedback:
    shown = write(part)
    return Feedback(
        "factor",
        f"there is a factor too many: ${shown}$",
        f"필요 없는 인수가 있다: ${shown}$",
        shown,
    )
