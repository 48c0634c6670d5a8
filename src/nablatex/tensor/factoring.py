r"""Sums with what their terms share taken out: `(A + A^\top) x`, `X^\top (p - y)`.

Separate from the terms themselves. Two terms are joined where one factor, at the left or right end
of their products or among their scalars, is the same; the join that saves most is made first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from nablatex import ops
from nablatex.expr import Call, Delta, Expr, Product, Quotient, Reduction
from nablatex.tensor.bodies import Body, Chain, Term, chain_expr, total
from nablatex.traverse import postorder

_MOST_TERMS = 40


def gathered(terms: Sequence[Term]) -> Expr:
    """Return the sum of terms, shared factors taken out."""
    listed = list(terms)
    if len(listed) <= _MOST_TERMS:
        while True:
            best = _best(listed)
            if best is None:
                break
            listed = _joined(listed, best)
    return _total(listed)


def _total(terms: list[Term]) -> Expr:
    """Return the sum, with what all terms share among their numbers and scalars in front."""
    return _as_term(terms).expr()


def _as_term(terms: list[Term]) -> Term:
    """Return a sum as one term, what all terms share in front."""
    if len(terms) < 2:
        return terms[0]
    number, above, below = _take_out(terms)
    inside = total(term.expr() for term in terms)
    rank = terms[0].rank
    if rank:
        return Term(number, above, below, Body(((inside,),)), rank)
    return Term(number, [*above, inside], below)


def shared_sum(terms: Sequence[Term]) -> Expr:
    r"""Return a sum of terms by elements: those summed over one index under one `\sum`."""
    listed: list[Term] = []
    sums: dict[tuple[Expr, ...], list[tuple[Term, Reduction]]] = {}
    for term in terms:
        last = term.above[-1] if term.above else None
        if (
            isinstance(last, Reduction)
            and last.kind == "sum"
            and not isinstance(last.body, Reduction)
        ):
            key = last.children[1:]
            sums.setdefault(key, []).append((term, last))
        else:
            listed.append(term)
    for group in sums.values():
        listed.append(_one_sum(group))
    return _total(_by_bracket(listed))


def _one_sum(group: list[tuple[Term, Reduction]]) -> Term:
    if len(group) == 1:
        return group[0][0]
    inner: list[Term] = []
    for term, last in group:
        inside = last.body.factors if isinstance(last.body, Product) else (last.body,)
        if isinstance(last.body, Quotient):
            return Term(Fraction(1), [_total([t for t, _ in group])])
        inner.append(Term(term.coefficient, [*term.above[:-1], *inside], list(term.below)))
    body = _total(inner)
    first = group[0][1]
    made = Reduction("sum", body, first.index, first.lower, first.upper, first.condition)
    return Term(Fraction(1), [made])


def _by_bracket(terms: list[Term]) -> list[Term]:
    """Return terms with those that have the same brackets in front made one."""
    groups: dict[tuple[Expr, ...], list[Term]] = {}
    for term in terms:
        marks = tuple(e for e in term.above if _is_mark(e))
        groups.setdefault(marks, []).append(term)
    if len(groups) == len(terms) or len(groups) == 1:
        return terms
    made: list[Term] = []
    for marks, group in groups.items():
        if len(group) == 1 or not marks:
            made += group
            continue
        for term in group:
            term.above = _without(term.above, marks)
        whole = _as_term(group)
        whole.above = [*marks, *whole.above]
        made.append(whole)
    return made


def _is_mark(expr: Expr) -> bool:
    return isinstance(expr, Delta) or (isinstance(expr, Call) and expr.op is ops.indicator)


def _take_out(terms: Sequence[Term]) -> tuple[Fraction, list[Expr], list[Expr]]:
    """Take the number and the scalars that all terms share out of them, and return these."""
    first, rest = terms[0], terms[1:]
    common = Counter(first.above)
    for term in rest:
        common &= Counter(term.above)
    above = list(common.elements())
    below = list(first.below) if all(t.below == first.below for t in rest) else []
    number = _common_number([t.coefficient for t in terms])
    for term in terms:
        term.coefficient /= number
        term.above, term.below = _without(term.above, above), _without(term.below, below)
    return number, above, below


def _common_number(numbers: Sequence[Fraction]) -> Fraction:
    """Return the number in front of a sum: what all terms have, but for their signs."""
    sizes = set(map(abs, numbers))
    bottoms = {n.denominator for n in numbers}
    size = (
        sizes.pop() if len(sizes) == 1 else Fraction(1, bottoms.pop() if len(bottoms) == 1 else 1)
    )
    return -size if all(n < 0 for n in numbers) else size


def _without(parts: Sequence[Expr], gone: Sequence[Expr]) -> list[Expr]:
    left = list(parts)
    for part in gone:
        left.remove(part)
    return left


@dataclass(frozen=True, slots=True)
class _Shared:
    """A factor that several terms have in one place."""

    place: str
    factor: Expr
    terms: tuple[int, ...]


def _best(terms: list[Term]) -> _Shared | None:
    found: dict[tuple[str, Expr], list[int]] = {}
    for number, term in enumerate(terms):
        for place, factor in _places(term):
            found.setdefault((place, factor), []).append(number)
    shared = [
        _Shared(place, factor, tuple(numbers))
        for (place, factor), numbers in found.items()
        if len(numbers) > 1
    ]
    worth = [one for one in shared if _is_worth_it(one, terms)]
    return max(worth, key=lambda one: (_saving(one), one.place == "left"), default=None)


def _saving(shared: _Shared) -> int:
    """Return how many signs fewer there are when a factor is taken out, its brackets counted."""
    size = sum(1 for _ in postorder(shared.factor))
    return size * (len(shared.terms) - 1) - 2


def _is_worth_it(shared: _Shared, terms: Sequence[Term]) -> bool:
    """Tell whether taking a factor out makes a sum shorter, or is how it is always written."""
    if _saving(shared) > 0 or (_saving(shared) >= 0 and len(shared.terms) == len(terms)):
        return True
    rests = [_rest(terms[k], shared).body for k in shared.terms]
    plain = [body.plain for body in rests if body is not None]
    names = {_name(chain[0]) for chain in plain if chain is not None and len(chain) == 1}
    # (A + A^T) x
    return (
        len(names) == 1 and None not in names and all(c is not None and len(c) == 1 for c in plain)
    )


def _name(part: Expr) -> Expr | None:
    """Return the matrix that stands here, transposed or not."""
    if isinstance(part, Call) and part.op is ops.transpose:
        part = part.args[0]
    return part


def _places(term: Term) -> Iterator[tuple[str, Expr]]:
    """Yield the factors that can be taken out of a term."""
    body = term.body
    if body is None:
        return
    plain = body.plain
    if plain is not None and len(plain) > 1:
        # Vectors of ones may differ in size.
        if len(plain[0].shape) == 2 and not is_row(plain[0]):
            yield "left", plain[0]
        if not _is_ones(plain[-1]):
            yield "right", plain[-1]
    elif len(body.above) > 1 or (body.above and body.below):
        for chain in dict.fromkeys(body.above):
            yield "hadamard", chain_expr(chain)


def _is_ones(part: Expr) -> bool:
    if isinstance(part, Call) and part.op is ops.transpose:
        part = part.args[0]
    return isinstance(part, Call) and part.op is ops.ones


def _joined(terms: list[Term], shared: _Shared) -> list[Term]:
    """Return the terms with some of them made one."""
    chosen = [terms[k] for k in shared.terms]
    rank = chosen[0].rank
    inner = [_rest(term, shared) for term in chosen]
    number, above, below = _take_out(inner)
    # A + A^T, the plain one first.
    inner.sort(key=_is_turned)
    inside = total(term.expr() for term in inner)
    body: Body
    if shared.place == "hadamard":
        body = Body(((shared.factor,), (inside,)))
    elif shared.place == "left":
        body = Body(((shared.factor, inside),))
    else:
        body = Body(((inside, shared.factor),))
    made = Term(number, above, below, body, rank)
    kept = [term for k, term in enumerate(terms) if k not in shared.terms]
    kept.insert(shared.terms[0], made)
    return kept


def _rest(term: Term, shared: _Shared) -> Term:
    """Return a term without the factor that is taken out of it."""
    assert term.body is not None
    if shared.place == "hadamard":
        chains = list(term.body.above)
        place = next(k for k, c in enumerate(chains) if chain_expr(c) is shared.factor)
        del chains[place]
        body = Body(tuple(chains), term.body.below)
        return Term(term.coefficient, list(term.above), list(term.below), body, term.rank)
    plain = term.body.plain
    assert plain is not None
    rest = plain[1:] if shared.place == "left" else plain[:-1]
    return Term(term.coefficient, list(term.above), list(term.below), Body((rest,)), _rank(rest))


def _is_turned(term: Term) -> bool:
    plain = None if term.body is None else term.body.plain
    match plain:
        case (Call(ops.transpose),):
            return True
        case _:
            return False


def _rank(chain: Chain) -> int:
    return len(chain_expr(chain).shape)


def is_row(expr: Expr) -> bool:
    """Tell whether an expression is a vector that stands as a row."""
    return isinstance(expr, Call) and expr.op is ops.transpose and len(expr.args[0].shape) == 1
