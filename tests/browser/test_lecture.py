"""A student works through the packaged lecture in JupyterLab: nothing is lost, each verdict right.

One server, one browser, one kernel at a time; the tests follow each other like the hours of the
student's day, and each begins where the one before has left the notebook.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from nablatex.cli import main
from tests.browser.lab import Lab, Student, student

pytestmark = pytest.mark.browser
NOTEBOOK = "lecture.ipynb"
LABELS = "1.a 1.b 1.c 1.d 1.e 1.f 2.a 2.b 2.c 2.d 3.a 3.b 4.a 4.b 4.c 4.d 5.a 5.b".split()
# What is slow on a busy machine is waited for, not measured.
WAIT = 20_000


@pytest.fixture(scope="module")
def day(chromium: Any, lab: Lab) -> Iterator[Student]:
    assert main(["lab", "--no-open", "--output", str(lab.folder / NOTEBOOK)]) == 0
    with student(chromium, lab) as someone:
        someone.open(NOTEBOOK)
        someone.run_all()
        yield someone


@pytest.fixture(autouse=True)
def nothing_wrong(day: Student) -> Iterator[None]:
    """No test leaves an error in the console, or has asked anybody outside."""
    yield
    errors, day.errors = day.errors, []
    assert errors == []
    assert day.requests == []


def status(day: Student, label: str, word: str) -> Any:
    """Return the verdict of an answer once it begins with a word."""
    shown = day.field(label).locator(".nablatex-status")
    shown.filter(has_text=word).wait_for(timeout=WAIT)
    return shown


def type_in_field(day: Student, label: str, keys: str) -> None:
    field = day.field(label)
    field.scroll_into_view_if_needed()
    field.locator("math-field").last.click()
    day.page.wait_for_timeout(150)
    day.page.keyboard.type(keys)


def type_latex(day: Student, label: str, latex: str) -> None:
    """Write an answer into the line of LaTeX, and check it."""
    line = day.field(label).locator("textarea")
    line.scroll_into_view_if_needed()
    line.fill(latex)
    line.press("Enter")


def saved(day: Student, label: str) -> Any:
    """Return the cell of an answer in the file."""
    notebook = json.loads((day.lab.folder / NOTEBOOK).read_text(encoding="utf-8"))
    return next(
        cell
        for cell in notebook["cells"]
        if "".join(cell["source"]).startswith(f"%%answer {label}")
    )


def wait_for_source(day: Student, label: str, text: str) -> None:
    for _ in range(100):
        if day.source(label) == text:
            return
        day.page.wait_for_timeout(50)
    assert day.source(label) == text


def test_every_exercise_has_its_field(day: Student) -> None:
    day.page.wait_for_function(
        f"() => document.querySelectorAll('.nablatex-live').length >= {len(LABELS)}", timeout=WAIT
    )
    for label in LABELS:
        assert day.field(label).count() == 1, label


def test_a_formula_typed_as_on_paper_is_right(day: Student) -> None:
    type_in_field(day, "1.a", "f(x)=2x")
    echo = day.field("1.a").locator(".nablatex-echo")
    echo.filter(has_text="I read this as").wait_for(timeout=WAIT)
    day.page.keyboard.press("Enter")
    status(day, "1.a", "✓ Correct")
    wait_for_source(day, "1.a", "%%answer 1.a\nf(x)=2x")


TYPED = {
    "a fraction of d's": ("dy/dx", r"\frac{dy}{dx}"),
    "a name of a function": ("ReLU(h)", r"\operatorname{ReLU}(h)"),
    "scripts with braces": ("w_{ij}", "w_{ij}"),
    "a power of two signs": ("x^{12}", "x^{12}"),
    "a sign by its name": ("nabla f", r"\nabla f"),
    "a command": ("\\theta", r"\theta"),
    "a point between": ("a*b", r"a\cdot b"),
    "a row": ("[x_0", "[x_0"),
    "a longer name of a function": ("sinh(x)", r"\sinh(x)"),
    "an inverse": ("arctan(x)", r"\arctan(x)"),
    "a letter that ends like another": ("zeta", r"\zeta"),
}


@pytest.mark.parametrize(("keys", "latex"), TYPED.values(), ids=TYPED.keys())
def test_what_is_typed_is_what_is_meant(day: Student, keys: str, latex: str) -> None:
    type_in_field(day, "2.d", keys)
    line = day.field("2.d").locator("textarea")
    if keys.startswith("\\"):
        day.page.keyboard.press("Enter")
    day.page.wait_for_timeout(200)
    assert line.input_value() == latex
    line.fill("")


def test_a_wrong_answer_is_told_what_is_wrong(day: Student) -> None:
    type_latex(day, "4.a", r"\begin{cases} [0, 0] & h \leq 0 \\ [x_1, x_0] & h > 0 \end{cases}")
    status(day, "4.a", "✗ Not yet").filter(has_text="the entries stand in another order").wait_for()
    type_latex(day, "4.c", "[1, 2]")
    status(day, "4.c", "◐ Partly right").filter(has_text="entry 2 is wrong").wait_for()


def test_what_cannot_be_read_says_where(day: Student) -> None:
    type_latex(day, "3.a", r"[2 a b, a^2 + ")
    shown = status(day, "3.a", "? Cannot be read")
    assert "^" in shown.locator("pre").inner_text()


RIGHT = {
    "1.b": r"\nabla_u l, \nabla_u \vec{l}",
    "1.c": "x^2\ne^{i \\cdot \\theta}",
    "1.d": r"\begin{pmatrix} x_{00} & x_{01} & x_{02} \\ x_{10} & x_{11} & x_{12} \\ "
    r"x_{20} & x_{21} & x_{22} \end{pmatrix}",
    "1.e": r"\frac{1}{2}",
    "1.f": r"L_j = \operatorname{ReLU}(\sum_{i=1}^n w_{ij} \cdot L_i + B_j)",
    "2.a": r"\frac{dz}{ds} \frac{ds}{dt}",
    "2.b": r"[\frac{\partial z}{\partial t_0}, \frac{\partial z}{\partial t_1}, "
    r"\frac{\partial z}{\partial t_2}]",
    "3.b": r"\begin{pmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \end{pmatrix}",
    "4.a": r"\begin{cases} [0, 0] & h \leq 0 \\ [x_0, x_1] & h > 0 \end{cases}",
    "5.b": "[52, 78]",
}


@pytest.mark.parametrize("label", RIGHT)
def test_right_answers_in_latex_are_right(day: Student, label: str) -> None:
    line = day.field(label).locator("textarea")
    line.scroll_into_view_if_needed()
    line.fill(RIGHT[label])
    day.field(label).locator(".nablatex-check").click()
    status(day, label, "✓ Correct")
    wait_for_source(day, label, f"%%answer {label}\n{RIGHT[label]}")


def test_undo_takes_back_what_was_typed(day: Student) -> None:
    type_in_field(day, "4.b", "w+z")
    line = day.field("4.b").locator("textarea")
    day.page.wait_for_timeout(200)
    assert line.input_value() == "w+z"
    day.page.keyboard.press("Control+z")
    day.page.wait_for_timeout(200)
    assert line.input_value() != "w+z"
    line.fill("w+z")
    line.press("Control+z")
    assert line.input_value() != "w+z"


def test_shift_enter_checks_and_keeps_the_answer(day: Student) -> None:
    type_latex(day, "4.d", "")
    type_in_field(day, "4.d", "2x")
    day.page.keyboard.press("Shift+Enter")
    status(day, "4.d", "✗ Not yet")
    assert day.field("4.d").locator("textarea").input_value() == "2x"


def test_escape_leaves_the_field_and_loses_nothing(day: Student) -> None:
    type_in_field(day, "4.d", "")
    day.page.keyboard.press("Escape")
    assert day.field("4.d").locator("textarea").input_value() == "2x"
    assert day.page.evaluate("() => document.activeElement.closest('.nablatex-live')") is None


def test_what_is_written_in_the_cell_by_hand_is_taken_over(day: Student) -> None:
    day.page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
        .find(cell => cell.model.sharedModel.getSource().startsWith('%%answer 3.a'))
        .model.sharedModel.setSource('%%answer 3.a\\n% by hand\\n[2 a b, a^2 + 3]')"""
    )
    line = day.field("3.a").locator("textarea")
    day.page.wait_for_function(
        "line => line.value.includes('by hand')", arg=line.element_handle(), timeout=WAIT
    )
    day.field("3.a").locator(".nablatex-check").click()
    status(day, "3.a", "✓ Correct")
    assert day.source("3.a") == "%%answer 3.a\n% by hand\n[2 a b, a^2 + 3]"


def test_a_remark_behind_a_line_takes_no_mathematics_with_it(day: Student) -> None:
    day.field("1.a").locator("textarea").fill("f(x) % left side\n= 2x")
    row = day.field("1.a").locator("math-field")
    day.page.wait_for_function("row => !row.readOnly", arg=row.element_handle(), timeout=WAIT)
    type_in_field(day, "1.a", "")
    day.page.keyboard.press("Enter")
    status(day, "1.a", "✓ Correct")
    wait_for_source(day, "1.a", "%%answer 1.a\nf(x) % left side\n= 2x")
    day.page.keyboard.press("End")
    day.page.keyboard.type("+0")
    wait_for_source(day, "1.a", "%%answer 1.a\nf(x)=2x+0")
    type_latex(day, "1.a", "f(x)=2x")
    status(day, "1.a", "✓ Correct")


def test_a_key_of_the_keyboard_spoils_nothing_that_is_half_typed(day: Student) -> None:
    line = day.field("2.d").locator("textarea")
    line.fill("\\frac{a+b}{")
    day.field("2.d").get_by_role("button", name="partial", exact=True).click()
    assert line.input_value() == "\\frac{a+b}{\\partial"
    line.fill("")


def test_control_s_saves_from_within_the_field(day: Student) -> None:
    type_in_field(day, "2.d", "2xcos(u)")
    day.page.keyboard.press("Control+s")
    day.page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=WAIT
    )
    written = "".join(saved(day, "2.d")["source"])
    assert written == f"%%answer 2.d\n{day.field('2.d').locator('textarea').input_value()}"
    assert "".join(saved(day, "1.a")["source"]) == "%%answer 1.a\nf(x)=2x"


def test_the_saved_notebook_is_small_and_shows_the_verdicts(day: Student) -> None:
    day.save()
    assert (day.lab.folder / NOTEBOOK).stat().st_size < 200_000
    shown = json.dumps(saved(day, "1.a")["outputs"], ensure_ascii=False)
    assert "✓ Correct" in shown
    assert "widget-view" not in (day.lab.folder / NOTEBOOK).read_text(encoding="utf-8")


def test_after_a_reload_the_fields_live_on(day: Student) -> None:
    day.page.reload()
    day.wait()
    status(day, "1.a", "✓ Correct")
    type_in_field(day, "1.a", "2")
    wait_for_source(day, "1.a", "%%answer 1.a\nf(x)=2x2")
    type_latex(day, "1.a", "f(x)=2x")
    status(day, "1.a", "✓ Correct")


def test_a_kernel_that_restarts_takes_no_answer_with_it(day: Student) -> None:
    day.restart()
    day.page.locator(".nablatex-hint").filter(has_text="kernel is not running").first.wait_for()
    assert day.source("1.a") == "%%answer 1.a\nf(x)=2x"
    assert day.source("5.b") == f"%%answer 5.b\n{RIGHT['5.b']}"
    day.run_all()
    status(day, "1.a", "✓ Correct")
    status(day, "5.b", "✓ Correct")


def test_clearing_the_outputs_leaves_the_answers(day: Student) -> None:
    day.command("editmenu:clear-all")
    assert day.source("1.a") == "%%answer 1.a\nf(x)=2x"
    day.run_all()
    status(day, "1.a", "✓ Correct")


def test_the_reopened_file_shows_the_verdicts_without_a_kernel(day: Student) -> None:
    day.save()
    day.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    day.page.goto("about:blank")
    day.page.goto(day.lab.address(NOTEBOOK))
    day.wait()
    mirror = day.page.locator(".nablatex-mirror").first
    mirror.wait_for(timeout=WAIT)
    assert "Correct" in mirror.inner_text()
    day.run_all()
    status(day, "1.a", "✓ Correct")


def test_the_model_cells_and_the_pictures_are_shown(day: Student) -> None:
    assert day.page.locator("text=/This does not work/").count() == 0
    assert day.page.locator(".nablatex-player").count() == 1
    assert day.page.locator(".nablatex-picture").count() == 1


def test_a_reader_of_the_screen_finds_everything(day: Student) -> None:
    field = day.field("1.a")
    field.scroll_into_view_if_needed()
    assert field.aria_snapshot() == ARIA.strip()


ARIA = """
- group "Answer 1.a":
  - text: Answer 1.a
  - textbox "Answer 1.a, maths field"
  - status
  - toolbar "Symbols 1.a":
    - button "nabla": ∇
    - button "partial": ∂
    - button "fraction": a⁄b
    - button "partial derivative": ∂⁄∂
    - button "vector": x⃗
    - button "subscript": xₙ
    - button "superscript": xⁿ
    - button "dot product": ·
    - button "sum": Σ
    - button "row of two": "[ ]"
    - button "matrix": (∷)
    - button "cases": "{ :"
    - button "less or equal": ≤
    - button "greater": ">"
    - button "ReLU"
    - button "square root": √
  - text: LaTeX
  - textbox "LaTeX of the answer 1.a": f(x)=2x
  - button "+ Another line"
  - button "Check"
  - text: "I read this as: f(x) = 2x"
  - status:
    - strong: ✓ Correct
"""
