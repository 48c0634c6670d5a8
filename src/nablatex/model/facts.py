"""What is known of names, from a model's statements and from who asks: by their bare spelling.

Separate from the statements that declare facts, because some are told with the model or a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nablatex.equations import bare
from nablatex.errors import UndefinedError
from nablatex.tensor import KNOWN, spelled_out

Facts = Mapping[str, str | Iterable[str]]


def known_facts(declared: Mapping[str, Iterable[str]], assumed: Facts) -> dict[str, frozenset[str]]:
    """Return what is known of each name, by its bare spelling.

    Raises:
        UndefinedError: there is no such word.
    """
    found = {bare(name): spelled_out(words) for name, words in declared.items()}
    for name, given in assumed.items():
        words = spelled_out((given,) if isinstance(given, str) else given)
        unknown = sorted(words - KNOWN)
        if unknown:
            raise UndefinedError(
                f"nothing is known as {unknown[0]!r}; there are {', '.join(sorted(KNOWN))}"
            )
        found[bare(name)] = found.get(bare(name), frozenset()) | words
    return found
