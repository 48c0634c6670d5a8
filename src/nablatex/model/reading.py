r"""Reading several pieces of LaTeX that share their names.

Separate from `read`, which knows one piece: what one line shows of a name (its shape, that it is a
function, that its elements have two indices) is known in all others, earlier ones too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from nablatex.errors import LimitError, ReadError, ReadShapeError
from nablatex.expr import Compare, Expr, Symbol
from nablatex.latex import Context, read
from nablatex.latex.mismatch import differ
from nablatex.latex.steps import letters_in
from nablatex.model.declared import inferred_shapes, is_sized, known_shapes, known_signatures
from nablatex.model.shown import parts_of_system, shown_shapes
from nablatex.model.statements import known_functions, known_matrices
from nablatex.shape import Shape, is_unknown

# Readings of lines whose later ones tell what is needed for the earlier ones.
_MOST_READINGS = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """What several pieces say together.

    Attributes:
        statements: those that could be read, in order.
        context: what they show of their names.
        failed: the errors of the others.
    """

    statements: list[Expr]
    context: Context
    failed: list[ReadError]


def read_together(sources: Iterable[str], shapes: Mapping[str, Shape] | None = None) -> Reading:
    r"""Return the statements of several pieces of LaTeX that share their names.

    Read until nothing new is learnt: the shape that one piece gives to a name, declared
    (`\vec{w} = \begin{pmatrix} ... \end{pmatrix}`) or implied (`a = W x`), is known in all others.

    Args:
        sources: the pieces.
        shapes: shapes of names that are known before.
    """
    listed, given = list(sources), dict(shapes or {})
    letters = letters_in(listed, given)
    context = Context(given, steps=letters.steps, labelled=letters.labelled)
    statements: list[Expr] = []
    failed: list[ReadError] = []
    for _ in range(_MOST_READINGS):
        before = context
        statements, failed = [], []
        for source in listed:
            try:
                statements.append(read(source, context=context))
            except ReadError as error:
                # What a later line declares may be what this line lacks.
                failed.append(error)
                continue
            context = _with(context, statements[-1], given)
        if context == before:
            # What lines show together is asked last: a line that is not yet read well shows less.
            context = replace(context, shapes={**context.shapes, **_together(statements, context)})
        if context == before:
            break
    else:
        failed = failed or [LimitError("these lines hang together through too many others")]
    return Reading(statements, context, failed or list(_contradictions(listed, statements)))


def _contradictions(sources: list[str], statements: list[Expr]) -> Iterator[ReadShapeError]:
    """Yield the error for each name that is declared of another shape than what it equals."""
    for source, statement in zip(sources, statements, strict=True):
        for part in parts_of_system(statement):
            match part:
                case Compare(("=" | ":=",), (Symbol() as name, right)) if is_sized(
                    name.shape
                ) and is_sized(right.shape):
                    left, made = ([n for n in s if n != 1] for s in (name.shape, right.shape))
                    if left != made:
                        yield ReadShapeError(differ(name, right), source, 0, len(source))
                case _:
                    continue


def _together(statements: list[Expr], context: Context) -> dict[str, Shape]:
    """Return what statements show of one another, one finding leading to the next."""
    found: dict[str, Shape] = {}
    while new := shown_shapes(statements, {**context.shapes, **found}):
        found.update(new)
    return found


def _with(context: Context, statement: Expr, given: Mapping[str, Shape]) -> Context:
    """Return what is known after one more statement; what was given at first stays."""
    known = context.shapes
    shown = {k: v for k, v in inferred_shapes(statement).items() if k not in known}
    # What leaves a size open takes nothing back.
    told = {
        name: shape
        for name, shape in known_shapes([statement]).items()
        if name not in known or not any(map(is_unknown, shape))
    }
    return replace(
        context,
        shapes={**known, **shown, **told, **given},
        functions=context.functions | known_functions(statement),
        matrices=context.matrices | known_matrices([statement]),
        signatures={**context.signatures, **known_signatures([statement])},
    )
