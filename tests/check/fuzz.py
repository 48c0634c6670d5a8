"""Random and mutated LaTeX as answers: nothing but a verdict comes out, and soon.

Run as a program it judges as many random inputs as it is told and prints the figures:

    python -m tests.check.fuzz 200000 [seed]
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter

from nablatex import check
from tests.check.mutations import KEYS, SHAPES

OUTCOMES = ("correct", "partial", "wrong", "unreadable", "undecided")
LIMIT_IN_SECONDS = 0.5
PIECES = [
    *r"x y z f g h w u v n i j k A B L 0 1 2 9 . , ; : = < > + - * / ^ _ { } ( ) [ ] | ! ' & $".split(),
    *r"\frac \sqrt \sum \prod \int \lim \partial \nabla \vec \mathbf \sin \ln \exp \max \cdot \times".split(),
    *r"\left( \right) \begin{pmatrix} \end{pmatrix} \begin{cases} \end{cases} \\ \top \infty \pi e".split(),
    *r"\mathbb{R} \in \leq \geq \neq \text{if} \quad \left. \right| \operatorname{tr} \det d dx \to".split(),
    r"\frac{\partial y}{\partial x}", r"\frac{d}{dx}", "x_0", "x_{10}", "10^{9}", "9^{9^{9}}", r"\sum_{i=1}^{n}",
    r"\sum_{k=1}^{10^{12}}", "f'(x)", "f''", r"\nabla_{x}", "0{,}5", "1{,}000", "é", "가", "\u202e", "\x00", "²",
]  # fmt: skip


def mutated(draw: random.Random, latex: str) -> str:
    """Return LaTeX with a few characters or pieces put in, taken out, doubled or exchanged."""
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(len(latex) + 1)
        end = min(len(latex), place + draw.randint(1, 6))
        match draw.randrange(5):
            case 0:
                latex = latex[:place] + draw.choice(PIECES) + latex[place:]
            case 1:
                latex = latex[:place] + latex[end:]
            case 2:
                latex = latex[:end] + latex[place:end] * draw.randint(1, 5) + latex[end:]
            case 3:
                latex = latex[:place] + draw.choice(PIECES) + latex[end:]
            case _:
                latex = latex[:place] + latex[place:end][::-1] + latex[end:]
    return latex


def random_latex(draw: random.Random) -> str:
    """Return pieces in any order, one in a hundred times a long or a deep one."""
    if draw.random() < 0.01:
        piece, count = draw.choice(PIECES), draw.randint(50, 3_000)
        return piece * count + draw.choice(("", "x")) + draw.choice(("", "}" * count))
    return draw.choice(("", " ")).join(draw.choices(PIECES, k=draw.randint(1, 14)))


def main(count: int, seed: int) -> None:
    """Judge `count` inputs and print what came out."""
    draw = random.Random(seed)
    outcomes: Counter[str] = Counter()
    slowest, at = 0.0, ""
    for _ in range(count):
        key = draw.choice(KEYS)
        answer = random_latex(draw) if draw.random() < 0.4 else mutated(draw, draw.choice(KEYS))
        start = time.thread_time()
        try:
            outcome: str = check(answer, key, shapes=SHAPES).outcome
        except Exception:
            outcome = "crash"
            print("crash", repr(answer[:200]), "|", key, traceback.format_exc(limit=-2), flush=True)
        taken = time.thread_time() - start
        if taken > LIMIT_IN_SECONDS:
            print(f"slow {taken:.2f}", repr(answer[:200]), len(answer), "|", key, flush=True)
        if taken > slowest:
            slowest, at = taken, answer[:100]
        outcomes[outcome] += 1
    print(dict(outcomes), f"slowest {slowest:.2f} s", repr(at))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
