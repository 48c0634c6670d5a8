r"""A learner's answers to whole sheets: verdicts, labels, friendly words, hostile text.

`¶` parts the lines of an answer here.
"""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nablatex.errors import LimitError, NablatexError, UndefinedError
from nablatex.homework import Homework
from nablatex.homework.answers import MOST_CLAIMS, Sheet, claims_in
from nablatex.homework.scan import parse_document
from nablatex.homework.sheet_data import homework_of, sheet_text

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE / "documents").iterdir()) + sorted((HERE / "sheets").iterdir())


@cache
def lecture(lang: str = "ko") -> Sheet:
    return Sheet(Homework.lecture(lang))


@cache
def sheet(path: Path) -> Sheet:
    return Sheet(Homework.read(str(path)))


def of(text: str) -> Sheet:
    return Sheet(Homework(parse_document(text)))


MATRIX = (
    r"\begin{pmatrix} x_{00} & x_{01} & x_{02} \\ x_{10} & x_{11} & x_{12} \\"
    r" x_{20} & x_{21} & x_{22} \end{pmatrix}"
)
LAYER = r"L_j = \operatorname{ReLU}(\sum_{i=1}^n w_{ij} \cdot L_i + B_j)"
TYPED = {
    "1.ㄱ": {
        "f(x) = 2x": "correct",
        "f(x)=2x": "correct",
        r"f\left(x\right) = 2\,x": "correct",
        "$f(x)=2x$": "correct",
        r"\[ f(x)=2x \]": "correct",
        r"f(x)=2\cdot x": "partial",
        "f(x)=2*x": "partial",
        "f(x)=x2": "partial",
        "2x": "partial",
        "f(x)=3x": "wrong",
        "y=2x": "wrong",
        r"f(x)=\frac{2": "unreadable",
    },
    "1.ㄴ": {
        r"\nabla_u l, \nabla_u \vec{l}": "correct",
        r"\nabla_{u} l,\ \nabla_{u}\vec l": "correct",
        r"\nabla_u l¶\nabla_u \vec{l}": "correct",
        r"\nabla_u \vec{l}¶\nabla_u l": "correct",
        r"\nabla_u l,\nabla_u\overrightarrow{l}": "correct",
        r"\nabla_u l": "partial",
        r"\nabla_u l, \nabla_u l": "partial",
        r"\Delta_u l, \Delta_u \vec{l}": "wrong",
    },
    "1.ㄷ": {
        r"x^2¶e^{i\cdot\theta}": "correct",
        r"x^{2}¶e^{i \cdot \theta}": "correct",
        r"x^2, e^{i\cdot\theta}": "correct",
        r"e^{i\cdot\theta}¶x^2": "correct",
        r"x^2¶\exponentialE^{\imaginaryI\cdot\theta}": "correct",
        r"x^2¶e^{i\theta}": "partial",
        r"x^2¶e^i\cdot\theta": "partial",
        r"x^2": "partial",
        r"x^2¶e^{i\cdot\theta}¶x^3": "partial",
        r"x_2": "wrong",
    },
    "1.ㄹ": {
        MATRIX: "correct",
        MATRIX.replace(r"\\", "\\\\¶"): "correct",
        MATRIX.replace(r" \end", r" \\ \end"): "correct",
        MATRIX.replace(r"\begin{p", r"\left(\begin{").replace(
            r"\end{pmatrix}", r"\end{matrix}\right)"
        ): "correct",
        MATRIX.replace("pmatrix", "bmatrix"): "partial",
        MATRIX.replace("x_{22}", "x_{23}"): "partial",
        r"\begin{pmatrix} x_{00} & x_{01} \\ x_{10} & x_{11} \end{pmatrix}": "wrong",
    },
    "1.ㅁ": {
        r"\frac{1}{2}": "correct",
        r"\frac12": "correct",
        r"\dfrac12": "correct",
        r"\frac 1 2": "correct",
        r"\frac{1}{2}.": "correct",
        "1/2": "partial",
        "0.5": "partial",
        r"\frac{2}{4}": "partial",
        r"\frac{2}{1}": "wrong",
        "2": "wrong",
    },
    "1.ㅂ": {
        LAYER: "correct",
        LAYER.replace(r"\operatorname{ReLU}", "ReLU"): "correct",
        LAYER.replace(r"\operatorname{ReLU}", r"\text{ReLU}"): "correct",
        LAYER.replace(r"\operatorname{ReLU}", r"\mathrm{ReLU}"): "correct",
        LAYER.replace("(", r"\left(").replace(")", r"\right)"): "correct",
        LAYER.replace(r"\sum_{i=1}^n", r"\sum\limits_{i=1}^{n}"): "correct",
        LAYER.replace(r"\sum_{i=1}^n", r"\sum^n_{i=1}"): "correct",
        LAYER.replace(r"\cdot", ""): "partial",
        LAYER.replace(r"\operatorname{ReLU}(", r"\max(0, "): "partial",
        LAYER.replace("w_{ij}", "w_{ji}"): "wrong",
        LAYER.replace(r"\operatorname{ReLU}", ""): "wrong",
        LAYER.replace(" + B_j)", ") + B_j"): "wrong",
    },
}
CHAIN = r"\frac{dz}{ds} \frac{ds}{dt}"
VS = r"\frac{\partial z}{\partial v_0}, \frac{\partial z}{\partial v_1}"
TS = (
    r"\frac{\partial z}{\partial t_0}, \frac{\partial z}{\partial t_1},"
    r" \frac{\partial z}{\partial t_2}"
)
CASES = r"\begin{cases} %s & h \leq 0 \\ %s & h > 0 \end{cases}"
DERIVED = {
    "2.ㄱ": {
        CHAIN: "correct",
        rf"\frac{{dz}}{{dt}} = {CHAIN}": "correct",
        r"\dfrac{dz}{ds} \cdot \dfrac{ds}{dt}": "correct",
        r"\frac{ds}{dt}\frac{dz}{ds}": "correct",
        r"\frac{\differentialD z}{\differentialD s}\frac{\differentialD s}{\differentialD t}": (
            "correct"
        ),
        r"\frac{\partial z}{\partial s}\frac{\partial s}{\partial t}": "correct",
        "f'(s) g'(t)": "correct",
        "dz/ds * ds/dt": "correct",
        r"\frac{dz}{ds} + \frac{ds}{dt}": "wrong",
        r"\frac{dz}{ds}": "wrong",
        r"\frac{dz}{dt}": "wrong",
        "0": "wrong",
        "모르겠어요": "unreadable",
    },
    "2.ㄴ": {
        rf"\nabla z = [{TS}]": "correct",
        rf"\nabla z=\left[{TS}\right]": "correct",
        r"\frac{\partial z}{\partial t_0} = \frac{\partial z}{\partial v_0}"
        r" \frac{\partial v_0}{\partial t_0} + \frac{\partial z}{\partial v_1}"
        r" \frac{\partial v_1}{\partial t_0}": "partial",
        rf"\nabla z = [{VS}]": "wrong",
    },
    "2.ㄷ": {
        rf"\nabla_{{\vec{{v}}}} z = [{VS}]": "partial",
        r"\nabla z = \nabla_{\vec{v}} z \cdot \nabla_{\vec{t}} \vec{v}": "partial",
        r"\nabla_{\vec{v}} z = \frac{\partial z}{\partial v_0} + \frac{\partial z}{\partial v_1}": (
            "wrong"
        ),
    },
    "2.ㄹ": {
        r"2x \cos(u)": "correct",
        r"2x\cos u": "correct",
        r"\cos(x^2+1) * 2x": "correct",
        r"\frac{dy}{dx}=2x\cos\left(x^2+1\right)": "correct",
        r"y' = 2x\cos(x^2+1)": "correct",
        r"\cos(x^2+1)": "wrong",
        r"-2x\cos(u)": "wrong",
        r"\cos(2x)": "wrong",
        "2xcos(u)": "unreadable",
    },
    "3.ㄱ": {
        "[2ab, a^2+3]": "correct",
        r"\nabla_{\vec p} q = (2ab, a^2+3)": "correct",
        r"\begin{pmatrix}2ab & a^2+3\end{pmatrix}": "correct",
        r"\frac{\partial q}{\partial a}=2ab¶\frac{\partial q}{\partial b}=a^2+3": "correct",
        r"\frac{\partial q}{\partial a}=2ab": "partial",
        "[2ab, a^2]": "partial",
        "[a^2+3, 2ab]": "wrong",
        "2ab+a^2+3": "wrong",
    },
    "3.ㄴ": {
        r"\begin{bmatrix} w_{00} & w_{01} \\ w_{10} & w_{11} \end{bmatrix}": "correct",
        "[[w_{00}, w_{01}], [w_{10}, w_{11}]]": "correct",
        r"\begin{pmatrix} w_{00} & w_{10} \\ w_{01} & w_{11} \end{pmatrix}": "wrong",
    },
    "4.ㄱ": {
        CASES % ("[0, 0]", "[x_0, x_1]"): "correct",
        CASES % ("0", r"\vec{x}"): "correct",
        r"\begin{cases} \vec{x} & h > 0 \\ \vec{0} & \text{otherwise} \end{cases}": "correct",
        r"\operatorname{ReLU}'(h) \vec{x}": "correct",
        "[x_0, x_1]": "wrong",
        CASES % ("[0, 0]", "[w_0, w_1]"): "wrong",
        CASES % ("[x_0, x_1]", "[0, 0]"): "wrong",
    },
    "4.ㄷ": {
        "[1, -2]": "correct",
        r"\begin{pmatrix}1\\-2\end{pmatrix}": "correct",
        r"\nabla_w f = [1, -2]": "correct",
        "[3, 1]": "wrong",
        "1": "wrong",
    },
    "4.ㄹ": {
        r"2 (y - t) \sigma(h) (1 - \sigma(h)) x": "correct",
        "2(y-t)y(1-y)x": "correct",
        r"2(y-t)\sigma'(h)x": "correct",
        r"2 (t - y) \sigma(h) (1 - \sigma(h)) x": "wrong",
        "2 (y - t) x": "wrong",
    },
    "5.ㄴ": {
        "[52, 78]": "correct",
        r"26\cdot[2,3]": "correct",
        "[52, 79]": "partial",
        "[104, 130]": "wrong",
    },
}
JUDGED = [
    pytest.param(label, answer.replace("¶", "\n"), outcome, id=f"{label} {answer[:40]}")
    for table in (TYPED, DERIVED)
    for label, answers in table.items()
    for answer, outcome in answers.items()
]


@pytest.mark.parametrize(("label", "answer", "outcome"), JUDGED)
def test_answers_to_the_lecture(label: str, answer: str, outcome: str) -> None:
    verdict = lecture().judge(label, answer)
    assert verdict.outcome == outcome
    assert verdict.correct or verdict.told
    assert all(item.message and item.message_ko for item in verdict.feedback)


@pytest.mark.parametrize("label", ["1.a", "1.c", "1.f", "2.d", "4.d"])
def test_the_english_lecture_judges_as_the_korean_one(label: str) -> None:
    ours = dict(zip(lecture("en").labels, lecture().labels, strict=True))[label]
    for answer, outcome in {**TYPED, **DERIVED}[ours].items():
        assert lecture("en").judge(label, answer.replace("¶", "\n")).outcome == outcome


SAID = {
    "a sign too many": ("1.ㄱ", r"f(x)=2\cdot x", r"`\cdot` does not belong there"),
    "a sign too few": ("1.ㄷ", "x^2\ne^{i\\theta}", r"`\cdot` is missing"),
    "a sign for another": ("1.ㅁ", "0.5", r"`0 . 5` stands where `\frac 1 2` belongs"),
    "an arrow, where no size is known": ("1.ㄴ", r"\nabla_u l, \nabla_u l", r"`\vec` is missing"),
    "a formula too few": ("1.ㄷ", "x^2", "2 formulas are asked, one a line"),
    "a formula too many": ("1.ㅁ", "\\frac12\nx", "more than is asked"),
    "half of what is asked": (
        "2.ㄷ", rf"\nabla_{{\vec{{v}}}} z = [{VS}]", r"asked is $\nabla_{\vec{v}} z$, $\nabla_{"
    ),
    "nothing": ("2.ㄱ", "", "nothing is written yet"),
    "spaces": ("2.ㄱ", " \n\t\n", "nothing is written yet"),
    "a remark alone": ("2.ㄱ", "% 답을 쓰는 곳", "nothing is written yet"),
    "words": ("2.ㄱ", "모르겠어요", r"put words into \text{...}"),
    "too much": ("2.ㄱ", "x\n" * 61, f"more than {MOST_CLAIMS} lines"),
}  # fmt: skip


@pytest.mark.parametrize(("label", "answer", "said"), SAID.values(), ids=SAID)
def test_what_is_said(label: str, answer: str, said: str) -> None:
    verdict = lecture().judge(label, answer)
    assert not verdict.correct
    assert said in "\n".join(item.message for item in verdict.told)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_key_of_the_lecture_is_right(lang: str) -> None:
    each = lecture(lang)
    for label, problem in zip(each.labels, each.problems, strict=True):
        assert each.judge(label, "\n".join(problem.key)).correct, label


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_key_is_right_where_its_audit_agrees(path: Path) -> None:
    each = sheet(path)
    for label, problem in zip(each.labels, each.problems, strict=True):
        # The key of this problem answers one of its two questions.
        if not problem.key or (path.name, label) == ("ko_sizes.txt", "2.ㄹ"):
            continue
        audited = each.worked(label).verdict
        verdict = each.judge(label, "\n".join(problem.key))
        assert verdict.correct == (audited in ("agrees", "nothing-to-check")), label


# -- labels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_each_problem_has_a_label_of_its_own(path: Path) -> None:
    each = sheet(path)
    assert len(set(each.labels)) == len(each.problems)
    for label, problem in zip(each.labels, each.problems, strict=True):
        assert each.has(label)
        assert each.problem(label) is problem
        assert label.split() == [label]


def test_a_label_wins_over_the_number_of_another_problem() -> None:
    each = sheet(HERE / "documents" / "ko_words.txt")
    assert each.labels == ("1.ㄱ", "1.ㄴ", "1.ㄷ", "1.2", "1.ㅁ")
    assert each.problem("1.2").item == 4
    assert each.problem("1.1").item == 1


def test_a_label_that_comes_twice_has_a_number() -> None:
    data = json.loads(sheet_text(Homework.lecture("en")))
    for problem in data["problems"]:
        problem |= {"section": 1, "label": '(a"\n)'}
    labels = Sheet(homework_of(json.dumps(data))).labels
    assert labels[:3] == ("1.a", "1.a-2", "1.a-3")


def test_an_unknown_label_names_those_there_are() -> None:
    with pytest.raises(UndefinedError, match=r"no problem 9.z; there are 1.ㄱ, 1.ㄴ"):
        lecture().judge("9.z", "x")
    assert not lecture().has("9.z")


# -- with and without a key -----------------------------------------------------------------------


def without_key(homework: Homework) -> Sheet:
    return Sheet(homework_of(sheet_text(homework)))


def test_a_sheet_without_its_key_judges_all_that_follows_from_what_is_given() -> None:
    student = without_key(Homework.lecture("ko"))
    assert not any(problem.key for problem in student.problems)
    for label, answers in DERIVED.items():
        for answer, outcome in answers.items():
            assert student.judge(label, answer.replace("¶", "\n")).outcome == outcome, answer


def test_what_only_the_key_tells_is_kept_for_it() -> None:
    verdict = without_key(Homework.lecture("ko")).judge("1.ㅁ", r"\frac12")
    assert verdict.outcome == "undecided"
    assert "judged with the key" in verdict.feedback[0].message


# -- how an answer is read ------------------------------------------------------------------------

READ = {
    "a line": ("2.ㄱ", CHAIN, (CHAIN,), ""),
    "lines": ("2.ㄱ", "x^2\n\n% a remark\ny", ("x^2", "y"), ""),
    "nothing": ("2.ㄱ", "", (), ""),
    "a line that cannot be read": ("2.ㄱ", "x^2\n\\frac{1", ("x^2",), "{ is not closed"),
}


@pytest.mark.parametrize(("label", "answer", "lines", "unread"), READ.values(), ids=READ)
def test_reading(label: str, answer: str, lines: tuple[str, ...], unread: str) -> None:
    reading = lecture().read(label, answer)
    assert reading.lines == lines
    assert reading.unread.startswith(unread)
    assert bool(reading.unread) == bool(unread)


def test_claims() -> None:
    assert claims_in("  % x\nx\n\\begin{pmatrix} 1 \\\\\n2 \\end{pmatrix}\n$y$ $$z$$") == [
        "x", "\\begin{pmatrix} 1 \\\\\n2 \\end{pmatrix}", "y", "z",
    ]  # fmt: skip


# -- hostile --------------------------------------------------------------------------------------

HOSTILE = {
    "thousands of lines": "x = 1\n" * 20_000,
    "one long line": "x + " * 50_000 + "x",
    "deep braces": "{" * 50_000 + "x" + "}" * 50_000,
    "deep fractions": r"\frac{1}{" * 5_000 + "x" + "}" * 5_000,
    "deep powers": "x^{" * 5_000 + "x" + "}" * 5_000,
    "a tower of numbers": "9^{9^{9^{9}}}",
    "a huge sum": r"\sum_{i=1}^{1000000000} i^2",
    "sums in sums": r"\sum_{i=1}^{999} " * 20 + "i",
    "a huge factorial": "1000000000!",
    "a long number": "9" * 100_000,
    "a huge matrix": r"\begin{pmatrix}" + "1 & " * 50_000 + r"1 \end{pmatrix}",
    "open environments": r"\begin{pmatrix}" * 5_000,
    "dollars": "$" * 50_001,
    "backslashes": "\\" * 50_001,
    "carets": "^" * 10_000,
    "nulls": "\x00" * 1_000,
    "HTML": "</div><script>alert(1)</script>",
    "a lone surrogate": "\ud800",
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("label", ["1.ㅁ", "2.ㄹ", "4.ㄱ"])
def test_hostile_answers_get_a_verdict(label: str, answer: str) -> None:
    started = time.perf_counter()
    assert not lecture().judge(label, answer).correct
    lecture().read(label, answer)
    assert time.perf_counter() - started < 20


PROBLEM: dict[str, Any] = {
    "section": 1, "item": 1, "label": "a", "title": "", "prose": "", "givens": ["y = x^2"],
    "asked": [r"\frac{dy}{dx}"], "inherits": None, "context": [],
}  # fmt: skip


def worksheet(**changes: Any) -> str:
    return json.dumps({"title": "t", "language": "en", "problems": [PROBLEM | changes]})


BROKEN = {
    "nothing": "",
    "no JSON": "{",
    "a number": "1",
    "a list": "[]",
    "an object": "{}",
    "no problems": '{"title": "", "language": "en"}',
    "problems that are words": '{"title": "", "language": "en", "problems": "ab"}',
    "problems that are numbers": '{"title": "", "language": "en", "problems": [1]}',
    "deep": "[" * 100_000,
    "deep within": worksheet(prose="@").replace('"@"', "[" * 50_000 + "]" * 50_000),
    "a section that is no number": worksheet(section="x"),
    "an endless section": worksheet(section="@").replace('"@"', "1e999"),
    "a long section": worksheet(section="9" * 10_000),
    "no givens": worksheet(givens=None),
    "givens that are a number": worksheet(givens=3),
    "it goes on with itself": worksheet(inherits=0),
    "it goes on with one to come": worksheet(inherits=1),
    "it goes on with one before the first": worksheet(inherits=-1),
    "too many problems": json.dumps(
        {"title": "", "language": "en", "problems": [PROBLEM] * 2_001}
    ),
    "too long": "x" * 5_000_001,
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_worksheet_that_is_none(text: str) -> None:
    with pytest.raises(NablatexError):
        homework_of(text)


@pytest.mark.parametrize("name", ["deep", "too long", "too many problems"])
def test_limits_of_a_worksheet(name: str) -> None:
    with pytest.raises(LimitError):
        homework_of(BROKEN[name])


def test_a_worksheet_comes_back_as_it_was_but_for_its_key() -> None:
    homework = Homework.lecture("ko")
    back = homework_of(sheet_text(homework))
    assert back.document.title == homework.document.title
    assert back.document.language == "ko"
    assert [p.asked for p in back.problems] == [p.asked for p in homework.problems]
    assert [p.inherits for p in back.problems] == [p.inherits for p in homework.problems]
    assert sheet_text(back) == sheet_text(homework)


STRANGE = {
    "an unknown language": worksheet(language="<b>"),
    "what is given cannot be read": worksheet(givens=[r"\frac{", "<script>", ""]),
    "what is asked cannot be read": worksheet(asked=[r"\frac{", "</div>"]),
    "nothing is asked": worksheet(asked=[]),
    "text for a list": worksheet(givens="y=x^2"),
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_worksheets_judge_without_an_exception(text: str) -> None:
    each = Sheet(homework_of(text))
    assert each.lang == "en"
    for answer in ("2x", "", r"\frac{", "</div>"):
        each.judge("1.a", answer)
        each.read("1.a", answer)


def test_several_questions_in_one_problem() -> None:
    each = of(
        "# T\n\na. Find $\\frac{\\partial f}{\\partial x}$ and $\\frac{\\partial f}{\\partial y}$"
        " of\n\n$$f = x^2 y$$\n"
    )
    label = each.labels[0]
    assert each.judge(label, "2xy, x^2").correct
    assert each.judge(label, "2xy\nx^2").correct
    assert each.judge(label, r"\frac{\partial f}{\partial x} = 2xy").outcome == "partial"
    assert each.judge(label, "2xy").outcome == "partial"
    assert each.judge(label, "2xy\n3").outcome == "partial"
    assert each.judge(label, "3").outcome == "wrong"
