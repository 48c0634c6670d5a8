"""The graph as it is laid out, drawn, folded, and handed to the script."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from nablatex import LimitError, Model
from nablatex.notebook import graph_player, typesetter
from nablatex.notebook.graph_fold import drawn
from nablatex.notebook.graph_layout import Layout, laid_out, ranks
from nablatex.notebook.graph_picture import picture
from nablatex.notebook.graph_player import Player, graph, handle
from nablatex.notebook.graph_words import plain

NEURON = r"""
    \vec{I} = [I_0, I_1] \quad \vec{w} = [w_0, w_1]
    h = \vec{I} \cdot \vec{w}
    f = ReLU(h)
"""
VALUES = {"I": [2, 3], "w": [4, 5]}


def dense(width: int) -> tuple[str, dict[str, Any]]:
    """Return a network of four layers written by elements, and its inputs."""
    lines = []
    for before, layer in zip("xabc", "abcd", strict=True):
        for j in range(1, width + 1):
            terms = (f"{(j * k) % 7 / 10} {before}_{{{k}}}" for k in range(1, width + 1))
            lines.append(rf"{layer}_{{{j}}} = \tanh({' + '.join(terms)})")
    lines.append("L = " + " + ".join(f"d_{{{j}}}^2" for j in range(1, width + 1)))
    return "\n".join(lines), {f"x_{{{k}}}": k / width for k in range(1, width + 1)}


# -- layout ---------------------------------------------------------------------------------------

GRAPHS: list[tuple[str, int, list[tuple[int, int]], list[int]]] = [
    ("alone", 1, [], [0]),
    ("chain", 3, [(0, 1), (1, 2)], [0, 1, 2]),
    ("given next to its use", 4, [(0, 1), (1, 2), (3, 2)], [0, 1, 2, 1]),
    ("a way past a layer", 3, [(0, 1), (1, 2), (0, 2)], [0, 1, 2]),
    ("two ends", 3, [(0, 1), (0, 2)], [0, 1, 1]),
]


@pytest.mark.parametrize(
    ("count", "edges", "wanted"), [row[1:] for row in GRAPHS], ids=[row[0] for row in GRAPHS]
)
def test_layers(count: int, edges: list[tuple[int, int]], wanted: list[int]) -> None:
    assert ranks(count, edges) == wanted
    _assert_clear(laid_out([(80, 40)] * count, edges), 80, 40)


def _assert_clear(layout: Layout, width: float, height: float) -> None:
    """Assert that no box lies on another, and that everything is inside."""
    for k, (x, y) in enumerate(layout.centres):
        assert width / 2 <= x <= layout.width - width / 2
        assert height / 2 <= y <= layout.height - height / 2
        for u, v in layout.centres[:k]:
            assert abs(x - u) >= width or abs(y - v) >= height + 1


def test_edges_that_need_not_cross_do_not() -> None:
    # Given in an order in which all of them cross.
    edges = [(k, 9 - k) for k in range(5)]
    layout = laid_out([(60, 30)] * 10, edges)
    heights = [(layout.centres[a][1], layout.centres[b][1]) for a, b in edges]
    assert [y for _, y in sorted(heights)] == sorted(y for _, y in heights)


def test_edges_go_from_left_to_right_and_end_at_their_nodes() -> None:
    edges = [(0, 2), (1, 2), (2, 3), (0, 3)]
    layout = laid_out([(60, 30)] * 4, edges)
    for (source, target), route in zip(edges, layout.routes, strict=True):
        assert [x for x, _ in route] == sorted(x for x, _ in route)
        assert route[0][0] == pytest.approx(layout.centres[source][0] + 30)
        assert route[-1][0] == pytest.approx(layout.centres[target][0] - 30)


def test_a_line_past_a_layer_is_beside_its_boxes() -> None:
    layout = laid_out([(60, 30)] * 3, [(0, 1), (1, 2), (0, 2)])
    x, y = layout.centres[1]
    assert all(abs(v - y) > 15 for u, v in layout.routes[2] if abs(u - x) <= 30)


def test_too_many_boxes() -> None:
    with pytest.raises(LimitError, match="500 nodes is too large"):
        laid_out([(1, 1)] * 500, [])


# -- the picture ----------------------------------------------------------------------------------


def _parsed(player: Player) -> ElementTree.Element:
    found = re.search(r"<svg.*</svg>", player.html(), re.DOTALL)
    assert found is not None
    return ElementTree.fromstring(found[0])


def _texts(svg: ElementTree.Element, kind: str) -> list[str]:
    return [one.text or "" for one in svg.iter() if one.attrib.get("class") == kind]


def test_all_numbers_are_in_the_picture() -> None:
    svg = _parsed(graph(Model(NEURON), VALUES))
    assert _texts(svg, "np-data") == ["2", "3", "4", "5", "23", "23"]
    assert _texts(svg, "np-grad") == ["4", "5", "2", "3", "1", "1"]
    assert _texts(svg, "np-flow") == ["1", "4", "5", "2", "3"]


def test_nodes_and_edges_can_be_reached_and_are_said() -> None:
    svg = _parsed(graph(Model(NEURON), VALUES))
    parts = [one for one in svg.iter() if one.attrib.get("tabindex") == "0"]
    assert len(parts) == 6 + 5
    assert all(one.attrib["role"] == "img" and one.attrib["aria-label"] for one in parts)
    titles = {one[0].text for one in parts}
    assert "∂h/∂w₀ = I₀ = 2" in titles
    assert "h: data 23, grad 1 (h = I₀ w₀ + I₁ w₁)" in titles
    assert svg[0].text == "Computational graph of f"


PLAIN = [
    (r"\frac{\partial h}{\partial w_0}", "∂h/∂w₀"),
    (r"\begin{cases} 0 & h \leq 0 \\ 1 & h > 0 \end{cases}", "{0: h ≤ 0, 1: h > 0}"),
    (r"\begin{pmatrix} 1 & 2 \\ x_1 & 4 \end{pmatrix}", "[[1, 2], [x₁, 4]]"),
    (r"\begin{cases} \begin{pmatrix} 1 \end{pmatrix} & a \\ 0 & b \end{cases}", "{[[1]]: a, 0: b}"),
]


@pytest.mark.parametrize(("latex", "text"), PLAIN, ids=[row[1] for row in PLAIN])
def test_text_in_one_line(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_edges_without_a_gradient_are_marked() -> None:
    shown = graph(Model(NEURON), {"I": [2, 3], "w": [-4, 1]}).html()
    assert shown.count('class="np-edge np-zero"') == 5
    assert 'class="np-edge np-zero"' not in graph(Model(NEURON), VALUES).html()


def test_pictures_do_not_share_names() -> None:
    model = Model(NEURON)
    names = [set(re.findall(r' id="([^"]+)"', graph(model, VALUES).html())) for _ in range(2)]
    assert names[0]
    assert not names[0] & names[1]


def test_a_glyph_is_drawn_once() -> None:
    pytest.importorskip("ziamath")
    svg = _parsed(graph(Model(NEURON), VALUES))
    names = [one.attrib["id"] for one in svg.iter() if one.tag.endswith("symbol")]
    uses = [one.attrib["href"] for one in svg.iter() if one.tag.endswith("use")]
    assert len(names) == len(set(names))
    assert {f"#{name}" for name in names} == set(uses)
    assert len(uses) > len(names)


def test_without_a_typesetter_names_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "typesetter", lambda: None)
    shown = graph(Model(NEURON), VALUES).html()
    assert "<symbol" not in shown
    assert ">w₀</text>" in shown


def test_what_the_typesetter_does_not_know_is_text() -> None:
    made = typesetter.Typesetter("a").formula(r"\nosuchcommand{x}", 16)
    assert made.width > 0


def test_the_picture_speaks_korean() -> None:
    shown = graph(Model(NEURON), VALUES, "ko").html()
    assert "f의 계산 그래프" in shown
    assert ">기울기</text>" in shown


def test_a_notebook_stays_small() -> None:
    assert len(graph(Model(NEURON), VALUES).html().encode()) < 40_000


# -- folding --------------------------------------------------------------------------------------


def test_a_large_network_is_folded_by_layer() -> None:
    latex, values = dense(12)
    model = Model(latex)
    found = model.at(**values)
    folded = drawn(found)
    assert [node.name for node in folded.nodes] == [
        r"x_1, \ldots, x_{12}", r"a_1, \ldots, a_{12}", r"b_1, \ldots, b_{12}",
        r"c_1, \ldots, c_{12}", r"d_1, \ldots, d_{12}", "L",
    ]  # fmt: skip
    assert [edge.count for edge in folded.edges] == [12, 144, 144, 144, 144]
    first = folded.nodes[0]
    wanted: Any = [found[name].grad for name in first.members]
    np.testing.assert_allclose(np.asarray(first.grad), wanted)
    for edge in folded.edges:
        jacobian = np.reshape(np.asarray(edge.number), (-1, np.size(edge.downstream)))
        product = np.ravel(edge.upstream) @ jacobian
        np.testing.assert_allclose(edge.downstream, product)
        np.testing.assert_allclose(edge.total, folded.nodes[edge.source].grad)


def test_a_small_graph_is_not_folded() -> None:
    folded = drawn(Model(NEURON).at(**VALUES))
    assert [node.name for node in folded.nodes] == ["I_0", "I_1", "w_0", "w_1", "h", "f"]


def test_a_folded_graph_is_drawn() -> None:
    latex, values = dense(12)
    found = Model(latex).at(**values)
    shown = picture(drawn(found), found.of, "a")
    ElementTree.fromstring(shown)
    assert "x₁, …, x₁₂" in shown


# -- what it shows and what it is asked -----------------------------------------------------------


def test_it_shows_itself() -> None:
    shown = graph(Model(NEURON), VALUES)._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/latex", "text/plain"}
    assert shown["text/html"].startswith('<div class="nablatex-player" data-nablatex="player"')
    assert (
        r"\frac{\partial f}{\partial h} \cdot \frac{\partial h}{\partial w_0} &= 1 \cdot 2 = 2"
        in (shown["text/latex"])
    )
    table = re.sub(r"<[^>]+>", "|", shown["text/html"].rpartition("<details")[2])
    assert "|h → w₀||1||∂h/∂w₀ = I₀ = 2||2|" in table


def test_what_the_script_reads() -> None:
    player = graph(Model(NEURON), VALUES)
    found = re.search(r"data-content='([^']*)'", player.html())
    assert found is not None
    content = json.loads(html.unescape(found[1]))
    assert content == json.loads(json.dumps(player.content()))
    assert content["nodes"][2]["inputs"] == [
        {"name": "w_0", "place": None, "count": 1, "value": 4.0}
    ]


def test_a_request_gives_new_numbers() -> None:
    player = graph(Model(NEURON), VALUES)
    before = json.dumps(player.content())
    reply = player.handle({"values": {"w_0": -8}})
    assert [node["data"]["text"] for node in reply["nodes"]] == ["2", "3", "-8", "5", "-1", "0"]
    assert [edge["zero"] for edge in reply["edges"]] == [True] * 5
    assert json.dumps(player.content()) == before, "a request changes nothing"
    json.dumps(reply)


def test_a_request_for_an_array() -> None:
    model = Model(r"L = \|W x\|_2^2", {"W": "m,n", "x": "n"})
    player = graph(model, {"W": [[1, 2], [3, 4]], "x": [1, 1]})
    inputs = player.content()["nodes"][0]["inputs"]
    assert [(one["name"], one["place"], one["value"]) for one in inputs] == [
        ("W", 0, 1.0), ("W", 1, 2.0), ("W", 2, 3.0), ("W", 3, 4.0),
    ]  # fmt: skip
    reply = player.handle({"values": {"W": [0, 0, 0, 2]}})
    assert reply["nodes"][-1]["data"]["text"] == "4"


REQUESTS: list[tuple[str, dict[str, Any], str]] = [
    ("nothing", {}, 'the request has no "values"'),
    ("a list", {"values": [1]}, 'the request has no "values"'),
    ("no input", {"values": {"h": 1}}, "h is no input of this graph"),
    ("a word", {"values": {"w_0": "one"}}, "w_0 is given no numbers"),
    ("no number", {"values": {"w_0": float("nan")}}, "w_0 is given no finite number"),
    ("too many", {"values": {"w_0": [1, 2]}}, "w_0 has other numbers than 2"),
]


@pytest.mark.parametrize(
    ("payload", "said"), [row[1:] for row in REQUESTS], ids=[row[0] for row in REQUESTS]
)
def test_requests_that_cannot_be_answered(payload: dict[str, Any], said: str) -> None:
    assert said in graph(Model(NEURON), VALUES).handle(payload)["error"]


def test_no_value_is_said() -> None:
    player = graph(Model(r"y = \ln(x)"), {"x": 1})
    assert player.handle({"values": {"x": -1}}) == {"error": "ln of a negative number"}


def test_requests_find_their_player() -> None:
    player = graph(Model(NEURON), VALUES)
    assert "no longer known" in handle({"id": player.id, "values": {}})["error"]
    player._repr_mimebundle_()
    assert handle({"id": player.id, "values": {"w_0": 1}})["nodes"][2]["data"]["text"] == "1"


def test_old_players_are_let_go() -> None:
    model = Model("y = x^2")
    first = graph(model, {"x": 1})
    for player in (first, *(graph(model, {"x": 1}) for _ in range(70))):
        graph_player.keep(player)
    assert "error" in handle({"id": first.id, "values": {}})
