r"""Names and indices: `x_0`, `w_{ij}`, `W^{(l)}`, `y_{out}`, `\vec{x}`, `\delta_{ij}`.

Separate from products because what a letter is decides what a product of letters is.

* A subscript of digits, of a bound index or of one of `i j k l m n p q r s t` is an index; so is
  every letter where the name is declared with as many indices, and that letter behind other names:
  with x declared, c is an index in `p_c = e^{x_c}`. Other letters and words are part of the name:
  `x_a`, `y_{out}`.
* Two digits are two indices where the name is known as a matrix (declared, or `x_{00}` stands
  somewhere, or a table holds `x_{11}, x_{12}, ...`), one index otherwise.
* `e` is Euler's number and `I` among matrices the identity, unless declared; `i` is the imaginary
  unit in an exponent of e and before `\sin` or `\cos`, unless it is an index.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from nablatex import ops
from nablatex.expr import Call, Component, Delta, Expr, Number, Place, Symbol
from nablatex.latex.scope import BOLD, VECTOR_ACCENTS, Scope, Steps, bare, name_of
from nablatex.latex.steps import INDEX_LETTERS, Step, named, steps_of
from nablatex.latex.syntax import (
    Accented,
    Addition,
    Constant,
    Function,
    Group,
    Letter,
    Listing,
    Mark,
    Num,
    NumberSet,
    Scripts,
    Syntax,
    Term,
    Times,
    Word,
)
from nablatex.shape import SCALAR, unknown

_WORDS = frozenset(["in", "min", "lin", "int", "mkt", "init", "kin", "ntl"])
_SETS = {"N": ops.naturals, "R": ops.reals, "Z": ops.integers}


# -- leaves ---------------------------------------------------------------------------------------


def number(scope: Scope, node: Num) -> Expr:
    """Return an exact number; `0.50` keeps its two places."""
    whole, point, places = node.text.partition(".")
    if len(whole) > 1 and whole[0] == "0":
        raise scope.error(
            f"a number begins with 0: {node.text}", node, hint="write it without, or a sign between"
        )
    if not point:
        return Number(int(whole), 0)
    return Number(Fraction(int((whole or "0") + places), 10 ** len(places)), len(places))


def letter(scope: Scope, node: Letter) -> Expr:
    """Return a letter: a constant, an index, or a name."""
    name = node.name
    if name == "e" and not scope.bound.get("e") and scope.declared("e") is None:
        return Call(ops.e, ())
    if name == "i" and scope.exponents and is_imaginary(scope):
        return Call(ops.i, ())
    if name == "I" and _is_identity(scope):
        return Call(ops.identity, ())
    return scope.symbol(name)


def is_imaginary(scope: Scope) -> bool:
    """Tell whether `i` can be the imaginary unit: it is no index and not declared."""
    return not scope.bound.get("i") and "i" not in scope.scripted and scope.declared("i") is None


def _is_identity(scope: Scope) -> bool:
    """Tell whether a bare `I` is the identity: a matrix stands beside it, and no other I."""
    if any(bare(name) == "I" for name in scope.shapes) or scope.has_another("I"):
        return False
    return scope.has_matrix()


def word(scope: Scope, node: Word) -> Expr:
    r"""Return a name such as `\text{MSE}`."""
    shape = scope.declared(node.name)
    return Symbol(name_of(node), scope.shape(name_of(node)) if shape is None else shape)


def constant(scope: Scope, node: Constant) -> Expr:
    r"""Return `\pi`, `\infty`, an ellipsis, or a unit typed as such."""
    if node.name == "pi" and scope.declared(r"\pi") is not None:
        return scope.symbol(r"\pi")
    return Call(ops.OPS[node.name], ())


def number_set(scope: Scope, node: NumberSet) -> Expr:
    r"""Return `\mathbb{R}`, `\mathbb{N}` or `\mathbb{Z}`."""
    if node.name == "1":
        raise scope.error(r"\mathbb{1} has no condition", node, r"\mathbb{1}[x > 0]")
    if node.name not in _SETS:
        raise scope.error("the set of matrices has no size", node, rf"\mathbb{{{node.name}}}^n")
    return Call(_SETS[node.name], ())


def accented(scope: Scope, node: Accented) -> Expr:
    r"""Return `\vec{x}`, `\hat{y}`; `\mathbf{1}` is a vector of ones, `\mathbf{I}` the identity."""
    if isinstance(node.body, Num):
        bold = "\\" + node.accent in BOLD or "\\" + node.accent in VECTOR_ACCENTS
        if node.body.text == "1" and bold:
            return Call(ops.ones, ())
        if node.body.text == "0" and bold:
            return Number(0, 0)
    name = name_of(node)
    if not name:
        raise scope.error(f"\\{node.accent} marks one letter", node, expected="one letter")
    if bare(name) == "I" and "\\" + node.accent in BOLD and scope.declared(name) is None:
        return Call(ops.identity, ())
    return scope.symbol(name)


# -- subscripts -----------------------------------------------------------------------------------


def subscripted(scope: Scope, base: Syntax, sub: Syntax) -> Steps:
    """Return a name with a subscript: an element, a Kronecker delta, or a longer name."""
    name = name_of(base)
    if is_slice(sub):
        return (yield from sliced(scope, scope.symbol(name), sub))
    step = step_in(scope, sub)
    if step is not None:
        return at_step(scope, scope.symbol(name), step)
    if _is_sized_identity(scope, name, sub):
        return Call(ops.identity, ((yield sub),))
    if isinstance(sub, Letter) and scope.is_label(name, sub):
        long = _long(name, sub.name)
        return Symbol(long, scope.shapes.get(long) or scope.shape(long))
    if isinstance(sub, (Num, Letter)):
        # A declared W_1 is a name of its own: of two layers, say. So is a size d_k.
        long = _long(name, sub.text if isinstance(sub, Num) else sub.name)
        if scope.shapes.get(long) or long in scope.sizes:
            return Symbol(long, scope.shapes.get(long, SCALAR))
    indices: tuple[Expr, ...] | None = yield from indices_of(scope, name, sub)
    if indices is None:
        long = _long(name, _label(scope, sub))
        return Symbol(long, scope.shapes.get(long) or scope.shape(name))
    if name == r"\delta" and len(indices) == 2:
        return Delta(indices[0], indices[1])
    declared = scope.declared(name)
    if declared is None and _is_commutation(scope, name, indices):
        return Call(ops.commutation, indices)
    if declared and len(indices) > len(declared):
        raise scope.error(f"{name} has {len(declared)} indices, not {len(indices)}", sub)
    whole = all(isinstance(dim, int) for dim in declared or ())
    if not declared or (whole and len(indices) == len(declared)):
        return Component(Symbol(bare(name), SCALAR), indices, "sub")
    return Component(Symbol(name, declared), indices, "sub")


def _is_sized_identity(scope: Scope, name: str, sub: Syntax) -> bool:
    r"""Tell whether this is the identity `I_n` or `\mathbf{I}_3`: n is the size of an array."""
    if bare(name) != "I" or scope.declared(name) is not None or "I" in scope.numbers:
        return False
    if isinstance(sub, Num):
        return name != "I" and sub.text.isdecimal() and int(sub.text) in scope.sizes
    return isinstance(sub, Letter) and sub.name in scope.sizes and not scope.bound.get(sub.name)


def _is_commutation(scope: Scope, name: str, indices: tuple[Expr, ...]) -> bool:
    r"""Tell whether this is the commutation matrix `K_{mn}`, m and n being sizes of arrays."""
    if bare(name) != "K" or len(indices) != 2:
        return False
    if all(isinstance(index, Number) for index in indices):
        return name != "K"
    names = [index.name for index in indices if isinstance(index, Symbol)]
    return len(names) == 2 and all(n in scope.sizes and not scope.bound.get(n) for n in names)


def is_slice(sub: Syntax) -> bool:
    """Tell whether a subscript is of a row or a column: `i,:`."""
    entries = sub.entries if isinstance(sub, Listing) else (sub,)
    return any(isinstance(entry, Mark) and entry.name == ":" for entry in entries)


def sliced(scope: Scope, value: Expr, sub: Syntax) -> Steps:
    """Return the row `X_{i,:}`, or the column `X_{:,j}`: a row of the transposed matrix."""
    entries = sub.entries if isinstance(sub, Listing) else (sub,)
    places = [at for at, entry in enumerate(entries) if not is_slice(entry)]
    if len(entries) != 2 or len(places) != 1:
        raise scope.error("this slice is not read", sub, r"X_{i,:} or X_{:,j}")
    if len(value.shape) != 2:
        raise scope.error(
            "a slice is of a matrix, and nothing says that this is one", sub,
            hint=r"declare X \in \mathbb{R}^{m \times n}, or write a sum over X_{ij}",
        )  # fmt: skip
    index: Expr = yield entries[places[0]]
    return Component(Call(ops.transpose, (value,)) if places[0] else value, (index,), "sub")


def step_in(scope: Scope, script: Syntax) -> Step | None:
    """Return the step that a script tells, if its letter numbers steps here."""
    if not scope.steps:
        return None
    node = Scripts(script.start, script.end, script, None, script, 0)
    if not (isinstance(script, Group) and script.opener in "(["):
        node = Scripts(script.start, script.end, script, script, None, 0)
    return next((step for step in steps_of(node) if step.letter in scope.steps), None)


def at_step(scope: Scope, value: Expr, step: Step) -> Expr:
    r"""Return `h_{t-1}`, a name of its own; of `a_i^{[l]}` it is that of which the element is."""
    if isinstance(value, Component) and isinstance(value.base, Symbol):
        return Component(at_step(scope, value.base, step), value.indices, value.place)
    assert isinstance(value, Symbol)
    name = named(value.name, step)
    sizes = tuple(unknown(name + "'" * k) for k in range(len(value.shape)))
    return Symbol(name, scope.shapes.get(name) or sizes)


def marked(scope: Scope, base: Expr, group: Group) -> Steps:
    r"""Return `W^{(l)}` or `a^{[l]}`; under `\sum_i` a declared `x^{(i)}` is row i of x."""
    step = step_in(scope, group)
    if step is not None and (isinstance(base, Symbol) or _is_element(base)):
        return at_step(scope, base, step)
    indices: list[Expr] = []
    for entry in group.entries:
        index: Expr = yield entry
        indices.append(index)
    inner, rest = (base.base, base.indices) if isinstance(base, Component) else (base, ())
    if len(indices) == 1 and isinstance(inner, Symbol) and _is_sample(scope, inner, group):
        rank = len(scope.declared(inner.name) or ())
        if len(rest) < rank:
            return Component(scope.symbol(inner.name), (*indices, *rest), "sub")
    place: Place = "paren" if group.opener == "(" else "bracket"
    return Component(base, tuple(indices), place)


def _is_element(value: Expr) -> bool:
    return isinstance(value, Component) and isinstance(value.base, Symbol) and value.place == "sub"


def _is_sample(scope: Scope, name: Symbol, group: Group) -> bool:
    r"""Tell whether `x^{(i)}` is one of many that a sum goes over, all of which are declared."""
    index = name_of(group.entries[0])
    return bool(scope.bound.get(index)) and bool(scope.declared(name.name))


def indices_of(scope: Scope, name: str, sub: Syntax) -> Steps:
    """Return the indices that a subscript writes, or None if it is a word."""
    if isinstance(sub, Num):
        return _digits(scope, name, sub)
    if (isinstance(sub, Group) and sub.opener == r"\{") or isinstance(sub, Listing):
        return (yield from _list(scope, name, sub.entries))
    if isinstance(sub, Letter):
        known = _is_index(scope, sub.name) or (scope.declared(name) and name not in scope.inferred)
        return (Symbol(sub.name, SCALAR),) if known else None
    if isinstance(sub, (Word, Function)):
        return None
    if isinstance(sub, Term) and not any(isinstance(item, Times) for item in sub.items):
        return (yield from _side_by_side(scope, name, sub))
    if isinstance(sub, (Term, Addition, Scripts)):
        index: Expr = yield sub
        return (index,)
    raise scope.error("this is no index", sub, "an index, or a word in \\text{...}")


def _list(scope: Scope, name: str, entries: tuple[Syntax, ...]) -> Steps:
    made: list[Expr] = []
    for entry in entries:
        part: tuple[Expr, ...] | None = yield from indices_of(scope, name, entry)
        if part is None:
            if not isinstance(entry, Letter):
                raise scope.error("this is no index", entry, "an index")
            part = (Symbol(entry.name, SCALAR),)
        made += part
    return tuple(made)


def _digits(scope: Scope, name: str, sub: Num) -> tuple[Expr, ...]:
    if not sub.text.isdecimal():
        raise scope.error("an index is a whole number", sub)
    declared = scope.declared(name)
    # A shape without sizes is a guess; h_{10} may be the tenth of many vectors.
    rank = len(declared) if declared is not None and name not in scope.inferred else 0
    matrix = bare(name) in scope.matrices and len(sub.text) == 2 and name not in scope.inferred
    split = len(sub.text) > 1 and (matrix or rank == len(sub.text) or name == r"\delta")
    if len(sub.text) > 1 and sub.text[0] == "0" and not split:
        raise scope.error(
            f"one index or several: {sub.text}", sub, hint=f"write {','.join(sub.text)}"
        )
    return tuple(Number(int(digit), 0) for digit in (sub.text if split else [sub.text]))


def _is_index(scope: Scope, letter: str) -> bool:
    return (
        letter in INDEX_LETTERS or bool(scope.bound.get(letter)) or scope.numbers_elements(letter)
    )


def _side_by_side(scope: Scope, name: str, sub: Term) -> Steps:
    """Return the indices of `ij` or `i0`, or None for letters that make a word."""
    items = sub.items
    declared = scope.declared(name)
    fits = declared is not None and len(declared) == len(items) and name not in scope.inferred
    letters = [item.name if isinstance(item, Letter) else "" for item in items]
    if all(letters):
        run = "".join(letters)
        bound = all(scope.bound.get(part) for part in letters)
        known = all(_is_index(scope, part) for part in letters) and len(items) <= 4
        if fits or bound or (known and (run not in _WORDS or name == r"\delta")):
            return tuple(Symbol(part, SCALAR) for part in letters)
        if all(len(part) == 1 for part in letters):
            return None
    if all(isinstance(item, (Num, Letter)) for item in items) and len(items) == 2:
        matrix = fits or bare(name) in scope.matrices or isinstance(items[0], Letter)
        # Nobody writes 1n for n, nor 0n: these are the row and the column of a matrix.
        matrix = matrix or (isinstance(items[0], Num) and items[0].text in ("0", "1"))
        long = any(isinstance(item, Num) and len(item.text) > 1 for item in items)
        if not matrix or (long and not fits):
            raise scope.error(
                "this is one index or two", sub, hint=r"write x_{2,k} or x_{2 \cdot k}"
            )
    made: list[Expr] = []
    for item in items:
        index: Expr = yield item
        made.append(index)
    return tuple(made)


def _long(name: str, label: str) -> str:
    return f"{name}_{label}" if len(label) == 1 else f"{name}_{{{label}}}"


def whole_name(scope: Scope, node: Scripts) -> str:
    r"""Return what `W_1`, `b_h`, `W_{xh}` and `W^{(1)}` are called if each is a name of its own."""
    name, sub = name_of(node.base), node.sub
    if not name:
        return ""
    steps = [step for step in steps_of(node) if step.letter in scope.steps]
    if steps:
        return reduce(named, steps, name)
    if isinstance(sub, Num):
        return _long(name, sub.text)
    if isinstance(sub, (Letter, Word)):
        return _long(name, _label(scope, sub))
    if isinstance(sub, Term) and all(isinstance(item, Letter) for item in sub.items):
        return _long(name, _label(scope, sub))
    return layer_name(name, node.sup) if sub is None else ""


def layer_name(name: str, sup: Syntax | None) -> str:
    r"""Return the name `W^{(1)}` of one layer's array; "" where a letter counts the layers."""
    match sup:
        case Group(_, _, "(", (Num(_, _, number),)):
            return f"{name}^{{({number})}}"
        case Group(_, _, "[", (Num(_, _, number),)):
            return f"{name}^{{[{number}]}}"
        case _:
            return ""


def _label(scope: Scope, sub: Syntax) -> str:
    """Return the subscript of a longer name in canonical LaTeX."""
    if isinstance(sub, Word):
        return rf"\text{{{sub.name}}}"
    if isinstance(sub, Letter):
        return sub.name
    # What is left are letters side by side, and \max or \text{max}: the word is what shows.
    return rf"\text{{{scope.source(sub).rpartition('{')[2].strip(chr(92) + '} ')}}}"
