"""How fast the notebook answers: `python -m benchmarks.notebook`.

Three figures of a notebook with twenty fields in JupyterLab: from a key press to how the answer is
read, on the screen; from the kernel's first rest to twenty fields that can be typed into; the size
of the saved file. Needs Chromium.
"""

from __future__ import annotations

import json
import statistics
import time
from typing import Any

from nablatex.homework import Homework
from nablatex.homework.scan import parse_document
from nablatex.homework.student import student_notebook
from tests.browser.chromium import running
from tests.browser.lab import Student, running_lab, student

FIELDS = 20
KEYS = "2x+3sin(x)-a/b"
ROUNDS = 8
# The time from a key press to the first frame after the echo has changed.
_WATCH = """label => {
  const field = [...document.querySelectorAll('.nablatex-live')]
    .find(part => part.querySelector('.nablatex-label').textContent.endsWith(` ${label}`));
  const echo = field.querySelector('.nablatex-echo');
  window.seen = []; window.pressed = [];
  field.addEventListener('keydown', () => window.pressed.push(performance.now()), true);
  new MutationObserver(() => requestAnimationFrame(() => window.seen.push(performance.now())))
    .observe(echo, {childList: true, subtree: true});
}"""


def sheet() -> dict[str, Any]:
    """Return a student's notebook with twenty answers."""
    problems = (
        f"{k}. Find $\\frac{{dy}}{{dx}}$ for $$y = x^{k} \\sin(x)$$\n\nAnswer: $x$\n"
        for k in range(1, FIELDS + 1)
    )
    return student_notebook(Homework(parse_document("# Twenty\n\n" + "\n".join(problems))))


def ready(someone: Student) -> float:
    """Return the seconds from Run All to twenty fields that can be typed into."""
    start = time.perf_counter()
    someone.command("notebook:run-all-cells")
    someone.page.wait_for_function(
        f"() => document.querySelectorAll('.nablatex-live math-field').length >= {FIELDS}"
    )
    return time.perf_counter() - start


def delays(someone: Student, label: str) -> list[float]:
    """Return the milliseconds from each key press to its echo."""
    page = someone.page
    field = someone.field(label)
    field.scroll_into_view_if_needed()
    page.evaluate(_WATCH, label)
    field.locator("math-field").click()
    page.wait_for_timeout(300)
    found = []
    for key in KEYS:
        page.evaluate("() => { window.seen = []; window.pressed = []; }")
        page.keyboard.press(key)
        page.wait_for_function("() => window.seen.length > 0", timeout=5_000)
        found.append(page.evaluate("() => window.seen[0] - window.pressed[0]"))
        page.wait_for_timeout(120)
    return found


def main() -> None:
    """Print the three figures."""
    with running() as chromium, running_lab() as lab, student(chromium, lab) as someone:
        path = lab.folder / "twenty.ipynb"
        path.write_text(json.dumps(sheet()), encoding="utf-8")
        someone.open(path.name)
        print(f"{FIELDS} fields ready after {ready(someone):.2f} s")
        someone.wait()
        found = sorted(d for k in range(ROUNDS) for d in delays(someone, f"1.{2 * k + 1}"))
        worst = found[int(0.95 * len(found))]
        print(
            f"key press to echo, {len(found)} keys: median {statistics.median(found):.0f} ms, "
            f"95th percentile {worst:.0f} ms, slowest {found[-1]:.0f} ms"
        )
        someone.save()
        print(f"saved notebook: {path.stat().st_size / 1000:.0f} KB")
        print(f"errors: {someone.errors}; requests outside: {someone.requests}")


if __name__ == "__main__":
    main()
