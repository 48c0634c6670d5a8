"""The syntax tree: what was written, with its place, before anything is decided about meaning.

Separate from expressions because `f(x)`, `ab` and `A^T` have a shape on paper before they have a
meaning; elaboration decides, or says what it would need to know.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Syntax:
    r"""A piece of mathematics as it stands on paper.

    `kind` and what `text` and `parts` hold:

    number, name, word, function, constant: `text`; no parts
    script: base, subscript or EMPTY, superscript or EMPTY; `text` holds the primes
    run: factors, `text` holds the signs between them, separated by spaces ("cdot", ".", "/")
    sum: terms; `text` holds one sign for each
    fraction: numerator, denominator; root: radicand, degree or EMPTY; binom: n, k
    round, square, set, abs, norm, floor, ceil: the parts between commas
    matrix, det, cases: one `row` for each row, with its cells; `text`: environment
    big: `text` the kind ("sum"), subscript, superscript
    nabla, partial, differential: no parts
    relation: terms; `text` holds the relations
    system: statements
    bar: body, subscript
    blackboard: `text` the letter
    """

    kind: str
    start: int
    end: int
    text: str = ""
    parts: tuple[Syntax, ...] = ()


EMPTY = Syntax("empty", 0, 0)
