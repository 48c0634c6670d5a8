r"""Derivatives that do not say by what they are: `\nabla f`, `\nabla^2 f(x)`, `\nabla g(A x)`.

Separate from plain notation of numbers, whose names have an order: here the model's arrays decide.
A gradient is by the argument of its function; of a name, by the one vector that it comes down to,
or the one array. `H_f` and `J_f` are the Hessian and the Jacobian, and a lone `I` is the identity.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.equations import Equations, bare
from nablatex.errors import ShapeError
from nablatex.expr import Apply, At, Call, Compare, Component, Derivative, Expr, Symbol
from nablatex.latex import write
from nablatex.model.ties import reached
from nablatex.traverse import contains, substitute

_SIGNS = {1: r"\nabla", 2: r"\nabla^2"}


def said(node: Expr, equations: Equations) -> Expr:
    """Return a derivative with what it is taken by, where the model tells; else as it is."""
    match node:
        case Derivative(of, (), "nabla", order) if order in _SIGNS:
            return _gradient(node, of, order, equations)
        case Compare((relation,), (left, right)):
            return Compare(
                (relation,), _sides(left, _with_identity(left, right, equations), equations)
            )
        case _:
            return node


def _sides(left: Expr, right: Expr, equations: Equations) -> tuple[Expr, Expr]:
    """Return both sides of a claim, the left one as a derivative of the right one's kind."""
    match left:
        case Derivative(of, (), "laplacian", 2) if len(right.shape) == 2:
            return _gradient(left, of, 2, equations), right
        case Derivative(of, (Symbol() as x, again), "nabla", 2) if (
            x is again and not right.shape and not of.shape and len(x.shape) == 1
        ):
            return Derivative(of, (x,), "laplacian", 2), right
        case Call(ops.transpose, (Derivative() as inner,)) if right.shape:
            return inner, Call(ops.transpose, (right,))
        case Symbol(name) | Apply(name, (Symbol(),), ()) if name[:2] in ("H_", "J_"):
            if _is_known(Symbol(name, ()), equations) or name in equations.functions:
                return left, right
            made = _of_matrix(left, name[0], name[2:].strip("{}"), equations)
            return made, _with_identity(made, right, equations)
        case _:
            return left, right


def _with_identity(left: Expr, right: Expr, equations: Equations) -> Expr:
    """Return `2I` with the identity in it where a matrix is asked for and no name is I."""
    letter = Symbol("I", ())
    matrix = isinstance(left, Derivative) and (len(left.shape) == 2 or left.order == 2)
    if not matrix or right.shape or _stands(letter, equations):
        return right
    try:
        return substitute(right, {letter: Call(ops.identity, ())})
    except ShapeError:
        return right


def _gradient(node: Expr, of: Expr, order: int, equations: Equations) -> Expr:
    match of:
        case Apply(function, (arg,), ()) if function in equations.functions:
            (parameter, *others), body = equations.functions[function]
            if others or not parameter.shape:
                return node
            made = Derivative(Symbol(function, body.shape), (parameter,) * order, "nabla", order)
            return made if arg is parameter else At(made, ((parameter, arg),))
        case Apply(function, (arg,), ()) if arg.shape and not of.shape:
            return Apply(f"{_SIGNS[order]} {function}", (arg,), (), arg.shape * order)
        case Symbol():
            by = _variable(of, equations)
            return node if by is None else Derivative(of, (by,) * order, "nabla", order)
        case _:
            return node


def _of_matrix(node: Expr, letter: str, name: str, equations: Equations) -> Expr:
    """Return the Hessian `H_f` or the Jacobian `J_f` of what the model defines."""
    of = next((n for n in equations.definitions if bare(write(n)) == name), None)
    if not isinstance(of, Symbol):
        return node
    by = _variable(of, equations)
    if by is None:
        return node
    if letter == "J":
        return Derivative(of, (by,), "partial", 1)
    return node if of.shape else Derivative(of, (by, by), "nabla", 2)


def _variable(of: Symbol, equations: Equations) -> Expr | None:
    """Return the one array that a name is differentiated by if nothing is said, or None."""
    if of.name in equations.functions:
        parameters = equations.functions[of.name][0]
        return parameters[0] if len(parameters) == 1 and parameters[0].shape else None
    free = [n for n in reached([of], equations) if n not in equations.definitions]
    free = [n for n in free if n not in equations.values and isinstance(n, Symbol)]
    arrays = [n for n in free if n.shape and n not in equations.elements]
    vectors = [n for n in arrays if len(n.shape) == 1]
    chosen = vectors or arrays
    return chosen[0] if len(chosen) == 1 else None


def _stands(name: Expr, equations: Equations) -> bool:
    """Tell whether a name is one of the model's, defined or not."""
    sides = (*equations.definitions, *equations.definitions.values(), *equations.values)
    bodies = (body for _, body in equations.functions.values())
    return any(contains(side, name) for side in (*sides, *bodies))


def _is_known(name: Expr, equations: Equations) -> bool:
    whole = (*equations.definitions, *equations.values)
    return any(n is name or (isinstance(n, Component) and n.base is name) for n in whole)
