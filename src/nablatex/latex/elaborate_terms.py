r"""Products: what stands side by side, read from left to right.

Most factors mean what they mean alone. Functions, sums, derivatives and letters before a bracket
take what follows them; `Scope.operands` says which production knows how much.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from nablatex.expr import At, Compare, Expr
from nablatex.latex.elaborate_points import between, bindings
from nablatex.latex.entrywise import by_place
from nablatex.latex.multiply import Part, combine
from nablatex.latex.scope import Items, Scope, Steps
from nablatex.latex.syntax import Bar, Group, Scripts, Syntax, Term, Times

_STARS = ("*", r"\ast", "∗")

Found = tuple[Expr, int]
"""A factor with what it took, and the place behind it."""


def term(scope: Scope, node: Syntax) -> Steps:
    """Return the meaning of factors side by side."""
    items = node.items if isinstance(node, Term) else (node,)
    parts: list[Part] = []
    sign = ""
    place = run = 0
    while place < len(items):
        item = items[place]
        if isinstance(item, Times):
            if not place:
                raise scope.error(f"{scope.source(item)} cannot stand here", item, "a formula")
            sign, run, place = item.sign, len(parts), place + 1
        elif isinstance(item, Bar):
            yield from _evaluated(scope, parts, run, item)
            run, place = len(parts), place + 1
        else:
            value, place = yield from operand(scope, items, place)
            if sign and value.shape and parts[-1][1].shape:
                _refuse_star(scope, items, item)
            if isinstance(value, Compare) and len(items) > 1:
                raise scope.error("a relation is no factor", item, hint="write [x > 0] for 0 or 1")
            if sign == "circ" and not (value.shape and parts[-1][1].shape):
                raise scope.error(
                    "a composition of functions", node,
                    hint=r"write h(x) = f(g(x)) or (f \circ g)(x)",
                )  # fmt: skip
            parts.append((sign, _in_its_place(scope, parts, sign, value)))
            sign = ""
    return parts[0][1] if len(parts) == 1 else combine(parts)


def _refuse_star(scope: Scope, items: Items, right: Syntax) -> None:
    """Refuse `x * y` of vectors or matrices, which is written for several products."""
    star = items[items.index(right) - 1]
    if scope.source(star) in _STARS:
        raise scope.error(
            "a star between vectors or matrices stands for several products", star,
            hint=r"write x \odot y entry by entry, x^\top y for a number, A B for matrices",
        )  # fmt: skip


def _in_its_place(scope: Scope, parts: list[Part], sign: str, value: Expr) -> Expr:
    r"""Return the value of a function as a vector behind `\odot` and behind a row or a matrix."""
    before = parts[-1][1].shape if parts else ()
    if sign in ("odot", "oslash"):
        if before:
            return by_place(scope, value, before)
        parts[-1] = (parts[-1][0], by_place(scope, parts[-1][1], value.shape))
        return value
    return by_place(scope, value, before[1:]) if len(before) == 2 and not sign else value


def _evaluated(
    scope: Scope, parts: list[Part], run: int, bar: Bar
) -> Generator[Syntax, Expr, None]:
    """Put an evaluation bar behind the factors since the last sign or bar."""
    if run == len(parts):
        raise scope.error("two evaluation bars in a row", bar, hint="write |_{x=1, y=2}")
    body = combine([("", parts[run][1]), *parts[run + 1 :]])
    if bar.upper is None:
        pairs: Any = yield from bindings(scope, bar.where, body)
        value: Expr = At(body, pairs)
    else:
        value = yield from between(scope, body, bar.where, bar.upper)
    parts[run:] = [(parts[run][0], value)]


def operand(scope: Scope, items: Items, place: int) -> Generator[Syntax, Expr, Found]:
    """Return the factor at a place with what it takes, and where it ends."""
    item = items[place]
    takes = scope.operands.get(type(item.base) if type(item) is Scripts else type(item))
    if takes is not None:
        found: Found = yield from takes(scope, items, place)
        return found
    value = yield item
    return value, place + 1


def end_of_run(items: Items, place: int) -> int:
    """Return where the factors end that stand side by side from `place` on."""
    while place < len(items) and not isinstance(items[place], (Times, Bar)):
        place += 1
    return place


def end_of_term(items: Items, place: int) -> int:
    """Return where the term ends from `place` on: at its end, or at an evaluation bar."""
    while place < len(items) and not isinstance(items[place], Bar):
        place += 1
    return place


def joined(items: Items) -> Syntax:
    """Return factors as one piece."""
    if len(items) == 1:
        return items[0]
    return Term(items[0].start, items[-1].end, items)


def bracket_at(items: Items, place: int, openers: str = "(") -> Group | None:
    """Return the bracket that stands at a place, without its scripts, or None."""
    if place >= len(items):
        return None
    item = items[place]
    group = item.base if isinstance(item, Scripts) else item
    if isinstance(group, Group) and group.opener == "{" and "{" not in openers:
        # f{\left(x\right)} is how computer algebra writes f(x).
        inner = group.entries[0]
        group = inner if isinstance(inner, Group) and inner.opener == "(" else group
    return group if isinstance(group, Group) and group.opener in openers else None
