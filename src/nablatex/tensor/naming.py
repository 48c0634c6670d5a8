r"""What a formula says twice, said once: `diag(p) - p p^\top` where `p = softmax(z)`.

Separate from printing: this gives a name to a part that is long and stands more than once, and
leaves alone what is short.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from nablatex import ops
from nablatex.expr import Call, Component, Delta, Expr, Reduction, Sum, Symbol
from nablatex.traverse import postorder, substitute

_MOST_NAMES = 3
_LEAST_SAVED = 2
_SIGNS = (ops.transpose, ops.inverse, ops.pinv)
_DEFAULTS = {0: "sctuv", 1: "suvrtzgh", 2: "MSNGHTR"}


def named(expr: Expr, taken: Iterable[str]) -> tuple[Expr, list[tuple[Symbol, Expr]]]:
    """Return a formula with names for its repeated parts, and what the names stand for.

    Args:
        expr: the formula.
        taken: names that mean something already.
    """
    used = {*taken, *(n.name for n in postorder(expr) if isinstance(n, Symbol))}
    found: list[tuple[Symbol, Expr]] = []
    for _ in range(_MOST_NAMES):
        part = _repeated(expr)
        if part is None:
            break
        name = _name_for(part, used)
        if name is None:
            break
        used.add(name.name)
        expr = substitute(expr, {part: name})
        found = [(old, substitute(right, {part: name})) for old, right in found]
        found.append((name, part))
    return expr, found


def _repeated(expr: Expr) -> Expr | None:
    """Return the part that saves most when it is said once."""
    order = list(postorder(expr))
    counts = dict.fromkeys(order, 0)
    counts[expr] = 1
    for node in reversed(order):
        for child in _said(node):
            counts[child] += counts[node]
    lengths: dict[Expr, int] = {}
    for node in order:
        lengths[node] = length(node, lengths)
    letters = _index_letters(order)
    best, most = None, _LEAST_SAVED - 1
    for node in order:
        if counts[node] < 2 or not node.children or not _can_be_named(node, letters):
            continue
        saved = (counts[node] - 1) * lengths[node] - counts[node] - 3
        if saved > most:
            best, most = node, saved
    return best


def _said(node: Expr) -> Iterable[Expr]:
    r"""Return the parts of a formula as often as they are written: `\tanh^2(x)` has one `x`."""
    if isinstance(node, Call) and node.op is ops.hadamard:
        squared = (c for c in node.args if isinstance(c, Call) and c.op.partials is not None)
        once = dict.fromkeys(squared)
        return [*once, *(c for c in node.args if c not in once)]
    return node.children


def length(node: Expr, known: dict[Expr, int]) -> int:
    """Return about how many signs a formula has, from its parts."""
    inner = sum(known[child] for child in node.children)
    match node:
        case Call(ops.matmul | ops.hadamard):
            return inner + len(node.children) - 1 if node.op is ops.hadamard else inner
        case Call(op, args) if op in _SIGNS:
            return inner + 1 + 2 * isinstance(args[0], (Sum, Call))
        case Call(_, args):
            return inner + 1 + 2 * bool(args)
        case Sum(terms):
            return inner + len(terms) - 1
        case _:
            return inner + 1


def _index_letters(order: Iterable[Expr]) -> set[Expr]:
    """Return the letters that stand as an index somewhere."""
    found: set[Expr] = set()
    for node in order:
        match node:
            case Component(_, indices):
                places: tuple[Expr, ...] = indices
            case Delta(left, right):
                places = (left, right)
            case Reduction(_, _, index):
                places = (index,)
            case _:
                continue
        found.update(n for place in places for n in postorder(place) if isinstance(n, Symbol))
    return found


def _can_be_named(node: Expr, letters: Container[Expr]) -> bool:
    if len(node.shape) > 2 or isinstance(node, Component):
        return False
    if isinstance(node, Call) and node.op in (ops.transpose, ops.ones, ops.identity, ops.diag):
        return False
    return not any(part in letters for part in postorder(node))


def _name_for(part: Expr, used: Container[str]) -> Symbol | None:
    rank = len(part.shape)
    wanted = _DEFAULTS[rank]
    if isinstance(part, Call) and part.op is ops.softmax:
        wanted = ("pqs" if rank == 1 else "PQS") + wanted
    elif isinstance(part, Call) and part.op is ops.eigenvector:
        wanted = "v" + wanted
    elif isinstance(part, Sum):
        wanted = ("r" if rank == 1 else "R" if rank else "s") + wanted
    letter = next((letter for letter in wanted if letter not in used), None)
    return None if letter is None else Symbol(letter, part.shape)
