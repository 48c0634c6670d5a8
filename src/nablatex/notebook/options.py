"""What is written behind a magic: shapes, facts, and numbers by name.

Separate from the magics because every one of them takes the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import isfinite
from typing import Any

from IPython.core.magic_arguments import parse_argstring

from nablatex.errors import UndefinedError
from nablatex.model import given


def parsed(magic: Any, line: str) -> Any:
    """Return the options that a line gives a magic, out of their quotes.

    Raises:
        UndefinedError: a quotation is not closed.
    """
    try:
        options = parse_argstring(magic, line)
    except ValueError as error:
        raise UndefinedError(f"{line.strip()} cannot be read: {error}") from None
    for name, value in vars(options).items():
        if isinstance(value, str):
            setattr(options, name, _unquoted(value))
    return options


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def pair(text: str) -> tuple[str, str]:
    """Return the two sides of `NAME=VALUE`, the value out of its quotes.

    Raises:
        UndefinedError: there is no `=`, or nothing before it.
    """
    name, value = given.pair(text)
    return name, value.strip("\"'")


def shapes_of(texts: Iterable[str]) -> dict[str, str]:
    """Return shapes by name, from `X=m,n`."""
    return dict(map(pair, texts))


def facts_of(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return what is known of names, from `W=symmetric`."""
    return given.facts_of(map(pair, texts))


def values_of(texts: Iterable[str]) -> dict[str, Any]:
    """Return numbers by name, from `x=2` and `w=[4,5]`.

    Raises:
        UndefinedError: a value is no number and no list of numbers.
    """
    found: dict[str, Any] = {}
    for name, text in map(pair, texts):
        try:
            found[name] = json.loads(text)
        except (ValueError, RecursionError):
            found[name] = None
        if not _is_numbers(found[name]):
            raise UndefinedError(
                f"{text!r} is not a number such as 0.5 nor a list such as [2,3] without spaces"
            )
    return found


def _is_numbers(value: Any) -> bool:
    """Tell whether a value is a finite number, or a list of such values."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list) and part:
            waiting += part
        elif isinstance(part, bool) or not isinstance(part, (int, float)) or not isfinite(part):
            return False
    return True
