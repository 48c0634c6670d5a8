"""`check`: an answer in LaTeX against a key in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nablatex import ops
from nablatex.check import EMPTY, STANDARD, Policy, Verdict, judge, together
from nablatex.equations import Equations
from nablatex.errors import ReadError
from nablatex.expr import Call, Compare, Expr
from nablatex.latex import Context, read, write
from nablatex.model.cost import refuse_costly, unreadable
from nablatex.model.model import Model, Shapes, as_shape
from nablatex.model.plain import made_plain
from nablatex.model.unify import unified
from nablatex.shape import parse_shape

# An answer that goes on from the question: `= 2x`.
_LEADING = re.compile(r"^[\s$&]*=(?!=)")


def check(
    answer: str,
    key: str,
    *,
    given: str | None = None,
    shapes: Shapes | None = None,
    policy: Policy = STANDARD,
) -> Verdict:
    r"""Return the verdict on an answer against its key, by meaning.

    Args:
        answer: the answer in LaTeX.
        key: the right answer in LaTeX.
        given: equations that hold, in LaTeX: with `u = x^2` given, `2u` is `2x^2`.
        shapes: shapes of names, such as `{"A": "n,n", "x": "n"}`.
        policy: what a teacher has decided.

    Raises:
        ReadError: the key, or what is given, cannot be read; an answer that cannot is a verdict.
    """
    reader, equations = _reader(given, shapes)
    right = reader(key)
    refuse_costly(right, key)
    try:
        claimed = reader(_LEADING.sub("", answer))
        refuse_costly(claimed, answer)
    except ReadError as error:
        return replace(unreadable(error), _key=write(right))
    left, truth = unified(*_sides(claimed, right))
    return replace(_judged(left, truth, equations, policy), _key=write(right))


def _judged(claimed: Expr, right: Expr, equations: Equations, policy: Policy) -> Verdict:
    """Return the verdict; several statements are judged one by one, in their order."""
    mine, wanted = _statements(claimed), _statements(right)
    if len(mine) == len(wanted) and len(mine) > 1:
        pairs = zip(mine, wanted, strict=True)
        return together([judge(a, b, equations, policy) for a, b in pairs])
    return judge(claimed, right, equations, policy)


def _statements(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Call) and expr.op is ops.system else (expr,)


def _reader(given: str | None, shapes: Shapes | None) -> tuple[Callable[[str], Expr], Equations]:
    """Return how formulas are read beside what is given, and what is given."""
    if given is None:
        context = Context({n: parse_shape(as_shape(s)) for n, s in (shapes or {}).items()})
        return partial(read, context=context), EMPTY
    model = Model(given, shapes)

    def plain(latex: str) -> Expr:
        return made_plain(model.read(latex), model.equations)

    return plain, model.equations


def _sides(claimed: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Drop `y =` in front where both sides have the same one, or only one of them has it."""
    if claimed is right:
        return claimed, right
    mine, wanted = _split(claimed), _split(right)
    if mine and wanted:
        return (mine[1], wanted[1]) if mine[0] is wanted[0] else (claimed, right)
    return (mine[1] if mine else claimed), (wanted[1] if wanted else right)


def _split(expr: Expr) -> tuple[Expr, Expr] | None:
    if isinstance(expr, Compare) and expr.relations in (("=",), ("approx",)):
        return expr.terms[0], expr.terms[1]
    return None
