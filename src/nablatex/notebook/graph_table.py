"""The whole back-propagation as two HTML tables: the values forwards, the edges backwards.

Separate from the picture: a table is read aloud, copied and printed, and needs no script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nablatex.homework.solution import Message
from nablatex.model.number_text import number_text
from nablatex.notebook.graph_fold import Drawn
from nablatex.notebook.graph_words import (
    BACKWARD,
    EDGE_COLUMNS,
    FORWARD,
    NODE_COLUMNS,
    local_text,
    plain,
)
from nablatex.notebook.typesetter import escaped

_NUMBERS = frozenset(("data", "grad", "upstream", "downstream"))


def tables(graph: Drawn, lang: str) -> str:
    """Return both tables as HTML."""
    nodes = (
        (
            plain(node.name),
            plain(node.definition),
            number_text(node.data),
            number_text(node.grad),
        )
        for node in graph.nodes
    )
    edges = (
        (
            f"{plain(graph.nodes[edge.target].name)} → {plain(graph.nodes[edge.source].name)}",
            number_text(edge.upstream),
            local_text(edge),
            number_text(edge.downstream),
        )
        for edge in graph.edges
    )
    return _table(FORWARD, NODE_COLUMNS, nodes, lang) + _table(BACKWARD, EDGE_COLUMNS, edges, lang)


def _table(
    caption: Message, columns: Sequence[Message], rows: Iterable[Sequence[str]], lang: str
) -> str:
    kinds = [' class="np-figure"' if column.en in _NUMBERS else "" for column in columns]
    head = "".join(
        f'<th scope="col"{kind}>{escaped(column.text(lang))}</th>'
        for kind, column in zip(kinds, columns, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{escaped(cell)}</td>" for kind, cell in zip(kinds, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><caption>{escaped(caption.text(lang))}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
