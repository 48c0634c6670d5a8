"""Documents of several kinds: what is found in them, and what their planted mistakes get."""

from __future__ import annotations

import contextlib
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from nablatex.errors import LimitError, NablatexError
from nablatex.homework.scan import MOST_BYTES, parse_document, read_document
from nablatex.homework.solve import Homework

DOCUMENTS = Path(__file__).parent / "documents"

# section, item, label, number of givens, asked, place of the problem it goes on with, verdicts
Row = tuple[int, int, str, int, tuple[str, ...], int | None, tuple[str, ...]]
ROWS: dict[str, list[Row]] = {
    "ko_sizes.txt": [
        (1, 1, "ㄱ", 0, (), None, ("nothing-to-check",)),
        (1, 2, "ㄴ", 0, (), None, ("nothing-to-check",)),
        (2, 1, "ㄱ", 1, (r"\frac{dz}{dt}",), None, ("agrees",)),
        (2, 2, "ㄴ", 2, (r"\nabla z",), None, ("differs",)),
        (2, 3, "ㄷ", 3, (r"\nabla y",), None, ("agrees", "agrees")),
        (
            2,
            4,
            "ㄹ",
            0,
            (r"\nabla_{\vec{u}} y", r"\nabla_{\vec{x}} \vec{u}"),
            4,
            ("agrees", "agrees"),
        ),
        (2, 5, "ㅁ", 4, (r"\nabla_{\vec{w}} f",), None, ("agrees",)),
        (2, 6, "브", 0, (r"\nabla_{\vec{a}} f",), 6, ("differs",)),
    ],
    "en_sections.txt": [
        (1, 1, "a", 1, (r"\frac{dy}{dx}",), None, ("agrees",)),
        (1, 2, "b", 0, (r"\frac{dy}{du}",), 0, ("differs",)),
        (2, 1, "a", 2, (r"\nabla_{\vec{x}} y",), None, ("agrees",)),
        (2, 2, "b", 3, (r"\nabla_{\vec{x}} \vec{y}",), None, ("agrees",)),
    ],
    "en_labels.md": [
        (1, 1, "A1", 0, (), None, ("nothing-to-check",)),
        (2, 1, "A1", 3, (r"\nabla_{\vec{w}} f",), None, ("agrees",)),
        (2, 2, "A2", 0, (r"\nabla_{\vec{I}} f",), 1, ("differs",)),
    ],
    "en_exercises.md": [
        (1, 1, "1", 1, (r"\frac{dy}{dx}",), None, ("agrees",)),
        (1, 2, "2", 2, (r"\nabla_{\vec{w}} L",), None, ("differs",)),
    ],
    "ko_layers.txt": [
        (1, 1, "가", 1, (r"\frac{dE}{dt}",), None, ("agrees",)),
        (1, 2, "나", 3, (r"\nabla E",), None, ("agrees", "agrees", "differs")),
        (
            1,
            3,
            "다",
            0,
            (r"\nabla_{\vec{p}} E", r"\nabla_{\vec{q}} \vec{p}"),
            1,
            ("differs", "differs"),
        ),
        (1, 4, "라", 3, (r"\nabla_{\vec{n}} \vec{m}",), None, ("differs",)),
        (2, 1, "가", 4, (r"\nabla_{\vec{v}} g",), None, ("differs",)),
        (2, 2, "나", 0, (r"\frac{\partial g}{\partial c}",), 4, ("agrees",)),
        (2, 3, "다", 1, (r"\nabla_{\vec{a}} g",), 5, ("agrees",)),
        (2, 4, "라", 1, (r"\nabla_{\vec{v}} g",), None, ("differs",)),
        (2, 5, "마", 0, (r"\nabla_{\vec{a}} g",), 7, ()),
    ],
    "ko_words.txt": [
        (1, 1, "ㄱ", 2, (r"\frac{dy}{dx}",), None, ("differs",)),
        (
            1,
            2,
            "ㄴ",
            1,
            (r"\frac{\partial z}{\partial s}", r"\frac{\partial z}{\partial t}"),
            None,
            ("agrees", "agrees"),
        ),
        (1, 3, "ㄷ", 0, (r"\frac{dy}{du}",), 0, ("agrees",)),
        (1, 4, "2", 2, (r"\nabla_{\vec{r}} L",), None, ("agrees",)),
        (1, 5, "ㅁ", 1, (r"\nabla_{\vec{r}} L",), 3, ("differs",)),
    ],
    "en_parts.md": [
        (1, 1, "1", 1, (r"\nabla_{\vec{x}} y",), None, ("agrees",)),
        (1, 2, "2", 1, (r"\nabla_{\vec{x}} \vec{y}",), None, ("differs",)),
        (2, 1, "3", 2, (r"\frac{dL}{dw}",), None, ("differs",)),
        (2, 2, "4", 1, (r"\frac{dL}{db}",), 2, ("agrees",)),
    ],
    "en_roman.txt": [
        (1, 1, "i", 1, (r"\frac{\partial \ell}{\partial a}",), None, ("agrees",)),
        (1, 2, "ii", 0, (r"\frac{\partial \ell}{\partial w_1}",), 0, ("agrees", "agrees")),
        (1, 3, "iii", 0, (r"\frac{\partial \ell}{\partial w_0}",), 1, ("differs",)),
        (1, 4, "iv", 0, (), None, ()),
    ],
    "en_directives.md": [
        (1, 1, "1", 1, (r"\frac{dy}{dx}",), None, ("differs",)),
        (2, 1, "1", 3, (r"\nabla_{\vec{w}} s",), None, ("agrees",)),
        (2, 2, "2", 1, (r"\nabla f",), None, ("agrees",)),
    ],
    "en_answers_last.txt": [
        (1, 1, "1", 2, (r"\frac{dy}{dt}",), None, ("agrees",)),
        (1, 2, "2", 1, ("f'(x)",), None, ("agrees",)),
        (1, 3, "3", 0, (r"\frac{d}{dx} (x^2 e^x)",), None, ("differs",)),
        (1, 4, "4", 1, (r"\frac{d^2 z}{dx^2}",), None, ("agrees",)),
    ],
    "ko_tags.ipynb": [
        (1, 1, "1", 2, (r"\frac{dy}{dx}",), None, ("agrees",)),
        (1, 2, "2", 2, (r"\nabla_{\vec{v}} E",), None, ("differs",)),
        (1, 3, "3", 0, (r"\frac{\partial E}{\partial v_0}",), 1, ("agrees",)),
    ],
    "ko_cells.ipynb": [
        (1, 1, "가", 1, (r"\frac{dy}{dx}",), None, ("agrees",)),
        (1, 2, "나", 0, (r"\frac{dy}{dx}",), 0, ("differs",)),
    ],
}


@pytest.mark.parametrize("name", ROWS)
def test_every_problem_is_found_and_its_key_judged(name: str) -> None:
    homework = Homework.read(str(DOCUMENTS / name))
    found = [
        (
            problem.section,
            problem.item,
            problem.label,
            len(problem.givens),
            problem.asked,
            problem.inherits,
            tuple(claim.verdict for claim in worked.key),
        )
        for problem, worked in zip(homework.problems, homework.solve().problems, strict=True)
    ]
    assert found == ROWS[name]


@pytest.mark.parametrize("name", ROWS)
def test_title_and_language_are_told(name: str) -> None:
    document = read_document(str(DOCUMENTS / name))
    titles = {
        "ko_sizes.txt": "연습 7 - 연쇄 법칙 다시 보기",
        "en_sections.txt": "Worksheet 3: gradients by hand",
        "en_labels.md": "Week 4: neurons",
        "en_exercises.md": "Chain rule, once more",
        "ko_cells.ipynb": "실습 2",
        "ko_layers.txt": "연습 9 - 층 하나를 미분하기",
        "ko_words.txt": "쪽지 시험: 말로 묻는 미분",
        "en_parts.md": "Problem sheet 6",
        "en_roman.txt": "Revision: one hidden unit",
        "en_directives.md": "Gradients, by the week",
        "en_answers_last.txt": "Quiz 2",
        "ko_tags.ipynb": "실습 4: 꼬리표로 나눈 답",
    }
    assert (document.title, document.language) == (titles[name], name[:2])


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_told_apart(encoding: str, newline: str, form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "ㄱ. 구하시오\n\n정답) $x$\n").replace("\n", newline)
    problem = read_document(text.encode(encoding)).problems[0]
    assert (problem.label, problem.key) == ("ㄱ", ("x",))


def test_the_korean_code_page_is_known() -> None:
    problem = read_document("ㄱ. 구하시오\r\n\r\n정답) $x$\r\n".encode("cp949")).problems[0]
    assert (problem.label, problem.key) == ("ㄱ", ("x",))


UNUSABLE = {
    "empty": (b" \n", "the document is empty"),
    "nothing": (b"", "the document is empty"),
    "no labels": (b"hello", "no problem was found; begin each with a label such as 'a)' or '1.'"),
    "a PDF": (b"%PDF-1.7", "this is a PDF; give plain text, Markdown or a notebook"),
    "binary": (b"\x00\x01\x02", "this is no text; give plain text, Markdown or a notebook"),
    "unknown bytes": (b"a) \xff\xff\xff", "the text's encoding is not known; save it as UTF-8"),
    "too large": (b"a" * (MOST_BYTES + 1), "the document is larger than 5,000,000 bytes"),
    "too deep": (b'{"cells": ' + b"[" * 100_000, "the notebook is nested too deeply"),
}


@pytest.mark.parametrize(("data", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_used_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(NablatexError) as error:
        read_document(data)
    assert str(error.value) == message


def test_a_broken_notebook_names_the_place() -> None:
    with pytest.raises(NablatexError, match=r"the notebook cannot be read: .*line 1 column"):
        read_document(b'{"cells": [}')


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(NablatexError, match=r"there is no file nowhere\.txt"):
        read_document("nowhere.txt")


@pytest.mark.parametrize(
    "unit",
    [
        "$",
        r"\[",
        "{",
        "a) ",
        "1. x\n",
        "$$ \n",
        "`" * 3 + "\n",
        "∇_{{",
        "위 문제 ",
        "①\n",
        "(i)\n",
        "$x$와 ",
        "x, and ",
        "y의 x에 대한 ",
        "정답)\n1. x\n",
        "gradient of the loss ",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    with contextlib.suppress(LimitError):
        parse_document("a) x\n" + unit * (200_000 // len(unit)))
