"""Numbers: the value of an expression where every name has one.

One pass over the distinct parts in floating point; array libraries enter here alone. A derivative
that is not pushed down, and an abstract function, have the value that the scope gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

import numpy as np

from nablatex import ops
from nablatex.errors import EvaluationError, LimitError, UndefinedError
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
from nablatex.traverse import number, postorder, substitute

MOST_TERMS = 4_000
Scope = Mapping[Expr, Any]
Unknown = Callable[[Expr, Callable[[Expr], Any]], Any]
_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(np.all(a == b)),
    "equiv": lambda a, b: bool(np.all(a == b)),
    "!=": lambda a, b: bool(np.any(a != b)),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


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
    return _Evaluator(scope, unknown).value(expr)


class _Evaluator:
    def __init__(
        self, scope: Scope, unknown: Unknown | None, budget: list[int] | None = None
    ) -> None:
        self._scope = scope
        # Sums inside sums draw on one budget: the work is bounded by their product.
        self._budget = [MOST_TERMS] if budget is None else budget
        self._unknown = unknown
        self._made: dict[Expr, Any] = {}

    def value(self, expr: Expr) -> Any:
        """Return the value of an expression, every distinct part once."""
        made = self._made
        stack = [(expr, False)]
        with np.errstate(all="ignore"):
            while stack:
                node, ready = stack.pop()
                if node in made:
                    continue
                if ready:
                    made[node] = self._safely(node)
                    continue
                if node in self._scope:
                    made[node] = self._scope[node]
                    continue
                stack.append((node, True))
                if not isinstance(node, (Reduction, At, Derivative, Component, Cases)):
                    stack.extend((child, False) for child in node.children)
        return made[expr]

    def _safely(self, node: Expr) -> Any:
        try:
            return self._node(node)
        except (ValueError, OverflowError, ZeroDivisionError, np.linalg.LinAlgError) as error:
            raise EvaluationError(f"no value here: {error}") from error

    def _node(self, node: Expr) -> Any:
        made = self._made
        match node:
            case Number(value):
                return float(value)
            case Sum(terms):
                return sum(made[term] for term in terms)
            case Product(factors):
                value = made[factors[0]]
                for factor in factors[1:]:
                    value = value * made[factor]
                return value
            case Negation(body):
                return -made[body]
            case Quotient(numerator, denominator):
                return _divided(made[numerator], made[denominator])
            case Power(base, exponent):
                return _power(made[base], made[exponent])
            case Call(op, args):
                return self._call(op, [made[arg] for arg in args])
            case Stack(entries, dims):
                sizes = [dim for dim in dims if isinstance(dim, int)]
                return np.array([made[entry] for entry in entries]).reshape(sizes)
            case Cases(branches):
                return self._cases(branches)
            case Compare(relations, terms):
                return self._compare(relations, [made[term] for term in terms])
            case Delta(left, right):
                return 1.0 if made[left] == made[right] else 0.0
            case Reduction():
                return self._reduction(node)
            case At(body, bindings):
                if self._unknown and any(isinstance(n, Derivative) for n in postorder(body)):
                    # A derivative is taken first and read off at the point afterwards.
                    return self._unknown(node, self.value)
                return self.value(substitute(body, dict(bindings)))
            case Symbol() | Component() | Apply() | Derivative():
                return self._outside(node)
            case _:
                assert_never(node)

    def _outside(self, node: Expr) -> Any:
        if isinstance(node, Component) and isinstance(node.base, (Stack, Call)):
            array = np.asarray(self.value(node.base))
            return array[tuple(int(self.value(index)) for index in node.indices)]
        if self._unknown is None:
            raise UndefinedError(f"nothing gives a number to {_spelled(node)}")
        return self._unknown(node, self.value)

    def _call(self, op: ops.Op, args: list[Any]) -> Any:
        if op.evaluate is None:
            raise EvaluationError(f"{op.name} has no value")
        if op is ops.factorial and not 0 <= float(np.max(args[0])) <= 170:
            raise EvaluationError("a factorial is evaluated from 0 to 170")
        if op in (ops.ln, ops.log, ops.sqrt, ops.log_base) and np.any(np.real(args[0]) < 0):
            raise EvaluationError(f"{op.name} of a negative number")
        return op.evaluate(np, *args)

    def _cases(self, branches: tuple[tuple[Expr, Expr], ...]) -> Any:
        for value, condition in branches:
            if self.value(condition):
                return self.value(value)
        raise EvaluationError("no branch holds here")

    def _compare(self, relations: tuple[str, ...], values: list[Any]) -> bool:
        for place, relation in enumerate(relations):
            if relation not in _RELATIONS:
                raise EvaluationError(f"the relation {relation} has no truth value here")
            if not _RELATIONS[relation](values[place], values[place + 1]):
                return False
        return True

    def _reduction(self, node: Reduction) -> Any:
        if node.kind in ("limit", "integral") or node.lower is None or node.upper is None:
            if self._unknown is None:
                raise EvaluationError(f"this {node.kind} has no value by its terms")
            return self._unknown(node, self.value)
        low, high = _whole(self.value(node.lower)), _whole(self.value(node.upper))
        self._budget[0] -= max(high - low + 1, 0)
        if self._budget[0] < 0:
            raise LimitError(f"more than {MOST_TERMS} terms are too many")
        parts = []
        for k in range(low, high + 1):
            here = _Evaluator({**self._scope, node.index: float(k)}, self._unknown, self._budget)
            if node.condition is None or here.value(node.condition):
                parts.append(here.value(substitute(node.body, {node.index: number(k)})))
        if node.kind == "sum":
            return sum(parts)
        if node.kind == "prod":
            return np.prod(parts)
        return max(parts) if node.kind == "max" else min(parts)


def _whole(value: Any) -> int:
    if value != round(value):
        raise EvaluationError("the bounds of a sum are whole numbers")
    return int(value)


def _divided(numerator: Any, denominator: Any) -> Any:
    if np.any(np.equal(denominator, 0)):
        raise EvaluationError("a division by zero")
    return numerator / denominator


def _matrix_power(base: Any, exponent: Any) -> Any:
    if base.shape[0] != base.shape[1] or exponent != round(exponent):
        raise EvaluationError("a power of a matrix is whole, and the matrix square")
    try:
        return np.linalg.matrix_power(base, int(exponent))
    except np.linalg.LinAlgError as error:
        raise EvaluationError("a matrix has no inverse here") from error


def _power(base: Any, exponent: Any) -> Any:
    if np.ndim(base) == 2:
        return _matrix_power(base, exponent)
    try:
        value = base**exponent
    except (OverflowError, ZeroDivisionError) as error:
        raise EvaluationError("a power has no value here") from error
    if (
        isinstance(value, complex)
        and not isinstance(base, complex)
        and not isinstance(exponent, complex)
    ):
        raise EvaluationError("a root of a negative number")
    return value


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
