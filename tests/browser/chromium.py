"""Headless Chromium in three calls: what a page says, how it looks, how it prints.

`python -m tests.browser.chromium PAGE PICTURE PROBLEM` takes a picture of a worked page with one of
its problems opened; the others and the overview are left out (`make pictures`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",  # CI is root in a container
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    # Nothing outside the page can be reached: a page that needs more fails its test.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Browser:
    """A Chromium on this machine."""

    program: str

    def render(self, html: str) -> str:
        """Return the document after its scripts have run, as HTML."""
        return self._run(html, "--dump-dom", "--virtual-time-budget=10000")

    def screenshot(
        self, html: str, picture: Path, *, width: int = 1100, height: int = 1400
    ) -> None:
        """Write what the page looks like to `picture`, a PNG."""
        target = picture.resolve()
        self._run(html, f"--screenshot={target}", f"--window-size={width},{height}")
        if not target.exists():
            raise AssertionError(f"{self.program} wrote no picture")

    def pdf(self, html: str, document: Path) -> None:
        """Write what the page looks like on paper to `document`, a PDF."""
        self._run(html, f"--print-to-pdf={document.resolve()}", "--no-pdf-header-footer")

    def _run(self, html: str, *options: str) -> str:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            page = Path(folder, "page.html")
            page.write_text(html, encoding="utf-8")
            profile = f"--user-data-dir={folder}/profile"
            done = subprocess.run(
                [self.program, *_FLAGS, profile, *options, page.as_uri()],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                timeout=_SECONDS,
                check=False,
            )
        if done.returncode:
            raise AssertionError(f"{self.program} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout


@contextmanager
def running() -> Iterator[Any]:
    """Run a Chromium that can be clicked and typed in, and reaches nothing but this machine."""
    here = find_browser()
    if here is None:
        raise AssertionError("Chromium is not installed")
    own = (*_FLAGS[1:-1], "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=here.program, args=list(own))
        try:
            yield started
        finally:
            started.close()


def find_browser() -> Browser | None:
    """Return the Chromium on this machine, or None."""
    for name in _NAMES:
        program = shutil.which(name)
        if program:
            return Browser(program)
    return None


if __name__ == "__main__":
    here = find_browser()
    if here is None:
        sys.exit("Chromium is not installed")
    source, target, problem = sys.argv[1:]
    only = f"<style>table, section:not(#{problem}) {{ display: none }}</style></head>"
    worked = Path(source).read_text(encoding="utf-8").replace("<details>", "<details open>")
    here.screenshot(worked.replace("</head>", only, 1), Path(target))
