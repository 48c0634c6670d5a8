r"""Cases and what stands beside them: one brace in front of all where a lecturer writes one.

Separate from the tidy constructors, which never look at what surrounds a part.
"""

from __future__ import annotations

from nablatex.expr import Cases, Expr, Negation, Product, Stack, Sum
from nablatex.normalise.covers import covers
from nablatex.normalise.tidy import add, multiply, negate
from nablatex.traverse import transform


def branches(made: tuple[tuple[Expr, Expr], ...]) -> Expr:
    """Return the cases of these values and conditions; a value that always holds needs no brace."""
    values = {value for value, _ in made}
    always = len(values) == 1 and covers(condition for _, condition in made)
    return made[0][0] if always else Cases(made)


def hoist_cases(stack: Stack) -> Expr:
    """Return the cases of vectors that equals a vector of cases with the same conditions.

    A vector whose entries branch on one and the same condition is written by a lecturer as one
    brace with a vector in each branch; any other vector is returned as it is.
    """
    conditions = _common_conditions(stack.entries)
    if conditions is None:
        return stack
    return Cases(
        tuple(
            (Stack(tuple(_branch(e, k) for e in stack.entries), stack.dims, stack.kind), when)
            for k, when in enumerate(conditions)
        )
    )


def _common_conditions(parts: tuple[Expr, ...]) -> tuple[Expr, ...] | None:
    """Return the conditions of the cases among `parts`, or None if there are none or several."""
    found = {
        tuple(condition for _, condition in part.branches)
        for part in parts
        if isinstance(part, Cases)
    }
    return found.pop() if len(found) == 1 else None


def _branch(entry: Expr, place: int) -> Expr:
    return entry.branches[place][0] if isinstance(entry, Cases) else entry


def distribute_cases(expr: Expr) -> Expr:
    """Return cases with what stands beside them, factors and terms, taken into each branch."""
    return transform(expr, _distribute)


def _distribute(node: Expr) -> Expr:
    match node:
        case Product(factors):
            places = [k for k, factor in enumerate(factors) if isinstance(factor, Cases)]
            if len(places) != 1:
                return node
            chosen = factors[places[0]]
            assert isinstance(chosen, Cases)
            before, after = factors[: places[0]], factors[places[0] + 1 :]
            return branches(tuple((multiply((*before, v, *after)), c) for v, c in chosen.branches))
        case Negation(Cases(old)):
            return Cases(tuple((negate(value), condition) for value, condition in old))
        case Sum(terms):
            conditions = _common_conditions(terms)
            if conditions is None:
                return node
            return branches(
                tuple(
                    (add(_branch(term, k) for term in terms), when)
                    for k, when in enumerate(conditions)
                )
            )
        case _:
            return node
