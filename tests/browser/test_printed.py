"""What nablatex prints is accepted by both typesetters that its readers meet."""

from __future__ import annotations

import pytest

from tests.browser.chromium import Browser
from tests.browser.typesetters import refused_by_katex, refused_by_mathjax
from tests.latex.corpus import corpus

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def printed() -> list[str]:
    formulas = corpus()
    assert formulas
    return formulas


def test_katex_accepts_what_is_printed(browser: Browser, printed: list[str]) -> None:
    assert refused_by_katex(browser, printed) == {}


def test_mathjax_accepts_what_is_printed(mathjax: str, printed: list[str]) -> None:
    assert refused_by_mathjax(mathjax, printed) == {}
