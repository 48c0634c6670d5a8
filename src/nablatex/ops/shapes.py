"""Shape rules of operations: from the arguments to the shape of the value.

Separate from the rows so that a row names its rule in one word. A vector of n has shape (n,), a
row has shape (1, n); in a product a vector stands as a column.
"""

from __future__ import annotations

from nablatex.errors import ShapeError
from nablatex.expr import Compare, Expr
from nablatex.shape import SCALAR, Dim, Shape, a_or_an, dims_agree, is_unknown, join

Args = tuple[Expr, ...]


def scalar(args: Args) -> Shape:
    """Return the scalar's shape, whatever the arguments."""
    return SCALAR


def same(args: Args) -> Shape:
    """Return the shape of the first argument: an elementwise function."""
    return args[0].shape if args else SCALAR


def common(args: Args) -> Shape:
    """Return the common shape of all arguments; scalars go with anything."""
    shape: Shape = SCALAR
    for arg in args:
        if arg.shape:
            shape = join(shape, arg.shape, "the arguments") if shape else arg.shape
    return shape


def compared(args: Args) -> Shape:
    """Return the common shape of the sides of a relation: `[x > 0]` is entry by entry."""
    condition = args[0]
    entrywise = isinstance(condition, Compare) and set(condition.relations) <= _ENTRYWISE
    return common(condition.children) if entrywise else SCALAR


_ENTRYWISE = frozenset(["<", "<=", ">", ">=", "=", "!="])


def greatest(args: Args) -> Shape:
    """Return the common shape of several arguments; of one array, that of its greatest entry."""
    return SCALAR if len(args) == 1 else common(args)


def inner(args: Args) -> Shape:
    """Return the scalar's shape of `u \\cdot v` after checking that the sizes agree."""
    left, right = (_as_vector(arg.shape) for arg in args)
    join(left, right, "the two vectors of an inner product")
    return SCALAR


def _as_vector(shape: Shape) -> Shape:
    if len(shape) == 2 and 1 in shape:
        return (shape[1],) if shape[0] == 1 else (shape[0],)
    if len(shape) != 1:
        raise ShapeError(f"an inner product takes two vectors, not {a_or_an(shape)}")
    return shape


def product(args: Args) -> Shape:
    """Return the shape of a chain of matrix products, vectors standing as columns."""
    shape, row = SCALAR, False
    for arg in args:
        if arg.shape:
            shape, row = extended(shape, arg.shape, row)
    return shape


def extended(left: Shape, right: Shape, row: bool) -> tuple[Shape, bool]:
    """Return the shape of a chain with one more factor, and whether it is a vector as a row.

    A row comes from a product of a row, or of a gradient, with a matrix; the next factor needs to
    know it where sizes are unknown.
    """
    if not left:
        return right, False
    made = product_of_two((1, left[0]) if row else left, right)
    stays = row or len(left) == 1 or left[0] == 1
    return made, len(made) == 1 and len(right) == 2 and stays


def product_of_two(left: Shape, right: Shape) -> Shape:
    """Return the shape of one matrix product, or raise `ShapeError`."""
    if not left or not right:
        return left or right
    if len(left) > 2 or len(right) > 2:
        # A Jacobian by a matrix has three axes: its first meets the last of what stands before.
        if not dims_agree(left[-1], right[0]):
            raise ShapeError(f"no product of {a_or_an(left)} and {a_or_an(right)}")
        return left[:-1] + right[1:]
    rows, middle = _matrix(left)
    other, columns = _matrix(right)
    stands_as_row = len(right) == 2 or not dims_agree(middle, other)
    if len(left) == 1 and other != 1 and stands_as_row and dims_agree(rows, other):
        # A gradient is a vector that stands as a row to the left of a Jacobian.
        return _drop_units(1, columns, len(right))
    if not dims_agree(middle, other):
        raise ShapeError(
            f"{a_or_an(left)} cannot be multiplied by {a_or_an(right)}: "
            f"{middle} columns against {other} rows"
        )
    return _drop_units(rows, columns, len(right))


def _matrix(shape: Shape) -> tuple[Dim, Dim]:
    return (shape[0], 1) if len(shape) == 1 else (shape[0], shape[1])


def _drop_units(rows: Dim, columns: Dim, right_rank: int) -> Shape:
    if right_rank == 1:
        return SCALAR if rows == 1 else (rows,)
    return (columns,) if rows == 1 and columns != 1 else (rows, columns)


def transposed(args: Args) -> Shape:
    """Return the transposed shape; a vector becomes a row, a row a vector."""
    shape = args[0].shape
    if len(shape) > 2:
        raise ShapeError(f"{a_or_an(shape)} has no transpose")
    if len(shape) == 1:
        return (1, shape[0])
    if len(shape) == 2 and shape[0] == 1:
        return (shape[1],)
    return shape[::-1]


def square(args: Args) -> Shape:
    """Return the shape of a square matrix, or raise `ShapeError`."""
    shape = args[0].shape
    if len(shape) != 2 or not dims_agree(shape[0], shape[1]):
        raise ShapeError(f"this needs a square matrix, not {a_or_an(shape)}")
    return shape


def square_to_scalar(args: Args) -> Shape:
    """Return the scalar's shape after checking for a square matrix (or a matrix not yet known)."""
    if args[0].shape:
        square(args)
    return SCALAR


def diagonal(args: Args) -> Shape:
    """Return n by n for a vector of n, and n for an n by n matrix."""
    shape = args[0].shape
    if len(shape) == 1:
        return (shape[0], shape[0])
    return square(args)[:1]


def flattened(args: Args) -> Shape:
    """Return the length of all entries in one vector."""
    return (_times(args[0].shape),)


def _times(shape: Shape) -> Dim:
    count = 1
    for dim in shape:
        if not isinstance(dim, int):
            return "?" + "".join(str(part).lstrip("?") for part in shape)
        count *= dim
    return count


def kronecker(args: Args) -> Shape:
    """Return the shape of a Kronecker product; of two vectors, of their outer product."""
    left, right = args[0].shape, args[1].shape
    if len(left) == len(right) == 1:
        return left + right
    if len(left) != 2 or len(right) != 2:
        raise ShapeError(f"no Kronecker product of {a_or_an(left)} and {a_or_an(right)}")
    return tuple(_times((a, b)) for a, b in zip(left, right, strict=True))


def three(args: Args) -> Shape:
    """Return the shape of a cross product of two vectors of three."""
    for arg in args:
        if len(arg.shape) != 1 or not (is_unknown(arg.shape[0]) or arg.shape[0] == 3):
            raise ShapeError(f"a cross product takes vectors of 3, not {a_or_an(arg.shape)}")
    return common(args)
