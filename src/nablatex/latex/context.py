"""What is known before a formula is read: shapes of names, names of functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nablatex.shape import Shape


@dataclass(frozen=True, slots=True)
class Context:
    r"""Declarations that decide how a formula is read.

    Attributes:
        shapes: shape of each declared name; a name with a shape is never a function.
        functions: names that are functions beyond the conventional ones (f, g, F, G, \phi, ...).
        signatures: from what shape to what shape each declared function goes.
        matrices: names without a shape that have two indices elsewhere: `w_{12}` is row 1, col. 2.
        steps: letters that number steps or layers: `h_{t-1}` is a name of its own.
        labelled: names whose subscripts are labels, also where the letter may be an index.
        numbers: names that are defined as numbers, which no notation makes a matrix.
    """

    shapes: Mapping[str, Shape] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    matrices: frozenset[str] = frozenset()
    signatures: Mapping[str, tuple[Shape, Shape]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    labelled: frozenset[str] = frozenset()
