r"""Random numbers and random functions that belong to a key: the same for the same seed everywhere.

Numbers are exact. Two worlds in a row have opposite signs (\sqrt{x^2} is not x), and of each six
such pairs one has positive numbers (\ln), one numbers up to 8 (\arctan(\tan x) is not x), one such
as are next to what the author wrote (\ln(x - 100)), one large ones, one those within (-1, 1)
(\arcsin).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flint import arb, fmpq

_BITS = 22
_WAVES = 2
_STYLES = 6
# After the worlds of one style each, every name has a style of its own, most often "near".
_MIXED = (0, 1, 2, 3, 3, 3, 4, 5)
MOST_WORLDS = 60
MOST_COUNTED = 5


@lru_cache(maxsize=8_192)
def _digest(seed: int, pair: int, key: str) -> bytes:
    return hashlib.blake2b(f"{seed}|{pair}|{key}".encode(), digest_size=16).digest()


class Draws:
    """The random numbers of one world.

    Args:
        seed: the seed of a judgement.
        number: which of its worlds.
        near: numbers that the author wrote, next to which something may change.
    """

    def __init__(self, seed: int, number: int, near: Sequence[fmpq] = ()) -> None:
        self._seed = seed
        self._pair, self._second = divmod(number, 2)
        self._near = near
        self._waves: dict[tuple[str, tuple[Any, ...]], list[tuple[Any, list[Any], Any]]] = {}

    def value(self, key: str) -> fmpq:
        """Return the number of a name."""
        digest = _digest(self._seed, self._pair, key)
        share, sign = self._parts(digest)
        match self._pair if self._pair < _STYLES else _MIXED[digest[9] % len(_MIXED)]:
            case 1:
                return fmpq(1, 5) + share * fmpq(9, 5)
            case 2:
                return sign * (fmpq(1, 5) + share * 8)
            case 3 if self._near:
                place = int.from_bytes(digest[12:], "big") % len(self._near)
                here = self._near[place]
                # Next to 0.01 is what is between 0 and 0.02.
                reach = abs(here) if abs(here) < 1 else fmpq(1)
                return here + sign * reach * (fmpq(1, 50) + share * fmpq(49, 50))
            case 4:
                return sign * share * fmpq(10) ** (digest[11] % 4 + 1)
            case 5:
                return sign * (fmpq(1, 20) + share * fmpq(9, 10))
            case _:
                return sign * (fmpq(1, 5) + share * fmpq(9, 5))

    def count(self, key: str, place: int) -> int:
        """Return a whole number from 0 to 4 for the name with this place among such names.

        Of four worlds in a row in one all have the same number, and in one they differ: two
        letters for indices are the same or not, and so are two bounds.
        """
        match (2 * self._pair + self._second) % 4:
            case 1:
                return _digest(self._seed, self._pair, "")[4] % MOST_COUNTED
            case 2:
                # Which of two is the larger one changes too.
                turn = self._pair // 2 % 2
                return (self._pair - place if turn else self._pair + place) % MOST_COUNTED
            case _:
                return _digest(self._seed, self._pair, key)[4 * self._second] % MOST_COUNTED

    def unit(self, key: str) -> fmpq:
        """Return a number from 0.2 to 1 with a sign."""
        share, sign = self._parts(_digest(self._seed, self._pair, key))
        return sign * (fmpq(1, 5) + share * fmpq(4, 5))

    def _parts(self, digest: bytes) -> tuple[fmpq, int]:
        offset = 4 * self._second
        share = int.from_bytes(digest[offset : offset + 4], "big") >> (32 - _BITS)
        return fmpq(2 * share + 1, 2 << _BITS), 1 - 2 * ((digest[8] ^ self._second) & 1)

    def wave(self, key: str, weights: Sequence[Any], at: Sequence[Any], places: list[int]) -> Any:
        r"""Return a derivative of $\sum_m a_m \sin(b_m \cdot x + c_m)$ at a point.

        Args:
            key: which function.
            weights: a key for each argument.
            at: the arguments.
            places: the argument of each differentiation.
        """
        names = tuple(weights)
        if (key, names) not in self._waves:
            self._waves[key, names] = [self._sine(f"{key}:{m}", names) for m in range(_WAVES)]
        total: Any = arb(0)
        for height, slopes, start in self._waves[key, names]:
            phase = start
            for slope, argument in zip(slopes, at, strict=True):
                phase = phase + slope * argument
            for place in places:
                height = height * slopes[place]
            total = total + height * _turned(phase, len(places))
        return total

    def _sine(self, key: str, names: tuple[Any, ...]) -> tuple[Any, list[Any], Any]:
        """Return the height, the slope along each argument, and the phase of one sine."""
        slopes = [arb(self.unit(f"{key}:b{name}")) for name in names]
        return arb(self.unit(f"{key}:a")), slopes, arb(self.unit(f"{key}:c"))


def _turned(phase: Any, order: int) -> Any:
    """Return the derivative of the sine of some order."""
    value = phase.cos() if order % 2 else phase.sin()
    return -value if order % 4 in (2, 3) else value
