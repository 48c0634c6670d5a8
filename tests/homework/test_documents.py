"""Documents of several kinds: what is found in them, and what their planted mistakes get."""

from __future__ import annotations

import contextlib
from pathlib import Path

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
    }
    assert (document.title, document.language) == (titles[name], name[:2])


STRUCTURES = {
    "numbers": ("1. Find $y$.\nAnswer: $1$\n2. Find $z$.\nAnswer: $2$", "1.1:1 1.2:2"),
    "closing brackets": ("1) Find $y$.\nAnswer: 1\n\n2) Find $z$.\nAnswer: 2", "1.1:1 1.2:2"),
    "sections of numbers": (
        "1) One\na) $x$\nAnswer: 1\nb) $y$\nAnswer: 2\n2) Two\na) $z$\nAnswer: 3",
        "1.1:a 1.2:b 2.1:a",
    ),
    "named problems": ("Problem 1. $x$\nSolution: 1\n\nProblem 2: $y$", "1.1:1 1.2:2"),
    "named in Korean": ("문제 1) $x$\n정답) 1\n문제 1의 결과\n문제 2) $y$\n정답: 2", "1.1:1 1.2:2"),
    "headings": (
        "# T\n## Part 1\n### A1. $x$\n### A2. $y$\n## Part 2\n### B1. $z$",
        "1.1:A1 1.2:A2 2.1:B1",
    ),
    "a title that begins like a label": ("# Exercises: one\na) $x$", "1.1:a"),
    "Roman sections": ("I. One\n가. $x$\n답: 1\nII. Two\n가. $y$\n답: 2", "1.1:가 2.1:가"),
    "titles in brackets": (
        "Exercise 1 (One). $x$\nSolution. $1$\nExercise 2 (Two). $y$",
        "1.1:1 1.2:2",
    ),
    "round brackets": ("(a) $x$\n(b) $y$\n(c) $z$", "1.1:a 1.2:b 1.3:c"),
    "parts are no problems": (
        "ㄱ. 가\n\n1. 하나\n\n2. 둘\n\n정답 1) $x$\n\n정답 2) $y$\n\nㄴ. 나",
        "1.1:ㄱ 1.2:ㄴ",
    ),
    "a label in a display": ("a) Let\n$$\nx = 1\nb) = 2\n$$\nAnswer: 1\nb) $y$", "1.1:a 1.2:b"),
    "code is left out": ("a) $x$\n```python\nb) 1\n```\nb) $y$", "1.1:a 1.2:b"),
    "a mark in a line": ("a) Find $x$. Answer: $1$\nb) $y$", "1.1:a 1.2:b"),
}


@pytest.mark.parametrize(("text", "places"), STRUCTURES.values(), ids=STRUCTURES)
def test_labels_make_the_outline(text: str, places: str) -> None:
    problems = parse_document(text).problems
    assert " ".join(f"{p.section}.{p.item}:{p.label}" for p in problems) == places


REFERENCES = {
    "above": ("b) In the problem above, find", 0),
    "previous": ("b) As in the previous exercise, find", 0),
    "by label": ("b) Go on from problem a.", 0),
    "Korean": ("b) 위 문제에서", 0),
    "none": ("b) Find", None),
    "of the slope": ("b) Find the slope above zero", None),
    "one that is not there": ("b) As in problem q.", None),
}


@pytest.mark.parametrize(("line", "inherits"), REFERENCES.values(), ids=REFERENCES)
def test_a_reference_carries_the_givens(line: str, inherits: int | None) -> None:
    assert parse_document(f"a) $y = x^2$\n{line}").problems[1].inherits == inherits


def test_what_a_problem_states_anew_replaces_what_it_inherits() -> None:
    text = (
        "a) Let $\\vec{x} = [x_0, x_1]$ and $y = f(\\vec{x})$. Find $\\nabla y$.\n\n"
        "b) In the problem above take $y = x_0^2 x_1$. Find $\\nabla y$.\n\n"
        "Answer: $[2 x_0 x_1, x_0^2]$\n"
    )
    worked = Homework(parse_document(text)).solve().problems[1]
    assert worked.given == (r"\vec{x} = [x_0, x_1]", "y = x_0^2 x_1")
    assert worked.verdict == "agrees"


@pytest.mark.parametrize(("key", "verdict"), [("6x", "agrees"), ("3 x^2", "differs")])
def test_a_second_derivative_is_never_taken_for_the_first(key: str, verdict: str) -> None:
    text = rf"a) Find $\frac{{d^2y}}{{dx^2}}$ for $y = x^3$. Answer: ${key}$"
    worked = Homework(parse_document(text)).solve().problems[0]
    assert (worked.verdict, worked.derived) == (verdict, (r"\frac{d^2y}{dx^2} = 6x",))


ASKED = {
    "in dollars": (r"Find $\frac{dy}{dx}$.", (r"\frac{dy}{dx}",)),
    "a partial": (
        r"Find $\frac{\partial L}{\partial w_0}$.",
        (r"\frac{\partial L}{\partial w_0}",),
    ),
    "bare": ("∇y 를 구하시오", (r"\nabla y",)),
    "with a slash": ("Find $dy/dx$.", ("dy/dx",)),
    "bare with a slash": ("Write dy/dx by the chain rule.", ("dy/dx",)),
    "twice the same": (r"$\nabla y$ and $\nabla  y$", (r"\nabla y",)),
    "of nothing": (r"$\nabla_{\vec{f}}$ 를 구하시오", (r"\nabla_{\vec{f}}",)),
    "a quotient is none": (r"Take $\frac{d}{2}$.", ()),
    "an equation is none": (r"Given $\nabla y = 2$.", ()),
    "in words": ("the gradient of $L$ with respect to $w$", (r"\nabla_{w} L",)),
}


@pytest.mark.parametrize(("line", "asked"), ASKED.values(), ids=ASKED)
def test_a_derivative_in_the_words_is_asked(line: str, asked: tuple[str, ...]) -> None:
    assert parse_document(f"a) {line}").problems[0].asked == asked


GIVENS = {
    "in dollars": ("Let $y = x^2$.", ("y = x^2",)),
    "bare": ("Let y = x^2.", ("y = x^2",)),
    "bare in Korean": (r"단, \vec{x} = [x_0, x_1] 이다.", (r"\vec{x} = [x_0, x_1]",)),
    "bare, two": ("where y = f(u) and u = g(x) hold", ("y = f(u)", "u = g(x)")),
    "a declaration": (r"$X \in \mathbb{R}^{m \times n}$", (r"X \in \mathbb{R}^{m \times n}",)),
    "an example without a relation": (r"such as $\begin{pmatrix} a & b \end{pmatrix}$", ()),
    "escaped dollars": (r"between \$ and \$", ()),
    "once": ("$y = x$ and $y = x$", ("y = x",)),
}


@pytest.mark.parametrize(("line", "givens"), GIVENS.values(), ids=GIVENS)
def test_an_equation_of_the_words_is_given(line: str, givens: tuple[str, ...]) -> None:
    assert parse_document(f"a) {line}").problems[0].givens == givens


KEYS = {
    "bare numbers": ("정답) [2, 3]", ("[2, 3]",)),
    "bare with a number": ("정답 1) x^2", ("x^2",)),
    "several displays": ("Answer: $a$ and\n\n$$b$$\n\n$$c$$", ("a", "b", "c")),
    "in bold": ("**Solution:** $a$", ("a",)),
    "under a heading": ("### Answer\n\n$a$", ("a",)),
    "bare in words": ("정답) ∇y = [1, 2] 이다", ("∇y = [1, 2]",)),
    "in words": ("Answer: it does not exist.", ()),
    "escaped dollars": (r"Answer: $\$ 5$", (r"\$ 5",)),
    "a lone dollar": ("Answer: 5 $\n\n$a$", ("a",)),
}


@pytest.mark.parametrize(("lines", "key"), KEYS.values(), ids=KEYS)
def test_the_key_is_what_follows_its_mark(lines: str, key: tuple[str, ...]) -> None:
    assert parse_document(f"a) Find it.\n\n{lines}").problems[0].key == key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_encodings_are_told_apart(encoding: str) -> None:
    text = "ㄱ. 구하시오\r\n\r\n정답) $x$\r\n"
    problem = read_document(text.encode(encoding)).problems[0]
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
    "unit", ["$", r"\[", "{", "a) ", "1. x\n", "$$ \n", "`" * 3 + "\n", "∇_{{", "위 문제 "]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    with contextlib.suppress(LimitError):
        parse_document("a) x\n" + unit * (200_000 // len(unit)))
