"""A notebook of one's own in JupyterLab: what the magics show, and the step player in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.lab import Lab, Student, student

pytestmark = pytest.mark.browser
NOTEBOOK = "own.ipynb"
WAIT = 20_000
NEURON = r"""%%model neuron
\vec{I} = [2, 3]
\vec{w} = \begin{pmatrix} 4 \\ 5 \end{pmatrix}
h = \vec{I} \cdot \vec{w}
f = \operatorname{ReLU}(h)"""
CELLS = [
    "%load_ext nablatex",
    NEURON,
    "%grad f w",
    "%graph f",
    "%check \\nabla_{\\vec w} f = [3, 2]",
    "%%answer mine --model neuron\n\\nabla_{\\vec w} f = [2, 3]",
    "%plot f w_0=4",
    "%%model broken\ny = \\frac{x}{2",
]


@pytest.fixture(scope="module")
def desk(chromium: Any, lab: Lab) -> Iterator[Student]:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"cell-{k}", "metadata": {}, "source": text, "outputs": [],
         "execution_count": None}
        for k, text in enumerate(CELLS)
    ]  # fmt: skip
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4,
                "nbformat_minor": 5}  # fmt: skip
    (lab.folder / NOTEBOOK).write_text(json.dumps(notebook), encoding="utf-8")
    with student(chromium, lab, height=2600) as someone:
        someone.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        someone.open(NOTEBOOK)
        someone.run_all()
        yield someone


@pytest.fixture(autouse=True)
def nothing_wrong(desk: Student) -> Iterator[None]:
    yield
    errors, desk.errors = desk.errors, []
    assert errors == []
    assert desk.requests == []


def output(desk: Student, number: int) -> Any:
    """Return what stands under a cell."""
    return desk.page.locator(".jp-Notebook .jp-CodeCell").nth(number).locator(".jp-Cell-outputArea")


def test_a_model_is_shown_as_it_was_read(desk: Student) -> None:
    shown = output(desk, 1)
    shown.locator("mjx-container").first.wait_for(timeout=WAIT)
    assert "I read this as" in shown.inner_text()
    assert "Names" in shown.inner_text()


def test_a_derivative_folds_its_steps_and_copies_its_code(desk: Student) -> None:
    shown = output(desk, 2)
    assert "layout" in shown.inner_text()
    steps = shown.locator("details").first
    assert not steps.locator("li").first.is_visible()
    steps.locator("summary").click()
    assert steps.locator("li").first.is_visible()
    code = shown.locator("details").filter(has=desk.page.get_by_text("NumPy", exact=True))
    code.locator("summary").click()
    code.locator("button").click()
    copied = desk.page.evaluate("() => navigator.clipboard.readText()")
    assert "import numpy as np" in copied
    assert "np.where(h <= 0, 0, I)" in copied


def test_the_player_steps_and_its_inputs_recompute(desk: Student) -> None:
    player = desk.page.locator(".nablatex-player")
    player.scroll_into_view_if_needed()
    player.get_by_role("button", name="Last").click()
    assert "step 9 of 9" in player.inner_text()
    weight = player.get_by_role("spinbutton").nth(2)
    weight.fill("-9")
    weight.press("Enter")
    picture = player.locator(".np-graph")
    picture.get_by_text("-3", exact=True).first.wait_for(timeout=WAIT)
    # The ReLU is off: nothing flows back through it.
    assert "∂f/∂h = {0: h ≤ 0, 1: h > 0} = 0" in (picture.text_content() or "")


def test_a_wrong_claim_is_told_what_is_wrong(desk: Student) -> None:
    assert "the entries stand in another order" in output(desk, 4).inner_text()


def test_an_answer_is_judged_by_a_model(desk: Student) -> None:
    desk.field("mine").locator(".nablatex-status").filter(has_text="✓ Correct").wait_for(
        timeout=WAIT
    )


def test_a_plot_says_what_is_seen(desk: Student) -> None:
    assert output(desk, 6).locator("svg[role=img]").count() == 1


def test_an_error_points_at_the_place_and_shows_no_traceback(desk: Student) -> None:
    shown = output(desk, 7).inner_text()
    assert "is not closed" in shown
    assert "^" in shown
    assert "Traceback" not in shown
