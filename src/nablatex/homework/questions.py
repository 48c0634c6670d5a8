r"""What an asked derivative is: of one name, by others, with the notation's meaning made plain.

Separate from working it out: `f'(x)`, `\frac{d f(x)}{dx}`, `\nabla f` of a function of several
numbers, and `\frac{d}{dx}(x^2 \sin x)` of no name at all become questions of names here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nablatex import ops
from nablatex.derivation import Step
from nablatex.equations import Equations
from nablatex.errors import NablatexError
from nablatex.expr import (
    Apply,
    At,
    Call,
    Component,
    Derivative,
    DerivativeStyle,
    Expr,
    Stack,
    Symbol,
)
from nablatex.latex import write
from nablatex.model.plain import leaf_of, leaves_of, without_prime
from nablatex.normalise import value_of
from nablatex.traverse import postorder, substitute

# No source can spell it: it stands for an expression that has no name, and is never shown.
_NAMELESS = r"\nameless"


@dataclass(frozen=True, slots=True)
class Question:
    """A derivative of a name by one or two names.

    Attributes:
        asked: the derivative as the document writes it.
        equations: the problem's, with what the question adds.
        shown: what is shown in the place of a name that the question added.
        point: numbers at which the derivative is asked, by name.
    """

    asked: Expr
    of: Expr
    wrt: tuple[Expr, ...]
    style: DerivativeStyle
    equations: Equations
    shown: Mapping[Expr, Expr]
    point: Mapping[Expr, Expr] = field(default_factory=dict)

    @property
    def there(self) -> Equations:
        """The equations at the point: with its numbers."""
        mine = self.equations
        values = {**mine.values, **self.point}
        return replace(mine, values=values)

    def at_point(self, expr: Expr) -> Expr:
        """Return `expr` with the evaluation bar of the question, if it has one."""
        return At(expr, tuple(self.point.items())) if self.point else expr

    def restored(self, expr: Expr) -> Expr:
        """Return `expr` with what the document has in the place of added names."""
        return substitute(expr, self.shown) if self.shown else expr

    def restored_step(self, step: Step) -> Step:
        """Return a step as the document would write it."""
        before, after = self.restored(step.before), self.restored(step.after)
        return replace(step, before=before, after=after)


def questions_in(expr: Expr, equations: Equations) -> list[Question]:
    """Return the derivatives that an asked formula is made of.

    Raises:
        NablatexError: it is not said by what is differentiated, or the order is too high.
    """
    parts = expr.args if isinstance(expr, Call) and expr.op is ops.system else (expr,)
    return [
        _question(part, equations)
        for part in parts
        if isinstance(part, (Derivative, At)) or (isinstance(part, Apply) and part.orders)
    ]


def is_told(question: Question) -> bool:
    """Whether what is given says how the name depends on what it is differentiated by.

    Without that a derivative of zero would be a guess; of a constant it is none.
    """
    equations, of = question.equations, question.of
    leaves = [
        name
        for name in equations.order(of)
        if equations.definition(name) is None and name not in equations.values
    ]
    if of in question.wrt or (not leaves and not of.shape):
        return True
    if of in leaves and not of.shape:
        return False
    told = [*equations.definitions.values(), *(body for _, body in equations.functions.values())]
    known = {_base(node) for right in told for node in postorder(right)}
    return all(
        any(_base(part) in known for part in (name, *_entries(name, equations)))
        for name in question.wrt
    )


def _entries(name: Expr, equations: Equations) -> tuple[Expr, ...]:
    stack = equations.elements.get(name)
    return () if stack is None else stack.entries


def _base(node: Expr) -> Expr:
    return node.base if isinstance(node, Component) else node


def _at_point(asked: Expr, equations: Equations) -> Expr:
    """Return $f'(2)$ as the derivative at a point, and $f'(x)$ as it stands."""
    made = without_prime(asked, equations)
    return made if isinstance(made, At) else asked


def _question(asked: Expr, equations: Equations) -> Question:
    if isinstance(asked, Apply):
        asked = _at_point(asked, equations)
    if isinstance(asked, At):
        point = {name: value for name, value in asked.bindings if value_of(value) is not None}
        if len(point) < len(asked.bindings) or not isinstance(asked.body, Derivative):
            raise NablatexError(f"{write(asked)} is judged, but not worked out")
        return replace(_question(asked.body, equations), point=point)
    if isinstance(asked, Apply):
        name = _function(asked, equations)
        if name is None or len(asked.args) != 1:
            raise NablatexError(f"{asked.function} is not given as a function of these names")
        return _checked(asked, name, asked.args * len(asked.orders), "total", equations)
    assert isinstance(asked, Derivative)
    of, style = asked.of, asked.style
    if style not in ("nabla", "partial", "total", "prime"):
        raise NablatexError(f"{write(asked)} is judged, but not worked out")
    equations = _with_arguments(of, equations) if style == "nabla" and not asked.wrt else equations
    if isinstance(of, Apply):
        of = _function(of, equations) or of
    wrt = asked.wrt or (leaf_of(of, style, equations),) * asked.order
    return _checked(asked, of, wrt, "total" if style == "prime" else style, equations)


def _checked(
    asked: Expr, of: Expr, wrt: tuple[Expr, ...], style: DerivativeStyle, equations: Equations
) -> Question:
    if len(wrt) > 2:
        raise NablatexError("derivatives of higher order are judged, but not worked out")
    if isinstance(of, (Symbol, Component)):
        return Question(asked, of, wrt, style, equations, {})
    name = Symbol(_NAMELESS, of.shape)
    definitions = {**equations.definitions, name: of}
    added = replace(equations, definitions=definitions)
    return Question(asked, name, wrt, style, added, {name: of})


def _function(applied: Apply, equations: Equations) -> Expr | None:
    """Return the name of a function that is applied to its own parameters, or None."""
    if applied.function not in equations.functions:
        return None
    parameters, body = equations.functions[applied.function]
    return Symbol(applied.function, body.shape) if applied.args == parameters else None


def _with_arguments(of: Expr, equations: Equations) -> Equations:
    """Return the equations with the arguments of a function of several numbers as one vector."""
    name = of.name if isinstance(of, Symbol) else of.function if isinstance(of, Apply) else ""
    if name not in equations.functions:
        return equations
    parameters, _ = equations.functions[name]
    if any(part.shape for part in parameters) or leaves_of(equations):
        return equations
    vector = Symbol(f"({', '.join(map(write, parameters))})", (len(parameters),))
    elements = {**equations.elements, vector: Stack(parameters, (len(parameters),), "list")}
    return replace(equations, elements=elements)
