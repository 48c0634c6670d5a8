r"""From statements to equations: what each line of a model declares, defines or gives.

Separate from `Model`, the face: homework collects its givens the same way.

    \vec{x} = [x_0, x_1]        names the elements of a vector
    \vec{I} = [2, 3]            gives numbers to the elements of a vector
    x \in \mathbb{R}^{n}        declares a shape
    f: \mathbb{R}^2 \to ...     declares a function
    f(x) = x^2                  defines a function
    h = \vec{I} \cdot \vec{w}   defines a name
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nablatex import ops
from nablatex.equations import Equations, bare, element_names, first_index
from nablatex.errors import UndefinedError
from nablatex.expr import (
    Apply,
    Call,
    Compare,
    Component,
    Derivative,
    Expr,
    Reduction,
    Stack,
    Symbol,
)
from nablatex.latex import function_name
from nablatex.model.declared import declared_facts as declared_facts
from nablatex.model.declared import facts_of
from nablatex.model.declared import known_shapes as known_shapes
from nablatex.model.own import differing, is_open, with_own
from nablatex.model.ties import roots
from nablatex.normalise import value_of
from nablatex.shape import is_unknown
from nablatex.traverse import postorder, rebuild, substitute


@dataclass(slots=True)
class Collector:
    """Gathers statements, one after another, into `Equations`.

    Attributes:
        statements: what has been taken in, for showing.
        ignored: statements that define nothing (a relation, a bare expression).
    """

    statements: list[Expr] = field(default_factory=list)
    ignored: list[Expr] = field(default_factory=list)
    definitions: dict[Expr, Expr] = field(default_factory=dict)
    elements: dict[Expr, Stack] = field(default_factory=dict)
    values: dict[Expr, Expr] = field(default_factory=dict)
    functions: dict[str, tuple[tuple[Expr, ...], Expr]] = field(default_factory=dict)
    own: dict[ops.Op, tuple[tuple[Expr, ...], Expr]] = field(default_factory=dict)
    numbers: dict[Symbol, Stack] = field(default_factory=dict)
    mentioned: set[Expr] = field(default_factory=set)

    def add(self, statement: Expr) -> None:
        """Take in one statement, or each of several."""
        if isinstance(statement, Call) and statement.op is ops.system:
            for part in statement.args:
                self.add(part)
            return
        self.statements.append(statement)
        self.mention(statement)
        if dict(facts_of(statement)) and not _declares(statement):
            return  # `W = W^\top` says what W is like, not what it is
        if isinstance(statement, Compare) and set(statement.relations) <= {"=", ":=", "equiv"}:
            right = statement.terms[-1]
            for left in statement.terms[:-1]:
                self._define(left, right, statement)
        elif not _declares(statement):
            self.ignored.append(statement)

    def mention(self, expr: Expr) -> None:
        """Note which elements stand in an expression: they tell how vectors are numbered."""
        for node in postorder(expr):
            if isinstance(node, Component):
                self.mentioned.add(node)
            elif isinstance(node, Reduction):
                self.mentioned.update(_at_its_ends(node))

    def _define(self, left: Expr, right: Expr, statement: Expr) -> None:
        match left:
            case Symbol() if isinstance(right, Stack):
                self._write_out(left, right)
            case Symbol() | Component():
                if value_of(right) is not None:
                    self._give(left, right)
                else:
                    self._once(left, right)
            case Apply(name, args, ()) if _are_names(args):
                if not (isinstance(right, Apply) and right.function == name):
                    self.functions[name] = (args, right)
                    self._once(Symbol(name, right.shape), right)
            case Call(op, args) if _are_names(args) and is_open(op, args, right):
                self.own[op] = (args, right)
            case Derivative():
                self.ignored.append(statement)
            case _:
                self.ignored.append(statement)

    def _once(self, name: Expr, right: Expr) -> None:
        if self.definitions.get(name, right) is not right:
            raise UndefinedError(f"{_shown(name)} is defined twice, and differently")
        self.definitions[name] = right

    def _give(self, name: Expr, number: Expr) -> None:
        known = self.values.get(name)
        if known is not None and value_of(known) != value_of(number):
            raise UndefinedError(f"{_shown(name)} is given two numbers")
        self.values[name] = number

    def _write_out(self, name: Symbol, stack: Stack) -> None:
        """Take in a vector that is written out: names, numbers or expressions for its elements."""
        if _leaves_out(stack.entries):
            self.ignored.append(stack)
        elif all(value_of(entry) is not None for entry in stack.entries):
            self.numbers[name] = stack
        elif _are_names(stack.entries):
            self.elements[name] = stack
        else:
            self._once(name, stack)

    def equations(self) -> Equations:
        """Return what has been gathered, every spelling of a vector's name made one."""
        self._number_elements()
        for name, right in roots(self.ignored, [*self.definitions.values()]):
            if name not in self.values:
                self._define(name, right, right)
        unify = _Names(self).one
        elements = {unify(k): _stack(unify(v)) for k, v in self.elements.items()}
        own = differing(self.own)
        definitions = {unify(k): with_own(unify(v), own) for k, v in self.definitions.items()}
        functions = {k: (p, with_own(unify(body), own)) for k, (p, body) in self.functions.items()}
        functions.update({op.latex: (p, with_own(body, own)) for op, (p, body) in own.items()})
        return Equations(
            definitions, elements, dict(self.values), functions, frozenset(self.mentioned)
        )

    def _number_elements(self) -> None:
        r"""Give names to the elements of vectors of numbers: `\vec{I} = [2, 3]`."""
        written = list(self.elements.values())
        for name, stack in self.numbers.items():
            sizes = tuple(dim for dim in stack.shape if isinstance(dim, int))
            names = self.elements.get(name)
            if names is None:
                first = first_index(name, sizes, self.mentioned, written)
                names = element_names(name, sizes, first)
            self.elements[name] = names
            self.values.update(zip(names.entries, stack.entries, strict=True))
        self.numbers.clear()

    def one_name(self, expr: Expr) -> Expr:
        """Return `expr` with `w` read as `\\vec{w}` where only that is declared."""
        return _Names(self).one(expr)


def _stack(expr: Expr) -> Stack:
    assert isinstance(expr, Stack)
    return expr


def _shown(name: Expr) -> str:
    return name.name if isinstance(name, Symbol) else "an element"


def _at_its_ends(node: Reduction) -> Iterator[Expr]:
    """Yield the elements that stand under a sum, at the first and at the last of its indices."""
    for bound in (node.lower, node.upper):
        if bound is not None and value_of(bound) is not None:
            for part in postorder(node.body):
                if isinstance(part, Component) and node.index in part.indices:
                    yield substitute(part, {node.index: bound})


def _declares(statement: Expr) -> bool:
    if isinstance(statement, Compare):
        return statement.relations == ("in",)
    return isinstance(statement, Call) and statement.op is ops.signature


def _are_names(parts: Iterable[Expr]) -> bool:
    """Tell whether all parts are different names."""
    listed = list(parts)
    return len(set(listed)) == len(listed) and all(
        isinstance(part, Symbol) or (isinstance(part, Component) and isinstance(part.base, Symbol))
        for part in listed
    )


class _Names:
    """Makes `\\vec{w}` of unknown size, `w` and the declared `\\vec{w}` one symbol."""

    def __init__(self, collector: Collector) -> None:
        self._declared: dict[str, Symbol] = {}
        for name in (*collector.elements, *collector.definitions):
            self._declare(name, collector.elements.get(name))
        scalars = {name for name in (*collector.values, *collector.definitions) if not name.shape}
        self._taken = {name.name for name in scalars if isinstance(name, Symbol)}

    def _declare(self, name: Expr, stack: Stack | None) -> None:
        if not isinstance(name, Symbol) or (stack is None and not name.shape):
            return
        shape = name.shape if stack is None else stack.shape
        if any(map(is_unknown, shape)) and bare(name.name) in self._declared:
            return
        self._declared[bare(name.name)] = Symbol(name.name, shape)

    def one(self, expr: Expr) -> Expr:
        """Return `expr` with every spelling of a declared vector replaced by the declared name."""
        made: dict[Expr, Expr] = {}
        for node in postorder(expr):
            if isinstance(node, Symbol):
                made[node] = self._symbol(node)
            elif isinstance(node, Component):
                made[node] = node
            else:
                children = tuple(made[child] for child in node.children)
                made[node] = node if children == node.children else rebuild(node, children)
        return made[expr]

    def _symbol(self, symbol: Symbol) -> Expr:
        declared = self._declared.get(bare(symbol.name))
        if declared is None or (symbol.name != declared.name and symbol.name in self._taken):
            return symbol
        return declared


def known_matrices(statements: Iterable[Expr]) -> frozenset[str]:
    """Return the names without a shape of which a statement has an element with two indices."""
    return frozenset(
        node.base.name
        for statement in statements
        for node in postorder(statement)
        if isinstance(node, Component)
        and isinstance(node.base, Symbol)
        and not node.base.shape
        and node.place == "sub"
        and len(node.indices) == 2
    )


def known_functions(statement: Expr) -> frozenset[str]:
    """Return the functions that a line defines or declares: `q(x) = x^2`."""
    match statement:
        case Call(op, parts) if op is ops.system:
            return frozenset().union(*map(known_functions, parts))
        case Call(op, (Symbol(name), *_)) if op is ops.signature:
            return frozenset([name, function_name(name)])
        case Compare(("=",) | (":=",), (Apply(name, args, ()), _)) if _are_names(args):
            return frozenset([name])
        case _:
            return frozenset()


def _leaves_out(entries: Iterable[Expr]) -> bool:
    return any(isinstance(entry, Call) and entry.op is ops.ellipsis for entry in entries)
