r"""The syntax tree: what was written, with its place, before anything is decided about meaning.

Separate from expressions because `f(x)`, `ab` and `A^T` have a shape on paper before they have a
meaning; elaboration decides, or says what it would need to know.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Syntax:
    """A piece of mathematics on paper, from `start` to `end` in the source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Num(Syntax):
    """Digits as typed, a decimal point at most."""

    text: str


@dataclass(frozen=True, slots=True)
class Letter(Syntax):
    r"""A letter or a Greek letter: `x`, `\theta`."""

    name: str


@dataclass(frozen=True, slots=True)
class Accented(Syntax):
    r"""A letter with a mark on it: `\vec{x}`, `\mathbf{A}`."""

    accent: str
    body: Syntax


@dataclass(frozen=True, slots=True)
class Word(Syntax):
    r"""A name of several letters: `\text{MSE}`, `\operatorname{loss}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Syntax):
    r"""A constant that has a command: `\pi`, `\infty`, `\mathrm{i}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Function(Syntax):
    r"""The name of an operation that takes an argument: `\sin`, `\text{ReLU}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Big(Syntax):
    r"""`\sum`, `\prod`, `\lim`; what it binds stands in the scripts round it."""

    name: str


@dataclass(frozen=True, slots=True)
class Integral(Syntax):
    r"""`\int_a^b body \, dx`; `variable` is None where `dx` stands in the body's numerator."""

    lower: Syntax | None
    upper: Syntax | None
    body: Syntax
    variable: Syntax | None


@dataclass(frozen=True, slots=True)
class Nabla(Syntax):
    r"""`\nabla`."""

    name: str


@dataclass(frozen=True, slots=True)
class Differential(Syntax):
    r"""`\partial` or an upright `\mathrm{d}`; an italic `d` is a letter until it is more."""

    sign: str


@dataclass(frozen=True, slots=True)
class Mark(Syntax):
    r"""Something that only a superscript holds: `\top`, `\dagger`, `*`, `+`, `\prime`."""

    name: str


@dataclass(frozen=True, slots=True)
class NumberSet(Syntax):
    r"""`\mathbb{R}`; `1` is the indicator `\mathbb{1}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Scripts(Syntax):
    """A base with a subscript, a superscript and a number of primes."""

    base: Syntax
    sub: Syntax | None
    sup: Syntax | None
    primes: int


@dataclass(frozen=True, slots=True)
class Group(Syntax):
    r"""`(a, b)`, `[a]`, `\{a\}`, `|a|`, `{a}`: the opening bracket and what stands in it."""

    opener: str
    entries: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Fraction(Syntax):
    r"""`\frac{top}{bottom}`."""

    top: Syntax
    bottom: Syntax


@dataclass(frozen=True, slots=True)
class Binomial(Syntax):
    r"""`\binom{top}{bottom}`."""

    top: Syntax
    bottom: Syntax


@dataclass(frozen=True, slots=True)
class Radical(Syntax):
    r"""`\sqrt[degree]{body}`."""

    body: Syntax
    degree: Syntax | None


@dataclass(frozen=True, slots=True)
class Factorial(Syntax):
    """`body!`."""

    body: Syntax


@dataclass(frozen=True, slots=True)
class Table(Syntax):
    """A matrix, its determinant or its norm: `kind`, rows of cells."""

    kind: str
    rows: tuple[tuple[Syntax, ...], ...]


@dataclass(frozen=True, slots=True)
class Branch(Syntax):
    """A line of `cases`: value, conditions, and the words beside them."""

    value: Syntax
    conditions: tuple[Syntax, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Branches(Syntax):
    r"""`\begin{cases} ... \end{cases}`."""

    rows: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Times(Syntax):
    r"""A sign between factors: `cdot`, `times`, `/`, `odot`, ..."""

    sign: str


@dataclass(frozen=True, slots=True)
class Bar(Syntax):
    r"""An evaluation bar behind factors: `|_{x=1}`, or `|_a^b` between two bounds."""

    where: Syntax
    upper: Syntax | None


@dataclass(frozen=True, slots=True)
class Applied(Syntax):
    """A name that is a function for certain, and the bracket with its arguments."""

    function: Syntax
    argument: Group


@dataclass(frozen=True, slots=True)
class Term(Syntax):
    """Factors side by side, with the signs that stand between them."""

    items: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Negative(Syntax):
    """`-body`."""

    body: Syntax


@dataclass(frozen=True, slots=True)
class Addition(Syntax):
    """Terms; one that is subtracted is a `Negative`."""

    terms: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Relation(Syntax):
    """A chain of relations between terms."""

    relations: tuple[str, ...]
    terms: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Logic(Syntax):
    """Conditions joined by `and` or by `or`."""

    sign: str
    terms: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Listing(Syntax):
    """`a, b, c` in braces or in a script."""

    entries: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class System(Syntax):
    """Several statements."""

    statements: tuple[Syntax, ...]
