r"""What all worlds of one judgement share: equations, whole numbers, what depends on what.

Separate from a world, which is one choice of numbers: this is worked out once from the expressions
that are to be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import fmpq

from nablatex import ops
from nablatex.check.balls import Balls
from nablatex.check.draws import MOST_COUNTED
from nablatex.check.indices import free_axes
from nablatex.equations import Equations, bare
from nablatex.expr import (
    At,
    Call,
    Cases,
    Component,
    Delta,
    Derivative,
    Expr,
    Number,
    Power,
    Quotient,
    Reduction,
    Stack,
    Symbol,
)
from nablatex.latex import write
from nablatex.normalise import value_of
from nablatex.shape import Dim, Shape, is_unknown
from nablatex.traverse import free_symbols, parts_of

EMPTY = Equations({}, {}, {}, {})
# Indices are drawn from 1 to 5: a bound that is no less than this has them all in its range.
LEAST_BOUND = MOST_COUNTED
_MOST_NEAR = 6
_LARGEST_NEAR = 10**9
_BITS, BITS_MEASURED = 128, 448
# Functions that turn, or jump, where an argument changes its sign or two are equal.
KINKED = (ops.relu, ops.abs_, ops.max_, ops.min_, ops.sign, ops.step)
_BRANCHING = (
    *KINKED, ops.floor, ops.ceil, ops.sqrt, ops.root, ops.arcsin, ops.arccos, ops.arctan, ops.norm,
    ops.arcosh, ops.indicator,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds in every world of a judgement.

    Attributes:
        equations: what is given; derivatives are taken through it.
        whole: names of whole numbers (bounds and indices), with the least value of each.
        depends: pairs of a name and what a derivative says that it depends on.
        near: numbers that the author wrote, next to which something may change.
        from_zero: names of vectors whose first element is number 0.
        bound: the one name that bounds sums, which vectors of untold size have as theirs.
        sizes: the letters that are sizes of arrays.
        dims: all sizes of names.
        arrays: arrays whose size nothing tells, the identity and the vector of ones, with the size
            of another array on either side.
        stated: whether anything is given: without, each name is free.
        branching: whether something depends on a sign, so that more worlds are looked at.
        bits: the precision of balls.
        arithmetic: the numbers of the worlds.
        axes: indices that run along an axis of an array, with its size, or stand in a delta.
        untold: the arrays that are defined as a whole, of symbolic size, by letter.
        facts: the shape of each name of which something is known, and the words for that.
    """

    equations: Equations
    whole: Mapping[Expr, int]
    depends: frozenset[tuple[str, str]]
    near: tuple[fmpq, ...]
    from_zero: frozenset[str]
    bound: Expr | None
    sizes: tuple[str, ...]
    arrays: Mapping[Expr, Dim]
    stated: bool
    branching: bool
    bits: int
    arithmetic: Balls = field(default_factory=Balls)
    axes: Mapping[Expr, Dim] = field(default_factory=dict)
    untold: Mapping[str, Expr] = field(default_factory=dict)
    facts: Mapping[str, tuple[Shape, frozenset[str]]] = field(default_factory=dict)
    dims: tuple[Dim, ...] = ()

    def with_other_sizes(self) -> Iterator[Setting]:
        """Yield what holds where the identity is of another of the sizes that there are."""
        identity = Call(ops.identity, ())
        for dim in self.dims:
            if dim != self.arrays.get(identity, dim):
                yield replace(self, arrays={**self.arrays, identity: dim})


def setting_of(exprs: Iterable[Expr], equations: Equations = EMPTY) -> Setting:
    """Return what the worlds have in common in which some expressions are looked at.

    Args:
        exprs: the expressions.
        equations: what is given.
    """
    listed = list(exprs)
    given = [*listed, *equations.definitions.values()]
    nodes = list(dict.fromkeys(node for expr in given for node in parts_of(expr)))
    imaginary = any(isinstance(node, Call) and node.op is ops.i for node in nodes)
    measured = any(isinstance(node, Derivative) for node in nodes)
    named = (node for node in nodes if isinstance(node, Symbol))
    dims = dict.fromkeys(dim for node in named for dim in node.shape if not is_unknown(dim))
    sizes = tuple(
        dict.fromkeys(str(dim) for node in nodes for dim in node.shape if _is_letter(dim))
    )
    counted = whole_names(nodes, equations)
    counted.update({Symbol(dim, ()): 2 for dim in sizes if Symbol(dim, ()) in nodes})
    return Setting(
        equations.as_written(),
        counted,
        frozenset(pair for node in nodes for pair in _dependence(node)),
        _numbers_near(nodes),
        frozenset(name for node in nodes for name in _numbered_from_zero(node)),
        _only_bound(nodes),
        sizes,
        _untold_arrays(nodes),
        bool(equations.definitions or equations.elements or equations.values),
        any(map(_branches, nodes)),
        BITS_MEASURED if measured else _BITS,
        Balls(imaginary=imaginary),
        _axes(listed, given, sizes),
        _untold(equations),
        _facts(nodes, equations),
        tuple(dims),
    )


def _axes(exprs: list[Expr], given: list[Expr], sizes: tuple[str, ...]) -> dict[Expr, Dim]:
    """Return the indices of which some world should have each pair equal, each with its axis.

    They run along an axis, or stand in a delta; a size is none, though `x_n` be the last element.
    """
    found: dict[Expr, Dim] = {}
    for expr in exprs:
        free = free_symbols(expr)
        deltas = (node for node in parts_of(expr) if isinstance(node, Delta))
        names = [name for node in deltas for name in (node.left, node.right) if name in free]
        found.update(dict.fromkeys(names, MOST_COUNTED))
    found.update(free_axes(given))
    return {
        name: dim
        for name, dim in found.items()
        if isinstance(name, Symbol) and name.name not in sizes
    }


def _untold(equations: Equations) -> dict[str, Expr]:
    names = (name for name in equations.definitions if isinstance(name, Symbol))
    return {bare(name.name): name for name in names if is_untold(name, equations)}


def is_untold(name: Symbol, equations: Equations) -> bool:
    """Tell whether a name is that of an array of symbolic size, without names for its elements."""
    return name not in equations.elements and any(isinstance(dim, str) for dim in name.shape)


def _facts(nodes: Iterable[Expr], equations: Equations) -> dict[str, tuple[Shape, frozenset[str]]]:
    """Return what is known of the names that nothing defines."""
    if not equations.facts:
        return {}
    names = [node for node in nodes if isinstance(node, Symbol)]
    free = {bare(name.name): name for name in names if name not in equations.definitions}
    return {
        letter: (free[letter].shape, words)
        for letter, words in equations.facts.items()
        if words and letter in free
    }


def _dependence(node: Expr) -> Iterable[tuple[str, str]]:
    """Yield what a derivative says of a name: `du/dx` that u depends on x, by their keys."""
    if isinstance(node, At):
        yield from _dependence_at(node)
    if not isinstance(node, Derivative):
        return
    of: Expr = node
    while isinstance(of, Derivative):
        of = of.of
    if isinstance(of, (Symbol, Component)):
        for by in node.wrt:
            yield stem_of(of), stem_of(by)
        return
    names = [n for n in parts_of(of) if isinstance(n, (Symbol, Component))]
    for by in node.wrt:
        if by not in names:
            # Of d/dx (u v) each of u and v depends on x: else there were nothing to do.
            yield from ((stem_of(name), stem_of(by)) for name in names)


def _dependence_at(node: At) -> Iterable[tuple[str, str]]:
    """Yield that what is looked at somewhere depends on where, if that does not stand in it."""
    names = [n for n in parts_of(node.body) if isinstance(n, (Symbol, Component))]
    by = {x for n in parts_of(node.body) if isinstance(n, Derivative) for x in n.wrt}
    for bound, _ in node.bindings:
        if bound not in names or bound in by:
            yield from ((stem_of(name), stem_of(bound)) for name in names if name is not bound)


def stem_of(name: Expr) -> str:
    """Return the key of a scalar, and of a vector what the keys of its elements begin with."""
    if isinstance(name, Symbol) and name.shape:
        return bare(name.name) + "_"
    return key_of(name)


def key_of(name: Expr) -> str:
    """Return the text by which a name's random number is found."""
    match name:
        case Symbol(text):
            return text
        case Component(Symbol(text), indices, "sub"):
            values = [index.value for index in indices if isinstance(index, Number)]
            if len(values) == len(indices):
                return f"{text}_{','.join(map(str, values))}"
        case _:
            pass
    return write(name)


def is_bound_by_facts(name: Expr, setting: Setting) -> bool:
    """Tell whether a number cannot be moved alone, for what is known of it or of its array."""
    letter = name.base if isinstance(name, Component) else name
    return isinstance(letter, Symbol) and bare(letter.name) in setting.facts


def _numbers_near(nodes: Iterable[Expr]) -> tuple[fmpq, ...]:
    found: dict[Fraction, None] = {}
    for node in nodes:
        value = _constant(node)
        if value is not None and 0 < value <= _LARGEST_NEAR and value != 1:
            found[value] = None
    kept = list(found)[:_MOST_NEAR]
    signed = [sign * value for value in kept for sign in (1, -1)]
    return tuple(fmpq(value.numerator, value.denominator) for value in signed)


def _constant(node: Expr) -> Fraction | None:
    """Return the number that is written: 3, 0.01, 1/2, 10^7."""
    match node:
        case Number(value):
            return Fraction(value)
        case Quotient(Number(above), Number(below)) if below:
            return Fraction(above) / Fraction(below)
        case Power(Number(base), Number(int(order))) if order < 40 and base < 100:
            return Fraction(base) ** order
        case _:
            return None


def _only_bound(nodes: Iterable[Expr]) -> Expr | None:
    found = {node.upper for node in nodes if isinstance(node, Reduction)}
    names = [bound for bound in found if isinstance(bound, Symbol) and not bound.shape]
    return names[0] if len(names) == 1 else None


def _untold_arrays(nodes: Iterable[Expr]) -> dict[Expr, Dim]:
    """Return the identity and the ones among the parts, each with the size that others have."""
    listed = list(nodes)
    found = [n for n in listed if isinstance(n, Call) and n.op in (ops.identity, ops.ones)]
    named = [n for n in listed if isinstance(n, (Symbol, Stack)) and n.shape]
    made: dict[Expr, Dim] = {}
    for node in found:
        if not is_unknown(node.shape[0]):
            made[node] = node.shape[0]
            continue
        alike = [n.shape[0] for n in named if len(n.shape) == len(node.shape)]
        made[node] = next(iter((*alike, *(n.shape[0] for n in named))), node.shape[0])
    return made


def _numbered_from_zero(node: Expr) -> Iterable[str]:
    match node:
        case Component(Symbol(name), indices):
            if any(isinstance(index, Number) and index.value == 0 for index in indices):
                yield bare(name)
        case _:
            return


def _branches(node: Expr) -> bool:
    match node:
        case Call(op):
            return op in _BRANCHING
        case Power(base, exponent):
            # A fractional power of what may be negative is a root; e^x is none.
            value = value_of(exponent)
            constant = isinstance(base, Number) or (isinstance(base, Call) and not base.args)
            return not constant and (value is None or value.denominator != 1)
        case Reduction(kind):
            return kind in ("max", "min")
        case Cases():
            return True
        case _:
            return False


def whole_names(nodes: list[Expr], equations: Equations) -> dict[Expr, int]:
    """Return the names that stand for whole numbers, with the least value of each.

    A bound of a sum is at least 2; an index, and the argument of a Kronecker delta, at least 1.
    Where a sum stands beside an index that it does not bind, or in the equations, each index is in
    its range: its bound is over them all.
    """
    found: dict[Expr, int] = {}
    bounds: list[Expr] = []
    bound: set[Expr] = set()
    for node in nodes:
        if isinstance(node, Reduction) and node.kind not in ("limit", "integral"):
            bounds.extend(end for end in (node.lower, node.upper) if end is not None)
            bound.add(node.index)
        elif isinstance(node, Delta):
            found.update(dict.fromkeys(_names(node.left, node.right), 1))
        elif isinstance(node, Component) and node.place == "sub":
            found.update(dict.fromkeys(_names(*node.indices), 1))
        elif isinstance(node, Call) and node.op in (ops.factorial, ops.binom):
            found.update(dict.fromkeys(_names(*node.args), 1))
    free = [name for name in found if name not in bound]
    found.update(dict.fromkeys(_names(*bounds), 2))
    given = equations.definitions.values()
    summed = any(isinstance(node, Reduction) for right in given for node in parts_of(right))
    if summed or any(name not in _names(*bounds) for name in free):
        return {name: LEAST_BOUND if least > 1 else least for name, least in found.items()}
    return found


def _is_letter(dim: Dim) -> bool:
    return isinstance(dim, str) and not is_unknown(dim)


def _names(*exprs: Expr) -> list[Expr]:
    return [name for expr in exprs for name in free_symbols(expr)]
