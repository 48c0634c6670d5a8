"""The closed set of expression nodes: immutable, interned, exactly what the author wrote.

Equal expressions are the same object, so equality is `is`, memo tables are dictionaries and a
shared subexpression is handled once. Constructors never evaluate; normalising is a call of its own
(`nablatex.normalise`). Spellings (`\\frac` or `/`, `\\cdot` or nothing) are no part of a node.

Each concern (print, differentiate, evaluate, compare) is a module that matches this set and ends
in `assert_never`. Functions are not kinds but rows of one open table (`nablatex.ops`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import reduce
from typing import Any, Literal

from nablatex.errors import ShapeError
from nablatex.interned import Interned
from nablatex.shape import SCALAR, Shape, a_or_an, join, show, unknown

ReductionKind = Literal["sum", "prod", "max", "min", "limit", "integral"]
Place = Literal["sub", "paren", "bracket"]
StackKind = Literal["list", "column", "row", "matrix", "set"]
DerivativeStyle = Literal["partial", "total", "nabla", "prime", "laplacian", "divergence", "curl"]
Mark = tuple[int, tuple[int, ...]]
"""One differentiation of an abstract function: the argument's number and its component."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True, repr=False)
class _Node(metaclass=Interned):
    """What all kinds share; `Expr` is the name to use in annotations."""

    shape: Shape = field(init=False)
    children: tuple[Expr, ...] = field(init=False)

    def _set(self, shape: Shape, children: tuple[Expr, ...]) -> None:
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "children", children)

    def _fields(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _field_names(type(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._fields()

    def __copy__(self) -> _Node:
        return self

    def __deepcopy__(self, memo: Any) -> _Node:
        return self

    def __repr__(self) -> str:
        return _describe(self)

    def _repr_latex_(self) -> str:
        """Return the LaTeX that a notebook shows."""
        return "$" + _Display.write(self) + "$"


def _field_names(kind: type[_Node]) -> tuple[str, ...]:
    return tuple(spec.name for spec in fields(kind) if spec.init)


def _describe(expr: _Node) -> str:
    """Return the constructor calls that make `expr`, without recursion, cut when it is long."""
    parts: list[str] = []
    stack: list[Any] = [expr]
    while stack and len(parts) < 400:
        item = stack.pop()
        if isinstance(item, _Node):
            shown = [piece for value in item._fields() for piece in (", ", value)][1:]
            stack += [")", *reversed(shown), type(item).__name__ + "("]
        elif isinstance(item, tuple):
            shown = [piece for value in item for piece in (", ", value)][1:]
            stack += [")", *reversed(shown), "("]
        else:
            parts.append(item.name if isinstance(item, Op) else str(item))
    return "".join(parts) + ("…" if stack else "")


class _Display:
    """The printer, handed in from above by `nablatex.latex` (layers may not import upwards)."""

    write: Callable[[Any], str] = staticmethod(lambda expr: repr(expr))


def set_printer(write: Callable[[Any], str]) -> None:
    """Say how expressions show themselves in a notebook."""
    _Display.write = staticmethod(write)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A named rule of calculus or algebra, as a learner reads it.

    Attributes:
        name: the rule's key, the same in every language.
        en, ko: its title in English and Korean.
    """

    name: str
    en: str
    ko: str

    def title(self, lang: str = "en") -> str:
        """Return the title in `lang` ("en" or "ko")."""
        return self.ko if lang == "ko" else self.en


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One function of the open table: everything the library knows about `sin` stands here.

    Attributes:
        name: the key, and the function's name in code.
        latex: how it is written; the printer puts the arguments behind it.
        spellings: further names that are read as this function, without backslash.
        arity: least and greatest number of arguments (-1: any number).
        shape: shape of the value from the arguments.
        partials: for a function of scalars, the derivative by each argument; None: by `expand`.
        expand: the same value by simpler functions on elements; None: has `partials` or no rule.
        differential: for a function of a vector or matrix, `df` from its arguments and their
            differentials; None: by `partials`, or it is a contraction, or there is no rule.
        evaluate: value over NumPy arrays or numbers, one parameter for each argument.
        domain: interval (low, high) of arguments in which samples are legal.
        rule: the rule's title when the function is differentiated.
    """

    name: str
    latex: str
    spellings: tuple[str, ...]
    arity: tuple[int, int]
    shape: Callable[[tuple[Expr, ...]], Shape]
    partials: Callable[[tuple[Expr, ...]], tuple[Expr, ...]] | None
    expand: Callable[[tuple[Expr, ...]], Expr] | None
    evaluate: Callable[..., Any] | None
    domain: tuple[float, float]
    rule: Rule
    differential: Callable[[tuple[Expr, ...], tuple[Expr, ...]], Expr] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _op_named, (self.name,)


OPS: dict[str, Op] = {}
"""Every row by its name; `nablatex.ops` fills it."""


def _op_named(name: str) -> Op:
    return OPS[name]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(_Node):
    """A number as typed: a whole number, or an exact decimal with its count of places."""

    value: int | Fraction
    places: int

    def __post_init__(self) -> None:
        if type(self.value) not in (int, Fraction) or self.value < 0:
            raise TypeError(f"a Number holds an exact number that is not negative: {self.value!r}")
        self._set(SCALAR, ())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Symbol(_Node):
    """A name, in canonical LaTeX, with the shape of what it stands for."""

    name: str
    dims: Shape

    def __post_init__(self) -> None:
        self._set(self.dims, ())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sum(_Node):
    """`terms[0] + terms[1] + ...`, all of one shape."""

    terms: tuple[Expr, ...]

    def __post_init__(self) -> None:
        if len(self.terms) < 2:
            raise TypeError("a Sum has at least two terms")
        shapes = [term.shape for term in self.terms]
        self._set(reduce(lambda a, b: join(a, b, "the terms of a sum"), shapes), self.terms)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Product(_Node):
    """`factors[0] factors[1] ...`: scalars, and at most one vector or matrix, which they scale."""

    factors: tuple[Expr, ...]

    def __post_init__(self) -> None:
        if len(self.factors) < 2:
            raise TypeError("a Product has at least two factors")
        tensors = [factor.shape for factor in self.factors if factor.shape]
        if len(tensors) > 1:
            words = " and ".join(map(show, tensors))
            raise ShapeError(f"a product of {words} must say which product it is")
        self._set(tensors[0] if tensors else SCALAR, self.factors)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Negation(_Node):
    """`-body`."""

    body: Expr

    def __post_init__(self) -> None:
        self._set(self.body.shape, (self.body,))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Quotient(_Node):
    """`numerator / denominator`; the denominator is a scalar."""

    numerator: Expr
    denominator: Expr

    def __post_init__(self) -> None:
        if self.denominator.shape:
            raise ShapeError(f"cannot divide by {a_or_an(self.denominator.shape)}")
        self._set(self.numerator.shape, (self.numerator, self.denominator))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Power(_Node):
    """`base ^ exponent`: of a scalar, or a square matrix to a whole power."""

    base: Expr
    exponent: Expr

    def __post_init__(self) -> None:
        if self.exponent.shape:
            raise ShapeError(f"an exponent is a scalar, not {a_or_an(self.exponent.shape)}")
        if len(self.base.shape) not in (0, 2):
            raise ShapeError(f"{a_or_an(self.base.shape)} has no power; write x \\odot x")
        self._set(self.base.shape, (self.base, self.exponent))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(_Node):
    """A function of the table applied to arguments; a constant has none."""

    op: Op
    args: tuple[Expr, ...]

    def __post_init__(self) -> None:
        low, high = self.op.arity
        if len(self.args) < low or (0 <= high < len(self.args)):
            raise ShapeError(f"{self.op.name} does not take {len(self.args)} arguments")
        self._set(self.op.shape(self.args), self.args)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reduction(_Node):
    """`\\sum`, `\\prod`, `\\max`, `\\min`, `\\lim` or `\\int` of `body` over a bound `index`."""

    kind: ReductionKind
    body: Expr
    index: Expr
    lower: Expr | None
    upper: Expr | None
    condition: Expr | None

    def __post_init__(self) -> None:
        parts = (self.body, self.index, self.lower, self.upper, self.condition)
        self._set(self.body.shape, tuple(part for part in parts if part is not None))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Component(_Node):
    """`x_0`, `w_{ij}`, `W^{(l)}`: an element or a member, literal and bound indices alike."""

    base: Expr
    indices: tuple[Expr, ...]
    place: Place

    def __post_init__(self) -> None:
        rank = len(self.base.shape)
        if self.place == "sub" and rank and len(self.indices) > rank:
            raise ShapeError(
                f"{a_or_an(self.base.shape)} has no element with {len(self.indices)} indices"
            )
        taken = len(self.indices) if self.place == "sub" else 0
        self._set(self.base.shape[taken:], (self.base, *self.indices))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Delta(_Node):
    """Kronecker's `\\delta_{left right}`: 1 where the indices agree, else 0."""

    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        self._set(SCALAR, (self.left, self.right))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stack(_Node):
    """A vector, matrix or set written out, entries row by row."""

    entries: tuple[Expr, ...]
    dims: Shape
    kind: StackKind

    def __post_init__(self) -> None:
        count = 1
        for dim in self.dims:
            count *= dim if isinstance(dim, int) else 0
        if count != len(self.entries):
            raise ShapeError(f"{len(self.entries)} entries do not fill {a_or_an(self.dims)}")
        self._set(self.dims, self.entries)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cases(_Node):
    """The value of the first branch whose condition holds."""

    branches: tuple[tuple[Expr, Expr], ...]

    def __post_init__(self) -> None:
        shapes = [value.shape for value, _ in self.branches]
        shape = reduce(lambda a, b: join(a, b, "the branches"), shapes)
        self._set(shape, tuple(part for branch in self.branches for part in branch))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Compare(_Node):
    """A chain of relations: `0 < x <= 1`, `y = f(u)`, `x \\in \\mathbb{R}^n`."""

    relations: tuple[str, ...]
    terms: tuple[Expr, ...]

    def __post_init__(self) -> None:
        if len(self.terms) != len(self.relations) + 1 or not self.relations:
            raise TypeError("a Compare has one term more than relations")
        self._set(SCALAR, self.terms)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apply(_Node):
    """An abstract function, or one of its derivatives, at a point.

    `orders` holds one (argument, component) mark for each differentiation: `()` for `f(x)`,
    `((0, ()),)` for `f'(x)`, `((0, (1,)),)` for the partial by component 1 of a vector argument.
    """

    function: str
    args: tuple[Expr, ...]
    orders: tuple[Mark, ...]
    dims: Shape

    def __post_init__(self) -> None:
        self._set(self.dims, self.args)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Derivative(_Node):
    """A derivative that is not pushed down: an atom such as `\\partial y / \\partial x_0`.

    `wrt` repeats a variable for a higher order and is empty where the notation leaves it out
    (`\\nabla f`, `y'`); `order` is then what the notation says.
    """

    of: Expr
    wrt: tuple[Expr, ...]
    style: DerivativeStyle
    order: int

    def __post_init__(self) -> None:
        self._set(self._shape(), (self.of, *self.wrt))

    def _shape(self) -> Shape:
        if self.style == "laplacian":
            return self.of.shape
        if self.style == "divergence":
            return self.of.shape[1:]
        if self.style in ("prime", "curl"):
            return self.of.shape
        if self.style == "nabla" and not self.wrt:
            return (*self.of.shape, *[unknown("nabla")] * self.order)
        return self.of.shape + tuple(dim for by in self.wrt for dim in by.shape)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class At(_Node):
    """`body` with each name of `bindings` at its value: the evaluation bar."""

    body: Expr
    bindings: tuple[tuple[Expr, Expr], ...]

    def __post_init__(self) -> None:
        pairs = tuple(part for binding in self.bindings for part in binding)
        self._set(self.body.shape, (self.body, *pairs))


Expr = (
    Number
    | Symbol
    | Sum
    | Product
    | Negation
    | Quotient
    | Power
    | Call
    | Reduction
    | Component
    | Delta
    | Stack
    | Cases
    | Compare
    | Apply
    | Derivative
    | At
)

ZERO = Number(0, 0)
ONE = Number(1, 0)
TWO = Number(2, 0)
