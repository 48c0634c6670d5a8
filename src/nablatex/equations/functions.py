r"""Functions that a model defines, put in where they are applied: `f(x) = x^2`, `y = f(3u)`.

Separate from `Equations` because a function has a scope of its own: its parameters, the elements
of its vectors and the indices of its sums are its own names, whatever the model has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nablatex.equations.entries import bare, element_names, first_index
from nablatex.errors import LimitError, NoRuleError, ShapeError, UndefinedError
from nablatex.expr import Apply, Component, Expr, Stack, Symbol
from nablatex.shape import a_or_an
from nablatex.traverse import postorder, substitute, with_own_indices

MOST_NESTED = 40
MOST_PARTS = 100_000
Body = tuple[tuple[Expr, ...], Expr]


@dataclass(slots=True)
class Applied:
    """The functions of a model, and how much of them has been put in.

    Attributes:
        functions: parameters and body of each.
        parts: how many parts of bodies have been put in.
    """

    functions: Mapping[str, Body]
    parts: int = 0
    _checked: set[str] = field(default_factory=set)

    def start(self, function: str, args: tuple[Expr, ...]) -> Body:
        """Return the parameters and the body of a function that is applied once more.

        Raises:
            ShapeError: it takes another number of arguments.
            UndefinedError: it is defined through itself.
            LimitError: functions are nested too deeply.
        """
        parameters, body = self.functions[function]
        if len(parameters) != len(args):
            raise ShapeError(f"{function} takes {len(parameters)} arguments, not {len(args)}")
        if function not in self._checked:
            self._check(function)
        return parameters, body

    def spend(self, body: Expr) -> None:
        """Take note that a body is put in once more.

        Raises:
            LimitError: it is too much.
        """
        self.parts += sum(1 for _ in postorder(body))
        if self.parts > MOST_PARTS:
            raise LimitError("the functions of the model are too long to be written out")

    def _check(self, function: str) -> None:
        """Refuse a function that comes back to itself, and one that is nested too deeply."""
        depth: dict[str, int] = {}
        stack = [(function, False)]
        while stack:
            name, ready = stack.pop()
            called = {
                part.function
                for part in postorder(self.functions[name][1])
                if isinstance(part, Apply) and part.function in self.functions and not part.orders
            }
            if ready:
                depth[name] = 1 + max((depth[other] for other in called), default=0)
            elif name not in depth:
                depth[name] = 0
                stack.append((name, True))
                for other in called:
                    if depth.get(other) == 0:
                        raise UndefinedError(f"{other} is defined through itself")
                    stack.append((other, False))
        if max(depth.values()) > MOST_NESTED:
            raise LimitError(f"functions are nested more than {MOST_NESTED} deep")
        self._checked.update(depth)


def is_number(function: str, numbers: Iterable[Expr]) -> bool:
    """Tell whether what stands as a function has the name of a number, `h` or one of its `h_i`."""
    base, _, index = function.partition("_")
    return any(
        (isinstance(name, Component) and bool(index) and _called(name.base) == base)
        or (isinstance(name, Symbol) and name.name == function)
        for name in numbers
    )


def own_elements(
    parameters: tuple[Expr, ...], body: Expr, args: tuple[Expr, ...], stacks: Mapping[Expr, Stack]
) -> dict[Expr, Stack]:
    """Return names for the elements of each parameter that stands for a vector written out.

    Args:
        parameters: the names in the function's definition.
        body: its right side.
        args: what they stand for.
        stacks: the vectors that the model itself writes out.
    """
    found: dict[Expr, Stack] = {}
    parts = list(postorder(body))
    for parameter, arg in zip(parameters, args, strict=True):
        if not isinstance(parameter, Symbol) or not isinstance(arg, Stack):
            continue
        same = [s for name, s in stacks.items() if _called(name) == bare(parameter.name)]
        if same and same[0].shape == arg.shape:
            found[parameter] = same[0]
            continue
        sizes = tuple(dim for dim in arg.shape if isinstance(dim, int))
        if len(parameter.shape) not in (0, len(sizes)):
            raise ShapeError(f"{parameter.name} stands for {a_or_an(arg.shape)}")
        first = first_index(parameter, sizes, parts, stacks.values())
        found[parameter] = element_names(parameter, sizes, first)
    return found


def _called(name: Expr) -> str:
    return bare(name.name) if isinstance(name, Symbol) else ""


def put_in(
    parameters: tuple[Expr, ...], body: Expr, args: tuple[Expr, ...], own: Mapping[Expr, Stack]
) -> Expr:
    """Return a body, its vectors written out, with what its parameters stand for.

    Raises:
        NoRuleError: an element of a vector with a letter for its index is left.
    """
    here: dict[Expr, Expr] = {}
    for parameter, arg in zip(parameters, args, strict=True):
        here[parameter] = arg
        if parameter in own and isinstance(arg, Stack):
            here.update(zip(own[parameter].entries, arg.entries, strict=True))
    bases = {Symbol(_called(parameter), ()) for parameter in own}
    for part in postorder(body):
        if isinstance(part, Component) and part.base in bases and part not in here:
            raise NoRuleError("an element of a function's vector needs a number for its index")
    return substitute(with_own_indices(body, args), here)


def outside(stacks: Mapping[Expr, Stack], own: Iterable[Expr]) -> dict[Expr, Stack]:
    """Return the model's vectors that no parameter has the name of."""
    names = {_called(parameter) for parameter in own}
    return {name: stack for name, stack in stacks.items() if _called(name) not in names}
