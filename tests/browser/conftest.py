"""The browser and MathJax, once a session; a machine without them skips, CI fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.chromium import Browser, find_browser, running
from tests.browser.lab import Lab, running_lab
from tests.browser.typesetters import MATHJAX, node


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
    del browser  # which has been found
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """A JupyterLab, started once."""
    with running_lab() as running_:
        yield running_


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
