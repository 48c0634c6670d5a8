"""What `import nablatex` gives, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

import nablatex

HEAVY = ["jax", "torch", "IPython", "ipywidgets", "anywidget", "sympy", "matplotlib"]


def test_all_is_sorted_and_there() -> None:
    assert list(nablatex.__all__) == sorted(nablatex.__all__)
    assert all(hasattr(nablatex, name) for name in nablatex.__all__)


@pytest.mark.parametrize("name", nablatex.__all__)
def test_exports_are_documented(name: str) -> None:
    assert name.startswith("__") or getattr(nablatex, name).__doc__


@pytest.mark.parametrize("error", [n for n in nablatex.__all__ if n.endswith("Error")])
def test_every_error_is_the_librarys_own(error: str) -> None:
    assert issubclass(getattr(nablatex, error), nablatex.NablatexError)


def test_import_is_light() -> None:
    code = f"import sys, nablatex; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
