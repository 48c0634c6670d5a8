"""Code of random models of arrays against the numbers of what it was made from."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from nablatex import NablatexError
from nablatex.compile import BACKENDS, function_of_arrays
from nablatex.expr import Expr, Symbol
from nablatex.tensor import derive
from nablatex.tensor.numbers import value
from tests.tensor.random_models import FUEL, Recorded, numbers, system_of
from tests.tensor.strategies import SHAPES, SIZES, Maker

MODELS = 150


@pytest.mark.parametrize("backend", ["numpy", pytest.param("torch", marks=pytest.mark.torch)])
def test_random_models(backend: str) -> None:
    tried = 0
    for seed in range(MODELS):
        model = Maker(Recorded([], random.Random(seed))).model(FUEL)
        at, system = numbers(seed), system_of(model)
        try:
            found = derive(system, model.output, (model.wrt,) * model.order)
            named: dict[Expr, Any] = {Symbol(n, shape): at[n] for n, shape in SHAPES.items()}
            wanted = np.asarray(value(found.array, named, SIZES))
        except NablatexError:
            continue
        names = (model.output, *(model.wrt,) * model.order)
        with system.session.active():
            function = function_of_arrays(found, found.array, names, {}, "", BACKENDS[backend])
        given = {p.name: at.get(p.latex, SIZES.get(p.latex)) for p in function.parameters}
        tried += 1
        with np.errstate(all="ignore"):
            made = computed(function.compiled(), given, backend)
        assert made.shape == wanted.shape, function.text()
        scale = 1e-8 * (1 + np.nanmax(np.abs(wanted), initial=0))
        assert np.allclose(made, wanted, 1e-7, scale, equal_nan=True), function.text()
    assert tried > MODELS / 2


def computed(function: Any, given: dict[str, Any], backend: str) -> Any:
    if backend == "numpy":
        return np.asarray(function(**given))
    torch = pytest.importorskip("torch")
    tensors = {k: v if isinstance(v, int) else torch.tensor(v) for k, v in given.items()}
    return function(**tensors).numpy()
