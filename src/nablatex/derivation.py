"""Steps and derivations: the record that a computation leaves, which is what a learner is shown.

Separate from the rules that make steps and from the printers that show them. A derivation's steps
are the computation itself: each states one equality, `before = after`, true on its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from nablatex.expr import Expr, Rule


@dataclass(frozen=True, slots=True)
class Step:
    """One equality `before = after`, and the rule that gives it.

    Attributes:
        rule: why it holds.
        before, after: the two sides.
        note: a remark that matters here (the value chosen at a kink), or None.
        parts: the argument for this step, for those who want to see it.
    """

    rule: Rule
    before: Expr
    after: Expr
    note: Rule | None = None
    parts: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derivative with the steps that lead to it.

    Attributes:
        asked: the derivative, as an expression that is not pushed down.
        result: its value, `after` of the last step.
        steps: the argument, in the order in which it is read.
    """

    asked: Expr
    result: Expr
    steps: tuple[Step, ...]
