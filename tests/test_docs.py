"""Every example in the README, the documents and the docstrings does what it shows."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import nablatex
from tests.cells import displayed_by
from tests.documents import (
    ROOT,
    Example,
    claim,
    commands,
    documents,
    examples,
    links,
    printed_by,
    run_command,
)

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
DOCUMENTS = documents()
WITH_PYTHON = [d for d in DOCUMENTS if any(e.language == "python" for e in examples(d))]
WITH_CELLS = [d for d in DOCUMENTS if any(e.language == "ipython" for e in examples(d))]
WITH_COMMANDS = [
    pytest.param(example, id=f"{document}:{example.line}")
    for document in DOCUMENTS
    for example in examples(document)
    if example.language == "console"
]
MODULES = [
    "nablatex",
    *(module.name for module in pkgutil.walk_packages(nablatex.__path__, "nablatex.")),
]


def compare(place: str, shown: str, got: str) -> None:
    """Fail unless the output is what the document shows, spaces and `...` aside."""
    if not doctest.OutputChecker().check_output(shown, got, FLAGS):
        pytest.fail(f"{place}\nshown:\n{shown}\ngot:\n{got}", pytrace=False)


@pytest.mark.parametrize("document", WITH_PYTHON, ids=str)
def test_python(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"_claim": claim}
    for example in examples(document):
        if example.language == "python":
            compare(f"{document}:{example.line}", example.shown, printed_by(example, names))


@pytest.mark.parametrize("document", WITH_CELLS, ids=str)
def test_cells(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = [example for example in examples(document) if example.language == "ipython"]
    for example, got in zip(cells, displayed_by([cell.body for cell in cells]), strict=True):
        if example.shown:
            compare(f"{document}:{example.line}", example.shown, got)


@pytest.mark.parametrize("example", WITH_COMMANDS)
def test_console(example: Example, tmp_path: Path) -> None:
    for command in commands(example.body):
        status, got = run_command(command, tmp_path)
        if command.shown:
            compare(command.line, command.shown, got)
        assert status in (0, 1) or (status == 2 and command.shown), got


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
    ],
)
def test_claims_are_checked(body: str, holds: bool) -> None:
    example = Example("python", body, 1)
    if holds:
        printed_by(example, {"_claim": claim})
    else:
        with pytest.raises(AssertionError):
            printed_by(example, {"_claim": claim})
