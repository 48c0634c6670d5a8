"""What the tests of code share: the numbers that a derivative's code gives, for each library."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from nablatex.compile import BackendName
from nablatex.compile.names import identifier
from nablatex.model import Worked

BACKENDS = ["numpy", "jax", pytest.param("torch", marks=pytest.mark.torch)]


def numbers(worked: Worked, backend: BackendName, values: Mapping[str, Any]) -> Any:
    """Return what a derivative's code gives at a point."""
    function: Any = worked.compile(backend)
    known = inspect.signature(function).parameters
    named = {identifier(key): np.asarray(value, float) for key, value in values.items()}
    given = {key: value for key, value in named.items() if key in known}
    match backend:
        case "numpy":
            with np.errstate(all="ignore"):
                return function(**given)
        case "jax":
            jax = pytest.importorskip("jax")
            with jax.enable_x64():
                return np.asarray(jax.jit(function)(**given))
        case "torch":
            torch = pytest.importorskip("torch")
            return function(**{key: torch.tensor(value) for key, value in given.items()}).numpy()


def agree(worked: Worked, backend: BackendName, values: Mapping[str, Any]) -> None:
    """Fail unless the code gives the numbers of the derivative, in its shape."""
    wanted = worked.evaluate(values)
    found = numbers(worked, backend, values)
    assert np.shape(found) == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-11)
