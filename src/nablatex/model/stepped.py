r"""Names at other steps: what `h_{t-1}` is where `h_t = \tanh(W h_{t-1})` is differentiated.

Separate from other names, of which nothing is known: the model says how such a name comes about, by
an equation for every step. What a step starts from is held fixed, as the books do it for one cell;
that is said with the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from nablatex.equations import Equations
from nablatex.errors import UndefinedError
from nablatex.expr import Component, Expr, Symbol
from nablatex.latex import write
from nablatex.model.ties import reached

_AT_STEP = re.compile(r"^(.+?)([_^])\{?([\[(]?)([A-Za-z])([+-]\d+)?[\])]?\}?$")


def holds_fixed(of: Expr, wrt: Sequence[Expr], equations: Equations) -> bool:
    """Tell whether a name at another step depends on a variable too, and is held fixed.

    Raises:
        UndefinedError: a name stands for another step of what does not go on from step to step,
            so that it is no state that a step starts from; or it has another shape.
    """
    moved = [by.base if isinstance(by, Component) else by for by in wrt]
    defined = {_place(name): name for name in _wholes(equations.definitions)}
    fixed, below = False, dict[Expr, set[Expr]]()
    for name in sorted(reached([of], equations), key=write):
        place = _place(name)
        if place is None or name in moved or name in equations.definitions:
            continue
        twins = [n for at, n in defined.items() if at is not None and at[:-1] == place[:-1]]
        for twin in twins:
            if len(twin.shape) != len(name.shape):
                raise UndefinedError(
                    f"{write(twin)} is read as another kind of array than {write(name)}; declare "
                    "the shapes of both, and of the functions between them"
                )
            if twin not in below:
                below[twin] = reached([twin], equations)
            under = below[twin]
            others = [by for by in moved if by in under and not _has_letter(by, place[-2])]
            if others and not any(_is_alike(n, place) for n in under - {twin}):
                raise UndefinedError(
                    f"{write(name)} is {write(twin)} at another step, and depends on "
                    f"{write(others[0])} too; write out {write(name)} = ..."
                )
            fixed = fixed or bool(others)
    return fixed


def _wholes(names: Iterable[Expr]) -> Iterator[Expr]:
    return (name.base if isinstance(name, Component) else name for name in names)


def _place(name: Expr) -> tuple[str, str, str, str, str] | None:
    """Return a name without its step, how the step is written, its letter and its shift."""
    found = _AT_STEP.match(name.name) if isinstance(name, Symbol) else None
    if found is None:
        return None
    base, script, bracket, letter, shift = found.groups()
    return base, script, bracket, letter, shift or ""


def _is_alike(name: Expr, place: tuple[str, ...]) -> bool:
    there = _place(name)
    return there is not None and there[:-1] == place[:-1]


def _has_letter(name: Expr, letter: str) -> bool:
    place = _place(name)
    return place is not None and place[-2] == letter
