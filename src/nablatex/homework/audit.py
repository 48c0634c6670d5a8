"""Slips in a key that are no matter of equality: a matrix whose entries break their own pattern."""

from __future__ import annotations

from collections.abc import Iterator

from nablatex.expr import Component, Expr, Number, Stack
from nablatex.homework.solution import Message
from nablatex.latex import write
from nablatex.traverse import postorder


def pattern_warnings(claim: Expr) -> Iterator[Message]:
    """Yield a warning for each matrix of elements that repeats some where its pattern has others.

    The pattern is that the entry in row r and column c is the element (r, c), counted from the
    first entry; it is taken as meant when more than half of the entries follow it.
    """
    for node in postorder(claim):
        if isinstance(node, Stack) and node.kind == "matrix":
            found = [(entry, meant) for entry, meant in _pairs(node) if entry is not meant]
            if found and 2 * len(found) < len(node.entries):
                yield _warning(found)


def _pairs(matrix: Stack) -> Iterator[tuple[Expr, Expr]]:
    first = matrix.entries[0]
    start = _indices(first)
    if start is None or not isinstance(first, Component):
        return
    width = int(matrix.dims[-1])
    for place, entry in enumerate(matrix.entries):
        if _indices(entry) is None:
            return
        row, column = start[0] + place // width, start[1] + place % width
        yield entry, Component(first.base, (Number(row, 0), Number(column, 0)), "sub")


def _indices(entry: Expr) -> tuple[int, int] | None:
    match entry:
        case Component(_, (Number(row), Number(column)), "sub"):
            return int(row), int(column)
        case _:
            return None


def _warning(found: list[tuple[Expr, Expr]]) -> Message:
    has = ", ".join(write(entry) for entry, _ in found)
    wants = ", ".join(write(meant) for _, meant in found)
    return Message(
        f"the matrix has {has} where its pattern wants {wants}",
        f"행렬의 규칙대로라면 {wants} 이어야 할 자리에 {has} 이(가) 있다",
    )
