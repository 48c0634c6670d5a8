"""Reading: LaTeX to a typed expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nablatex.expr import Expr
from nablatex.latex.context import Context
from nablatex.latex.elaborate import elaborate
from nablatex.latex.parser import parse
from nablatex.shape import parse_shape

_NOTHING = Context()


def read(
    latex: str,
    shapes: Mapping[str, str | Sequence[int | str]] | None = None,
    *,
    context: Context | None = None,
) -> Expr:
    r"""Return the expression that `latex` writes.

    Args:
        latex: a formula, with or without `$`, `\[ \]` and the like; several are a system.
        shapes: shapes of names, such as `{"A": "n,n", "x": "n"}`.
        context: all that is known before; `shapes` are added to it.

    Raises:
        ReadError: it cannot be read; the error names the place, and what to write instead.
        ReadShapeError: the shapes of two parts do not fit.
        LimitError: it is too long or nested too deeply.
    """
    known = context or _NOTHING
    if shapes:
        given = {n: parse_shape(s if isinstance(s, str) else tuple(s)) for n, s in shapes.items()}
        known = replace(known, shapes={**known.shapes, **given})
    return elaborate(parse(latex, known.functions), latex, known)
