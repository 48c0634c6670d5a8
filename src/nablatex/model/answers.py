"""`check`: an answer in LaTeX against a key in LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nablatex import ops
from nablatex.check import EMPTY, STANDARD, Policy, Verdict, judge
from nablatex.equations import Equations
from nablatex.errors import ReadError
from nablatex.expr import Call, Compare, Component, Delta, Expr, Reduction, Symbol
from nablatex.latex import Context, read, write
from nablatex.model.cost import refuse_costly, unreadable
from nablatex.model.model import Model, Shapes, as_shape
from nablatex.model.plain import made_plain
from nablatex.model.unify import unified
from nablatex.shape import parse_shape
from nablatex.traverse import postorder, substitute


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
        claimed = reader(answer)
        refuse_costly(claimed, answer)
    except ReadError as error:
        return replace(unreadable(error), _key=write(right))
    left, truth = _sides(*unified(*_one_unit(claimed, right)))
    return replace(judge(left, truth, equations, policy), _key=write(right))


def _reader(given: str | None, shapes: Shapes | None) -> tuple[Callable[[str], Expr], Equations]:
    """Return how formulas are read beside what is given, and what is given."""
    if given is None:
        context = Context({n: parse_shape(as_shape(s)) for n, s in (shapes or {}).items()})
        return partial(read, context=context), EMPTY
    model = Model(given, shapes)

    def plain(latex: str) -> Expr:
        return made_plain(model.read(latex), model.equations)

    return plain, model.equations


def _one_unit(claimed: Expr, right: Expr) -> tuple[Expr, Expr]:
    r"""Return both sides with `i` the imaginary unit where one side has it so, as in $e^{i x}$."""
    letter, unit = Symbol("i", ()), Call(ops.i, ())
    parts = [node for side in (claimed, right) for node in postorder(side)]
    index = any(
        isinstance(n, (Component, Reduction, Delta)) and letter in n.children for n in parts
    )
    if unit not in parts or letter not in parts or index:
        return claimed, right
    return substitute(claimed, {letter: unit}), substitute(right, {letter: unit})


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
