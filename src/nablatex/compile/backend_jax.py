"""JAX: code that `jax.jit` compiles, vectors before matrices, which XLA multiplies faster."""

from __future__ import annotations

from nablatex.compile.backend import FORMS, FUNCTIONS, Backend, helpers

JAX = Backend(
    name="jax",
    alias="jnp",
    imports={"jax": "import jax", "jnp": "import jax.numpy as jnp"},
    functions={
        **FUNCTIONS,
        "relu": "jax.nn.relu(x)",
        "sigmoid": "jax.nn.sigmoid(x)",
        "silu": "jax.nn.silu(x)",
        "erf": "jax.scipy.special.erf(x)",
        "gelu": "jax.nn.gelu(x, approximate=False)",
        "softmax": "jax.nn.softmax(x)",
        "hardmax": "jax.nn.one_hot(jnp.argmax(x, axis=-1), x.shape[-1])",
    },
    forms=FORMS,
    helpers=helpers("jnp", {}),
    vector_first=True,
)
