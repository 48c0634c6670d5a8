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
    "Roman problems": ("(i) $x$\n(ii) $y$\n(iii) $z$", "1.1:i 1.2:ii 1.3:iii"),
    "letters up to j": (
        "\n".join(f"({letter}) $x$" for letter in "abcdefghij"),
        "1.1:a 1.2:b 1.3:c 1.4:d 1.5:e 1.6:f 1.7:g 1.8:h 1.9:i 1.10:j",
    ),
    "numbers that go on": (
        "## Part A\n1. $x$\n\n2. $y$\n\n## Part B\n3. $z$\n\n4. $u$",
        "1.1:1 1.2:2 2.1:3 2.2:4",
    ),
    "labels that restart": (
        "# T\n\n## One\na) $x$\nAnswer: 1\nb) $y$\n\n## Two\na) $z$",
        "1.1:a 1.2:b 2.1:a",
    ),
    "exercises in sections": (
        "# T\n## 1. One\n:::{exercise}\n$x$\n:::\n## 2. Two\n:::{exercise}\n$y$\n:::",
        "1.1:1 2.1:1",
    ),
    "a section that is a problem": (
        "1. One\na) $x$\nAnswer: 1\nb) $y$\nAnswer: 2\n2. Find $z$.\nAnswer: 3",
        "1.1:a 1.2:b 2.1:2",
    ),
    "parts with one key": (
        "1. $x$\nAnswer: 1\n2. Let\n(a) $y$\n(b) $z$\nAnswer: 2\n3. $u$\nAnswer: 3",
        "1.1:1 1.2:2 1.3:3",
    ),
    "parts with their own keys": (
        "1. $x$\nAnswer: 1\n2. Let\n(a) $y$\nAnswer: 2\n(b) $z$\nAnswer: 3\n3. $u$",
        "1.1:1 2.1:a 2.2:b 3.1:3",
    ),
    "a label that is not due": (
        "ㄱ. $x$\n정답) 1\nㄴ. $y$\n정답) 2\n7. $z$ 를 구하시오\n정답) 3\nㄹ. $u$",
        "1.1:ㄱ 1.2:ㄴ 1.3:7 1.4:ㄹ",
    ),
    "steps of a solution": (
        "1. $x$\nSolution:\n1. First\n2. Then\n2. $y$\nSolution: 1",
        "1.1:1 1.2:2",
    ),
    "numbers in circles": ("① $x$\n② $y$", "1.1:1 1.2:2"),
    "letters in circles": ("㉠ $x$\n㉡ $y$", "1.1:ㄱ 1.2:ㄴ"),
    "full-width": ("１） 하나\nㄱ． $x$\n답： 1\n２） 둘\nㄱ． $y$", "1.1:ㄱ 2.1:ㄱ"),
    "tabs": ("1)\t$x$\n\t답: 1\n2)\t$y$", "1.1:1 1.2:2"),
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
    "in brackets": ("b) As in (a), find", 0),
    "with a section": ("b) In problem 1.a, find", 0),
    "Korean by label": ("b) 문제 a에서", 0),
    "Korean in brackets": ("b) (a)의 함수에서", 0),
    "Korean with a counter": ("b) a번 문제에서", 0),
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


NOTES = {
    "a label that is not due": (
        "ㄱ. $x$\n정답) 1\n7. $z$ 를 구하시오\n정답) 3",
        "the label 7 is not the one that is due here; it was taken for the next problem",
    ),
    "a problem that is not there": (
        "1. $x$\n2. In problem 7, find $y$.",
        "it refers to 7, and no problem before it has this label",
    ),
}


@pytest.mark.parametrize(("text", "note"), NOTES.values(), ids=NOTES)
def test_what_is_doubtful_is_said(text: str, note: str) -> None:
    assert [message.en for message in parse_document(text).problems[1].notes] == [note]


HELD = {
    "one name of a display": (
        r"a) $$x = t^2 \quad y = x^3$$ $z = 1$",
        r"b) In the problem above let $x = \sin t$.",
        ("y = x^3", "z = 1", r"x = \sin t"),
    ),
    "a vector with an accent": (
        r"a) $\vec{x} = [x_0, x_1]$",
        r"b) In the problem above let $x = [x_0, x_1, x_2]$.",
        ("x = [x_0, x_1, x_2]",),
    ),
    "numbers for named elements": (
        r"a) $\vec{x} = [x_1, x_2]$",
        r"b) In the problem above let $\vec{x} = [3, 4]$.",
        (r"\vec{x} = [x_1, x_2]", r"\vec{x} = [3, 4]"),
    ),
    "a declaration beside a definition": (
        r"a) $\vec{x} = [x_0, x_1]$",
        r"b) In the problem above $x \in \mathbb{R}^2$.",
        (r"\vec{x} = [x_0, x_1]", r"x \in \mathbb{R}^2"),
    ),
    "words need no reference": (
        r"a) $y = x^3$",
        r"b) Find $\frac{dy}{dx}$.",
        ("y = x^3",),
    ),
}


@pytest.mark.parametrize(("first", "second", "given"), HELD.values(), ids=HELD)
def test_a_later_definition_holds(first: str, second: str, given: tuple[str, ...]) -> None:
    solved = Homework(parse_document(f"{first}\n\n{second}")).solve()
    assert solved.problems[1].given == given


def test_what_a_section_states_holds_where_it_is_used() -> None:
    text = (
        "1) One\n\nThroughout $\\vec{x} = [x_0, x_1]$ and $t = 5$.\n\n"
        "a) Find $\\nabla y$ for $y = x_0 x_1$.\n\nAnswer: $[x_1, x_0]$\n\n"
        "b) Find $\\frac{dy}{du}$ for $y = u^2$.\n\nAnswer: $2u$\n"
    )
    problems = Homework(parse_document(text)).solve().problems
    assert [problem.given for problem in problems] == [
        (r"\vec{x} = [x_0, x_1]", "y = x_0 x_1"),
        ("y = u^2",),
    ]
    assert [problem.verdict for problem in problems] == ["agrees", "agrees"]


QUESTIONS = {
    "an expression": (r"Find $\frac{d}{dx}(x^2 e^x)$.", r"2x e^x + x^2 e^x"),
    "a prime": (r"Let $f(x) = x^3$. Find $f'(x)$.", "3 x^2"),
    "a bare prime": (r"Let $y = x^3$. Find $y'$.", "3 x^2"),
    "two primes": (r"Let $f(x) = x^3$. Find $f''(x)$.", "6x"),
    "an applied function": (r"Let $f(x) = x^3$. Find $\frac{df(x)}{dx}$.", "3 x^2"),
    "a function of two": (r"Let $f(p, q) = p q^2$. Find $\nabla f$.", "[q^2, 2p q]"),
    "a mixed second": (
        r"Let $z = x^2 y^3$. Find $\frac{\partial^2 z}{\partial x \partial y}$.",
        "6x y^2",
    ),
}


POINTS = {
    "a bar": (r"Let $y = x^3$. Find $\left.\frac{dy}{dx}\right|_{x=2}$.", "12"),
    "a prime": (r"Let $f(x) = x^3$. Find $f'(2)$.", "12"),
    "through another name": (
        r"Let $y = u^3$, $u = 2x$. Find $\frac{dy}{dx}\Big|_{x=1}$.",
        "24",
    ),
    "in words": (r"Let $y = x^3$. Find $\frac{dy}{dx}$ at $x = 2$.", "12"),
}


@pytest.mark.parametrize(("question", "value"), POINTS.values(), ids=POINTS)
@pytest.mark.parametrize(("key", "verdict"), [("{}", "agrees"), ("1 + {}", "differs")])
def test_a_derivative_at_a_point_is_a_number(
    question: str, value: str, key: str, verdict: str
) -> None:
    text = f"a) {question}\nAnswer: ${key.format(value)}$"
    worked = Homework(parse_document(text)).solve().problems[0]
    assert worked.derived[-1].endswith(f" = {value}")
    assert (worked.verdict, worked.warnings) == (verdict, ())


PRIMES = {
    "applied": ("f'(x) = 3x^2", "agrees"),
    "applied, wrong": ("f'(x) = 2x^2", "differs"),
    "bare": ("f' = 3x^2", "agrees"),
    "twice": ("f''(x) = 6x", "agrees"),
    "at a number": ("f'(2) = 12", "agrees"),
    "at a number, wrong": ("f'(2) = 8", "differs"),
}


@pytest.mark.parametrize(("claim", "verdict"), PRIMES.values(), ids=PRIMES)
def test_a_key_may_write_primes(claim: str, verdict: str) -> None:
    text = f"a) Let $f(x) = x^3$. Find $\\frac{{df}}{{dx}}$.\nAnswer: ${claim}$"
    assert Homework(parse_document(text)).solve().problems[0].verdict == verdict


SHARED = {
    "parts of a problem": (
        "1. Find $\\frac{dy}{dx}$ for\n(a) $y = x^2$\nAnswer: $2x$\n(b) $y = x^3$\nAnswer: $x^2$"
    ),
    "problems of a section": (
        "1) One\n\nFind $\\frac{dy}{dx}$ for each.\n\na) $y = x^2$\n\nAnswer: $2x$\n\n"
        "b) $y = x^3$\n\nAnswer: $x^2$"
    ),
}


@pytest.mark.parametrize("text", SHARED.values(), ids=SHARED)
def test_what_is_asked_of_each_is_asked_once(text: str) -> None:
    problems = Homework(parse_document(text)).solve().problems
    assert [problem.verdict for problem in problems] == ["agrees", "differs"]


@pytest.mark.parametrize(("question", "result"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_is_derived_and_its_key_judged(question: str, result: str) -> None:
    text = f"a) {question}\nAnswer: ${result}$\n\nb) {question}\nAnswer: $7 + {result[-3:]}$"
    right, wrong = Homework(parse_document(text)).solve().problems
    assert right.derived[0].endswith(f" = {result}")
    assert (right.verdict, right.warnings) == ("agrees", ())
    assert wrong.verdict in ("differs", "unreadable")


ANSWERS = {
    "in order": ("$2x$, $3x^2$", ("agrees", "agrees")),
    "in the wrong order": ("$3x^2$, $2x$", ("differs", "differs")),
    "one of them": ("$3x^2$", ("agrees",)),
    "one that is neither": ("$4x^3$", ("differs",)),
}


@pytest.mark.parametrize(("key", "verdicts"), ANSWERS.values(), ids=ANSWERS)
def test_several_questions_have_answers_in_order(key: str, verdicts: tuple[str, ...]) -> None:
    asked = r"Find $\frac{dy}{dx}$ and $\frac{dz}{dx}$ for $y = x^2$, $z = x^3$."
    worked = Homework(parse_document(f"a) {asked}\nAnswer: {key}")).solve().problems[0]
    assert tuple(claim.verdict for claim in worked.key) == verdicts


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
    "in bare words": ("Differentiate y with respect to x.", (r"\frac{dy}{dx}",)),
    "Jacobian by": ("Find the Jacobian of y by x.", (r"\nabla_{x} y",)),
    "w.r.t.": (r"the gradient of the loss L w.r.t. \vec{w}", (r"\nabla_{\vec{w}} L",)),
    "by each of two": (
        "the partial derivatives of z with respect to x and y",
        (r"\frac{\partial z}{\partial x}", r"\frac{\partial z}{\partial y}"),
    ),
    "of an equation": ("Differentiate $y = x^2$ with respect to $x$.", (r"\frac{dy}{dx}",)),
    "of an expression": (
        r"Differentiate $x \sin x$ with respect to $x$.",
        (r"\frac{d}{dx} \left( x \sin x \right)",),
    ),
    "twice in words": ("Differentiate y twice with respect to x.", (r"\frac{d^2 y}{dx^2}",)),
    "of no name": ("Find the gradient of a scalar function by hand.", ()),
    "in no name": ("Find the derivative of y by the chain rule.", ()),
    "Korean": ("y 을 x 로 미분하시오", (r"\frac{dy}{dx}",)),
    "Korean, about": ("$y$를 $x$에 대해 미분하여라", (r"\frac{dy}{dx}",)),
    "Korean, partial": ("y의 x에 대한 편미분을", (r"\frac{\partial y}{\partial x}",)),
    "Korean, gradient": ("손실 L의 가중치 w에 대한 기울기", (r"\nabla_{w} L",)),
    "Korean, turned": (
        r"$\vec{x}$에 대한 $\vec{y}$의 야코비안",
        (r"\nabla_{\vec{x}} \vec{y}",),
    ),
    "Korean, twice": ("y를 x에 대해 두 번 미분하시오", (r"\frac{d^2 y}{dx^2}",)),
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
    "in a summary": ("<details><summary>Answer</summary>\n\n$a$\n\n</details>", ("a",)),
    "with its working": ("▶ 정답 및 풀이: $a$", ("a",)),
    "a model answer": ("Model answer: $a$", ("a",)),
    "under a heading": ("### Answer\n\n$a$", ("a",)),
    "bare in words": ("정답) ∇y = [1, 2] 이다", ("∇y = [1, 2]",)),
    "in words": ("Answer: it does not exist.", ()),
    "escaped dollars": (r"Answer: $\$ 5$", (r"\$ 5",)),
    "a lone dollar": ("Answer: 5 $\n\n$a$", ("a",)),
}


@pytest.mark.parametrize(("lines", "key"), KEYS.values(), ids=KEYS)
def test_the_key_is_what_follows_its_mark(lines: str, key: tuple[str, ...]) -> None:
    assert parse_document(f"a) Find it.\n\n{lines}").problems[0].key == key


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
