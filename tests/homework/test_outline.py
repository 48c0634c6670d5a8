"""The outline: labels, sections, references, keys, and the cells of a notebook."""

from __future__ import annotations

import json

import pytest

from nablatex.homework.scan import parse_document
from nablatex.homework.solve import Homework

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


GIVENS = {
    "in dollars": ("Let $y = x^2$.", ("y = x^2",)),
    "bare": ("Let y = x^2.", ("y = x^2",)),
    "bare in Korean": (r"단, \vec{x} = [x_0, x_1] 이다.", (r"\vec{x} = [x_0, x_1]",)),
    "bare, two": ("where y = f(u) and u = g(x) hold", ("y = f(u)", "u = g(x)")),
    "a declaration": (r"$X \in \mathbb{R}^{m \times n}$", (r"X \in \mathbb{R}^{m \times n}",)),
    "an example without a relation": (r"such as $\begin{pmatrix} a & b \end{pmatrix}$", ()),
    "escaped dollars": (r"between \$ and \$", ()),
    "once": ("$y = x$ and $y = x$", ("y = x",)),
    "raised and lowered": ("Let y = w₁x² − 3 and z = √y.", ("y = w₁x² − 3", "z = √y")),
    "a dash for a minus": ("Let y = 3x – 2 – find it", ("y = 3x – 2",)),
    "Greek": ("Let z = θx + β be", ("z = θx + β",)),
    "cut in its letters": ("Let y = 3xyz.", ()),
    "cut before a function": ("Let y = 2 softplus(x).", ()),
    "cut before a sign": ("Let y = 3x + 2 ŷ.", ()),
}


@pytest.mark.parametrize(("line", "givens"), GIVENS.values(), ids=GIVENS)
def test_an_equation_of_the_words_is_given(line: str, givens: tuple[str, ...]) -> None:
    assert parse_document(f"a) {line}").problems[0].givens == givens


KEYS = {
    "bare numbers": ("정답) [2, 3]", ("[2, 3]",)),
    "bold before its colon": ("> **정답**: $2x$", ("2x",)),
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


def notebook(*cells: tuple[str, dict[str, object]]) -> str:
    made = [{"cell_type": "markdown", "metadata": m, "source": text} for text, m in cells]
    return json.dumps({"cells": made})


FIRST, SECOND = r"Find $\frac{dy}{dx}$ for $y = x^2$.", r"Find $\frac{dz}{dx}$ for $z = x^3$."


TAGGED: dict[str, object] = {"tags": ["solution"]}


GRADED: dict[str, object] = {"nbgrader": {"solution": True, "grade": True}}


CELLS = {
    "tags alone": (
        [(FIRST, {}), ("$2x$", TAGGED), (SECOND, {}), ("$3x^2$", GRADED)],
        [("1", "agrees"), ("2", "agrees")],
    ),
    "labels and tags": (
        [("a) " + FIRST, {}), ("$2x$", TAGGED), ("b) " + SECOND, {}), ("$3x$", TAGGED)],
        [("a", "agrees"), ("b", "differs")],
    ),
    "no labels and marked keys": (
        [("# Title", {}), (FIRST + "\n\nAnswer: $2x$", {}), (SECOND + "\n\nAnswer: $x$", {})],
        [("1", "agrees"), ("2", "differs")],
    ),
    "no labels and no keys": (
        [(FIRST, {}), (SECOND, {})],
        [("1", "nothing-to-check"), ("2", "nothing-to-check")],
    ),
    "a cell without a label behind a key": (
        [("a) " + FIRST, {}), ("$2x$", TAGGED), (SECOND, {}), ("$3x^2$", TAGGED)],
        [("a", "agrees"), ("2", "agrees")],
    ),
    "numbers within an answer": (
        [(FIRST, {}), ("1. Square.\n2. So $2x$.", TAGGED), (SECOND, {}), ("$3x^2$", TAGGED)],
        [("1", "agrees"), ("2", "agrees")],
    ),
    "what stands between": (
        [("Let $y = x^2$.", {}), (r"Find $\frac{dy}{dx}$.", {}), ("$2x$", TAGGED)],
        [("1", "agrees")],
    ),
}


@pytest.mark.parametrize(("cells", "verdicts"), CELLS.values(), ids=CELLS)
def test_cells_say_what_their_words_do_not(
    cells: list[tuple[str, dict[str, object]]], verdicts: list[tuple[str, str]]
) -> None:
    problems = Homework(parse_document(notebook(*cells))).solve().problems
    assert [(problem.label, problem.verdict) for problem in problems] == verdicts


ASKED = "a. Find $\\frac{dy}{dx}$ of $y = x^2$\n\n"
CODE = "```{code-cell}\n%graph\n```\n\n"
# text, cells of each section, cells of each problem
CODE_CELLS: dict[str, tuple[str, list[list[str]], list[list[str]]]] = {
    "behind a problem": (ASKED + CODE, [[]], [["%graph"]]),
    "behind its key": (ASKED + "Answer: $2x$\n\n" + CODE, [[]], [["%graph"]]),
    "two": (ASKED + CODE + CODE, [[]], [["%graph", "%graph"]]),
    "before the sections": (CODE + "## 1. S\n\n" + ASKED, [["%graph"], []], [[]]),
    "in a section": ("## 1. S\n\n" + CODE + ASKED, [[], ["%graph"]], [[]]),
    "in a solution": (
        "```{exercise}\n:label: e\nFind $\\frac{dy}{dx}$ of $y = x^2$\n```\n"
        "````{solution} e\n$2x$\n```{code-cell}\nsecret\n```\n````\n" + CODE,
        [["%graph"]],
        [[]],
    ),
    "with options and room": (
        ASKED + "```{code-cell} python\n:tags: [x]\n\nif x:\n\n    y\n\n```", [[]], [["if x:\n\n    y"]]
    ),
    "with a fence within": (ASKED + "~~~{code-cell}\n```\nx\n~~~", [[]], [["```\nx"]]),
    "code that is no cell": (ASKED + "```python\nx\n```", [[]], [[]]),
    "empty": (ASKED + "```{code-cell}\n```", [[]], [[]]),
    "in colons": (ASKED + ":::{code-cell}\nx\n:::", [[]], [[]]),
    "never closed": (ASKED + "```{code-cell}\nx", [[]], [[]]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "sections", "problems"), CODE_CELLS.values(), ids=CODE_CELLS)
def test_cells_of_code(text: str, sections: list[list[str]], problems: list[list[str]]) -> None:
    document = parse_document("# T\n\n" + text)
    assert [[*section.cells] for section in document.sections] == sections
    assert [[*problem.cells] for problem in document.problems] == problems


def test_sections_have_their_heading_and_their_words() -> None:
    document = parse_document(
        "# T\n\nBefore all.\n\n## 1. One\n\nWords.\n\n" + ASKED + "## 2. Two\n\n" + ASKED
    )
    assert [(s.title, s.prose) for s in document.sections] == [
        ("", "Before all."), ("One", "Words."), ("Two", "")
    ]  # fmt: skip
    assert [problem.section for problem in document.problems] == [1, 2]
