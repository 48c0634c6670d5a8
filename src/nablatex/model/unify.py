r"""Two ways to write the same derivative, in an answer and its key.

`y'` beside `\frac{dy}{dx}` is the same, and `f'(x)` beside `\frac{df}{dx}`: where one of both
stands on either side, the other is written like it.
"""

from __future__ import annotations

from nablatex.expr import Apply, Derivative, Expr, Symbol
from nablatex.traverse import postorder, transform


def unified(claimed: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Return both sides with derivatives of one name by one variable written in one way."""
    if claimed is right:
        return claimed, right
    nodes = list(dict.fromkeys((*postorder(claimed), *postorder(right))))
    by: dict[str, set[Expr]] = {}
    for node in nodes:
        if isinstance(node, Derivative) and isinstance(node.of, Symbol):
            by.setdefault(node.of.name, set()).update(node.wrt)
        elif isinstance(node, Apply) and len(node.args) == 1:
            by.setdefault(node.function, set()).update(node.args)
    primed = {n.of for n in nodes if isinstance(n, Derivative) and not n.wrt and n.style == "prime"}
    applied = {n.function for n in nodes if isinstance(n, Apply) and len(n.args) == 1}
    chosen = {name: next(iter(found)) for name, found in by.items() if len(found) == 1}
    # What a capital F or an f of another argument means is its own.
    if not chosen or not (primed or applied):
        return claimed, right

    def written(node: Expr) -> Expr:
        match node:
            case Derivative(Symbol(name), (), "prime", order) if name in chosen:
                if name in applied:
                    return Apply(name, (chosen[name],), ((0, ()),) * order, ())
                return Derivative(node.of, (chosen[name],) * order, "total", order)
            case Derivative(Symbol(name, ()), wrt, ("partial" | "total")) if name in applied:
                if set(wrt) == {chosen.get(name)}:
                    return Apply(name, (wrt[0],), ((0, ()),) * len(wrt), ())
                return node
            case _:
                return node

    return transform(claimed, written), transform(right, written)
