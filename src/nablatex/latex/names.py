r"""Names and indices: `x_0`, `w_{ij}`, `W^{(l)}`, `y_{out}`, `\vec{x}`, `\delta_{ij}`.

Separate from products because what a letter is decides what a product of letters is. A subscript
of digits or index letters is an index; words are part of the name. Two digits are two indices
where the name is known as a matrix, one index otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from nablatex.errors import ReadError
from nablatex.expr import Component, Delta, Expr, Negation, Number, Place, Sum, Symbol
from nablatex.latex.context import Context
from nablatex.latex.syntax import EMPTY, Syntax
from nablatex.shape import SCALAR, Shape, unknown

INDEX_LETTERS = frozenset("ijklmnpqrst")
_VECTOR_ACCENTS = (r"\vec{", r"\overrightarrow{")
_BOLD = (r"\mathbf{", r"\boldsymbol{", r"\bm{")


def walk(tree: Syntax) -> Iterator[Syntax]:
    """Yield every piece of a syntax tree."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.parts)


class Names:
    """Decides what the names of one input are."""

    def __init__(self, latex: str, context: Context, tree: Syntax) -> None:
        self._latex = latex
        self.shapes: dict[str, Shape] = dict(context.shapes)
        self.bound: list[str] = []
        self._matrices = {bare_letter(n) for n, s in self.shapes.items() if len(s) == 2}
        for node in walk(tree):
            if node.kind == "script" and node.parts[1] is not EMPTY:
                digits = _digits(node.parts[1])
                if len(digits) == 2 and digits[0] == "0":
                    self._matrices.add(bare_letter(node.parts[0].text))
            elif node.kind == "big" and node.parts[0] is not EMPTY:
                self._note_bound(node.parts[0])

    def _note_bound(self, below: Syntax) -> None:
        for node in walk(below):
            if node.kind == "name":
                self.bound.append(node.text)

    def shape(self, name: str) -> Shape:
        """Return the shape of a name: as declared, else as its accent says, else a scalar's."""
        if name in self.shapes:
            return self.shapes[name]
        if name.startswith(_VECTOR_ACCENTS):
            return self.shapes.get(bare_letter(name)) or (unknown(bare_letter(name)),)
        if name.startswith(_BOLD):
            letter = bare_letter(name)
            if letter in self.shapes:
                return self.shapes[letter]
            upper = letter[:1].isupper() or letter[:2] in (r"\S", r"\L", r"\G", r"\T", r"\O")
            sizes = (unknown(letter), unknown(letter + "'"))
            return sizes if upper else (unknown(letter),)
        return SCALAR

    def symbol(self, name: str) -> Expr:
        """Return a name without scripts."""
        return Symbol(name, self.shape(name))

    def subscripted(self, base: str, below: Syntax) -> Expr:
        """Return a name with a subscript: an element, or a longer name."""
        if base == r"\delta":
            pair = self._indices(base, below)
            if pair is not None and len(pair) == 2:
                return Delta(pair[0], pair[1])
        indices = self._indices(base, below)
        if indices is None:
            label = self._label(below)
            name = f"{base}_{{{label}}}" if len(label) > 1 else f"{base}_{label}"
            return Symbol(name, self.shape(name))
        declared = self.shapes.get(base) or self.shapes.get(bare_letter(base)) or SCALAR
        if all(isinstance(dim, int) for dim in declared):
            return Component(Symbol(bare_letter(base), SCALAR), indices, "sub")
        if len(indices) > len(declared):
            raise ReadError(
                f"{base} has {len(declared)} indices, not {len(indices)}",
                self._latex, below.start, below.end,
            )  # fmt: skip
        return Component(Symbol(base, declared), indices, "sub")

    def marked(self, base: Expr, inside: Syntax, place: Place) -> Expr:
        r"""Return `W^{(l)}` or `a^{[l]}`."""
        indices = self._indices("", inside)
        if indices is None:
            indices = (Symbol(self._label(inside), SCALAR),)
        return Component(base, indices, place)

    def _indices(self, base: str, below: Syntax) -> tuple[Expr, ...] | None:
        """Return the indices that a subscript writes, or None if it is a word."""
        if below.kind in ("braces", "list"):
            made: list[Expr] = []
            for part in below.parts:
                inner = self._indices(base, part)
                if inner is None:
                    return None
                made += inner
            return tuple(made)
        digits = _digits(below)
        if digits:
            split = len(digits) > 1 and (bare_letter(base) in self._matrices)
            if digits[0] == "0" and len(digits) > 1 and not split:
                raise ReadError(
                    f"one index or several: {digits}", self._latex, below.start, below.end,
                    hint=f"write {','.join(digits)}",
                )  # fmt: skip
            return tuple(Number(int(d), 0) for d in (digits if split else [digits]))
        if below.kind == "name":
            known = below.text in self.bound or below.text in INDEX_LETTERS
            return (Symbol(below.text, SCALAR),) if known else None
        if below.kind == "run" and set(below.text.split()) == {"."}:
            parts = [self._indices(base, part) for part in below.parts]
            if all(part is not None and len(part) == 1 for part in parts):
                return tuple(index for part in parts if part for index in part)
        if below.kind == "sum":
            return self._shifted(below)
        return None

    def _shifted(self, below: Syntax) -> tuple[Expr, ...] | None:
        """Return an index such as `i+1` as one index."""
        from_parts = [self._indices("", part) for part in below.parts]
        if any(part is None or len(part) != 1 for part in from_parts):
            return None
        return (signed_sum(below.text.split(), [part[0] for part in from_parts if part]),)

    def _label(self, below: Syntax) -> str:
        if below.kind == "word":
            return rf"\text{{{below.text}}}"
        return self._latex[below.start : below.end].strip().removeprefix("{").removesuffix("}")


def signed_sum(signs: list[str], terms: list[Expr]) -> Expr:
    """Return the sum of terms with their signs; one term alone is no sum."""
    made: list[Expr] = []
    for sign, term in zip(signs, terms, strict=True):
        for mark in reversed(sign):
            term = Negation(term) if mark == "-" else term
        made.append(term)
    return made[0] if len(made) == 1 else Sum(tuple(made))


def bare_letter(name: str) -> str:
    r"""Return a name without a vector accent or bold face: `\vec{x}` gives `x`."""
    for accent in _VECTOR_ACCENTS + _BOLD:
        if name.startswith(accent) and name.endswith("}"):
            return name[len(accent) : -1]
    return name


def _digits(below: Syntax) -> str:
    while below.kind == "braces" and len(below.parts) == 1:
        below = below.parts[0]
    return below.text if below.kind == "number" and below.text.isdecimal() else ""
