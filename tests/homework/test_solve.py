"""Homework: problems, derivations and the audit of the key, with planted mistakes found."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nablatex import Homework, NablatexError
from nablatex.homework import solve
from nablatex.homework.report_data import markdown, notebook, to_json
from nablatex.homework.report_page import page
from nablatex.homework.report_terminal import terminal
from nablatex.homework.scan import read_document
from nablatex.homework.solution import ProblemShown, WorkedDocument

SHEETS = Path(__file__).parent / "sheets"


def worked(name: str) -> WorkedDocument:
    return Homework.read(str(SHEETS / name)).solve()


VERDICTS = [
    ("planted_ko.txt", {
        "1.1 ㄱ": ["nothing-to-check"],
        "2.1 ㄱ": ["agrees", "differs"],
        "2.2 ㄴ": ["differs", "differs"],
        "2.3 ㄷ": ["differs"],
        "2.4 ㄹ": ["nothing-to-check"],
    }),
    ("planted_en.md", {"1.1 a": ["differs"], "1.2 b": ["differs"], "1.3 c": ["unreadable"]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "verdicts"), VERDICTS, ids=[name for name, _ in VERDICTS])
def test_each_claim_of_the_key_is_judged(name: str, verdicts: dict[str, list[str]]) -> None:
    found = {
        f"{p.section}.{p.item} {p.label}": [claim.verdict for claim in p.key]
        for p in worked(name).problems
    }
    assert found == verdicts


FAULTS = [
    ("planted_ko.txt", 2, 0, "shape", "a gradient is the vector of them"),
    ("planted_ko.txt", 2, 1, "transposed", "rows and columns are exchanged"),
    ("planted_en.md", 0, 0, "factor", "a constant factor of 2 is missing"),
    ("planted_en.md", 1, 0, "entry", "entry 2: the sign is the opposite one"),
]


@pytest.mark.parametrize(("name", "problem", "claim", "kind", "words"), FAULTS)
def test_the_fault_is_named(name: str, problem: int, claim: int, kind: str, words: str) -> None:
    feedback = worked(name).problems[problem].key[claim].feedback[0]
    assert feedback.kind == kind
    assert words in feedback.message.en


def test_slips_of_the_key_and_of_the_question_are_noted() -> None:
    problems = worked("planted_ko.txt").problems
    assert "m_{10} where its pattern wants m_{11}" in problems[0].warnings[0].en
    notes = [warning.en for warning in problems[4].warnings]
    assert "cannot be formed" in notes[0]
    assert notes[1:] == [
        r"the key [0, 0] equals \nabla_{\vec{a}} q",
        r"the key [0, 0] equals \nabla_{\vec{v}} q",
    ]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_lecture_of_the_package_agrees_with_its_key(lang: str) -> None:
    document = solve(None, lang)
    assert document.language == lang
    typed = [problem for problem in document.problems if problem.section == 1]
    derived = [problem for problem in document.problems if problem.section > 1]
    assert {problem.verdict for problem in typed} == {"nothing-to-check"}
    assert {problem.verdict for problem in derived} == {"agrees"}
    assert not document.found_something
    assert all(problem.steps and problem.derived for problem in derived)
    for report in (markdown(document, lang), page(document, lang)):
        assert "(key)" not in report


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_report_holds_every_problem(lang: str) -> None:
    document = worked("planted_ko.txt")
    data = to_json(document, lang)
    assert json.loads(json.dumps(data)) == data
    assert set(data["problems"][0]) == {
        "section", "item", "label", "given", "asked", "derived", "steps", "key", "verdict",
        "warnings",
    }  # fmt: skip
    report = "\n".join(terminal(document.title, document.problems, lang))
    texts = [markdown(document, lang), report, page(document, lang)]
    texts.append(json.dumps(notebook(document, lang), ensure_ascii=False))
    for text in texts:
        assert all(f"{p.section}.{p.item}" in text for p in document.problems)


def test_each_problem_is_reported_before_the_next_is_solved() -> None:
    homework = Homework.read(str(SHEETS / "planted_en.md"))
    begun: list[str] = []

    def watched() -> Iterator[ProblemShown]:
        for problem in homework.solved():
            begun.append(problem.label)
            yield problem

    report = terminal("title", watched())
    assert [len(begun) for _ in report] == [0, 1, 2, 3, 3]


def test_the_page_escapes_what_a_stranger_wrote(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.md"
    sheet.write_text("# <script>alert(1)</script>\n\na) <img src=x onerror=alert(2)> Find $x$\n")
    html = page(Homework.read(str(sheet)).solve())
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html


def test_a_notebook_is_read_like_its_text(tmp_path: Path) -> None:
    text = (SHEETS / "planted_en.md").read_text()
    cells = [{"cell_type": "markdown", "source": text.splitlines(keepends=True)}]
    path = tmp_path / "sheet.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}))
    assert (
        read_document(str(path)).problems == read_document(str(SHEETS / "planted_en.md")).problems
    )


BROKEN = [
    (b"", "the document is empty"),
    (b"\x00\x01\x02", "this is no text"),
    (b'{"cells": [', "the notebook cannot be read"),
    (b"only words", "no problem was found"),
]


@pytest.mark.parametrize(("data", "message"), BROKEN)
def test_what_is_no_homework_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(NablatexError, match=message):
        read_document(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_encodings(encoding: str) -> None:
    text = (SHEETS / "planted_ko.txt").read_text(encoding="utf-8")
    assert len(read_document(text.encode(encoding)).problems) == 5
