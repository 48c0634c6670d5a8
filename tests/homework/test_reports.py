"""Reports: formulas in sentences, claims that cannot be read, words that end where they should."""

from __future__ import annotations

import pytest

from nablatex import Model
from nablatex.homework import Homework
from nablatex.homework.derived import derived_document
from nablatex.homework.report_data import markdown
from nablatex.homework.report_messages import in_markdown, in_text
from nablatex.homework.report_page import page
from nablatex.homework.report_terminal import terminal
from nablatex.homework.scan import parse_document
from nablatex.homework.solution import WorkedDocument

SENTENCES = [
    (
        r"the key [4, 5] equals \nabla_{\vec{I}} f",
        "the key [4, 5] equals ∇_I f",
        r"the key [4, 5] equals $\nabla_{\vec{I}} f$",
    ),
    (
        r"정답 [4, 5] 는 \nabla_{\vec{I}} f 와 같다",
        "정답 [4, 5] 는 ∇_I f 와 같다",
        r"정답 [4, 5] 는 $\nabla_{\vec{I}} f$ 와 같다",
    ),
    (
        "the matrix has x_{11}, x_{21} where its pattern wants x_{12}, x_{22}",
        "the matrix has x₁₁, x₂₁ where its pattern wants x₁₂, x₂₂",
        "the matrix has $x_{11}, x_{21}$ where its pattern wants $x_{12}, x_{22}$",
    ),
    (
        r"a \frac{ab}{c} is missing, and x^2.",
        "a ab/c is missing, and x².",
        r"a $\frac{ab}{c}$ is missing, and $x^2$.",
    ),
    (
        "entry (2, 3): this is 3/2 times what it should be",
        "entry (2, 3): this is 3/2 times what it should be",
        "entry (2, 3): this is 3/2 times what it should be",
    ),
]


@pytest.mark.parametrize(("sentence", "text", "marked"), SENTENCES, ids=[r[0] for r in SENTENCES])
def test_formulas_in_sentences(sentence: str, text: str, marked: str) -> None:
    assert in_text(sentence) == text
    assert in_markdown(sentence) == marked


def test_the_argument_for_a_step_is_folded() -> None:
    model = Model(r"u = X w \quad L = \|u\|_2^2", {"X": "m,n", "w": "n"})
    worked = model.gradient("L", "w")
    document = derived_document(model, worked, None, {}, worked.steps)
    assert '<details class="parts"><summary>Details' in page(document)
    assert "자세히" in page(document, "ko")
    text = markdown(document)
    part = worked.steps[0].parts[0]
    assert f"   - {part.rule}: ${part.latex}$" in text
    assert document.layout == "mixed"


@pytest.mark.parametrize("sentence", ["{" * 3_000, r"\a{" * 1_500, "x_" * 50_000])
def test_hostile_sentences_are_cut_at_once(sentence: str) -> None:
    assert in_markdown(sentence).replace("$", "") == sentence


@pytest.fixture
def unreadable() -> WorkedDocument:
    """A sheet with a key that cannot be read."""
    text = "a) Let $y = x^2$. Find $\\frac{dy}{dx}$.\nAnswer: $\\frac{2x$"
    return Homework(parse_document(text)).solve()


def test_an_unreadable_claim_stands_as_it_was_typed(unreadable: WorkedDocument) -> None:
    assert "```latex\n\\frac{2x\n```" in markdown(unreadable)
    assert "\n    \\frac{2x\n" in "\n".join(terminal("", unreadable.problems))


def test_the_place_of_an_error_keeps_its_columns(unreadable: WorkedDocument) -> None:
    assert "<pre>  \\frac{2x\n          ^\nexpected: }</pre>" in page(unreadable)
    assert "\n        \\frac{2x\n                ^\n" in "\n".join(
        terminal("", unreadable.problems)
    )


def test_words_end_where_they_should(unreadable: WorkedDocument) -> None:
    assert 'x^2</span>. Find <span class="m">\\frac{dy}{dx}</span>.</p>' in page(unreadable)


def test_markdown_holds_the_question_and_the_verdicts() -> None:
    text = (
        "# A\\$ | *b*\n\na) Let $y = x^2$. Find $\\frac{dy}{dx}$.\nAnswer: $2x$\nb) [So](x), $y$ 를"
    )
    shown = markdown(Homework(parse_document(text)).solve())
    assert shown.startswith("# A\\$ \\| \\*b\\*\n")
    assert "| 1.1 a | ✓ agrees |\n| 1.2 b | – nothing to check |" in shown
    assert "Let $y = x^2$. Find $\\frac{dy}{dx}$.\n" in shown
    assert "\\[So\\](x), $y$ 를" in shown
    assert "\n\n\n" not in shown
