r"""Functions of arrays as arrays: products, norms, traces, softmax, determinants.

Separate from the kinds of formula: one row of a table for each function that is not entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce

from nablatex import ops
from nablatex.errors import NoRuleError, ShapeError
from nablatex.expr import Call, Expr
from nablatex.normalise import value_of
from nablatex.shape import Dim, Shape
from nablatex.tensor import affine, build
from nablatex.tensor.affine import Affine
from nablatex.tensor.contract import constant, contract, size_leaf
from nablatex.tensor.kinds import Bracket, General, Tensor
from nablatex.tensor.lowered import Lowered, Sizes

_HALF = Fraction(1, 2)


def applied(op: ops.Op, parts: list[Lowered], sizes: Sizes) -> Lowered:
    """Return a function of the table applied to arrays.

    Raises:
        ShapeError: the arrays do not fit.
        NoRuleError: the function has no meaning for arrays of symbolic size.
    """
    if op in _CALLS:
        return _CALLS[op](parts, sizes)
    if op in (ops.max_, ops.min_):
        if len(parts) == 1 and parts[0].groups:
            return general(_WHOLE[op], parts[0], 1, _number)
        return reduce(lambda a, b: elementwise(op, [a, b], sizes), parts)
    if op.partials is not None:
        return elementwise(op, parts, sizes)
    if op.evaluate is not None and not parts:
        return Lowered(build.mapped(op))
    raise NoRuleError(f"{op.name} is not known as a function of arrays of symbolic size")


def elementwise(op: ops.Op, parts: Sequence[Lowered], sizes: Sizes) -> Lowered:
    """Return a function entry by entry; scalars go with anything."""
    aligned, frame = sizes.aligned(parts)
    return frame.with_value(build.mapped(op, *aligned))


def general(op: ops.Op, arg: Lowered, core: int, shape: Callable[[Shape], Shape]) -> Lowered:
    """Return a function of whole arrays, whose last `core` axes go into it."""
    if len(arg.groups) < core or any(width != 1 for width in arg.groups):
        raise NoRuleError(f"{op.name} of a Kronecker product or of a number is not worked out")
    tensor = arg.tensor
    batch = len(tensor.shape) - core
    axes = shape(tensor.shape[batch:])
    made: Tensor = General(op, (tensor,), batch, tensor.shape[:batch] + axes)
    if op is ops.inverse:
        made = build.inverse(tensor)
    kept = len(arg.groups) - core
    return Lowered(made, arg.free, arg.groups[:kept] + (1,) * len(axes), row=arg.row)


def norm(x: Lowered, order: Expr, p: Lowered | None, sizes: Sizes) -> Lowered:
    r"""Return `\|x\|_p`: 1, 2, infinity of a vector; Frobenius, nuclear, spectral of a matrix."""
    rank = len(x.groups)
    named = order.op if isinstance(order, Call) else None
    exact = value_of(order)
    plain = Lowered(x.tensor, x.free, x.groups)
    if named is ops.frobenius or (exact == 2 and rank < 2):
        squares = plain.with_tensor(lambda t: build.power(t, 2))
        return total([squares], sizes).with_tensor(lambda t: build.power(t, _HALF))
    if exact == 1 and rank < 2:
        return total([elementwise(ops.abs_, [plain], sizes)], sizes)
    if named is ops.infinity and rank == 1:
        return general(ops.greatest, elementwise(ops.abs_, [plain], sizes), 1, _number)
    if rank == 2 and named is ops.nuclear:
        return general(ops.nuclear_norm, plain, 2, _number)
    if rank == 2 and exact == 2:
        return general(ops.spectral_norm, plain, 2, _number)
    if exact is not None and exact > 0 and rank < 2:
        even = exact % 2 == 0
        powers = plain if even else elementwise(ops.abs_, [plain], sizes)
        raised = powers.with_tensor(lambda t: build.power(t, Fraction(exact)))
        return total([raised], sizes).with_tensor(lambda t: build.power(t, 1 / Fraction(exact)))
    if rank < 2 and exact is None and p is not None and not p.groups:
        return _power_norm(plain, p, sizes)
    raise NoRuleError(
        "the norms known here are 1, 2 and infinity of a vector, and Frobenius, nuclear and "
        "spectral of a matrix"
    )


def _power_norm(x: Lowered, p: Lowered, sizes: Sizes) -> Lowered:
    r"""Return `(\sum_i |x_i|^p)^{1/p}`."""
    powers = elementwise(ops.power, [elementwise(ops.abs_, [x], sizes), p], sizes)
    inverse = p.with_tensor(lambda t: build.power(t, -1))
    return elementwise(ops.power, [total([powers], sizes), inverse], sizes)


def total(parts: list[Lowered], sizes: Sizes) -> Lowered:
    """Return the sum over all axes, free indices kept."""
    (x,) = parts
    rank = len(x.tensor.shape)
    return Lowered(build.summed(x.tensor, range(len(x.free), rank)), x.free)


def _mean(parts: list[Lowered], sizes: Sizes) -> Lowered:
    (x,) = parts
    lengths = [number(affine.of_dim(dim)) for dim in x.tensor.shape[len(x.free) :]]
    over = build.power(build.times(constant(1), *lengths), -1)
    return total(parts, sizes).with_tensor(lambda t: build.times(t, over))


def number(value: Affine) -> Tensor:
    """Return a whole number in sizes, as an array without axes."""
    terms = [constant(value.constant)]
    terms += [build.scale(c, size_leaf(str(key))) for key, c in value.terms]
    return build.add(terms)


def _number(core: Shape) -> Shape:
    return ()


def _same(core: Shape) -> Shape:
    return core


def _turned(core: Shape) -> Shape:
    return core[::-1]


def _of_square(op: ops.Op, shape: Callable[[Shape], Shape]) -> Callable[..., Lowered]:
    def made(parts: list[Lowered], sizes: Sizes) -> Lowered:
        (x,) = parts
        if len(x.groups) < 2:
            raise ShapeError(f"{op.name} is of a square matrix")
        rows, columns = x.tensor.shape[-2:]
        sizes.join(rows, columns, "the sides of a square matrix")
        return general(op, x, 2, shape)

    return made


def _of_spectrum(op: ops.Op) -> Callable[[list[Lowered], Sizes], Lowered]:
    """Return what takes an eigenvalue, or an eigenvector, of one symmetric matrix."""

    def made(parts: list[Lowered], sizes: Sizes) -> Lowered:
        x, k = parts
        if x.groups != (1, 1) or x.free or k.groups or k.free:
            raise NoRuleError("eigenvalues are of one square matrix")
        rows, columns = x.tensor.shape
        size = sizes.join(rows, columns, "the sides of a square matrix")
        shape = (size,) if op is ops.eigenvector else ()
        return Lowered(General(op, (x.tensor, k.tensor), 0, shape), (), (1,) * len(shape))

    return made


def inverted(x: Lowered, sizes: Sizes) -> Lowered:
    """Return the inverse of a matrix."""
    return _of_square(ops.inverse, _same)([x], sizes)


def _diag(parts: list[Lowered], sizes: Sizes) -> Lowered:
    """Return the diagonal matrix of a vector, or the diagonal of a matrix."""
    (x,) = parts
    head = len(x.free)
    lead = list(range(head))
    dims = dict(enumerate(x.tensor.shape))
    if len(x.groups) == 1:
        own = range(head, head + x.groups[0])
        twins = range(own.stop, own.stop + len(own))
        same: list[Bracket] = []
        for k, twin in zip(own, twins, strict=True):
            same += build.bracket("=", affine.affine(0, ((k, 1), (twin, -1))))
            dims[twin] = dims[k]
        made = contract(1, [(x.tensor, (*lead, *own), 1)], (*lead, *own, *twins), dims, same)
        return Lowered(made, x.free, x.groups * 2)
    if x.groups != (1, 1):
        raise ShapeError("diag takes a vector or a square matrix")
    dims[head] = sizes.join(dims[head], dims.pop(head + 1), "the sides of a square matrix")
    made = contract(1, [(x.tensor, (*lead, head, head), 1)], (*lead, head), dims)
    return Lowered(made, x.free, (1,))


def _vec(parts: list[Lowered], sizes: Sizes) -> Lowered:
    """Return the columns of a matrix under one another."""
    (x,) = parts
    if x.groups == (1,):
        return Lowered(x.tensor, x.free, (1,))
    if x.groups != (1, 1):
        raise ShapeError("vec takes a matrix")
    turned = x.transposed()
    return Lowered(turned.tensor, x.free, (2,))


def swap(rows: Dim, columns: Dim) -> Lowered:
    r"""Return the commutation matrix: `K_{mn} vec(A) = vec(A^\top)` for m by n matrices."""
    sizes = {0: rows, 1: columns, 2: columns, 3: rows}
    same = build.bracket("=", affine.affine(0, ((0, 1), (3, -1))))
    same += build.bracket("=", affine.affine(0, ((1, 1), (2, -1))))
    return Lowered(contract(1, (), (0, 1, 2, 3), sizes, same), (), (2, 2))


def _softmax(parts: list[Lowered], sizes: Sizes) -> Lowered:
    return general(ops.softmax, parts[0], 1, _same)


def _logsumexp(parts: list[Lowered], sizes: Sizes) -> Lowered:
    exps = elementwise(ops.exp, parts, sizes)
    return elementwise(ops.ln, [total([exps], sizes)], sizes)


def _hadamard_divide(parts: list[Lowered], sizes: Sizes) -> Lowered:
    return sizes.times([parts[0], parts[1].with_tensor(lambda t: build.power(t, -1))])


_WHOLE = {ops.max_: ops.greatest, ops.min_: ops.least}
_CALLS: dict[ops.Op, Callable[[list[Lowered], Sizes], Lowered]] = {
    ops.matmul: lambda parts, sizes: reduce(sizes.matmul, parts),
    ops.dot: lambda parts, sizes: sizes.inner(*parts),
    ops.hadamard: lambda parts, sizes: sizes.times(parts),
    ops.hadamard_divide: _hadamard_divide,
    ops.transpose: lambda parts, sizes: parts[0].transposed(),
    ops.trace: lambda parts, sizes: sizes.trace(parts[0]),
    ops.det: _of_square(ops.det, _number),
    ops.inverse: _of_square(ops.inverse, _same),
    ops.pinv: lambda parts, sizes: general(ops.pinv, parts[0], 2, _turned),
    ops.diag: _diag,
    ops.vec: _vec,
    ops.outer: lambda parts, sizes: sizes.outer(*parts),
    ops.kron: lambda parts, sizes: sizes.kron(*parts),
    ops.prod: lambda parts, sizes: general(ops.prod, parts[0], 1, _number),
    ops.hardmax: lambda parts, sizes: general(ops.hardmax, parts[0], 1, _same),
    ops.greatest: lambda parts, sizes: general(ops.greatest, parts[0], 1, _number),
    ops.least: lambda parts, sizes: general(ops.least, parts[0], 1, _number),
    ops.polar: lambda parts, sizes: general(ops.polar, parts[0], 2, _same),
    ops.dyad: lambda parts, sizes: general(ops.dyad, parts[0], 2, _same),
    ops.nuclear_norm: lambda parts, sizes: general(ops.nuclear_norm, parts[0], 2, _number),
    ops.spectral_norm: lambda parts, sizes: general(ops.spectral_norm, parts[0], 2, _number),
    ops.eigenvalue: _of_spectrum(ops.eigenvalue),
    ops.eigenvector: _of_spectrum(ops.eigenvector),
    ops.total: total,
    ops.mean: _mean,
    ops.softmax: _softmax,
    ops.logsumexp: _logsumexp,
}
