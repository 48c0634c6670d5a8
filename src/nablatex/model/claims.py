r"""A claim judged by what a model implies: `\nabla_{\vec w} f = [2, 3]` needs no key.

Whether it holds is measured, by the equations alone; the engine's own result is asked only for what
is wrong with it, and at a kink, where nothing can be measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from nablatex import ops
from nablatex.check import (
    Feedback,
    Policy,
    Verdict,
    is_to_be_done,
    judge_claim,
    other_value,
    restated,
    together,
    undecided,
)
from nablatex.equations import Equations
from nablatex.errors import NablatexError
from nablatex.expr import Apply, Call, Compare, Component, Delta, Derivative, Expr, Stack, Symbol
from nablatex.latex import write
from nablatex.model.behind import understood, unsolved
from nablatex.model.engine import Engine
from nablatex.model.plain import leaves_of
from nablatex.traverse import free_symbols, parts_of, substitute


def judge_equations(
    claim: Expr,
    equations: Equations,
    known: Callable[[Expr], bool],
    engine: Engine,
    policy: Policy,
) -> Verdict:
    """Return the verdict on the equations of an answer, one by one.

    Args:
        claim: one equation, or several.
        equations: what the model says.
        known: whether the model has a name.
        engine: gives its own results for derivatives.
        policy: what a teacher has decided.
    """
    answer = understood(claim, known)
    if answer.unsolved:
        return unsolved(claim, answer.unsolved[0])
    if answer.expr is not claim:
        verdict = judge_equations(answer.expr, equations, known, engine, policy)
        return replace(verdict, read_as=write(claim))
    if isinstance(claim, Call) and claim.op is ops.system:
        parts = [judge_equations(c, equations, known, engine, policy) for c in claim.args]
        return together(parts, write(claim))
    if not isinstance(claim, Compare):
        return undecided(
            write(claim),
            "it is not said what this is; write y = ... in front",
            "무엇에 대한 답인지 알 수 없다; 앞에 y = ... 를 쓴다",
        )
    return _judge_equation(claim, equations, known, engine, policy)


def _judge_equation(
    claim: Compare,
    equations: Equations,
    known: Callable[[Expr], bool],
    engine: Engine,
    policy: Policy,
) -> Verdict:
    """Return the verdict on one equation; what is wrong with a name is said first."""
    strangers = _strangers(claim.terms[0], known)
    if strangers:
        stranger = write(strangers[0])
        return undecided(
            write(claim),
            f"the model does not define ${stranger}$",
            f"모델에 ${stranger}$ 가 정의되어 있지 않다",
        )
    claim = _by_vec(_with_coordinates(claim, equations))
    results = _results(claim, engine)
    if _is_restated(claim):
        return restated(write(claim))
    verdict = with_results(claim, None, equations, results, policy)
    said = _is_said(claim, engine)
    if said is not None and said != verdict.correct:
        # Of arrays the numbers of all sizes count, those of worlds in which sizes agree by chance
        # do not.
        if said:
            return Verdict("correct", 1.0, write(claim))
        if verdict.correct:
            verdict = replace(verdict, outcome="wrong", credit=0.0, feedback=(other_value(),))
    indices = _indices(claim.terms[0])
    found = [name for term in claim.terms[1:] for name in _strangers(term, known)]
    unknown = [name for name in found if name not in indices]
    if unknown and not verdict.correct:
        return replace(verdict, feedback=(_stranger(unknown[0]), *verdict.feedback))
    return verdict


def with_results(
    claim: Expr,
    asked: Expr | None,
    equations: Equations,
    results: Mapping[Expr, Expr],
    policy: Policy,
) -> Verdict:
    """Return the verdict on a claim, with the engine's results at hand.

    At a kink, and next to a pole, a derivative cannot be measured; there a claim holds that equals
    what was derived, in steps that were each tried elsewhere. Of arrays what is measured stands.

    Args:
        claim: what is claimed.
        asked: what it answers, where it is no equation.
        equations: what holds.
        results: derivatives as they were derived.
        policy: what a teacher has decided.
    """
    verdict = judge_claim(claim, asked, equations, policy)
    done = any(fault.kind == "not-evaluated" for fault in verdict.feedback)
    if verdict.correct or done or not results:
        return verdict
    result = None if asked is None else results.get(asked)
    derived = judge_claim(substitute(claim, results), result, equations, policy)
    if verdict.outcome == "undecided" or (derived.correct and not _of_arrays(results)):
        return replace(derived, read_as=verdict.read_as)
    same = derived.outcome == verdict.outcome and derived.credit == verdict.credit
    return replace(verdict, feedback=derived.feedback) if same else verdict


def _of_arrays(results: Mapping[Expr, Expr]) -> bool:
    """Tell whether arrays of symbolic size are differentiated: what is measured of them stands."""
    names = (n for pair in results.items() for side in pair for n in parts_of(side))
    return any(isinstance(n, Symbol) and any(isinstance(d, str) for d in n.shape) for n in names)


def says_nothing(claim: Expr) -> bool:
    """Tell whether a claim is of numbers alone: `1 = 1` is true of every model."""
    told = (Symbol, Apply, Derivative)
    return not any(isinstance(node, told) for node in parts_of(claim))


def _with_coordinates(claim: Compare, equations: Equations) -> Compare:
    r"""Return `\nabla f = [a, b]` with the partial derivatives that it is about, where f is scalar.

    They are taken by the parameters of a function, or by the names that f comes down to, in the
    order of the alphabet, where there is no vector among these.
    """
    left, right = claim.terms[0], claim.terms[-1]
    if not isinstance(left, Derivative) or left.style != "nabla" or left.wrt or left.of.shape:
        return claim
    if not isinstance(right, Stack) or leaves_of(equations):
        return claim
    by = _coordinates(left.of, equations)
    if len(by) != len(right.entries):
        return claim
    listed = tuple(Derivative(left.of, (x,), "partial", 1) for x in by)
    return Compare(claim.relations, (Stack(listed, right.dims, "list"), *claim.terms[1:]))


def _by_vec(claim: Compare) -> Compare:
    r"""Return `\partial Y / \partial X = B \otimes A` as a claim of what stands in vec.

    A matrix for the derivative of a matrix, or by one, is that of all entries in a column.
    """
    left, right = claim.terms[0], claim.terms[-1]
    if not isinstance(left, Derivative) or len(left.wrt) != 1 or len(right.shape) != 2:
        return claim
    if len(left.shape) <= 2:
        return claim
    of, by = (Call(ops.vec, (n,)) if len(n.shape) == 2 else n for n in (left.of, *left.wrt))
    return Compare(claim.relations, (Derivative(of, (by,), left.style, 1), *claim.terms[1:]))


def _coordinates(of: Expr, equations: Equations) -> list[Expr]:
    if isinstance(of, Symbol) and of.name in equations.functions:
        return list(equations.functions[of.name][0])
    try:
        order = equations.order(of)
    except NablatexError:
        return []
    free = [x for x in order if equations.definition(x) is None and x not in equations.values]
    return sorted(free, key=write)


def _is_said(claim: Compare, engine: Engine) -> bool | None:
    """Tell whether the engine's own arrays have the numbers that a claim says, or None."""
    match claim:
        case Compare(("=",), (Derivative() as asked, right)):
            return None if is_to_be_done(right) else engine.says(asked, right)
        case _:
            return None


def _is_restated(claim: Compare) -> bool:
    """Tell whether what is asked stands on the right side again, or is not carried out there."""
    left, right = claim.terms[0], claim.terms[-1]
    if not isinstance(left, Derivative):
        return False
    again = any(
        isinstance(node, Derivative) and node.of is left.of and set(node.wrt) == set(left.wrt)
        for node in parts_of(right)
    )
    return again or is_to_be_done(right)


def _results(claim: Compare, engine: Engine) -> dict[Expr, Expr]:
    left = claim.terms[0]
    if not isinstance(left, Derivative):
        return {}
    try:
        return {left: engine.derived(left)}
    except NablatexError:
        return {}


def _strangers(expr: Expr, known: Callable[[Expr], bool]) -> list[Expr]:
    """Return the names in an expression that the model does not have.

    A letter that only numbers elements is none, nor is one that a function is applied to.
    """
    nodes = parts_of(expr)
    free = free_symbols(expr)
    elements = [node for node in nodes if isinstance(node, Component)]
    dummies = {arg for node in nodes if isinstance(node, Apply) for arg in node.args}
    inside = dummies.union(*(node.children for node in elements), _indices(expr))
    names: list[Expr] = [node for node in elements if isinstance(node.base, Symbol)]
    names += [node for node in nodes if isinstance(node, Symbol) and node in free]
    return [name for name in names if name not in inside and not known(name)]


def _indices(expr: Expr) -> set[Expr]:
    """Return the letters that number elements, or stand in a delta."""
    nodes = parts_of(expr)
    deltas = [node for node in nodes if isinstance(node, Delta)]
    numbered = [k for node in nodes if isinstance(node, Component) for k in node.indices]
    return set().union(*(free_symbols(node) for node in (*deltas, *numbered)))


def _stranger(name: Expr) -> Feedback:
    shown = write(name)
    return Feedback(
        "wrong-variable",
        f"the model has no ${shown}$",
        f"모델에 ${shown}$ 이(가) 없다",
        shown,
    )
