r"""A computational graph: names as nodes, and what the derivative along each edge is.

Separate from its numbers (`backpropagation`), which are wanted again for every new input, and from
the two kinds of graph: of elements that have names, and of whole arrays.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nablatex.errors import LimitError
from nablatex.expr import Component, Derivative, Expr, Number
from nablatex.latex import Notation, write
from nablatex.model.array_numbers import Given
from nablatex.traverse import postorder

MOST_EDGES = 20_000
# A local derivative of more parts is not written out beside its symbol.
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class EdgeFormula:
    """One edge of the graph: `target` is defined in terms of `source`.

    Attributes:
        source, target: the two names.
        symbol: the local derivative as a symbol.
        local: the local derivative in full, or None where it has no short notation.
        carried: what goes on to `source`: upstream times local; `symbol` where that has no
            notation.
    """

    source: Expr
    target: Expr
    symbol: Expr
    local: Expr | None
    carried: Expr


class Graph(ABC):
    """The names that an output depends on.

    Attributes:
        of: the output.
        names: every name, in the order of the forward pass: given ones, then layer by layer.
        edges: every edge, in the order of the backward pass.
        notation: the spellings of the model's author.
    """

    of: Expr
    names: tuple[Expr, ...]
    edges: tuple[EdgeFormula, ...]
    notation: Notation

    @cached_property
    def written(self) -> list[tuple[str, str, str, str, str]]:
        """Source, target, symbol, local and carried derivative of each edge in LaTeX."""
        found = []
        for edge in self.edges:
            local = edge.local
            short = local is not None and sum(1 for _ in postorder(local)) <= _MOST_PARTS
            parts = (edge.source, edge.target, edge.symbol)
            source, target, symbol = (write(part, self.notation) for part in parts)
            full = write(local, self.notation) if local is not None and short else ""
            found.append((source, target, symbol, full, write(edge.carried, self.notation)))
        return found

    @abstractmethod
    def inputs(self, name: Expr) -> Sequence[Expr]:
        """Return the names in the definition of a name; none of a given one."""

    @abstractmethod
    def definition(self, name: Expr) -> Expr | None:
        """Return what a name is defined as, or None for a given one."""

    @abstractmethod
    def forward(self, values: Mapping[str, Any]) -> Given:
        """Return the number or the array of every name.

        Raises:
            UndefinedError: a name has no number.
            EvaluationError: there is no value here, or shapes do not agree.
        """

    @abstractmethod
    def back(self, edge: EdgeFormula, upstream: Any, point: Given) -> tuple[Any, Any]:
        """Return the numbers of the local derivative (None: too many) and what goes on to `source`.

        Raises:
            EvaluationError: the derivative has no value here.
        """


def gradient_symbol(of: Expr, by: Expr) -> Expr:
    r"""Return `\frac{\partial L}{\partial x}` of a scalar, `\nabla_X L` of an array."""
    return Derivative(of, (by,), "nabla" if by.shape else "partial", 1)


def local_symbol(target: Expr, source: Expr) -> Expr:
    r"""Return `\frac{\partial h}{\partial w}`, or `\nabla_w L` where the target is a scalar."""
    gradient = source.shape and not target.shape
    return Derivative(target, (source,), "nabla" if gradient else "partial", 1)


def forward_order(order: Sequence[Expr], inputs: Mapping[Expr, Sequence[Expr]]) -> list[Expr]:
    """Return names layer by layer: the given ones, then as they are computed.

    Args:
        order: the names, each behind its inputs.
        inputs: the names in the definition of each.
    """
    rank: dict[Expr, int] = {}
    for name in order:
        rank[name] = max((rank[by] + 1 for by in inputs[name]), default=0)
    letters: dict[str, int] = {}
    for name in order:
        letters.setdefault(letter_of(name), len(letters))
    place = {name: k for k, name in enumerate(order)}
    return sorted(
        order,
        key=lambda name: (rank[name], letters[letter_of(name)], _indices_of(name), place[name]),
    )


def _indices_of(name: Expr) -> tuple[int, ...]:
    """Return the indices of an element that are numbers: `x_2` stands before `x_{10}`."""
    indices = name.indices if isinstance(name, Component) else ()
    return tuple(int(at.value) for at in indices if isinstance(at, Number))


def backward_pairs(
    names: Sequence[Expr], inputs: Mapping[Expr, Sequence[Expr]]
) -> Iterable[tuple[Expr, Expr]]:
    """Return each pair (target, source), every target behind all that it goes into.

    Raises:
        LimitError: there are too many.
    """
    place = {name: k for k, name in enumerate(names)}
    pairs = [
        (name, by) for name in reversed(names) for by in sorted(inputs[name], key=place.__getitem__)
    ]
    if len(pairs) > MOST_EDGES:
        raise LimitError(
            f"the graph has {len(pairs)} edges, more than {MOST_EDGES}; "
            "declare shapes, so that whole arrays are its nodes"
        )
    return pairs


def letter_of(name: Expr) -> str:
    """Return the name without its indices: `w` of `w_{12}`."""
    return write(name.base if isinstance(name, Component) else name)
