r"""Faults of differentiating: the inner derivative missing, by another name, integrated, not done.

Derivatives that a hypothesis needs are measured like all others, not derived.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import permutations

from nablatex.check.balls import precision
from nablatex.check.case import Case, Repair, names_of
from nablatex.check.setting import BITS_MEASURED
from nablatex.check.verdict import Feedback
from nablatex.equations import Equations
from nablatex.expr import (
    ZERO,
    Apply,
    Call,
    Cases,
    Component,
    Derivative,
    Expr,
    Power,
    Product,
    Stack,
    Symbol,
)
from nablatex.latex import write
from nablatex.traverse import parts_of

_MOST_NAMES = 3
_MOST_NODES = 60


def inner_derivative(case: Case) -> tuple[Feedback, ...]:
    """The answer times the derivative of what stands inside one of its functions is right."""
    with _measuring(case) as measured:
        return measured.first(_times_inner(case.claimed, case.right))


def _times_inner(claimed: Expr, right: Expr) -> Iterator[Repair]:
    for inside in _insides(claimed, right):
        for name in names_of(inside)[:_MOST_NAMES]:
            made = Product((claimed, Derivative(inside, (name,), "total", 1)))
            yield partial(_inner_missing, inside), made


def _inner_missing(inside: Expr) -> Feedback:
    shown = write(inside)
    return Feedback(
        "missing-inner-derivative",
        f"the derivative of ${shown}$, which stands inside, is missing",
        f"안쪽 함수 ${shown}$ 의 미분이 빠졌다",
        shown,
    )


def _insides(claimed: Expr, right: Expr) -> list[Expr]:
    kept = parts_of(right)
    found: dict[Expr, None] = {}
    for node in parts_of(claimed):
        inside = node.args if isinstance(node, (Call, Apply)) else ()
        primed = isinstance(node, Apply) and node.orders
        if inside and node is not claimed and node in kept and not primed:
            # Of $2 f(x)$ for $2 f(x) f'(x)$ the inner function stands outside by now.
            inside = (*inside, node)
        if isinstance(node, Power):
            inside = node.children
        for arg in inside:
            if not arg.shape and not isinstance(arg, (Symbol, Component)) and arg.children:
                found[arg] = None
    return list(found)[:6]


@contextmanager
def _measuring(case: Case) -> Iterator[Case]:
    """Give the case worlds that are precise enough to measure derivatives in."""
    setting = case.trial.setting
    if setting.bits >= BITS_MEASURED:
        yield case
        return
    precise = replace(setting, bits=BITS_MEASURED)
    with precision(precise.bits):
        yield replace(case, trial=case.trial.like(precise))


def integrated(case: Case) -> tuple[Feedback, ...]:
    """The right answer is a derivative of the answer: it was integrated, or not differentiated."""
    if case.claimed.shape or case.right.shape or _is_large(case) or not names_of(case.right):
        return ()
    with _measuring(case) as measured:
        return measured.first(_differentiated(case.claimed))


def _differentiated(claimed: Expr) -> Iterator[Repair]:
    for name in names_of(claimed)[:_MOST_NAMES]:
        yield partial(_integrated_once, name), Derivative(claimed, (name,), "total", 1)
        yield partial(_integrated_twice, name), Derivative(claimed, (name, name), "total", 2)


def _integrated_once(name: Expr) -> Feedback:
    shown = write(name)
    return Feedback(
        "integrated",
        f"the derivative of this with respect to ${shown}$ is the right answer: "
        "it is integrated, or not yet differentiated",
        f"이것을 ${shown}$ (으)로 미분하면 맞는 답이 된다: 적분했거나 아직 미분하지 않았다",
    )


def _integrated_twice(name: Expr) -> Feedback:
    shown = write(name)
    return Feedback(
        "integrated",
        f"this is integrated with respect to ${shown}$ in place of differentiated",
        f"${shown}$ (으)로 미분하지 않고 적분했다",
    )


def other_variable(case: Case) -> tuple[Feedback, ...]:
    r"""The answer is a partial derivative of the same function by another name.

    $p = \partial f/\partial x$ and $q = \partial f/\partial y$ for some f just where
    $\partial p/\partial y = \partial q/\partial x$; with neither 0, that is no accident.
    """
    if case.claimed.shape or case.right.shape or _is_large(case):
        return ()
    with _measuring(case) as measured:
        for one, other in permutations(names_of(case.right)[:_MOST_NAMES], 2):
            mixed = Derivative(case.right, (other,), "total", 1)
            crossed = Derivative(case.claimed, (one,), "total", 1)
            if measured.equal(mixed, crossed) and not measured.equal(mixed, ZERO):
                return (_by_another(write(other), write(one)),)
    return ()


def _by_another(shown: str, wanted: str) -> Feedback:
    return Feedback(
        "wrong-variable",
        f"this may be the derivative with respect to ${shown}$, not ${wanted}$",
        f"${wanted}$ 이(가) 아니라 ${shown}$ 에 대한 미분인 듯하다",
        shown,
    )


# What is asked in terms of these is no exercise in integrating.
_NOT_INTEGRATED = (Cases, Stack, Apply, Derivative)


def _is_large(case: Case) -> bool:
    nodes = [*parts_of(case.claimed), *parts_of(case.right)]
    return len(nodes) > _MOST_NODES or any(isinstance(n, _NOT_INTEGRATED) for n in nodes)


def not_differentiated(case: Case) -> tuple[Feedback, ...]:
    """The answer is what was to be differentiated, or its derivative by another name."""
    right = case.right
    if not isinstance(right, Derivative) or right.of.shape:
        return ()
    if case.equal(case.claimed, right.of):
        return (
            Feedback("not-evaluated", "this is not differentiated yet", "아직 미분하지 않았다"),
        )
    for name in names_of(right.of):
        if right.wrt and not right.wrt[0].shape and name not in right.wrt:
            wrt = (name,) * len(right.wrt)
            if case.equal(case.claimed, Derivative(right.of, wrt, right.style, right.order)):
                shown = write(name)
                return (
                    Feedback(
                        "wrong-variable",
                        f"this is the derivative with respect to ${shown}$",
                        f"${shown}$ 에 대한 미분이다",
                        shown,
                    ),
                )
    return ()


def is_unevaluated(claimed: Expr, right: Expr, equations: Equations) -> bool:
    r"""Tell whether an answer leaves a derivative to be done that the right one has done.

    $\frac{\partial}{\partial x}(x^2 y)$ is no answer where $2xy$ is one, and $\frac{dy}{dx}$ none
    where y is given; $\nabla (f + g)$ is one where $\nabla f + \nabla g$ is, no more done.
    """
    if not is_to_be_done(claimed, equations):
        return False
    return not any(
        isinstance(node, Derivative) or (isinstance(node, Apply) and node.orders)
        for node in parts_of(right)
    )


def is_to_be_done(expr: Expr, equations: Equations | None = None) -> bool:
    """Tell whether a derivative in an expression is of a formula, or of a name that has one."""
    return any(
        isinstance(node, Derivative) and _has_formula(node.of, equations) for node in parts_of(expr)
    )


def _has_formula(of: Expr, equations: Equations | None) -> bool:
    if isinstance(of, (Symbol, Component)):
        return equations is not None and (
            of in equations.definitions or equations.definition(of) is not None
        )
    return not isinstance(of, (Apply, Derivative))


def unevaluated_fault() -> Feedback:
    """Return what is said of an answer that restates the question."""
    return Feedback(
        "not-evaluated",
        "this is right, but it only restates what is asked: carry it out",
        "맞지만 질문을 다시 쓴 것일 뿐이다. 계산을 마쳐야 한다",
    )
