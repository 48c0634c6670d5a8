"""What a notebook holds, and what it shows of it: judged, read, escaped, in both languages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest

import nablatex as nt
from nablatex.check import Feedback, Verdict
from nablatex.errors import UndefinedError
from nablatex.homework import Homework
from nablatex.homework.answers import MOST_CLAIMS, Sheet
from nablatex.notebook import shown
from nablatex.notebook.session import Notebook

SQUARE = "y = x^2"
CUBE = "y = x^3"
EVIL = "</div><script>alert(1)</script>"


def notebook(*, models: bool = True, sheet: bool = True) -> Notebook:
    held = Notebook()
    if models:
        held.add("square", nt.Model(SQUARE))
        held.add("cube", nt.Model(CUBE))
    if sheet:
        held.sheet = Sheet(Homework.lecture("en"))
    return held


JUDGED = {
    "a problem of the worksheet": ("2.d", r"2x \cos(u)", None, "correct"),
    "the last model": ("own", r"\frac{dy}{dx} = 3x^2", None, "correct"),
    "a model by its name": ("own", r"\frac{dy}{dx} = 2x", "square", "correct"),
    "a model, not the problem": ("2.d", r"\frac{dy}{dx} = 2x", "square", "correct"),
    "the other model": ("own", r"\frac{dy}{dx} = 2x", None, "wrong"),
    "two claims": ("own", "\\frac{dy}{dx} = 3x^2\n\\frac{dy}{dx} = 2x", None, "partial"),
    "nothing": ("own", " \n", None, "undecided"),
    "a remark": ("own", "% x", None, "undecided"),
    "too many lines": ("own", "x\n" * (MOST_CLAIMS + 1), None, "undecided"),
    "unreadable": ("own", r"\frac{", None, "unreadable"),
}


@pytest.mark.parametrize(("label", "answer", "model", "outcome"), JUDGED.values(), ids=JUDGED)
def test_judging(label: str, answer: str, model: str | None, outcome: str) -> None:
    held = notebook()
    assert held.judge(label, answer, model).outcome == outcome
    again = held.judged_again()
    assert [*again] == [label]
    assert again[label].outcome == outcome


def test_answers_are_judged_again_by_what_they_were_about() -> None:
    held = notebook()
    held.judge("first", r"\frac{dy}{dx} = 2x", "square")
    held.judge("second", r"\frac{dy}{dx} = 3x^2")
    held.judge("2.d", r"2x \cos(u)")
    assert {k: v.outcome for k, v in held.judged_again().items()} == dict.fromkeys(
        ("first", "second", "2.d"), "correct"
    )
    del held.models["square"]
    assert held.judged_again()["first"].outcome == "undecided"


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no model at all": (
        lambda: notebook(models=False, sheet=False).judge("q", "x"), "there is no model yet"
    ),
    "neither problem nor model": (
        lambda: notebook(models=False).judge("9.z", "x"), "there is no problem 9.z"
    ),
    "a slip in a problem's label": (
        lambda: notebook().judge("9.z", "x"), "there is no problem 9.z"
    ),
    "no such model": (
        lambda: notebook().judge("q", "x", "none"), "no model none; there are square, cube"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("act", "said"), REFUSED.values(), ids=REFUSED)
def test_what_there_is_not(act: Callable[[], object], said: str) -> None:
    with pytest.raises(UndefinedError, match=said):
        act()


def test_a_refused_answer_is_not_kept() -> None:
    held = notebook()
    with pytest.raises(UndefinedError):
        held.judge("q", "x", "none")
    assert not held.answers


READ = {
    "a problem": ("2.d", "2x\\cos u", (r"2x \cos(u)",), ""),
    "about a model": ("own", "x + y", ("x + y",), ""),
    "half": ("own", "x\n\\frac{", ("x",), "nothing stands here"),
    "nothing": ("own", "", (), ""),
}


@pytest.mark.parametrize(("label", "answer", "lines", "unread"), READ.values(), ids=READ)
def test_reading(label: str, answer: str, lines: tuple[str, ...], unread: str) -> None:
    reading = notebook().read(label, answer)
    assert reading.lines == lines
    assert reading.unread.startswith(unread)


def test_reading_without_a_model() -> None:
    assert notebook(models=False).read("own", "x^2").lines == ("x^2",)
    assert "no model none" in notebook().read("own", "x", "none").unread


# -- what is shown --------------------------------------------------------------------------------

TOLD = (Feedback("value", f"it is `{EVIL}` {EVIL}, not $a <b> ` {EVIL}$", f"{EVIL} 아니다"),)
VERDICTS = {
    "correct": Verdict("correct", 1.0, "x^2"),
    "wrong": Verdict("wrong", 0.0, rf"x \text{{{EVIL}}} $ `", TOLD),
    "partial": Verdict("partial", 0.5, "x", TOLD),
    "unreadable": Verdict(
        "unreadable", 0.0, "", (Feedback("syntax", f"no\n  ```{EVIL}\n  ^", ""),)
    ),
    "undecided": Verdict("undecided", 0.0, EVIL, TOLD),
}


def tags_outside_code(markdown: str) -> list[str]:
    """Return the HTML tags of Markdown, but for those within code and those that are escaped."""
    text = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", markdown, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^ {6}.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)`[^`\n]*`", "", text)
    return re.findall(r"(?<!\\)</?[A-Za-z][^>]*>", text)


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("verdict", VERDICTS.values(), ids=VERDICTS)
def test_a_verdict_says_its_word_and_injects_nothing(verdict: Verdict, lang: str) -> None:
    bundle = shown.verdict_shown("2.a", verdict, lang)
    mark, word = shown.OUTCOMES[verdict.outcome]
    for text in bundle.values():
        assert mark in text
        assert word.text(lang) in text
    tags = tags_outside_code(bundle["text/markdown"])
    assert tags == ['<div class="nablatex-mirror">', "</div>"]
    data = shown.verdict_data(verdict, lang)
    assert data["outcome"] == verdict.outcome
    assert len(data["says"]) == len(verdict.told)
    json.dumps(data)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_table_of_verdicts_injects_nothing(lang: str) -> None:
    labels = {f"{name}|{EVIL}": verdict for name, verdict in VERDICTS.items()}
    bundle = shown.table_shown(labels, lang)
    assert not tags_outside_code(bundle["text/markdown"])
    head, _, *rows = bundle["text/markdown"].splitlines()
    assert "1/5" in head
    assert len(rows) == 5
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)


ERRORS = {
    "a message": UndefinedError(f"there is no {EVIL} `x` *y* $z$"),
    "a picture": UndefinedError(f"no\n  ```\n  {EVIL}\n  ^^^"),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize(("lang", "word"), [("en", "does not work"), ("ko", "할 수 없습니다")])
def test_an_error_injects_nothing(error: UndefinedError, lang: str, word: str) -> None:
    bundle = shown.error_shown(error, lang)
    assert word in bundle["text/markdown"]
    assert word in bundle["text/plain"]
    assert not tags_outside_code(bundle["text/markdown"])


def test_a_field_holds_its_content_and_nothing_else() -> None:
    content = {"label": EVIL, "lines": ["\"'&<>", EVIL], "head": "", "verdict": None}
    bundle = shown.field_shown(f'"{EVIL}', content, "ko")
    assert re.findall(r"</?\w+", bundle["text/html"]) == ["<div", "</div"]
    data = re.search(r'data-content="([^"]*)"', bundle["text/html"])
    assert data is not None
    assert json.loads(html.unescape(data[1])) == content
    assert bundle["text/plain"] == f"[답 {EVIL}]"


def test_a_model_shows_its_equations_and_its_names_with_their_spaces() -> None:
    model = nt.Model("y = W x", {"W": "m,n", "x": "n"})
    bundle = shown.model_shown("<b>layer*", model, "en")
    assert r"$W \in \mathbb{R}^{m \times n}$" in bundle["text/markdown"]
    assert r"\<b\>layer\*" in bundle["text/markdown"]
    assert bundle["text/plain"] == "<b>layer*: y = W x"


def test_names_and_formulas_inject_nothing() -> None:
    model = nt.Model(rf"y = q_{{\text{{{EVIL}}}}}^2")
    texts = [
        shown.model_shown("m", model, "en")["text/markdown"],
        shown.formulas_shown((rf"q_{{\text{{{EVIL}}}}}", "a $ b ` c"), "ko")["text/markdown"],
    ]
    for text in texts:
        assert not tags_outside_code(text)
