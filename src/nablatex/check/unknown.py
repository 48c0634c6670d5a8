"""Unknown functions in a world: random sums of sines, the same wherever the function stands.

Separate from a world, whose names have numbers: a function has one for each of its arguments.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from nablatex.expr import Apply, Expr

if TYPE_CHECKING:
    from nablatex.check.world import World


def unknown_function(world: World, node: Apply, value: Callable[[Expr], Any]) -> Any:
    """Return the value of an unknown function, or of a derivative of it."""
    args = [np.asarray(value(arg), dtype=object) for arg in node.args]
    if len(args) == 1 and _signed(node)[0]:
        return _whole_derivative(world, node, args[0])
    if _is_entrywise(node):
        places = [0] * len(node.orders)
        entries = [
            world.draws.wave(f"{node.function}:each", ["0"], [entry], places)
            for entry in args[0].ravel()
        ]
        return world.array(entries, list(args[0].shape))
    flat = [entry for arg in args for entry in arg.ravel()]
    places = [_slot(args, slot, where) for slot, where in node.orders]
    sizes = [world.size(dim) for dim in node.dims]
    keys = [str(k) for k in range(len(flat))]
    made = [
        world.draws.wave(f"{node.function}:{k}", keys, flat, places)
        for k in range(math.prod(sizes))
    ]
    return world.array(made, sizes) if sizes else made[0]


def _whole_derivative(world: World, node: Apply, arg: Any) -> Any:
    r"""Return the gradient `\nabla g`, the Hessian `\nabla^2 g` or the Jacobian `J_u` of one."""
    sign, name = _signed(node)
    order = 2 if sign == r"\nabla^2" else 1
    lead = [world.size(node.dims[0])] if sign == "J" else []
    flat = list(arg.ravel())
    keys = [str(k) for k in range(len(flat))]
    made = [
        world.draws.wave(f"{name}:{k}", keys, flat, list(places))
        for k in range(math.prod(lead))
        for places in product(range(len(flat)), repeat=order)
    ]
    return world.array(made, [*lead, *arg.shape * order])


def _signed(node: Apply) -> tuple[str, str]:
    """Return the sign of a derivative that stands in a function's name, and the plain name."""
    for sign in (r"\nabla", r"\nabla^2"):
        if node.function.startswith(f"{sign} "):
            return sign, node.function[len(sign) + 1 :]
    if node.function.startswith("J_") and len(node.dims) == 2:
        return "J", node.function[2:].strip("{}")
    return "", node.function


def _is_entrywise(node: Apply) -> bool:
    r"""Tell whether a function of a number is applied to each entry: $\phi(W x)$ is a vector."""
    return (
        len(node.args) == 1
        and bool(node.dims)
        and node.dims == node.args[0].shape
        and not any(where for _, where in node.orders)
    )


def _slot(args: list[Any], slot: int, where: tuple[int, ...]) -> int:
    before = sum(int(arg.size) for arg in args[:slot])
    inside = 0
    for size, index in zip(args[slot].shape, where, strict=True):
        inside = inside * int(size) + index
    return before + inside
