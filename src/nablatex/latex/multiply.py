r"""What a multiplication means by the shapes of its factors.

Scalars commute and make one flat product; vectors and matrices keep their order. `\cdot` of two
vectors is the inner product, `\times` the cross product; with a matrix both are the matrix product.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.errors import ShapeError
from nablatex.expr import Call, Expr, Op, Product, Quotient

_SIGNED: dict[str, Op] = {
    "odot": ops.hadamard,
    "oslash": ops.hadamard_divide,
    "otimes": ops.kron,
}


def combine(values: list[Expr], signs: list[str]) -> Expr:
    """Return the product of `values` with `signs` between them, read from left to right.

    Raises:
        ShapeError: the shapes of two factors do not fit.
    """
    group = [values[0]]
    between: list[str] = []
    for sign, value in zip(signs, values[1:], strict=True):
        if sign == "/":
            group, between = [Quotient(_product(group, between), value)], []
        else:
            group.append(value)
            between.append(sign)
    return _product(group, between)


def _product(values: list[Expr], signs: list[str]) -> Expr:
    if len(values) == 1:
        return values[0]
    tensors = [value for value in values if value.shape]
    if len(tensors) <= 1:
        return Product(tuple(values))
    scalars: list[Expr] = []
    made: Expr | None = None
    for place, value in enumerate(values):
        if not value.shape:
            scalars.append(value)
        elif made is None:
            made = value
        else:
            made = _pair(made, value, signs[place - 1])
            if not made.shape:
                scalars.append(made)
                made = None
    parts = scalars if made is None else [*scalars, made]
    return parts[0] if len(parts) == 1 else Product(tuple(parts))


def _pair(left: Expr, right: Expr, sign: str) -> Expr:
    op = _SIGNED.get(sign)
    ranks = len(left.shape), len(right.shape)
    if op is None and ranks == (1, 1):
        if sign == "cdot":
            return Call(ops.dot, (left, right))
        if sign == "times":
            return Call(ops.cross, (left, right))
        if not _starts_with_row(left):
            raise ShapeError(r"two vectors side by side: write \vec u \cdot \vec v or u^\top v")
    if op is None:
        op = ops.matmul
    if isinstance(left, Call) and left.op is op and op in (ops.matmul, ops.hadamard):
        return Call(op, (*left.args, right))
    return Call(op, (left, right))


def _starts_with_row(left: Expr) -> bool:
    r"""Tell whether this is a row times matrices, such as `x^\top A`: it may take a vector."""
    return isinstance(left, Call) and left.op is ops.matmul and left.args[0].shape[:-1] == (1,)
