r"""Back-propagation in numbers: the value and the gradient of every node of a model's graph.

Separate from derivatives, which are formulas: here the chain rule runs once, forwards for the
values and backwards along every edge, as a program does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablatex.equations import bare
from nablatex.errors import UndefinedError
from nablatex.expr import Expr
from nablatex.latex import latex_to_text, write
from nablatex.model.graph import Graph, gradient_symbol, letter_of
from nablatex.model.number_text import is_small, number_latex, number_text

Value = float | np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A name of the graph with its numbers.

    Attributes:
        name: the name in LaTeX.
        letter: the name without its indices.
        definition: what it is defined as, in LaTeX; "" of what is given.
        gradient: the derivative of the output by it, as a symbol in LaTeX.
        inputs: the names in its definition.
        data: its value.
        grad: the derivative of the output by it.
    """

    name: str
    letter: str
    definition: str
    gradient: str
    inputs: tuple[str, ...]
    data: Value
    grad: Value


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """One application of the chain rule: upstream times local is downstream.

    Attributes:
        source, target: the names; `target` is defined in terms of `source`.
        symbol: the local derivative as a symbol, in LaTeX.
        local: the local derivative in full, in LaTeX; "" where it has no notation.
        carried: upstream times local, in LaTeX; `symbol` where that has no notation.
        number: the local derivative's value; None of arrays where it has too many numbers.
        upstream: the gradient by `target`.
        downstream: what the edge adds to the gradient by `source`.
    """

    source: str
    target: str
    symbol: str
    local: str
    carried: str
    number: Value | None
    upstream: Value
    downstream: Value


class Backpropagation:
    """The numbers of a graph: `.nodes` in forward order, `.edges` in backward order.

    Attributes:
        of: the output in LaTeX.
        nodes: every name with its value and gradient, given ones first.
        edges: every edge with its three numbers, from the output on.
    """

    def __init__(self, graph: Graph, values: Mapping[str, Any]) -> None:
        """Run the graph forwards and backwards.

        Args:
            graph: the graph.
            values: numbers and arrays by name.

        Raises:
            UndefinedError, EvaluationError: a name has no number, or there is no value here.
        """
        self._graph = graph
        self._values = dict(values)
        point = graph.forward(values)
        gradients: dict[Expr, Any] = {graph.of: 1.0}
        edges = []
        for edge, written in zip(graph.edges, graph.written, strict=True):
            upstream = gradients[edge.target]
            local, down = graph.back(edge, upstream, point)
            gradients[edge.source] = gradients.get(edge.source, 0.0) + down
            number = None if local is None else _own(local)
            edges.append(Edge(*written, number, _own(upstream), _own(down)))
        self.of = write(graph.of, graph.notation)
        self.edges = tuple(edges)
        self.nodes = tuple(
            self._shown_node(name, point.numbers[name], gradients[name]) for name in graph.names
        )

    def _shown_node(self, name: Expr, data: Any, grad: Any) -> Node:
        graph = self._graph
        right = graph.definition(name)
        gradient = write(gradient_symbol(graph.of, name), graph.notation)
        inputs = tuple(write(by, graph.notation) for by in graph.inputs(name))
        definition = "" if right is None else write(right, graph.notation)
        shown = write(name, graph.notation)
        return Node(shown, letter_of(name), definition, gradient, inputs, _own(data), _own(grad))

    def again(self, values: Mapping[str, Any]) -> Backpropagation:
        """Return the same graph with other numbers for some of its names.

        Raises:
            UndefinedError, EvaluationError: a name has no number, or there is no value here.
        """
        return Backpropagation(self._graph, {**self._values, **values})

    def __getitem__(self, name: str) -> Node:
        """Return the node of a name; its accent may be left out.

        Raises:
            UndefinedError: the graph has no such node.
        """
        for node in self.nodes:
            if name in (node.name, bare(node.name)):
                return node
        listed = ", ".join(node.name for node in self.nodes[:20])
        raise UndefinedError(f"the graph has no {name}; it has {listed}")

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        nodes = [("node", "data", "grad")]
        nodes += [
            (latex_to_text(node.name), number_text(node.data), number_text(node.grad))
            for node in self.nodes
        ]
        edges = [("edge", "upstream", "local", "downstream")]
        edges += [
            (
                f"{latex_to_text(edge.target)} → {latex_to_text(edge.source)}",
                number_text(edge.upstream),
                _local_text(edge),
                number_text(edge.downstream),
            )
            for edge in self.edges
        ]
        return "\n".join([*_columns(nodes), "", *_columns(edges)])

    def markdown(self) -> str:
        """Return the numbers as two Markdown tables: of the nodes, and of the edges."""
        rows = ["| node | definition | data | grad |", "| --- | --- | ---: | ---: |"]
        for node in self.nodes:
            definition = f"{node.name} = {node.definition}" if node.definition else ""
            cells = (node.name, definition, number_latex(node.data), number_latex(node.grad))
            rows.append(_row(cells))
        rows += ["", "| edge | upstream | local | downstream |", "| --- | ---: | --- | ---: |"]
        for edge in self.edges:
            local = " = ".join(local_chain(edge.symbol, edge.local, edge.number))
            step = rf"{edge.target} \to {edge.source}"
            ends = number_latex(edge.upstream), local, number_latex(edge.downstream)
            rows.append(_row((step, *ends)))
        return "\n".join(rows)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/markdown": self.markdown()}


def local_chain(symbol: str, local: str, number: Value | None) -> list[str]:
    """Return a local derivative as a symbol, in full and in numbers, as far as there are."""
    shown = [number_latex(number)] if number is not None and is_small(number) else []
    return list(dict.fromkeys(part for part in (symbol, local, *shown) if part))


def _own(value: Any) -> Value:
    array = np.array(value, dtype=float)
    return array if array.ndim else float(array)


def _local_text(edge: Edge) -> str:
    return latex_to_text(edge.symbol) if edge.number is None else number_text(edge.number)


def _row(cells: tuple[str, ...]) -> str:
    # A bar ends a cell, also inside a formula.
    bars = (cell.replace(r"\|", r"\Vert ").replace("|", r"\vert ") for cell in cells)
    return "| " + " | ".join(f"${cell}$" if cell else "" for cell in bars) + " |"


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in padded]
