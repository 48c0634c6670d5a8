"""Conditions as arrays of 0 and 1, and distinctions of cases, as short as they can be.

Separate from sums and products because what is decided here is which value holds, not what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from nablatex import ops
from nablatex.tensor.build import times
from nablatex.tensor.contract import constant, constant_of, is_zero, zero
from nablatex.tensor.kinds import Compared, Map, Piecewise, Tensor

_OPPOSITE = {">": "<=", "<=": ">", "<": ">=", ">=": "<", "=": "!=", "!=": "="}
_FLIPPED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


def compared(relation: str, left: Tensor, right: Tensor) -> Tensor:
    """Return 1 where a relation holds between two arrays of one shape, else 0."""
    a, b = constant_of(left), constant_of(right)
    if a is not None and b is not None:
        truth = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": a == b, "!=": a != b}
        return constant(int(truth[relation]), left.shape)
    if a is not None and b is None and relation in _FLIPPED:
        return compared(_FLIPPED[relation], right, left)
    if b is not None and isinstance(left, Map) and left.op in (ops.max_, ops.min_):
        return _clipped(relation, left, b, right)
    return Compared(relation, left, right)


def _clipped(relation: str, left: Map, bound: Fraction, right: Tensor) -> Tensor:
    """Return `[max(u, a) <= b]` as `[u <= b]` where `a <= b`."""
    inside, other = left.args
    limit = constant_of(other)
    if limit is None:
        inside, limit = other, constant_of(inside)
    if limit is None or relation not in _OPPOSITE or relation in ("=", "!="):
        return Compared(relation, left, right)
    truth = constant_of(compared(relation, constant(limit), constant(bound)))
    upward = relation in (">", ">=")
    decides = upward == (left.op is ops.max_)
    if decides:
        return constant(1, left.shape) if truth else compared(relation, inside, right)
    return compared(relation, inside, right) if truth else zero(left.shape)


def opposite(condition: Tensor) -> Tensor | None:
    """Return the condition that holds where another does not."""
    if isinstance(condition, Compared):
        return Compared(_OPPOSITE[condition.relation], condition.left, condition.right)
    return None


def piecewise(branches: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    """Return the value of the first branch that holds, in each entry."""
    kept: list[tuple[Tensor, Tensor]] = []
    for value, condition in branches:
        truth = constant_of(condition)
        if truth == 0:
            continue
        if kept and opposite(kept[-1][1]) is condition:
            truth, condition = Fraction(1), constant(1, condition.shape)
        if kept and kept[-1][0] is value and truth:
            kept[-1] = value, constant(1, condition.shape)
            break
        kept.append((value, condition))
        if truth:
            break
    last = kept[-1]
    if len(kept) == 1 and constant_of(last[1]):
        return last[0]
    if all(is_zero(value) for value, _ in kept):
        return kept[0][0]
    if len(kept) == 2 and constant_of(last[1]):
        (first, condition), (second, _) = kept
        other = opposite(condition)
        if is_zero(second):
            return times(condition, first)
        if is_zero(first) and other is not None:
            return times(other, second)
    return Piecewise(tuple(kept))
