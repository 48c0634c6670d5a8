"""The libraries of arrays that code is written for, by name."""

from __future__ import annotations

from collections.abc import Mapping

from nablatex.compile.backend import Backend
from nablatex.compile.backend_jax import JAX
from nablatex.compile.backend_numpy import NUMPY
from nablatex.compile.backend_torch import TORCH
from nablatex.errors import UndefinedError

BACKENDS: Mapping[str, Backend] = {one.name: one for one in (NUMPY, JAX, TORCH)}


def backend_named(name: str) -> Backend:
    """Return a library by its name.

    Raises:
        UndefinedError: there is no code for it.
    """
    if name not in BACKENDS:
        raise UndefinedError(f"there is no code for {name!r}; there is {', '.join(BACKENDS)}")
    return BACKENDS[name]
