r"""Along which axis of an array an index runs: the `i` and `k` of `W_{ik}`, `\sum_k`, `[k < n]`.

Separate from a world, which gives numbers: this is read off the expressions. Indices are counted
from 1, or from 0 where an element with that number is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from nablatex.expr import ONE, ZERO, Component, Expr, Reduction, Symbol
from nablatex.shape import Dim, is_unknown
from nablatex.traverse import free_symbols, parts_of, postorder, substitute

MOST_PATTERNS = 4


def free_axes(exprs: Iterable[Expr]) -> dict[Expr, Dim]:
    """Return for each index that nothing binds the size of the axis along which it runs."""
    found: dict[Expr, Dim] = {}
    shifted: dict[Expr, Dim] = {}
    for expr in exprs:
        for index, dim in _free_accesses(expr):
            if isinstance(index, Symbol):
                found.setdefault(index, dim)
            else:
                for name in free_symbols(index):
                    shifted.setdefault(name, dim)
    return {**shifted, **found}


def _free_accesses(expr: Expr) -> set[tuple[Expr, Dim]]:
    """Return each index of an element in `expr` in which nothing is bound, with its axis."""
    found: dict[Expr, frozenset[tuple[Expr, Dim]]] = {}
    for node in postorder(expr):
        below = frozenset[tuple[Expr, Dim]]().union(*(found[child] for child in node.children))
        if isinstance(node, Component):
            below |= frozenset(_accesses(node))
        elif isinstance(node, Reduction):
            below = frozenset((at, dim) for at, dim in below if node.index not in free_symbols(at))
        found[node] = below
    return set(found[expr])


def _accesses(node: Component, sized: bool = False) -> Iterator[tuple[Expr, Dim]]:
    dims = node.base.shape
    wanted = sized or any(map(_is_letter, dims))
    if wanted and node.place == "sub" and len(node.indices) == len(dims):
        for index, dim in zip(node.indices, dims, strict=True):
            if free_symbols(index) and not is_unknown(dim):
                yield index, dim


def _is_letter(dim: Dim) -> bool:
    return isinstance(dim, str) and not is_unknown(dim)


def ends_of(
    node: Reduction,
    first: Callable[[Expr], int | None],
    size: Callable[[Dim], int],
    whole: Callable[[Expr], int],
) -> tuple[int, int] | None:
    """Return from where to where the index of a sum runs for each element in it to be there.

    Args:
        node: the sum.
        first: the first index of an array, or None where its elements have names of their own.
        size: the length of an axis.
        whole: the value of an index without this one.
    """
    known: list[tuple[int, int]] = []
    for base, index, dim in _uses(node):
        start = first(base)
        at_zero = None if start is None else _at_zero(index, node.index, whole)
        if start is not None and at_zero is not None:
            known.append((start - at_zero, start + size(dim) - 1 - at_zero))
    if not known:
        return None
    return max(low for low, _ in known), min(high for _, high in known)


@lru_cache(maxsize=2_048)
def _uses(node: Reduction) -> tuple[tuple[Expr, Expr, Dim], ...]:
    """Return each array and axis along which the index of a sum runs, and no index within it."""
    parts = parts_of(node.body)
    inner = {part.index for part in parts if isinstance(part, Reduction)}
    found: list[tuple[Expr, Expr, Dim]] = []
    for part in parts:
        if isinstance(part, Component) and part.base.shape:
            for index, dim in _accesses(part, sized=True):
                names = free_symbols(index)
                if node.index in names and not names & inner:
                    found.append((part.base, index, dim))
    return tuple(found)


def _at_zero(index: Expr, bound: Expr, whole: Callable[[Expr], int]) -> int | None:
    """Return what `k + c` is for k = 0; None where another multiple of k stands there."""
    if index is bound:
        return 0
    start = whole(substitute(index, {bound: ZERO}))
    return start if whole(substitute(index, {bound: ONE})) == start + 1 else None


def pattern(count: int, number: int) -> list[int]:
    """Return which of some indices are equal, the same number for equal ones.

    One pattern after the other: all of them equal, then all other ways, up to all different.
    """
    found = _patterns(min(count, MOST_PATTERNS))
    return list(found[number % len(found)]) + list(range(MOST_PATTERNS, count))


@cache
def _patterns(count: int) -> list[list[int]]:
    patterns = [[0]]
    for _ in range(count - 1):
        patterns = [[*p, k] for p in patterns for k in range(max(p) + 2)]
    return patterns


def worlds_for(count: int) -> int:
    """Return how many worlds show every pattern of some indices, with several values."""
    return 2 * len(_patterns(min(count, MOST_PATTERNS))) + 6
