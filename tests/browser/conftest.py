"""The browser and MathJax, once a session; a machine without them skips, CI fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.chromium import Browser, find_browser
from tests.browser.typesetters import MATHJAX, node

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None


def _missing(what: str) -> None:
    """Skip the test at a desk; in CI, where everything is installed, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}: .ci/run installs it")
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Browser:
    found = find_browser()
    if found is None:
        _missing("Chromium is not installed")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def chromium(browser: Browser) -> Iterator[Any]:
    """A Chromium that a test can click and type in."""
    if sync_playwright is None:
        _missing("playwright is not installed")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
        started = playwright.chromium.launch(executable_path=browser.program, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def mathjax() -> str:
    """Node, on a machine where it can load MathJax."""
    program = node()
    if program is None:
        _missing("Node is not installed")
    if not MATHJAX.is_dir():
        _missing("MathJax is not installed (`make test` installs it where npm is)")
    assert program is not None
    return program
