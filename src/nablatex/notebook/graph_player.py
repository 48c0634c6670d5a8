r"""A computational graph in a notebook: the picture, the table, and what the step player needs.

Separate from `front/player.js`, which steps through what is made here: without a script the picture
has every number and the table every step; with one, the player asks here for new numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import uuid4

import numpy as np

from nablatex.errors import NablatexError, UndefinedError
from nablatex.model import Model
from nablatex.model.backpropagation import Backpropagation, Value, local_chain
from nablatex.model.number_text import factor_latex, is_small, number_latex, number_text
from nablatex.notebook.graph_fold import Drawn, DrawnEdge, DrawnNode, drawn, entries, is_zero
from nablatex.notebook.graph_picture import flow_number, picture, short_number
from nablatex.notebook.graph_table import tables
from nablatex.notebook.graph_words import TABLE, edge_text, local_text, node_text, plain
from nablatex.notebook.typesetter import escaped

# A given array of more numbers than these has no inputs of its own.
_MOST_INPUTS = 4
_STYLE = files("nablatex.notebook").joinpath("front/player.css").read_text(encoding="utf-8")
Content = dict[str, Any]


def graph(
    model: Model,
    values: Mapping[str, Any] | None = None,
    lang: str = "en",
    *,
    of: str | None = None,
    runtime: str = "",
) -> Player:
    """Return the computational graph of a model, which shows itself in a notebook.

    Args:
        model: the model.
        values: numbers and arrays by name; what the model gives numbers to may be left out.
        lang: "en" or "ko".
        of: the output; without it, the last number that the model defines.
        runtime: the name of the kernel's half of the page, which answers for new numbers.

    Raises:
        UndefinedError, EvaluationError: a name has no number, or there is no value here.
        LimitError: the graph is too large.
    """
    return Player(model.at(of, **(values or {})), lang, runtime=runtime)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A value in text and in LaTeX, as it is handed to the script."""

    value: Value

    def content(self) -> Content:
        return {
            "text": number_text(self.value),
            "short": short_number(self.value),
            "latex": number_latex(self.value),
        }


class Player:
    """A graph with numbers that can be stepped through.

    Attributes:
        id: names the graph among all in a notebook.
        numbers: the back-propagation that is shown.
    """

    def __init__(self, numbers: Backpropagation, lang: str = "en", *, runtime: str = "") -> None:
        """Prepare to show a graph.

        Args:
            numbers: its back-propagation.
            lang: "en" or "ko".
            runtime: the name of the kernel's half of the page.

        Raises:
            LimitError: the graph is too large.
        """
        self.id = f"np{uuid4().hex[:8]}"
        self.numbers = numbers
        self._lang = lang
        self._runtime = f' data-runtime="{escaped(runtime)}"' if runtime else ""
        self._drawn = drawn(numbers)
        self._picture = picture(self._drawn, numbers.of, self.id, lang)

    def content(self) -> Content:
        """Return everything that the script shows."""
        return {"id": self.id, "of": plain(self.numbers.of), **_content(self._drawn, self._lang)}

    def handle(self, payload: Mapping[str, Any]) -> Content:
        """Return the numbers for other values of the inputs, or `{"error": what is wrong}`.

        Args:
            payload: `values`, a number or a list of numbers for each input that changes.
        """
        try:
            return _content(drawn(self.numbers.again(self._wanted(payload))), self._lang)
        except NablatexError as error:
            return {"error": str(error)}

    def _wanted(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        values = payload.get("values")
        if not isinstance(values, Mapping):
            raise UndefinedError('the request has no "values": a number for each input')
        given = {node.name: node for node in self.numbers.nodes if not node.definition}
        found = {}
        for name, value in values.items():
            if name not in given:
                raise UndefinedError(f"{name} is no input of this graph")
            found[name] = _in_shape(name, value, np.shape(given[name].data))
        return found

    def html(self) -> str:
        """Return the picture with all its numbers, and the table of them."""
        content = _in_attribute(self.content())
        summary = escaped(TABLE.text(self._lang))
        kind = f'class="nablatex-player" data-nablatex="player"{self._runtime}'
        return (
            f"<div {kind} data-content='{content}'>"
            f'<style>{_STYLE}</style><div class="np-picture">{self._picture}</div>'
            f'<details class="np-all"><summary>{summary}</summary>'
            f'<div class="np-tables">{tables(self._drawn, self._lang)}</div></details></div>'
        )

    def latex(self) -> str:
        r"""Return the back-propagation as `aligned` LaTeX: upstream times local is downstream."""
        rows = [
            rf"{node.name} &= {_and_number(node.definition, node.data)}"
            for node in self._drawn.nodes
        ]
        rows += [_row(edge, self._drawn) for edge in self._drawn.edges]
        body = " \\\\\n".join(rows)
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"

    def __repr__(self) -> str:
        return repr(self.numbers)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        keep(self)
        return {
            "text/html": self.html(),
            "text/latex": f"${self.latex()}$",
            "text/plain": repr(self),
        }


# -- requests from the page -----------------------------------------------------------------------

_MOST_KEPT = 64
_kept: dict[str, Player] = {}


def keep(player: Player) -> None:
    """Keep a player that is shown, so that its page can ask it; the oldest are let go."""
    _kept[player.id] = player
    while len(_kept) > _MOST_KEPT:
        del _kept[next(iter(_kept))]


def handle(payload: Mapping[str, Any]) -> Content:
    """Return the answer of the player that a request names by `id`: see `Player.handle`."""
    player = _kept.get(str(payload.get("id")))
    if player is None:
        return {"error": "this graph is no longer known; run its cell again"}
    return player.handle(payload)


def _in_shape(name: str, value: Any, shape: tuple[int, ...]) -> Any:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise UndefinedError(f"{name} is given no numbers") from None
    if not np.all(np.isfinite(array)):
        raise UndefinedError(f"{name} is given no finite number")
    if array.size != int(np.prod(shape, dtype=int)):
        raise UndefinedError(f"{name} has other numbers than {array.size}")
    return array.reshape(shape) if shape else float(array.reshape(()))


def _in_attribute(content: Content) -> str:
    """Return JSON between single quotes: its own double quotes stand there as they are."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), ("'", "&#39;")):
        text = text.replace(sign, name)
    return text


# -- what the script is told ----------------------------------------------------------------------


def _content(graph: Drawn, lang: str) -> Content:
    return {
        "nodes": [_node_content(node, lang) for node in graph.nodes],
        "edges": [_edge_content(edge, graph, lang) for edge in graph.edges],
    }


def _node_content(node: DrawnNode, lang: str) -> Content:
    return {
        "name": node.name,
        "text": plain(node.name),
        "definition": node.definition,
        "gradient": node.gradient,
        "given": node.given,
        "data": _Shown(node.data).content(),
        "grad": _Shown(node.grad).content(),
        "inputs": _inputs(node),
        "said": node_text(node, lang),
    }


def _inputs(node: DrawnNode) -> list[Content]:
    """Return the numbers of a node that may be moved: its name, the place in it, the value."""
    if not node.given or entries(node.data) > _MOST_INPUTS:
        return []
    found = []
    flat = np.ravel(node.data).tolist()
    several = len(node.members) > 1
    for k, value in enumerate(flat):
        name = node.members[k] if several else node.name
        place = None if several or not np.ndim(node.data) else k
        count = 1 if place is None else len(flat)
        found.append({"name": name, "place": place, "count": count, "value": value})
    return found


def _edge_content(edge: DrawnEdge, graph: Drawn, lang: str) -> Content:
    return {
        "source": edge.source,
        "target": edge.target,
        "local": " = ".join(local_chain(edge.symbol, edge.local, edge.number)),
        "carried": edge.carried,
        "number": None if edge.number is None else number_text(edge.number),
        "upstream": _Shown(edge.upstream).content(),
        "downstream": _Shown(edge.downstream).content(),
        "total": _Shown(edge.total).content(),
        "flow": flow_number(edge.downstream),
        "arrays": bool(np.ndim(edge.upstream) or np.ndim(edge.downstream)),
        "zero": is_zero(edge.downstream),
        "title": local_text(edge),
        "said": edge_text(edge, graph, lang),
    }


def _and_number(definition: str, data: Value) -> str:
    return f"{definition} = {number_latex(data)}" if definition else number_latex(data)


def _row(edge: DrawnEdge, graph: Drawn) -> str:
    """Return one line of the backward pass."""
    target = graph.nodes[edge.target]
    if np.ndim(edge.upstream) or np.ndim(edge.downstream) or edge.number is None:
        shown = is_small(edge.downstream)
        number = f" = {number_latex(edge.downstream)}" if shown else ""
        carried = edge.carried or rf"({target.gradient}) \cdot {edge.symbol}"
        return rf"{graph.nodes[edge.source].gradient} &\leftarrow {carried}{number}"
    left = rf"{target.gradient} \cdot {edge.symbol}"
    factors = rf"{number_latex(edge.upstream)} \cdot {factor_latex(edge.number)}"
    return rf"{left} &= {factors} = {number_latex(edge.downstream)}"
