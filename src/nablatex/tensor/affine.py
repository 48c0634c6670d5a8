"""Whole numbers that are linear in indices and sizes: `i + 1`, `n - 1`, `i + k - 1`.

Separate from the tensors because index shifts, the bounds of sums and the sizes of axes need the
same small arithmetic. An index is an `int` key, a size such as `n` a `str` key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from nablatex.shape import Dim, is_unknown

Key = int | str


class Affine(NamedTuple):
    """`constant + sum of coefficient times key`, keys in a fixed order, no zeros."""

    constant: int
    terms: tuple[tuple[Key, int], ...]

    def coefficient(self, key: Key) -> int:
        """Return what `key` is multiplied by."""
        return next((c for k, c in self.terms if k == key), 0)

    @property
    def indices(self) -> tuple[int, ...]:
        """The indices in it."""
        return tuple(key for key, _ in self.terms if isinstance(key, int))


def affine(constant: int, terms: Mapping[Key, int] | Iterable[tuple[Key, int]] = ()) -> Affine:
    """Return the affine number with like terms gathered."""
    found: dict[Key, int] = {}
    for key, coefficient in terms.items() if isinstance(terms, Mapping) else terms:
        found[key] = found.get(key, 0) + coefficient
    kept = [(key, c) for key, c in found.items() if c]
    kept.sort(
        key=lambda term: (
            isinstance(term[0], str),
            term[0] if isinstance(term[0], int) else 0,
            str(term[0]),
        )
    )
    return Affine(constant, tuple(kept))


def plus(left: Affine, right: Affine, times: int = 1) -> Affine:
    """Return `left + times right`."""
    added = ((key, times * c) for key, c in right.terms)
    return affine(left.constant + times * right.constant, (*left.terms, *added))


def scaled(number: Affine, times: int) -> Affine:
    """Return `times number`."""
    return affine(times * number.constant, ((key, times * c) for key, c in number.terms))


def put(number: Affine, key: Key, value: Affine) -> Affine:
    """Return `number` with `value` for `key`."""
    coefficient = number.coefficient(key)
    if not coefficient:
        return number
    rest = affine(number.constant, (term for term in number.terms if term[0] != key))
    return plus(rest, value, coefficient)


def renamed(number: Affine, names: Mapping[int, int]) -> Affine:
    """Return `number` with other names for its indices."""
    changed = ((names.get(k, k) if isinstance(k, int) else k, c) for k, c in number.terms)
    return affine(number.constant, changed)


@lru_cache(maxsize=4096)
def of_dim(dim: Dim) -> Affine:
    """Return a size as an affine number: `n - 1` is written "n - 1"."""
    if isinstance(dim, int):
        return Affine(dim, ())
    constant, terms, sign = 0, list[tuple[Key, int]](), 1
    for word in dim.split(" "):
        if word in ("+", "-"):
            sign = 1 if word == "+" else -1
        elif word.isdecimal():
            constant += sign * int(word)
        else:
            digits = len(word) - len(word.lstrip("0123456789"))
            terms.append((word[digits:], sign * int(word[:digits] or 1)))
    return affine(constant, terms)


def as_dim(number: Affine) -> Dim:
    """Return a size without indices as the shape of an axis holds it."""
    if not number.terms:
        return number.constant
    words: list[str] = []
    # A positive term leads where there is one: n - 1, m - n.
    for key, c in sorted(number.terms, key=lambda term: (term[1] < 0, str(term[0]))):
        times = "" if abs(c) == 1 else str(abs(c))
        words += ["+" if c > 0 else "-", f"{times}{key}"]
    if number.constant:
        words += ["+" if number.constant > 0 else "-", str(abs(number.constant))]
    return " ".join(words[1:] if words[0] == "+" else words)


def canonical(dim: Dim) -> Dim:
    """Return a size in the one way in which it is written here."""
    return dim if isinstance(dim, int) or is_unknown(dim) else as_dim(of_dim(dim))


def extremes(number: Affine, sizes: Mapping[int, Dim]) -> tuple[Affine, Affine]:
    """Return the least and the greatest value where each index goes from 1 to its size."""
    low = high = number
    for key, c in number.terms:
        if isinstance(key, int):
            one, end = Affine(1, ()), of_dim(sizes[key])
            low = put(low, key, one if c > 0 else end)
            high = put(high, key, end if c > 0 else one)
    return low, high


def never_positive(number: Affine) -> bool:
    """Tell whether a number in sizes, each at least 1, is certainly at most 0."""
    if any(not isinstance(key, str) or c > 0 for key, c in number.terms):
        return False
    return number.constant + sum(c for _, c in number.terms) <= 0


def always_positive(number: Affine) -> bool:
    """Tell whether a number in sizes, each at least 1, is certainly at least 1."""
    return never_positive(plus(Affine(1, ()), number, -1))


def is_positive_somewhere(number: Affine) -> bool:
    """Tell whether a number in sizes is never negative, and positive for all sizes but one."""
    if any(not isinstance(key, str) or c < 0 for key, c in number.terms):
        return False
    least = number.constant + sum(c for _, c in number.terms)
    return least > 0 or (least == 0 and bool(number.terms))
