"""Makes the pictures of the notebook: `python -m docs.images.make`, light and dark.

The lecture is worked through as a student would, in JupyterLab and Chromium, and what is on the
screen is kept: no picture is drawn by hand. Needs what the browser tests need.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nablatex.homework import Homework
from nablatex.homework.student import student_notebook
from tests.browser.chromium import running
from tests.browser.lab import Lab, Student, running_lab, student

HERE = Path(__file__).parent
NAME = "lecture.ipynb"
WAIT = 30_000
ANSWERS = {
    "1.a": "f(x) = 2x",
    "1.f": r"L_j = \operatorname{ReLU}(\sum_{i=1}^n w_{ij} L_i + B_j)",
    "2.a": r"\frac{dz}{ds} \frac{ds}{dt}",
    "4.a": r"\begin{cases} [0, 0] & h \leq 0 \\ [x_0, x_1] & h > 0 \end{cases}",
    "4.c": "[1, 2]",
    "5.a": r"\begin{cases} [0, 0] & h \leq 0 \\ [2 (f - t) I_0, 2 (f - t) I_1] & h > 0 \end{cases}",
    "5.b": "[52, 78]",
}


def main() -> int:
    """Make every picture in both themes."""
    with running() as chromium:
        for theme in ("light", "dark"):
            with running_lab(dark=theme == "dark") as lab:
                _write(lab)
                with student(chromium, lab, width=1180, height=900, scale=2) as someone:
                    _work(someone)
                    _take(someone, theme)
                    assert not someone.errors, someone.errors
    return 0


def _write(lab: Lab) -> None:
    notebook = student_notebook(Homework.lecture("en"), lecture="en")
    (lab.folder / NAME).write_text(json.dumps(notebook), encoding="utf-8")


def _work(someone: Student) -> None:
    someone.open(NAME)
    someone.command("application:toggle-left-area")
    someone.run_all()
    for label, answer in ANSWERS.items():
        line = someone.field(label).locator("textarea")
        line.scroll_into_view_if_needed()
        line.fill(answer)
        line.press("Enter")
        someone.field(label).locator(".nablatex-status strong").wait_for(timeout=WAIT)


def _take(someone: Student, theme: str) -> None:
    """Take the pictures: the lecture, one field being typed in, the player halfway."""
    page = someone.page
    _show(someone, someone.field("4.a"), above=420)
    page.screenshot(path=HERE / f"notebook-lecture-{theme}.png")
    field = someone.field("1.f")
    _show(someone, field, above=80)
    field.locator("math-field").click()
    page.wait_for_timeout(700)
    _around(page, [field], HERE / f"notebook-field-{theme}.png", margin=6)
    player = page.locator(".nablatex-player")
    _show(someone, player, above=40)
    page.wait_for_timeout(500)
    player.get_by_role("button", name="Last").click()
    player.get_by_role("button", name="Previous").click()
    page.wait_for_timeout(500)
    _around(page, [player], HERE / f"notebook-player-{theme}.png", margin=6)
    descent = page.locator(".nablatex-picture")
    _show(someone, descent, above=60)
    page.wait_for_timeout(700)
    parts = [descent.locator("svg").first, descent.locator("figcaption")]
    _around(page, parts, HERE / f"notebook-descent-{theme}.png", margin=6)


def _show(someone: Student, part: Any, *, above: int) -> None:
    """Scroll so that a part stands in the window with so much room above it."""
    part.scroll_into_view_if_needed()
    someone.page.wait_for_timeout(400)
    box = part.bounding_box()
    someone.page.evaluate(
        "distance => { document.querySelector('.jp-WindowedPanel-outer').scrollTop += distance; }",
        box["y"] - 90 - above,
    )
    someone.page.wait_for_timeout(600)


def _around(page: Any, parts: Iterable[Any], path: Path, *, margin: int) -> None:
    """Keep what stands in a box around some parts."""
    boxes = [part.bounding_box() for part in parts]
    left = min(box["x"] for box in boxes) - margin
    top = min(box["y"] for box in boxes) - margin
    right = max(box["x"] + box["width"] for box in boxes) + margin
    bottom = max(box["y"] + box["height"] for box in boxes) + margin
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    page.screenshot(path=path, clip=clip)


if __name__ == "__main__":
    sys.exit(main())
