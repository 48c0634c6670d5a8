r"""Functions of vectors and matrices: products, transposes, norms, softmax, trace, determinant.

Each row says by `expand` what the function is in terms of elements (`by_elements`), so that its
derivative follows from the derivatives of sums and products and there is nothing to state twice.
"""

from __future__ import annotations

from typing import Any

from nablatex.errors import NoRuleError
from nablatex.expr import ONE, TWO, Call, Component, Expr, Negation, Number, Power, Stack
from nablatex.ops import by_elements, shapes
from nablatex.ops.build import call, entries, minus, over, plus, row, sizes, times
from nablatex.ops.elementwise import abs_, infinity, max_, sqrt
from nablatex.ops.statements import identity


def _norm(args: tuple[Expr, ...]) -> Expr:
    x, p = args
    parts = entries(x)
    if p is ONE:
        return plus(*(call(abs_, part) for part in parts))
    if isinstance(p, Call) and p.op is infinity:
        return call(max_, *(call(abs_, part) for part in parts))
    if (isinstance(p, Call) and p.op is frobenius) or (p is TWO and len(x.shape) == 1):
        return call(sqrt, plus(*(Power(part, TWO) for part in parts)))
    raise NoRuleError("only the 1-, 2-, infinity- and Frobenius norms are written out by elements")


def _norm_value(xp: Any, x: Any, p: Any) -> Any:
    flat = xp.asarray(x)
    if p == "fro":
        return xp.sqrt((flat * flat).sum())
    return xp.linalg.norm(flat, ord=p)


def _softmax(args: tuple[Expr, ...]) -> Expr:
    """Return the entries of a softmax, row by row; each stays one: its derivative is by entries."""
    x = args[0]
    _, columns = sizes(x)
    flat = entries(x)
    width = len(flat) if len(x.shape) == 1 else columns
    rows = [Stack(flat[k : k + width], (width,), "list") for k in range(0, len(flat), width)]
    made = tuple(
        Component(call(softmax, rows[k // width]), (Number(k % width, 0),), "sub")
        for k in range(len(flat))
    )
    return Stack(made, x.shape, x.kind if isinstance(x, Stack) else "list")


def _softmax_value(xp: Any, x: Any) -> Any:
    shifted = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def _matmul_value(xp: Any, *args: Any) -> Any:
    value = args[0]
    for arg in args[1:]:
        if xp.ndim(value) == 0 or xp.ndim(arg) == 0:
            value = value * arg
        elif xp.ndim(value) == 1 and xp.ndim(arg) == 2 and arg.shape[0] == 1:
            value = xp.outer(value, arg)
        elif xp.ndim(value) > 2 or xp.ndim(arg) > 2:
            value = xp.tensordot(value, arg, 1)
        else:
            value = value @ arg
    if xp.ndim(value) == 1 and xp.shape(value) == (1,) and xp.ndim(args[-1]) == 1:
        return value[0]
    return value


def _transpose_value(xp: Any, x: Any) -> Any:
    if xp.ndim(x) == 1:
        return x[None, :]
    return x[0] if xp.ndim(x) == 2 and x.shape[0] == 1 else xp.transpose(x)


def _vec_value(xp: Any, x: Any) -> Any:
    return xp.reshape(xp.transpose(x), -1)


def _d_inverse(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `d(X^{-1}) = -X^{-1} dX X^{-1}` (The Matrix Cookbook, 2012, eq. 40)."""
    back = call(inverse, x[0])
    return Negation(call(matmul, back, dx[0], back))


def _d_det(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `d \det X = \det(X) tr(X^{-1} dX)`, Jacobi's formula (ibid., eq. 42)."""
    return times(call(det, x[0]), call(trace, call(matmul, call(inverse, x[0]), dx[0])))


def _d_pinv(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    """Return the differential of the pseudo-inverse at constant rank (Golub, Pereyra 1973)."""
    plus_, turned = call(pinv, x[0]), call(transpose, call(pinv, x[0]))
    change = call(transpose, dx[0])
    left = minus(call(identity), call(matmul, plus_, x[0]))
    right = minus(call(identity), call(matmul, x[0], plus_))
    return plus(
        Negation(call(matmul, plus_, dx[0], plus_)),
        call(matmul, plus_, turned, change, right),
        call(matmul, left, change, turned, plus_),
    )


def _d_softmax(x: tuple[Expr, ...], dx: tuple[Expr, ...]) -> Expr:
    r"""Return `dp = p \odot dz - (p^\top dz) p`."""
    p = call(softmax, x[0])
    return minus(call(hadamard, p, dx[0]), times(call(dot, p, dx[0]), p))


_ANY = (1, 1)
_PAIR = (2, 2)
frobenius = row("frobenius", "F", "", (0, 0), shapes.scalar, None, None, lambda xp: "fro")
nuclear = row("nuclear", "*", "", (0, 0), shapes.scalar, None, None, lambda xp: "nuc")
dot = row(
    "dot",
    r"\cdot",
    "",
    _PAIR,
    shapes.inner,
    None,
    by_elements.inner,
    lambda xp, a, b: xp.dot(xp.ravel(a), xp.ravel(b)),
    ko="내적",
)
matmul = row(
    "matmul",
    "",
    "",
    (2, -1),
    shapes.product,
    None,
    by_elements.matmul,
    _matmul_value,
    ko="행렬곱",
)
transpose = row(
    "transpose",
    r"^\top",
    "",
    _ANY,
    shapes.transposed,
    None,
    by_elements.transpose,
    _transpose_value,
    ko="전치",
)
inverse = row(
    "inverse",
    "^{-1}",
    "inv",
    _ANY,
    shapes.square,
    None,
    by_elements.inverse,
    lambda xp, x: xp.linalg.inv(x),
    ko="역행렬",
    differential=_d_inverse,
)
pinv = row(
    "pinv",
    "^{+}",
    "pinv",
    _ANY,
    shapes.transposed,
    None,
    None,
    lambda xp, x: xp.linalg.pinv(x),
    differential=_d_pinv,
)
hadamard = row(
    "hadamard",
    r"\odot",
    "",
    (2, -1),
    shapes.common,
    None,
    by_elements.entrywise(times),
    lambda xp, *args: xp.prod(xp.broadcast_arrays(*args), axis=0),
    ko="아다마르 곱",
)
hadamard_divide = row(
    "hadamard_divide",
    r"\oslash",
    "",
    _PAIR,
    shapes.common,
    None,
    by_elements.entrywise(over),
    lambda xp, a, b: a / b,
)
norm = row("norm", r"\|", "norm", _PAIR, shapes.scalar, None, _norm, _norm_value, ko="노름")
softmax = row(
    "softmax",
    r"\operatorname{softmax}",
    "softmax Softmax SoftMax",
    _ANY,
    shapes.same,
    None,
    _softmax,
    _softmax_value,
    differential=_d_softmax,
)
logsumexp = row(
    "logsumexp",
    r"\operatorname{logsumexp}",
    "logsumexp lse LSE",
    _ANY,
    shapes.scalar,
    None,
    by_elements.logsumexp,
    lambda xp, x: xp.logaddexp.reduce(x),
)
trace = row(
    "trace",
    r"\operatorname{tr}",
    "tr Tr trace",
    _ANY,
    shapes.square_to_scalar,
    None,
    by_elements.trace,
    lambda xp, x: xp.trace(x),
    ko="대각합",
)
det = row(
    "det",
    r"\det",
    "det",
    _ANY,
    shapes.square_to_scalar,
    None,
    by_elements.determinant,
    lambda xp, x: xp.linalg.det(x),
    ko="행렬식",
    differential=_d_det,
)
diag = row(
    "diag",
    r"\operatorname{diag}",
    "diag Diag",
    _ANY,
    shapes.diagonal,
    None,
    by_elements.diag,
    lambda xp, x: xp.diag(x),
)
vec = row(
    "vec", r"\operatorname{vec}", "vec", _ANY, shapes.flattened, None, by_elements.vec, _vec_value
)
outer = row(
    "outer",
    r"\otimes",
    "",
    _PAIR,
    shapes.kronecker,
    None,
    by_elements.outer,
    lambda xp, a, b: xp.outer(a, b),
    ko="외적",
)
kron = row(
    "kron",
    r"\otimes",
    "",
    _PAIR,
    shapes.kronecker,
    None,
    by_elements.kron,
    lambda xp, a, b: xp.outer(a, b) if xp.ndim(a) == 1 else xp.kron(a, b),
)
cross = row(
    "cross",
    r"\times",
    "",
    _PAIR,
    shapes.three,
    None,
    by_elements.cross,
    lambda xp, a, b: xp.cross(a, b),
    ko="벡터곱",
)
total = row(
    "total",
    r"\operatorname{sum}",
    "sum",
    _ANY,
    shapes.scalar,
    None,
    by_elements.total,
    lambda xp, x: xp.sum(x),
    ko="합",
)
mean = row(
    "mean",
    r"\operatorname{mean}",
    "mean avg",
    _ANY,
    shapes.scalar,
    None,
    by_elements.mean,
    lambda xp, x: xp.mean(x),
    ko="평균",
)
