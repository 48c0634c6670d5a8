r"""What elaboration knows at a place: declared shapes, bound indices, what the formula shows.

Separate from the decisions so that each of them asks one object. A name is looked up as it is
written, then without its accent, then without its backslash (`\mu` is declared as `mu`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from itertools import takewhile
from typing import Any

from nablatex.errors import LimitError, ReadError
from nablatex.expr import Expr, Symbol
from nablatex.latex.commands import ENVIRONMENTS
from nablatex.latex.context import Context
from nablatex.latex.lexer import Token
from nablatex.latex.parser import Parsed
from nablatex.latex.syntax import Accented, Differential, Letter, Scripts, Syntax, Term, Word
from nablatex.latex.usage import defined, numbers, parts
from nablatex.shape import SCALAR, Dim, Shape, is_unknown, unknown

Steps = Generator[Syntax, Expr, Any]
"""An elaboration in progress: yields a piece of syntax and is sent its meaning."""

Items = tuple[Syntax, ...]
Operand = Callable[["Scope", Items, int], Generator[Syntax, Expr, tuple[Expr, int]]]
"""Elaborates the factor at a place with what it takes; returns it and where it ends."""

MOST_OPERATORS = 1_000
_ROW_ENDS = ("newline", "end", "eof")
VECTOR_ACCENTS = ("\\vec", "\\overrightarrow")
BOLD = ("\\mathbf", "\\boldsymbol", "\\bm", "\\mathbfit", "\\symbf")


class Scope:
    """Declarations and bindings of one input.

    Attributes:
        latex: the source.
        shapes: declared shapes by name.
        functions: declared functions.
        signatures: from what shape to what shape they go, where that is declared.
        bound: how many times each index is bound round this place.
        scripted: letters that stand in subscripts somewhere.
        matrices: bare letters that are matrices.
        sizes: all sizes of names, those that are names such as `d_k` too.
        numbers: names that are defined as numbers.
        steps: letters that number steps or layers.
        labelled: names whose subscripts are labels.
        inferred: names whose shapes the notation tells and nobody has declared.
        exponents: how many exponents of e are open; `i` in one is the imaginary unit.
        barred: lengths that are written `|x|`, which may be meant entry by entry.
        operands: what takes more than itself in a product, by its kind.
    """

    def __init__(
        self,
        latex: str,
        context: Context,
        parsed: Parsed,
        operands: Mapping[type[Syntax], Operand],
    ) -> None:
        self.latex = latex
        self.operands = operands
        self.shapes: dict[str, Shape] = dict(context.shapes)
        self.functions = context.functions
        self.signatures = dict(context.signatures)
        self.bound: dict[str, int] = {}
        self.scripted = parsed.scripted
        self.matrices = parsed.matrices | context.matrices
        self.numbers = context.numbers
        self.steps = context.steps
        self.labelled = context.labelled
        self.inferred: set[str] = set()
        self.exponents = 0
        self.barred: set[Expr] = set()
        self._nested = 0
        self._tree = parsed.tree
        self._letters: dict[str, list[int]] = {}
        self._starts: dict[str, list[int]] = {}
        self._alone: dict[str, list[int]] | None = None
        self._primed: dict[str, bool] = {}
        self._defined: frozenset[str] | None = None
        self._decided: dict[str, bool] = {}
        self._matrix: bool | None = None
        self._numbering: frozenset[str] | None = None
        self._differentials: int | None = None
        self._tokens: list[Token] = parsed.tokens
        self.sizes: set[Dim] = set()
        for name, shape in context.shapes.items():
            self.sizes.update(shape)
            if len(shape) == 2:
                self.matrices.add(bare(name))
            if shape and all(map(is_unknown, shape)):
                self.inferred.add(name)

    def error(self, message: str, at: Syntax, expected: str = "", hint: str = "") -> ReadError:
        """Return the error that points at a piece."""
        return ReadError(message, self.latex, at.start, at.end, expected=expected, hint=hint)

    def source(self, at: Syntax) -> str:
        """Return how a piece stands in the source."""
        return self.latex[at.start : at.end]

    def declare(self, name: str, shape: Shape) -> None:
        """Take in a shape that the input itself declares."""
        self.shapes[name] = shape
        self.sizes.update(shape)
        if len(shape) == 2:
            self.matrices.add(bare(name))

    def declared(self, name: str) -> Shape | None:
        """Return the declared shape of a name, or None."""
        shapes = self.shapes
        if not shapes:
            return None
        found = shapes.get(name)
        if found is None and len(name) > 1:
            found = shapes.get(bare(name))
            if found is None and name[0] == "\\":
                found = shapes.get(name[1:])
        return found

    def shape(self, name: str) -> Shape:
        """Return the shape of a name: as declared, else as its accent says, else a scalar's."""
        if len(name) > 1 or self.shapes:
            found = self.declared(name)
            if found is not None:
                return found
            if "{" in name:
                return _by_accent(name)
        return SCALAR

    def symbol(self, name: str) -> Expr:
        """Return a name without scripts; a bound index is a scalar whatever is declared."""
        if self.bound.get(name):
            return Symbol(name, SCALAR)
        return Symbol(name, self.shape(name))

    def bind(self, name: str) -> None:
        """Begin the scope of an index."""
        self.bound[name] = self.bound.get(name, 0) + 1

    def release(self, name: str) -> None:
        """End the scope of an index."""
        self.bound[name] -= 1

    def is_label(self, name: str, sub: Syntax | None) -> bool:
        """Tell whether a letter below a name belongs to it: the i of `W_i` beside `W_f`."""
        if name not in self.labelled or not isinstance(sub, Letter):
            return False
        if self.declared(name) and name not in self.inferred:
            return False
        return not self.bound.get(sub.name) and sub.name not in self.sizes

    # -- what the formula shows ------------------------------------------------------------------

    def stands_alone(self, name: str) -> bool:
        """Tell whether a letter is used somewhere as a number and not before a bracket."""
        return self.alone_between(name, 0, len(self.latex))

    def alone_between(self, name: str, start: int, end: int) -> bool:
        """Tell the same of a part of the source."""
        if self._alone is None:
            self._alone = numbers(self._tree, self.latex)
        places = self._alone.get(name, ())
        return bisect_left(places, start) < bisect_left(places, end)

    def counts_layers(self, name: str) -> bool:
        """Tell whether a letter stands in superscripts only, and shifted in one: `a^{l-1}`."""
        places = self._places(name)
        shifted = False
        for at in places:
            braced = self._tokens[at - 1].kind == "{"
            if self._tokens[at - 1 - braced].kind != "sup":
                return False
            shifted = shifted or (braced and self._tokens[at + 1].kind == "add")
        return shifted and len(places) > 1

    def differentials(self) -> int:
        """Return before how many different names, or brackets, an italic d stands close."""
        if self._differentials is None:
            found: set[str] = set()
            for at in self._places("d"):
                behind = self._tokens[at + 1]
                close = behind.start == self._tokens[at].end
                if close and (behind.kind == "letter" or behind.text == "("):
                    found.add(behind.text)
            self._differentials = len(found)
        return self._differentials

    def numbers_elements(self, letter: str) -> bool:
        """Tell whether a letter numbers the elements of a declared array somewhere."""
        if self._numbering is None:
            arrays = any(shape for name, shape in self.shapes.items() if name not in self.inferred)
            self._numbering = frozenset(_numbering(self._tree, self)) if arrays else frozenset()
        return letter in self._numbering

    def has_matrix(self) -> bool:
        r"""Tell whether a matrix stands in the input: by its name, written out, or `x x^\top`."""
        if self._matrix is None:
            names = {token.text for token in self._tokens if token.kind == "letter"}
            known = {bare(name) for name, shape in self.shapes.items() if len(shape) == 2}
            tensors = {bare(name) for name, shape in self.shapes.items() if shape}
            turned = any(token.kind == "mark" or token.text == "T" for token in self._tokens)
            self._matrix = (
                bool(names & known)
                or (turned and bool(names & tensors))
                or _shows_matrix(self._tokens)
            )
        return self._matrix

    def has_another(self, name: str) -> bool:
        r"""Tell whether a letter is marked or indexed somewhere: `\vec{I}`, `I_0`."""
        for at in self._places(name):
            before = self._tokens[at - 1 - (self._tokens[at - 1].kind == "{")]
            marked = at > 0 and before.kind == "accent" and "\\" + before.text not in BOLD
            if marked or self._tokens[at + 1].kind == "sub":
                return True
        return False

    def has_sign(self, signs: Collection[str], functions: Collection[str]) -> bool:
        """Tell whether one of these signs or functions stands in the input."""
        return any(
            text in signs or (text in functions and kind == "function")
            for kind, text, _, _ in self._tokens
        )

    def _places(self, name: str) -> list[int]:
        """Return the places of a letter among the tokens; found once for all letters."""
        if not self._letters:
            for at, token in enumerate(self._tokens):
                if token.kind == "letter":
                    self._letters.setdefault(token.text, []).append(at)
        return self._letters.get(name, [])

    def primed(self, name: str) -> bool:
        """Tell whether a letter is primed before a bracket somewhere: a function for certain."""
        known = self._primed.get(name)
        if known is None:
            known = any(self._is_primed(at) for at in self._places(name))
            self._primed[name] = known
        return known

    def defines(self, name: str) -> bool:
        """Tell whether the input says what the function is: `T(n) = ...`."""
        if self._defined is None:
            self._defined = frozenset(defined(self._tree))
        return name in self._defined

    def decided(self, name: str, applied: bool) -> bool:
        """Return how the first bracket behind a letter was read, this one if it is the first."""
        return self._decided.setdefault(name, applied)

    def _is_primed(self, at: int) -> bool:
        after = at + 1
        while self._tokens[after].kind == "prime":
            after += 1
        return after > at + 1 and self._tokens[after].text == "("

    def count(self, name: str, start: int, end: int) -> int:
        """Return how often a letter stands in a part of the source."""
        places = self._starts.get(name)
        if places is None:
            places = self._starts[name] = [self._tokens[at].start for at in self._places(name)]
        return bisect_left(places, end) - bisect_left(places, start)

    def letters(self, node: Syntax) -> set[str]:
        """Return the letters that stand in a piece."""
        first = bisect_left(self._tokens, node.start, key=lambda token: token.start)
        last = bisect_left(self._tokens, node.end, key=lambda token: token.start)
        return {token.text for token in self._tokens[first:last] if token.kind == "letter"}

    # -- limits ----------------------------------------------------------------------------------

    def nest(self, at: Syntax, most: int = MOST_OPERATORS) -> None:
        """Count an operator that takes what follows it, while that is elaborated."""
        self._nested += 1
        if self._nested > most:
            raise self.too_many(at, most)

    def too_many(self, at: Syntax, most: int = MOST_OPERATORS) -> LimitError:
        """Return the error for operators in a row."""
        return LimitError(f"more than {most} operators in a row", self.latex, at.start, at.end)

    def check_row(self, items: Items, place: int, takes: Callable[[Syntax], bool]) -> None:
        """Refuse at once more operators than may be nested, before each looks for its end."""
        if not self._nested and len(items) - place > MOST_OPERATORS:
            row = [item for item in items[place:] if takes(item)]
            if len(row) > MOST_OPERATORS:
                raise self.too_many(row[0])

    def unnest(self) -> None:
        """Leave an operator."""
        self._nested -= 1

    def is_differential(self, node: Syntax) -> bool:
        r"""Tell whether a piece is `\partial`, an upright d, or a d that is not declared."""
        if isinstance(node, Letter):
            return node.name == "d" and not self.bound.get("d") and self.declared("d") is None
        return isinstance(node, Differential)


def _shows_matrix(tokens: list[Token]) -> bool:
    r"""Tell whether a bold capital stands here, or an environment of two columns."""
    for place, token in enumerate(tokens):
        if token.kind == "accent" and "\\" + token.text in BOLD:
            letter = tokens[place + (2 if tokens[place + 1].kind == "{" else 1)].text
            if letter.lstrip("\\")[:1].isupper() and letter != "I":
                return True
        if token.kind == "begin" and ENVIRONMENTS.get(token.text) == "matrix":
            kinds = takewhile(lambda kind: kind not in _ROW_ENDS, (t.kind for t in tokens[place:]))
            if "ampersand" in kinds:
                return True
    return False


def _numbering(tree: Syntax, scope: Scope) -> Iterator[str]:
    """Yield the letters in subscripts of declared arrays; none is the name of a size."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting.extend(parts(node))
        if isinstance(node, Scripts) and node.sub is not None:
            name = name_of(node.base)
            if name and name not in scope.inferred and scope.declared(name):
                inner = node.sub.items if isinstance(node.sub, Term) else (node.sub,)
                letters = [piece.name for piece in inner if isinstance(piece, Letter)]
                if len(letters) == len(inner):
                    yield from (k for k in letters if k not in scope.sizes)


def bare(name: str) -> str:
    r"""Return a name without a vector accent or bold face: `\vec{x}` gives `x`."""
    accent, brace, rest = name.partition("{")
    if brace and rest.endswith("}") and (accent in VECTOR_ACCENTS or accent in BOLD):
        return rest[:-1]
    return name


def _by_accent(name: str) -> Shape:
    letter = bare(name)
    if letter == name:
        return SCALAR
    if name.startswith(VECTOR_ACCENTS):
        return (unknown(letter),)
    upper = letter.lstrip("\\")[:1].isupper()
    return (unknown(letter), unknown(letter + "'")) if upper else (unknown(letter),)


def name_of(node: Syntax) -> str:
    """Return the canonical LaTeX of a name, or "" for anything else."""
    if isinstance(node, Letter):
        return node.name
    if isinstance(node, Accented):
        inner = name_of(node.body)
        return f"\\{node.accent}{{{inner}}}" if inner else ""
    if isinstance(node, Word):
        return rf"\text{{{node.name}}}"
    return ""


def index_name(node: Syntax) -> str:
    """Return the letter of an index, which may be primed: `j'`; "" for anything else."""
    if isinstance(node, Scripts) and isinstance(node.base, Letter) and node.primes:
        return node.base.name + "'" * node.primes if node.sub is node.sup is None else ""
    return name_of(node)


def function_name(name: str) -> str:
    r"""Return what a function is called before its bracket: `\operatorname{loss}`, also as text."""
    return name.replace(r"\text", r"\operatorname", 1) if name.startswith(r"\text{") else name
