r"""What a multiplication means by the shapes of its factors.

Scalars commute and make one flat product in the author's order; vectors and matrices keep their
order. `\cdot` of two vectors is the inner product and `\times` the cross product; with a matrix
both are the matrix product. Signs are read from left to right: `a/bc` is `(a/b) c`. What stands
side by side binds more strongly than `\odot`, `\otimes` and `\oslash`.
"""

from __future__ import annotations

from nablatex import ops
from nablatex.errors import ShapeError
from nablatex.expr import Call, Component, Expr, Op, Product, Quotient, Symbol
from nablatex.latex.mismatch import check_alike, no_product
from nablatex.ops.shapes import extended
from nablatex.shape import Shape

_SIGNED: dict[str, Op] = {
    "odot": ops.hadamard, "circ": ops.hadamard, "oslash": ops.hadamard_divide, "otimes": ops.kron,
}  # fmt: skip

Part = tuple[str, Expr]
"""A factor with the sign before it; "" stands for nothing between two factors."""


def combine(parts: list[Part]) -> Expr:
    """Return the product of the parts.

    Raises:
        ShapeError: the shapes of two factors do not fit.
    """
    group: list[Part] = []
    place = 0
    while place < len(parts):
        sign, value = parts[place]
        place += 1
        if sign == "/" and group:
            group = [("", Quotient(product(group), value))]
        elif sign in _SIGNED and group:
            rights: list[Expr] = []
            place -= 1
            while place < len(parts) and parts[place][0] == sign:
                run = place + 1
                while run < len(parts) and not parts[run][0]:
                    run += 1
                rights.append(product([("", parts[place][1]), *parts[place + 1 : run]]))
                place = run
            group = [("", _signed(_SIGNED[sign], product(group), rights))]
        else:
            group.append((sign, value))
    return product(group)


def _signed(op: Op, left: Expr, rights: list[Expr]) -> Expr:
    """Return factors joined by one sign; only the elementwise product takes all at once."""
    if op is ops.hadamard:
        first = left.args if isinstance(left, Call) and left.op is op else (left,)
        names = [part for part in (left, *rights) if not part.shape and _is_name(part)]
        if names and any(part.shape for part in (left, *rights)):
            raise ShapeError(_beside_arrays(names[0]))
        check_alike([part for part in (left, *rights) if part.shape])
        return Call(op, (*first, *rights))
    for right in rights:
        vectors = op is ops.kron and len(left.shape) == len(right.shape) == 1
        left = Call(ops.outer if vectors else op, (left, right))
    return left


def _is_name(expr: Expr) -> bool:
    return isinstance(expr, Symbol | Component)


def _beside_arrays(name: Expr) -> str:
    whole = name.base if isinstance(name, Component) else name
    shown = whole.name if isinstance(whole, Symbol) else "one side"
    return rf"{shown} is read as a number, but \odot stands between arrays of one shape"


def product(parts: list[Part]) -> Expr:
    r"""Return the product of factors with nothing, `\cdot` or `\times` between them."""
    if len(parts) == 1:
        return parts[0][1]
    if sum(1 for _, value in parts if value.shape) <= 1:
        return Product(tuple(value for _, value in parts))
    scalars: list[Expr] = []
    chain = _Chain()
    between: Expr | None = None
    for sign, value in parts:
        if value.shape:
            if chain.parts and between is not None:
                raise ShapeError(_could_be_matrix(between))
            chain.add(sign, value)
            if chain.parts and not chain.shape:
                scalars.append(chain.take())
                between = None
        else:
            scalars.append(value)
            between = value if _is_capital(value) and chain.parts else between
    factors = [*scalars, chain.take()] if chain.parts else scalars
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _is_capital(value: Expr) -> bool:
    """Tell whether a scalar is a lone capital letter, as matrices are named."""
    return isinstance(value, Symbol) and len(value.name) == 1 and value.name.isupper()


def _could_be_matrix(value: Expr) -> str:
    name = value.name if isinstance(value, Symbol) else ""
    return (
        f"{name} stands between vectors and could be a matrix or a number; "
        rf"declare {name} \in \mathbb{{R}}^{{m \times n}}, or write the number in front"
    )


class _Chain:
    """A product of vectors and matrices that grows from the left."""

    def __init__(self) -> None:
        self.parts: list[Expr] = []
        self.shape: Shape = ()
        self._row = False

    def take(self) -> Expr:
        """Return what has grown, and begin anew."""
        parts, self.parts, self._row = self.parts, [], False
        return parts[0] if len(parts) == 1 else Call(ops.matmul, tuple(parts))

    def add(self, sign: str, value: Expr) -> None:
        """Multiply by a vector or a matrix."""
        if not self.parts:
            self.parts, self.shape, self._row = [value], value.shape, False
            return
        if len(self.shape) == len(value.shape) == 1 and not self._row:
            op = {"cdot": ops.dot, "times": ops.cross}.get(sign)
            if op is None:
                raise ShapeError(
                    r"two vectors side by side: write \vec{u} \cdot \vec{v}, u^\top v or u \odot v"
                )
            before = self.take()
            if op is ops.dot:
                check_alike((before, value))
            self.parts = [Call(op, (before, value))]
            self.shape = self.parts[0].shape
            return
        try:
            self.shape, self._row = extended(self.shape, value.shape, self._row)
        except ShapeError as error:
            raise ShapeError(no_product(self.parts, value)) from error
        self.parts.append(value)
