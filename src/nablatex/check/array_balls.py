"""The functions of the table over balls: what rows find in `numpy`, for FLINT's numbers.

Separate from the arithmetic: here is one entry for each name that a row of `ops` may call. What
moves numbers about without reckoning (shapes, products, sums) is NumPy's own, over objects.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb, arb_mat, fmpq, fmpq_mat

from nablatex.check.scalars import as_ball, certainly, is_exact, is_zero
from nablatex.errors import EvaluationError

Scalar = Callable[[Any], Any]


def _each(function: Scalar) -> Scalar:
    """Return a function of a number as one of an array too, entry by entry."""

    def mapped(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return function(value)
        made = np.empty(value.size, dtype=object)
        made[:] = [function(entry) for entry in value.ravel()]
        return made.reshape(value.shape)

    return mapped


def _method(name: str) -> Scalar:
    return _each(lambda x: getattr(as_ball(x), name)())


class _Largest:
    """`maximum` or `minimum`, of two numbers, of two arrays, or of many."""

    def __init__(self, relation: str) -> None:
        self._relation = relation

    def __call__(self, left: Any, right: Any) -> Any:
        if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
            pairs = np.broadcast(left, right)
            made = np.empty(pairs.size, dtype=object)
            made[:] = [self._one(a, b) for a, b in pairs]
            return made.reshape(pairs.shape)
        return self._one(left, right)

    def _one(self, left: Any, right: Any) -> Any:
        if isinstance(left, int):
            left = fmpq(left)
        if isinstance(right, int):
            right = fmpq(right)
        if certainly(left, self._relation, right):
            return left
        if certainly(right, self._relation, left) or left is right:
            return right
        # Balls that meet: the larger of them is within their union.
        return as_ball(left).union(as_ball(right))

    def reduce(self, values: Any) -> Any:
        """Return the largest, or least, of all."""
        return functools.reduce(self, values)


class _LogAddExp:
    r"""$\ln(e^a + e^b)$."""

    def __call__(self, left: Any, right: Any) -> Any:
        return _each(lambda x: (as_ball(left).exp() + as_ball(x).exp()).log())(right)

    def reduce(self, values: Any) -> Any:
        """Return the logarithm of the sum of the exponentials of all."""
        return functools.reduce(lambda a, b: a + b, [as_ball(v).exp() for v in values]).log()


class _Linear:
    """`numpy.linalg` over exact numbers and balls."""

    LinAlgError = np.linalg.LinAlgError

    def det(self, x: Any) -> Any:
        """Return the determinant."""
        return _matrix(x).det()

    def inv(self, x: Any) -> Any:
        """Return the inverse."""
        return _array(_matrix(x).inv())

    def pinv(self, x: Any) -> Any:
        """Return the pseudo-inverse of a matrix of full rank."""
        x = _of_axes(x, 2)
        turned = x.T
        if x.shape[0] >= x.shape[1]:
            return self.inv(turned @ x) @ turned
        return turned @ self.inv(x @ turned)

    def norm(self, x: Any, ord: Any) -> Any:  # noqa: A002 - NumPy's own name
        """Return the p-norm of a vector; of a matrix a row or column sum, or singular values."""
        x = _of_axes(x, 1, 2)
        sizes = _each(abs)(x)
        infinite = isinstance(ord, arb) and not ord.is_finite()
        if x.ndim == 2 and (infinite or ord == 1):
            return _maximum.reduce(sizes.sum(axis=1 if infinite else 0))
        if x.ndim == 2 and ord in ("nuc", 2):
            values = _singular(x)[1]
            return values.sum() if ord == "nuc" else values[0]
        if x.ndim == 2:
            raise EvaluationError("this norm of a matrix is not computed")
        if infinite:
            return _maximum.reduce(sizes.ravel())
        if ord == 1:
            return sizes.sum()
        if ord == 2:
            return _root((x * x).sum())
        powers = [as_ball(v) ** as_ball(ord) for v in sizes.ravel()]
        return functools.reduce(lambda a, b: a + b, powers) ** (1 / as_ball(ord))

    def svd(self, x: Any, full_matrices: bool) -> tuple[Any, Any, Any]:
        """Return the thin singular value decomposition where the values differ and none is 0."""
        return _singular(_of_axes(x, 2))

    def eigh(self, x: Any) -> tuple[Any, Any]:
        """Return the eigenvalues of a symmetric matrix from the smallest on, and unit vectors."""
        return _spectrum(_of_axes(x, 2))


def _of_axes(x: Any, *axes: int) -> Any:
    if np.ndim(x) not in axes:
        raise EvaluationError(f"a value with {np.ndim(x)} axes has no such function")
    return x


def _matrix(x: Any) -> Any:
    x = _of_axes(x, 2)
    rows, columns = x.shape
    entries = list(x.ravel())
    if all(is_exact(v) for v in entries):
        return fmpq_mat(rows, columns, [fmpq(v) for v in entries])
    if any(isinstance(v, acb) for v in entries):
        return acb_mat(rows, columns, entries)
    return arb_mat(rows, columns, entries)


def _array(matrix: Any) -> Any:
    rows = matrix.tolist()
    made = np.empty((matrix.nrows(), matrix.ncols()), dtype=object)
    for place, row in enumerate(rows):
        made[place, :] = row
    return made


def _singular(x: Any) -> tuple[Any, Any, Any]:
    """Return left vectors, values from the largest on, right vectors as rows."""
    if any(isinstance(entry, acb) for entry in np.ravel(x)):
        raise EvaluationError("singular values are computed of real matrices")
    if x.shape[0] < x.shape[1]:
        left, values, right = _singular(x.T)
        return right.T, values, left.T
    squares, columns = (made[..., ::-1] for made in _spectrum(x.T @ x))
    if not all(certainly(square, ">", 0) for square in squares):
        raise EvaluationError("a singular value of 0 has no vectors of its own")
    values = np.array([square.sqrt() for square in squares], dtype=object)
    return (x @ columns) / values, values, columns.T


def _spectrum(x: Any) -> tuple[Any, Any]:
    """Return eigenvalues of a symmetric matrix from the smallest on, unit vectors as columns."""
    if any(isinstance(entry, acb) for entry in np.ravel(x)):
        raise EvaluationError("eigenvalues are computed of real matrices")
    try:
        values, vectors = acb_mat(_matrix(x)).eig(right=True)
    except ValueError as error:
        raise EvaluationError("eigenvalues that are not told apart") from error
    found = [(as_ball(value.real), k) for k, value in enumerate(values)]
    found.sort(key=lambda pair: float(pair[0].mid()))
    columns = _each(lambda v: v.real)(_array(vectors))[:, [k for _, k in found]]
    columns = columns / _each(_root)((columns * columns).sum(axis=0))
    return np.array([value for value, _ in found], dtype=object), columns


def _root(value: Any) -> Any:
    return fmpq(0) if is_zero(value) else as_ball(value).sqrt()


_maximum = _Largest(">")
# Floating-point functions that a row hands to `vectorize`, as functions of balls.
_OF_BALLS: dict[Any, Scalar] = {math.erf: lambda x: as_ball(x).erf()}


class Namespace:
    """What a row of `ops` takes for `numpy`."""

    inf = arb("inf")
    exp = staticmethod(_method("exp"))
    sin = staticmethod(_method("sin"))
    cos = staticmethod(_method("cos"))
    tan = staticmethod(_method("tan"))
    sinh = staticmethod(_method("sinh"))
    cosh = staticmethod(_method("cosh"))
    tanh = staticmethod(_method("tanh"))
    arctan = staticmethod(_method("atan"))
    arcsinh = staticmethod(_method("asinh"))
    floor = staticmethod(_each(lambda x: _to_whole(x, "floor")))
    ceil = staticmethod(_each(lambda x: _to_whole(x, "ceil")))
    abs = staticmethod(_each(abs))
    maximum = _maximum
    minimum = _Largest("<")
    logaddexp = _LogAddExp()
    linalg = _Linear()
    asarray = staticmethod(lambda x: x)
    ndim = staticmethod(np.ndim)
    shape = staticmethod(np.shape)
    ravel = staticmethod(np.ravel)
    reshape = staticmethod(np.reshape)
    transpose = staticmethod(np.transpose)
    outer = staticmethod(np.outer)
    dot = staticmethod(np.dot)
    trace = staticmethod(np.trace)
    diag = staticmethod(lambda x: _diagonal(x))
    cross = staticmethod(lambda a, b: _cross(a, b))
    kron = staticmethod(np.kron)
    tensordot = staticmethod(np.tensordot)
    prod = staticmethod(np.prod)
    sum = staticmethod(np.sum)
    mean = staticmethod(np.mean)
    arange = staticmethod(np.arange)
    broadcast_arrays = staticmethod(np.broadcast_arrays)

    def __init__(self, imaginary: bool) -> None:
        """Make a namespace, one with principal values of what is not real if `imaginary`."""
        self._imaginary = imaginary
        self.log = _each(self._log)
        self.sqrt = _each(self._sqrt)
        self.arcsin = _each(lambda x: self._within(x, "asin"))
        self.arccos = _each(lambda x: self._within(x, "acos"))
        self.arctanh = _each(lambda x: self._within(x, "atanh"))
        self.arccosh = _each(lambda x: self._from(x, "acosh", 1))
        self.sign = _each(self._sign)

    @property
    def e(self) -> Any:
        """Euler's number."""
        return arb.const_e()

    @property
    def pi(self) -> Any:
        """The circle's number."""
        return arb.pi()

    def where(self, condition: Any, yes: float, no: float) -> Any:
        """Return one number or another, entry by entry."""
        return _each(lambda holds: fmpq(int(yes if holds else no)))(condition)

    def max(self, x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
        """Return the largest of all, or along an axis that is kept."""
        if axis is None:
            return _maximum.reduce(np.ravel(x))
        return np.apply_along_axis(_maximum.reduce, axis, x)[..., None]

    def min(self, x: Any) -> Any:
        """Return the least of all."""
        return self.minimum.reduce(np.ravel(x))

    def argmax(self, x: Any) -> int:
        """Return the place of the one entry that is certainly larger than all others."""
        for place, entry in enumerate(x):
            if all(certainly(entry, ">", other) for k, other in enumerate(x) if k != place):
                return place
        raise EvaluationError("no entry is certainly the largest")

    def eye(self, size: int) -> Any:
        """Return the identity matrix."""
        return np.vectorize(fmpq, otypes=[object])(np.eye(size, dtype=int).astype(object))

    def vectorize(self, function: Any) -> Scalar:
        """Return a function of floating-point numbers as one of balls."""
        return _each(_OF_BALLS[function])

    def matrix_power(self, base: Any, exponent: int) -> Any:
        """Return a whole power of a matrix."""
        if abs(exponent) > 64:
            raise EvaluationError("a power of a matrix is taken up to 64")
        if exponent < 0:
            return self.matrix_power(self.linalg.inv(base), -exponent)
        made = np.empty(base.shape, dtype=object)
        made[:] = fmpq(0)
        np.fill_diagonal(made, fmpq(1))
        for _ in range(exponent):
            made = made @ base
        return made

    def _log(self, x: Any) -> Any:
        return fmpq(0) if is_exact(x) and x == 1 else self._from(x, "log", 0)

    def _sqrt(self, x: Any) -> Any:
        return fmpq(0) if is_zero(x) else self._from(x, "sqrt", 0)

    def _from(self, x: Any, name: str, least: int) -> Any:
        """Return a function of numbers over `least`, or its principal value."""
        if isinstance(x, acb):
            return getattr(x, name)()
        if certainly(x, ">", least) or (least and certainly(x, ">=", least)):
            return getattr(as_ball(x), name)()
        if self._imaginary and certainly(x, "<", least):
            return getattr(acb(x), name)()
        raise EvaluationError(f"{name} has no value here")

    def _within(self, x: Any, name: str) -> Any:
        """Return a function of the numbers from -1 to 1, or its principal value."""
        if isinstance(x, acb) or self._imaginary:
            return getattr(acb(x), name)()
        if certainly(x, "<=", 1) and certainly(x, ">=", -1):
            return getattr(as_ball(x), name)()
        raise EvaluationError(f"{name} has no value here")

    def _sign(self, x: Any) -> Any:
        for relation, value in ((">", 1), ("<", -1), ("=", 0)):
            if certainly(x, relation, 0):
                return fmpq(value)
        raise EvaluationError("the sign of a number next to 0")


def _diagonal(x: Any) -> Any:
    """Return the diagonal of a matrix, or the matrix with this diagonal."""
    if np.ndim(x) == 2:
        return np.diag(x)
    x = _of_axes(x, 1)
    made = np.empty((x.size, x.size), dtype=object)
    made[:] = fmpq(0)
    np.fill_diagonal(made, x)
    return made


def _cross(a: Any, b: Any) -> Any:
    if np.shape(a) != (3,) or np.shape(b) != (3,):
        raise EvaluationError("a cross product is of vectors of 3")
    made = np.empty(3, dtype=object)
    made[:] = [a[j] * b[k] - a[k] * b[j] for j, k in ((1, 2), (2, 0), (0, 1))]
    return made


def _to_whole(value: Any, name: str) -> Any:
    if is_exact(value):
        return fmpq(getattr(fmpq(value), name)())
    ball = getattr(as_ball(value), name)()
    if not ball.is_exact():
        raise EvaluationError(f"the {name} of a number next to a whole one")
    return ball
