"""`check`: an answer in LaTeX against a key in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nablatex.check import EMPTY, STANDARD, Policy, Verdict
from nablatex.equations import Equations
from nablatex.errors import ReadError
from nablatex.expr import Expr, Symbol
from nablatex.latex import Context, Shapes, given_shapes, read
from nablatex.model.compared import compared
from nablatex.model.cost import refuse_costly, unreadable
from nablatex.model.facts import Facts, known_facts
from nablatex.model.model import Model
from nablatex.model.plain import made_plain
from nablatex.shape import Shape
from nablatex.traverse import parts_of

# An answer that goes on from the question: `= 2x`, `\approx 0.667`.
_LEADING = re.compile(r"^[\s$&]*(?:=(?!=)|\\approx(?![a-zA-Z]))")


def check(
    answer: str,
    key: str,
    *,
    given: str | None = None,
    shapes: Shapes | None = None,
    assume: Facts | None = None,
    policy: Policy = STANDARD,
) -> Verdict:
    r"""Return the verdict on an answer against its key, by meaning.

    Args:
        answer: the answer in LaTeX.
        key: the right answer in LaTeX.
        given: equations that hold, in LaTeX: with `u = x^2` given, `2u` is `2x^2`.
        shapes: shapes of names, such as `{"A": "n,n", "x": "n"}`.
        assume: what is known of a name, such as `{"W": "symmetric"}`, as for a model.
        policy: what a teacher has decided.

    Raises:
        ReadError: the key, or what is given, cannot be read; an answer that cannot is a verdict.
    """
    reader, equations = _reader(given, shapes, assume)
    right = _read(reader, key)
    try:
        claimed = _read(reader, answer)
    except ReadError as error:
        return unreadable(error).with_key(right)
    if given is None:
        claimed, right = (
            _with_shapes_of(right, claimed, answer, shapes),
            _with_shapes_of(claimed, right, key, shapes),
        )
    return compared(claimed, right, equations, policy).with_key(right)


def _with_shapes_of(other: Expr, expr: Expr, latex: str, shapes: Shapes | None) -> Expr:
    r"""Return a formula read with names as vectors that the other side shows to be some.

    Nothing in `w \cdot x` says that these are no numbers; beside `w^\top x` it is clear.
    """
    told = {name.name: name.shape for name in parts_of(other) if isinstance(name, Symbol)}
    lacking = {
        name.name: told[name.name]
        for name in parts_of(expr)
        if isinstance(name, Symbol) and not name.shape and told.get(name.name)
    }
    if not lacking:
        return expr
    try:
        return _read(partial(read, context=Context({**_declared(shapes), **lacking})), latex)
    except ReadError:
        return expr


def _read(reader: Callable[[str], Expr], latex: str) -> Expr:
    expr = reader(_LEADING.sub("", latex))
    refuse_costly(expr, latex)
    return expr


def _reader(
    given: str | None, shapes: Shapes | None, assume: Facts | None
) -> tuple[Callable[[str], Expr], Equations]:
    """Return how formulas are read beside what is given, and what is given."""
    if given is None:
        facts = known_facts({}, assume or {})
        return partial(read, context=Context(_declared(shapes))), replace(EMPTY, facts=facts)
    model = Model(given, shapes, assume=assume)

    def plain(latex: str) -> Expr:
        return made_plain(model.read(latex), model.equations)

    return plain, model.equations


def _declared(shapes: Shapes | None) -> dict[str, Shape]:
    return given_shapes(shapes or {})
