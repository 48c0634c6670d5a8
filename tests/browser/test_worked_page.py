"""The worked page is all typeset, asks nothing of the network, and prints."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from nablatex.homework import solve
from nablatex.homework.report_page import page
from tests.browser.chromium import Browser
from tests.browser.typesetters import refused_by_mathjax

pytestmark = pytest.mark.browser

_FORMULA = re.compile(r'class="m">(.*?)</')


@pytest.fixture(scope="module", params=["en", "ko"])
def worked(request: pytest.FixtureRequest) -> str:
    """The page of the shipped lecture, in one language."""
    language = str(request.param)
    return page(solve(None, language), language)


def test_every_formula_is_typeset(browser: Browser, worked: str) -> None:
    formulas = _FORMULA.findall(worked)
    shown = browser.render(worked).rpartition("</main>")[0]
    assert len(formulas) > 20
    assert shown.count('<span class="katex">') == len(formulas)
    assert "<code>" not in shown, "a formula was refused and stands there as source"


def test_a_notebook_would_typeset_it_too(mathjax: str, worked: str) -> None:
    formulas = [html.unescape(formula) for formula in _FORMULA.findall(worked)]
    assert refused_by_mathjax(mathjax, formulas) == {}


def test_nothing_is_fetched(worked: str) -> None:
    assert "default-src 'none'" in worked
    text = re.sub(r"<script>.*?</script>", "", worked, flags=re.DOTALL)
    assert not re.search(r"<(?:link|img|iframe|script|object)\b", text)


def test_it_prints(browser: Browser, worked: str, tmp_path: Path) -> None:
    document = tmp_path / "worked.pdf"
    browser.pdf(worked, document)
    assert document.read_bytes().startswith(b"%PDF")
