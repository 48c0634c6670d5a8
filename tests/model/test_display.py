"""A derivative in a notebook: result, layout, folded steps and code; nothing in it is injected."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import unescape

import pytest

import nablatex as nt
from nablatex.model import Worked
from nablatex.model.display import lines, mimebundle
from nablatex.model.markdown import fenced

NEURON = r"""
    \vec{I} = [I_0, I_1]
    \vec{w} = [w_0, w_1]
    h = \vec{I} \cdot \vec{w}
    f = ReLU(h)
"""


@cache
def neuron() -> Worked:
    return nt.Model(NEURON).derivative("f", "w")


@cache
def ridge() -> Worked:
    shapes = {"X": "m,n", "w": "n", "y": "m"}
    return nt.Model(r"L = \|X w - y\|_2^2", shapes=shapes).gradient("L", "w")


WORKED = {"elements": neuron, "arrays": ridge}
SAID = {
    "en": ("Steps (", "layout: a gradient", "Copy"),
    "ko": ("풀이 과정 (", "배치: 그래디언트", "복사"),
}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED)
def test_has_the_result_the_layout_the_steps_and_code(
    worked: Callable[[], Worked], lang: str
) -> None:
    derived = worked()
    bundle = mimebundle(derived, lang)
    shown = bundle["text/markdown"]
    assert bundle["text/plain"] == repr(derived)
    assert set(bundle) == {"text/markdown", "text/plain"}
    for row in lines(derived, None):
        assert f"$$\n{row}\n$$" in shown
    assert all(words in shown for words in SAID[lang])
    for step in derived.steps:
        assert (step.rule_ko if lang == "ko" else step.rule) in shown
    assert [*re.findall(r"<summary>(\w+)</summary>", shown)] == ["LaTeX", "NumPy", "JAX", "PyTorch"]
    assert shown.count("<details>") == shown.count("</details>") == 5
    assert f"({len(derived.steps)})" in shown


@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED)
def test_steps_stand_open_where_they_are_asked_for(worked: Callable[[], Worked]) -> None:
    assert mimebundle(worked(), opened=True)["text/markdown"].count("<details open>") == 1


@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED)
def test_a_button_copies_what_stands_under_it(worked: Callable[[], Worked]) -> None:
    shown = mimebundle(worked())["text/markdown"]
    copied = [unescape(text) for text in re.findall(r'data-content="([^"]*)"', shown)]
    blocks = re.findall(r"```\w+\n(.*?)\n```", shown, re.DOTALL)
    assert copied == blocks
    assert len(copied) == 4
    for line in shown.splitlines():
        # Indented by a blank line behind it, HTML in Markdown would end.
        assert "<button" not in line or line.endswith("</button>")


def test_code_that_cannot_be_written_is_left_out() -> None:
    shown = mimebundle(nt.Model("y = f(x)").derivative("y", "x"))["text/markdown"]
    assert re.findall(r"<summary>(\w+)</summary>", shown) == ["LaTeX"]


def test_another_form_is_shown_as_asked() -> None:
    shown = mimebundle(ridge(), form="index")["text/markdown"]
    assert r"\sum" in shown.partition("<small>")[0]


def test_fractions_in_a_matrix_have_air() -> None:
    model = nt.Model(r"\vec{x} = [a, b] \quad \vec{y} = [\frac{a}{b}, \frac{b}{a}]")
    shown = mimebundle(model.derivative("y", "x"))["text/markdown"]
    assert r"\\[0.4em]" in shown.partition("<small>")[0]


FENCED = {
    "plain": "x = 1",
    "a fence": "```\n<script>\n```",
    "a longer fence": "`````\n</details><script>alert(1)</script>",
    "nothing": "",
}


@pytest.mark.parametrize("text", FENCED.values(), ids=FENCED)
def test_nothing_breaks_out_of_a_block_of_code(text: str) -> None:
    opened, *body, closed = fenced(text, "python").splitlines()
    fence = opened.removesuffix("python")
    assert set(fence) == {"`"}
    assert closed == fence
    assert not any(line.strip().startswith(fence) for line in body)
    assert "\n".join(body) == text


def test_names_are_no_html() -> None:
    evil = r"q_{\text{</details><script>alert(1)</script>}}"
    shown = mimebundle(nt.Model(rf"y = {evil}^2").derivative("y", evil))["text/markdown"]
    outside = re.sub(r"^(```+)\w+\n.*?^\1$", "", shown, flags=re.DOTALL | re.MULTILINE)
    assert "<script" not in outside
    assert outside.count("</details>") == outside.count("<details>")


NAMES = {
    "numbers": (r"\vec{I} = [2,3] \quad \vec{w} = [w_0, w_1] \quad h = \vec I \cdot \vec w",
                [r"\vec{I}", r"\vec{w}", "h"]),
    "what is used before it is defined": ("f = ReLU(h) \\quad h = b + c a", ["f", "h", "b", "c", "a"]),
    "elements": (r"h = \vec{x} \cdot \vec{w} \quad \vec{w} = [4, 5] \quad \vec{x} = [2, 3]",
                 ["h", r"\vec{x}", r"\vec{w}"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), NAMES.values(), ids=NAMES)
def test_names_come_as_they_first_appear(text: str, names: list[str]) -> None:
    assert [*nt.Model(text).names] == names


def test_names_that_are_only_declared_come_last() -> None:
    model = nt.Model(r"L = \|X w - y\|_2^2", {"q": "n", "X": "m,n", "w": "n", "y": "m"})
    assert [*model.names] == ["L", "X", "w", "y", "q"]
    assert model.names["X"] == ("m", "n")
