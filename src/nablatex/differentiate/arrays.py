r"""Gradients and Jacobians by elements, and in factors: `\nabla_x y = \nabla_u y \cdot \nabla_x u`.

Arrays have one convention: the derivative of `of` by `wrt` has shape `shape(of) + shape(wrt)`. As
a printed Jacobian it has one row for each output; a matrix variable is flattened row by row.
"""

from __future__ import annotations

from nablatex import ops, rules
from nablatex.derivation import Derivation, Step
from nablatex.differentiate.paths import PathDerivative
from nablatex.equations import Equations, base_name
from nablatex.errors import LimitError, UndefinedError
from nablatex.expr import (
    Call,
    Component,
    Derivative,
    DerivativeStyle,
    Expr,
    Product,
    Stack,
    Sum,
    Symbol,
)
from nablatex.normalise import hoist_cases
from nablatex.shape import Shape

MOST_ENTRIES = 10_000


def elements(equations: Equations, name: Expr) -> tuple[tuple[Expr, ...], Shape]:
    """Return the scalar names of a name, and their shape; a scalar is its own one element.

    Raises:
        UndefinedError: this is no name, or the number of its elements is not known.
    """
    if not isinstance(name, (Symbol, Component)) or not isinstance(base_name(name), Symbol):
        raise UndefinedError(
            "derivatives are taken of names and by names; give an expression a name: y = ..."
        )
    if not name.shape and name not in equations.elements:
        return (name,), ()
    stack = equations.stack_of(name)
    return stack.children, stack.shape


def variables(equations: Equations, name: Expr) -> tuple[tuple[Expr, ...], Shape]:
    """Return the scalar names of a name by which is differentiated, and their shape.

    Raises:
        UndefinedError: one element is defined by others, so that they cannot be held fixed; or as
            for `elements`.
    """
    inputs, shape = elements(equations, name)
    for x in inputs if len(inputs) > 1 else ():
        others = {other for other in inputs if other is not x}
        if equations.definition(x) is not None and not others.isdisjoint(
            equations.order(x, cut=others)
        ):
            raise UndefinedError(
                "an element of what is differentiated by is defined by the others, so a gradient "
                "could hold them fixed or follow them; ask for a single element"
            )
    return inputs, shape


def differentiate(
    equations: Equations, of: Expr, wrt: Expr, style: DerivativeStyle = "partial"
) -> Derivation:
    """Return the derivative of one name by another through all paths of the equations.

    Args:
        equations: what the model says.
        of: the name that is differentiated: a scalar, an element, a vector or a matrix.
        wrt: the name by which it is.
        style: the sign that a scalar derivative is written with.

    Raises:
        NoRuleError: an operation on the way has no rule.
        UndefinedError: sizes are not known, or a definition refers to itself.
        LimitError: the result has too many entries.
    """
    outputs, out_shape = elements(equations, of)
    inputs, in_shape = variables(equations, wrt)
    equations = equations.keeping(map(base_name, inputs))
    if len(outputs) * len(inputs) > MOST_ENTRIES:
        raise LimitError(f"a derivative of {len(outputs)} by {len(inputs)} entries is too large")
    atom_style: DerivativeStyle = "total" if style == "total" else "partial"
    columns = [PathDerivative(equations, x, atom_style) for x in inputs]
    found = [[column.derive(y) for column in columns] for y in outputs]
    if not out_shape and not in_shape:
        asked = Derivative(of, (wrt,), atom_style, 1)
        return Derivation(asked, found[0][0][0], tuple(found[0][0][1]))
    return _assemble(Derivative(of, (wrt,), "nabla", 1), columns, outputs, found)


def _assemble(
    asked: Derivative,
    columns: list[PathDerivative],
    outputs: tuple[Expr, ...],
    found: list[list[tuple[Expr, list[Step]]]],
) -> Derivation:
    rows, width = len(outputs), len(columns)
    atoms = tuple(column.atom(y, column.x) for y in outputs for column in columns)
    entries = tuple(value for row in found for value, _ in row)
    symbols, values = stacked(atoms, rows, width), stacked(entries, rows, width)
    rule = rules.JACOBIAN if rows > 1 else rules.ELEMENTS
    steps = [Step(rule, asked, symbols)]
    seen: set[tuple[Expr, Expr]] = set()
    for row in found:
        for _, own in row:
            for step in own:
                if (step.before, step.after) not in seen:
                    seen.add((step.before, step.after))
                    steps.append(step)
    result: Expr = values
    if values is not symbols:
        steps.append(Step(rules.SUBSTITUTE, asked, values))
        result = hoist_cases(values)
        if result is not values:
            steps.append(Step(rules.BRANCHES, asked, result))
    return Derivation(asked, result, tuple(steps))


def stacked(entries: tuple[Expr, ...], rows: int, width: int) -> Stack:
    """Return entries, row by row, as a list, a column or a matrix."""
    if rows == 1:
        return Stack(entries, (width,), "list")
    if width == 1:
        return Stack(entries, (rows,), "column")
    return Stack(entries, (rows, width), "matrix")


def factored(equations: Equations, of: Expr, wrt: Expr) -> tuple[Step, list[Derivation]]:
    r"""Return `\nabla_x y = \sum_u \nabla_u y \cdot \nabla_x u` and each factor written out.

    `u` runs over the vectors and scalars in the definition of `y` that depend on `x`.

    Raises:
        UndefinedError: nothing stands between the two, the way goes through a matrix, or a factor
            would mean two things; as for `differentiate`.
    """
    between = [u for u in _named_inputs(equations, of, wrt) if _depends(equations, u, wrt)]
    if between == [wrt]:
        raise UndefinedError("nothing stands between the two names: there is one factor only")
    for u in between:
        if any(u is not v and _depends(equations, v, u) for v in between):
            raise UndefinedError(
                "the chain rule in factors would have one symbol for two derivatives: a name "
                "stands in the definition itself and in that of another name there; "
                "see it by elements"
            )
    asked = Derivative(of, (wrt,), "nabla", 1)
    parts: list[Expr] = []
    factors: list[Derivation] = []
    for u in between:
        outer, inner = Derivative(of, (u,), "nabla", 1), Derivative(u, (wrt,), "nabla", 1)
        if u is wrt:
            parts.append(outer)
            factors.append(differentiate(equations, of, u, "nabla"))
            continue
        parts.append(_times(outer, inner, u))
        factors += [
            differentiate(equations, of, u, "nabla"),
            differentiate(equations, u, wrt, "nabla"),
        ]
    after = parts[0] if len(parts) == 1 else Sum(tuple(parts))
    return Step(rules.FACTORED, asked, after), factors


def _times(outer: Expr, inner: Expr, u: Expr) -> Expr:
    """Return the Jacobian by `u` times the Jacobian of `u`, summed over the elements of `u`."""
    if len(u.shape) > 1:
        raise UndefinedError("the chain rule in factors goes through scalars and vectors only")
    if u.shape:
        return Call(ops.matmul, (outer, inner))
    if outer.shape and len(inner.shape) > 1:
        raise UndefinedError("the chain rule in factors has no sign for this product")
    if outer.shape and inner.shape:
        return Call(ops.outer, (outer, inner))
    return Product((outer, inner))


def _named_inputs(equations: Equations, name: Expr, wrt: Expr) -> list[Expr]:
    """Return the names in the definition of `name`, a vector for its elements."""
    found: dict[Expr, None] = {}
    own = elements(equations, wrt)[0]
    for element in elements(equations, name)[0]:
        for scalar in equations.inputs(element):
            owner = (wrt, 0) if scalar in own else equations.owner(scalar)
            found[scalar if owner is None else owner[0]] = None
    return list(found)


def _depends(equations: Equations, name: Expr, wrt: Expr) -> bool:
    inputs = set(elements(equations, wrt)[0])
    return any(
        not inputs.isdisjoint(equations.order(element, cut=inputs))
        for element in elements(equations, name)[0]
    )
