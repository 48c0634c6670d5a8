r"""Functions of a whole array with no formula by elements: products, singular values.

Each row states its differential; the derivative of `\|X\|_*` is the polar factor `U V^\top` and
that of `\|X\|_2` the dyad `u_1 v_1^\top` (G. A. Watson, Characterization of the subdifferential of
some matrix norms, 1992), where the singular values are distinct and not 0.
"""

from __future__ import annotations

from typing import Any

from nablatex.expr import ZERO, Call, Expr, Negation, Number, Op, Power
from nablatex.ops import shapes
from nablatex.ops.build import call, over, row, times
from nablatex.ops.elementwise import ln
from nablatex.ops.linear import dot, hadamard_divide, matmul, total, trace, transpose
from nablatex.shape import Dim, Shape, unknown


def _power_partials(args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    base, exponent = args
    by_base = over(times(exponent, Power(base, exponent)), base)
    return by_base, times(Power(base, exponent), call(ln, base))


def _onehot(xp: Any, x: Any) -> Any:
    return xp.eye(len(x))[int(xp.argmax(x))]


def _polar(xp: Any, x: Any) -> Any:
    u, _, v = xp.linalg.svd(x, full_matrices=False)
    return u @ v


def _dyad(xp: Any, x: Any) -> Any:
    u, _, v = xp.linalg.svd(x, full_matrices=False)
    return xp.outer(u[:, 0], v[0])


def _along(gradient: Expr, tangent: Expr) -> Expr:
    return call(trace, call(matmul, call(transpose, gradient), tangent))


power: Op = row(
    "power",
    "",
    "",
    (2, 2),
    shapes.common,
    _power_partials,
    None,
    lambda xp, base, exponent: base**exponent,
    (1e-9, 1e6),
)
prod: Op = row(
    "prod",
    r"\operatorname{prod}",
    "prod",
    (1, 1),
    shapes.scalar,
    None,
    None,
    lambda xp, x: xp.prod(x),
    ko="곱",
    differential=lambda x, dx: times(
        call(prod, x[0]), call(total, call(hadamard_divide, dx[0], x[0]))
    ),
)
hardmax: Op = row(
    "hardmax",
    r"\operatorname{hardmax}",
    "hardmax",
    (1, 1),
    shapes.same,
    None,
    None,
    _onehot,
    differential=lambda x, dx: times(ZERO, dx[0]),
)
polar: Op = row(
    "polar",
    r"\operatorname{polar}",
    "polar",
    (1, 1),
    shapes.same,
    None,
    None,
    _polar,
)
dyad: Op = row(
    "dyad",
    r"\operatorname{dyad}",
    "dyad",
    (1, 1),
    shapes.same,
    None,
    None,
    _dyad,
)
nuclear_norm: Op = row(
    "nuclear_norm",
    r"\operatorname{nuclear}",
    "",
    (1, 1),
    shapes.scalar,
    None,
    None,
    lambda xp, x: xp.linalg.norm(x, ord="nuc"),
    ko="핵 노름",
    differential=lambda x, dx: _along(call(polar, x[0]), dx[0]),
)
spectral_norm: Op = row(
    "spectral_norm",
    r"\operatorname{spectral}",
    "",
    (1, 1),
    shapes.scalar,
    None,
    None,
    lambda xp, x: xp.linalg.norm(x, ord=2),
    ko="스펙트럼 노름",
    differential=lambda x, dx: _along(call(dyad, x[0]), dx[0]),
)


def d_greatest(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `d \max_i x_i = dx_k` with `k = \arg\max_i x_i`."""
    return call(dot, Call(hardmax, x), dx[0])


def d_least(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `d \min_i x_i = dx_k` with `k = \arg\min_i x_i`."""
    return call(dot, call(hardmax, Negation(x[0])), dx[0])


greatest: Op = row(
    "greatest",
    r"\max",
    "",
    (1, 1),
    shapes.scalar,
    None,
    None,
    lambda xp, x: xp.max(x),
    ko="최댓값",
    differential=d_greatest,
)
least: Op = row(
    "least",
    r"\min",
    "",
    (1, 1),
    shapes.scalar,
    None,
    None,
    lambda xp, x: xp.min(x),
    ko="최솟값",
    differential=d_least,
)


def _square_of_all(args: tuple[Expr, ...]) -> Shape:
    count: list[Dim] = []
    for arg in args:
        count.append(arg.value if isinstance(arg, Number) and isinstance(arg.value, int) else "?k")
    if all(isinstance(size, int) for size in count):
        whole: Dim = int(count[0]) * int(count[1])
        return (whole, whole)
    return (unknown("commutation"), unknown("commutation"))


def _commutation(xp: Any, rows: Any, columns: Any) -> Any:
    m, n = int(rows), int(columns)
    at = xp.arange(m * n).reshape(n, m)
    return xp.eye(m * n)[at.T.reshape(-1)]


commutation: Op = row(
    "commutation",
    r"\mathbf{K}",
    "",
    (2, 2),
    _square_of_all,
    None,
    None,
    _commutation,
)
