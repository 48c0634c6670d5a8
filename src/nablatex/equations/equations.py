"""What a model says, in terms of scalars: definitions, elements of vectors, given numbers.

Separate from reading (which makes it) and from differentiating and evaluating (which both need the
same meaning): one place says what `\\vec{u} = g(\\vec{x})` means for `u_1`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from nablatex import ops
from nablatex.equations.bounds import Bounds, with_base
from nablatex.equations.entries import (
    MOST_ENTRIES,
    bare,
    cases_by_entries,
    element_names,
    entrywise,
    first_index,
    least,
    map_entries,
    names_in,
    rebuild_cases,
    shown,
    unflatten,
)
from nablatex.equations.families import Families, base_name
from nablatex.equations.functions import Applied, is_number, outside, own_elements, put_in
from nablatex.errors import LimitError, NoRuleError, ShapeError, UndefinedError
from nablatex.expr import (
    TWO,
    Apply,
    Call,
    Cases,
    Compare,
    Component,
    Derivative,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Reduction,
    Stack,
    Sum,
    Symbol,
)
from nablatex.normalise import pick, value_of
from nablatex.shape import Shape
from nablatex.traverse import (
    contains,
    free_symbols,
    postorder,
    rebuild,
    substitute,
    with_own_indices,
)

_MOST_TERMS = 10_000
_MOST_INLINED = 100


@dataclass(frozen=True, slots=True)
class _Memo:
    """What has been worked out of some equations: they do not change."""

    scalar: dict[Expr, Expr | None] = field(default_factory=dict)
    inputs: dict[Expr, list[Expr]] = field(default_factory=dict)
    expanded: dict[Expr, Expr] = field(default_factory=dict)
    stacks: dict[Expr, Stack] = field(default_factory=dict)
    general: list[Equations] = field(default_factory=list)
    written: list[Equations] = field(default_factory=list)
    keeping: dict[frozenset[Expr], Equations] = field(default_factory=dict)
    bodies: dict[tuple[str, tuple[Shape, ...]], tuple[Expr, dict[Expr, Stack]]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class Equations:
    """A set of definitions and what is known of their names.

    Attributes:
        definitions: right side of each defined name; the name of a vector or of a scalar.
        elements: the element names of each vector or matrix that is written out.
        values: numbers given for scalar names.
        functions: functions with a body, `name -> (parameters, body)`.
        mentioned: elements that stand anywhere, by which elements without names are numbered.
        families: the definitions that hold for every index.
        given: names that a number is given for, though it may be left out of `values`.
        measured: whether these are the equations of a world of numbers.
        kept: the `h` of names `h_i` that stay under a sum, whatever they are defined as.
        facts: words that are known of a name by its bare spelling: "symmetric", "positive", ...
    """

    definitions: Mapping[Expr, Expr]
    elements: Mapping[Expr, Stack]
    values: Mapping[Expr, Expr]
    functions: Mapping[str, tuple[tuple[Expr, ...], Expr]]
    mentioned: frozenset[Expr] = frozenset()
    kept: frozenset[Expr] = frozenset()
    measured: bool = False
    given: frozenset[Expr] = frozenset()
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    families: Families = field(init=False, repr=False, compare=False)
    _memo: _Memo = field(default_factory=_Memo, init=False, repr=False, compare=False)
    _bounds: Bounds = field(init=False, repr=False, compare=False)
    _applied: Applied = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        families = Families(self.definitions, frozenset(self.values), self.measured)
        object.__setattr__(self, "families", families)
        object.__setattr__(self, "_bounds", Bounds(self.values))
        object.__setattr__(self, "_applied", Applied(self.functions))

    def numbers(self) -> Iterator[Expr]:
        """Yield the names that the model says to be numbers, or vectors of them."""
        for stack in self.elements.values():
            yield from stack.entries
        yield from self.values
        for name, right in self.definitions.items():
            if not (isinstance(right, Apply) and is_number(right.function, (name,))):
                yield name

    def for_steps(self) -> Equations:
        """Return these equations as a step holds: for all numbers, but those that bound sums."""
        if not self._memo.general:
            bounding = self.families.bounding
            values = {name: value for name, value in self.values.items() if name in bounding}
            given = frozenset(self.values)
            self._memo.general.append(replace(self, values=values, given=given).as_written())
        return self._memo.general[0]

    def as_written(self) -> Equations:
        """Return these equations with every defined element left as a name under a sum."""
        if self.measured:
            return self
        if not self._memo.written:
            bases = frozenset(map(base_name, self.definitions))
            self._memo.written.append(replace(self, kept=bases, measured=True))
        return self._memo.written[0]

    def keeping(self, bases: Iterable[Expr]) -> Equations:
        """Return these equations with the elements of some names left as names under a sum."""
        kept = frozenset(bases)
        if kept not in self._memo.keeping:
            made = self if kept == self.kept else replace(self, kept=kept)
            self._memo.keeping[kept] = made
        return self._memo.keeping[kept]

    def expand(self, expr: Expr) -> Expr:
        """Return `expr` over scalar names: vectors and sums written out, functions put in.

        Raises:
            UndefinedError: a vector's number of elements or a sum's bounds are not known.
            NoRuleError: an operation cannot be written out by elements.
        """
        made = self._memo.expanded
        for node in self._outside_derivatives(expr):
            if node not in made:
                children = tuple(made.get(child, child) for child in node.children)
                made[node] = self._expand_node(node, children)
        return made[expr]

    def _outside_derivatives(self, expr: Expr) -> Iterator[Expr]:
        """Yield the parts of `expr` in post-order, but not those inside a derivative or a sum."""
        done: set[Expr] = set()
        stack = [(expr, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                yield node
            elif node not in done:
                done.add(node)
                stack.append((node, True))
                if not isinstance(node, (Derivative, Reduction, Component)):
                    stack.extend((child, False) for child in reversed(node.children))

    def _expand_node(self, node: Expr, children: tuple[Expr, ...]) -> Expr:
        match node:
            case Symbol() if node.shape or node in self.elements:
                return self.stack_of(node)
            case Component(base, indices, "sub"):
                return self._expand_component(node, base, indices)
            case Reduction("sum" | "prod"):
                return self._write_out(node)
            case Apply(function) if function in self.functions and not node.orders:
                return self._apply(function, children)
            case Apply(function, _, ()) if is_number(function, self.numbers()):
                raise UndefinedError(
                    f"{function} is a number of the model, but stands as a function before a "
                    rf"bracket; write {function} \cdot (...)"
                )
            case Call(ops.ellipsis):
                raise UndefinedError("dots leave open what stands there; write a sum over an index")
            case Call(op):
                return self._expand_call(op, children)
            case Power(Call(ops.norm), exponent) if exponent is TWO and _is_root(children[0]):
                # The square of a length is a sum of squares, with a derivative at 0 too.
                return children[0].children[0]
            case Sum() | Product() | Negation() | Quotient():
                return entrywise(node, children)
            case Cases():
                return cases_by_entries(rebuild_cases(children))
            case _:
                same = children == node.children
                return node if same else rebuild(node, children)

    def _apply(self, function: str, args: tuple[Expr, ...]) -> Expr:
        """Return a function's body, over scalar names, with what it is applied to."""
        parameters, body = self._applied.start(function, args)
        key = function, tuple(arg.shape for arg in args)
        if key not in self._memo.bodies:
            own = own_elements(parameters, body, args, self.elements)
            inside = self
            if own:
                inside = replace(self, elements={**outside(self.elements, own), **own})
            self._memo.bodies[key] = inside.expand(body), own
        written, own = self._memo.bodies[key]
        self._applied.spend(written)
        return self.expand(put_in(parameters, written, args, own))

    def stack_of(self, name: Expr) -> Stack:
        """Return the element names of a vector or matrix."""
        if name in self.elements:
            return self.elements[name]
        if not isinstance(name, Symbol):
            raise UndefinedError("only a name has elements")
        if name not in self._memo.stacks:
            self._memo.stacks[name] = self._numbered(name)
        return self._memo.stacks[name]

    def _numbered(self, name: Symbol) -> Stack:
        """Return the elements of a vector that nothing names, by their numbers."""
        dims = name.shape
        if name in self.definitions and not all(isinstance(dim, int) for dim in dims):
            dims = self.expand(self.definitions[name]).shape
        sizes = [dim for dim in dims if isinstance(dim, int)]
        if len(sizes) != len(dims) or not dims:
            raise UndefinedError(
                f"the number of elements of {name.name} is not known; "
                f"write {name.name} = [{bare(name.name)}_0, {bare(name.name)}_1]"
            )
        first = first_index(name, tuple(sizes), self.mentioned, self.elements.values())
        return element_names(name, tuple(sizes), first)

    def _expand_component(self, node: Expr, base: Expr, indices: tuple[Expr, ...]) -> Expr:
        written: Expr
        if self.measured and isinstance(base, Symbol) and self._is_untold(base):
            return node
        if isinstance(base, Symbol) and base.shape:
            written = self.stack_of(base)
        elif base.shape and not isinstance(base, Apply):
            written = self.expand(base)
            self._refuse_unclear_place()
        else:
            return self._declared(node, base, indices)
        literal = all(value_of(index) is not None for index in indices)
        if isinstance(written, Stack) and literal and len(indices) == len(written.dims):
            return self._element(base, written, indices) or node
        return node

    def _is_untold(self, name: Symbol) -> bool:
        """Tell whether a name is one of an array of symbolic size, which a world gives a size."""
        return name not in self.elements and any(isinstance(dim, str) for dim in name.shape)

    def _refuse_unclear_place(self) -> None:
        """Refuse `(A x)_1` where elements are numbered from 1: a place is counted from 0."""
        if {least(stack) for stack in self.elements.values()} - {None} == {1}:
            raise UndefinedError(
                "an element of a vector without a name might be counted from 0 or from 1; "
                "give it a name, p = ..., and write p_1"
            )

    def _declared(self, node: Expr, base: Expr, indices: tuple[Expr, ...]) -> Expr:
        """Return an element; one that its vector, written out, does not have is an error."""
        if all(value_of(index) is not None for index in indices):
            for stack in with_base(self.elements.values(), base):
                if len(stack.dims) == len(indices) and node not in stack.entries:
                    listed = ", ".join(map(shown, stack.entries[:6]))
                    raise UndefinedError(f"there is no {shown(node)}; there are {listed}")
        return node

    def _element(self, base: Expr, stack: Stack, indices: tuple[Expr, ...]) -> Expr | None:
        """Return the entry of a vector that has these indices in its name, or this place."""
        named = [entry for entry in stack.entries if isinstance(entry, Component)]
        if not isinstance(base, Symbol) or len(named) < len(stack.entries):
            return pick(stack.entries, stack.dims, indices)
        for entry in named:
            if entry.indices == indices:
                return entry
        raise UndefinedError(f"{base.name} has no element with this index: {shown(named[0])}, ...")

    def _write_out(self, node: Reduction) -> Expr:
        """Return a sum or product with literal bounds, or bounds known from elements, in full.

        A sum over an index that no number bounds stays a sum.
        """
        bounds = self._bounds.of(node, self.elements.values())
        if bounds is None:
            return self._rebuilt(node)
        low, high = bounds
        if high - low >= _MOST_TERMS:
            raise LimitError(f"a sum of {high - low + 1} terms is too long to write out")
        keep = node.condition
        parts: list[Expr] = []
        for k in range(low, high + 1):
            here = {node.index: Number(k, 0)}
            if keep is not None:
                raise NoRuleError("a sum with a condition is not written out by elements")
            parts.append(self.expand(substitute(node.body, here)))
        if not parts:
            return Number(0 if node.kind == "sum" else 1, 0)
        if len(parts) == 1:
            return parts[0]
        kind = Sum if node.kind == "sum" else Product
        return entrywise(kind(tuple(parts)), tuple(parts))

    def _inlined(self, body: Expr, index: Expr) -> Expr:
        """Return the body of a sum with what its elements are defined as, in their place."""
        for _ in range(_MOST_INLINED):
            for node in postorder(body):
                general = self._under_a_sum(node, index)
                if general is not None:
                    body = with_own_indices(body, (general,))
                    body = substitute(body, {node: self.expand(general)})
                    break
            else:
                return body
        raise UndefinedError("the names under a sum are defined through one another")

    def _under_a_sum(self, node: Expr, index: Expr) -> Expr | None:
        """Return what a name under a sum over `index` is defined as, or None for a free one."""
        if not isinstance(node, Component) or node.base in self.kept:
            return None
        if index not in free_symbols(node):
            return None
        general = self.definitions.get(node) or self.families.general(node)
        if general is None or contains(general, node):
            return None
        if self.families.exceptions(node):
            raise NoRuleError(
                f"{shown(node)} is defined for every index, and for single ones in another way; "
                "a sum over it needs bounds that are numbers"
            )
        return general

    def _rebuilt(self, node: Reduction) -> Reduction:
        body = self._inlined(self.expand(node.body), node.index)
        if body.shape:
            raise NoRuleError("a sum of vectors needs bounds that are numbers")
        return Reduction(node.kind, body, node.index, node.lower, node.upper, node.condition)

    def _expand_call(self, op: ops.Op, args: tuple[Expr, ...]) -> Expr:
        stacks = [arg for arg in args if isinstance(arg, Stack)]
        match args:
            case (Compare(signs, terms),) if op is ops.indicator:
                if any(isinstance(side, Stack) for side in terms):
                    return map_entries(lambda *sides: Call(op, (Compare(signs, sides),)), terms)
        if op.expand is not None and (op.partials is None or len(args) != 2) and args:
            return self._checked(op.expand(args)) if stacks or op.partials else Call(op, args)
        if stacks and op.partials is not None:
            return map_entries(lambda *parts: Call(op, parts), args)
        return Call(op, args)

    def _checked(self, expr: Expr) -> Expr:
        if isinstance(expr, Stack) and len(expr.entries) > MOST_ENTRIES:
            raise LimitError(f"{len(expr.entries)} elements are too many to write out")
        if isinstance(expr, Call) and expr.op.expand and len(expr.args) != 2 and expr.op.partials:
            return expr.op.expand(expr.args)
        return expr

    def definition(self, name: Expr) -> Expr | None:
        """Return what a scalar name is defined as, over scalar names, or None for a free name."""
        if name not in self._memo.scalar:
            self._memo.scalar[name] = self._definition(name)
        return self._memo.scalar[name]

    def _definition(self, name: Expr) -> Expr | None:
        if name in self.definitions and not name.shape:
            return self.expand(self.definitions[name])
        owner = self.owner(name)
        if owner is None:
            general = self.families.general(name)
            return None if general is None else self.expand(general)
        vector, place = owner
        right = self.definitions.get(vector)
        if right is None:
            return None
        stack = self.stack_of(vector)
        inner = self.expand(right)
        if isinstance(inner, Stack):
            if len(inner.entries) != len(stack.children):
                raise ShapeError(
                    f"{shown(vector)} has {len(stack.children)} elements, "
                    f"its definition {len(inner.entries)}"
                )
            return inner.entries[place]
        if isinstance(inner, Apply):
            whole = Apply(inner.function, inner.args, inner.orders, stack.shape)
            # A function has no names for its values: they are counted from 0.
            return Component(whole, unflatten(place, stack.shape), "sub")
        raise NoRuleError(f"the definition of {shown(vector)} cannot be written out by elements")

    def owner(self, name: Expr) -> tuple[Expr, int] | None:
        """Return the vector that `name` is an element of, and its place, or None."""
        for vector in (*self.elements, *self.definitions):
            if not vector.shape and vector not in self.elements:
                continue
            try:
                stack = self.stack_of(vector)
            except UndefinedError:
                continue
            if name in stack.children:
                return vector, stack.children.index(name)
        return None

    def inputs(self, name: Expr) -> list[Expr]:
        """Return the scalar names in the definition of a scalar name, in order of appearance."""
        if name not in self._memo.inputs:
            right = self.definition(name)
            self._memo.inputs[name] = [] if right is None else names_in(right)
        return self._memo.inputs[name]

    def order(self, name: Expr, cut: Container[Expr] = ()) -> list[Expr]:
        """Return the scalar names that `name` depends on, itself last, inputs first.

        Names in `cut` are taken as free: what defines them is not followed.

        Raises:
            UndefinedError: a name is defined through itself.
        """
        done: dict[Expr, bool] = {}
        made: list[Expr] = []
        stack = [(name, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                done[node] = True
                made.append(node)
                continue
            if node in done:
                if not done[node]:
                    raise UndefinedError(f"{shown(node)} is defined through itself")
                continue
            done[node] = False
            stack.append((node, True))
            if node not in cut:
                inputs = self.inputs(node)
                stack.extend((by, False) for by in reversed(inputs) if not done.get(by, False))
        return made


def _is_root(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.op is ops.sqrt
