"""Numbers: the value of an expression where every name has one.

One pass over the distinct parts, in an arithmetic that is handed in: floating point for results
(array libraries enter here alone), exact numbers and balls for judging. A derivative that is not
pushed down, and an abstract function, have the value that the scope gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from math import inf
from typing import Any, Protocol, assert_never

import numpy as np

from nablatex import ops
from nablatex.errors import EvaluationError, LimitError, UncoveredError, UndefinedError
from nablatex.expr import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Component,
    Delta,
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
from nablatex.traverse import number, substitute

MOST_TERMS = 4_000
_FARTHEST = 10**15
# So many factors or terms cost as much as one more part.
_CHILDREN_OF_ONE = 4
# Kinds whose parts are not all worked out, or not in this scope.
_BY_ITSELF = frozenset((Reduction, At, Derivative, Component, Cases))
Scope = Mapping[Expr, Any]
Unknown = Callable[[Expr, Callable[[Expr], Any]], Any]


class Arithmetic(Protocol):
    """What numbers are and how they are reckoned with.

    Each method raises `EvaluationError` (or ZeroDivisionError, OverflowError, ValueError) where
    there is no value. An array is anything with `ndim`, `shape`, `ravel` and arithmetic signs.
    """

    def quietly(self) -> AbstractContextManager[Any]:
        """Return a context in which no warning is printed."""

    def number(self, value: int | Fraction, places: int) -> Any:
        """Return a number as typed, with its count of decimal places."""

    def array(self, values: list[Any], sizes: list[int]) -> Any:
        """Return an array of numbers, given row by row."""

    def plus(self, left: Any, right: Any) -> Any:
        """Return a sum."""

    def times(self, left: Any, right: Any) -> Any:
        """Return a product, of two numbers or of a number and an array."""

    def divided(self, numerator: Any, denominator: Any) -> Any:
        """Return a quotient."""

    def power(self, base: Any, exponent: Any) -> Any:
        """Return a power of a number, or a whole power of a matrix."""

    def call(self, op: ops.Op, args: list[Any]) -> Any:
        """Return the value of a function of the table."""

    def holds(self, relation: str, left: Any, right: Any) -> bool:
        """Tell whether a relation holds between two values."""

    def whole(self, value: Any) -> int:
        """Return a value that is a whole number: an index, a bound."""


class _Floats:
    """Floating point, with NumPy's arrays."""

    def quietly(self) -> AbstractContextManager[Any]:
        return np.errstate(all="ignore")

    def number(self, value: int | Fraction, places: int) -> Any:
        return float(value)

    def array(self, values: list[Any], sizes: list[int]) -> Any:
        return np.array(values).reshape(sizes)

    def plus(self, left: Any, right: Any) -> Any:
        return left + right

    def times(self, left: Any, right: Any) -> Any:
        return left * right

    def divided(self, numerator: Any, denominator: Any) -> Any:
        if np.any(np.equal(denominator, 0)):
            raise EvaluationError("a division by zero")
        return numerator / denominator

    def power(self, base: Any, exponent: Any) -> Any:
        if np.ndim(base) == 2:
            return matrix_power(base, exponent, np.linalg.matrix_power)
        value = base**exponent
        whole = not isinstance(base, complex) and not isinstance(exponent, complex)
        if isinstance(value, complex) and whole:
            raise EvaluationError("a root of a negative number")
        return value

    def call(self, op: ops.Op, args: list[Any]) -> Any:
        if op.evaluate is None:
            raise EvaluationError(f"{op.name} has no value")
        if op is ops.factorial and not 0 <= float(np.max(args[0])) <= 170:
            raise EvaluationError("a factorial is evaluated from 0 to 170")
        if op in (ops.ln, ops.log, ops.sqrt, ops.log_base) and np.any(np.real(args[0]) < 0):
            raise EvaluationError(f"{op.name} of a negative number")
        return op.evaluate(np, *args)

    def holds(self, relation: str, left: Any, right: Any) -> bool:
        match relation:
            case "=" | "equiv":
                return bool(np.all(left == right))
            case "!=":
                return bool(np.any(left != right))
            case "<":
                return bool(left < right)
            case "<=":
                return bool(left <= right)
            case ">":
                return bool(left > right)
            case ">=":
                return bool(left >= right)
            case _:
                raise EvaluationError(f"the relation {relation} has no truth value here")

    def whole(self, value: Any) -> int:
        whole = int(value)
        if value != whole:
            raise EvaluationError("indices and the bounds of a sum are whole numbers")
        return whole


FLOATS: Arithmetic = _Floats()


def evaluate(expr: Expr, scope: Scope, unknown: Unknown | None = None) -> Any:
    """Return the value of `expr` in floating point.

    Args:
        expr: the expression.
        scope: a number for each name.
        unknown: value of an abstract function or a derivative; called with the node and a
            function that evaluates further expressions in this scope.

    Raises:
        UndefinedError: a name has no number.
        EvaluationError: there is no value here.
        LimitError: a sum is too long.
    """
    return Evaluator(dict(scope), unknown, FLOATS).value(expr)


@dataclass(slots=True)
class Meter:
    """How many parts of expressions have been worked out, and how many may be."""

    spent: int = 0
    most: float = inf

    def spend(self, parts: int) -> None:
        """Count some parts.

        Raises:
            LimitError: they are too many.
        """
        self.spent += parts
        if self.spent > self.most:
            raise LimitError("it takes too much work")


class Evaluator:
    """Values of expressions in one scope, each distinct part worked out once."""

    def __init__(
        self,
        made: dict[Expr, Any],
        unknown: Unknown | None,
        arithmetic: Arithmetic,
        meter: Meter | None = None,
    ) -> None:
        """Make an evaluator.

        Args:
            made: the values that are known; those of all parts are added to it.
            unknown: as for `evaluate`.
            arithmetic: what the numbers are.
            meter: counts the work, for all evaluators that share it.
        """
        self._meter = meter or Meter()
        self._made = made
        self._unknown = unknown
        self._arithmetic = arithmetic
        # Sums inside sums draw on one budget: the work is bounded by their product.
        self._budget = MOST_TERMS
        self._depth = 0

    def value(self, expr: Expr) -> Any:
        """Return the value of an expression.

        Raises:
            UndefinedError, EvaluationError, LimitError: as for `evaluate`.
        """
        made = self._made
        if expr in made:
            return made[expr]
        if self._depth == 0:
            self._budget = MOST_TERMS
        self._depth += 1
        stack, spend = [(expr, False)], self._meter.spend
        try:
            with self._arithmetic.quietly():
                while stack:
                    node, ready = stack.pop()
                    if node in made:
                        continue
                    if ready or not node.children or _is_by_itself(node):
                        spend(1 + len(node.children) // _CHILDREN_OF_ONE)
                        made[node] = self._node(node)
                        continue
                    stack.append((node, True))
                    stack.extend([(child, False) for child in node.children])
        except (ArithmeticError, ValueError, IndexError, TypeError) as error:
            # A number where an array belongs, an index out of range, a division by zero.
            raise EvaluationError(f"no value here: {error}") from error
        finally:
            self._depth -= 1
        return made[expr]

    def _node(self, node: Expr) -> Any:
        made, arithmetic = self._made, self._arithmetic
        match node:
            case Symbol() | Component() | Apply() | Derivative():
                return self._outside(node)
            case Product(factors):
                if _has_bracket(node):
                    return self._guarded(factors)
                return reduce(arithmetic.times, [made[factor] for factor in factors])
            case Number(value, places):
                return arithmetic.number(value, places)
            case Sum(terms):
                return reduce(arithmetic.plus, [made[term] for term in terms])
            case Power(base, exponent):
                return arithmetic.power(made[base], made[exponent])
            case Negation(body):
                return -made[body]
            case Quotient(numerator, denominator):
                return arithmetic.divided(made[numerator], made[denominator])
            case Call(op, args):
                return arithmetic.call(op, [made[arg] for arg in args])
            case Stack(entries, dims):
                sizes = [dim for dim in dims if isinstance(dim, int)]
                return arithmetic.array([made[entry] for entry in entries], sizes)
            case Cases(branches):
                return self._cases(branches)
            case Compare(relations, terms):
                return self._compare(relations, [made[term] for term in terms])
            case Delta(left, right):
                return arithmetic.number(int(arithmetic.holds("=", made[left], made[right])), 0)
            case Reduction():
                return self._reduction(node)
            case At():
                return self._at(node)
            case _:
                assert_never(node)

    def _at(self, node: At) -> Any:
        if self._unknown is not None:
            # A derivative is taken first and read off at the point afterwards.
            return self._unknown(node, self.value)
        return self.value(substitute(node.body, dict(node.bindings)))

    def _outside(self, node: Expr) -> Any:
        if self._unknown is None:
            match node:
                case Component(Stack() | Call() as base, indices):
                    whole = self._arithmetic.whole
                    places = tuple(whole(self.value(index)) for index in indices)
                    return np.asarray(self.value(base))[places]
                case _:
                    pass
            raise UndefinedError(f"nothing gives a number to {_spelled(node)}")
        return self._unknown(node, self.value)

    def _guarded(self, factors: tuple[Expr, ...]) -> Any:
        """Return a product that is 0 where a bracket in it is, whatever stands beside it.

        `[k < n] x_{k+1}` is 0 for the last k, of which there is no next element (Knuth, "Two notes
        on notation", 1992).
        """
        brackets = [self.value(factor) for factor in factors if _is_bracket(factor)]
        if any(np.ndim(bracket) == 0 and bracket == 0 for bracket in brackets):
            return self._arithmetic.number(0, 0)
        return reduce(self._arithmetic.times, [self.value(factor) for factor in factors])

    def _cases(self, branches: tuple[tuple[Expr, Expr], ...]) -> Any:
        """Return the value of the first branch that holds; of arrays, in each entry."""
        chosen: list[tuple[Any, Any]] = []
        for value, condition in branches:
            holds = self.value(condition)
            if np.any(holds):
                chosen.append((holds, self.value(value)))
            if np.ndim(holds) == 0 and holds:
                break
        if not np.all(reduce(np.logical_or, [holds for holds, _ in chosen], False)):
            raise UncoveredError("no branch holds here")
        *before, (_, made) = chosen
        for holds, value in reversed(before):
            made = np.where(holds, value, made)
        return made

    def _compare(self, relations: tuple[str, ...], values: list[Any]) -> Any:
        """Return whether relations hold; of arrays, entry by entry."""
        if not any(map(np.ndim, values)):
            return all(
                self._arithmetic.holds(relation, values[place], values[place + 1])
                for place, relation in enumerate(relations)
            )
        rows = np.broadcast(*(np.asarray(value, dtype=object) for value in values))
        found = np.empty(rows.size, dtype=bool)
        found[:] = [self._compare(relations, list(row)) for row in rows]
        return found.reshape(rows.shape)

    def _reduction(self, node: Reduction) -> Any:
        if node.kind in ("limit", "integral") or node.lower is None or node.upper is None:
            if self._unknown is None:
                raise EvaluationError(f"this {node.kind} has no value by its terms")
            return self._unknown(node, self.value)
        low, high = self.value(node.lower), self.value(node.upper)
        if not (high - low < self._budget and abs(low) < _FARTHEST):
            raise LimitError(f"more than {MOST_TERMS} terms are too many")
        low, high = map(self._arithmetic.whole, (low, high))
        terms = max(high - low + 1, 0)
        self._budget -= terms
        # Each term is written out before it is worked out.
        self._meter.spend(2 * terms)
        parts = []
        for k in range(low, high + 1):
            if node.condition is None or self.value(_at_index(node.condition, node.index, k)):
                parts.append(self.value(_at_index(node.body, node.index, k)))
        return self._reduced(node, parts)

    def _reduced(self, node: Reduction, parts: list[Any]) -> Any:
        if node.kind in ("sum", "prod"):
            arithmetic = self._arithmetic
            if node.kind == "sum":
                return reduce(arithmetic.plus, parts, arithmetic.number(0, 0))
            return reduce(arithmetic.times, parts, arithmetic.number(1, 0))
        if not parts:
            raise EvaluationError(f"a {node.kind} of nothing")
        return max(parts) if node.kind == "max" else min(parts)


def _is_by_itself(node: Expr) -> bool:
    return type(node) in _BY_ITSELF or (type(node) is Product and _has_bracket(node))


def _has_bracket(node: Expr) -> bool:
    return not node.shape and any(map(_is_bracket, node.children))


def _is_bracket(node: Expr) -> bool:
    return isinstance(node, Call) and node.op is ops.indicator


@lru_cache(maxsize=4_096)
def _at_index(term: Expr, index: Expr, place: int) -> Expr:
    """Return a term of a sum at one place, kept for the next point at which it is wanted."""
    return substitute(term, {index: number(place)})


def matrix_power(base: Any, exponent: Any, power: Callable[[Any, int], Any]) -> Any:
    """Return a whole power of a square matrix by `power`.

    Raises:
        EvaluationError: the power is not whole, the matrix not square, or it has no inverse.
    """
    if base.shape[0] != base.shape[1] or exponent != int(exponent):
        raise EvaluationError("a power of a matrix is whole, and the matrix square")
    try:
        return power(base, int(exponent))
    except (np.linalg.LinAlgError, ZeroDivisionError) as error:
        raise EvaluationError("a matrix has no inverse here") from error


def _spelled(node: Expr) -> str:
    """Return what has no number in words; how LaTeX is written is not known here."""
    match node:
        case Symbol(name):
            return name
        case Component(Symbol(name), indices, "sub"):
            names = [_spelled(index) for index in indices]
            listed = ("," if any(len(index) > 1 for index in names) else "").join(names)
            return f"{name}_{listed}" if len(listed) == 1 else f"{name}_{{{listed}}}"
        case Number(value):
            return str(value)
        case Apply(function) | Derivative(Apply(function)):
            return f"the function {function}, whose formula is not given"
        case Derivative(Symbol(name)):
            return f"a derivative of {name}, whose formula is not given"
        case _:
            return "a name that is no number"
