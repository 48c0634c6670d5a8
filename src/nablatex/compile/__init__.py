"""Source code for derivatives: readable functions for NumPy, JAX and PyTorch."""

from nablatex.compile.backend import Backend, BackendName
from nablatex.compile.backends import BACKENDS, backend_named
from nablatex.compile.by_arrays import function_of_arrays
from nablatex.compile.by_elements import function_by_elements
from nablatex.compile.source import Function

__all__ = [
    "BACKENDS",
    "Backend",
    "BackendName",
    "Function",
    "backend_named",
    "function_by_elements",
    "function_of_arrays",
]
