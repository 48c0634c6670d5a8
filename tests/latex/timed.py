"""The time that one call takes by itself, other tests' garbage left where it is."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail unless what is done inside takes less processor time than this."""
    gc.disable()
    begin = time.thread_time()
    try:
        yield
        taken = time.thread_time() - begin
    finally:
        gc.enable()
    assert taken < seconds
