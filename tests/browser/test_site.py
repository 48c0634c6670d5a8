"""The site of the documentation: builds without a warning, leads nowhere wrong, needs no network."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Browser
from tests.browser.typesetters import refused_by_katex
from tests.documents import ROOT

WHERE_TO = re.compile(r'<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"')
ELEMENT = re.compile(r'\sid="([^"]+)"')
LOADED = re.compile(r'<(?:link|script|img)\b[^>]*?\s(?:href|src)="(https?:)?//')
FORMULA = re.compile(r'<(?:span|div) class="math">([^<]*)</')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    strict = ("-q", "-W", "-n", "--keep-going", "-b", "html")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *strict, str(ROOT / "docs"), str(folder)],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def broken(site: Path) -> Iterator[str]:
    """Yield the links between pages, files and their parts that lead nowhere."""
    for page in pages(site):
        for target in set(WHERE_TO.findall(text_of(page))):
            parts = urlsplit(unescape(target))
            if parts.scheme or parts.netloc:
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not file.exists() or not has_part(file, unquote(parts.fragment)):
                yield f"{page.relative_to(site)}: {target}"


def has_part(file: Path, name: str) -> bool:
    return not name or file.suffix != ".html" or name in ELEMENT.findall(text_of(file))


def test_every_document_is_a_page_and_every_link_leads_somewhere(site: Path) -> None:
    documents = {p.relative_to(ROOT / "docs").with_suffix("") for p in ROOT.glob("docs/**/*.md")}
    assert documents <= {page.relative_to(site).with_suffix("") for page in pages(site)}
    assert not list(broken(site))
    assert not [page for page in pages(site) if LOADED.search(text_of(page))]


@pytest.mark.browser
def test_every_formula_is_typeset(site: Path, browser: Browser) -> None:
    formulas = {unescape(f) for page in pages(site) for f in FORMULA.findall(text_of(page))}
    assert len(formulas) > 500
    assert not refused_by_katex(browser, sorted(formulas))


@pytest.mark.browser
def test_a_page_is_whole_without_a_network(site: Path, chromium: Any) -> None:
    said: list[str] = []
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme, offline=True)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", lambda request: said.append(request.url))
        page.goto((site / "reference" / "functions.html").as_uri())
        look_at(page)
        page.close()
    assert not said


def look_at(page: Page) -> None:
    """Fail unless the formulas of a page are typeset, in their own font, and fit."""
    assert page.locator(".math").count() == page.locator(".math .katex").count() > 100
    assert page.evaluate("document.fonts.check('16px KaTeX_Main')")
    assert page.evaluate("[...document.fonts].some((face) => face.status === 'loaded')")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
