r"""Sums, products, limits and integrals, and the indices that they bind.

A sum takes what follows it up to `+` or `-`. `\sum_i^n` is a sum of i up to n from wherever i
begins. In `\sum_{i<j} x_i x_j` both letters are bound if they stand in the order of the alphabet
and j is used in the body and nowhere else; in `\sum_{j<i} w_{ij} x_j` and `\sum_{j \neq i} x_j`
only the first is. `\sum_{i<j<k}` binds every letter that can be an index, `\sum_{0<i<n}` only i.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import NamedTuple

from nablatex.expr import Compare, Expr, Reduction, ReductionKind, Symbol
from nablatex.latex.elaborate_terms import Found, end_of_term, joined
from nablatex.latex.scope import Items, Scope, index_name, name_of
from nablatex.latex.steps import INDEX_LETTERS
from nablatex.latex.syntax import (
    Big,
    Fraction,
    Group,
    Integral,
    Listing,
    Mark,
    Num,
    Relation,
    Scripts,
    Syntax,
    System,
    Term,
)
from nablatex.shape import SCALAR

_KINDS: dict[str, ReductionKind] = {"sum": "sum", "prod": "prod", "limit": "limit"}
_ORDER = ("<", "<=")


class Bound(NamedTuple):
    """An index with what its operator says of it."""

    name: str
    symbol: Expr
    lower: Expr | None = None
    upper: Expr | None = None
    condition: Expr | None = None


def big(scope: Scope, items: Items, place: int) -> Generator[Syntax, Expr, Found]:
    """Return a sum, product or limit with all that it takes."""
    item = items[place]
    head = item.base if isinstance(item, Scripts) else item
    assert isinstance(head, Big)
    sign = "lim" if head.name == "limit" else head.name
    scope.check_row(items, place, _is_big)
    stop = end_of_term(items, place + 1)
    if stop == place + 1:
        raise scope.error(rf"nothing stands after \{sign}", item, expected="a formula")
    if not isinstance(item, Scripts) or item.sub is None or item.primes:
        raise scope.error(rf"\{sign} has no index", item, expected=rf"\{sign}_{{i}}")
    kind = _KINDS[head.name]
    upper: Expr | None = None
    if item.sup is not None:
        upper = yield item.sup
    scope.nest(item)
    body = joined(items[place + 1 : stop])
    bounds = yield from bound_by(scope, item.sub, upper, body)
    if (kind == "limit") != any(_is_target(bound, item.sub) for bound in bounds):
        raise scope.error(rf"\{sign} does not bind this", item.sub, _EXPECTED[kind])
    value: Expr = yield body
    scope.unnest()
    return reduced(scope, kind, value, bounds), stop


def _is_big(item: Syntax) -> bool:
    return isinstance(item.base if isinstance(item, Scripts) else item, Big)


def reduced(scope: Scope, kind: ReductionKind, value: Expr, bounds: list[Bound]) -> Expr:
    """Return the reduction of `value` by what is bound, and release the indices."""
    for bound in reversed(bounds):
        scope.release(bound.name)
        value = Reduction(kind, value, bound.symbol, bound.lower, bound.upper, bound.condition)
    return value


_EXPECTED = {"sum": "i = 1", "prod": "i = 1", "limit": r"x \to 0"}


def _is_target(bound: Bound, sub: Syntax) -> bool:
    return isinstance(sub, Relation) and sub.relations == ("to",) and bound.lower is not None


def bound_by(
    scope: Scope, sub: Syntax, upper: Expr | None, body: Syntax
) -> Generator[Syntax, Expr, list[Bound]]:
    """Return the indices that a subscript binds, outermost first; they are bound from here on."""
    while isinstance(sub, Group) and sub.opener == "{" and len(sub.entries) == 1:
        sub = sub.entries[0]
    told = _parts_of(sub)
    made: list[Bound] = []
    waiting: list[Syntax] = []
    for part in told:
        if index_name(part):
            waiting.append(part)
            continue
        found: list[Bound] = yield from _bound(scope, part, upper, body, made)
        first = found[0] if found else None
        for name in waiting:
            # In `i, j = 1` the start is said once for both.
            lower = first.lower if first is not None else None
            made.append(_take(scope, index_name(name), lower, upper))
        waiting = []
        made += found
    made += [_take(scope, index_name(name), None, upper) for name in waiting]
    if not made:
        raise scope.error("this binds no index", sub, expected="i or i = 1")
    return made


def _parts_of(sub: Syntax) -> tuple[Syntax, ...]:
    r"""Return what stands below a sign, part by part: `\sum_{ij}` is over i and over j."""
    if isinstance(sub, Listing):
        return sub.entries
    if isinstance(sub, System):
        return sub.statements
    if isinstance(sub, Term) and all(map(index_name, sub.items)):
        return sub.items
    return (sub,)


def _take(scope: Scope, name: str, lower: Expr | None, upper: Expr | None) -> Bound:
    scope.bind(name)
    return Bound(name, Symbol(name, SCALAR), lower, upper)


def _bound(
    scope: Scope, part: Syntax, upper: Expr | None, body: Syntax, before: list[Bound]
) -> Generator[Syntax, Expr, list[Bound]]:
    """Return what a relation such as `i = 1` or `i < j` binds."""
    if not isinstance(part, Relation):
        raise scope.error("this binds no index", part, expected="i or i = 1")
    terms, relations = part.terms, part.relations
    name = index_name(terms[0])
    value: Expr
    if relations == ("to",) and isinstance(terms[1], Scripts) and isinstance(terms[1].sup, Mark):
        raise scope.error(
            "a limit from one side is not read", terms[1], hint="write the limit, the side in words"
        )
    if relations in (("=",), ("to",)) and name:
        value = yield terms[1]
        return [_take(scope, name, value, upper)]
    if len(terms) >= 4 and all(map(index_name, terms[1:-1])):
        return (yield from _chained(scope, part))
    if len(terms) == 3 and relations == ("!=", "!="):
        raise scope.error(
            "in a chain the first and the last may be equal", part,
            hint=r"write \sum_{i, j, k} [i \neq j] [j \neq k] [i \neq k], or \sum_{i<j<k}",
        )  # fmt: skip
    if len(terms) == 3 and relations[0] in _ORDER and index_name(terms[1]):
        return (yield from _between(scope, part, index_name(terms[1]), body))
    known = {bound.name for bound in before}
    if name in known or not name:
        if not known:
            raise scope.error("this binds no index", part, expected="i or i = 1")
        value = yield part
        last = before[-1]
        condition = value if last.condition is None else None
        if condition is None:
            raise scope.error("one condition is read, not two", part)
        before[-1] = last._replace(condition=condition)
        return []
    other = index_name(terms[1])
    both = relations[0] in _ORDER and other and _binds_both(scope, name, other, body, part)
    made = [_take(scope, other, None, None)] if both else []
    scope.bind(name)
    value = yield part
    return [*made, Bound(name, Symbol(name, SCALAR), None, upper, value)]


def _between(
    scope: Scope, part: Relation, name: str, body: Syntax
) -> Generator[Syntax, Expr, list[Bound]]:
    r"""Return what `1 \le i \le n` binds: bounds, or a condition where it is strict."""
    ends = [index_name(part.terms[0]), index_name(part.terms[2])]
    more = [end for end in ends if _may_count(scope, end) and _is_only_in(scope, end, body, part)]
    if more:
        _refuse_twice(scope, part, part.terms)
        taken = [_take(scope, end, None, None) for end in more]
        scope.bind(name)
        value: Expr = yield part
        return [*taken, Bound(name, Symbol(name, SCALAR), None, None, value)]
    if part.relations == ("<=", "<="):
        low: Expr = yield part.terms[0]
        high: Expr = yield part.terms[2]
        return [_take(scope, name, low, high)]
    scope.bind(name)
    value = yield part
    return [Bound(name, Symbol(name, SCALAR), None, None, value)]


def _refuse_twice(scope: Scope, part: Relation, terms: Sequence[Syntax]) -> None:
    names = [name for name in map(index_name, terms) if name]
    if len(set(names)) < len(names):
        raise scope.error("an index stands twice in this chain", part, r"1 \le i < j \le n")


def _may_count(scope: Scope, name: str) -> bool:
    """Tell whether a letter may be an index, and no size."""
    return name in INDEX_LETTERS and name in scope.scripted and name not in scope.sizes


def _chained(scope: Scope, part: Relation) -> Generator[Syntax, Expr, list[Bound]]:
    r"""Return what `1 \le i < j \le n` binds: each, from the first to the last."""
    first, *between, last = part.relations
    if (first, last) != ("<=", "<=") or not set(between) <= set(_ORDER):
        raise scope.error("this binds no index", part, expected=r"1 \le i < j \le n")
    _refuse_twice(scope, part, part.terms[1:-1])
    low: Expr = yield part.terms[0]
    high: Expr = yield part.terms[-1]
    made = [_take(scope, index_name(term), low, high) for term in part.terms[1:-1]]
    for place, relation in enumerate(between, start=1):
        condition = Compare((relation,), (made[place - 1].symbol, made[place].symbol))
        made[place] = made[place]._replace(condition=condition)
    return made


def _binds_both(scope: Scope, name: str, other: str, body: Syntax, told: Syntax) -> bool:
    """Tell whether `i < j` binds j as well: j is used in the body, and nowhere else."""
    return name < other and _is_only_in(scope, other, body, told)


def _is_only_in(scope: Scope, name: str, body: Syntax, told: Syntax) -> bool:
    """Tell whether a letter is used in the body of a sum and nowhere else."""
    inside = scope.count(name, body.start, body.end)
    everywhere = scope.count(name, 0, len(scope.latex))
    elsewhere = everywhere - inside - scope.count(name, told.start, told.end)
    return inside > 0 and not elsewhere and not scope.bound.get(name)


def integral(scope: Scope, node: Integral) -> Generator[Syntax, Expr, Expr]:
    r"""Return `\int_a^b f(x) \, dx`."""
    lower: Expr | None = None
    upper: Expr | None = None
    if node.lower is not None:
        lower = yield node.lower
    if node.upper is not None:
        upper = yield node.upper
    body, variable = node.body, node.variable
    if variable is None:
        body, variable = _out_of_numerator(scope, node)
    name = name_of(variable)
    if not name:
        raise scope.error("an integral is over a name", variable, expected="dx")
    scope.bind(name)
    value: Expr = yield body
    scope.release(name)
    return Reduction("integral", value, Symbol(name, SCALAR), lower, upper, None)


def _out_of_numerator(scope: Scope, node: Integral) -> tuple[Syntax, Syntax]:
    r"""Return body and variable of `\int \frac{dx}{x}`."""
    body = node.body
    if isinstance(body, Fraction) and isinstance(body.top, Term):
        *rest, sign, variable = body.top.items
        if scope.is_differential(sign) and name_of(variable):
            top = joined(tuple(rest)) if rest else Num(sign.start, sign.start, "1")
            return Fraction(body.start, body.end, top, body.bottom), variable
    raise scope.error("an integral ends in its variable", node, expected=r"\, dx")
