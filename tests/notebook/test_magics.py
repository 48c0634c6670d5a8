"""The magics in a real shell, in both languages: what they show, refuse, and leave behind."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("IPython")

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from nablatex.errors import UndefinedError
from nablatex.notebook.options import facts_of, pair, shapes_of, values_of

NEURON = r"""%%model neuron
\vec{I} = [2, 3]
\vec{w} = [4, 5]
h = \vec{I} \cdot \vec{w}
f = \operatorname{ReLU}(h)
"""
SQUARE = "%%model square\ny = x^2\n"
LAYER = "%%model layer --shape W=m,n --shape x=n\ny = W x\n"
DESCENT = "%%model loss\n\\vec{w} = [w_0, w_1]\nL = (w_0 - 1)^2 + w_1^2\n"


@dataclass(frozen=True)
class Ran:
    """What running a cell has shown."""

    bundles: list[dict[str, Any]]
    out: str
    err: str
    error: BaseException | None

    def text(self, kind: str = "text/markdown") -> str:
        return "\n".join(str(bundle.get(kind, "")) for bundle in self.bundles)


class Shell:
    def __init__(self, shell: Any) -> None:
        self.shell = shell

    def __call__(self, *cells: str) -> Ran:
        """Run cells, and return what the last one shows."""
        for cell in cells:
            with capture_output() as captured:
                result = self.shell.run_cell(cell)
        bundles = [output.data for output in captured.outputs]
        error = result.error_in_exec or result.error_before_exec
        return Ran(bundles, captured.stdout, captured.stderr, error)

    @property
    def names(self) -> set[str]:
        """The magics there are."""
        return {name for known in self.shell.magics_manager.magics.values() for name in known}


@pytest.fixture
def bare() -> Iterator[Shell]:
    InteractiveShell.clear_instance()
    config = Config(
        {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}}
    )
    shell = InteractiveShell.instance(config=config)
    yield Shell(shell)
    shell.run_line_magic("unload_ext", "nablatex")
    InteractiveShell.clear_instance()


@pytest.fixture
def shell(bare: Shell) -> Shell:
    assert bare("%load_ext nablatex").error is None
    return bare


# cells, words in English, words in Korean
SHOWN: dict[str, tuple[tuple[str, ...], str, str]] = {
    "model": ((NEURON,), "I read this as", "이렇게 읽었습니다"),
    "model with shapes": ((LAYER,), "Names: $y", "이름: $y"),
    "grad": ((NEURON, "%grad f w"), "Steps (", "풀이 과정 ("),
    "grad of an element": ((NEURON, "%grad f w_0"), "Steps (", "풀이 과정 ("),
    "grad in denominator layout": (
        (NEURON, "%grad f w --layout denominator"), "denominator layout", "분모 배치"
    ),
    "grad of a named model": (
        (NEURON, SQUARE, "%grad f w --model neuron"), "numerator layout", "분자 배치"
    ),
    "jacobian": ((LAYER, "%jacobian y x"), "a Jacobian", "야코비안은"),
    "jacobian by index": ((LAYER, "%jacobian y x --form index"), "Steps (", "풀이 과정 ("),
    "hessian": ((SQUARE, "%hessian y x"), "Steps (", "풀이 과정 ("),
    "steps": ((SQUARE, "%steps y x"), "<details open>\n<summary>Steps", "<details open>\n<summary>풀이"),
    "steps of a second derivative": ((SQUARE, "%steps y x x"), "<details open>", "<details open>"),
    "check": ((SQUARE, r"%check \frac{dy}{dx} = 2x"), "✓ Correct", "✓ 맞았습니다"),
    "check what is wrong": ((SQUARE, r"%check \frac{dy}{dx} = x"), "✗ Not yet", "✗ 아직 아닙니다"),
    "check all": (
        (SQUARE, "%%answer q\n\\frac{dy}{dx} = 2x", "%check"), "| Answer | 1/1 |", "| 답 | 1/1 |"
    ),
    "formula": (("%%formula\nx^2\n\\nabla_x f",), "I read this as", "이렇게 읽었습니다"),
    "answer": ((SQUARE, "%%answer q\n\\frac{dy}{dx} = 2x"), "✓ Correct", "✓ 맞았습니다"),
    "answer by a model": (
        (SQUARE, LAYER, "%%answer q --model square\n\\frac{dy}{dx} = 2x"), "Correct", "맞았습니다"
    ),
    "answer that cannot be read": ((SQUARE, "%%answer q\n\\frac{"), "Cannot be read", "읽을 수 없습니다"),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(("cells", "en", "ko"), SHOWN.values(), ids=SHOWN)
def test_what_a_magic_shows(
    shell: Shell, cells: tuple[str, ...], en: str, ko: str, lang: str
) -> None:
    ran = shell(f"%language {lang}", *cells)
    assert ran.error is None
    assert (ko if lang == "ko" else en) in ran.text()
    assert all(bundle["text/plain"] for bundle in ran.bundles)
    assert not ran.err


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(
    "cells",
    [(NEURON, "%graph"), (NEURON, "%graph f I=[1,2]"), (NEURON, SQUARE, "%graph f --model neuron")],
    ids=["all", "numbers", "named"],
)
def test_graphs(shell: Shell, cells: tuple[str, ...], lang: str) -> None:
    ran = shell(f"%language {lang}", *cells)
    assert ran.error is None
    assert 'data-nablatex="player"' in ran.text("text/html")
    assert shell.shell._nablatex_magics.runtime.name in ran.text("text/html")


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(
    "cells",
    [
        (SQUARE, "%plot y x=1"),
        (NEURON, "%heatmap f w"),
        (DESCENT, "%descent L w=[4,5] --rate 0.1 --steps 3"),
        (DESCENT, "%descent L w_0=4 --given w_1=0 --steps 3"),
    ],
    ids=["plot", "heatmap", "descent", "descent with numbers that stay"],
)
def test_plots(shell: Shell, cells: tuple[str, ...], lang: str) -> None:
    pytest.importorskip("matplotlib")
    ran = shell(f"%language {lang}", *cells)
    assert ran.error is None
    assert "svg" in ran.text("text/html") or "Out[" in ran.out


REFUSED = {
    "no model yet": (("%grad f w",), "there is no model yet"),
    "no such model": ((SQUARE, "%grad y x --model none"), "there is no model none"),
    "no such name": ((SQUARE, "%grad q x"), "the model has no q"),
    "a vector": ((LAYER, "%grad y x"), "ask for its Jacobian"),
    "LaTeX in a model": (("%%model m\nx = \\frac{1}{",), "nothing stands here"),
    "LaTeX in a formula": (("%%formula\nx^",), "nothing stands after"),
    "a shape without a name": (("%%model m --shape m\ny = x",), "NAME=VALUE"),
    "an unknown fact": (("%%model m --shape W=n,n --assume W=round\ny = W",), "nothing is known as"),
    "no worksheet": (("%worksheet",), "name a homework file"),
    "no such worksheet": (("%worksheet none.md",), "there is no file"),
    "a worksheet that is none": (("%%worksheet\n{}",), "no worksheet that nablatex has made"),
    "a worksheet that is too deep": (("%%worksheet\n" + "[" * 100_000,), "nested too deeply"),
    "an unknown problem": (("%worksheet lecture", "%%answer 9.z\nx"), "there is no problem 9.z"),
    "nothing answered yet": ((SQUARE, "%check"), "nothing has been answered yet"),
    "two outputs": ((NEURON, "%graph f h"), "a graph has one output"),
    "no number": ((NEURON, "%graph f I=x"), "not a number"),
    "no numbers": ((NEURON, '%graph f I={"a":1}'), "not a number"),
    "a quotation that is not closed": ((SQUARE, "%grad y 'x"), "No closing quotation"),
    "a plot at two points": ((SQUARE, "%plot y x=[1,2]"), "give it one number"),
    "the library itself": (("import nablatex; nablatex.Model('y = x^')",), "nothing stands after"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "word"), [("en", "does not work"), ("ko", "할 수 없습니다")])
@pytest.mark.parametrize(("cells", "said"), REFUSED.values(), ids=REFUSED)
def test_an_error_is_a_message(
    shell: Shell, cells: tuple[str, ...], said: str, lang: str, word: str
) -> None:
    if lang == "ko":
        cells = tuple(cell.replace("lecture", "lecture ko") for cell in cells)
    ran = shell(f"%language {lang}", *cells)
    assert ran.error is not None
    assert said in ran.text("text/plain")
    assert word in ran.text()
    assert "Traceback" not in ran.out + ran.err


BRACES = {
    "a power": ("%%model m\ny = x^{10}", r"%check y = x^{10}"),
    "a fraction": ("%%model m\ny = \\frac{12}{5}", r"%check y = \frac{12}{5}"),
    "a name that Python has": ("%%model m\n\\vec{z} = [1, 2]", r"%check \vec{z} = [1, 2]"),
    "a line with dollars": ("%%model m\ny = z", "%check $z$"),
}


@pytest.mark.parametrize(("model", "check"), BRACES.values(), ids=BRACES)
def test_braces_and_dollars_are_latex_and_no_names_of_python(
    shell: Shell, model: str, check: str
) -> None:
    assert "value" not in shell("z = 7", model, check).text("text/plain")
    assert "7" not in shell(check).text("text/plain")


def test_a_name_in_quotes_may_have_spaces(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "my homework.md"
    path.write_text("# T\n\na. Find $\\frac{dy}{dx}$ of $y = x^2$\n")
    ran = shell(f"%worksheet '{path}'", "%%answer 1.a\n2x")
    assert ran.error is None
    assert "✓ Correct" in ran.text()


def test_an_error_points_at_its_place(shell: Shell) -> None:
    shown = shell("%%formula\nx + \\frac{1}{y").text("text/plain")
    _, formula, caret, *_ = shown.splitlines()
    assert formula.strip() == r"x + \frac{1}{y"
    assert caret.index("^") >= formula.index("{y")


USAGE = {
    "no name": "%%model\ny = x",
    "no label": "%%answer\nx",
    "no variable": "%grad f",
    "an unknown layout": "%grad f w --layout upside",
    "an unknown language": "%language fr",
    "help in a line": "%grad --help",
}


@pytest.mark.parametrize("cell", USAGE.values(), ids=USAGE)
def test_a_wrong_call_is_told_in_a_line(shell: Shell, cell: str) -> None:
    ran = shell(cell)
    assert type(ran.error).__name__ == "UsageError"
    assert ran.err.startswith("UsageError:")
    assert "Traceback" not in ran.out


def test_other_errors_have_their_traceback(shell: Shell) -> None:
    assert "ZeroDivisionError" in shell("1/0").out


@pytest.mark.parametrize(("lang", "label"), [("en", "2.a"), ("ko", "2.ㄱ")])
def test_a_worksheet_speaks_its_language(shell: Shell, lang: str, label: str) -> None:
    ran = shell(
        f"%worksheet lecture {lang}", f"%%answer {label}\n\\frac{{dz}}{{ds}} \\frac{{ds}}{{dt}}"
    )
    assert ran.error is None
    assert shell.shell._nablatex_magics.notebook.lang == lang
    assert ("맞았습니다" if lang == "ko" else "Correct") in ran.text()


def test_an_answer_shows_its_field_and_its_verdict_apart(shell: Shell) -> None:
    pytest.importorskip("anywidget")
    field, saved = shell(SQUARE, "%%answer q\n\\frac{dy}{dx} = 2x\n").bundles
    assert 'data-nablatex="field"' in field["text/html"]
    assert "nablatex-mirror" in saved["text/markdown"]
    assert saved["text/plain"] == "Answer q: ✓ Correct"


def test_a_result_in_python_speaks_the_notebooks_language(shell: Shell) -> None:
    worked = "import nablatex as nt\nworked = nt.Model('y = x^2').derivative('y', 'x')"
    shell("%language ko", worked)
    data, _ = shell.shell.display_formatter.format(shell.shell.user_ns["worked"])
    assert "풀이 과정" in data["text/markdown"]
    assert "text/latex" not in data or "text/markdown" not in data


# -- what the page asks ---------------------------------------------------------------------------


def ask(shell: Shell, kind: str, **payload: Any) -> dict[str, Any]:
    runtime = shell.shell._nablatex_magics.runtime
    answer: dict[str, Any] = runtime.answer({"id": 1, "kind": kind, "payload": payload})
    return answer


def test_the_page_reads_checks_and_saves(shell: Shell) -> None:
    shell(SQUARE, "%%model cube\ny = x^3", "%%answer q --model=square\n\\frac{dy}{dx} = x")
    asked = {"label": "q", "latex": r"\frac{dy}{dx} = 2x", "head": "%%answer q --model=square"}
    assert ask(shell, "read", **asked)["reply"] == {
        "read": [r"\frac{dy}{dx} = 2x"], "claims": [r"\frac{dy}{dx} = 2x"], "unread": ""
    }  # fmt: skip
    reply = ask(shell, "check", **asked)["reply"]
    assert reply["verdict"]["outcome"] == "correct"
    assert reply["saved"]["text/plain"] == "Answer q: ✓ Correct"
    assert ask(shell, "save", **asked)["reply"] == {}
    assert "✓ Correct" in shell("%check").text()


ASKED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no texts": {"label": [1], "latex": 2, "head": {}},
    "a head that asks for help": {"label": "q", "latex": "x", "head": "%%answer --help"},
    "a head with an open quotation": {"label": "q", "latex": "x", "head": "%%answer 'q"},
    "another label": {"label": "none", "latex": "x", "head": "%%answer none"},
    "HTML": {"label": "</div>", "latex": "</div><script>", "head": "%%answer </div>"},
    "an unknown graph": {"id": "x", "values": {"x": 10**400}},
}


@pytest.mark.parametrize("kind", ["read", "check", "save", "evaluate"])
@pytest.mark.parametrize("payload", ASKED.values(), ids=ASKED)
def test_the_page_always_gets_an_answer(shell: Shell, payload: dict[str, Any], kind: str) -> None:
    answer = ask(shell, kind, **payload) if "kind" not in payload else {}
    assert answer["id"] == 1
    assert ("reply" in answer) != ("error" in answer)


# -- loading --------------------------------------------------------------------------------------


def test_unloading_takes_all_away_and_it_loads_again(bare: Shell) -> None:
    before = bare.names
    formatter = bare.shell.display_formatter.mimebundle_formatter
    printers = {*formatter.type_printers, *formatter.deferred_printers}
    for _ in range(2):
        bare("%load_ext nablatex")
        assert {"model", "answer", "grad", "graph", "worksheet"} <= bare.names - before
        assert bare("%%model m\ny = x^2", "%grad y x").error is None
        bare("%unload_ext nablatex")
        assert bare.names == before
        assert {*formatter.type_printers, *formatter.deferred_printers} == printers
        assert not hasattr(bare.shell, "_nablatex_magics")
        assert "Traceback" in bare("import nablatex; nablatex.Model('y = x^')").out


def test_loading_again_begins_anew(shell: Shell) -> None:
    shell(SQUARE, "%language ko", "%reload_ext nablatex")
    assert "there is no model yet" in shell("%grad y x").text("text/plain")
    assert shell.shell._nablatex_magics.notebook.lang == "en"


def python(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_library_imports_no_jupyter() -> None:
    heavy = "IPython anywidget ipywidgets traitlets matplotlib ziamath jax torch".split()
    assert (
        python(f"import sys, nablatex; print([m for m in {heavy} if m in sys.modules])").strip()
        == "[]"
    )


WITHOUT = r"""
import sys
for name in {names}:
    sys.modules[name] = None
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config
shell = InteractiveShell.instance(config=Config({{"HistoryManager": {{"enabled": False}}}}))
for cell in ("%load_ext nablatex", "%%model m\ny = x^2", "%grad y x", "%%answer q\ndy/dx = 2x", "%graph y x=1"):
    with capture_output() as captured:
        shell.run_cell(cell).raise_error()
    print([sorted(output.data) for output in captured.outputs])
print("plot" in shell.magics_manager.magics["line"])
shell.run_line_magic("unload_ext", "nablatex")
"""


@pytest.mark.parametrize(
    ("names", "plots"),
    [
        (["anywidget"], True),
        (["matplotlib"], False),
        (["anywidget", "matplotlib", "ziamath"], False),
    ],
    ids=["no widgets", "no plots", "neither, nor a typesetter"],
)
def test_works_without_what_is_optional(names: list[str], plots: bool) -> None:
    *shown, has_plots = python(WITHOUT.format(names=names)).splitlines()
    assert has_plots == str(plots)
    assert "text/markdown" in shown[2]
    assert ("text/html" in shown[3]) == ("anywidget" not in names)
    assert "text/markdown" in shown[3]
    assert "text/html" in shown[4]


# -- options --------------------------------------------------------------------------------------

VALUES: dict[str, tuple[list[str], dict[str, Any]]] = {
    "numbers": (["x=2", "y=-0.5", "z=1e-3"], {"x": 2, "y": -0.5, "z": 1e-3}),
    "lists": (["w=[4,5]", "W=[[1,2],[3,4]]"], {"w": [4, 5], "W": [[1, 2], [3, 4]]}),
    "quotes and spaces": (["w = '[1, 2]'"], {"w": [1, 2]}),
    "none": ([], {}),
}


@pytest.mark.parametrize(("given", "values"), VALUES.values(), ids=VALUES)
def test_values(given: list[str], values: dict[str, Any]) -> None:
    assert values_of(given) == values


NO_VALUES = ["x", "=2", "x=", "x=a", "x=true", "x=null", 'x={"a":1}', "x=[]", "x=[1,[]]", "x=NaN",
             "x=1e999", "x=[1,true]", 'x=["a"]', "x=" + "[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("text", NO_VALUES, ids=lambda text: text[:20])
def test_no_values(text: str) -> None:
    with pytest.raises(UndefinedError, match=r"not a number|NAME=VALUE"):
        values_of([text])


def test_shapes_and_facts() -> None:
    assert pair(" X = m,n ") == ("X", "m,n")
    assert shapes_of(["X=m,n", "w=n"]) == {"X": "m,n", "w": "n"}
    assert facts_of(["W=symmetric", "W='positive definite'"]) == {
        "W": ["symmetric", "positive definite"]
    }


def test_the_magics_describe_themselves(shell: Shell) -> None:
    source = Path(sys.modules["nablatex.notebook.magics"].__file__ or "").read_text("utf-8")
    names = re.findall(
        r"    @(\w*)cell_magic\n    def (\w+)|    def (\w+)\(self, line: str\)", source
    )
    assert len(names) > 8
    for _, cell, line in names:
        assert "Docstring" in shell(f"%%{cell}?" if cell else f"%{line}?").out
