"""Where the nodes of a graph stand: layers from left to right with few crossings.

Separate from the picture, which draws: here there are only boxes and lines. Layers by the longest
path, names behind their inputs; order within layers by barycentres (Sugiyama, Tagawa and Toda,
Methods for visual understanding of hierarchical system structures, IEEE SMC 11, 1981); heights as
close to the neighbours' as the order allows, by pooling adjacent violators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nablatex.errors import LimitError

MOST_NODES = 400
_SWEEPS = 12
_NODE_GAP = 16.0
_MARGIN = 10.0
# A line on its way past a layer keeps this much room, and is pulled straight.
_PASSING = 10.0
_STRAIGHTNESS = 4.0
_PORT_MARGIN = 12.0

Point = tuple[float, float]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Places for nodes and edges.

    Attributes:
        width, height: the size of the whole.
        centres: the centre of each node.
        routes: the points of each edge, from its source to its target; horizontal at each of them.
    """

    width: float
    height: float
    centres: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]


def ranks(count: int, edges: Iterable[Pair]) -> list[int]:
    """Return the layer of each node: behind its inputs, and what is given next to its use."""
    listed = list(edges)
    inputs: list[list[int]] = [[] for _ in range(count)]
    outputs: list[list[int]] = [[] for _ in range(count)]
    for source, target in listed:
        inputs[target].append(source)
        outputs[source].append(target)
    rank = [0] * count
    open_inputs = [len(by) for by in inputs]
    ready = [node for node in range(count) if not open_inputs[node]]
    for node in ready:
        for after in outputs[node]:
            rank[after] = max(rank[after], rank[node] + 1)
            open_inputs[after] -= 1
            if not open_inputs[after]:
                ready.append(after)
    for node in range(count):
        if not inputs[node] and outputs[node]:
            rank[node] = min(rank[after] for after in outputs[node]) - 1
    return rank


def laid_out(
    sizes: Sequence[tuple[float, float]], edges: Sequence[Pair], gap: float = 84.0
) -> Layout:
    """Return places for boxes of these widths and heights.

    Args:
        sizes: width and height of each box.
        edges: its edges, each a pair of places in `sizes`.
        gap: how far apart the layers stand.

    Raises:
        LimitError: there are too many boxes.
    """
    if len(sizes) > MOST_NODES:
        raise LimitError(f"a graph of {len(sizes)} nodes is too large to be drawn")
    drawing = _Drawing(list(sizes), edges)
    drawing.order()
    drawing.level()
    return drawing.layout(gap)


class _Drawing:
    """A graph while it is laid out; a long edge has a waypoint in each layer that it passes."""

    def __init__(self, sizes: list[tuple[float, float]], edges: Sequence[Pair]) -> None:
        self._real = len(sizes)
        self._edges = edges
        self._sizes = sizes
        self._rank = ranks(len(sizes), edges)
        self._chains: list[list[int]] = []
        links: list[Pair] = []
        for source, target in edges:
            chain = [source]
            for layer in range(self._rank[source] + 1, self._rank[target]):
                chain.append(len(self._rank))
                self._rank.append(layer)
                self._sizes.append((0.0, _PASSING))
            chain.append(target)
            self._chains.append(chain)
            links += pairwise(chain)
        count = len(self._rank)
        self._before: list[list[int]] = [[] for _ in range(count)]
        self._behind: list[list[int]] = [[] for _ in range(count)]
        for left, right in links:
            self._before[right].append(left)
            self._behind[left].append(right)
        self._layers: list[list[int]] = [[] for _ in range(max(self._rank, default=0) + 1)]
        for node in range(count):
            self._layers[self._rank[node]].append(node)
        self._y = [0.0] * count

    # -- the order within layers ------------------------------------------------------------------

    def order(self) -> None:
        """Order each layer so that few edges cross."""
        best, fewest = [list(layer) for layer in self._layers], self._crossings()
        for sweep in range(_SWEEPS):
            forwards = sweep % 2 == 0
            near = self._before if forwards else self._behind
            for layer in self._layers if forwards else reversed(self._layers):
                self._sort(layer, near)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(layer) for layer in self._layers], crossings
            if not fewest:
                break
        self._layers = best

    def _sort(self, layer: list[int], near: list[list[int]]) -> None:
        place = self._places()
        before = {node: k for k, node in enumerate(layer)}

        def barycentre(node: int) -> float:
            neighbours = near[node]
            if not neighbours:
                return float(before[node])
            return sum(place[other] for other in neighbours) / len(neighbours)

        layer.sort(key=lambda node: (barycentre(node), before[node]))

    def _places(self) -> list[int]:
        place = [0] * len(self._rank)
        for layer in self._layers:
            for k, node in enumerate(layer):
                place[node] = k
        return place

    def _crossings(self) -> int:
        """Count the pairs of lines that cross: inversions of their ends, layer by layer."""
        place, found = self._places(), 0
        for layer in self._layers:
            ends = [
                place[after]
                for node in layer
                for after in sorted(self._behind[node], key=place.__getitem__)
            ]
            found += _inversions(ends)
        return found

    # -- heights ----------------------------------------------------------------------------------

    def level(self) -> None:
        """Give each node a height near those that it is joined to."""
        for layer in self._layers:
            total = sum(self._sizes[node][1] + _NODE_GAP for node in layer)
            self._settle(layer, [-total / 2] * len(layer))
        for sweep in range(_SWEEPS):
            forwards = sweep % 2 == 0
            for layer in self._layers if forwards else reversed(self._layers):
                self._settle(layer, [self._wanted(node, forwards) for node in layer])
        for layer in self._layers:
            self._settle(layer, [self._wanted(node, None) for node in layer])

    def _wanted(self, node: int, forwards: bool | None) -> float:
        near = list(self._before[node]) if forwards is not False else []
        near += self._behind[node] if forwards is not True else []
        near = near or self._before[node] or self._behind[node]
        if not near:
            return self._y[node]
        return sum(self._y[other] for other in near) / len(near)

    def _settle(self, layer: list[int], wanted: list[float]) -> None:
        """Put a layer as near to the wanted heights as its order and its sizes allow."""
        offsets, below = [0.0], 0.0
        for upper, lower in pairwise(layer):
            below += (self._sizes[upper][1] + self._sizes[lower][1]) / 2 + _NODE_GAP
            offsets.append(below)
        weights = [_STRAIGHTNESS if node >= self._real else 1.0 for node in layer]
        targets = [y - offset for y, offset in zip(wanted, offsets, strict=False)]
        for node, value, offset in zip(layer, _monotone(targets, weights), offsets, strict=False):
            self._y[node] = value + offset

    # -- places -----------------------------------------------------------------------------------

    def layout(self, gap: float) -> Layout:
        """Return the places, with the whole beginning at 0, of layers with a gap between."""
        tops = [self._y[node] - self._sizes[node][1] / 2 for node in range(len(self._y))]
        top = min(tops, default=0.0) - _MARGIN
        low = [self._y[node] + self._sizes[node][1] / 2 for node in range(len(self._y))]
        height = max(low, default=0.0) - top + _MARGIN
        self._y = [y - top for y in self._y]
        spans, x = [], _MARGIN
        for layer in self._layers:
            width = max((self._sizes[node][0] for node in layer), default=0.0)
            spans.append((x, x + width))
            x += width + gap
        whole = x - gap + _MARGIN
        middles = [sum(spans[self._rank[node]]) / 2 for node in range(self._real)]
        centres = tuple((middles[node], self._y[node]) for node in range(self._real))
        return Layout(whole, height, centres, tuple(self._routes(centres, spans)))

    def _routes(
        self, centres: Sequence[Point], spans: Sequence[tuple[float, float]]
    ) -> Iterable[tuple[Point, ...]]:
        out = self._ports([(chain[0], chain[1]) for chain in self._chains])
        into = self._ports([(chain[-1], chain[-2]) for chain in self._chains])
        for k, (source, *passed, target) in enumerate(self._chains):
            points = [(centres[source][0] + self._sizes[source][0] / 2, out[k])]
            for node in passed:
                left, right = spans[self._rank[node]]
                points += [(left, self._y[node]), (right, self._y[node])]
            points.append((centres[target][0] - self._sizes[target][0] / 2, into[k]))
            yield tuple(points)

    def _ports(self, ends: list[Pair]) -> list[float]:
        """Return the height at which each line meets its node, in the order of their other ends."""
        at: dict[int, list[int]] = {}
        for k, (node, _) in enumerate(ends):
            at.setdefault(node, []).append(k)
        found = [0.0] * len(ends)
        for node, lines in at.items():
            lines.sort(key=lambda k: self._y[ends[k][1]])
            room = max(self._sizes[node][1] - 2 * _PORT_MARGIN, 0.0)
            gap = min(room / max(len(lines) - 1, 1), 14.0)
            for place, k in enumerate(lines):
                found[k] = self._y[node] + (place - (len(lines) - 1) / 2) * gap
        return found


def _inversions(values: Sequence[int]) -> int:
    """Count the pairs that stand in the wrong order, by a tree of counts."""
    size = max(values, default=0) + 1
    tree = [0] * (size + 1)
    found = 0
    for seen, value in enumerate(values):
        at, not_above = value + 1, 0
        while at:
            not_above += tree[at]
            at -= at & -at
        found += seen - not_above
        at = value + 1
        while at <= size:
            tree[at] += 1
            at += at & -at
    return found


def _monotone(targets: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the non-decreasing numbers nearest to the targets in weighted squares."""
    blocks: list[tuple[float, float, int]] = []
    for target, weight in zip(targets, weights, strict=True):
        block = (target, weight, 1)
        while blocks and blocks[-1][0] >= block[0]:
            mean, mass, count = blocks.pop()
            total = mass + block[1]
            block = ((mean * mass + block[0] * block[1]) / total, total, count + block[2])
        blocks.append(block)
    return [mean for mean, _, count in blocks for _ in range(count)]
