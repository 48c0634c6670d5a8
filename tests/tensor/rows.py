"""Each row of the table of operations as formulas that arrays can be put into, and in JAX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy.special as special
import numpy as np

from nablatex import ops
from nablatex.expr import ONE, TWO, Call, Expr, Number, Op, Symbol
from nablatex.shape import parse_shape

SIZES = {"m": 4, "n": 3, "k": 2}
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Case:
    """A function of the table at names of some shapes.

    Attributes:
        op: the row.
        call: the formula.
        names: its arguments that are arrays.
        jax: the same in JAX, or None.
    """

    op: Op
    call: Expr
    names: tuple[Symbol, ...]
    jax: Callable[..., Any] | None

    @property
    def label(self) -> str:
        shapes = ";".join(",".join(map(str, name.shape)) for name in self.names)
        rest = [a for a in self.call.children if a not in self.names]
        order = "".join(str(a.value) if isinstance(a, Number) else a.op.name for a in rest)  # type: ignore[union-attr]
        return f"{self.op.name}{order}[{shapes}]"

    def numbers(self, seed: int) -> dict[Expr, Array]:
        """Return arrays inside the row's domain, away from its kinks."""
        rng = np.random.default_rng((seed, len(self.label)))
        low, high = max(self.op.domain[0], -2.0), min(self.op.domain[1], 3.0)
        made: dict[Expr, Array] = {}
        for name in self.names:
            shape = tuple(SIZES[str(dim)] for dim in name.shape)
            share = rng.uniform(0.1, 0.9, shape)
            made[name] = np.asarray(low + (high - low) * share)
            if len(shape) == 2 and self.op.partials is None:
                # Singular values that differ, and a determinant that is not small.
                made[name] = rng.standard_normal(shape) + 2 * np.eye(*shape)
        return made


def _softmax(x: Any) -> Any:
    return jax.nn.softmax(x, axis=-1)


def _polar(x: Any) -> Any:
    u, _, v = jnp.linalg.svd(x, full_matrices=False)
    return u @ v


JAX: dict[str, Callable[..., Any]] = {
    "exp": jnp.exp, "ln": jnp.log, "log": jnp.log, "sqrt": jnp.sqrt, "sin": jnp.sin, "cos": jnp.cos, "tan": jnp.tan,
    "cot": lambda x: 1 / jnp.tan(x), "sec": lambda x: 1 / jnp.cos(x), "csc": lambda x: 1 / jnp.sin(x),
    "arcsin": jnp.arcsin, "arccos": jnp.arccos, "arctan": jnp.arctan, "sinh": jnp.sinh, "cosh": jnp.cosh,
    "tanh": jnp.tanh, "coth": lambda x: 1 / jnp.tanh(x), "sech": lambda x: 1 / jnp.cosh(x),
    "csch": lambda x: 1 / jnp.sinh(x), "arsinh": jnp.arcsinh, "arcosh": jnp.arccosh, "artanh": jnp.arctanh,
    "sign": jnp.sign, "abs": jnp.abs, "relu": jax.nn.relu, "step": lambda x: jnp.heaviside(x, 0.0),
    "sigmoid": jax.nn.sigmoid, "softplus": jax.nn.softplus, "erf": special.erf, "silu": jax.nn.silu,
    "gelu": lambda x: jax.nn.gelu(x, approximate=False), "log_base": lambda x, b: jnp.log(x) / jnp.log(b),
    "root": lambda x, n: x ** (1 / n), "max": jnp.maximum,
    "min": jnp.minimum, "power": jnp.power,
    "dot": jnp.dot, "matmul": lambda *x: jnp.linalg.multi_dot(x), "transpose": jnp.transpose, "inverse": jnp.linalg.inv,
    "pinv": jnp.linalg.pinv, "hadamard": lambda x, y: x * y, "hadamard_divide": lambda x, y: x / y, "softmax": _softmax,
    "logsumexp": special.logsumexp, "trace": jnp.trace, "det": jnp.linalg.det, "diag": jnp.diag,
    "vec": lambda x: jnp.ravel(x, order="F"), "outer": jnp.outer, "kron": jnp.kron, "total": jnp.sum, "mean": jnp.mean,
    "prod": jnp.prod, "greatest": jnp.max, "least": jnp.min, "polar": _polar,
    "nuclear_norm": lambda x: jnp.linalg.norm(x, "nuc"), "spectral_norm": lambda x: jnp.linalg.norm(x, 2),
    "hardmax": lambda x: jax.nn.one_hot(jnp.argmax(x), x.shape[0]),
}  # fmt: skip

# The shapes of the arguments of the rows that are not one number at a time.
SHAPES: dict[str, list[tuple[str, ...]]] = {
    "log_base": [("", ""), ("n", "")], "root": [("", "")], "power": [("", ""), ("n", "n"), ("n", "")],
    "max": [("", ""), ("n", "n"), ("n", "")], "min": [("", ""), ("n", "n"), ("n", "")],
    "dot": [("n", "n")], "matmul": [("m,n", "n"), ("m,n", "n,k"), ("m,n", "n,k", "k")], "transpose": [("m,n",), ("n",)],
    "inverse": [("n,n",)], "pinv": [("m,n",), ("n,m",), ("n,n",)], "hadamard": [("n", "n"), ("m,n", "m,n")],
    "hadamard_divide": [("n", "n"), ("m,n", "m,n")], "softmax": [("n",), ("m,n",)], "logsumexp": [("n",)],
    "trace": [("n,n",)], "det": [("n,n",)], "diag": [("n",), ("n,n",)], "vec": [("m,n",), ("n",)], "outer": [("m", "n")],
    "kron": [("m,n", "k,n"), ("m", "n")], "total": [("n",), ("m,n",)], "mean": [("n",), ("m,n",)], "prod": [("n",)],
    "hardmax": [("n",)], "polar": [("m,n",)], "dyad": [("m,n",)], "nuclear_norm": [("m,n",), ("n,m",)],
    "spectral_norm": [("m,n",), ("n,m",)], "greatest": [("n",)], "least": [("n",)],
    "eigenvalue": [], "eigenvector": [],
}  # fmt: skip
_VECTOR, _MATRIX = Symbol(r"x", ("n",)), Symbol("X", ("m", "n"))
NORMS = [
    Case(ops.norm, Call(ops.norm, (name, order)), (name,), function)
    for name, order, function in (
        (_VECTOR, ONE, lambda x: jnp.linalg.norm(x, 1)),
        (_VECTOR, TWO, jnp.linalg.norm),
        (_VECTOR, Call(ops.infinity, ()), lambda x: jnp.linalg.norm(x, jnp.inf)),
        (_MATRIX, Call(ops.frobenius, ()), jnp.linalg.norm),
        (_MATRIX, Call(ops.nuclear, ()), lambda x: jnp.linalg.norm(x, "nuc")),
        (_MATRIX, TWO, lambda x: jnp.linalg.norm(x, 2)),
    )
]


def _eigh(x: Any) -> Any:
    return jnp.linalg.eigh((x + x.T) / 2)


def _unit(x: Any, place: int) -> Any:
    column = _eigh(x)[1][:, place]
    return column * jnp.sign(column[jnp.argmax(jnp.abs(column))])


_SQUARE, _LAST = Symbol("X", ("n", "n")), Number(0, 0)
SPECTRA = [
    Case(op, Call(op, (_SQUARE, number)), (_SQUARE,), function)
    for op, number, function in (
        (ops.eigenvalue, ONE, lambda x: _eigh(x)[0][0]),
        (ops.eigenvalue, _LAST, lambda x: _eigh(x)[0][-1]),
        (ops.eigenvector, TWO, lambda x: _unit(x, 1)),
        (ops.eigenvector, _LAST, lambda x: _unit(x, -1)),
    )
]


def _cases(op: Op) -> list[Case]:
    made: list[Case] = []
    for shapes in SHAPES.get(op.name, [("",), ("n",), ("m,n",)]):
        names = tuple(
            Symbol("xyz"[k].upper() if "," in shape else "xyz"[k], parse_shape(shape))
            for k, shape in enumerate(shapes)
        )
        made.append(Case(op, Call(op, names), names, JAX.get(op.name)))
    return made


def cases(tried: list[Op]) -> list[Case]:
    """Return the cases of all rows that are tried, the norms, and the eigenvalues."""
    return [case for op in tried for case in _cases(op)] + NORMS + SPECTRA
