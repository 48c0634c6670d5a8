r"""Letters that number the steps of a recurrence or the layers of a network: `h_t`, `a^{[l-1]}`.

Separate from indices, which number the elements of something: t in `h_t = f(h_{t-1})` goes over
nothing. It tells the state after a step from the one before, each of which is a name of its own.

A letter is one if something stands with it and with it shifted, or if it stands in brackets above a
name; unless a sum, a product or a maximum goes over it, or it numbers the elements of an array that
is declared. Labels are other letters in subscripts, and i too in `W_i` beside `W_f` and `W_o`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from nablatex.errors import ReadError
from nablatex.latex.parser import parse
from nablatex.latex.scope import name_of
from nablatex.latex.syntax import (
    Addition,
    Big,
    Function,
    Group,
    Letter,
    Negative,
    Num,
    NumberSet,
    Relation,
    Scripts,
    Syntax,
)
from nablatex.latex.usage import parts
from nablatex.shape import Shape

INDEX_LETTERS = frozenset("ijklmnpqrst")
"""Letters that are indices by convention."""


class Step(NamedTuple):
    """A script that may tell a step: its letter, how it is written, and the brackets round it."""

    letter: str
    label: str
    bracket: str


class Letters(NamedTuple):
    """What the letters in subscripts are that go over nothing.

    Attributes:
        steps: letters that number steps or layers.
        labelled: names whose subscripts are labels: `W_i` beside `W_f` and `W_o`.
    """

    steps: frozenset[str]
    labelled: frozenset[str]


def letters_in(sources: Iterable[str], shapes: Mapping[str, Shape]) -> Letters:
    """Return what letters number steps, and what names have labels, in pieces that belong together.

    Args:
        sources: the pieces.
        shapes: shapes that are declared beside them; of numbers alone an index is as good.
    """
    nodes = [node for source in sources for node in _nodes(source)]
    if not any(shapes.values()) and not any(isinstance(node, NumberSet) for node in nodes):
        return Letters(frozenset(), frozenset())
    scripts = [node for node in nodes if isinstance(node, Scripts)]
    declared = {name for name, shape in shapes.items() if shape} | set(_declared(nodes))
    indices = {str(dim) for shape in shapes.values() for dim in shape} | set(bound_letters(scripts))
    numbering = {
        piece.name
        for node in scripts
        if name_of(node.base) in declared and node.sub is not None
        for piece in (node.sub, *_inside(node.sub))
        if isinstance(piece, Letter)
    }
    labels: dict[tuple[str, str, str], set[str]] = {}
    for node in scripts:
        name = name_of(node.base)
        for step in steps_of(node) if name else ():
            labels.setdefault((step.letter, name, step.bracket), set()).add(step.label)
    over = indices | numbering
    steps = {
        letter
        for (letter, _, bracket), found in labels.items()
        if (bracket or len(found) > 1) and letter not in (indices if bracket else over)
    }
    others = over | steps | INDEX_LETTERS
    labelled = {
        name
        for letter, name, bracket in labels
        if not bracket and letter not in others and name not in declared
    }
    return Letters(frozenset(steps - indices), frozenset(labelled))


def bound_letters(scripts: Iterable[Scripts]) -> Iterator[str]:
    """Yield the letters that sums and the like go over."""
    for node in scripts:
        if isinstance(node.base, (Big, Function)) and node.sub is not None:
            pieces = (node.sub, *_inside(node.sub))
            yield from (piece.name for piece in pieces if isinstance(piece, Letter))


def steps_of(node: Scripts) -> Iterator[Step]:
    """Yield the scripts of a name that a step's letter may stand in, shifted or not."""
    if node.sub is not None:
        yield from _step(node.sub, "")
    if isinstance(node.sup, Group) and node.sup.opener in ("(", "[") and len(node.sup.entries) == 1:
        yield from _step(node.sup.entries[0], node.sup.opener)


def _step(script: Syntax, bracket: str) -> Iterator[Step]:
    if isinstance(script, Letter):
        yield Step(script.name, script.name, bracket)
    elif isinstance(script, Addition) and len(script.terms) == 2:
        first, second = script.terms
        lone = second.body if isinstance(second, Negative) else second
        if isinstance(first, Letter) and isinstance(lone, Num):
            sign = "-" if isinstance(second, Negative) else "+"
            yield Step(first.name, f"{first.name}{sign}{lone.text}", bracket)


def named(name: str, step: Step) -> str:
    """Return what a name is called at a step."""
    if step.bracket:
        closing = ")" if step.bracket == "(" else "]"
        return f"{name}^{{{step.bracket}{step.label}{closing}}}"
    return f"{name}_{step.label}" if len(step.label) == 1 else f"{name}_{{{step.label}}}"


def _declared(nodes: Iterable[Syntax]) -> Iterator[str]:
    r"""Yield the names of which `\in` says what they are."""
    for node in nodes:
        if isinstance(node, Relation) and node.relations == ("in",) and name_of(node.terms[0]):
            yield name_of(node.terms[0])


def _nodes(source: str) -> list[Syntax]:
    try:
        tree = parse(source, frozenset()).tree
    except ReadError:
        return []
    return [tree, *_inside(tree)]


def _inside(node: Syntax) -> list[Syntax]:
    found = list(parts(node))
    for piece in found:
        found.extend(parts(piece))
    return found
