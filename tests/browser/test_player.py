"""The step player in a real browser: buttons, keys, numbers, moved inputs, nothing in the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from nablatex import Model
from nablatex.notebook.graph_player import Player, graph
from tests.browser.chromium import Browser
from tests.browser.typesetters import refused_by_katex, refused_by_mathjax

pytestmark = pytest.mark.browser

NEURON = r"""
    \vec{I} = [I_0, I_1] \quad \vec{w} = [w_0, w_1]
    h = \vec{I} \cdot \vec{w}
    f = ReLU(h)
"""
FRONT = files("nablatex.notebook").joinpath("front")
SCRIPTS = {
    name: FRONT.joinpath(name).read_text(encoding="utf-8")
    for name in ("dom.js", "player.js", "player_element.js", "player_inputs.js", "player_words.js")
}
ADDRESS = "http://player.test/"
# The page asks Python as a kernel would be asked; `typeset` shows the LaTeX.
MOUNT = """async ([lang, answers]) => {
  const { mountPlayer } = await import("./player.js");
  window.asked = [];
  const channel = {
    lang,
    typeset: (latex) => `<code>${latex.replaceAll("<", "&lt;")}</code>`,
    request: (kind, payload) => {
      window.asked.push([kind, payload]);
      const answer = answers[JSON.stringify(payload.values)];
      return answer ? Promise.resolve(answer) : Promise.reject(new Error("no kernel"));
    },
  };
  window.unmount = mountPlayer(document.querySelector("[data-nablatex=player]"), channel);
}"""


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page that fails its test where anything is written to its console, or fetched."""
    made = chromium.new_page(viewport={"width": 900, "height": 800})
    made.set_default_timeout(8_000)
    troubles: list[str] = []
    made.on("console", lambda message: troubles.append(message.text))
    made.on("pageerror", lambda error: troubles.append(str(error)))
    made.on("requestfailed", lambda request: troubles.append(request.url))
    yield made
    made.close()
    assert troubles == []


def _open(
    page: Any, player: Player, lang: str = "en", moves: tuple[dict[str, Any], ...] = ()
) -> None:
    """Show a player, with the answers of Python to the moves that are made."""
    html = f"<!doctype html><meta charset=utf-8><title>graph</title><body>{player.html()}"
    page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.route(
        ADDRESS + "*.js",
        lambda route: route.fulfill(
            body=SCRIPTS[route.request.url.removeprefix(ADDRESS)], content_type="text/javascript"
        ),
    )
    page.goto(ADDRESS)
    compact = {"separators": (",", ":")}
    answers = {json.dumps(move, **compact): player.handle({"values": move}) for move in moves}  # type: ignore[arg-type]
    page.evaluate(MOUNT, [lang, answers])


def _neuron() -> Player:
    return graph(Model(NEURON), {"I": [2, 3], "w": [4, 5]})


def _shown(page: Any, kind: str) -> list[str]:
    """Return the texts of a kind that can be seen."""
    found: list[str] = page.evaluate(
        """(kind) => [...document.querySelectorAll(`.np-graph .${kind}`)]
        .map((one) => getComputedStyle(one).visibility === "visible" ? one.textContent : "")""",
        kind,
    )
    return found


def _said(page: Any) -> str:
    return str(page.locator(".np-said").inner_text())


STEPS = [
    ("step 1 of 9", "The inputs are given: I₀ = 2, I₁ = 3, w₀ = 4, w₁ = 5."),
    ("step 2 of 9", "Forward: h is 23."),
    ("step 3 of 9", "Forward: f is 23."),
    ("step 4 of 9", "Backward starts at the output: the gradient of f by itself is 1."),
    ("step 5 of 9", "Backward from f to h: upstream 1 times local 1 is 1."),
    ("step 6 of 9", "Backward from h to I₀: upstream 1 times local 4 is 4."),
    ("step 7 of 9", "Backward from h to I₁: upstream 1 times local 5 is 5."),
    ("step 8 of 9", "Backward from h to w₀: upstream 1 times local 2 is 2."),
    ("step 9 of 9", "Backward from h to w₁: upstream 1 times local 3 is 3."),
]


def test_every_step_by_the_buttons(page: Any) -> None:
    _open(page, _neuron())
    following = page.get_by_role("button", name="Next")
    for count, said in STEPS:
        assert page.locator(".np-count").inner_text() == count
        assert _said(page) == said
        following.click(force=True)
    assert page.locator(".np-count").inner_text() == "step 9 of 9", "it stays at the end"
    assert _shown(page, "np-grad") == ["4", "5", "2", "3", "1", "1"]
    page.get_by_role("button", name="Previous").click()
    assert _said(page) == STEPS[7][1]
    page.get_by_role("button", name="First").click()
    assert _shown(page, "np-data") == ["2", "3", "4", "5", "", ""]
    assert _shown(page, "np-grad") == [""] * 6
    page.get_by_role("button", name="Last").click()
    assert _shown(page, "np-flow") == ["1", "4", "5", "2", "3"]


KEYS = [
    ("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", 9), ("ArrowDown", 9),
    ("ArrowUp", 8), ("Home", 1), ("ArrowLeft", 1),
]  # fmt: skip


@pytest.mark.parametrize("place", ["button", ".np-controls input", "[data-node='4']"])
def test_the_keys(page: Any, place: str) -> None:
    _open(page, _neuron())
    page.locator(place).first.focus()
    for key, step in KEYS:
        page.keyboard.press(key)
        assert page.locator(".np-count").inner_text() == f"step {step} of 9", key


def test_the_slider(page: Any) -> None:
    _open(page, _neuron())
    page.get_by_label("Step", exact=True).fill("8")
    assert _said(page) == STEPS[7][1]
    assert page.locator(".np-edge.np-now").get_attribute("data-edge") == "3"
    assert page.locator(".np-node.np-now").get_attribute("data-node") == "2"


def test_one_edge_at_a_time(page: Any) -> None:
    _open(page, _neuron())
    page.get_by_label("Step", exact=True).fill("8")
    formulas = page.locator(".np-equation code").all_inner_texts()
    assert formulas == [
        r"\frac{\partial f}{\partial h} = 1",
        r"\frac{\partial h}{\partial w_0} = I_0 = 2",
        r"\frac{\partial f}{\partial w_0} = 2",
    ]


def test_an_edge_that_is_looked_at(page: Any) -> None:
    _open(page, _neuron())
    edge = page.locator("[data-edge='0']")
    edge.focus()
    shown = page.locator(".np-equation").inner_text()
    assert r"\frac{\partial f}{\partial h} = \begin{cases}" in shown
    assert edge.locator("title").text_content().startswith("∂f/∂h = ")
    page.get_by_role("button", name="Next").focus()
    assert "I_0 = 2" in page.locator(".np-equation").inner_text()


def test_a_moved_input_switches_the_neuron_off(page: Any) -> None:
    moves = ({"w_0": -8}, {"w_0": 4})
    _open(page, _neuron(), moves=moves)
    page.get_by_role("button", name="Last").click()
    page.get_by_role("spinbutton", name="w_0").fill("-8")
    page.wait_for_function("document.querySelectorAll('.np-zero').length === 5")
    assert _shown(page, "np-data") == ["2", "3", "-8", "5", "-1", "0"]
    assert _shown(page, "np-grad") == ["0", "0", "0", "0", "0", "1"]
    assert _shown(page, "np-flow") == ["0"] * 5
    dashes = page.locator("[data-edge='0'] .np-line").evaluate(
        "one => getComputedStyle(one).strokeDasharray"
    )
    assert dashes != "none"
    assert _said(page) == "Recomputed: f is 0."
    page.get_by_text("All numbers as a table").click()
    assert "h → w₀ 0 ∂h/∂w₀ = I₀ = 2 0" in " ".join(page.locator("table").last.inner_text().split())
    page.get_by_role("slider", name="w_0").fill("4")
    page.wait_for_function("document.querySelectorAll('.np-zero').length === 0")
    assert _shown(page, "np-data") == ["2", "3", "4", "5", "23", "23"]
    assert page.evaluate("asked.map(([kind, payload]) => [kind, payload.id.length > 4])") == [
        ["evaluate", True], ["evaluate", True],
    ]  # fmt: skip


def test_the_latest_of_many_moves_wins(page: Any) -> None:
    moves = tuple({"w_0": k} for k in range(-9, 5))
    _open(page, _neuron(), moves=moves)
    page.get_by_role("button", name="Last").click()
    page.evaluate("""() => {
      const input = document.querySelectorAll(".np-input input[type=number]")[2];
      for (let k = 4; k >= -9; k -= 1) { input.value = k; input.dispatchEvent(new Event("input")); }
    }""")
    page.wait_for_function("document.querySelectorAll('.np-data')[2].textContent === '-9'")
    assert page.evaluate("asked.length") == 2, (
        "one at once, and the last of those that came meanwhile"
    )


def test_no_kernel_and_no_value_are_said(page: Any) -> None:
    player = graph(Model(r"y = \ln(x)"), {"x": 1})
    _open(page, player, moves=({"x": -1}, {"x": 2}))
    trouble = page.locator(".np-trouble")
    page.get_by_role("spinbutton", name="x").fill("-1")
    page.wait_for_function("document.querySelector('.np-trouble').textContent")
    assert trouble.inner_text() == "ln of a negative number"
    page.get_by_role("spinbutton", name="x").fill("2")
    page.wait_for_function("!document.querySelector('.np-trouble').textContent")
    page.get_by_role("spinbutton", name="x").fill("7")
    page.wait_for_function("document.querySelector('.np-trouble').textContent")
    assert trouble.inner_text().startswith("The kernel does not answer")


def test_it_speaks_korean(page: Any) -> None:
    player = graph(Model(NEURON), {"I": [2, 3], "w": [-4, 1]}, "ko")
    _open(page, player, lang="ko")
    page.get_by_label("단계", exact=True).fill("5")
    assert page.locator(".np-count").inner_text() == "9단계 중 5단계"
    assert _said(page) == (
        "역방향 f → h: 위에서 온 기울기 1 × 국소 미분 0 = 0. 이 간선으로는 아무것도 전달되지 않는다."
    )


def test_arrays_are_played_too(page: Any) -> None:
    model = Model(r"z = W x \\ L = \|z\|_2^2", {"W": "m,n", "x": "n"})
    _open(page, graph(model, {"W": [[1, 2], [3, 4]], "x": [1, -1]}))
    page.get_by_role("button", name="Last").click()
    formulas = page.locator(".np-equation code").all_inner_texts()
    assert formulas[2].startswith(r"\nabla_{x} L = W^\top \cdot \nabla_{z} L = ")


def test_what_is_undone_is_as_it_was(page: Any) -> None:
    player = graph(Model(NEURON), {"I": [2, 3], "w": [-4, 1]})
    _open(page, player)
    page.evaluate("unmount()")
    live = page.locator(".nablatex-player").evaluate("one => one.outerHTML")
    page.goto(ADDRESS)
    still = page.locator(".nablatex-player").evaluate("one => one.outerHTML")
    assert live.replace(' class=""', "") == still


def test_what_is_said_to_a_reader_of_the_screen(page: Any) -> None:
    _open(page, _neuron())
    snapshot = page.locator(".nablatex-player").aria_snapshot()
    for line in (
        'group "Steps of the back-propagation"', 'button "First" [disabled]', 'slider "Step"',
        'img "h: data 23, grad 1 (h = I₀ w₀ + I₁ w₁)"',
        'img "edge w₀ to h: 1 times 2 is 2"',
    ):  # fmt: skip
        assert line in snapshot


CONTRAST = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (text) => rgb(text).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const behind = (kind) => [...document.querySelectorAll(kind)]
    .map((one) => getComputedStyle(one).fill);
  const paper = getComputedStyle(document.querySelector(".nablatex-player")).backgroundColor;
  const grounds = [paper, ...behind(".np-box")];
  const found = {};
  for (const kind of ["np-data", "np-grad", "np-word", "np-flow", "np-name", "np-definition"]) {
    const ink = getComputedStyle(document.querySelector(`.${kind}`)).fill;
    found[kind] = Math.min(...grounds.map((ground) => ratio(light(ink), light(ground))));
  }
  const small = document.querySelector(".np-factor small");
  if (small) found.small = ratio(light(getComputedStyle(small).color), light(paper));
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    _open(page, _neuron())
    page.get_by_role("button", name="Last").click()
    page.wait_for_timeout(300)
    found = page.evaluate(CONTRAST)
    assert len(found) == 7
    assert {kind: ratio for kind, ratio in found.items() if ratio < 4.5} == {}


def _formulas() -> list[str]:
    arrays = Model(r"h = \tanh(W x) \\ L = \|h - y\|_2^2", {"W": "m,n", "x": "n", "y": "m"}).at(
        W=[[1, 2], [3, 4], [5, 6], [7, 8], [9, 0]], x=[1, -1], y=[1, 2, 3, 4, 5]
    )
    return [_neuron().latex(), Player(arrays).latex()]


def test_katex_accepts_the_latex(browser: Browser) -> None:
    assert refused_by_katex(browser, _formulas()) == {}


def test_mathjax_accepts_the_latex(mathjax: str) -> None:
    assert refused_by_mathjax(mathjax, _formulas()) == {}
