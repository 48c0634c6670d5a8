r"""The computational graph as a picture: SVG, its mathematics typeset, all numbers in it.

Separate from the player, which only lights up what is drawn here. A node shows its name, its
definition, its data and its gradient; an edge is an arrow, and shows what goes back over it. Every
sign has a class of its own, so that styles and scripts find it; colours are the page's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from nablatex.model.backpropagation import Value
from nablatex.model.number_text import is_small, number_text, shape_text
from nablatex.notebook.graph_fold import Drawn, DrawnEdge, DrawnNode, is_zero
from nablatex.notebook.graph_layout import Layout, Point, laid_out, ranks
from nablatex.notebook.graph_words import (
    ABOVE,
    BELOW,
    COUNTS,
    DATA,
    GRAD,
    TITLE,
    edge_text,
    local_text,
    node_text,
    plain,
)
from nablatex.notebook.typesetter import Formula, Typesetter, escaped

# Larger graphs have small nodes, without their definitions, and show what goes over an edge only
# where somebody looks.
_MOST_ROOMY = 16
_MOST_LABELS = 24
_GAP, _GAP_WITHOUT_LABELS = 96.0, 84.0
_WIDEST_DEFINITION = 210.0
_LONGEST_NUMBER = 16
_DIGIT = 7.8
_HALF_ARROW = 4.0
# A label stands above its line, or below where the line goes up; a nearly flat one has it above.
_ABOVE, _BELOW, _FLAT = 6.0, 15.0, 6.0


@dataclass(frozen=True, slots=True)
class _Card:
    """A node before it has a place: its formulas and its size."""

    name: Formula
    definition: Formula | None
    numbers: float
    width: float
    height: float


def short_number(value: Value) -> str:
    """Return a value as it stands in a node: in full, or the length of a large array."""
    text = number_text(value)
    if is_small(value) and len(text) <= _LONGEST_NUMBER:
        return text
    return f"‖·‖ {number_text(float(np.linalg.norm(value)))}"


def flow_number(value: Value) -> str:
    """Return a gradient as it stands on an edge: a number, or the length of an array."""
    length = float(np.linalg.norm(value))
    return f"‖·‖ {number_text(length)}" if np.ndim(value) else number_text(value)


def picture(graph: Drawn, of: str, prefix: str, lang: str = "en") -> str:
    """Return the SVG of a graph.

    Args:
        graph: what is drawn.
        of: the output in LaTeX.
        prefix: begins every id in it: several pictures stand in one document.
        lang: "en" or "ko".

    Raises:
        LimitError: the graph has too many nodes.
    """
    typesetter = Typesetter(prefix)
    roomy = len(graph.nodes) <= _MOST_ROOMY
    cards = [_card(node, typesetter, roomy) for node in graph.nodes]
    pairs = [(edge.source, edge.target) for edge in graph.edges]
    cards = _aligned(cards, ranks(len(cards), pairs))
    gap = _GAP if len(pairs) <= _MOST_LABELS else _GAP_WITHOUT_LABELS
    layout = laid_out([(card.width, card.height) for card in cards], pairs, gap)
    edges = _edges(graph, layout, lang)
    nodes = [
        _node(k, node, cards[k], layout.centres[k], roomy, lang)
        for k, node in enumerate(graph.nodes)
    ]
    width, height = round(layout.width), round(layout.height)
    many = " np-many" if len(graph.edges) > _MOST_LABELS else ""
    title = TITLE.text(lang).format(of=plain(of))
    counts = COUNTS.text(lang).format(nodes=len(graph.nodes), edges=len(graph.edges), of=plain(of))
    legend = "" if roomy else _legend(height + 12, lang)
    height += 0 if roomy else 22
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="np-graph{many}" role="group" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" viewBox="0 0 {width} {height}" '
        f'style="width:{width}px;min-width:{round(0.75 * width)}px">'
        f'<title id="{prefix}-title">{escaped(title)}</title>'
        f'<desc id="{prefix}-desc">{escaped(counts)}</desc>'
        f"<defs>{typesetter.definitions}</defs>{''.join(edges)}{''.join(nodes)}{legend}</svg>"
    )


def _aligned(cards: Sequence[_Card], rank: Sequence[int]) -> list[_Card]:
    """Return cards that are equally wide within each layer."""
    layers: dict[int, list[_Card]] = {}
    for card, layer in zip(cards, rank, strict=True):
        layers.setdefault(layer, []).append(card)
    numbers = {layer: max(card.numbers for card in those) for layer, those in layers.items()}
    widths = {
        layer: max(card.width + numbers[layer] - card.numbers for card in those)
        for layer, those in layers.items()
    }
    pairs = zip(cards, rank, strict=True)
    return [replace(card, numbers=numbers[at], width=widths[at]) for card, at in pairs]


# -- nodes ----------------------------------------------------------------------------------------


def _card(node: DrawnNode, typesetter: Typesetter, roomy: bool) -> _Card:
    numbers = max(len(short_number(node.data)), len(short_number(node.grad)), 6) * _DIGIT
    name = typesetter.formula(node.name, 18 if roomy else 15)
    if not roomy:
        height = max(38.0, name.above + name.below + 12)
        return _Card(name, None, numbers, name.width + numbers + 30, height)
    definition = typesetter.formula(node.definition, 12) if node.definition else None
    if definition is not None and definition.width > _WIDEST_DEFINITION:
        definition = None
    widths = [
        name.width + _room_for_shape(node),
        numbers + 44,
        0.0 if definition is None else definition.width,
    ]
    height = 10 + name.above + name.below + 8 + 38
    if definition is not None:
        height += definition.above + definition.below + 6
    return _Card(name, definition, numbers, max(widths) + 24, height)


def _room_for_shape(node: DrawnNode) -> float:
    return _DIGIT * len(shape_text(node.data)) + 14 if np.ndim(node.data) else 0.0


def _node(k: int, node: DrawnNode, card: _Card, centre: Point, roomy: bool, lang: str) -> str:
    left, top = centre[0] - card.width / 2, centre[1] - card.height / 2
    inside = _roomy(node, card, lang) if roomy else _compact(node, card)
    kind = "np-node np-given" if node.given else "np-node"
    said = escaped(node_text(node, lang))
    return (
        f'<g class="{kind}" data-node="{k}" tabindex="0" role="img" aria-label="{said}" '
        f'transform="translate({left:.1f} {top:.1f})"><title>{said}</title>'
        f'<rect class="np-box" width="{card.width:.1f}" height="{card.height:.1f}" rx="7"/>'
        f"{inside}</g>"
    )


def _roomy(node: DrawnNode, card: _Card, lang: str) -> str:
    y = 10 + card.name.above
    x = (card.width - _room_for_shape(node) - card.name.width) / 2
    parts = [_at(card.name, x, y, "np-name")]
    y += card.name.below
    if card.definition is not None:
        y += 6 + card.definition.above
        x = (card.width - card.definition.width) / 2
        parts.append(_at(card.definition, x, y, "np-definition"))
        y += card.definition.below
    if np.ndim(node.data):
        x, shape = card.width - 7, shape_text(node.data)
        parts.append(f'<text class="np-word" x="{x:.1f}" y="15" text-anchor="end">{shape}</text>')
    y += 8
    parts.append(f'<path class="np-rule" d="M0 {y:.1f}H{card.width:.1f}"/>')
    right = card.width - 12
    for word, kind, value in ((DATA, "np-data", node.data), (GRAD, "np-grad", node.grad)):
        y += 16
        parts.append(f'<text class="np-word" x="12" y="{y:.1f}">{word.text(lang)}</text>')
        parts.append(_number(kind, right, y, value))
    return "".join(parts)


def _compact(node: DrawnNode, card: _Card) -> str:
    middle = card.height / 2
    baseline = middle + (card.name.above - card.name.below) / 2
    right = card.width - 8
    x = right - card.numbers - 6
    return (
        _at(card.name, 9, baseline, "np-name")
        + f'<path class="np-rule" d="M{x:.1f} 0V{card.height:.1f}"/>'
        + _number("np-data", right, middle - 4, node.data)
        + _number("np-grad", right, middle + 13, node.grad)
    )


def _legend(y: float, lang: str) -> str:
    data, grad = DATA.text(lang), GRAD.text(lang)
    above, below = (word.text(lang) for word in (ABOVE, BELOW))
    return (
        f'<text class="np-legend" x="10" y="{y}">{above}: <tspan class="np-data">{data}</tspan>, '
        f'{below}: <tspan class="np-grad">{grad}</tspan></text>'
    )


def _number(kind: str, x: float, y: float, value: Value) -> str:
    text = escaped(short_number(value))
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="end">{text}</text>'


def _at(formula: Formula, x: float, y: float, kind: str) -> str:
    return f'<g class="{kind}" transform="translate({x:.1f} {y:.1f})">{formula.svg}</g>'


# -- edges ----------------------------------------------------------------------------------------


def _edges(graph: Drawn, layout: Layout, lang: str) -> list[str]:
    """Return the edges, each labelled where it stands apart from the others."""
    fans: dict[tuple[str, int], int] = {}
    for edge in graph.edges:
        for end in (("out of", edge.source), ("into", edge.target)):
            fans[end] = fans.get(end, 0) + 1
    found = []
    for k, (edge, route) in enumerate(zip(graph.edges, layout.routes, strict=True)):
        label = _label(route, fans["into", edge.target], fans["out of", edge.source])
        found.append(_edge(k, edge, route, label, (graph, lang)))
    return found


def _label(route: Sequence[Point], into: int, out: int) -> tuple[Point, str]:
    """Return where a label stands, and which part of it: beside a line that is alone there."""
    (x, y), (_, v) = start = route[0], route[1]
    (_, u), (w, z) = route[-2], route[-1]
    if into == out == 1:
        across, down = _between(*start, 0.5)
        return (across, down - _ABOVE), "middle"
    if out == 1:
        return (x + 8, y - _ABOVE if v > y - _FLAT else y + _BELOW), "start"
    if into == 1:
        return (w - 12, z - _ABOVE if z < u + _FLAT else z + _BELOW), "end"
    across, down = _between(*start, 0.4)
    return (across, down + 4), "middle"


def _edge(
    k: int,
    edge: DrawnEdge,
    route: Sequence[Point],
    label: tuple[Point, str],
    told: tuple[Drawn, str],
) -> str:
    line, ((across, down), anchor) = _curve(route), label
    (start, y), (end, z) = route[0], route[-1]
    half = _HALF_ARROW
    head = f"M{end - 8:.1f} {z - half:.1f}L{end:.1f} {z:.1f}L{end - 8:.1f} {z + half:.1f}Z"
    back = f"M{start + 9:.1f} {y - half:.1f}L{start:.1f} {y:.1f}L{start + 9:.1f} {y + half:.1f}Z"
    kind = "np-edge np-zero" if is_zero(edge.downstream) else "np-edge"
    return (
        f'<g class="{kind}" data-edge="{k}" tabindex="0" role="img" '
        f'aria-label="{escaped(edge_text(edge, *told))}">'
        f"<title>{escaped(local_text(edge))}</title>"
        f'<path class="np-hit" d="{line}"/><path class="np-line" d="{line}"/>'
        f'<path class="np-head" d="{head}"/><path class="np-back" d="{back}"/>'
        f'<text class="np-flow" x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}">'
        f"{escaped(flow_number(edge.downstream))}</text></g>"
    )


def _curve(route: Sequence[Point]) -> str:
    """Return a line that leaves and enters horizontally."""
    parts = [f"M{route[0][0]:.1f} {route[0][1]:.1f}"]
    for (x, y), (u, v) in pairwise(route):
        bend = (u - x) / 2
        parts.append(f"C{x + bend:.1f} {y:.1f} {u - bend:.1f} {v:.1f} {u:.1f} {v:.1f}")
    return "".join(parts)


def _between(start: Point, end: Point, t: float) -> Point:
    """Return a point of one piece of a line, at a part of its way."""
    (x, y), (u, v) = start, end
    middle = (x + u) / 2
    weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    across = sum(w * a for w, a in zip(weights, (x, middle, middle, u), strict=True))
    down = sum(w * a for w, a in zip(weights, (y, y, v, v), strict=True))
    return across, down
