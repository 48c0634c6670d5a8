r"""Faults with a name: each is an answer that is right once one thing in it is put right.

A hypothesis is tried, not guessed: the repaired answer is judged like any other, and the fault is
said only if the repaired answer is the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, islice

from nablatex.check.verdict import Feedback
from nablatex.expr import (
    Apply,
    Call,
    Cases,
    Component,
    Derivative,
    Expr,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from nablatex.latex import write
from nablatex.normalise import negate
from nablatex.traverse import postorder, substitute

Repair = tuple[Feedback, Expr]
_MOST_REPAIRS = 48


def named_fault(
    claimed: Expr, right: Expr, equal: Callable[[Expr, Expr], bool]
) -> tuple[Feedback, ...]:
    """Return the first fault whose repair makes the answer right, or nothing."""
    if claimed.shape:
        return ()
    for fault, repaired in islice(_repairs(claimed, right), _MOST_REPAIRS):
        if equal(repaired, right):
            return (fault,)
    for fault, other in islice(_mistakes(right), _MOST_REPAIRS):
        if equal(claimed, other):
            return (fault,)
    return ()


def _repairs(claimed: Expr, right: Expr) -> Iterator[Repair]:
    yield from _term_signs(claimed)
    yield from _branches(claimed)
    yield from _inverted(claimed)
    yield from _inner(claimed)
    yield from _arguments(claimed, right)
    yield from _swapped(claimed)


def _term_signs(claimed: Expr) -> Iterator[Repair]:
    if not isinstance(claimed, Sum):
        return
    for place, term in enumerate(claimed.terms):
        terms = (*claimed.terms[:place], negate(term), *claimed.terms[place + 1 :])
        shown = write(term)
        yield (
            Feedback("sign", f"the sign of the term {shown} is the opposite one",
                     f"항 {shown} 의 부호가 반대이다", str(place + 1)),
            Sum(terms),
        )  # fmt: skip


def _branches(claimed: Expr) -> Iterator[Repair]:
    for node in postorder(claimed):
        if not isinstance(node, Cases):
            continue
        for first, second in combinations(range(len(node.branches)), 2):
            made = list(node.branches)
            (a, when), (b, other) = made[first], made[second]
            made[first], made[second] = (b, when), (a, other)
            fault = Feedback("branch", "two branches are exchanged", "두 경우가 서로 바뀌었다")
            yield fault, substitute(claimed, {node: Cases(tuple(made))})


def _inverted(claimed: Expr) -> Iterator[Repair]:
    if isinstance(claimed, Quotient):
        fault = Feedback("inverted", "the quotient is upside down", "분자와 분모가 바뀌었다")
        yield fault, Quotient(claimed.denominator, claimed.numerator)
    for node in postorder(claimed):
        if isinstance(node, Derivative) and len(node.wrt) == 1 and not node.wrt[0].shape:
            if node.of.shape or not isinstance(node.of, (Symbol, Component)):
                continue
            turned = Derivative(node.wrt[0], (node.of,), node.style, 1)
            shown = write(node)
            fault = Feedback("inverted", f"{shown} is upside down", f"{shown} 의 위아래가 바뀌었다")
            yield fault, substitute(claimed, {node: turned})


def _inner(claimed: Expr) -> Iterator[Repair]:
    """Yield the answer times the derivative of what stands inside one of its functions."""
    for inside in _insides(claimed):
        for name in _variables(inside):
            missing = Derivative(inside, (name,), "total", 1)
            shown = write(inside)
            fault = Feedback(
                "missing-inner-derivative",
                f"the derivative of {shown}, which stands inside, is missing",
                f"안쪽 함수 {shown} 의 미분이 빠졌다",
            )
            yield fault, Product((claimed, missing))


def _insides(claimed: Expr) -> list[Expr]:
    found: dict[Expr, None] = {}
    for node in postorder(claimed):
        inside = node.args if isinstance(node, (Call, Apply)) else ()
        if isinstance(node, Power):
            inside = node.children
        for arg in inside:
            if not arg.shape and not isinstance(arg, (Symbol, Component)) and arg.children:
                found[arg] = None
    return list(found)


def _variables(expr: Expr) -> list[Expr]:
    names = [n for n in postorder(expr) if isinstance(n, (Symbol, Component)) and not n.shape]
    inside = {child for name in names for child in name.children}
    return [name for name in names if name not in inside]


def _arguments(claimed: Expr, right: Expr) -> Iterator[Repair]:
    """Yield the answer with a derivative of a function taken at another function's argument."""
    applied = [node for node in postorder(claimed) if isinstance(node, Apply)]
    wanted = [node for node in postorder(right) if isinstance(node, Apply)]
    points = list(dict.fromkeys(node.args for node in (*wanted, *applied)))
    for node in applied:
        for args in points:
            if not node.orders or args == node.args or node in args:
                continue
            if len(args) != len(node.args):
                continue
            shown = write(node)
            fault = Feedback(
                "wrong-argument",
                f"{shown} is taken at the wrong place",
                f"{shown} 의 인수가 틀렸다",
            )
            moved = Apply(node.function, args, node.orders, node.dims)
            yield fault, substitute(claimed, {node: moved})


def _swapped(claimed: Expr) -> Iterator[Repair]:
    for one, two in combinations(_variables(claimed)[:6], 2):
        fault = Feedback(
            "wrong-variable",
            f"{write(one)} and {write(two)} are exchanged",
            f"{write(one)} 와 {write(two)} 가 서로 바뀌었다",
        )
        yield fault, substitute(claimed, {one: two, two: one})


def _mistakes(right: Expr) -> Iterator[Repair]:
    """Yield what someone would answer who does another thing than what is asked."""
    if not isinstance(right, Derivative) or right.of.shape:
        return
    fault = Feedback("not-evaluated", "this is not differentiated yet", "아직 미분하지 않았다")
    yield fault, right.of
    for name in _variables(right.of):
        if right.wrt and not right.wrt[0].shape and name not in right.wrt:
            shown = write(name)
            other = Feedback(
                "wrong-variable",
                f"this is the derivative with respect to {shown}",
                f"{shown} 에 대한 미분이다",
            )
            yield other, Derivative(right.of, (name,) * len(right.wrt), right.style, right.order)


def boundary_fault() -> Feedback:
    """Return what is said where only the value on the boundary of a condition differs."""
    return Feedback(
        "boundary", "the boundary belongs to the other branch", "경계가 다른 경우에 속한다"
    )
