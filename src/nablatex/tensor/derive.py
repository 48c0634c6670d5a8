r"""The derivative of one name by others as arrays, with the argument that gives it.

Backwards over the model's names: the derivative by each name in between is worked out once and has
a name of its own, `\partial L / \partial z`; the definition of each name contributes its
differential, read off by transposing. What is found is tried against differences of the function
before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from nablatex import ops
from nablatex.errors import NoRuleError, UndefinedError
from nablatex.expr import Derivative, DerivativeStyle, Expr
from nablatex.shape import Shape
from nablatex.tensor import build
from nablatex.tensor.build import picked
from nablatex.tensor.contract import contract
from nablatex.tensor.differential import pullback
from nablatex.tensor.facts import is_symmetric
from nablatex.tensor.kinds import Contraction, Factor, General, Leaf, Tensor, postorder
from nablatex.tensor.simplify import length, simplified
from nablatex.tensor.system import System, Target
from nablatex.tensor.transform import remade, replaced
from nablatex.tensor.trial import agrees, same

_SPECTRA = (ops.eigenvalue, ops.eigenvector)

# A derivative by a name in between is written out in the result up to this many signs.
MOST_WRITTEN_OUT = 80


@dataclass(frozen=True, slots=True)
class Link:
    """The derivative by one name on the way.

    Attributes:
        name: the name.
        leaf: its derivative as a name.
        value: the same in terms of derivatives closer to the output.
    """

    name: Expr
    leaf: Leaf
    value: Tensor


@dataclass(frozen=True, slots=True)
class ArrayDerivative:
    """A derivative as an array.

    Attributes:
        system: the equations.
        of, wrt: what is differentiated, and by what.
        root: the array that is differentiated last: of a second derivative, the first.
        links: the derivatives by the names in between, from the output on.
        backwards: the derivative in terms of the links.
        array: the derivative, links written out where that is short; axes of `of`, then of `wrt`.
        tried: whether it was compared with differences at some point.
    """

    system: System
    of: Target
    wrt: tuple[Target, ...]
    root: Tensor
    links: tuple[Link, ...]
    backwards: Tensor
    array: Tensor
    tried: bool

    @property
    def shape(self) -> Shape:
        """The shape of what was differentiated, then that of each variable."""
        return self.of.shape + tuple(dim for by in self.wrt for dim in by.shape)


def derive(system: System, of: Expr, wrt: Sequence[Expr]) -> ArrayDerivative:
    """Return the derivative of a name by one or two others.

    Args:
        system: the equations, the facts of `wrt` left out (an unconstrained derivative).
        of: the name that is differentiated.
        wrt: the names by which it is, in turn.

    Raises:
        NoRuleError: something on the way has no rule, or what was found does not agree with
            differences of the function.
        ShapeError, UndefinedError: as for reading arrays.
    """
    target = system.target(of)
    bys = tuple(system.target(by) for by in wrt)
    _refuse_spectra(target.array, system)
    given = isinstance(target.array, Leaf) and target.array.definition is None
    if given and all(by.array is not target.array for by in bys):
        raise UndefinedError("no equation says what is to be differentiated")
    before = root = picked(target.array, target.places)
    links: list[Link] = []
    backwards, tried = root, True
    for by in bys:
        before = root
        # Of a second derivative only the last differentiation is explained.
        wrap = _Wrap(of, len(root.shape), links) if len(bys) == 1 else None
        raw, root, agreed = _differentiated(before, by, wrap)
        backwards, tried = raw, tried and agreed
    return ArrayDerivative(
        system, target, bys, before, tuple(links), backwards, _with_facts(root, system), tried
    )


def _refuse_spectra(array: Tensor, system: System) -> None:
    """Refuse eigenvalues of a matrix of which nothing says that it is symmetric."""
    taken = [n for n in postorder(array) if isinstance(n, General) and n.op in _SPECTRA]
    known = system.with_facts() if taken else {}
    if not all(is_symmetric(simplified(replaced(node.args[0], known))) for node in taken):
        raise NoRuleError(
            "eigenvalues are known of symmetric matrices here, and nothing says that this is one; "
            r"declare it: A \in \mathbb{S}^n"
        )


def _differentiated(root: Tensor, by: Target, wrap: _Wrap | None) -> tuple[Tensor, Tensor, bool]:
    """Return a derivative as it was found and simplified, and whether it could be tried.

    Raises:
        NoRuleError: it is not what differences of the function say.
    """
    lead = len(root.shape)
    raw = pullback(root, by.array, build.deltas(root.shape), lead, wrap, _folding(root))
    links = _written_out(wrap.links) if wrap is not None else {}
    whole = simplified(replaced(raw, links))
    checked = agrees(root, by.array, whole) if isinstance(by.array, Leaf) else None
    found = picked(raw, by.places, lead)
    made = whole if found is raw else simplified(replaced(found, links))
    if checked is False or same(picked(whole, by.places, lead), made) is False:
        raise NoRuleError(
            "the derivative that was found does not agree with differences of the function, "
            "so it is not shown"
        )
    return found, made, bool(checked)


def _with_facts(array: Tensor, system: System) -> Tensor:
    """Return a derivative with what is declared of the variables used where it helps."""
    known = system.with_facts()
    if not known:
        return array
    made = simplified(replaced(array, known))
    return array if same(array, made) is False else made


def _folding(root: Tensor) -> Callable[[Tensor, Tensor], Tensor]:
    """Return what writes `p` for `softmax(z)` in its own derivative where the model says so."""
    defined = (n for n in postorder(root) if isinstance(n, Leaf) and n.definition is not None)
    # A number f = X_{kl} stands for one k and l, so that f is no name for other elements.
    leaves = [leaf for leaf in defined if len(leaf.name.shape) == len(leaf.shape)]
    names = {leaf.definition: leaf for leaf in leaves if leaf.definition is not None}

    def fold(node: Tensor, given: Tensor) -> Tensor:
        leaf = names.get(node)
        if leaf is None:
            return given
        # The output's own roots would make the result depend on its name.
        root_of = None if leaf is root else _root(leaf)
        whole = replaced(given, {node: leaf})
        return whole if root_of is None else _with_root(whole, leaf, *root_of)

    return fold


def _root(leaf: Leaf) -> tuple[Tensor, Fraction] | None:
    r"""Return what a name is a root of, and which: `r = \sqrt{v + \epsilon}`."""
    match leaf.definition:
        case Contraction(coefficient, (factor,), (), rank, sizes):
            whole = factor.indices == tuple(range(len(sizes))) and len(sizes) == rank
            if coefficient == 1 and whole and factor.exponent.denominator != 1:
                return factor.base, factor.exponent
            return None
        case _:
            return None


def _with_root(array: Tensor, leaf: Leaf, base: Tensor, exponent: Fraction) -> Tensor:
    """Return an array with powers of a name for the fractional powers of what it is a root of."""
    made: dict[Tensor, Tensor] = {}
    for node in postorder(array, through=False):
        here = remade(node, lambda t: made.get(t, t))
        found = isinstance(here, Contraction) and any(
            _is_root(f, base, exponent) for f in here.factors
        )
        if found and isinstance(here, Contraction):
            factors = [
                f._replace(base=leaf, exponent=f.exponent / exponent)
                if _is_root(f, base, exponent)
                else f
                for f in here.factors
            ]
            sizes = dict(enumerate(here.sizes))
            here = contract(here.coefficient, factors, range(here.rank), sizes, here.brackets)
        made[node] = here
    return made[array]


def _is_root(factor: Factor, base: Tensor, exponent: Fraction) -> bool:
    """Tell whether a factor is a whole power of a root, and none of what is under it."""
    whole = (factor.exponent / exponent).denominator == 1
    return factor.base is base and factor.exponent.denominator != 1 and whole


class _Wrap:
    """Gives a name to the derivative by each name in between."""

    def __init__(self, of: Expr, lead: int, links: list[Link]) -> None:
        self._of = of
        self._lead = lead
        self.links = links

    def __call__(self, node: Leaf, above: Tensor) -> Tensor:
        style: DerivativeStyle = "nabla" if not self._lead and node.shape else "partial"
        name = Derivative(self._of, (node.name,), style, 1)
        leaf = Leaf(name, above.shape, frozenset(), above)
        self.links.append(Link(node.name, leaf, above))
        return leaf


def _written_out(links: Sequence[Link]) -> dict[Tensor, Tensor]:
    """Return what stands for each link in the result, where it is short."""
    found: dict[Tensor, Tensor] = {}
    lengths: dict[Tensor, int] = {}
    for link in links:
        value = replaced(link.value, found) if found else link.value
        if length(value, lengths) <= MOST_WRITTEN_OUT:
            found[link.leaf] = value
    return found


def structured(array: Tensor, kind: str) -> Tensor:
    r"""Return the gradient by a matrix whose entries are not independent.

    Symmetric: `G + G^\top - G \odot I`; diagonal: `G \odot I` (The Matrix Cookbook, 2012,
    eqs. 138 and 143).

    Raises:
        NoRuleError: there is no such structure, or the derivative is no matrix.
    """
    if len(array.shape) != 2 or array.shape[0] != array.shape[1]:
        raise NoRuleError("a structure is taken into account for the gradient by a square matrix")
    on_diagonal = build.times(array, build.delta(array.shape[0]))
    match kind:
        case "symmetric":
            turned = build.permuted(array, (1, 0))
            return build.add((array, turned, build.negate(on_diagonal)))
        case "diagonal":
            return on_diagonal
        case _:
            raise NoRuleError(f"there is no structure {kind!r}; there are symmetric and diagonal")
