r"""Whether conditions hold everywhere together: `x \leq 0` and `x > 0` do, `x < 0` and `x > 0` not.

Separate from cases because it decides what may be said of a value that is the same in all
branches: without a condition it would be said where nothing is defined.
"""

from __future__ import annotations

from collections.abc import Iterable

from nablatex import ops
from nablatex.expr import Call, Compare, Expr

_SIGNS = {
    "<": {-1},
    "<=": {-1, 0},
    "=": {0},
    ">=": {0, 1},
    ">": {1},
    "!=": {-1, 1},
}


def covers(conditions: Iterable[Expr]) -> bool:
    """Tell whether one of the conditions is sure to hold; False where that is not seen."""
    listed = list(conditions)
    if any(isinstance(one, Call) and one.op is ops.otherwise for one in listed):
        return True
    signs: dict[tuple[Expr, Expr], set[int]] = {}
    for one in listed:
        if isinstance(one, Compare) and len(one.terms) == 2 and one.relations[0] in _SIGNS:
            left, right = one.terms
            found = _SIGNS[one.relations[0]]
            signs.setdefault((left, right), set()).update(found)
            signs.setdefault((right, left), set()).update(-sign for sign in found)
    return any(found == {-1, 0, 1} for found in signs.values())
