"""Single edits of a key, and whether what comes out is truly another value.

Run as a program it judges as many random edits as it is told and prints the figures:

    python -m tests.check.mutations 100000 [seed]

Truth is told by another way of reckoning than the judge's: floating point at random points, with a
random number for each derivative of a name. An edit that changes nothing there is no edit.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablatex import NablatexError, check, ops, write
from nablatex.check.edits import places, replaced
from nablatex.errors import UncoveredError
from nablatex.evaluate import evaluate
from nablatex.expr import (
    Apply,
    Call,
    Cases,
    Component,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Stack,
    Sum,
    Symbol,
)
from nablatex.latex import read
from nablatex.traverse import postorder

SHAPES = dict.fromkeys((r"\mathbf{A}", r"\mathbf{B}"), "n,n")
_POINTS, _POINTS_OF_BRANCHES = 24, 120
_CLOSE = 1e-9

KEYS = [
    "2xy + y^2", r"x^2 \sin(xy)", r"\frac{x}{1 + y^2}", r"e^{-x} \cos y", r"(x - 1)(y + 2)", r"x^3 - 3xy",
    r"\frac{1}{1 + e^{-x}}", r"\ln(x) + y", r"\sqrt{x^2 + y^2}", r"\tanh(x + y)", r"x^x", r"|x| + |y|",
    r"\frac{\partial L}{\partial y} \frac{\partial y}{\partial x}",
    r"\frac{\partial z}{\partial u} \frac{\partial u}{\partial x} + \frac{\partial z}{\partial v} \frac{\partial v}{\partial x}",
    r"\frac{\partial^2 f}{\partial x \partial y} + 2 \frac{\partial f}{\partial x}",
    "f'(g(x)) g'(x)", "f'(x) g(x) + f(x) g'(x)", r"\frac{f'(x) g(x) - f(x) g'(x)}{g(x)^2}", "f(x, y) + g(y)",
    r"[2x, 3y^2, x + y]", r"\begin{pmatrix} y & x \\ 2x & 1 \end{pmatrix}", r"\begin{pmatrix} x^2 \\ \sin x \end{pmatrix}",
    r"\mathbf{A} \mathbf{B} + \mathbf{A}^\top", r"(\mathbf{A} + \mathbf{B})^\top \mathbf{A}",
    r"\operatorname{tr}(\mathbf{A} \mathbf{B}) x", r"\mathbf{A}^{-1} \mathbf{B}",
    r"\sum_{i=1}^{n} w_i x_i", r"\sum_{i=1}^{4} i x_i", r"\prod_{k=1}^{3} (x - k)", r"\sum_{i=1}^{n} w_i x_i^2 + b",
    r"\begin{cases} x & x > 0 \\ 0 & x \leq 0 \end{cases}", r"\begin{cases} x^2 & x < 1 \\ 2x - 1 & x \geq 1 \end{cases}",
    r"\begin{cases} I_0 w_0 & h > 0 \\ 0 & h \leq 0 \end{cases}", r"\operatorname{ReLU}(x) + y", r"\max(x, 2y)",
    r"w_0 x_0 + w_1 x_1", r"\frac{1}{2}(y - t)^2", r"-(t - y) y (1 - y) x", r"\sigma(x)(1 - \sigma(x))",
]  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One edit of a key: its kind, and what the key has become."""

    kind: str
    made: Expr


def edits_of(key: Expr) -> Iterator[Edit]:
    """Yield every single edit of the catalogue: sign, exponent, term, transpose, name, index."""
    makers: dict[str, Callable[[Expr], list[Expr]]] = {
        "sign": _signs,
        "exponent": _exponents,
        "dropped": _dropped,
        "transposed": _transposed,
        "name": lambda node: _names(node, key),
        "index": _indices,
        "number": _numbers,
        "function": _functions,
        "order": _orders,
        "bound": _bounds,
        "branch": _branches,
        "inverted": _inverted,
    }
    for path, node in places(key, lambda node: True):
        if _is_inside_a_derivative(key, path):
            continue
        for kind, make in makers.items():
            for part in make(node):
                try:
                    yield Edit(kind, replaced(key, path, part))
                except (NablatexError, TypeError):
                    continue


def _is_inside_a_derivative(key: Expr, path: tuple[int, ...]) -> bool:
    for step in path:
        if isinstance(key, Derivative):
            return True
        key = key.children[step]
    return False


def _signs(node: Expr) -> list[Expr]:
    return [node.body] if isinstance(node, Negation) else [Negation(node)]


def _exponents(node: Expr) -> list[Expr]:
    match node:
        case Power(base, Number(int(value))) if not node.shape:
            return [Power(base, Number(value + 1, 0)), base]
        case Symbol() | Component() if not node.shape:
            return [Power(node, Number(2, 0))]
        case _:
            return []


def _dropped(node: Expr) -> list[Expr]:
    if not isinstance(node, (Sum, Product)):
        return []
    kind = type(node)
    rests = [(*node.children[:k], *node.children[k + 1 :]) for k in range(len(node.children))]
    return [rest[0] if len(rest) == 1 else kind(rest) for rest in rests]


def _transposed(node: Expr) -> list[Expr]:
    match node:
        case Stack(entries, (int(rows), int(columns)), "matrix"):
            turned = tuple(entries[r * columns + c] for c in range(columns) for r in range(rows))
            return [Stack(turned, (columns, rows), "matrix")]
        case Symbol() if len(node.shape) == 2:
            return [Call(ops.transpose, (node,))]
        case Call(ops.transpose, (body,)):
            return [body]
        case _:
            return []


def _names(node: Expr, key: Expr) -> list[Expr]:
    if not isinstance(node, (Symbol, Component, Derivative)):
        return []
    nodes = list(postorder(key))
    indices = {n.index for n in nodes if isinstance(n, Reduction)}
    others = dict.fromkeys(n for n in nodes if type(n) is type(node) and n not in indices)
    return [n for n in others if n is not node and n.shape == node.shape]


def _indices(node: Expr) -> list[Expr]:
    match node:
        case Component(base, (Number(int(value)),), "sub"):
            return [Component(base, (Number(1 - value if value < 2 else 1, 0),), "sub")]
        case _:
            return []


def _numbers(node: Expr) -> list[Expr]:
    match node:
        case Number(int(value)):
            return [Number(value + 1, 0)]
        case _:
            return []


def _functions(node: Expr) -> list[Expr]:
    match node:
        case Call(op, args) if op in (ops.sin, ops.cos, ops.tanh, ops.exp, ops.ln):
            return [Call(ops.cos if op is ops.sin else ops.sin, args)]
        case Apply(function, args, orders, dims) if len(args) == 1:
            less = orders[1:] if orders else (*orders, (0, ()))
            return [Apply(function, args, less, dims)]
        case _:
            return []


def _orders(node: Expr) -> list[Expr]:
    match node:
        case Call(ops.matmul, args):
            return [Call(ops.matmul, args[::-1])]
        case Stack(entries, dims, kind) if len(entries) > 1:
            return [Stack((entries[1], entries[0], *entries[2:]), dims, kind)]
        case Apply(function, (a, b), orders, dims):
            return [Apply(function, (b, a), orders, dims)]
        case _:
            return []


def _bounds(node: Expr) -> list[Expr]:
    match node:
        case Reduction(kind, body, index, Number(int(low)), upper, None):
            return [Reduction(kind, body, index, Number(low + 1, 0), upper, None)]
        case _:
            return []


def _branches(node: Expr) -> list[Expr]:
    match node:
        case Cases(((a, first), (b, second))):
            return [Cases(((b, first), (a, second))), Cases(((a, first), (a, second)))]
        case _:
            return []


def _inverted(node: Expr) -> list[Expr]:
    match node:
        case Quotient(above, below) if not above.shape:
            return [Quotient(below, above)]
        case Derivative(Symbol() as of, (Symbol() as by,), style):
            return [Derivative(by, (of,), style, 1)]
        case _:
            return []


# -- truth, reckoned otherwise --------------------------------------------------------------------


class _Point:
    """A random number for everything, in floating point."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.scope: dict[Expr, Any] = {}

    def value(self, expr: Expr) -> Any:
        return evaluate(expr, self.scope, self._unknown)

    def _unknown(self, node: Expr, value: Callable[[Expr], Any]) -> Any:
        match node:
            case Symbol("n"):
                return 4.0
            case Symbol(name) if node.shape:
                draw = random.Random(f"{self._seed}|{name}")
                return np.array([[draw.uniform(-2, 2) for _ in range(3)] for _ in range(3)])
            case Apply(function, args, orders):
                at = [round(float(value(arg)), 9) for arg in args]
                # Any numbers do for a function, as long as they are its own at each point.
                marks = sorted(orders)
                return random.Random(f"{self._seed}|{function}|{marks}|{at}").uniform(-2, 2)
            case Derivative(of, wrt):
                by = sorted(map(write, wrt))
                return random.Random(f"{self._seed}|d {write(of)}|{by}").uniform(-2, 2)
            case _:
                return random.Random(f"{self._seed}|{write(node)}").uniform(-2.5, 2.5)


def truly_equal(left: Expr, right: Expr) -> bool | None:
    """Tell whether two expressions are equal wherever both have a value; None: nowhere both do."""
    seen = 0
    for seed in range(_POINTS):
        point = _Point(seed)
        try:
            one, other = (np.asarray(point.value(side)) for side in (left, right))
        except UncoveredError:
            # An answer that leaves out a case is another one.
            if _has_value(point, left) or _has_value(point, right):
                return False
            continue
        except (NablatexError, TypeError, ValueError):
            continue
        if np.iscomplexobj(one) or np.iscomplexobj(other):
            continue
        if one.shape != other.shape:
            return False
        if not (np.isfinite(one).all() and np.isfinite(other).all()):
            continue
        seen += 1
        if not np.all(np.abs(one - other) <= _CLOSE * (1 + np.abs(one) + np.abs(other))):
            return False
    return True if seen else None


def _contradicts_itself(expr: Expr) -> bool:
    """Tell whether two branches that hold at once say different things: no definition, so wrong."""
    overlapping = [n.branches for n in postorder(expr) if isinstance(n, Cases)]
    for point in map(_Point, range(_POINTS_OF_BRANCHES)):
        for branches in overlapping:
            try:
                values = [point.value(value) for value, when in branches if point.value(when)]
            except (NablatexError, TypeError, ValueError):
                continue
            if any(np.any(np.abs(values[0] - other) > _CLOSE) for other in values[1:]):
                return True
    return False


def _has_value(point: _Point, expr: Expr) -> bool:
    try:
        return bool(np.isfinite(np.asarray(point.value(expr))).all())
    except (NablatexError, TypeError, ValueError):
        return False


def judged(key: Expr, edit: Edit) -> str:
    """Return "right", "missed" (a true equality refused), "accepted" (a false one), or why not."""
    truth = truly_equal(key, edit.made)
    try:
        verdict = check(write(edit.made), write(key), shapes=SHAPES)
    except NablatexError:
        return "key unreadable"
    except Exception as error:
        print("crash", repr(error), flush=True)
        return "crash"
    if verdict.outcome in ("unreadable", "undecided"):
        return verdict.outcome
    if truth is None:
        return "no point"
    if verdict.correct and not truth:
        return "accepted"
    if not verdict.correct and truth and not _contradicts_itself(edit.made):
        return "missed"
    return "right"


def _random_key(draw: random.Random, depth: int) -> Expr:
    """Return a random key, some of the listed ones joined."""
    if depth == 0 or draw.random() < 0.3:
        return read(draw.choice(KEYS), shapes=SHAPES)
    one, other = (_random_key(draw, depth - 1) for _ in range(2))
    makers: list[Callable[[], Expr]] = [
        lambda: Sum((one, other)),
        lambda: Product((one, other)),
        lambda: Quotient(one, Sum((Power(other, Number(2, 0)), Number(1, 0)))),
        lambda: Call(ops.sin, (one,)),
        lambda: Power(one, Number(2, 0)),
        lambda: Sum((one, Negation(other))),
    ]
    try:
        return draw.choice(makers)()
    except (NablatexError, TypeError):
        return one


def main(count: int, seed: int) -> None:
    """Judge `count` random edits and print what came out."""
    draw = random.Random(seed)
    outcomes: Counter[str] = Counter()
    while sum(outcomes.values()) < count:
        key = _random_key(draw, 2)
        edits = list(edits_of(key))
        for edit in draw.sample(edits, min(len(edits), 12)):
            if edit.made is key:
                continue
            outcome = judged(key, edit)
            outcomes[outcome] += 1
            if outcome in ("accepted", "missed", "crash"):
                print(outcome, edit.kind, "|", write(key), "|", write(edit.made), flush=True)
    print(dict(outcomes))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
