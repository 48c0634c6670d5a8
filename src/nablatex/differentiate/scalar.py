"""The derivative of one scalar expression by one scalar name, with a step for each rule used.

Separate from the chain rule over a model's names (`paths`): here every other name is a constant.
The walk goes once over the distinct parts of the expression, so shared parts are differentiated
once and depth costs no recursion.
"""

from __future__ import annotations

from typing import assert_never

from nablatex import ops, rules
from nablatex.derivation import Step
from nablatex.differentiate.indices import bounds_of, by_element, can_be, total
from nablatex.errors import NoRuleError
from nablatex.expr import (
    ONE,
    TWO,
    ZERO,
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Component,
    Delta,
    Derivative,
    Expr,
    Mark,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Rule,
    Stack,
    Sum,
    Symbol,
)
from nablatex.normalise import (
    add,
    branches,
    chain,
    divide,
    multiply,
    negate,
    raise_to,
    simplify,
    take_out,
    value_of,
)
from nablatex.traverse import number, postorder, with_own_indices

_REFUSED = {
    "prod": "a product whose bounds are not numbers is not differentiated",
    "max": "a maximum over an index is not differentiated",
    "min": "a minimum over an index is not differentiated",
    "limit": "a limit is not differentiated",
    "integral": "an integral is not differentiated",
}


class Partial:
    """The derivative of an expression by `x`, and the steps that give it.

    Attributes:
        result: the derivative, in tidy form.
        steps: one for each rule used, inner parts first.
    """

    def __init__(self, expr: Expr, x: Expr) -> None:
        self._x = x
        expr = with_own_indices(expr, (x,))
        self._made: dict[Expr, Expr] = {}
        self.steps: list[Step] = []
        self._bound = {part.index for part in postorder(expr) if isinstance(part, Reduction)}
        depends: set[Expr] = set()
        for node in postorder(expr):
            if can_be(node, x) or any(child in depends for child in node.children):
                depends.add(node)
        self._depends = depends
        for node in postorder(expr):
            if node in depends and not isinstance(node, Compare):
                self._visit(node)
        self.result = self._of(expr)

    def _visit(self, node: Expr) -> None:
        if can_be(node, self._x):
            self._made[node] = by_element(node, self._x)
            return
        if _is_condition(node) or node.shape:
            # What it does to the derivative is said by the cases or the function it stands in.
            return
        rule, after, note = self._rule(node)
        self._made[node] = after
        before = Derivative(node, (self._x,), "partial", 1)
        self.steps.append(Step(rule, before, after, note))

    def _of(self, part: Expr) -> Expr:
        """Return the derivative of a part that has been visited; a constant's is zero."""
        if part not in self._depends:
            return ZERO
        if part not in self._made:
            raise _no_rule(part)
        return self._made[part]

    def _rule(self, node: Expr) -> tuple[Rule, Expr, Rule | None]:
        match node:
            case Sum(terms):
                return rules.SUM, add(self._of(term) for term in terms), None
            case Negation(body):
                return rules.CONSTANT_FACTOR, negate(self._of(body)), None
            case Product(factors):
                return self._product(factors)
            case Quotient(numerator, denominator):
                return self._quotient(numerator, denominator)
            case Power(base, exponent):
                return self._power(base, exponent)
            case Call(op, args):
                return self._call(op, args)
            case Cases(old):
                made = branches(tuple((self._of(value), condition) for value, condition in old))
                return rules.CASES, made, None
            case Apply():
                return rules.ABSTRACT, self._apply(node, None), None
            case Component(Apply() as function, indices, "sub"):
                return rules.ABSTRACT, self._apply(function, indices), None
            case Component(Call(ops.softmax as op, (Stack() as inside,)) as whole, (index,), "sub"):
                return op.rule, self._softmax(node, whole, inside, index), None
            case Derivative():
                raise NoRuleError(
                    "a derivative in a definition is not differentiated once more; "
                    "ask for the second derivative of what it is the derivative of"
                )
            case At():
                raise NoRuleError("a value at a point is not differentiated")
            case Number() | Symbol() | Component() | Delta() | Stack() | Compare():
                raise _no_rule(node)
            case Reduction():
                return self._reduction(node)
            case _:
                assert_never(node)

    def _reduction(self, node: Reduction) -> tuple[Rule, Expr, Rule | None]:
        if node.kind != "sum":
            raise NoRuleError(_REFUSED[node.kind])
        if not self._depends.isdisjoint(bounds_of(node)):
            raise NoRuleError("a sum is not differentiated by what stands in its bounds")
        term = self._of(node.body)
        picked = any(isinstance(part, Delta) for part in postorder(term))
        note = rules.IN_RANGE if picked else None
        return rules.SUM_OVER_INDEX, total(node, term, self._bound), note

    def _product(self, factors: tuple[Expr, ...]) -> tuple[Rule, Expr, None]:
        moving = [place for place, factor in enumerate(factors) if factor in self._depends]
        terms = [
            multiply((*factors[:place], self._of(factors[place]), *factors[place + 1 :]))
            for place in moving
        ]
        rule = rules.PRODUCT if len(moving) > 1 else rules.CONSTANT_FACTOR
        return rule, take_out(add(terms)), None

    def _quotient(self, top: Expr, bottom: Expr) -> tuple[Rule, Expr, None]:
        d_top, d_bottom = self._of(top), self._of(bottom)
        if d_bottom is ZERO:
            return rules.CONSTANT_FACTOR, divide(d_top, bottom), None
        above = add((multiply((d_top, bottom)), negate(multiply((top, d_bottom)))))
        return rules.QUOTIENT, multiply((above, divide(ONE, raise_to(bottom, TWO)))), None

    def _power(self, base: Expr, exponent: Expr) -> tuple[Rule, Expr, None]:
        d_base, d_exponent = self._of(base), self._of(exponent)
        node = Power(base, exponent)
        if d_exponent is ZERO:
            exact = value_of(exponent)
            lower = add((exponent, negate(ONE))) if exact is None else number(exact - 1)
            rule = rules.POWER if base is self._x else rules.CHAIN_INNER
            return rule, multiply((exponent, raise_to(base, lower), d_base)), None
        if isinstance(base, Call) and base.op is ops.e:
            rule = rules.EXPONENTIAL if exponent is self._x else rules.CHAIN_INNER
            return rule, chain((node, d_exponent)), None
        log_base = Call(ops.ln, (base,))
        if d_base is ZERO:
            return rules.EXPONENTIAL, chain((node, log_base, d_exponent)), None
        growth = add((multiply((d_exponent, log_base)), divide(multiply((exponent, d_base)), base)))
        return rules.POWER_OF_VARIABLES, multiply((node, growth)), None

    def _call(self, op: ops.Op, args: tuple[Expr, ...]) -> tuple[Rule, Expr, Rule | None]:
        if op.partials is None:
            raise NoRuleError(f"the row of {op.name} states no derivative")
        outer = op.partials(args)
        terms = [
            chain((simplify(partial), self._of(arg)))
            for partial, arg in zip(outer, args, strict=True)
            if arg in self._depends
        ]
        inner_only = all(arg is self._x for arg in args if arg in self._depends)
        note = rules.KINK if op is ops.relu else None
        return op.rule if inner_only else rules.CHAIN_INNER, add(terms), note

    def _softmax(self, entry: Expr, whole: Call, inside: Stack, index: Expr) -> Expr:
        r"""Return the derivative of a softmax's entry.

        $\partial s_k / \partial z_j = s_k (\delta_{kj} - s_j)$ (Goodfellow, Bengio and Courville,
        Deep Learning, section 6.2.2.3, from the logarithm of the softmax).
        """
        terms: list[Expr] = []
        for place, part in enumerate(inside.entries):
            if part not in self._depends:
                continue
            other = Component(whole, (Number(place, 0),), "sub")
            own = place == value_of(index)
            factor = add((ONE, negate(entry))) if own else negate(other)
            terms.append(multiply((entry, factor, self._of(part))))
        return add(terms)

    def _apply(self, function: Apply, indices: tuple[Expr, ...] | None) -> Expr:
        terms: list[Expr] = []
        for slot, arg in enumerate(function.args):
            parts = arg.entries if isinstance(arg, Stack) else (arg,)
            for place, part in enumerate(parts):
                if part not in self._depends:
                    continue
                mark = (slot, (place,) if isinstance(arg, Stack) else ())
                terms.append(multiply((_marked(function, mark, indices), self._of(part))))
        return add(terms)


def _no_rule(node: Expr) -> NoRuleError:
    what = node.op.name if isinstance(node, Call) else type(node).__name__.lower()
    if node.shape:
        return NoRuleError(f"a {what} with vectors or matrices is not differentiated by elements")
    return NoRuleError(f"no rule differentiates this: {what}")


def _marked(function: Apply, mark: Mark, indices: tuple[Expr, ...] | None) -> Expr:
    """Return an abstract function differentiated once more; marks commute, so they are sorted."""
    orders = tuple(sorted((*function.orders, mark)))
    made = Apply(function.function, function.args, orders, function.dims)
    return made if indices is None else Component(made, indices, "sub")


def _is_condition(node: Expr) -> bool:
    logical = (ops.and_, ops.or_, ops.not_)
    return isinstance(node, Compare) or (isinstance(node, Call) and node.op in logical)
