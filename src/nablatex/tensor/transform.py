"""An array with other parts: each node made again by the tidy ways to make it.

Separate from the kinds because it is one of the concerns that match all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from nablatex import ops
from nablatex.tensor.build import add, inverse, mapped
from nablatex.tensor.cases import compared, piecewise
from nablatex.tensor.contract import contract
from nablatex.tensor.kinds import (
    Abstract,
    Add,
    Compared,
    Contraction,
    General,
    Leaf,
    Map,
    Piecewise,
    Position,
    Tensor,
    postorder,
)


def remade(node: Tensor, new: Callable[[Tensor], Tensor]) -> Tensor:
    """Return a node with each of its parts replaced."""
    match node:
        case Leaf() | Position():
            return node
        case Contraction(coefficient, factors, brackets, rank, sizes):
            made = [(new(f.base), f.indices, f.exponent) for f in factors]
            return contract(coefficient, made, range(rank), dict(enumerate(sizes)), brackets)
        case Add(terms):
            return add(new(term) for term in terms)
        case Map(op, args):
            return mapped(op, *map(new, args))
        case Compared(relation, left, right):
            return compared(relation, new(left), new(right))
        case Piecewise(branches):
            return piecewise([(new(value), new(when)) for value, when in branches])
        case General(ops.inverse, (inside,)):
            return inverse(new(inside))
        case General(op, args, batch, axes):
            return General(op, tuple(map(new, args)), batch, axes)
        case Abstract(function, args, batch, orders, dims):
            return Abstract(function, tuple(map(new, args)), batch, orders, dims)
        case _:
            assert_never(node)


def replaced(tensor: Tensor, mapping: Mapping[Tensor, Tensor]) -> Tensor:
    """Return `tensor` with some parts replaced; definitions of names are left as they are."""
    made: dict[Tensor, Tensor] = {}
    for node in postorder(tensor, through=False):
        if node in mapping:
            made[node] = mapping[node]
        elif all(made.get(part, part) is part for part in node.parts):
            made[node] = node
        else:
            made[node] = remade(node, made.__getitem__)
    return made[tensor]
