r"""Formulas to arrays: what `X^\top (X w - y)` and `\sum_i w_{ij} x_i` mean, by index.

Every formula is an array over its free indices and its own axes. Matrix notation and index
notation end in the same contractions, so that one calculus serves both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import assert_never

from nablatex import ops
from nablatex.errors import LimitError, NoRuleError, ShapeError, UndefinedError
from nablatex.expr import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Component,
    Delta,
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
from nablatex.normalise import value_of
from nablatex.shape import Dim, Shape, is_unknown
from nablatex.tensor import affine, build
from nablatex.tensor.cases import compared, piecewise
from nablatex.tensor.contract import constant, size_leaf
from nablatex.tensor.holding import Relations, holding
from nablatex.tensor.kinds import Contraction, General, Leaf, Tensor
from nablatex.tensor.kinds import postorder as nodes_of
from nablatex.tensor.lower_calls import applied, elementwise, inverted, norm, swap
from nablatex.tensor.lower_indices import Indices, size_of
from nablatex.tensor.lowered import Lowered, Sizes
from nablatex.tensor.ranges import Range, is_index_relation, ranges_of, with_own_names
from nablatex.tensor.scope import Scope, size_names
from nablatex.traverse import postorder, transform

_MOST_PASSES = 6
_MOST_NESTED = 20
_MOST_POWER = 16


def lower(expr: Expr, scope: Scope, depth: int = 0, shape: Shape = (), axes: Shape = ()) -> Lowered:
    """Return what a formula means as an array.

    Args:
        expr: the formula.
        scope: what its names mean.
        depth: how many functions of the model it is inside of.
        shape: the shape that it is declared to have, or ().
        axes: the axes of its array where they are known, or ().

    Raises:
        ShapeError: shapes do not fit.
        NoRuleError: something in it has no meaning as an array here.
        UndefinedError: a size is not known.
    """
    own = with_own_names(expr, depth)
    known = size_names((*scope.leaves, *postorder(own)))
    given = {**scope.of_numbered(own), **scope.ranges}
    ranges = ranges_of(own, {*scope.leaves, *scope.bound, *known}, scope.origin, given)
    sizes, held = Sizes({}), holding(own)
    for _ in range(_MOST_PASSES):
        sizes = Sizes(dict(sizes.known))
        made = _Lowering(scope, ranges, sizes, known, depth, held).of(own)
        if len(shape) == len(made.groups) == sum(made.groups):
            axes = shape
        found = made.tensor.shape[len(made.free) :]
        if axes and len(axes) == len(found):
            for dim, wanted in zip(found, axes, strict=True):
                sizes.join(dim, wanted, "the two sides")
        if not sizes.learnt:
            break
    scope.free.update((k, ranges[k]) for k in made.free if k in ranges)
    if _has_unknown_size(made.tensor):
        raise UndefinedError("the size of \\mathbf{1} or I is not known here")
    return made


def _has_unknown_size(tensor: Tensor) -> bool:
    for node in nodes_of(tensor, through=False):
        dims = node.sizes if isinstance(node, Contraction) else node.shape
        if isinstance(node, Leaf) and "size" in node.facts and isinstance(node.name, Symbol):
            dims = (node.name.name,)
        if any(map(is_unknown, dims)):
            return True
    return False


class _Lowering:
    """One pass over a formula."""

    def __init__(
        self,
        scope: Scope,
        ranges: Mapping[Expr, Range],
        sizes: Sizes,
        names: frozenset[Expr],
        depth: int,
        held: Mapping[Expr, Relations],
    ) -> None:
        self._depth = depth
        self._scope = scope
        self._size_names = names
        self._ranges = ranges
        self._indices = Indices(ranges, scope.origin, scope.assumed, held)
        self._sizes = sizes
        self._made: dict[Expr, Lowered] = {}

    def of(self, expr: Expr) -> Lowered:
        """Return the array of an expression; a new one each time if its size is not known."""
        for node in self._outside_bound(expr):
            if node not in self._made and self._is_kept(node):
                self._made[node] = self._node(node)
        return self._made[expr] if expr in self._made else self._node(expr)

    def _outside_bound(self, expr: Expr) -> Iterator[Expr]:
        """Yield the parts in post-order, but not those inside what stands for an array already."""
        done: set[Expr] = set()
        stack = [(expr, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                yield node
            elif node not in done:
                done.add(node)
                stack.append((node, True))
                if node not in self._scope.bound:
                    stack.extend((child, False) for child in reversed(node.children))

    def _is_kept(self, node: Expr) -> bool:
        return not any(map(is_unknown, node.shape)) and not isinstance(node, Compare)

    def _get(self, expr: Expr) -> Lowered:
        made = self._made.get(expr)
        return self.of(expr) if made is None else made

    def _node(self, node: Expr) -> Lowered:
        if node in self._scope.bound:
            return self._scope.bound[node]
        match node:
            case Number(value):
                return Lowered(constant(Fraction(value)))
            case Symbol():
                return self._symbol(node)
            case Sum(terms):
                return self._sizes.add(self._with_whole_identity(terms))
            case Product(factors):
                return self._product(factors)
            case Negation(body):
                return self._get(body).with_tensor(build.negate)
            case Quotient(top, bottom):
                over = self._get(bottom).with_tensor(lambda t: build.power(t, -1))
                return self._sizes.times([self._get(top), over])
            case Power():
                return self._power(node)
            case Call():
                return self._call(node)
            case Reduction():
                return self._reduction(node)
            case Component():
                return self._component(node)
            case Delta(left, right):
                return self._indices.brackets(Compare(("=",), (left, right)))
            case Cases(branches):
                return self._cases(branches)
            case Compare():
                return self._compare(node)
            case Apply():
                return self._apply(node)
            case Derivative() if self._scope.derivatives is not None:
                return self._scope.derivatives(node)
            case Stack() | Derivative() | At():
                what = type(node).__name__.lower()
                raise NoRuleError(f"a {what} is not read as an array of symbolic size")
            case _:
                assert_never(node)

    def _symbol(self, node: Symbol) -> Lowered:
        if node in self._ranges:
            return self._indices.position(node)
        leaf = self._scope.leaves.get(node)
        if leaf is None:
            if node.shape and any(map(is_unknown, node.shape)):
                raise UndefinedError(f"the shape of {node.name} is not known; declare it")
            leaf = Leaf(node, tuple(map(affine.canonical, node.shape)), frozenset(), None)
            if node in self._size_names:
                leaf = size_leaf(node.name)
        letters = self._scope.numbered.get(node, ())
        if letters:
            if not all(k in self._ranges for k in letters):
                raise NoRuleError(
                    f"{node.name} is a number for values of an index that do not begin at the "
                    "first; write its elements by that index"
                )
            return Lowered(leaf, letters, (1,) * (len(leaf.shape) - len(letters)))
        row = len(node.shape) == 2 and node.shape[0] == 1 and len(leaf.shape) == 1
        return Lowered(leaf, (), (1,) * len(leaf.shape), row)

    def _with_whole_identity(self, terms: tuple[Expr, ...]) -> list[Lowered]:
        r"""Return terms; beside `\mathbf{K}_{mm}` the identity is that of all entries too."""
        made = [self._get(term) for term in terms]
        if any(part.groups == (2, 2) for part in made):
            for place, term in enumerate(terms):
                if isinstance(term, Call) and term.op is ops.identity and not term.args:
                    both = build.deltas((self._sizes.fresh(), self._sizes.fresh()))
                    made[place] = Lowered(both, (), (2, 2))
        return made

    def _product(self, factors: tuple[Expr, ...]) -> Lowered:
        return self._sizes.times([self._get(factor) for factor in factors])

    def _power(self, node: Power) -> Lowered:
        exact = value_of(node.exponent)
        base = self._get(node.base)
        if len(node.base.shape) == 2:
            if not isinstance(exact, int) or not 0 <= abs(exact) <= _MOST_POWER:
                raise NoRuleError(f"a matrix has whole powers up to {_MOST_POWER} here")
            if exact < 0:
                base, exact = inverted(base, self._sizes), -exact
            return reduce(self._sizes.matmul, [base] * exact) if exact else self._eye(base)
        if exact is not None:
            return base.with_tensor(lambda t: build.power(t, Fraction(exact)))
        if isinstance(node.base, Call) and node.base.op is ops.e:
            return self._get(node.exponent).with_tensor(lambda t: build.mapped(ops.exp, t))
        return elementwise(ops.power, [base, self._get(node.exponent)], self._sizes)

    def _eye(self, like: Lowered) -> Lowered:
        return Lowered(build.delta(like.tensor.shape[-1]), (), (1, 1))

    def _call(self, node: Call) -> Lowered:
        op, args = node.op, node.args
        if op is ops.indicator:
            return self._condition(args[0])
        if op is ops.norm:
            named = isinstance(args[1], Call)
            order = None if named else self._get(args[1])
            return norm(self._get(args[0]), args[1], order, self._sizes)
        if op is ops.ones:
            return Lowered(constant(1, (self._unit_size(args),)), (), (1,))
        if op is ops.commutation:
            return swap(*(size_of(arg) for arg in args))
        if op is ops.identity:
            return Lowered(build.delta(self._unit_size(args)), (), (1, 1))
        return applied(op, [self._get(arg) for arg in args], self._sizes)

    def _unit_size(self, args: tuple[Expr, ...]) -> Dim:
        r"""Return the size of `\mathbf{1}_n` and `I_n`, or one that has to follow."""
        return size_of(args[0]) if args else self._sizes.fresh()

    def _reduction(self, node: Reduction) -> Lowered:
        body, index = self._get(node.body), node.index
        if node.kind in ("limit", "integral"):
            raise NoRuleError(f"a {node.kind} is not differentiated")
        extra = list(self._indices.limits(node))
        if node.kind == "sum":
            masks = [self._condition(condition) for condition in extra]
            return self._sizes.sum_over(self._sizes.times([*masks, body]), index, self._ranges)
        if body.groups:
            raise NoRuleError(f"a {node.kind} of arrays over an index is not differentiated")
        if extra and node.kind == "prod":
            body = self._where(body, [self._condition(condition) for condition in extra])
        elif extra:
            raise NoRuleError(f"a {node.kind} with a condition on its index is not differentiated")
        op = {"prod": ops.prod, "max": ops.greatest, "min": ops.least}[node.kind]
        whole = self._sizes.with_free(body, index, self._ranges)
        moved = whole.with_last(index)
        batch = len(moved.shape) - 1
        made = General(op, (moved,), batch, moved.shape[:-1])
        free = tuple(k for k in whole.free if k is not index)
        return Lowered(made, free, whole.groups)

    def _where(self, body: Lowered, masks: list[Lowered]) -> Lowered:
        """Return a factor of a product where its index is in range, 1 elsewhere."""
        minus_one = self._sizes.add([body, Lowered(constant(-1))])
        return self._sizes.add([Lowered(constant(1)), self._sizes.times([*masks, minus_one])])

    def _condition(self, node: Expr) -> Lowered:
        """Return 1 where a condition holds, 0 where it does not."""
        match node:
            case Compare():
                if is_index_relation(node, self._ranges):
                    return self._indices.brackets(node)
                return self._compare(node)
            case Call(ops.and_, parts):
                return self._sizes.times([self._condition(part) for part in parts])
            case Call(ops.not_, (part,)):
                inside = self._condition(part)
                one = Lowered(constant(1))
                return self._sizes.add([one, inside.with_tensor(build.negate)])
            case Call(ops.otherwise):
                return Lowered(constant(1))
            case _:
                raise NoRuleError("this condition is not known as an array of 0 and 1")

    def _compare(self, node: Compare) -> Lowered:
        made: list[Lowered] = []
        for place, relation in enumerate(node.relations):
            if relation not in ("<", "<=", ">", ">=", "=", "!="):
                raise NoRuleError(f"the relation {relation} is no condition on numbers")
            sides = [self._get(node.terms[place]), self._get(node.terms[place + 1])]
            (left, right), frame = self._sizes.aligned(sides)
            made.append(frame.with_value(compared(relation, left, right)))
        return made[0] if len(made) == 1 else self._sizes.times(made)

    def _component(self, node: Component) -> Lowered:
        whole = self._scope.leaves.get(node.base)
        if node.place == "sub" and not node.base.shape and whole is not None and whole.shape:
            # A number that is defined for each value of a letter has elements too.
            return self._indices.element(node, Lowered(whole, (), (1,) * len(whole.shape)))
        if node.place != "sub" or not node.base.shape:
            leaf = self._scope.leaves.get(node)
            if leaf is None and not node.shape and not node.base.shape:
                leaf = Leaf(node, (), frozenset(), None)
            if leaf is None:
                raise NoRuleError("a name with an index in brackets has no known shape here")
            return Lowered(leaf, (), (1,) * len(leaf.shape))
        return self._indices.element(node, self._get(node.base))

    def _cases(self, branches: tuple[tuple[Expr, Expr], ...]) -> Lowered:
        parts: list[Lowered] = []
        for value, when in branches:
            parts += [self._get(value), self._condition(when)]
        aligned, frame = self._sizes.aligned(parts)
        pairs = list(zip(aligned[::2], aligned[1::2], strict=True))
        return frame.with_value(piecewise(pairs))

    def _apply(self, node: Apply) -> Lowered:
        parts = [self._get(arg) for arg in node.args]
        if node.function in self._scope.functions and not node.orders:
            return self._put_in(node.function, parts)
        for sign, order in (("\\nabla ", 1), ("\\nabla^2 ", 2)):
            if node.function.startswith(sign) and len(parts) == 1:
                # How the gradient of an unknown function is written, and its Hessian.
                plain, core = node.function.removeprefix(sign), node.args[0].shape
                return self._sizes.abstract(plain, parts, (0,) * order, (), (core,))
        orders = tuple(slot for slot, _ in node.orders)
        if any(place for _, place in node.orders):
            raise NoRuleError("a partial derivative of an unknown function by one element")
        signature = self._scope.signatures.get(node.function)
        dims, cores = signature or (node.dims, tuple(arg.shape for arg in node.args))
        if signature is None and len(parts) == 1 and not self._takes_arrays(node):
            dims, cores = (), ((),)
        return self._sizes.abstract(node.function, parts, orders, dims, cores)

    def _put_in(self, function: str, parts: list[Lowered]) -> Lowered:
        """Return the body of a function that the model defines, at its arguments."""
        parameters, body = self._scope.functions[function]
        if len(parameters) != len(parts):
            raise ShapeError(f"{function} takes {len(parameters)} arguments, not {len(parts)}")
        if self._depth >= _MOST_NESTED:
            raise LimitError(f"functions are nested more than {_MOST_NESTED} deep")
        bound = dict(self._scope.bound)
        for parameter, part in zip(parameters, parts, strict=True):
            body, name = self._with_parameter(body, parameter, part)
            bound[parameter] = bound[name] = part
        return lower(body, replace(self._scope, bound=bound), self._depth + 1)

    def _with_parameter(self, body: Expr, parameter: Expr, part: Lowered) -> tuple[Expr, Expr]:
        """Return a body in which the elements of a parameter are those of an array, and its name.

        A parameter of which only elements stand in the body was read as a number.
        """
        shape = part.tensor.shape[len(part.free) :]
        bare = parameter.name if isinstance(parameter, Symbol) else ""
        if not shape or not bare or parameter.shape:
            return body, parameter
        array = Symbol(bare, shape)

        def of_array(node: Expr) -> Expr:
            match node:
                case Component(base, indices, "sub") if base is parameter:
                    if len(indices) > len(shape):
                        raise ShapeError(f"{bare} has no element with {len(indices)} indices")
                    return Component(array, indices, "sub")
                case _:
                    return node

        return transform(body, of_array), array

    def _takes_arrays(self, node: Apply) -> bool:
        """Tell whether an undeclared function takes its argument whole: its value is a scalar."""
        return node.shape != node.args[0].shape
