"""Faults among the terms of a sum: one missing, one too many, a sign, factors paired crosswise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from nablatex import ops
from nablatex.check.case import Case, Repair
from nablatex.check.verdict import Feedback
from nablatex.expr import (
    Call,
    Component,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from nablatex.latex import write
from nablatex.traverse import postorder

_MOST_TERMS = 12
_MOST_FACTORS = 6


def terms_of(expr: Expr) -> list[Expr]:
    """Return the terms of a sum, a bracket multiplied out where it stands in a product."""
    terms: list[Expr] = []
    waiting = [(expr, False)]
    while waiting and len(terms) <= _MOST_TERMS:
        node, negative = waiting.pop()
        match node:
            case Sum(parts):
                waiting.extend((part, negative) for part in reversed(parts))
            case Negation(body):
                waiting.append((body, not negative))
            case Product(factors) if any(isinstance(factor, Sum) for factor in factors):
                place = next(k for k, factor in enumerate(factors) if isinstance(factor, Sum))
                for part in reversed(factors[place].children):
                    made: Expr = Product((*factors[:place], part, *factors[place + 1 :]))
                    waiting.append((made, negative))
            case Power(Sum() as base, Number(int(order))) if 1 < order < 4:
                waiting.append((Product((base,) * order), negative))
            case Call(op, args) if op is ops.matmul and any(isinstance(a, Sum) for a in args):
                place = next(k for k, arg in enumerate(args) if isinstance(arg, Sum))
                for part in reversed(args[place].children):
                    made = Call(op, (*args[:place], part, *args[place + 1 :]))
                    waiting.append((made, negative))
            case Quotient(Sum(parts), below):
                waiting.extend((Quotient(part, below), negative) for part in reversed(parts))
            case _:
                terms.append(Negation(node) if negative else node)
    return terms


def _plus(expr: Expr, term: Expr) -> Expr:
    return Sum((expr, term))


def _ordinal(place: int) -> tuple[str, str]:
    words = ("first", "second", "third", "fourth", "fifth", "sixth")
    en = words[place - 1] if place <= len(words) else f"{place}th"
    ko = ("첫", "두", "세", "네", "다섯", "여섯")
    return f"the {en} term", f"{ko[place - 1] if place <= len(ko) else place} 번째 항"


def missing_term(case: Case) -> tuple[Feedback, ...]:
    """A term of the right sum is not there: on a path of the chain rule, it says which."""
    wanted = terms_of(case.right)
    if not 1 < len(wanted) <= _MOST_TERMS:
        return ()
    singles = ((partial(_missing, [term]), _plus(case.claimed, term)) for term in wanted)
    found = case.first(singles)
    if found or len(wanted) < 3:
        return found
    extra, missing = unmatched(case)
    return () if extra or not 1 < len(missing) < len(wanted) else (_missing(missing),)


def unmatched(case: Case) -> tuple[list[tuple[Expr, int]], list[Expr]]:
    """Return the terms of an answer that are wrong, with their numbers, and what is missing."""
    left = terms_of(case.right)
    wrong: list[tuple[Expr, int]] = []
    for place, term in enumerate(terms_of(case.claimed), 1):
        match = next((other for other in left if case.equal(term, other)), None)
        if match is None:
            wrong.append((term, place))
        else:
            left.remove(match)
    return wrong, left


def _missing(terms: list[Expr]) -> Feedback:
    through = [name for term in terms for name in _through(term)]
    if through:
        names = ", ".join(f"${write(name)}$" for name in dict.fromkeys(through))
        return Feedback(
            "missing-term",
            f"a path of the chain rule is missing: the one through {names}",
            f"연쇄 법칙의 경로 하나가 빠졌다: {names} 을(를) 지나는 경로",
        )
    if len(terms) > 1:
        return Feedback("missing-term", "several terms are missing", "항이 여러 개 빠졌다")
    return Feedback("missing-term", "a term is missing", "항 하나가 빠졌다")


def _through(term: Expr) -> list[Expr]:
    """Return the names that a product of derivatives leads through."""
    derivatives = [node for node in postorder(term) if isinstance(node, Derivative)]
    tops = dict.fromkeys(node.of for node in derivatives)
    below = {name for node in derivatives for name in node.wrt}
    return [name for name in tops if name in below and isinstance(name, (Symbol, Component))]


def extra_term(case: Case) -> tuple[Feedback, ...]:
    """A term too many; it is the learner's own, so it is shown."""
    mine = terms_of(case.claimed)
    if not 1 < len(mine) <= _MOST_TERMS:
        return ()
    return case.first(
        (partial(_extra, term, place), _plus(case.claimed, Negation(term)))
        for place, term in enumerate(mine, 1)
    )


def _extra(term: Expr, place: int) -> Feedback:
    shown = write(term)
    return Feedback(
        "extra-term",
        f"there is a term too many: ${shown}$",
        f"남는 항이 있다: ${shown}$",
        str(place),
    )


def term_sign(case: Case) -> tuple[Feedback, ...]:
    """One term has the opposite sign."""
    mine = terms_of(case.claimed)
    if not 1 < len(mine) <= _MOST_TERMS:
        return ()
    return case.first(
        (partial(_sign, term, place), Sum((case.claimed, Negation(term), Negation(term))))
        for place, term in enumerate(mine, 1)
    )


def _sign(term: Expr, place: int) -> Feedback:
    shown = write(term)
    return Feedback(
        "sign",
        f"the sign of the term ${shown}$ is the opposite one",
        f"항 ${shown}$ 의 부호가 반대이다",
        str(place),
    )


def crossed_pairing(case: Case) -> tuple[Feedback, ...]:
    """Factors of two terms are exchanged: `a d + c b` for `a b + c d`."""
    return case.first(_uncrossed(case))


def _uncrossed(case: Case) -> Iterator[Repair]:
    mine = terms_of(case.claimed)
    if not 1 < len(mine) <= _MOST_FACTORS:
        return
    for first, second in combinations(range(len(mine)), 2):
        one, other = _factors(mine[first]), _factors(mine[second])
        for k in range(min(len(one), _MOST_FACTORS)):
            for m in range(min(len(other), _MOST_FACTORS)):
                if one[k] is other[m] or len(one) < 2 or len(other) < 2:
                    continue
                changed = list(mine)
                changed[first] = _product([*one[:k], other[m], *one[k + 1 :]])
                changed[second] = _product([*other[:m], one[k], *other[m + 1 :]])
                yield _crossed, Sum(tuple(changed))


def _crossed() -> Feedback:
    return Feedback(
        "crossed-pairing",
        "factors are paired crosswise: one of each of two terms belongs to the other term",
        "인수가 엇갈려 짝지어졌다: 두 항의 인수 하나씩이 서로 바뀌었다",
    )


def _factors(term: Expr) -> list[Expr]:
    if isinstance(term, Negation):
        return [
            Negation(factor) if k == 0 else factor for k, factor in enumerate(_factors(term.body))
        ]
    return list(term.factors) if isinstance(term, Product) else [term]


def _product(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def one_term(case: Case) -> tuple[Expr, Expr, int] | None:
    """Return the one term of the answer that is not right, what belongs there, and its number."""
    mine, wanted = terms_of(case.claimed), terms_of(case.right)
    if not (len(mine) == len(wanted) and 1 < len(mine) <= _MOST_FACTORS):
        return None
    wrong, left = unmatched(case)
    if len(wrong) != 1 or len(left) != 1:
        return None
    return wrong[0][0], left[0], wrong[0][1]


def in_term(found: tuple[Feedback, ...], place: int) -> tuple[Feedback, ...]:
    """Return what is said of one term, with its place."""
    en, ko = _ordinal(place)
    return tuple(
        Feedback(f.kind, f"in {en}: {f.message}", f"{ko}: {f.message_ko}", str(place))
        for f in found
    )
