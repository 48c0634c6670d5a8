"""Students' notebooks: valid, without the key, the same each time; nothing in them is injected."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nablatex.homework import Homework, picture, student
from nablatex.homework.answers import Sheet
from nablatex.homework.scan import parse_document
from nablatex.homework.sheet_data import homework_of
from nablatex.homework.student import student_notebook

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE / "documents").iterdir()) + sorted((HERE / "sheets").iterdir())
LECTURES = ["en", "ko"]

TYPED_KO = r"""강의 - 수식

1) 수식 사용하기

ㄱ. 분수

분수는 \frac{}{} 으로 나타낸다. 1/2을 분수로 나타내봅시다

정답) $\frac{1}{2}$

ㄴ. 위 첨자

1.x 의 2승 표시를 해봅시다.

정답 1) x^{271}

2) 미분하기

ㄱ. 다음 함수의 $\frac{dy}{dx}$ 를 구하시오

$$y = x^{314}$$

정답) $314 x^{313}$
"""


@cache
def homework(source: Path | str) -> Homework:
    if isinstance(source, Path):
        return Homework.read(str(source))
    return Homework.lecture(source) if source in LECTURES else Homework(parse_document(source))


SOURCES: list[Any] = [
    *(pytest.param(path, id=path.name) for path in DOCUMENTS),
    pytest.param(TYPED_KO, id="typed"),
    *LECTURES,
]


def made(source: Path | str, *, tutor: bool = False) -> dict[str, Any]:
    named = source if isinstance(source, str) and source in LECTURES else None
    return student_notebook(homework(source), lecture=named, tutor=tutor)


def texts(notebook: dict[str, Any], kind: str = "") -> list[str]:
    return [cell["source"] for cell in notebook["cells"] if cell["cell_type"].startswith(kind)]


@pytest.mark.parametrize("tutor", [False, True], ids=["student", "tutor"])
@pytest.mark.parametrize("source", SOURCES)
def test_is_a_valid_notebook_and_the_same_each_time(source: Path | str, tutor: bool) -> None:
    notebook = made(source, tutor=tutor)
    again = made(source, tutor=tutor)
    assert json.dumps(notebook) == json.dumps(again)
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.from_dict(notebook))


@pytest.mark.parametrize("source", SOURCES)
def test_a_cell_for_each_answer(source: Path | str) -> None:
    notebook = made(source)
    sheet = Sheet(homework(source))
    answers = [text for text in texts(notebook, "code") if text.startswith("%%answer ")]
    assert [text.partition("\n")[0] for text in answers] == [
        f"%%answer {label}" for label in sheet.labels
    ]
    for label, text in zip(sheet.labels, answers, strict=True):
        _, _, body = text.partition("\n")
        assert sheet.judge(label, body).feedback[0].kind == "limit"
        assert "nothing is written yet" in sheet.judge(label, body).feedback[0].message


@pytest.mark.parametrize("source", SOURCES)
def test_the_key_is_not_in_a_students_notebook(source: Path | str) -> None:
    notebook = made(source)
    raw = json.dumps(notebook, ensure_ascii=False)
    pictures = [base64.b64decode(found).decode() for found in re.findall(r"base64,([\w+/=]+)", raw)]
    shown = "\n".join(texts(notebook) + pictures)
    for problem in homework(source).problems:
        told = " ".join((problem.prose, *problem.givens, *problem.asked, *problem.context))
        for claim in problem.key:
            # A short key, such as 0, stands in many a sentence.
            if len(claim) > 8 and claim not in told and _elsewhere(claim, homework(source)):
                assert claim not in shown
    cells = [text for text in texts(notebook, "code") if text.startswith("%%worksheet")]
    for cell in cells:
        assert not any(problem.key for problem in homework_of(cell.partition("\n")[2]).problems)
        assert '"key"' not in cell


def _elsewhere(claim: str, whole: Homework) -> bool:
    """Whether no other problem, nor a section, shows what is the key of one."""
    sections = " ".join(f"{s.title} {s.prose} {s.cells}" for s in whole.document.sections)
    words = " ".join(f"{p.prose} {p.title}" for p in whole.problems)
    return claim not in sections + words


def test_the_notebook_of_another_homework_needs_no_file() -> None:
    notebook = made(TYPED_KO)
    assert texts(notebook, "code")[0] == "%load_ext nablatex"
    cell = next(c for c in notebook["cells"] if c["source"].startswith("%%worksheet"))
    assert cell["metadata"]["jupyter"] == {"source_hidden": True}
    back = Sheet(homework_of(cell["source"].partition("\n")[2]))
    assert back.labels == Sheet(homework(TYPED_KO)).labels
    assert back.judge("2.ㄱ", "314 x^{313}").correct
    assert "x^{313}" not in json.dumps(notebook)
    assert "x^{271}" not in json.dumps(notebook)


@pytest.mark.parametrize("lang", LECTURES)
def test_the_lecture_is_named_and_has_its_sections_and_code(lang: str) -> None:
    notebook = made(lang)
    code = texts(notebook, "code")
    assert code[0] == f"%load_ext nablatex\n%worksheet lecture {lang}"
    assert any(cell.startswith("%%model neuron") for cell in code)
    assert "%graph f" in code
    heads = [text.partition("\n")[0] for text in texts(notebook, "markdown")]
    assert [head[:5] for head in heads if head.startswith("## ")] == [
        f"## {n}." for n in range(1, 6)
    ]
    labels = Sheet(homework(lang)).labels
    assert [head.removeprefix("### ") for head in heads if head.startswith("### ")] == [*labels]


def test_what_stands_before_and_between_the_problems_is_there() -> None:
    notebook = made(
        "# T\n\nBefore all.\n\n```{code-cell}\nx = 1\n```\n\n## 1. One\n\nWords.\n\n"
        "a. Find $\\frac{dy}{dx}$ of $y = x^2$\n\n## 2. Two\n\n```{code-cell}\ny = 2\n```\n"
    )
    assert [text for text in texts(notebook) if not text.startswith(("#", "%"))] == [
        "Before all.", "x = 1", "y = 2"
    ]  # fmt: skip
    heads = [text for text in texts(notebook, "markdown") if text.startswith("## ")]
    assert heads == ["## 1. One\n\nWords.", "## 2. Two"]


WORDS = {
    "a title": ("a. The chain\n\nFind $x$", "### 1.a The chain\n\nFind $x$"),
    "a title alone": ("a. The chain", "### 1.a\n\nThe chain"),
    "formulas side by side": ("a. Given $x_0$ $x_1$ and `$` $y$", "### 1.a\n\nGiven $x_0$ $x_1$ and `$` $y$"),
    "a display": ("a. Given this:\n\n$$x$$\n\nwords", "### 1.a\n\nGiven this: \n\n$$\nx\n$$\n\n words"),
    "code": (r"a. Write `\frac{a}{b}` and `x_1`.", "### 1.a\n\nWrite `\\frac{a}{b}` and `x_1`."),
    "signs of Markdown": ("a. Write * or # or [x].", r"### 1.a\n\nWrite \* or \# or \[x\].".replace(r"\n", "\n")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), WORDS.values(), ids=WORDS)
def test_the_words_of_a_problem(text: str, shown: str) -> None:
    assert texts(made("# T\n\n" + text), "markdown")[1] == shown


@pytest.mark.parametrize("lang", LECTURES)
def test_pictures_show_what_is_to_be_typed(lang: str) -> None:
    pytest.importorskip("ziamath")
    shown = [text for text in texts(made(lang), "markdown") if "base64," in text]
    assert len(shown) == 6
    for text in shown:
        assert "(key)" not in text
        data = re.findall(r"!\[[^\]]+\]\(data:image/svg\+xml;base64,([\w+/=]+)\)", text)
        assert all(base64.b64decode(d).startswith(b"<svg xmlns=") for d in data)
        assert len(data) == (2 if ".c" in text or ".ㄷ" in text else 1)


def test_without_the_typesetter_formulas_stand_where_pictures_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(student, "picture", lambda _: None)
    shown = "\n".join(texts(made("en"), "markdown"))
    assert "base64" not in shown
    assert r"$$\frac{1}{2}$$" in shown
    assert "(key)" not in shown


@pytest.mark.parametrize("source", SOURCES)
def test_a_tutors_notebook_has_the_key_and_the_steps(source: Path | str) -> None:
    notebook = made(source, tutor=True)
    answers = [text for text in texts(notebook, "code") if text.startswith("%%answer ")]
    for problem, text in zip(homework(source).problems, answers, strict=True):
        if problem.key:
            assert text.partition("\n")[2] == "\n".join(problem.key)
    worked = [problem for problem in homework(source).solve().problems if problem.derived]
    folded = [text for text in texts(notebook, "markdown") if text.startswith("<details>")]
    assert len(folded) == len(worked)


UNDRAWABLE = ["", r"\foo{", r"\begin{cases} x", r"\text{</svg>}", "\x00", r"\\" * 100, "{" * 500]


@pytest.mark.parametrize("latex", UNDRAWABLE, ids=ascii)
def test_what_cannot_be_drawn_is_no_picture(latex: str) -> None:
    drawn = picture.picture(latex)
    assert drawn is None or "<script" not in drawn


def test_a_picture_is_none_where_the_typesetter_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "typesetter", lambda: None)
    assert picture.picture("x") is None


# -- nothing is injected --------------------------------------------------------------------------

EVIL = "</div><script>alert(1)</script><img src=x onerror=alert(1)>"
HOSTILE = rf"""# {EVIL} `code` [a](javascript:b)

## 1. {EVIL}

{EVIL} and $a <b> \$ `c` {EVIL}$ and $$x{EVIL}$$

a. Words {EVIL}: ![{EVIL}](key) `{EVIL}` Find $\frac{{dy}}{{dx}}$ of \(a $ {EVIL}\)

$$y = x^2 {EVIL}$$

Answer: $2x {EVIL}$

b. {EVIL} Find $\frac{{dz}}{{dx}}$ of

$$z = x^3$$

Answer: $3 x^2$
"""


@pytest.mark.parametrize("tutor", [False, True], ids=["student", "tutor"])
def test_no_text_of_a_homework_becomes_html(tutor: bool) -> None:
    notebook = made(HOSTILE, tutor=tutor)
    for text in texts(notebook, "markdown"):
        outside = re.sub(r"(?<!\\)`[^`\n]*`", "", text)
        outside = re.sub(r"</?(?:details|summary)>", "", outside)
        assert not re.search(r"(?<!\\)<[A-Za-z/!]", outside), text
        assert not re.search(r"(?<!\\)\]\(javascript", outside), text


def test_a_label_breaks_out_of_no_cell() -> None:
    data = json.loads(texts(made(TYPED_KO), "code")[1].partition("\n")[2])
    for problem in data["problems"]:
        problem["label"] = 'a\n!rm -rf "x'
    notebook = student_notebook(homework_of(json.dumps(data)))
    heads = [c.partition("\n") for c in texts(notebook, "code") if c.startswith("%%answer")]
    assert len(heads) == len(data["problems"])
    for head, _, body in heads:
        assert re.fullmatch(r"%%answer [\w.-]+", head)
        assert body.startswith("% ")
