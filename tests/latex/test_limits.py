"""Hostile input ends in an error at once; long but flat input is read."""

import time

import pytest

from nablatex import ReadError, read
from nablatex.errors import LimitError

TOO_DEEP = [
    ("braces", "{" * 20_000),
    ("fractions", r"\frac{1}{" * 2_000 + "x" + "}" * 2_000),
    ("bars", "|" * 20_000),
    ("roots", r"\sqrt" * 20_000),
    ("lists", "[1," * 11_000),
    ("brackets", "(" * 20_000 + "x" + ")" * 20_000),
    ("digits", "9" * 2_000),
    ("length", "x" * 300_000),
]


@pytest.mark.parametrize("latex", [row[1] for row in TOO_DEEP], ids=[row[0] for row in TOO_DEEP])
def test_a_limit_is_named_at_once(latex: str) -> None:
    begin = time.thread_time()
    with pytest.raises(LimitError):
        read(latex)
    assert time.thread_time() - begin < 1


REFUSED = ["x^" * 5_000 + "x", "_" * 20_000, "-" * 20_000 + "x", "x!" * 5 + "\\" * 1_001]


@pytest.mark.parametrize("latex", REFUSED, ids=["powers", "marks", "signs", "backslashes"])
def test_long_nonsense_is_refused(latex: str) -> None:
    with pytest.raises(ReadError):
        read(latex)


LONG = [
    "+".join("x" * 5_000),
    "(" * 5_000 + "x" + ")" * 5_000,
    "(" * 3_000 + "x" + "+1)" * 3_000,
    r"\frac{d}{dx} " * 1_000 + "x",
    "x=" * 2_000 + "x",
]


@pytest.mark.parametrize("latex", LONG, ids=["sum", "brackets", "sums", "operators", "chain"])
def test_long_input_is_read(latex: str) -> None:
    assert read(latex) is read(latex)
