"""How many answers a second are judged, and how rightly, beside math-verify where it is installed.

Run it with a JSON list of objects with "gold", "answer" and "expected" (true, false or
"unreadable"), optionally "accept" and "category", or without for the built-in sample:

    python benchmarks/judging.py [answers.json]

Reading is included. Cases of the category "hostile" are left out of the speed and reported by
themselves: the slowest, and the memory that the whole run took. The peer reads answers between
dollars and runs under its own alarm (`pip install 'math-verify[antlr4_13_2]'`).
"""

from __future__ import annotations

import importlib
import json
import logging
import pathlib
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import nablatex

SECONDS = 2.0
SAMPLE: list[tuple[str, str, bool | str]] = [
    ("x(x-1)", "x^2-x", True), (r"\frac{1}{2}", r"\frac{3}{6}", True), ("2x+3y", "2x-3y", False),
    (r"\sin^2 x + \cos^2 x", "1", True), (r"\sin 2x", r"2 \sin x", False),
    ("2x", "x^", "unreadable"),
    (r"\frac{\partial L}{\partial y} \frac{\partial y}{\partial x}",
     r"\frac{\partial y}{\partial x} \cdot \frac{\partial L}{\partial y}", True),
    (r"\frac{\partial y}{\partial x_0}", r"\frac{\partial y}{\partial x_1}", False),
    ("f'(g(x)) g'(x)", "f'(x) g'(x)", False), ("[2x, 3y^2, 0]", "[2x, 3y, 0]", False),
    (r"\begin{cases} x & x > 0 \\ 0 & x \leq 0 \end{cases}", r"\max(0, x)", True),
    (r"\sum_{i=1}^{n} w_i x_i", r"\sum_{k=1}^{n} x_k w_k", True), (r"e^{i\pi}", "-1", True),
]  # fmt: skip
Judge = Callable[[str, str], str]
Row = dict[str, Any]


def _nablatex(answer: str, gold: str) -> str:
    try:
        return nablatex.check(answer, gold).outcome
    except nablatex.NablatexError:
        return "unreadable key"


def _math_verify() -> Judge | None:
    try:
        module = importlib.import_module("math_verify")
    except ImportError:
        return None
    logging.disable(logging.ERROR)

    def judge(answer: str, gold: str) -> str:
        right, claimed = (module.parse(f"${latex}$") for latex in (gold, answer))
        return "correct" if module.verify(right, claimed) else "wrong"

    return judge


def judges() -> Iterator[tuple[str, Judge | None]]:
    """Yield each judge by name, None where it is not installed."""
    yield "nablatex", _nablatex
    yield "math-verify", _math_verify()


def _is_right(row: Row, outcome: str) -> bool:
    told = {"correct": True, "partial": False, "wrong": False}.get(outcome, outcome)
    return told == row["expected"] or told in row.get("accept", [])


def _rate(judge: Judge, rows: list[Row]) -> float:
    """Return how many verdicts a second, warm."""
    count = 0
    begin = time.perf_counter()
    while time.perf_counter() - begin < SECONDS:
        for row in rows:
            judge(row["answer"], row["gold"])
        count += len(rows)
    return count / (time.perf_counter() - begin)


def _outcomes(judge: Judge, rows: list[Row]) -> tuple[Counter[str], float]:
    """Return how many verdicts are right, and the slowest of them in seconds."""
    found: Counter[str] = Counter()
    slowest = 0.0
    for row in rows:
        start = time.perf_counter()
        outcome = judge(row["answer"], row["gold"])
        slowest = max(slowest, time.perf_counter() - start)
        right = _is_right(row, outcome)
        found["right"] += right
        found["accepted"] += not right and outcome == "correct"
        found["missed"] += not right and row["expected"] is True
    return found, slowest


def main(arguments: list[str]) -> None:
    """Print one row for each judge, and the ratio of their speeds."""
    rows: list[Row] = [{"gold": g, "answer": a, "expected": e} for g, a, e in SAMPLE]
    if arguments:
        rows = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
    plain = [row for row in rows if row.get("category") != "hostile"]
    hostile = [row for row in rows if row.get("category") == "hostile"]
    print(f"{'judge':<14}{'right':>10}{'accepted':>10}{'missed':>8}{'a second':>12}")
    rates: dict[str, float] = {}
    for name, judge in judges():
        if judge is None:
            print(f"{name:<14}{'not installed':>20}")
            continue
        found, _ = _outcomes(judge, plain)
        rates[name] = _rate(judge, plain)
        right = f"{found['right']}/{len(plain)}"
        print(
            f"{name:<14}{right:>10}{found['accepted']:>10}{found['missed']:>8}{rates[name]:>12,.0f}"
        )
    if len(rates) > 1:
        print(f"ratio: {rates['nablatex'] / rates['math-verify']:.0f}")
    if hostile:
        found, slowest = _outcomes(_nablatex, hostile)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"hostile (nablatex alone): {found['right']}/{len(hostile)} right, "
            f"slowest {slowest:.2f} s, {most:.0f} MB in all"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
