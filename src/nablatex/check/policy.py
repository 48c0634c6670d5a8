"""What a teacher may decide otherwise; all else is in `docs/explanation/policies.md`."""

from __future__ import annotations

from dataclasses import dataclass

from nablatex.errors import NablatexError


@dataclass(frozen=True, slots=True)
class Policy:
    """Choices of a teacher.

    Attributes:
        transposed_credit: credit, from 0 to 1, for an answer that is right but for its
            orientation: a gradient asked as a row and given as a column, a transposed Jacobian.
        seed: the same seed gives the same verdict everywhere.

    Raises:
        NablatexError: the credit is not a number from 0 to 1.
    """

    transposed_credit: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.transposed_credit <= 1:
            raise NablatexError(f"credit is from 0 to 1, not {self.transposed_credit}")


STANDARD = Policy()
