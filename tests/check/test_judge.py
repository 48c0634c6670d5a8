"""Judging by meaning: equal in other words, wrong in the same words."""

import pytest

from nablatex import Policy, check

ANSWERS = [
    ("x(x-1)", "x^2 - x", "correct"),
    (r"\frac{1}{x}+\frac{1}{y}", r"\frac{x+y}{xy}", "correct"),
    ("2x+3y", "2x-3y", "wrong"),
    (r"\sqrt{x^2}", "|x|", "correct"),
    (r"\sqrt{x^2}", "x", "wrong"),
    (r"\sin 2x", r"2\sin x\cos x", "correct"),
    (r"\sin 2x", r"2\sin x", "wrong"),
    (r"\frac{\partial y}{\partial x_0}", r"\frac{y}{x_0}", "wrong"),
    (r"\frac{\partial L}{\partial y}\frac{\partial y}{\partial x}",
     r"\frac{\partial y}{\partial x}\cdot\frac{\partial L}{\partial y}", "correct"),
    (r"\frac{\partial L}{\partial y}\frac{\partial y}{\partial x}",
     r"\frac{\partial L}{\partial y}\frac{\partial x}{\partial y}", "wrong"),
    ("f'(g(x))g'(x)", "f'(g'(x))", "wrong"),
    ("f(x,y)", "f(y,x)", "wrong"),
    ("[2x, 3y^2, 0]", r"\left(2x,\;3y^2,\;0\right)", "correct"),
    ("[2x, 3y^2, 0]", "[2x, 3y, 0]", "partial"),
    (r"\begin{cases}x & x > 0\\0 & x \le 0\end{cases}", r"\max(0,x)", "correct"),
    (r"\begin{cases}x & x > 0\\0 & x \le 0\end{cases}", r"\max(0,-x)", "wrong"),
    ("2x", "x^", "unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "answer", "outcome"), ANSWERS)
def test_outcome(key: str, answer: str, outcome: str) -> None:
    assert check(answer, key).outcome == outcome


@pytest.mark.parametrize("key", [key for key, _, _ in ANSWERS])
def test_an_answer_equals_itself(key: str) -> None:
    assert check(key, key).correct


def test_the_same_seed_gives_the_same_verdict() -> None:
    first = check(r"\sin^2 x + \cos^2 x", "1", policy=Policy(seed=3))
    assert first == check(r"\sin^2 x + \cos^2 x", "1", policy=Policy(seed=3))
    assert first.correct
