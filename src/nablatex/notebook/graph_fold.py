r"""What is drawn of a graph: every node of a small one, one node for a layer of a large one.

Separate from the picture: a folded layer `h_1, \ldots, h_{64}` is a vector, the edges between two
layers a Jacobian, so that the picture and the player know only values, whatever their size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from nablatex.model.backpropagation import Backpropagation, Edge, Node, Value
from nablatex.notebook.graph_layout import ranks

MOST_NODES = 40
"""A larger graph is folded by layer."""

# A matrix of local derivatives between layers is worked out up to this many numbers.
_MOST_LOCAL = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class DrawnNode:
    """A node of the picture.

    Attributes:
        name: LaTeX, `h_1 \\ldots h_{64}` of a layer.
        definition: LaTeX, "" of what is given and of a layer.
        gradient: the derivative of the output by it, as a symbol in LaTeX.
        members: the names in it.
        given: whether nothing defines it.
        data, grad: its value and its gradient, arrays of a layer.
    """

    name: str
    definition: str
    gradient: str
    members: tuple[str, ...]
    given: bool
    data: Value
    grad: Value


@dataclass(frozen=True, slots=True, eq=False)
class DrawnEdge:
    """An edge of the picture, between the places of two nodes.

    Attributes:
        source, target: the places of the nodes.
        symbol, local, carried: LaTeX, as of an edge of the graph; "" where it would be long.
        number: the local derivative, or None where it has too many numbers.
        upstream, downstream: what comes and what goes on to `source`.
        total: the gradient by `source` with this edge and those before it.
        count: how many edges of the graph it stands for.
    """

    source: int
    target: int
    symbol: str
    local: str
    carried: str
    number: Value | None
    upstream: Value
    downstream: Value
    total: Value
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A graph as it is drawn: nodes in forward order, edges in backward order."""

    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


def drawn(found: Backpropagation) -> Drawn:
    """Return what is drawn of a graph: its nodes, or its layers where they are many."""
    place = {node.name: k for k, node in enumerate(found.nodes)}
    pairs = [(place[edge.source], place[edge.target]) for edge in found.edges]
    if len(found.nodes) <= MOST_NODES:
        groups = [[k] for k in range(len(found.nodes))]
    else:
        groups = _layers(found.nodes, ranks(len(found.nodes), pairs))
    group_of = {k: number for number, group in enumerate(groups) for k in group}
    bundles: dict[tuple[int, int], list[tuple[Edge, int, int]]] = {}
    for edge, (source, target) in zip(found.edges, pairs, strict=True):
        ends = group_of[source], group_of[target]
        bundles.setdefault(ends, []).append((edge, source, target))
    nodes = tuple(_node([found.nodes[k] for k in group]) for group in groups)
    edges = []
    totals: dict[int, Value] = {}
    for (source, target), bundle in _backwards(bundles, groups, len(found.nodes) <= MOST_NODES):
        made = _edge(bundle, (groups[source], groups[target]), (source, target), nodes)
        totals[source] = totals.get(source, 0.0) + made.downstream
        edges.append(replace(made, total=totals[source]))
    return Drawn(nodes, tuple(edges))


def _layers(nodes: Sequence[Node], rank: Sequence[int]) -> list[list[int]]:
    """Return the places of nodes of one layer and one letter, given ones apart."""
    groups: dict[tuple[int, str, bool], list[int]] = {}
    for k, node in enumerate(nodes):
        # Whole arrays stay nodes of their own.
        letter = node.name if np.ndim(node.data) else node.letter
        groups.setdefault((rank[k], letter, not node.definition), []).append(k)
    return [group for _, group in sorted(groups.items(), key=lambda item: item[0][0])]


def _backwards(
    bundles: dict[tuple[int, int], list[tuple[Edge, int, int]]],
    groups: Sequence[Sequence[int]],
    single: bool,
) -> Iterable[tuple[tuple[int, int], list[tuple[Edge, int, int]]]]:
    """Yield edges with every target behind all that it goes into."""
    if single:
        return bundles.items()
    # Layers are numbered by rank, so that every edge goes to a larger number.
    return sorted(bundles.items(), key=lambda item: (-item[0][1], item[0][0]))


def _node(members: Sequence[Node]) -> DrawnNode:
    first, last = members[0], members[-1]
    names = tuple(node.name for node in members)
    given = not first.definition
    if len(members) == 1:
        return DrawnNode(
            first.name, first.definition, first.gradient, names, given, first.data, first.grad
        )
    name = rf"{first.name}, \ldots, {last.name}"
    gradient = rf"{first.gradient}, \ldots, {last.gradient}"
    data, grad = (_stacked([getattr(n, key) for n in members]) for key in ("data", "grad"))
    return DrawnNode(name, "", gradient, names, given, data, grad)


def _stacked(values: Sequence[Value]) -> Value:
    return np.concatenate([np.ravel(value) for value in values])


def _edge(
    bundle: Sequence[tuple[Edge, int, int]],
    members: tuple[Sequence[int], Sequence[int]],
    ends: tuple[int, int],
    nodes: Sequence[DrawnNode],
) -> DrawnEdge:
    sources, targets = members
    edge = bundle[0][0]
    if len(sources) == len(targets) == 1:
        return DrawnEdge(
            *ends, edge.symbol, edge.local, _carried(edge), edge.number,
            edge.upstream, edge.downstream, edge.downstream, 1,
        )  # fmt: skip
    row = {k: place for place, k in enumerate(targets)}
    column = {k: place for place, k in enumerate(sources)}
    downstream = np.zeros(len(sources))
    local = None
    if len(sources) * len(targets) <= _MOST_LOCAL:
        local = np.zeros((len(targets), len(sources)))
    for one, source, target in bundle:
        downstream[column[source]] += one.downstream
        if local is not None and one.number is not None:
            local[row[target], column[source]] = one.number
    top, bottom = nodes[ends[1]].name, nodes[ends[0]].name
    symbol = rf"\frac{{\partial ({top})}}{{\partial ({bottom})}}"
    upstream = nodes[ends[1]].grad
    return DrawnEdge(*ends, symbol, "", "", local, upstream, downstream, downstream, len(bundle))


def _carried(edge: Edge) -> str:
    return "" if edge.carried == edge.symbol else edge.carried


def is_zero(value: Value) -> bool:
    """Tell whether a gradient is 0 in every entry."""
    return not np.any(value)


def entries(value: Value) -> int:
    """Return how many numbers a value has."""
    return prod(np.shape(value))
