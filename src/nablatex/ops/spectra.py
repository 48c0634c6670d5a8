r"""Eigenvalues and unit eigenvectors of a symmetric matrix, numbered from the smallest.

`\mathrm{d}\lambda_k = v_k^\top \mathrm{d}A\, v_k` and
`\mathrm{d}v_k = (\lambda_k I - A)^+ \mathrm{d}A\, v_k` where `\lambda_k` is simple (J. R. Magnus,
On differentiating eigenvalues and eigenvectors, 1985). The number 0 stands for the greatest one.
Rows see the symmetric part of a matrix, so that each entry can be moved by itself.
"""

from __future__ import annotations

from typing import Any

from nablatex.expr import Expr, Number, Op
from nablatex.ops import shapes
from nablatex.ops.build import call, minus, over, plus, row, times
from nablatex.ops.linear import dot, matmul, pinv, transpose
from nablatex.ops.statements import identity
from nablatex.shape import Shape


def _value(xp: Any, x: Any, k: Any) -> Any:
    return xp.linalg.eigh((x + x.T) / 2)[0][int(k) - 1]


def _vector(xp: Any, x: Any, k: Any) -> Any:
    column = xp.linalg.eigh((x + x.T) / 2)[1][:, int(k) - 1]
    return column * xp.sign(column[xp.argmax(abs(column))])


def _value_shape(args: tuple[Expr, ...]) -> Shape:
    return shapes.square_to_scalar(args[:1])


def _vector_shape(args: tuple[Expr, ...]) -> Shape:
    shapes.square_to_scalar(args[:1])
    return args[0].shape[:1]


def _d_value(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    v = call(eigenvector, *x)
    return call(dot, v, call(matmul, dx[0], v))


def _d_vector(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    apart = minus(times(call(eigenvalue, *x), call(identity)), _symmetric(x[0]))
    return call(matmul, call(pinv, apart), _symmetric(dx[0]), call(eigenvector, *x))


def _symmetric(x: Expr) -> Expr:
    return over(plus(x, call(transpose, x)), Number(2, 0))


eigenvalue: Op = row(
    "eigenvalue",
    r"\lambda",
    "",
    (2, 2),
    _value_shape,
    None,
    None,
    _value,
    ko="고윳값",
    differential=_d_value,
)
eigenvector: Op = row(
    "eigenvector",
    "v",
    "",
    (2, 2),
    _vector_shape,
    None,
    None,
    _vector,
    ko="고유벡터",
    differential=_d_vector,
)
