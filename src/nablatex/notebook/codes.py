"""The source code that stands beside a derivative, by the name of its library."""

from __future__ import annotations

from nablatex.model import Worked


def codes_of(worked: Worked) -> dict[str, str]:
    """Return the code in each library that it can be written for."""
    return {}
