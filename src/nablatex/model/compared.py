r"""An answer and its key as statements: what is in front is dropped, several are paired.

`y = 2x` answers what `2x` answers, `2 \cdot 3 = 6` claims each of its parts, and equations may
stand in any order. What each pair is worth is `judge`'s to say.
"""

from __future__ import annotations

from dataclasses import replace

from nablatex import ops
from nablatex.check import (
    Feedback,
    Policy,
    Verdict,
    agrees,
    has_real_value,
    judge,
    other_value,
    together,
)
from nablatex.equations import Equations
from nablatex.expr import Apply, At, Call, Compare, Component, Derivative, Expr, Symbol
from nablatex.latex import write
from nablatex.model.behind import understood, unsolved
from nablatex.model.engine import same_arrays
from nablatex.model.unify import unified, with_unit
from nablatex.traverse import contains, parts_of

_NAMES = (Symbol, Component, Derivative, Apply, At)
_LOGIC = (ops.and_, ops.or_)
_MOST_STATEMENTS = 30


def compared(claimed: Expr, right: Expr, equations: Equations, policy: Policy) -> Verdict:
    """Return the verdict on an answer against its key, part by part."""
    known = set(equations.definitions).__contains__
    answer = understood(claimed, known)
    if answer.unsolved:
        return unsolved(claimed, answer.unsolved[0])
    shown, claimed = claimed, answer.expr
    right = understood(right, known).expr
    verdict = _compared(claimed, right, equations, policy)
    return verdict if claimed is shown else replace(verdict, read_as=write(shown))


def _compared(claimed: Expr, right: Expr, equations: Equations, policy: Policy) -> Verdict:
    claims, truth = _ends(claimed, right)
    if claims == (claimed,):
        return _judged(*unified(claimed, truth), equations, policy)
    verdicts = [_judged(*unified(claim, truth), equations, policy) for claim in claims]
    last = verdicts[-1]
    # On the way to the last part derivatives may stand that are still to be done.
    on_the_way = [
        verdict
        for claim, verdict in zip(claims, verdicts[:-1], strict=False)
        if not (last.correct and _is_on_the_way(claim, truth, verdict, equations))
    ]
    return together([*on_the_way, last], write(claimed))


def _is_on_the_way(claim: Expr, truth: Expr, verdict: Verdict, equations: Equations) -> bool:
    """Tell whether a part of a chain is right but to be done, or says what nobody can judge.

    Without equations nothing tells what `dy/du` is that a key without it was made of.
    """
    if [fault.kind for fault in verdict.feedback] == ["not-evaluated"]:
        return True
    mine, wanted = (
        {n for n in parts_of(side) if isinstance(n, (Derivative, Apply))} for side in (claim, truth)
    )
    return not verdict.correct and bool(mine) and not wanted and not equations.definitions


def _ends(claimed: Expr, right: Expr) -> tuple[tuple[Expr, ...], Expr]:
    """Return what is claimed, each part to be judged, and the truth, without `y =` in front.

    It is dropped where both sides have the same one, or only one of them has it; of a chain
    `y = 2 \\cdot 3 x = 6x` each part behind it is claimed.
    """
    whole = (claimed,), right
    if claimed is right or (isinstance(right, Call) and right.op in (ops.system, *_LOGIC)):
        return whole
    mine, wanted = _values(claimed), _values(right)
    if mine is None or wanted is None:
        return whole
    if isinstance(right, Compare) and wanted is right.terms:
        return whole  # it names nothing: 2x + z = 1
    names = [side.terms[0] for side in (claimed, right) if isinstance(side, Compare)]
    if len(names) == 2 and names[0] is not names[1]:
        return whole
    return mine, wanted[-1]


def _values(expr: Expr) -> tuple[Expr, ...] | None:
    """Return the values that a statement gives: of a chain of equations all but its name.

    None where it is another relation, or says something of what it names: `x = 2x`, `x + y = 1`.
    """
    if not isinstance(expr, Compare):
        return (expr,)
    if not set(expr.relations) <= {"=", "approx"}:
        return None
    names = [term for term in expr.terms if isinstance(term, _NAMES)]
    rest = [term for term in expr.terms if term not in names]
    if any(contains(value, name) for value in rest for name in names):
        return None
    if expr.terms[0] in names:
        return expr.terms[1:]
    # Without a name in front it is a value that is worked out, such as 2 \cdot 3 = 6.
    return None if names else expr.terms


def _judged(claimed: Expr, right: Expr, equations: Equations, policy: Policy) -> Verdict:
    """Return the verdict; several statements are judged one by one.

    Equations may stand in any order; other statements answer in theirs.
    """
    mine, wanted = _statements(claimed), _statements(right)
    if len(mine) == len(wanted) == 1:
        return _alone(claimed, right, equations, policy)
    shown = write(claimed)
    if max(len(mine), len(wanted)) > _MOST_STATEMENTS:
        return Verdict("unreadable", 0.0, shown, (_too_many(),))
    equal = all(isinstance(part, Compare) for part in (*mine, *wanted))
    if not equal and (_is_logic(claimed) or _is_logic(right)):
        return judge(claimed, right, equations, policy)
    if len(mine) == len(wanted) and not equal:
        pairs = zip(mine, wanted, strict=True)
        return together([_one(a, b, equations, policy) for a, b in pairs], shown)
    return _in_any_order(mine, wanted, equations, policy, shown)


def _statements(expr: Expr) -> tuple[Expr, ...]:
    """Return the statements that stand side by side, or that are solutions: `x = 1 or x = 2`."""
    if isinstance(expr, Call) and expr.op is ops.system:
        return expr.args
    return expr.children if _is_logic(expr) and all(map(_is_equation, expr.children)) else (expr,)


def _is_logic(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.op in _LOGIC


def _is_equation(expr: Expr) -> bool:
    return isinstance(expr, Compare) and set(expr.relations) == {"="}


def _one(claimed: Expr, right: Expr, equations: Equations, policy: Policy) -> Verdict:
    return _alone(*unified(claimed, right), equations, policy)


def _alone(claimed: Expr, right: Expr, equations: Equations, policy: Policy) -> Verdict:
    verdict = judge(claimed, right, equations, policy)
    same = same_arrays(claimed, right, equations)
    if same is not None and same != verdict.correct:
        # Of arrays the numbers of all sizes count.
        if same:
            return Verdict("correct", 1.0, verdict.read_as)
        return replace(verdict, outcome="wrong", credit=0.0, feedback=(other_value(),))
    if verdict.correct:
        return verdict
    imaginary = with_unit(claimed, right)
    if imaginary is None:
        return verdict
    (without,) = (side for side in imaginary if side in (claimed, right))
    if has_real_value(without, equations):
        return verdict
    again = judge(*imaginary, equations, policy)
    return again if again.correct else verdict


def _in_any_order(
    mine: tuple[Expr, ...],
    wanted: tuple[Expr, ...],
    equations: Equations,
    policy: Policy,
    shown: str,
) -> Verdict:
    """Return the verdict on statements that are paired with those that say the same."""
    left, wrong = list(wanted), []
    for one in mine:
        same = (other for other in left if agrees(*unified(one, other), equations, policy))
        found = next(same, None)
        if found is None:
            wrong.append(one)
        else:
            left.remove(found)
    if len(wrong) == len(left):
        pairs = zip(wrong, left, strict=True)
        verdicts = [_one(one, other, equations, policy) for one, other in pairs]
        right = [Verdict("correct", 1.0, write(one)) for one in mine if one not in wrong]
        return together([*right, *verdicts], shown)
    most = max(len(mine), len(wanted))
    credit = max(0, len(wanted) - len(left) - len(wrong)) / most
    fault = _missing() if len(left) > len(wrong) else _extra()
    return Verdict("partial" if credit else "wrong", credit, shown, (fault,))


def _missing() -> Feedback:
    return Feedback("missing-term", "a part of the answer is missing", "답의 일부가 빠졌다")


def _extra() -> Feedback:
    return Feedback("extra-term", "the answer has a part too many", "답에 남는 부분이 있다")


def _too_many() -> Feedback:
    return Feedback(
        "limit",
        f"more than {_MOST_STATEMENTS} statements are too many to be judged",
        f"{_MOST_STATEMENTS}개가 넘는 문장은 판정하지 않는다",
    )
