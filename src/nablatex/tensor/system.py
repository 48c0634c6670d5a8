r"""A model's equations as arrays: each name a leaf that knows what it is defined as.

Separate from the model, which reads; here names get their arrays, in the order in which they are
defined, so that nothing recurses on depth and a name stays a name in every derivative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nablatex import ops
from nablatex.equations.functions import is_number
from nablatex.errors import LimitError, NoRuleError, ShapeError, UndefinedError
from nablatex.expr import Apply, Component, Derivative, Expr, Reduction, Symbol
from nablatex.normalise import add, value_of
from nablatex.shape import Dim, Shape, is_unknown
from nablatex.tensor import build
from nablatex.tensor.affine import Affine, canonical, of_dim
from nablatex.tensor.atoms import of_elements, worked_out
from nablatex.tensor.facts import spelled_out
from nablatex.tensor.kinds import General, Leaf, Tensor
from nablatex.tensor.lower import lower
from nablatex.tensor.lowered import Lowered
from nablatex.tensor.ranges import Range, letter, origin_of, over_both
from nablatex.tensor.scope import Scope
from nablatex.tensor.session import Session
from nablatex.traverse import number, postorder

MOST_PARTS = 5_000
Signature = tuple[Shape, tuple[Shape, ...]]


@dataclass(frozen=True, slots=True)
class Target:
    """What is differentiated, or by what.

    Attributes:
        array: the whole array.
        letters: a letter for each axis that its author numbered; None for the others.
        places: for each axis the place of the one element that is meant, counted from 1, or None.
    """

    array: Tensor
    letters: tuple[Expr | None, ...]
    places: tuple[int | None, ...]

    @property
    def shape(self) -> Shape:
        """The shape of what is meant."""
        pairs = zip(self.array.shape, self.places, strict=True)
        return tuple(dim for dim, place in pairs if place is None)

    @property
    def named(self) -> tuple[Expr | None, ...]:
        """The letters of the axes that are left."""
        pairs = zip(self.letters, self.places, strict=True)
        return tuple(name for name, place in pairs if place is None)


@dataclass(slots=True)
class System:
    """Equations between arrays.

    Attributes:
        definitions: the right side of each name; of `L_j`, for every `j`.
        functions: parameters and body of each function that the model defines.
        facts: words that are known of a name: "symmetric", "positive", ...
        signatures: shapes of the value and the arguments of declared functions.
        assumed: numbers in sizes that are at most 0, since every element that is written exists.
        mentioned: names that are asked for: an index 0 in one of them counts too.
        independent: the variables: whatever they are defined as, nothing is used of it.
        session: where the arrays are made.
        held_back: facts of the variables, which are left out while they are differentiated by.
    """

    definitions: Mapping[Expr, Expr]
    functions: Mapping[str, tuple[tuple[Expr, ...], Expr]] = field(default_factory=dict)
    facts: Mapping[Expr, Iterable[str]] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    held_back: Mapping[Expr, Iterable[str]] = field(default_factory=dict)
    session: Session = field(default_factory=Session)
    _leaves: dict[Expr, Tensor] = field(default_factory=dict)
    _free: dict[Expr, tuple[Expr, ...]] = field(default_factory=dict)
    _rights: dict[Expr, tuple[Expr, Expr]] = field(default_factory=dict)
    assumed: list[Affine] = field(default_factory=list)
    mentioned: Sequence[Expr] = ()
    independent: frozenset[Expr] = frozenset()
    _origin: int = 1

    def __post_init__(self) -> None:
        for left, right in self.definitions.items():
            name = left.base if isinstance(left, Component) and _is_element(left) else left
            self._rights[name] = (left, right)
        self._origin = origin_of((*self.definitions.values(), *self.mentioned))

    @property
    def origin(self) -> int:
        """1 or 0, the first index of every array."""
        return self._origin

    def target(self, name: Expr) -> Target:
        """Return what a name means: an array, some of its elements, or one of them.

        Raises:
            NoRuleError: this is no name of an array here.
        """
        if not isinstance(name, Component) or name.place != "sub" or not name.base.shape:
            array = self.leaf(name)
            free = self._free.get(name, ())
            rest = (None,) * (len(array.shape) - len(free))
            return Target(array, (*free, *rest), (None,) * len(array.shape))
        array = self.leaf(name.base)
        letters: list[Expr | None] = []
        places: list[int | None] = []
        for index in name.indices:
            exact = value_of(index)
            self._refuse_missing(exact, array.shape[len(places)])
            letters.append(None if isinstance(exact, int) else index)
            places.append(exact + 1 - self._origin if isinstance(exact, int) else None)
            if not isinstance(exact, int) and not isinstance(index, Symbol):
                raise NoRuleError("an index of what is differentiated by is a letter or a number")
        used = [k for k in letters if k is not None]
        sizes = {str(key) for dim in array.shape for key, _ in of_dim(dim).terms}
        if len(set(used)) < len(used) or any(
            isinstance(k, Symbol) and k.name in sizes for k in used
        ):
            raise UndefinedError("each index of what is meant has a letter of its own, no size's")
        left = (None,) * (len(array.shape) - len(letters))
        return Target(array, (*letters, *left), (*places, *left))

    def _refuse_missing(self, exact: object, size: Dim) -> None:
        """Refuse an element that no array of this size has."""
        if not isinstance(exact, int):
            return
        place = exact + 1 - self._origin
        if place < 1 or (isinstance(size, int) and place > size):
            raise UndefinedError(
                f"there is no element {exact}: elements are numbered from {self._origin}"
                + (f" to {size + self._origin - 1}" if isinstance(size, int) else "")
            )

    def leaf(self, name: Expr) -> Tensor:
        """Return the array of a name, those that it is defined by first."""
        stack = [(name, False)]
        while stack:
            here, ready = stack.pop()
            if here in self._leaves:
                continue
            if ready:
                self._leaves[here] = self._made(here)
                continue
            stack.append((here, True))
            for part in self._parts(here):
                if part not in self._leaves:
                    if (part, True) in stack:
                        raise UndefinedError("a name is defined through itself")
                    stack.append((part, False))
        return self._leaves[name]

    def _parts(self, name: Expr) -> list[Expr]:
        if name not in self._rights or name in self.independent:
            return []
        nodes = list(postorder(self._rights[name][1]))
        used = {n.function for n in nodes if isinstance(n, Apply)}
        for function in used & set(self.functions):
            nodes += postorder(self.functions[function][1])
        used_names = dict.fromkeys(nodes)
        return [n for n in used_names if self._has_leaf(n) and n is not name]

    def _has_leaf(self, node: Expr) -> bool:
        """Tell whether a part of a formula is a name that something is known of."""
        return node in self._rights or node in self.facts

    def _made(self, name: Expr) -> Tensor:
        facts = spelled_out(self.facts.get(name, ()))
        if name not in self._rights or name in self.independent:
            if any(map(is_unknown, name.shape)):
                raise UndefinedError("the shape of a name is not known; declare it")
            if not isinstance(name, (Symbol, Component)):
                raise NoRuleError("derivatives are taken of names and by names")
            shape = name.shape or self._shape_of_elements(name)
            return Leaf(name, tuple(map(canonical, shape)), facts, None)
        left, right = self._rights[name]
        right = over_both(right, () if not isinstance(left, Component) else left.indices)
        if any(part is name for part in postorder(right)):
            raise UndefinedError("a name is defined through itself")
        if sum(1 for _ in postorder(right)) > MOST_PARTS:
            raise LimitError(f"a definition of more than {MOST_PARTS} parts is too long")
        self._refuse_numbers_as_functions(right)
        atoms: dict[Expr, Lowered] = {
            n: self._atom(n) for n in postorder(right) if isinstance(n, Derivative)
        }
        scope = replace(self._scope(), ranges=self._numbered(left), bound=atoms)
        wanted = () if _is_element(left) else name.shape
        found = lower(right, scope, shape=tuple(map(canonical, wanted)))
        if not _is_element(left):
            _refuse_bound(right, found.free)
        definition = self._laid(left, found, name, scope.free)
        if isinstance(definition, General) and definition.op is ops.softmax:
            facts |= {"simplex"}
        return Leaf(name, definition.shape, facts, definition)

    def _shape_of_elements(self, name: Expr) -> Shape:
        """Return the sizes of the free indices of a number that is defined for each of them."""
        return self.as_defined(name).shape if name in self._rights else ()

    def as_defined(self, name: Expr) -> Tensor:
        """Return a name with its definition, also where it is a variable here."""
        whole = System(self.definitions, self.functions, self.facts, self.signatures)
        return whole.leaf(name)

    def read(self, formula: Expr, ranges: Mapping[Expr, Range]) -> Lowered:
        """Return the array of a formula in these names.

        Raises:
            NablatexError: it has no meaning as an array.
        """
        named = {
            node.base if isinstance(node, Component) else node
            for node in postorder(formula)
            if isinstance(node, (Symbol, Component))
        }
        for name in named:
            if name in self._rights or name.shape:
                self.leaf(name)
        scope = replace(self._scope(), ranges=ranges)

        def by_letters(node: Derivative) -> Lowered:
            return of_elements(node, lambda expr: lower(expr, scope), self._meant)

        return lower(formula, replace(scope, derivatives=by_letters))

    def _meant(self, name: Expr) -> tuple[Tensor, tuple[Expr | None, ...], tuple[int | None, ...]]:
        target = self.target(name)
        return target.array, target.letters, target.places

    def _scope(self) -> Scope:
        return Scope(
            self._leaves,
            self._origin,
            self.signatures,
            functions=self.functions,
            assumed=self.assumed,
            numbered=self._free,
        )

    def _refuse_numbers_as_functions(self, right: Expr) -> None:
        for node in postorder(right):
            known = not isinstance(node, Apply) or node.function in self.functions
            if isinstance(node, Apply) and not known and is_number(node.function, self.definitions):
                raise UndefinedError(
                    f"{node.function} is a number of the model, but stands as a function before a "
                    rf"bracket; write {node.function} \cdot (...)"
                )

    def _atom(self, node: Derivative) -> Lowered:
        return worked_out(node, lambda expr: lower(expr, self._scope()), self._array)

    def _array(self, name: Expr) -> tuple[Tensor, tuple[int | None, ...]]:
        """Return an array, and the places of the one element of it that is meant."""
        target = self.target(name)
        if any(target.named):
            raise NoRuleError("a derivative by elements in a definition has numbers for indices")
        return target.array, target.places

    def _numbered(self, left: Expr) -> dict[Expr, Range]:
        """Return the range of each index on the left side of an equation."""
        if not _is_element(left) or not isinstance(left, Component):
            return {}
        first = Affine(self._origin, ())
        pairs = zip(left.indices, left.base.shape, strict=False)
        return {index: Range(first, dim) for index, dim in pairs if not is_unknown(dim)}

    def _laid(self, left: Expr, found: Lowered, name: Expr, ranges: Mapping[Expr, Range]) -> Tensor:
        """Return the axes of a right side in the order of the left side's indices."""
        if any(width != 1 for width in found.groups):
            raise NoRuleError("a Kronecker product or vec as a result is not laid out here")
        if not _is_element(left):
            self._free[name] = tuple(self._index(k, ranges[k]) for k in found.free)
            if found.free and name.shape:
                raise ShapeError("the right side has free indices that the left side has not")
            return found.tensor
        assert isinstance(left, Component)
        by_letter = {letter(index): place for place, index in enumerate(found.free)}
        wanted = [letter(index) for index in left.indices]
        if set(by_letter) - set(wanted):
            raise ShapeError("the right side has free indices that the left side has not")
        shape = left.base.shape
        missing = [w for w in wanted if w not in by_letter]
        if missing or found.groups:
            raise NoRuleError("each index of the left side stands on the right side")
        made = build.permuted(found.tensor, [by_letter[w] for w in wanted])
        if len(shape) != len(made.shape):
            raise ShapeError("the left side has another number of indices than its name has axes")
        return made

    def _index(self, index: Expr, ends: Range) -> Expr:
        """Return how the first axis is numbered in terms of its author's index."""
        plain: Expr = Symbol(letter(index), ())
        if ends.first.terms:
            raise NoRuleError("a free index starts at a number")
        return add((plain, number(self._origin - ends.first.constant)))

    def with_facts(self) -> dict[Tensor, Tensor]:
        """Return each variable, of which nothing was used so far, with what is known of it."""
        found: dict[Tensor, Tensor] = {}
        for name, words in self.held_back.items():
            leaf = self._leaves.get(name)
            if isinstance(leaf, Leaf) and words:
                facts = leaf.facts | spelled_out(words)
                found[leaf] = Leaf(leaf.name, leaf.axes, facts, leaf.definition)
        return found


def _refuse_bound(right: Expr, free: Sequence[Expr]) -> None:
    r"""Refuse `\sum_i x_i - y_i`, where the last i is not that of the sum."""
    bound = {node.index for node in postorder(right) if isinstance(node, Reduction)}
    twice = [index for index in free if index in bound]
    if twice:
        name = letter(twice[0])
        raise UndefinedError(
            f"the index {name} stands in a sum over {name} and also outside of it; put brackets "
            "round what is summed, or use another letter outside"
        )


def _is_element(left: Expr) -> bool:
    return (
        isinstance(left, Component)
        and left.place == "sub"
        and bool(left.base.shape)
        and all(isinstance(index, Symbol) for index in left.indices)
    )
