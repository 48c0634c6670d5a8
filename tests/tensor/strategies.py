"""Random well-typed models of arrays, each with the same function in JAX.

One generator serves hypothesis and the program that tries many: it asks for a number below a bound
whenever there is a choice, and 0 is always the simplest answer, so that shrinking is meaningful.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
from hypothesis import strategies as st

from nablatex import ops
from nablatex.expr import (
    ONE,
    TWO,
    Call,
    Cases,
    Compare,
    Component,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Sum,
    Symbol,
)
from nablatex.shape import Shape
from tests.tensor.random_functions import MAPS, OF_SPD, OF_VECTOR

SIZES = {"n": 3, "m": 2}
Choose = Callable[[int], int]
Env = dict[str, Any]
Function = Callable[[Env], Any]

LEAVES: dict[Shape, list[str]] = {
    (): ["a", "b"],
    ("n",): ["x", "y"],
    ("m",): ["u", "v"],
    ("m", "n"): ["X", "Y"],
    ("n", "m"): ["V"],
    ("n", "n"): ["A", "B", "S"],
    ("m", "m"): ["C"],
}
SHAPES = {name: shape for shape, names in LEAVES.items() for name in names}
SYMMETRIC = Symbol("S", ("n", "n"))
# Names that parts of a model are called by.
PARTS: dict[Shape, list[str]] = {
    (): ["s", "t"], ("n",): ["z", "h"], ("m",): ["p", "q"],
    ("m", "n"): ["Z"], ("n", "m"): ["W"], ("n", "n"): ["P", "Q"], ("m", "m"): ["R"],
}  # fmt: skip
OUTPUT = "L"


@dataclass(frozen=True)
class Made:
    """A formula, and the same as a function in JAX."""

    expr: Expr
    run: Function

    @property
    def shape(self) -> Shape:
        return self.expr.shape


@dataclass
class Model:
    """Definitions of names by formulas, the last one the output."""

    definitions: dict[Expr, Expr]
    output: Symbol
    wrt: Symbol
    order: int
    run: Function


@dataclass
class Maker:
    """Makes one model."""

    choose: Choose
    definitions: dict[Expr, Made] = field(default_factory=dict)
    indices: list[tuple[Symbol, str]] = field(default_factory=list)

    def model(self, fuel: int) -> Model:
        """Return a model whose output is differentiated by one of its names."""
        kind = self.choose(8)
        shape: Shape = {6: ("n",), 7: ("m", "n")}.get(kind, ())
        order = 2 if kind == 5 else 1
        made = self.made(shape, min(fuel, 3) if kind > 4 else fuel)
        output = Symbol(OUTPUT, shape)
        rights = {name: part.expr for name, part in self.definitions.items()}
        rights[output] = made.expr
        used = _leaves(rights.values())
        wrt = used[self.choose(len(used))] if used else Symbol("x", ("n",))
        return Model(rights, output, wrt, order, made.run)

    def made(self, shape: Shape, fuel: int) -> Made:
        """Return a random formula of a shape."""
        if fuel <= 0:
            return self.leaf(shape)
        steps = {0: SCALARS, 1: VECTORS, 2: MATRICES}[len(shape)]
        number = self.choose(len(steps) + 1)
        made = steps[number - 1](self, shape, fuel - 1) if number else self.leaf(shape)
        if not self.indices and fuel > 1 and self.choose(8) == 7:
            return self._named(made)
        return made

    def leaf(self, shape: Shape) -> Made:
        """Return a name, or an element where an index is bound."""
        if not shape and self.indices and self.choose(3):
            index, dim = self.indices[self.choose(len(self.indices))]
            names = LEAVES[(dim,)]
            return element(names[self.choose(len(names))], (dim,), (index,))
        if not shape and self.choose(4) == 3:
            value = 1 + self.choose(3)
            return Made(Number(value, 0), lambda env: jnp.asarray(float(value)))
        names = LEAVES[shape]
        return named(names[self.choose(len(names))], shape)

    def _named(self, made: Made) -> Made:
        taken = {name.name for name in self.definitions if isinstance(name, Symbol)}
        free = [name for name in PARTS[made.shape] if name not in taken]
        if not free:
            return made
        name = Symbol(free[0], made.shape)
        self.definitions[name] = made
        return Made(name, made.run)


def _leaves(exprs: Any) -> list[Symbol]:
    found: dict[Symbol, None] = {}
    stack = list(exprs)
    while stack:
        node = stack.pop()
        if isinstance(node, Symbol) and node.name in SHAPES:
            found[node] = None
        stack += node.children
    return sorted(found, key=lambda name: name.name)


def named(name: str, shape: Shape) -> Made:
    return Made(Symbol(name, shape), lambda env: env[name])


def element(name: str, shape: Shape, at: tuple[Symbol, ...], shift: int = 0) -> Made:
    indices: tuple[Expr, ...] = at
    if shift:
        indices = (*at[:-1], Sum((at[-1], Number(shift, 0))))
    keys = [k.name for k in at]

    def run(env: Env) -> Any:
        place = [env["#" + key] for key in keys]
        place[-1] += shift
        return env[name][tuple(place)]

    return Made(Component(Symbol(name, shape), indices, "sub"), run)


def lift(expr: Callable[..., Expr], run: Callable[..., Any]) -> Callable[..., Made]:
    """Return a function of formulas as one of formulas with their functions."""

    def made(*parts: Made) -> Made:
        return Made(expr(*(p.expr for p in parts)), lambda env: run(*(p.run(env) for p in parts)))

    return made


def called(op: ops.Op, run: Callable[..., Any]) -> Callable[..., Made]:
    return lift(lambda *args: Call(op, args), run)


plus = lift(lambda a, b: Sum((a, b)), lambda a, b: a + b)
minus = lift(lambda a, b: Sum((a, Negation(b))), lambda a, b: a - b)
negated = lift(Negation, lambda a: -a)
times = lift(lambda a, b: Product((a, b)), lambda a, b: a * b)
hadamard = called(ops.hadamard, lambda a, b: a * b)
matmul = called(ops.matmul, lambda a, b: a @ b)
transposed = called(ops.transpose, jnp.transpose)
outer = called(ops.outer, jnp.outer)
diag = called(ops.diag, jnp.diag)
trace = called(ops.trace, jnp.trace)
inverse = called(ops.inverse, jnp.linalg.inv)
squared = lift(lambda a: Power(a, TWO), lambda a: a**2)
ratio = lift(lambda a, b: Quotient(a, Sum((ONE, Power(b, TWO)))), lambda a, b: a / (1 + b**2))
largest = called(ops.max_, jnp.maximum)
norm = lift(lambda a: Call(ops.norm, (a, TWO)), jnp.linalg.norm)
frobenius = lift(lambda a: Call(ops.norm, (a, Call(ops.frobenius, ()))), jnp.linalg.norm)
absolute = lift(lambda a: Call(ops.norm, (a, ONE)), lambda a: jnp.sum(jnp.abs(a)))
inner = lift(
    lambda a, b: Call(ops.matmul, (Call(ops.transpose, (a,)), b)), lambda a, b: jnp.dot(a, b)
)
either = lift(
    lambda a, b, c: Cases(((a, Compare((">",), (c, Number(0, 0)))), (b, Call(ops.otherwise, ())))),
    lambda a, b, c: jnp.where(c > 0, a, b),
)
divided = lift(
    lambda a, b: Call(ops.hadamard_divide, (a, Call(ops.exp, (b,)))), lambda a, b: a / jnp.exp(b)
)
summed = lift(lambda a: Call(ops.matmul, (Call(ops.transpose, (Call(ops.ones, ()),)), a)), jnp.sum)
row_sums = lift(lambda a: Call(ops.matmul, (a, Call(ops.ones, ()))), lambda a: jnp.sum(a, axis=1))
gram = lift(
    lambda a: Sum((Call(ops.matmul, (a, Call(ops.transpose, (a,)))), Call(ops.identity, ()))),
    lambda a: a @ a.T + jnp.eye(a.shape[0]),
)
Step = Callable[[Maker, Shape, int], Made]


def mapped(maker: Maker, shape: Shape, fuel: int) -> Made:
    """A function entry by entry."""
    op, run = MAPS[maker.choose(len(MAPS))]
    return called(op, run)(maker.made(shape, fuel))


def two(join: Callable[[Made, Made], Made]) -> Step:
    """Two parts of the same shape."""
    return lambda maker, shape, fuel: join(maker.made(shape, fuel), maker.made(shape, fuel - 1))


def one(change: Callable[[Made], Made], inside: Shape | None = None) -> Step:
    """One part, of another shape where that is given for sure."""
    return lambda maker, shape, fuel: change(maker.made(shape if inside is None else inside, fuel))


def scaled(maker: Maker, shape: Shape, fuel: int) -> Made:
    return times(maker.made((), fuel - 1), maker.made(shape, fuel))


def of_vectors(join: Callable[..., Made], count: int) -> Step:
    """A number from vectors."""

    def made(maker: Maker, shape: Shape, fuel: int) -> Made:
        dim = "nm"[maker.choose(2)]
        return join(*(maker.made((dim,), fuel - k) for k in range(count)))

    return made


def of_matrix(change: Callable[[Made], Made], square: bool) -> Step:
    """A number from a matrix."""

    def made(maker: Maker, shape: Shape, fuel: int) -> Made:
        rows = "nm"[maker.choose(2)]
        columns = rows if square else "nm"[maker.choose(2)]
        return change(maker.made((rows, columns), fuel))

    return made


def over_vector(maker: Maker, shape: Shape, fuel: int) -> Made:
    op, run = OF_VECTOR[maker.choose(len(OF_VECTOR))]
    return called(op, run)(maker.made(("nm"[maker.choose(2)],), fuel))


def of_spd(maker: Maker, shape: Shape, fuel: int) -> Made:
    expr, run = OF_SPD[maker.choose(len(OF_SPD))]
    inside = gram(maker.made(("nm"[maker.choose(2)], "nm"[maker.choose(2)]), fuel))
    return lift(expr, run)(inside)


def over_index(maker: Maker, shape: Shape, fuel: int) -> Made:
    """A sum, a product or a greatest value over an index."""
    if len(maker.indices) > 1:
        return maker.leaf(())
    dim = "nm"[maker.choose(2)]
    index = Symbol("ij"[len(maker.indices)], ())
    outer_index = maker.indices[-1] if maker.indices else None
    ways = ["sum", "sum", "shift", "prod", "max"]
    if outer_index and outer_index[1] == dim:
        ways += ["less", "other"]
    way = ways[maker.choose(len(ways))]
    maker.indices.append((index, dim))
    if way == "shift":
        name = LEAVES[(dim,)][maker.choose(2)]
        pair = element(name, (dim,), (index,), 1), element(name, (dim,), (index,))
        body = times(minus(*pair), maker.made((), fuel)) if fuel > 0 else minus(*pair)
    else:
        body = plus(
            element(LEAVES[(dim,)][maker.choose(2)], (dim,), (index,)), maker.made((), fuel)
        )
        # What is only compared has the range of what it is compared with: not what is meant here.
        if way not in ("less", "other") and maker.choose(2):
            body = maker.made((), fuel)
    maker.indices.pop()
    return reduced(way, body, index, dim, outer_index[0] if outer_index else None)


REDUCED: dict[str, Callable[..., Any]] = {"sum": jnp.sum, "prod": jnp.prod, "max": jnp.max}


def reduced(way: str, body: Made, index: Symbol, dim: str, outside: Symbol | None) -> Made:
    """Return a reduction over an index."""
    last: Expr = Symbol(dim, ())
    size, condition = SIZES[dim], None
    if way == "shift":
        last, size = Sum((last, Negation(ONE))), size - 1
    if way in ("less", "other") and outside is not None:
        condition = Compare(("<" if way == "less" else "!=",), (index, outside))
    kind: Any = way if way in ("prod", "max") else "sum"
    low, high = (None, None) if condition is not None else (ONE, last)

    def run(env: Env) -> Any:
        found = []
        for k in range(size):
            here = env["#" + outside.name] if outside is not None else -1
            if condition is None or (k < here if way == "less" else k != here):
                found.append(body.run({**env, "#" + index.name: k}))
        values = jnp.stack([jnp.asarray(v, dtype=float) for v in found]) if found else jnp.zeros(1)
        return REDUCED[kind](values)

    return Made(Reduction(kind, body.expr, index, low, high, condition), run)


def product(maker: Maker, shape: Shape, fuel: int) -> Made:
    """A matrix times a vector or a matrix, one of them transposed at times."""
    middle = "nm"[maker.choose(2)]
    left = (
        maker.made((shape[0], middle), fuel)
        if not maker.choose(2)
        else transposed(maker.made((middle, shape[0]), fuel))
    )
    return matmul(left, maker.made((middle, *shape[1:]), fuel - 1))


def solved(maker: Maker, shape: Shape, fuel: int) -> Made:
    dim = shape[0]
    core = inverse(gram(maker.made((dim, "nm"[maker.choose(2)]), fuel - 1)))
    return matmul(core, maker.made((dim, *shape[1:]), fuel))


def softmax(maker: Maker, shape: Shape, fuel: int) -> Made:
    return called(ops.softmax, lambda a: jax.nn.softmax(a, axis=-1))(maker.made(shape, fuel))


def of_three(maker: Maker, shape: Shape, fuel: int) -> Made:
    return either(maker.made((), fuel), maker.made((), fuel - 1), maker.made((), fuel - 1))


def diagonal(maker: Maker, shape: Shape, fuel: int) -> Made:
    dim = shape[0]
    if len(shape) == 1:
        return diag(maker.made((dim, dim), fuel))
    if shape[0] == shape[1]:
        return diag(maker.made((dim,), fuel))
    return outer(maker.made((shape[0],), fuel), maker.made((shape[1],), fuel))


def rows_summed(maker: Maker, shape: Shape, fuel: int) -> Made:
    return row_sums(maker.made((shape[0], "nm"[maker.choose(2)]), fuel))


def turned(maker: Maker, shape: Shape, fuel: int) -> Made:
    return transposed(maker.made(shape[::-1], fuel))


def in_square(maker: Maker, shape: Shape, fuel: int) -> Made:
    if shape[0] != shape[1]:
        return turned(maker, shape, fuel)
    rows = maker.made(shape, fuel)
    return matmul(rows, rows)


SCALARS: list[Step] = [
    two(plus), two(times), one(negated), mapped, one(squared), two(ratio), two(minus), two(largest),
    of_vectors(inner, 2), of_vectors(norm, 1), of_vectors(summed, 1), of_vectors(absolute, 1),
    of_vectors(lambda a: squared(norm(a)), 1), over_vector, of_matrix(trace, True), of_matrix(frobenius, False),
    of_matrix(lambda a: squared(frobenius(a)), False), of_spd, over_index, over_index, of_three,
]  # fmt: skip
VECTORS: list[Step] = [
    two(plus), two(minus), scaled, one(negated), product, product, two(hadamard), mapped, mapped,
    softmax, diagonal, solved, rows_summed, two(divided), two(largest),
]  # fmt: skip
MATRICES: list[Step] = [
    two(plus), two(minus), scaled, one(negated), product, product, two(hadamard), mapped, turned,
    diagonal, solved, softmax, in_square, two(divided),
]  # fmt: skip


@st.composite
def models(draw: st.DrawFn, fuel: int = 4) -> Model:
    """Strategy of random models."""
    return Maker(lambda bound: draw(st.integers(0, bound - 1))).model(fuel)
