r"""Faults of one part of an answer: an exponent, a name, an argument, bounds, a branch, an order.

Each yields the answer with that part put right by what stands in the right one, and the fault is
said if that makes the answer right.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations, permutations

from nablatex import ops
from nablatex.check.case import Case, Repair, names_of
from nablatex.check.edits import places, replaced
from nablatex.check.verdict import Feedback
from nablatex.errors import ShapeError
from nablatex.expr import (
    ONE,
    TWO,
    Apply,
    Call,
    Component,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Quotient,
    Reduction,
    Sum,
    Symbol,
)
from nablatex.latex import write
from nablatex.shape import shapes_agree
from nablatex.traverse import number, parts_of, substitute

_MOST_NAMES = 6
_MOST_FACTORS = 5


def letter_case(case: Case) -> tuple[Feedback, ...]:
    """A letter is large where it should be small, or the other way round."""
    wanted = {n.name: n for n in parts_of(case.right) if isinstance(n, Symbol)}
    functions = {n.function for n in parts_of(case.right) if isinstance(n, Apply)}
    exchanged: dict[Expr, Expr] = {}
    for node in parts_of(case.claimed):
        if isinstance(node, Symbol) and node.name not in wanted:
            other = wanted.get(node.name.swapcase())
            if other is not None:
                exchanged[node] = other
        elif isinstance(node, Apply) and node.function.swapcase() in functions - {node.function}:
            name = node.function.swapcase()
            exchanged[node] = Apply(name, node.args, node.orders, node.dims)
    if not exchanged:
        return ()
    mended = substitute(case.claimed, exchanged)
    return case.first([(partial(_other_case, list(exchanged)), mended)])


def _other_case(names: list[Expr]) -> Feedback:
    shown = ", ".join(f"${write(name)}$" for name in names)
    return Feedback(
        "letter-case",
        f"capital and small letters are different names: {shown}",
        f"대문자와 소문자는 다른 이름이다: {shown}",
    )


def inverted_part(case: Case) -> tuple[Feedback, ...]:
    """A derivative or a fraction in the answer is upside down."""
    return case.first(_turned_over(case.claimed))


def _turned_over(claimed: Expr) -> Iterator[Repair]:
    for path, node in places(claimed, lambda n: isinstance(n, (Derivative, Quotient))):
        match node:
            case Derivative(of, (by,), style) if not of.shape and not by.shape:
                if not isinstance(of, (Symbol, Component)):
                    continue
                turned: Expr = Derivative(by, (of,), style, 1)
            case Quotient(above, below) if not above.shape:
                turned = Quotient(below, above)
            case _:
                continue
        yield partial(_upside_down, node), replaced(claimed, path, turned)


def _upside_down(node: Expr) -> Feedback:
    shown = write(node)
    return Feedback(
        "inverted", f"${shown}$ is upside down", f"${shown}$ 의 위아래가 바뀌었다", shown
    )


def exponent(case: Case) -> tuple[Feedback, ...]:
    """An exponent is another one, or is missing."""
    return case.first(_other_exponents(case))


def _other_exponents(case: Case) -> Iterator[Repair]:
    wanted = [n.exponent for n in parts_of(case.right) if isinstance(n, Power)]
    for path, node in places(case.claimed, lambda n: isinstance(n, Power)):
        assert isinstance(node, Power)
        near = [node.base, Negation(node.exponent)]
        if isinstance(node.exponent, Number) and isinstance(node.exponent.value, int):
            near += [number(node.exponent.value + 1), number(node.exponent.value - 1)]
        fault = partial(_other_exponent, node)
        yield fault, replaced(case.claimed, path, node.base)
        for other in dict.fromkeys((*wanted, *near[1:])):
            if other is not node.exponent:
                yield fault, replaced(case.claimed, path, Power(node.base, other))
    yield from _missing_exponents(case, wanted)


def _other_exponent(node: Expr) -> Feedback:
    shown = write(node)
    return Feedback(
        "exponent",
        f"the exponent in ${shown}$ is not the right one",
        f"${shown}$ 의 지수가 틀렸다",
        shown,
    )


def _missing_exponent(node: Expr) -> Feedback:
    shown = write(node)
    return Feedback(
        "exponent", f"an exponent of ${shown}$ is missing", f"${shown}$ 의 지수가 빠졌다", shown
    )


def _missing_exponents(case: Case, wanted: list[Expr]) -> Iterator[Repair]:
    def bare(node: Expr) -> bool:
        leaf = isinstance(node, (Symbol, Component, Call, Sum))
        return leaf and len(node.shape) in (0, 2)

    exponents = list(dict.fromkeys((*wanted, TWO)))[:4]
    for path, node in places(case.claimed, bare):
        if isinstance(node, Call) and not node.args:
            continue
        fault = partial(_missing_exponent, node)
        for other in exponents:
            if other is not ONE:
                yield fault, replaced(case.claimed, path, Power(node, other))


def swapped_names(case: Case) -> tuple[Feedback, ...]:
    """Two names are exchanged throughout."""
    return case.first(_swapped(case))


def _swapped(case: Case) -> Iterator[Repair]:
    claimed, mine, wanted = case.claimed, names_of(case.claimed), names_of(case.right)
    for one in [name for name in mine if name not in wanted][:_MOST_NAMES]:
        for other in [name for name in wanted if name not in mine][:_MOST_NAMES]:
            yield partial(_not_what_belongs, one), substitute(claimed, {one: other})
    for one, two in combinations(names_of(claimed)[:_MOST_NAMES], 2):
        yield partial(_exchanged, one, two), substitute(claimed, {one: two, two: one})


def _exchanged(one: Expr, two: Expr) -> Feedback:
    first, second = sorted((write(one), write(two)))
    return Feedback(
        "wrong-variable",
        f"${first}$ and ${second}$ are exchanged",
        f"${first}$ 와(과) ${second}$ 이(가) 서로 바뀌었다",
    )


def wrong_name(case: Case) -> tuple[Feedback, ...]:
    """At one place stands a name, or a derivative, in the place of another."""
    return case.first(_other_names(case))


def _other_names(case: Case) -> Iterator[Repair]:
    wanted = [n for n in parts_of(case.right) if isinstance(n, (Symbol, Component, Derivative))]
    inside = {child for n in wanted if isinstance(n, Component) for child in n.children}
    candidates = [n for n in dict.fromkeys(wanted) if n not in inside or n.shape][:8]
    for path, node in places(
        case.claimed, lambda n: isinstance(n, (Symbol, Component, Derivative))
    ):
        fault = partial(_not_what_belongs, node)
        for other in candidates:
            alike = isinstance(other, Derivative) == isinstance(node, Derivative)
            if other is not node and alike and shapes_agree(other.shape, node.shape):
                yield fault, replaced(case.claimed, path, other)


def _not_what_belongs(node: Expr) -> Feedback:
    shown = write(node)
    return Feedback(
        "wrong-variable",
        f"${shown}$ is not what belongs there",
        f"${shown}$ 의 자리에는 다른 것이 와야 한다",
        shown,
    )


def wrong_argument(case: Case) -> tuple[Feedback, ...]:
    """A function, or its derivative, is taken at the argument of another one."""
    return case.first(_other_arguments(case))


def _other_arguments(case: Case) -> Iterator[Repair]:
    def applied(node: Expr) -> bool:
        return isinstance(node, Apply) or (isinstance(node, Call) and len(node.args) == 1)

    sides = (case.right, case.claimed)
    points = dict.fromkeys(
        node.args
        for side in sides
        for node in parts_of(side)
        if isinstance(node, (Apply, Call)) and node.args
    )
    for path, node in places(case.claimed, applied):
        assert isinstance(node, (Apply, Call))
        fault = partial(_elsewhere, node)
        for args in list(points)[:8]:
            if args == node.args or node in args or len(args) != len(node.args):
                continue
            if isinstance(node, Apply):
                moved: Expr = Apply(node.function, args, node.orders, node.dims)
            else:
                moved = Call(node.op, args)
            yield fault, replaced(case.claimed, path, moved)


def _elsewhere(node: Expr) -> Feedback:
    shown = write(node)
    return Feedback(
        "wrong-argument",
        f"${shown}$ is taken at the wrong place",
        f"${shown}$ 의 인수가 틀렸다",
        shown,
    )


def bounds(case: Case) -> tuple[Feedback, ...]:
    """A sum or product begins or ends elsewhere."""
    return case.first(_other_bounds(case))


def _other_bounds(case: Case) -> Iterator[Repair]:
    wanted = [n for n in parts_of(case.right) if isinstance(n, Reduction)]
    for path, node in places(case.claimed, lambda n: isinstance(n, Reduction)):
        assert isinstance(node, Reduction)
        lows = [w.lower for w in wanted] + [_shifted(node.lower, 1), _shifted(node.lower, -1)]
        highs = [w.upper for w in wanted] + [_shifted(node.upper, 1), _shifted(node.upper, -1)]
        pairs = [(w.lower, w.upper) for w in wanted]
        pairs += [(low, node.upper) for low in lows] + [(node.lower, high) for high in highs]
        for low, high in dict.fromkeys(pairs):
            made = Reduction(node.kind, node.body, node.index, low, high, node.condition)
            if made is not node:
                yield _other_range, replaced(case.claimed, path, made)


def _other_range() -> Feedback:
    return Feedback("bounds", "the bounds are not the right ones", "합 또는 곱의 범위가 틀렸다")


def _shifted(bound: Expr | None, by: int) -> Expr | None:
    if bound is None:
        return None
    if isinstance(bound, Number) and isinstance(bound.value, int):
        return number(bound.value + by)
    return Sum((bound, number(by)))


def product_order(case: Case) -> tuple[Feedback, ...]:
    """The factors of a product of matrices stand in another order."""
    return case.first(_other_orders(case.claimed))


def _other_orders(claimed: Expr) -> Iterator[Repair]:
    for path, node in places(claimed, lambda n: isinstance(n, Call) and n.op in _ORDERED):
        assert isinstance(node, Call)
        if len(node.args) > _MOST_FACTORS:
            continue
        for args in permutations(node.args):
            if args != node.args and (made := _formed(node.op, args)) is not None:
                yield _other_order, replaced(claimed, path, made)


def _other_order() -> Feedback:
    return Feedback(
        "product-order",
        "the factors of the product stand in another order; the product of matrices depends on it",
        "곱의 순서가 다르다. 행렬의 곱은 순서에 따라 달라진다",
    )


_ORDERED = (ops.matmul, ops.kron, ops.outer, ops.cross)


def _formed(op: ops.Op, args: tuple[Expr, ...]) -> Expr | None:
    try:
        return Call(op, args)
    except ShapeError:
        return None


def transposed_part(case: Case) -> tuple[Feedback, ...]:
    """A matrix in the answer is transposed and should not be, or the other way round."""
    return case.first(_other_transposes(case.claimed))


def _other_transposes(claimed: Expr) -> Iterator[Repair]:
    def matrix(node: Expr) -> bool:
        return len(node.shape) == 2 and isinstance(node, (Symbol, Call))

    for path, node in places(claimed, matrix):
        turned = isinstance(node, Call) and node.op is ops.transpose
        made = node.children[0] if turned else Call(ops.transpose, (node,))
        yield partial(_transpose_fault, node, turned), replaced(claimed, path, made)


def _transpose_fault(node: Expr, turned: bool) -> Feedback:
    shown = write(node)
    if turned:
        en, ko = f"${shown}$ should not be transposed", f"${shown}$ 은(는) 전치하지 않아야 한다"
    else:
        en, ko = f"${shown}$ should be transposed", f"${shown}$ 은(는) 전치되어야 한다"
    return Feedback("transposed", en, ko, shown)


def inner_sign(case: Case) -> tuple[Feedback, ...]:
    """Inside the answer, one sign is the opposite one."""
    return case.first(_other_signs(case.claimed))


def _other_signs(claimed: Expr) -> Iterator[Repair]:
    for path, node in places(claimed, lambda n: isinstance(n, (Sum, Negation))):
        if isinstance(node, Negation):
            yield partial(_sign_fault, node), replaced(claimed, path, node.body)
            continue
        assert isinstance(node, Sum)
        for k, term in enumerate(node.terms):
            flipped = term.body if isinstance(term, Negation) else Negation(term)
            made = Sum((*node.terms[:k], flipped, *node.terms[k + 1 :]))
            yield partial(_sign_fault, term), replaced(claimed, path, made)


def _sign_fault(node: Expr) -> Feedback:
    shown = write(node)
    return Feedback(
        "sign", f"the sign of ${shown}$ is the opposite one", f"${shown}$ 의 부호가 반대이다", shown
    )
