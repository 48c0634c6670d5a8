"""Every example in the README, the documents and the docstrings does what it shows."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import nablatex
from tests.documents import ROOT, Example, checked, commands, documents, examples, links

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
DOCUMENTS = documents()
WITH_PYTHON = [d for d in DOCUMENTS if any(e.language == "python" for e in examples(d))]
WITH_COMMANDS = [
    pytest.param(document, example, id=f"{document}:{example.line}")
    for document in DOCUMENTS
    for example in examples(document)
    if example.language == "console"
]
MODULES = [
    "nablatex",
    *(module.name for module in pkgutil.walk_packages(nablatex.__path__, "nablatex.")),
]


def claim(value: object, shown: str) -> None:
    """Fail unless a value shows itself as the document says, spaces aside."""
    if shown.split() not in (repr(value).split(), str(value).split()):
        raise AssertionError(f"the document shows {shown}, the value is {value!r}")


def run_python(document: Path, example: Example, names: dict[str, object]) -> None:
    """Run one block, as a session where it has prompts, as a program where it has none."""
    place = f"{document}:{example.line}"
    if ">>> " in example.body:
        parsed = doctest.DocTestParser().get_doctest(
            example.body, names, place, str(document), example.line - 1
        )
        failures: list[str] = []
        runner = doctest.DocTestRunner(optionflags=FLAGS)
        runner.run(parsed, out=failures.append, clear_globs=False)
        names.update(parsed.globs)
        assert not failures, "".join(failures)
        return
    # Blank lines in front keep the document's own line numbers in a traceback.
    source = "\n" * (example.line - 1) + checked(example.body)
    exec(compile(source, str(ROOT / document), "exec"), names)


@pytest.mark.parametrize("document", WITH_PYTHON, ids=str)
def test_python(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__", "_claim": claim}
    for example in examples(document):
        if example.language == "python":
            run_python(document, example, names)


@pytest.mark.parametrize(("document", "example"), WITH_COMMANDS)
def test_console(document: Path, example: Example, tmp_path: Path) -> None:
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
    }
    checker = doctest.OutputChecker()
    for command in commands(example.body):
        done = subprocess.run(
            command.line,
            shell=True,
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        place = f"{document}:{example.line}: $ {command.line}"
        assert done.returncode in (0, 1, 2), f"{place}\n{done.stdout}"
        assert "Traceback" not in done.stdout, f"{place}\n{done.stdout}"
        if command.shown.strip():
            assert checker.check_output(command.shown, done.stdout, FLAGS), (
                f"{place}\nshown:\n{command.shown}\ngot:\n{done.stdout}"
            )
        else:
            assert done.returncode != 2, f"{place}\n{done.stdout}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    folder = (ROOT / document).parent
    broken = [target for target in links(document) if not (folder / target).exists()]
    assert not broken


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    failures: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for found in doctest.DocTestFinder(exclude_empty=True).find(module):
        runner.run(found, out=failures.append)
    assert not failures, "".join(failures)


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        pytest.param("1 + 1  # -> 2", True, id="true"),
        pytest.param("1 + 1  # -> 3", False, id="false"),
        pytest.param("'a  b'  # -> a b", True, id="spaces aside"),
        pytest.param("x = 1 + 1  # a remark", True, id="remark"),
        pytest.param(">>> 1 + 1\n2", True, id="prompt"),
        pytest.param(">>> 1 + 1\n3", False, id="false prompt"),
    ],
)
def test_claims_are_checked(body: str, holds: bool) -> None:
    example = Example("python", body, 1)
    if holds:
        run_python(Path("made up"), example, {"_claim": claim})
    else:
        with pytest.raises(AssertionError):
            run_python(Path("made up"), example, {"_claim": claim})
