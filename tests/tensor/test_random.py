"""Random models of arrays: derivatives against JAX, and what is printed against both."""

from __future__ import annotations

from collections.abc import Iterator

import jax
import pytest
from hypothesis import given, note, settings

from tests.tensor.random_models import is_ambiguous, shown, tried
from tests.tensor.strategies import Model, models

# An outcome that is no fault: a number too large or not there, or a refusal that says why.
HARMLESS = ("right", "no value", "refused")
DISAGREES = "does not agree"


@pytest.fixture(scope="module", autouse=True)
def double_precision() -> Iterator[None]:
    with jax.enable_x64():
        yield


@given(model=models())
@settings(max_examples=250, derandomize=True, deadline=None)
def test_agrees_with_jax_and_is_printed_as_it_is(model: Model) -> None:
    note(shown(model))
    outcome = tried(model, 0)
    note(outcome.what)
    assert outcome.kind in HARMLESS or is_ambiguous(outcome)
    assert DISAGREES not in outcome.what
