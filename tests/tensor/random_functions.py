"""The functions that random models are made of: rows of the table, and the same in JAX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy.special as special

from nablatex import ops
from nablatex.expr import Call, Expr, Op

MAPS: list[tuple[Op, Callable[..., Any]]] = [
    (ops.sin, jnp.sin),
    (ops.tanh, jnp.tanh),
    (ops.sigmoid, jax.nn.sigmoid),
    (ops.relu, jax.nn.relu),
    (ops.exp, jnp.exp),
    (ops.cos, jnp.cos),
    (ops.softplus, jax.nn.softplus),
    (ops.abs_, jnp.abs),
    (ops.arctan, jnp.arctan),
    (ops.erf, special.erf),
    (ops.silu, jax.nn.silu),
    (ops.gelu, lambda x: jax.nn.gelu(x, approximate=False)),
]
OF_VECTOR: list[tuple[Op, Callable[..., Any]]] = [
    (ops.logsumexp, special.logsumexp),
    (ops.mean, jnp.mean),
    (ops.total, jnp.sum),
    (ops.greatest, jnp.max),
    (ops.least, jnp.min),
]


def _log_det(x: Expr) -> Expr:
    return Call(ops.log, (Call(ops.det, (x,)),))


OF_SPD: list[tuple[Callable[[Expr], Expr], Callable[..., Any]]] = [
    (_log_det, lambda x: jnp.linalg.slogdet(x)[1]),
    (lambda x: Call(ops.det, (x,)), jnp.linalg.det),
    (
        lambda x: Call(ops.trace, (Call(ops.inverse, (x,)),)),
        lambda x: jnp.trace(jnp.linalg.inv(x)),
    ),
]
