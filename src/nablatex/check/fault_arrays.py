"""Faults of vectors and matrices: the shape, the orientation, the order, single entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nablatex.check.case import Case, Hypothesis
from nablatex.check.decimals import agrees_as_rounded
from nablatex.check.scalars import same
from nablatex.check.verdict import Feedback
from nablatex.expr import Expr, Stack
from nablatex.shape import Shape, article_of, is_unknown

_MOST_PERMUTED = 32
_MOST_ENTRIES = 6


def shape(case: Case) -> tuple[Feedback, ...]:
    """The answer has another shape than the right one."""
    if not case.pairs:
        return ()
    left, right = case.pairs[0].left, case.pairs[0].right
    if np.shape(left) == np.shape(right):
        return ()
    if np.ndim(left) == 0 and all(same(p.left, np.sum(p.right)) for p in case.pairs):
        return (
            Feedback(
                "shape",
                "this is the sum of the partial derivatives; a gradient is the vector of them",
                "이것은 편미분들의 합이다. 그래디언트는 편미분들을 원소로 하는 벡터이다",
            ),
        )
    turned = transposed(case)
    if turned:
        return turned
    wants = _words(case.right.shape, np.shape(right))
    has = _words(case.claimed.shape, np.shape(left))
    return (
        Feedback(
            "shape",
            f"this is {has[0]}; it should be {wants[0]}",
            f"{has[1]}{_SUBJECT[has[1][-1]]} 아니라 {wants[1]}{_MUST_BE[wants[1][-1]]} 한다",
        ),
    )


# The particles that follow 스칼라, 벡터 and 행렬, by their last syllables.
_SUBJECT = {"라": "가", "터": "가", "렬": "이"}
_MUST_BE = {"라": "여야", "터": "여야", "렬": "이어야"}


def _words(declared: Shape, found: tuple[int, ...]) -> tuple[str, str]:
    """Return a shape in words, with the sizes as they are declared."""
    told = len(declared) == len(found) and not any(map(is_unknown, declared))
    sizes = [str(dim) for dim in (declared if told else found)]
    if not sizes:
        return "a scalar", "스칼라"
    if len(sizes) == 1:
        return f"a vector of {sizes[0]}", f"{sizes[0]}차원 벡터"
    words = f"{' by '.join(sizes)} matrix"
    return f"{article_of(words)} {words}", f"{'×'.join(sizes)} 행렬"


def transposed(case: Case) -> tuple[Feedback, ...]:
    """Rows and columns are exchanged."""
    for pair in case.pairs:
        if np.ndim(pair.left) != 2 or not _all_same(pair.left.T, pair.right):
            return ()
    return (transposed_fault(),) if case.pairs else ()


def transposed_fault() -> Feedback:
    """Return what is said of a transposed answer."""
    return Feedback("transposed", "rows and columns are exchanged", "행과 열이 바뀌었다")


def orientation_fault() -> Feedback:
    """Return what is said of a column that should be a row, or the other way round."""
    return Feedback(
        "transposed",
        "the entries are right, but a row is not a column",
        "원소는 맞지만 행벡터와 열벡터가 바뀌었다",
    )


def _all_same(left: Any, right: Any) -> bool:
    return np.shape(left) == np.shape(right) and all(
        same(a, b) for a, b in zip(np.ravel(left), np.ravel(right), strict=True)
    )


def permuted(case: Case) -> tuple[Feedback, ...]:
    """The right rows, columns or entries stand in another order, the same one everywhere."""
    if not case.pairs or np.shape(case.pairs[0].left) != np.shape(case.pairs[0].right):
        return ()
    if np.ndim(case.pairs[0].left) == 2:
        rows = _is_permuted(case, lambda value: list(value))
        columns = not rows and _is_permuted(case, lambda value: list(value.T))
        if rows:
            return (_order("rows", "행"),)
        if columns:
            return (_order("columns", "열"),)
    if _is_permuted(case, lambda value: list(np.ravel(value))):
        return (_order("entries", "원소"),)
    return ()


def _order(en: str, ko: str) -> Feedback:
    return Feedback(
        "entries-permuted", f"the {en} stand in another order", f"{ko}의 순서가 바뀌었다"
    )


def _is_permuted(case: Case, parts: Callable[[Any], list[Any]]) -> bool:
    mine, wanted = zip(*((parts(p.left), parts(p.right)) for p in case.pairs), strict=True)
    count = len(mine[0])
    if not 1 < count <= _MOST_PERMUTED:
        return False
    homes: list[int] = []
    for place in range(count):
        found = (
            k
            for k in range(count)
            if k not in homes
            and all(_all_same(a[place], b[k]) for a, b in zip(mine, wanted, strict=True))
        )
        home = next(found, None)
        if home is None:
            return False
        homes.append(home)
    return True


def right_entries(case: Case) -> Any:
    """Return which entries are right in every world, or None where the shapes differ."""
    if not case.pairs:
        return None
    right = np.ones(np.shape(case.pairs[0].right), dtype=bool)
    for pair in case.pairs:
        if np.shape(pair.left) != np.shape(pair.right):
            return None
        flat = zip(np.ravel(pair.left), np.ravel(pair.right), strict=True)
        right &= np.array([bool(same(a, b)) for a, b in flat]).reshape(right.shape)
    for at in np.argwhere(~right)[:_MOST_ENTRIES]:
        place = tuple(int(k) for k in at)
        one, other = (_written(side, place) for side in (case.claimed, case.right))
        if one is not None and other is not None:
            right[place] = agrees_as_rounded(case.trial, one, other)
    return right


def entries(case: Case, explain: Hypothesis) -> tuple[Feedback, ...]:
    """Say which entries are wrong, and of the first of them why."""
    right = right_entries(case)
    if right is None or not right.shape:
        return ()
    found: list[Feedback] = []
    for at in list(np.argwhere(~right))[:_MOST_ENTRIES]:
        place = tuple(int(k) for k in at)
        where = _place(place)
        part = _entry(case, place)
        causes = () if part is None else tuple(f for f in explain(part) if f.kind != "entry")
        within = [_within(cause, where) for cause in causes]
        wrong = Feedback("entry", f"entry {where} is wrong", f"원소 {where}이(가) 틀렸다", where)
        # The entry comes first, told by its cause if that is known; the cause has its own kind.
        found.append(replace(within[0], kind="entry") if within else wrong)
        found += within
    return tuple(found)


def _place(place: tuple[int, ...]) -> str:
    counted = [k + 1 for k in place]
    return str(counted[0]) if len(counted) == 1 else f"({', '.join(map(str, counted))})"


def _within(fault: Feedback, where: str) -> Feedback:
    return Feedback(
        fault.kind,
        f"entry {where}: {fault.message}",
        f"원소 {where}: {fault.message_ko}",
        where,
    )


def _entry(case: Case, place: tuple[int, ...]) -> Case | None:
    """Return the case of one entry, where both sides are written out."""
    one, other = (_written(side, place) for side in (case.claimed, case.right))
    if one is None or other is None:
        return None
    return case.part(one, other)


def _written(side: Expr, place: tuple[int, ...]) -> Expr | None:
    """Return the entry at a place of a vector or matrix that is written out; a row has one axis."""
    if not isinstance(side, Stack):
        return None
    dims = [int(dim) for dim in side.dims]
    axes = [dim for dim in dims if dim > 1] if len(dims) != len(place) else dims
    steps = [k for k in place if len(place) == len(axes)] or [k for k in place if k]
    flat = 0
    for k, dim in zip(steps, axes, strict=False):
        flat = flat * dim + k
    return side.entries[flat] if flat < len(side.entries) else None
