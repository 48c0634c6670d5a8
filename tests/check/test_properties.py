"""What holds of every judgement: reflexive, symmetric, the same in every thread, never a crash."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablatex import check, write
from nablatex.expr import Expr, Product, Sum
from nablatex.latex import read
from nablatex.traverse import transform
from tests.check import fuzz, mutations
from tests.check.mutations import KEYS, SHAPES
from tests.check.test_answers import GROUPS
from tests.latex.strategies import EXPRESSIONS
from tests.latex.strategies import SHAPES as OTHER_SHAPES

PAIRS = [(row[0], row[1]) for rows in GROUPS.values() for row in rows if row[2] != "unreadable"]


@pytest.mark.parametrize("key", KEYS)
def test_an_answer_equals_itself(key: str) -> None:
    assert check(key, key, shapes=SHAPES).correct


@given(EXPRESSIONS)
def test_whatever_can_be_written_equals_itself(expr: Expr) -> None:
    latex = write(expr)
    assert check(latex, latex, shapes=OTHER_SHAPES).correct


# Which of two sides is the answer matters to these policies alone: what is to be done, decimals,
# a case that is left out, several claims of which some hold.
ONE_WAY = ("not-evaluated", "rounded", "missing-branch")
NO_KEYS = (
    "y = 5x = 6x",
    r"2 \cdot 3 = 6",
    "2 + 3 = 6",
    r"\begin{cases} 0 & x < 0 \\ 1 & x > -5 \end{cases}",
)


@pytest.mark.parametrize(("key", "answer"), PAIRS)
def test_symmetric(key: str, answer: str) -> None:
    there, back = check(answer, key), check(key, answer)
    kinds = {item.kind for verdict in (there, back) for item in verdict.feedback}
    if not kinds & set(ONE_WAY) and answer not in NO_KEYS:
        assert there.correct == back.correct


@pytest.mark.parametrize("key", KEYS)
@given(st.randoms(use_true_random=False))
def test_the_order_of_terms_and_factors_does_not_matter(key: str, draw: random.Random) -> None:
    def shuffled(node: Expr) -> Expr:
        if not isinstance(node, (Sum, Product)):
            return node
        parts = list(node.children)
        draw.shuffle(parts)
        return type(node)(tuple(parts))

    mixed = write(transform(read(key, shapes=SHAPES), shuffled))
    assert check(mixed, key, shapes=SHAPES).correct


STYLES = [
    lambda latex: rf"\left({latex}\right)", lambda latex: f"{{{latex}}}", lambda latex: rf"\displaystyle {latex}",
    lambda latex: f"$${latex}$$", lambda latex: rf"\boxed{{{latex}}}", lambda latex: latex.replace(r"\frac", r"\dfrac"),
    lambda latex: latex + r" \,.",
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("key", [key for key in KEYS if "cases" not in key and "[" not in key])
def test_styles_and_brackets_do_not_matter(key: str, style: object) -> None:
    assert callable(style)
    assert check(style(key), key, shapes=SHAPES).correct


@pytest.mark.parametrize("key", KEYS)
def test_no_single_edit_is_accepted(key: str) -> None:
    expr = read(key, shapes=SHAPES)
    edits = [edit for edit in mutations.edits_of(expr) if edit.made is not expr]
    for edit in random.Random(key).sample(edits, min(len(edits), 12)):
        assert mutations.judged(expr, edit) not in ("accepted", "crash"), (edit.kind, edit.made)


@pytest.mark.parametrize("seed", range(20))
def test_anything_gets_a_verdict(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(40):
        latex = (
            fuzz.random_latex(draw)
            if draw.random() < 0.5
            else fuzz.mutated(draw, draw.choice(KEYS))
        )
        assert check(latex, draw.choice(KEYS), shapes=SHAPES).outcome in fuzz.OUTCOMES


def test_the_same_in_eight_threads_as_in_one() -> None:
    alone = [check(answer, key) for key, answer in PAIRS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda pair: check(pair[1], pair[0]), PAIRS)) == alone


SAID = """
import json, sys
from nablatex import check
pairs = json.load(sys.stdin)
print(json.dumps([check(answer, key).to_json() for key, answer in pairs]))
"""


def test_the_same_words_in_every_process() -> None:
    pairs = json.dumps(PAIRS)
    said = [
        subprocess.run(
            [sys.executable, "-c", SAID],
            input=pairs,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]


HOSTILE = [
    ("x", "9^{9^{9^{9}}}", "wrong"), ("9^{9^{9^{9}}}", "9^{9^{9^{9}}}", "correct"), ("x", r"\frac{1}{2^{10^{8}}}", "wrong"),
    ("x", "(x-1)^{6000}", "wrong"), ("x", "(10^9)!", "wrong"), ("x", "x^{10^{10}}", "wrong"), ("0", r"\prod_{k=1}^{10^9} k", "unreadable"),
    ("x", r"\sum_{k=1}^{10^{12}} k", "unreadable"), ("x", r"\sum_{k=1}^{9^{9^9}} k", "unreadable"), ("x", "x" + "x" * 3_000, "wrong"),
    ("x", "d" * 3_000, "wrong"), ("x", r"\sin" * 400 + " x", "wrong"), ("x", "{" * 3_000 + "x" + "}" * 3_000, "correct"),
    ("2x", "+".join(["x"] * 5_000), "wrong"), ("x", r"\binom{10^9}{5 \cdot 10^8}", "wrong"), ("x", "x^{x^{x^{x^{x^x}}}}", "wrong"),
    ("x", r"\sum_{i=1}^{nnnnn} w_i x_i", "wrong"), ("x", "\u0445", "unreadable"), ("x", r"\mathbf{A}^{b}f{A}^{b}f{A}^{b}f{A}", None),
    ("x", r"\sum_{i=1}^{\vec{n}} x_i", None), (r"|x|", r"\sum_{i=f''}^{4} i x_i", None), ("x", r"\max(x, 2, 2, 2y)", "wrong"),
    ("x", r"f\max'(x)", "unreadable"), ("x", r"\det b", None), ("x", r"\mathbf{A}!", None), ("x", r"x_{1\frac{\partial y}{\partial x}0}", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "answer", "outcome"), HOSTILE, ids=[row[1][:30] for row in HOSTILE]
)
def test_a_hostile_answer_is_judged_in_time(key: str, answer: str, outcome: str | None) -> None:
    start = time.thread_time()
    verdict = check(answer, key)
    # The bound is far above what it takes: it tells a hang from a slow machine.
    assert time.thread_time() - start < 5
    assert outcome is None or verdict.outcome == outcome
    assert verdict.outcome in fuzz.OUTCOMES
