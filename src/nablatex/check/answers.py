"""`check`: an answer in LaTeX against a key in LaTeX."""

from __future__ import annotations

from collections.abc import Mapping

from nablatex import ops
from nablatex.check.judge import EMPTY, judge
from nablatex.check.verdict import Feedback, Verdict
from nablatex.errors import ReadError
from nablatex.expr import Call, Compare, Component, Delta, Expr, Reduction, Symbol
from nablatex.latex import Context, read
from nablatex.shape import parse_shape
from nablatex.traverse import postorder, substitute


def check(
    answer: str, key: str, *, shapes: Mapping[str, str] | None = None, seed: int = 0
) -> Verdict:
    """Return the verdict on an answer against its key, by meaning.

    Raises:
        ReadError: the key cannot be read; an answer that cannot is a verdict.
    """
    context = Context({name: parse_shape(shape) for name, shape in (shapes or {}).items()})
    right = read(key, context=context)
    try:
        claimed = read(answer, context=context)
    except ReadError as error:
        fault = Feedback("syntax", str(error), str(error), str(error.start))
        return Verdict("unreadable", 0.0, "", (fault,))
    left, truth = _sides(*_one_unit(claimed, right))
    return judge(left, truth, EMPTY, seed)


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
    mine = _split(claimed)
    wanted = _split(right)
    if mine and wanted:
        return (mine[1], wanted[1]) if mine[0] is wanted[0] else (claimed, right)
    return (mine[1] if mine else claimed), (wanted[1] if wanted else right)


def _split(expr: Expr) -> tuple[Expr, Expr] | None:
    if isinstance(expr, Compare) and expr.relations == ("=",):
        return expr.terms[0], expr.terms[1]
    return None
