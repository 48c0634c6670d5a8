"""A page with the inlined typesetter needs nothing but itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nablatex.homework import page_assets
from tests.browser.chromium import Browser

PAGE = """<!doctype html><meta charset="utf-8"><style>%s</style><p id="formula"></p>
<p id="font"></p><script>%s</script><script>
katex.render(String.raw`\\nabla_{\\vec w} f = \\mathbb{R}`, document.getElementById("formula"));
document.fonts.load("16px KaTeX_Main").then((faces) => {
  document.getElementById("font").textContent = faces.map((face) => face.status).join(" ");
});
</script>"""


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE % (page_assets.stylesheet(), page_assets.script())


def test_nothing_is_referred_to() -> None:
    references = re.findall(r"url\(([^)]{0,40})", page_assets.stylesheet())
    assert references
    assert all(reference.startswith("data:font/woff2;base64,") for reference in references)


def test_script_does_not_end_its_element() -> None:
    assert "</script" not in page_assets.script().lower()


@pytest.mark.browser
def test_formula_is_typeset_with_its_font(browser: Browser, page: str) -> None:
    shown = browser.render(page)
    assert re.search(r'<p id="formula"><span class="katex">', shown)
    assert re.search(r'<p id="font">loaded', shown)


@pytest.mark.browser
def test_picture_of_a_page(browser: Browser, page: str, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    browser.screenshot(page, picture, width=400, height=200)
    assert picture.read_bytes().startswith(b"\x89PNG")
