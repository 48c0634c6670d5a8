r"""The engine's own results, for judging: what a derivative is, and whether a formula is one.

Separate from a model, which shows a derivative to its reader: here a claim is compared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nablatex import ops
from nablatex.differentiate import differentiate, differentiate_twice
from nablatex.equations import Equations, bare
from nablatex.errors import NablatexError, NoRuleError
from nablatex.expr import Call, Derivative, DerivativeStyle, Expr, Symbol
from nablatex.latex import write
from nablatex.model.arrays import WorkedArrays, bounded
from nablatex.model.plain import leaf_of
from nablatex.model.sized import are_arrays, with_arrays
from nablatex.shape import Shape, is_unknown
from nablatex.tensor import System, same_formulas
from nablatex.traverse import parts_of

_WORKED_OUT: frozenset[DerivativeStyle] = frozenset(["partial", "total", "nabla", "prime"])


@dataclass(frozen=True, slots=True)
class Engine:
    """What the engine finds for the derivatives that claims are about.

    Attributes:
        equations: what the model says.
        shapes: the shapes of its names.
        of_arrays: works out a derivative between arrays.
    """

    equations: Equations
    shapes: Mapping[str, Shape]
    of_arrays: Callable[[Equations, Expr, tuple[Expr, ...]], WorkedArrays]
    _worked: dict[tuple[Expr, ...], WorkedArrays] = field(default_factory=dict)

    def _arrays(self, equations: Equations, of: Expr, wrt: tuple[Expr, ...]) -> WorkedArrays:
        """Return a derivative between arrays; one claim asks for it twice."""
        if (of, *wrt) not in self._worked:
            self._worked[of, *wrt] = self.of_arrays(equations, of, wrt)
        return self._worked[of, *wrt]

    def derived(self, asked: Derivative) -> Expr:
        """Return the result for a derivative of the model.

        Raises:
            NablatexError: there is none.
        """
        equations = self.equations
        if asked.style not in _WORKED_OUT:
            raise NoRuleError(f"a {asked.style} is judged, but not worked out")
        if len(asked.wrt) == 1 and _of_vec(asked.wrt[0]) is not asked.wrt[0]:
            of, by = map(_of_vec, (asked.of, *asked.wrt))
            worked = self._arrays(equations, of, (by,))
            if worked.asked is not asked:
                raise NoRuleError("the derivative has no form in Kronecker products")
            return worked.result
        wrt = asked.wrt or (leaf_of(asked.of, asked.style, equations),) * asked.order
        if len(wrt) <= 2 and are_arrays(equations, (asked.of, *wrt)):
            return self._arrays(equations, asked.of, wrt).result
        match wrt:
            case (one,):
                return differentiate(equations, asked.of, one, asked.style).result
            case (one, other):
                return differentiate_twice(equations, asked.of, one, other).result
            case _:
                raise NoRuleError("derivatives of higher order are judged, but not worked out")

    def says(self, asked: Derivative, formula: Expr) -> bool | None:
        """Tell whether a formula is a derivative between arrays, or None where none is meant."""
        names = tuple(map(_of_vec, (asked.of, *asked.wrt)))
        try:
            equations, (of, *wrt) = with_arrays(self.equations, names, self.shapes)
            if asked.style not in _WORKED_OUT or not are_arrays(equations, (of, *wrt)):
                return None
            known = 1 <= len(wrt) <= 2
            return self._arrays(equations, of, tuple(wrt)).says(formula) if known else None
        except NablatexError:
            return None


def same_arrays(left: Expr, right: Expr, equations: Equations) -> bool | None:
    """Tell whether two formulas have the same numbers whatever the sizes of their arrays are.

    None where they are not of arrays whose sizes are letters, or that cannot be told.
    """
    nodes = [*parts_of(left), *parts_of(right)]
    names = [n for n in nodes if isinstance(n, Symbol) and any(isinstance(d, str) for d in n.shape)]
    if not any(not is_unknown(dim) for n in names for dim in n.shape):
        return None
    facts = {n: equations.facts.get(bare(write(n)), ()) for n in names}
    system = System(
        {**equations.definitions, **equations.values},
        equations.functions,
        {n: words for n, words in facts.items() if words},
    )
    try:
        return bounded(same_formulas)(left, right, system)
    except NablatexError:
        return None


def _of_vec(name: Expr) -> Expr:
    """Return X of `vec(X)`."""
    return name.args[0] if isinstance(name, Call) and name.op is ops.vec else name
