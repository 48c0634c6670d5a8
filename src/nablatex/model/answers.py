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
from nablatex.expr import Apply, Call, Compare, Component, Derivative, Expr, Symbol
from nablatex.latex import Context, read, write
from nablatex.model.cost import refuse_costly, unreadable
from nablatex.model.model import Model, Shapes, as_shape
from nablatex.model.plain import made_plain
from nablatex.model.unify import unified
from nablatex.shape import parse_shape
from nablatex.traverse import contains

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
    right = reader(_LEADING.sub("", key))
    refuse_costly(right, key)
    try:
        claimed = reader(_LEADING.sub("", answer))
        refuse_costly(claimed, answer)
    except ReadError as error:
        return replace(unreadable(error), _key=right)
    claims, truth = _ends(claimed, right)
    verdicts = [_judged(*unified(claim, truth), equations, policy) for claim in claims]
    verdict = together(verdicts)
    read_as = verdict.read_as if claims == (claimed,) else write(claimed)
    return replace(verdict, read_as=read_as, _key=right)


def _judged(claimed: Expr, right: Expr, equations: Equations, policy: Policy) -> Verdict:
    """Return the verdict; several statements are judged one by one.

    Equations may stand in any order; other statements answer in theirs.
    """
    mine, wanted = _statements(claimed), _statements(right)
    if len(mine) != len(wanted) or len(mine) == 1:
        return judge(claimed, right, equations, policy)
    if all(isinstance(part, Compare) for part in (*mine, *wanted)):
        mine = _in_order(mine, wanted, equations, policy)
    pairs = zip(mine, wanted, strict=True)
    return together([judge(*unified(a, b), equations, policy) for a, b in pairs])


def _statements(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Call) and expr.op is ops.system else (expr,)


def _in_order(
    mine: tuple[Expr, ...], wanted: tuple[Expr, ...], equations: Equations, policy: Policy
) -> tuple[Expr, ...]:
    """Return equations in the order of those that they say, as far as they do."""
    left, made = list(mine), []
    for other in wanted:
        same = (one for one in left if judge(one, other, equations, policy).correct)
        found = next(same, left[0])
        left.remove(found)
        made.append(found)
    return tuple(made)


def _ends(claimed: Expr, right: Expr) -> tuple[tuple[Expr, ...], Expr]:
    """Return what is claimed, each part to be judged, and the truth, without `y =` in front.

    It is dropped where both sides have the same one, or only one of them has it; of a chain
    `y = 2 \\cdot 3 x = 6x` each part behind it is claimed.
    """
    mine, wanted = _chain(claimed), _chain(right)
    other = any(_is_other_relation(*pair) for pair in ((claimed, mine), (right, wanted)))
    named = mine is not None and wanted is not None and mine[0] is not wanted[0]
    if claimed is right or other or named:
        return (claimed,), right
    return (claimed,) if mine is None else mine[1:], right if wanted is None else wanted[-1]


def _is_other_relation(expr: Expr, chain: tuple[Expr, ...] | None) -> bool:
    return isinstance(expr, Compare) and chain is None


def _chain(expr: Expr) -> tuple[Expr, ...] | None:
    """Return the parts of `y = a = b`, where y is a name, and is not what it is said to be."""
    if not isinstance(expr, Compare) or not set(expr.relations) <= {"=", "approx"}:
        return None
    name, *values = expr.terms
    if not isinstance(name, (Symbol, Component, Derivative, Apply)):
        return None
    return None if any(contains(value, name) for value in values) else expr.terms


def _reader(given: str | None, shapes: Shapes | None) -> tuple[Callable[[str], Expr], Equations]:
    """Return how formulas are read beside what is given, and what is given."""
    if given is None:
        context = Context({n: parse_shape(as_shape(s)) for n, s in (shapes or {}).items()})
        return partial(read, context=context), EMPTY
    model = Model(given, shapes)

    def plain(latex: str) -> Expr:
        return made_plain(model.read(latex), model.equations)

    return plain, model.equations
