r"""Equations that define nothing: `s^2 = ...` gives s all the same, others may tie names together.

Separate from the collector, which takes one statement at a time: whether an equation matters shows
in what the others use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nablatex import ops
from nablatex.equations import Equations
from nablatex.errors import UndefinedError
from nablatex.expr import TWO, Call, Compare, Component, Derivative, Expr, Power, Reduction, Symbol
from nablatex.latex import write
from nablatex.traverse import contains, parts_of


def roots(ignored: Iterable[Expr], rights: Iterable[Expr]) -> Iterator[tuple[Expr, Expr]]:
    r"""Yield each name that is given by its square and used by itself, with its definition.

    `\sigma^2 = \frac{1}{n} \sum_i x_i^2` beside `z = x / \sigma`: a deviation is not negative.
    """
    used = list(rights)
    for statement in ignored:
        square = _square(statement)
        if square is not None and any(contains(other, square[0]) for other in used):
            yield square[0], Call(ops.sqrt, (square[1],))


def _square(statement: Expr) -> tuple[Expr, Expr] | None:
    """Return the name whose square a statement gives, and what the square is."""
    match statement:
        case Compare(("=",) | (":=",) | ("equiv",), (Power(name, power), right)):
            named = power is TWO and isinstance(name, (Symbol, Component)) and not right.shape
            return (name, right) if named and not contains(right, name) else None
        case _:
            return None


def refuse_ties(
    ignored: Iterable[Expr], equations: Equations, of: Expr, wrt: Sequence[Expr]
) -> None:
    r"""Refuse to vary one name where an equation ties another to it: `\ln y = a x`.

    Raises:
        UndefinedError: y would have been taken for independent of x.
    """
    moved = {_whole(name) for name in wrt}
    found = reached([of], equations)
    for statement in ignored:
        if not isinstance(statement, Compare) or set(statement.relations) != {"="}:
            continue
        square = _square(statement)
        if square is not None and square[0] in equations.definitions:
            continue
        nodes = parts_of(statement)
        if any(isinstance(node, Derivative) for node in nodes):
            continue
        named = [node for node in nodes if isinstance(node, (Symbol, Component))]
        apart = _no_names(nodes)
        names = dict.fromkeys(_whole(node) for node in named if _whole(node) not in apart)
        moving = [name for name in names if reached([name], equations) & moved]
        still = (name for name in names if name in found and name not in moved)
        free = [name for name in still if not _is_defined(name, equations)]
        if moving and free:
            shown = ", ".join(map(write, free))
            raise UndefinedError(
                f"the equation {write(statement)} ties {shown} to {write(moving[0])} and defines "
                f"nothing; write {write(free[0])} = ..."
            )


def _no_names(nodes: Sequence[Expr]) -> set[Expr]:
    """Return the letters that sums are over or that number elements, and the x of `x_1`."""
    found = {node.index for node in nodes if isinstance(node, Reduction)}
    elements = [node for node in nodes if isinstance(node, Component)]
    found |= {node.base for node in elements if not node.base.shape}
    return found.union(*(node.indices for node in elements))


def _whole(name: Expr) -> Expr:
    return name.base if isinstance(name, Component) and name.base.shape else name


def _is_defined(name: Expr, equations: Equations) -> bool:
    known = (*equations.definitions, *equations.elements, *equations.values)
    return any(_whole(other) is name for other in known)


def reached(names: Iterable[Expr], equations: Equations) -> set[Expr]:
    """Return the names that some names come down to, through all definitions."""
    rights: dict[Expr, list[Expr]] = {}
    for left, right in equations.definitions.items():
        rights.setdefault(_whole(left), []).append(right)
    found: set[Expr] = set()
    waiting = [_whole(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        parts = (node for right in rights.get(name, ()) for node in parts_of(right))
        waiting += [_whole(node) for node in parts if isinstance(node, (Symbol, Component))]
    return found
