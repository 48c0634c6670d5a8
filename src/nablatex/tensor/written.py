"""Whole numbers of indices as formulas: `x_{i+1}`, `[k < n]`, `n - 1`.

Separate from arrays by elements because it knows positions and letters alone. Inside, every index
is a position counted from 1; an author may count from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nablatex.expr import ZERO, Compare, Expr, Negation, Number, Product, Symbol
from nablatex.normalise import add as plus
from nablatex.normalise import negate
from nablatex.tensor.affine import Affine
from nablatex.tensor.kinds import Bracket
from nablatex.tensor.notation import NoMatrixFormError
from nablatex.tensor.ranges import linear
from nablatex.traverse import number, postorder

Names = Mapping[int, Expr]


def written(value: Affine, names: Names, origin: int) -> Expr:
    """Return a position as an index is written."""
    shift = origin - 1
    terms: list[tuple[Expr, int]] = []
    constant = value.constant + shift
    for key, times in value.terms:
        if isinstance(key, int):
            constant -= times * shift
        terms.append((names[key] if isinstance(key, int) else Symbol(key, ()), times))
    return _shifted(plus_times(terms), constant)


def relation(check: Bracket, names: Names, origin: int) -> Compare:
    """Return a bracket as a relation, what is added on the left, what is taken away right."""
    constant, counts = _gathered(check.number, names, origin - 1)
    more = plus_times((k, c) for k, c in counts.items() if c > 0)
    less = plus_times((k, -c) for k, c in counts.items() if c < 0)
    if check.relation != "<=":
        left, right = (
            (more, _shifted(less, -constant)) if constant < 0 else (_shifted(more, constant), less)
        )
        return Compare((check.relation,), (left, right))
    if more is ZERO:
        return Compare((">",), (less, number(constant - 1)))
    if constant == 1:
        return Compare(("<",), (more, less))
    if constant < 0:
        return Compare(("<=",), (more, _shifted(less, -constant)))
    return Compare(("<=",), (_shifted(more, constant), less))


def _gathered(value: Affine, names: Names, shift: int) -> tuple[int, dict[Expr, int]]:
    """Return a number of positions as a constant and the letters in the written indices."""
    constant, counts = value.constant, dict[Expr, int]()
    for key, c in value.terms:
        if isinstance(key, str):
            size = Symbol(key, ())
            counts[size] = counts.get(size, 0) + c
            continue
        letters = [n for n in postorder(names[key]) if isinstance(n, Symbol)]
        found = linear(names[key], letters)
        if found is None:
            raise NoMatrixFormError("an index that is not linear in others")
        constant += c * (found.constant - shift)
        for letter, times in found.indices:
            counts[letter] = counts.get(letter, 0) + c * times
    return constant, {k: c for k, c in counts.items() if c}


def last(size: Affine, origin: int) -> Expr:
    """Return the last value of an index."""
    parts = plus_times((Symbol(str(k), ()), c) for k, c in size.terms)
    return _shifted(parts, size.constant + origin - 1)


def plus_times(terms: Iterable[tuple[Expr, int]]) -> Expr:
    """Return a sum of multiples."""
    made: list[Expr] = []
    for expr, times in terms:
        part = expr if abs(times) == 1 else Product((Number(abs(times), 0), expr))
        made.append(part if times > 0 else negate(part))
    made.sort(key=lambda part: isinstance(part, Negation))
    return plus(made)


def _shifted(expr: Expr, constant: int) -> Expr:
    if expr is ZERO:
        return number(constant)
    return plus((expr, number(constant))) if constant else expr
