"""What is given as text beside equations, on a command line or behind a magic: `NAME=VALUE`.

Separate from both because they take the same: shapes, and what is known of a name.
"""

from __future__ import annotations

from collections.abc import Iterable

from nablatex.errors import UndefinedError


def pair(text: str) -> tuple[str, str]:
    """Return the two sides of `NAME=VALUE`.

    Raises:
        UndefinedError: there is no `=`, or nothing before it.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UndefinedError(f"{text!r} is not of the form NAME=VALUE")
    return name.strip(), value.strip()


def facts_of(given: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what is known of names, each name with all the words that are given for it."""
    found: dict[str, list[str]] = {}
    for name, word in given:
        found.setdefault(name, []).append(word)
    return found
