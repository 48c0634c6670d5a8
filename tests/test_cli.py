"""The command line: what it prints, its exit status, never a traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from nablatex.cli import main

SHEETS = Path(__file__).parent / "homework" / "sheets"
NEURON = (
    r"\vec{I} = [I_0, I_1] \quad \vec{w} = [w_0, w_1] \quad "
    r"h = \vec{I} \cdot \vec{w} \quad f = ReLU(h)"
)

ARRAYS = [r"L = \|X w - y\|_2^2", "--shape", "X=m,n", "--shape", "w=n", "--shape", "y=m"]
QUADRATIC = ["f = x^T W x", "--shape", "x=n", "--shape", "W=n,n"]

STATUS = [
    (["solve"], 0),
    (["solve", "--lang", "ko"], 0),
    (["solve", str(SHEETS / "planted_ko.txt")], 1),
    (["solve", "no-such-file.md"], 2),
    (["derive", NEURON, "--of", "f", "--wrt", "w", "--steps"], 0),
    (["derive", r"y = \frac{x}", "--of", "y", "--wrt", "x"], 2),
    (["derive", "y = x^2", "--of", "q", "--wrt", "x"], 2),
    (["derive", "f = x^2 y", "--of", "f", "--wrt", "x", "--wrt", "y"], 0),
    (["derive", "f = x^2 y", "--of", "f", "--wrt", "x", "--wrt", "y", "--order", "1"], 2),
    (["derive", NEURON, "--of", "f", "--wrt", "w", "--order", "2"], 0),
    (["derive", NEURON, "--of", "f", "--wrt", "w", "--order", "2", "--form", "factored"], 2),
    (["derive", "y = x^2", "--of", "y", "--wrt", "x", "--at", "x"], 2),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--steps"], 0),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--differentials", "--lang", "ko"], 0),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--order", "2"], 0),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--form", "index"], 0),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--form", "factored"], 0),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--form", "elements"], 2),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--code", "jax"], 0),
    (["derive", "y = f(x)", "--of", "y", "--wrt", "x", "--code", "numpy"], 2),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "q"], 2),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--at", "w=[1]"], 2),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--assume", "X=round"], 2),
    (["derive", *ARRAYS, "--of", "L", "--wrt", "w", "--structure", "symmetric"], 2),
    (["derive", "y = x^2", "--of", "y", "--wrt", "x", "--differentials"], 2),
    (["check", "2 W x", "W x + W^T x", *QUADRATIC[1:]], 1),
    (["check", "2 W x", "W x + W^T x", *QUADRATIC[1:], "--assume", "W=symmetric"], 0),
    (["check", r"\nabla_x f = (W + W^T) x", "--given", *QUADRATIC], 0),
    (["check", r"\nabla_x f = 2 W x", "--given", *QUADRATIC], 1),
    (["check", r"\nabla_x f = 2 W x", "--given", *QUADRATIC, "--assume", "W=symmetric"], 0),
    (["check", "x^2 - x", "x(x-1)"], 0),
    (["check", "x^2 + x", "x(x-1)"], 1),
    (["check", "-2x", "-x-x"], 0),
    (["check", "x^", "x"], 1),
    (["check", "x", "x^"], 2),
    (["check", "dy/dx = 2x", "--given", "y = x^2"], 0),
    (["check", "dy/dx = x", "--given", "y = x^2"], 1),
    (["check", "2u", "2x^2", "--given", "u = x^2"], 0),
    (["check", "2x"], 2),
    (["check", "x", "x", "--transposed-credit", "2"], 2),
]


@pytest.mark.parametrize(("arguments", "status"), STATUS)
def test_exit_status(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == status
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert bool(printed.err) == (status == 2)


AT_X = ["--of", "y", "--wrt", "x", "--at"]
MESSAGES = {
    "no list of equal rows": (
        ["derive", "y = x^2", *AT_X, "x=[[1], [2, 3]]"],
        "'[[1], [2, 3]]' is not a number such as 0.5 nor a list such as [2, 3]",
    ),
    "no number at all": (
        ["derive", "y = x^2", *AT_X, 'x={"a": 1}'],
        "'{\"a\": 1}' is not a number such as 0.5 nor a list such as [2, 3]",
    ),
    "no finite number": (
        ["derive", "y = x^2", *AT_X, "x=NaN"],
        "'NaN' is not a number such as 0.5 nor a list such as [2, 3]",
    ),
    "a value for another name": (
        ["derive", "y = x^2", *AT_X, "q=2"],
        "the model has no q; it has y, x",
    ),
    "a name without a value": (
        ["derive", "y = x^2 z", *AT_X, "x=2"],
        "nothing gives a number to z",
    ),
    "an element without a value": (
        ["derive", "y = x^2 w_{12}", *AT_X, "x=2"],
        "nothing gives a number to w_{12}",
    ),
    "a function without a formula": (
        ["derive", r"y = f(u) \quad u = x^2", *AT_X, "x=2"],
        "nothing gives a number to the function f, whose formula is not given",
    ),
    "no kind of report": (
        ["solve", "no-such-file.md", "-o", "worked"],
        "worked tells no kind of report; let it end in .html, .ipynb or .md",
    ),
    "no folder": (
        ["solve", "-o", "no-such-folder/worked.html"],
        "there is no folder no-such-folder",
    ),
    "no such fact": (
        ["check", "x", "x", "--assume", "x=round"],
        "nothing is known as 'round'; there are binary, diagonal, invertible, orthogonal, "
        "positive, positive definite, positive semidefinite, sign, simplex, symmetric",
    ),
    "no arrays": (
        ["derive", "y = x^2", "--of", "y", "--wrt", "x", "--differentials"],
        "the way by differentials is for arrays; declare the shapes of the names",
    ),
    "orders": (
        ["derive", "y = x^2", "--of", "y", "--wrt", "x", "--wrt", "x", "--order", "1"],
        "--order 1 does not go with 2 names after --wrt",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), MESSAGES.values(), ids=MESSAGES)
def test_message(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"nablatex: {message}\n"


def test_derive_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(
        [
            "derive",
            NEURON,
            "--of",
            "f",
            "--wrt",
            "w",
            "--json",
            "--at",
            "I=[2,3]",
            "--at",
            "w=[4,5]",
        ]
    )
    data = json.loads(capsys.readouterr().out)
    assert data["shape"] == [2]
    assert data["value"] == [2.0, 3.0]
    assert data["latex"].startswith(r"\begin{cases}")
    assert data["steps"][0]["rule"] == "a derivative by a vector: one partial for each element"


DERIVED: list[tuple[list[str], str, str, str, list[str]]] = [
    (["--of", "L", "--wrt", "w"], "mixed", "matrix", r"2 X^\top (X w - y)", []),
    (["--of", "L", "--wrt", "w", "--layout", "denominator"], "denominator", "matrix", r"2 X^\top (X w - y)", []),
    (["--of", "L", "--wrt", "w", "--order", "2"], "mixed", "matrix", r"2 X^\top X", []),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "layout", "form", "latex", "where"), DERIVED)
def test_derive_arrays_json(
    arguments: list[str],
    layout: str,
    form: str,
    latex: str,
    where: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["derive", *ARRAYS, *arguments, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["layout"], data["form"], data["latex"]) == (layout, form, latex)
    assert data["where"] == where
    assert data["steps"][-1]["after"]


def test_what_names_stand_for_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shapes = ["--shape", "A=m,n", "--shape", "x=n"]
    asked = [r"f = \log(\det(A \operatorname{diag}(x) A^T))", *shapes, "--of", "f", "--wrt", "x"]
    assert main(["derive", *asked, "--order", "2", "--assume", "x=positive", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["where"]
    assert data["latex"].endswith(r",\quad ".join(data["where"]))
    assert main(["derive", *asked, "--order", "2", "--assume", "x=positive"]) == 0
    assert data["where"][0] in capsys.readouterr().out.splitlines()


def test_steps_have_parts(capsys: pytest.CaptureFixture[str]) -> None:
    chain = [r"u = X w - y \quad L = \|u\|_2^2", *ARRAYS[1:], "--of", "L", "--wrt", "w"]
    main(["derive", *chain, "--steps"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1. ")
    assert any(line.startswith("   - ") for line in lines)
    main(["derive", *chain, "--json"])
    first = json.loads(capsys.readouterr().out)["steps"][0]
    assert set(first["parts"][0]) >= {"rule", "before", "after"}


def test_check_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "[2x, 3y, 0]", "[2x, 3y^2, 0]", "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["outcome"] == "partial"
    assert data["feedback"][0]["where"] == "2"


@pytest.mark.parametrize("suffix", ["html", "ipynb", "md"])
def test_solve_writes_each_report(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"worked.{suffix}"
    assert main(["solve", "-o", str(target)]) == 0
    assert "cases" in target.read_text(encoding="utf-8")
    assert main(["solve", "-o", str(tmp_path / "worked.pdf")]) == 2


@pytest.mark.parametrize(
    ("ending", "holds"), [("html", "katex"), ("ipynb", "nbformat"), ("md", "$$")]
)
def test_derive_writes_a_report(
    ending: str, holds: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"derived.{ending}"
    asked = [NEURON, "--of", "f", "--wrt", "w", "--at", "I=[2,3]", "--at", "w=[4,5]"]
    assert main(["derive", *asked, "--layout", "denominator", "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert holds in text
    assert "chain rule" in text
    assert "one column for each output" in text
    # As the layout prints the gradient, so it prints its numbers: a column.
    assert re.search(r"= \\+begin\{pmatrix\} 2 \\+ 3 \\+end\{pmatrix\}", text)
    assert not capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["ascii", "cp949"])
def test_mathematics_is_printed_whatever_the_code_page(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-c", "import nablatex.cli as c; raise SystemExit(c.main())"]
    asked = ["derive", "y = ReLU(x)", "--of", "y", "--wrt", "x"]
    done = subprocess.run([*command, *asked], env=environment, capture_output=True, check=True)
    assert "⎧" in done.stdout.decode("utf-8")


def test_stopping_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nablatex.cli.check.check", stopped)
    assert main(["check", "x", "x"]) == 130
    assert capsys.readouterr().err == "nablatex: stopped\n"


def test_check_reveals_the_key_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "3x", "2x"])
    assert "2x" not in capsys.readouterr().out
    main(["check", "3x", "2x", "--reveal"])
    assert capsys.readouterr().out.splitlines()[-1] == "  2x"
    main(["check", "3x", "2x", "--reveal", "--json"])
    assert json.loads(capsys.readouterr().out)["key"] == "2x"


# -- notebooks ------------------------------------------------------------------------------------

KEYED = "# T\n\na. Find $\\frac{dy}{dx}$ of\n\n$$y = x^2$$\n\nAnswer: $%s$\n"
NOTEBOOKS: dict[str, tuple[list[str], int, str | None]] = {
    "the lecture": (["lab"], 0, "lecture.ipynb"),
    "the lecture in Korean": (["lab", "--lang", "ko"], 0, "lecture-ko.ipynb"),
    "a tutor's lecture": (["lab", "--tutor"], 0, "lecture-tutor.ipynb"),
    "a homework": (["lab", "right.md"], 0, "right.ipynb"),
    "a tutor's homework": (["lab", "right.md", "--tutor"], 0, "right-tutor.ipynb"),
    "a homework that is a notebook": (["lab", "own.ipynb"], 0, "own-student.ipynb"),
    "another name": (["lab", "right.md", "-o", "other.ipynb"], 0, "other.ipynb"),
    "another ending": (["lab", "-o", "lecture.md"], 2, None),
    "another folder": (["lab", "-o", "none/lecture.ipynb"], 2, None),
    "no such homework": (["lab", "none.md"], 2, None),
    "no homework": (["lab", "empty.md"], 2, None),
    "a release": (["release", "right.md", "-o", "student.ipynb"], 0, "student.ipynb"),
    "a release with a wrong key": (
        ["release", "wrong.md", "-o", "student.ipynb"],
        1,
        "student.ipynb",
    ),
    "a release to another ending": (["release", "right.md", "-o", "student.html"], 2, None),
    "a release to no folder": (["release", "right.md", "-o", "none/student.ipynb"], 2, None),
    "a release of nothing": (["release", "none.md", "-o", "student.ipynb"], 2, None),
    "a release onto itself": (["release", "own.ipynb", "-o", "own.ipynb"], 2, None),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "right.md").write_text(KEYED % "2x")
    (tmp_path / "wrong.md").write_text(KEYED % "3x")
    (tmp_path / "empty.md").write_text("")
    cell = {"cell_type": "markdown", "metadata": {}, "source": KEYED % "2x"}
    own = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "own.ipynb").write_text(json.dumps(own))
    return tmp_path


@pytest.mark.parametrize(("arguments", "status", "written"), NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_notebooks_are_written(
    arguments: list[str],
    status: int,
    written: str | None,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {path.name: path.read_text() for path in folder.iterdir()}
    assert main([*arguments, *(["--no-open"] if arguments[0] == "lab" else [])]) == status
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert ("wrong" in printed.out or "differs" in printed.out) == (status == 1)
    assert {path.name for path in folder.iterdir()} - {*before} == ({written} if written else set())
    assert all((folder / name).read_text() == text for name, text in before.items())
    if written:
        assert f"wrote {written}" in printed.err
        cells = json.loads((folder / written).read_text())["cells"]
        assert any(cell["source"].startswith("%%answer") for cell in cells)
        shown = "\n".join(cell["source"] for cell in cells)
        assert ("<details>" in shown) == ("--tutor" in arguments)


def test_a_notebook_that_is_there_is_left_as_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "lecture.ipynb").write_text("my answers")
    assert main(["lab", "--no-open"]) == 0
    assert "is there already" in capsys.readouterr().err
    assert (folder / "lecture.ipynb").read_text() == "my answers"


def test_a_lab_without_jupyterlab_says_how_to_get_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nablatex.cli.lab.find_spec", lambda _: None)
    assert main(["lab"]) == 2
    assert "pip install 'nablatex[notebook]'" in capsys.readouterr().err
    assert not (folder / "lecture.ipynb").exists()


class Running:
    """A JupyterLab that is asked by Ctrl+C whether it should end, once, and ends by itself."""

    commands: ClassVar[list[list[str]]] = []

    def __init__(self, command: list[str]) -> None:
        self.commands.append(command)
        self.asked = False

    def wait(self) -> int:
        if not self.asked:
            self.asked = True
            raise KeyboardInterrupt
        return 3


def test_a_lab_opens_the_notebook(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nablatex.cli.lab.find_spec", lambda _: True)
    monkeypatch.setattr("nablatex.cli.lab.subprocess.Popen", Running)
    assert main(["lab", "--jupyter", "--no-browser --port=1"]) == 3
    command = Running.commands.pop()
    assert command[:4] == [sys.executable, "-m", "jupyterlab", str(folder / "lecture.ipynb")]
    assert command[-2:] == ["--no-browser", "--port=1"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["lab", "--jupyter", "'"], "cannot be read", id="an open quotation"),
        pytest.param(["lab", "nowhere.md", "--lang", "ko"], "--lang is for the lecture", id="lang"),
    ],
)
def test_a_lab_refuses(
    arguments: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert says in capsys.readouterr().err
    assert not (folder / "lecture.ipynb").exists()
