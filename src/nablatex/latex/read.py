"""Reading: LaTeX to a typed expression."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nablatex.errors import ShapeError
from nablatex.expr import Expr, Symbol
from nablatex.latex.context import Context
from nablatex.latex.elaborate import elaborate
from nablatex.latex.parser import parse
from nablatex.shape import Shape, parse_shape

Shapes = Mapping[str, int | str | Sequence[int | str]]

_NOTHING = Context()
_WORD = re.compile(r"_\{[A-Za-z]{2,}\}$")


def read(
    latex: str,
    shapes: Shapes | None = None,
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
        known = replace(known, shapes={**known.shapes, **given_shapes(shapes)})
    return elaborate(parse(latex, known.functions), latex, known)


def given_shapes(shapes: Shapes) -> dict[str, Shape]:
    r"""Return shapes by the names that a formula has for them: `W_{\text{xh}}` for `W_{xh}`."""
    found: dict[str, Shape] = {}
    for name, given in shapes.items():
        canonical, shape = canonical_name(name), parse_shape(_listed(given))
        if found.setdefault(canonical, shape) != shape:
            raise ShapeError(f"{name} is given two shapes under two spellings")
    return found


def canonical_name(name: str) -> str:
    r"""Return what a formula calls a name: `W_{\text{xh}}` for `W_{xh}`."""
    if not _WORD.search(name):
        return name
    found = read(name)
    return found.name if isinstance(found, Symbol) else name


def _listed(shape: int | str | Sequence[int | str]) -> int | str | tuple[int | str, ...]:
    return shape if isinstance(shape, (str, int)) else tuple(shape)
