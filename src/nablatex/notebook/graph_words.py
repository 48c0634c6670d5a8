"""What is said of a graph in words, in both languages.

Separate from the picture and the player, which only place the words. The player's own labels, which
nobody without a script sees, stand in `front/player.js`.
"""

from __future__ import annotations

import re

from nablatex.homework.solution import Message
from nablatex.latex import latex_to_text
from nablatex.model.number_text import is_small, number_text
from nablatex.notebook.graph_fold import Drawn, DrawnEdge, DrawnNode

TITLE = Message("Computational graph of {of}", "{of}의 계산 그래프")
COUNTS = Message(
    "{nodes} nodes and {edges} edges, from the inputs on the left to {of} on the right.",
    "노드 {nodes}개와 간선 {edges}개. 왼쪽의 입력에서 오른쪽의 {of}까지.",
)
NODE = Message("{name}: data {data}, grad {grad}", "{name}: 값 {data}, 기울기 {grad}")
EDGE = Message(
    "edge {source} to {target}: {upstream} times {local} is {downstream}",
    "간선 {source} → {target}: {upstream} × {local} = {downstream}",
)
DATA = Message("data", "값")
GRAD = Message("grad", "기울기")
ABOVE = Message("above", "위")
BELOW = Message("below", "아래")
TABLE = Message("All numbers as a table", "모든 수를 표로 보기")
NODE_COLUMNS = (
    Message("node", "노드"),
    Message("definition", "정의"),
    DATA,
    GRAD,
)
EDGE_COLUMNS = (
    Message("edge", "간선"),
    Message("upstream", "위에서 온 기울기"),
    Message("local derivative", "국소 미분"),
    Message("downstream", "아래로 가는 기울기"),
)
FORWARD = Message("Forward: the values", "순방향: 값")
BACKWARD = Message(
    "Backward: upstream × local = downstream", "역방향: 위에서 온 기울기 × 국소 미분"
)


_TABLE = re.compile(r"\\begin\{(cases|[pb]matrix)\}((?:(?!\\begin\{).)*?)\\end\{\1\}", re.DOTALL)


def plain(latex: str) -> str:
    """Return LaTeX as text in one line: cases as `{0: h ≤ 0, 1: h > 0}`, a matrix by rows."""
    flat, found = latex, 1
    while found:
        flat, found = _TABLE.subn(_in_line, flat)
    return " ".join(latex_to_text(flat).split())


def _in_line(table: re.Match[str]) -> str:
    rows = [[cell.strip() for cell in row.split("&")] for row in table[2].split(r"\\")]
    if table[1] == "cases":
        return r"\{" + ", ".join(": ".join(row) for row in rows) + r"\}"
    return "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]"


def local_text(edge: DrawnEdge) -> str:
    """Return a local derivative as text: `∂h/∂w₀ = I₀ = 2`."""
    parts = [plain(part) for part in (edge.symbol, edge.local) if part]
    if edge.number is not None and is_small(edge.number):
        parts.append(number_text(edge.number))
    return " = ".join(dict.fromkeys(parts))


def edge_text(edge: DrawnEdge, graph: Drawn, lang: str) -> str:
    """Return what goes over an edge in words."""
    source, target = graph.nodes[edge.source], graph.nodes[edge.target]
    symbol = plain(edge.symbol)
    return EDGE.text(lang).format(
        source=plain(source.name),
        target=plain(target.name),
        upstream=number_text(edge.upstream),
        local=symbol if edge.number is None else number_text(edge.number),
        downstream=number_text(edge.downstream),
    )


def node_text(node: DrawnNode, lang: str) -> str:
    """Return a node's name and numbers in words."""
    said = NODE.text(lang).format(
        name=plain(node.name), data=number_text(node.data), grad=number_text(node.grad)
    )
    return f"{said} ({plain(node.name)} = {plain(node.definition)})" if node.definition else said
