"""Terms that differ in a range alone, made one: `[i < j] + [j < i]` is `[i != j]`.

Separate from sums, which ask here after like terms have been gathered.
"""

from __future__ import annotations

from fractions import Fraction

from nablatex.tensor.affine import plus
from nablatex.tensor.contract import contract
from nablatex.tensor.kinds import Bracket, Contraction, Tensor


def ranges_joined(terms: dict[Tensor, Fraction]) -> dict[Tensor, Fraction]:
    """Return the terms, by their numbers, with complementary ranges put together."""
    ranged = [t for t in terms if isinstance(t, Contraction) and t.brackets]
    if len(ranged) < 2:
        return terms
    for place, first in enumerate(ranged):
        for second in ranged[place + 1 :]:
            if terms[first] != terms[second]:
                continue
            made = _joined(first, second)
            if made is not None:
                rest = {t: n for t, n in terms.items() if t not in (first, second)}
                rest[made] = rest.get(made, Fraction(0)) + terms[first]
                return ranges_joined({t: n for t, n in rest.items() if n})
    return terms


def _joined(first: Contraction, second: Contraction) -> Tensor | None:
    same = (first.factors, first.rank, first.sizes) == (second.factors, second.rank, second.sizes)
    if not same or first.coefficient != second.coefficient:
        return None
    mine = [b for b in first.brackets if b not in second.brackets]
    theirs = [b for b in second.brackets if b not in first.brackets]
    if len(mine) != 1 or len(theirs) != 1:
        return None
    shared = [b for b in first.brackets if b in second.brackets]
    new = _union(mine[0], theirs[0])
    if new is None:
        return None
    sizes = dict(enumerate(first.sizes))
    return contract(first.coefficient, first.factors, range(first.rank), sizes, [*shared, *new])


def _union(left: Bracket, right: Bracket) -> list[Bracket] | None:
    """Return `[a] + [b]` as brackets, or None: `a <= 0` and `1 - a <= 0` leave nothing out."""
    if left.relation == right.relation == "<=":
        total = plus(left.number, right.number)
        if total.terms or total.constant not in (1, 2):
            return None
        if total.constant == 1:
            return []
        return [Bracket("!=", plus(left.number, left.number._replace(constant=1, terms=()), -1))]
    if {left.relation, right.relation} == {"=", "!="} and left.number == right.number:
        return []
    return None
