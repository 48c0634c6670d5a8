"""What a model says, in terms of scalars: definitions, elements of vectors, given numbers.

Separate from reading (which makes it) and from differentiating and evaluating (which both need the
same meaning): one place says what `\\vec{u} = g(\\vec{x})` means for `u_1`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from nablatex import ops
from nablatex.equations.entries import (
    MOST_ENTRIES,
    bare,
    cases_by_entries,
    element_names,
    entrywise,
    first_index,
    map_entries,
    names_in,
    rebuild_cases,
    unflatten,
)
from nablatex.errors import LimitError, NoRuleError, ShapeError, UndefinedError
from nablatex.expr import (
    TWO,
    Apply,
    Call,
    Cases,
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


@dataclass(frozen=True, slots=True)
class Equations:
    """A set of definitions and what is known of their names.

    Attributes:
        definitions: right side of each defined name; the name of a vector or of a scalar.
        elements: the element names of each vector or matrix that is written out.
        values: numbers given for scalar names.
        functions: functions with a body, `name -> (parameters, body)`.
        mentioned: elements that stand anywhere, by which elements without names are numbered.
    """

    definitions: Mapping[Expr, Expr]
    elements: Mapping[Expr, Stack]
    values: Mapping[Expr, Expr]
    functions: Mapping[str, tuple[tuple[Expr, ...], Expr]]
    mentioned: frozenset[Expr] = frozenset()
    _memo: _Memo = field(default_factory=_Memo, init=False, repr=False, compare=False)

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
                parameters, body = self.functions[function]
                return self.expand(_put_in(function, parameters, body, children))
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
        if isinstance(base, Call):
            written = self.expand(base)
        elif isinstance(base, Symbol) and base.shape:
            written = self.stack_of(base)
        else:
            return node
        if not isinstance(written, Stack):
            return node
        stack = written
        literal = all(value_of(index) is not None for index in indices)
        if literal and len(indices) == len(stack.dims):
            return self._element(base, stack, indices) or node
        return node

    def _element(self, base: Expr, stack: Stack, indices: tuple[Expr, ...]) -> Expr | None:
        """Return the entry of a vector that has these indices in its name, or this place."""
        named = [entry for entry in stack.entries if isinstance(entry, Component)]
        if not isinstance(base, Symbol) or len(named) < len(stack.entries):
            return pick(stack.entries, stack.dims, indices)
        for entry in named:
            if entry.indices == indices:
                return entry
        raise UndefinedError(f"{base.name} has no element with this index: {_show(named[0])}, ...")

    def _write_out(self, node: Reduction) -> Expr:
        """Return a sum or product with literal bounds, or bounds known from elements, in full.

        A sum over an index that no number bounds stays a sum.
        """
        bounds = self._bounds(node)
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

    def _general(self, name: Expr) -> Expr | None:
        """Return what `h_2` is where `h_i` is defined for every `i`, or None.

        A definition that has its own name on the right, with another index, says what is in one
        layer by what is in the one before: it is no definition of the latter.
        """
        if not isinstance(name, Component):
            return None
        for other, right in self.definitions.items():
            if not isinstance(other, Component) or other.base is not name.base or other is name:
                continue
            letters = [index for index in other.indices if isinstance(index, Symbol)]
            if len(letters) != len(other.indices) or len(letters) != len(name.indices):
                continue
            own = (n.base for n in postorder(right) if isinstance(n, Component))
            if len(set(letters)) == len(letters) and other.base not in own:
                return _at_indices(right, dict(zip(letters, name.indices, strict=True)))
        return None

    def _inlined(self, body: Expr, index: Expr) -> Expr:
        """Return the body of a sum with what its elements are defined as, in their place."""
        for _ in range(_MOST_INLINED):
            for node in postorder(body):
                if isinstance(node, Component) and index in free_symbols(node):
                    general = self.definitions.get(node) or self._general(node)
                    if general is not None and not contains(general, node):
                        body = substitute(body, {node: self.expand(general)})
                        break
            else:
                return body
        raise UndefinedError("the names under a sum are defined through one another")

    def _rebuilt(self, node: Reduction) -> Reduction:
        body = self._inlined(self.expand(node.body), node.index)
        if body.shape:
            raise NoRuleError("a sum of vectors needs bounds that are numbers")
        return Reduction(node.kind, body, node.index, node.lower, node.upper, node.condition)

    def _bounds(self, node: Reduction) -> tuple[int, int] | None:
        lower = None if node.lower is None else value_of(node.lower)
        upper = None if node.upper is None else value_of(node.upper)
        if isinstance(lower, int) and isinstance(upper, int):
            return lower, upper
        seen = list(self._ranges(node.body, node.index))
        if not seen:
            return None
        if any(found != seen[0] for found in seen):
            raise UndefinedError("the bounds of a sum are not known; write them under and over it")
        low, high = seen[0]
        return (lower if isinstance(lower, int) else low), (
            upper if isinstance(upper, int) else high
        )

    def _ranges(self, body: Expr, index: Expr) -> Iterator[tuple[int, int]]:
        """Yield the range that `index` runs over in each indexed name of `body`."""
        for node in postorder(body):
            if not isinstance(node, Component) or index not in node.indices:
                continue
            place = node.indices.index(index)
            for stack in self._elements_with_base(node.base):
                own = [
                    value_of(entry.indices[place])
                    for entry in stack.entries
                    if isinstance(entry, Component) and place < len(entry.indices)
                ]
                known = [value for value in own if isinstance(value, int)]
                if known:
                    yield min(known), max(known)

    def _elements_with_base(self, base: Expr) -> Iterator[Stack]:
        for stack in self.elements.values():
            first = stack.entries[0]
            if isinstance(first, Component) and first.base is base:
                yield stack

    def _expand_call(self, op: ops.Op, args: tuple[Expr, ...]) -> Expr:
        stacks = [arg for arg in args if isinstance(arg, Stack)]
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
            general = self._general(name)
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
                    f"{_show(vector)} has {len(stack.children)} elements, "
                    f"its definition {len(inner.entries)}"
                )
            return inner.entries[place]
        if isinstance(inner, Apply):
            whole = Apply(inner.function, inner.args, inner.orders, stack.shape)
            # A function has no names for its values: they are counted from 0.
            return Component(whole, unflatten(place, stack.shape), "sub")
        raise NoRuleError(f"the definition of {_show(vector)} cannot be written out by elements")

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
                    raise UndefinedError(f"{_show(node)} is defined through itself")
                continue
            done[node] = False
            stack.append((node, True))
            if node not in cut:
                inputs = self.inputs(node)
                stack.extend((by, False) for by in reversed(inputs) if not done.get(by, False))
        return made


def _show(name: Expr) -> str:
    if isinstance(name, Symbol):
        return name.name
    if isinstance(name, Component) and isinstance(name.base, Symbol):
        marks = "".join(str(value_of(index)) for index in name.indices)
        return f"{name.base.name}_{marks}"
    return repr(name)


def _at_indices(expr: Expr, indices: Mapping[Expr, Expr]) -> Expr:
    return substitute(with_own_indices(expr, indices.values()), indices)


def _is_root(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.op is ops.sqrt


def _put_in(
    function: str, parameters: tuple[Expr, ...], body: Expr, args: tuple[Expr, ...]
) -> Expr:
    if len(parameters) != len(args):
        raise ShapeError(f"{function} takes {len(parameters)} arguments, not {len(args)}")
    return substitute(body, dict(zip(parameters, args, strict=True)))
