"""A wrong answer under examination, and what every hypothesis about it may ask.

A hypothesis is tried, not guessed: the answer with one thing in it put right is judged like any
other, and the fault is said only if the repaired answer is the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from nablatex.check.trial import MOST_EXPLAINING, Pair, Trial
from nablatex.check.verdict import Feedback
from nablatex.errors import NablatexError
from nablatex.expr import Component, Expr, Reduction, Symbol
from nablatex.traverse import parts_of

MOST_TRIES = 150
Repair = tuple[Callable[[], Feedback], Expr]
"""What is said if a repair is right (put into words only then), and the repaired answer."""


@dataclass(slots=True)
class Budget:
    """How many more repairs are tried, and which were: a verdict is due in a millisecond or so."""

    begun: int = 0
    left: int = MOST_TRIES
    tried: set[tuple[Expr, Expr]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Case:
    """An answer and the right one, which differ.

    Attributes:
        claimed, right: the two sides.
        trial: the worlds in which they were compared.
        pairs: their values in the first of these.
        budget: how many more repairs are tried.
    """

    claimed: Expr
    right: Expr
    trial: Trial
    pairs: tuple[Pair, ...]
    budget: Budget = field(default_factory=Budget)

    def equal(self, left: Expr, right: Expr) -> bool:
        """Tell whether two expressions are equal; not once the work has become too much."""
        self.budget.left -= 1
        spent = self.trial.meter.spent - self.budget.begun
        return self.budget.left >= 0 and spent < MOST_EXPLAINING and self.trial.equal(left, right)

    def first(self, repairs: Iterable[Repair]) -> tuple[Feedback, ...]:
        """Return the fault whose repair makes the answer right, or nothing."""
        try:
            for fault, repaired in repairs:
                if self.budget.left <= 0:
                    return ()
                fits = repaired.shape in (self.right.shape, self.claimed.shape)
                if not fits or (repaired, self.right) in self.budget.tried:
                    continue
                self.budget.tried.add((repaired, self.right))
                if self.equal(repaired, self.right):
                    return (fault(),)
        except (NablatexError, TypeError):
            return ()
        return ()

    def part(self, claimed: Expr, right: Expr) -> Case:
        """Return the case of a part of both sides: one entry, one term."""
        pairs = of_one_size(self.trial.first_pairs(claimed, right))
        return replace(self, claimed=claimed, right=right, pairs=pairs)


def of_one_size(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Return the pairs of the sizes of the first: sizes that are names vary between worlds."""
    found = list(pairs)
    return tuple(pair for pair in found if _shapes(pair) == _shapes(found[0]))


def _shapes(pair: Pair) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return np.shape(pair.left), np.shape(pair.right)


Hypothesis = Callable[[Case], tuple[Feedback, ...]]


def names_of(expr: Expr) -> list[Expr]:
    """Return the scalar names that stand in an expression, elements as a whole, no bound ones."""
    nodes = parts_of(expr)
    bound = {node.index for node in nodes if isinstance(node, Reduction)}
    names = [n for n in nodes if isinstance(n, (Symbol, Component)) and not n.shape]
    inside = {child for name in names for child in name.children}
    return [name for name in names if name not in inside and name not in bound]
