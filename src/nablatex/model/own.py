r"""Functions of the table that a model defines itself: `ReLU(x) = ...`, `\sigma(x) = ...`.

Separate from the other statements because two definitions meet here. If the model's own says the
same as the table, the table's row is used, with its title and its derivative. If it differs, as a
leaky ReLU does, the model's own holds everywhere in the model.

Only functions that have no fixed meaning in mathematics can be defined: `\sin x = \frac{1}{2}` is
an equation for x.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from nablatex.errors import NablatexError
from nablatex.evaluate import evaluate
from nablatex.expr import Apply, Call, Expr, Op
from nablatex.traverse import postorder, rebuild

Definition = tuple[tuple[Expr, ...], Expr]
_POINTS = (-3.7, -1.2, -0.4, 0.0, 0.3, 1.0, 2.6)


def is_open(op: Op, args: tuple[Expr, ...], right: Expr) -> bool:
    r"""Tell whether an equation for `op(args)` can be its definition."""
    named = op.latex.startswith(r"\operatorname") or op.latex == r"\sigma"
    return named and len(args) == 1 and not args[0].shape and args[0] in set(postorder(right))


def differing(own: Mapping[Op, Definition]) -> dict[Op, Definition]:
    """Return the definitions that say something else than the table."""
    return {op: said for op, said in own.items() if not _agrees(op, *said)}


def _agrees(op: Op, args: tuple[Expr, ...], right: Expr) -> bool:
    try:
        for point in _POINTS:
            value = float(evaluate(right, {args[0]: point}))
            if not math.isclose(value, float(evaluate(Call(op, args), {args[0]: point}))):
                return False
    except NablatexError:
        # A parameter, as in a leaky ReLU of slope a, or a point where one has no value.
        return False
    return True


def with_own(expr: Expr, own: Mapping[Op, Definition]) -> Expr:
    """Return `expr` with the model's own functions in place of the table's."""
    if not own:
        return expr
    made: dict[Expr, Expr] = {}
    for node in postorder(expr):
        children = tuple(made[child] for child in node.children)
        if isinstance(node, Call) and node.op in own:
            made[node] = Apply(node.op.latex, children, (), node.shape)
        else:
            made[node] = node if children == node.children else rebuild(node, children)
    return made[expr]
