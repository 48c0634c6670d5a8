r"""From a syntax tree to a typed expression: where it is decided what the notation means.

Each kind of syntax has one production, a generator that yields the pieces whose meaning it needs;
one loop runs them, so depth costs no stack. The decisions stand in the modules of the productions:
names and indices (`elaborate_names`), functions (`elaborate_functions`), products (`multiply`),
derivatives (`elaborate_derivatives`), sums (`elaborate_bigs`), brackets (`elaborate_groups`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nablatex import ops
from nablatex.errors import ReadShapeError, ShapeError
from nablatex.expr import Call, Compare, Expr
from nablatex.latex import elaborate_bigs as bigs
from nablatex.latex import elaborate_compositions as compositions
from nablatex.latex import elaborate_derivatives as derivatives
from nablatex.latex import elaborate_functions as functions
from nablatex.latex import elaborate_groups as groups
from nablatex.latex import elaborate_names as names
from nablatex.latex.context import Context
from nablatex.latex.elaborate_scripts import scripts
from nablatex.latex.elaborate_spaces import shape_of_space
from nablatex.latex.elaborate_terms import bracket_at, term
from nablatex.latex.inference import infer
from nablatex.latex.parser import Parsed
from nablatex.latex.scope import Items, Operand, Scope, Steps, function_name, name_of
from nablatex.latex.steps import INDEX_LETTERS, steps_of
from nablatex.latex.syntax import (
    Accented,
    Addition,
    Applied,
    Bar,
    Big,
    Binomial,
    Branches,
    Constant,
    Differential,
    Factorial,
    Fraction,
    Function,
    Group,
    Integral,
    Letter,
    Listing,
    Logic,
    Mark,
    Nabla,
    Negative,
    Num,
    NumberSet,
    Radical,
    Relation,
    Scripts,
    Syntax,
    System,
    Table,
    Term,
    Times,
    Word,
)
from nablatex.latex.usage import parts
from nablatex.shape import unknown


def elaborate(parsed: Parsed, latex: str, context: Context) -> Expr:
    """Return the meaning of a syntax tree.

    Raises:
        ReadError: it has none, or more than one; the error says what would decide.
        ReadShapeError: the shapes of two parts do not fit.
    """
    scope = Scope(latex, context, parsed, _OPERANDS)
    _declare(scope, parsed.tree)
    infer(scope, parsed.tree)
    return _run(scope, parsed.tree)


def _run(scope: Scope, node: Syntax) -> Expr:
    """Run productions that call one another by yielding; shape errors point at their piece."""
    stack: list[tuple[Syntax, Steps]] = []
    leaf = _LEAVES.get(type(node))
    if leaf is not None:
        made: Expr = leaf(scope, node)
        return made
    steps = _PRODUCTIONS[type(node)](scope, node)
    value: Any = None
    while True:
        try:
            wanted = steps.send(value)
        except StopIteration as done:
            value = done.value
            if not stack:
                break
            if type(value) is Compare and type(stack[-1][0]) in _OF_NUMBERS:
                raise scope.error(
                    "a relation stands where a number should", node, hint="write [x > 0] for 0 or 1"
                ) from None
            node, steps = stack.pop()
            continue
        except ShapeError as error:
            if isinstance(error, ReadShapeError):
                raise
            raise ReadShapeError(
                str(error), scope.latex, node.start, node.end, hint=_undeclared(scope, node)
            ) from error
        leaf = _LEAVES.get(type(wanted))
        if leaf is not None:
            value = leaf(scope, wanted)
        else:
            stack.append((node, steps))
            node, steps, value = wanted, _PRODUCTIONS[type(wanted)](scope, wanted), None
    result: Expr = value
    return result


def _undeclared(scope: Scope, node: Syntax) -> str:
    """Return advice that names the letters of which nothing is known."""
    letters = {piece.name for piece in _pieces(node) if isinstance(piece, Letter)}
    letters -= {"e", "d", *scope.functions}
    names = [
        name
        for name in sorted(letters - scope.scripted)
        if not scope.bound.get(name) and not scope.shape(name) and scope.declared(name) is None
    ]
    if not names or len(names) > _MOST_NAMED:
        return ""
    return (
        f"nothing says what {', '.join(names)} {'is' if len(names) == 1 else 'are'}; "
        rf"declare a vector as {names[0]} \in \mathbb{{R}}^n"
    )


def _pieces(node: Syntax) -> list[Syntax]:
    """Return the pieces of a piece, those under an accent left out."""
    found = [node]
    for piece in found:
        if not isinstance(piece, Accented):
            found.extend(parts(piece))
    return found


# -- what an input declares -----------------------------------------------------------------------


def _declare(scope: Scope, tree: Syntax) -> None:
    r"""Take in the shapes that statements declare: `x \in \mathbb{R}^n`, `\vec{w} = (...)`."""
    while isinstance(tree, Group) and tree.opener == "{" and len(tree.entries) == 1:
        tree = tree.entries[0]
    for statement in tree.statements if isinstance(tree, System) else (tree,):
        if isinstance(statement, Relation) and statement.relations == ("colon", "to"):
            name = name_of(statement.terms[0])
            scope.functions |= {name, function_name(name)}
            domain, codomain = map(shape_of_space, statement.terms[1:])
            if domain is not None and codomain is not None:
                scope.signatures[function_name(name)] = (domain, codomain)
        if isinstance(statement, Relation) and len(statement.terms) == 2:
            name = name_of(statement.terms[0])
            many = _one_of_many(scope, statement.terms[0]) if statement.relations == ("in",) else ""
            if (name or many) and scope.declared(name or many) is None:
                shape = _declared_shape(statement)
                if shape is not None:
                    scope.declare(name or many, shape if name else (unknown(many), *shape))


def _one_of_many(scope: Scope, node: Syntax) -> str:
    r"""Return x for the `x_i` or `x^{(i)}` of which there may be any number."""
    if isinstance(node, Scripts) and any(step.letter in scope.steps for step in steps_of(node)):
        return ""
    if isinstance(node, Scripts) and scope.is_label(name_of(node.base), node.sub):
        return ""
    if not isinstance(node, Scripts) or node.primes or (node.sub is None) == (node.sup is None):
        return ""
    index = node.sub or node.sup
    if isinstance(index, Group) and index.opener == "(" and len(index.entries) == 1:
        index = index.entries[0]
    elif node.sub is None:
        return ""
    letter = isinstance(index, Letter) and index.name in INDEX_LETTERS
    return name_of(node.base) if letter else ""


def _declared_shape(statement: Relation) -> tuple[int | str, ...] | None:
    right = statement.terms[1]
    if statement.relations == ("in",):
        return shape_of_space(right)
    if statement.relations != ("=",):
        return None
    if isinstance(right, Table) and right.kind == "matrix":
        height, width = len(right.rows), len(right.rows[0])
        return (height,) if width == 1 else (height, width)
    if isinstance(right, Scripts) and right.sub is None and isinstance(right.sup, (Mark, Letter)):
        right = right.base if right.sup.name in (r"\top", "T") else right
        if isinstance(right, Table) and len(right.rows) == 1:
            return (len(right.rows[0]),)
    if isinstance(right, Group) and right.opener in "([" and len(right.entries) > 1:
        first = right.entries[0]
        nested = isinstance(first, Group) and first.opener in "(["
        return None if nested else (len(right.entries),)
    return None


# -- small productions ----------------------------------------------------------------------------


def _scripts(scope: Scope, node: Scripts) -> Steps:
    """Return a base with its scripts; an operator with scripts stands in a product of its own."""
    return (term if type(node.base) in _HEADS else scripts)(scope, node)


def _radical(scope: Scope, node: Radical) -> Steps:
    body: Expr = yield node.body
    if node.degree is None:
        return Call(ops.sqrt, (body,))
    degree: Expr = yield node.degree
    return Call(ops.root, (body, degree))


def _binomial(scope: Scope, node: Binomial) -> Steps:
    top: Expr = yield node.top
    bottom: Expr = yield node.bottom
    return Call(ops.binom, (top, bottom))


def _factorial(scope: Scope, node: Factorial) -> Steps:
    return Call(ops.factorial, ((yield node.body),))


def _indicator(scope: Scope, items: Items, place: int) -> Any:
    r"""Return `\mathbb{1}[x > 0]`, or a set as it stands."""
    node = items[place]
    bracket = bracket_at(items, place + 1, r"([\{")
    if isinstance(node, NumberSet) and node.name == "1" and bracket is not None:
        condition: Expr = yield bracket.entries[0]
        return Call(ops.indicator, (condition,)), place + 2
    value: Expr = yield node
    return value, place + 1


def _accented(scope: Scope, items: Items, place: int) -> Any:
    r"""Return a marked name with what it takes; `\mathbf{1}[x > 0]` is an indicator."""
    node = items[place]
    bracket = bracket_at(items, place + 1, r"[\{")
    number = isinstance(node, Accented) and isinstance(node.body, Num)
    if number and bracket is not None and isinstance(bracket.entries[0], Relation):
        condition: Expr = yield bracket.entries[0]
        return Call(ops.indicator, (condition,)), place + 2
    if isinstance(node, Scripts) and isinstance(node.base, Accented):
        one = isinstance(node.base.body, Num) and node.sub is not None
        if one and bracket_at(items, place + 1) and name_of(node.sub or node).isupper():
            raise scope.error(
                "the indicator of a set is not read", node, hint=r"write \mathbf{1}[x > 0]"
            )
    return (yield from functions.named(scope, items, place))


def _stray(scope: Scope, node: Syntax) -> Steps:
    raise scope.error(f"{scope.source(node)} cannot stand here", node, "a formula")
    yield node


_MOST_NAMED = 6
_OF_NUMBERS = frozenset([Fraction, Radical, Binomial, Factorial, Table, Negative, Integral])
_HEADS = frozenset([Function, Big, Nabla, Differential])
_LEAVES: dict[type[Syntax], Callable[[Scope, Any], Expr]] = {
    Num: names.number,
    Letter: names.letter,
    Word: names.word,
    Constant: names.constant,
    NumberSet: names.number_set,
    Accented: names.accented,
}
_PRODUCTIONS: dict[type[Syntax], Callable[[Scope, Any], Steps]] = {
    Term: term,
    Function: term,
    Big: term,
    Nabla: term,
    Differential: term,
    Applied: compositions.applied,
    Bar: _stray,
    Times: _stray,
    Mark: _stray,
    Scripts: _scripts,
    Group: groups.group,
    Fraction: derivatives.quotient,
    Radical: _radical,
    Binomial: _binomial,
    Factorial: _factorial,
    Integral: bigs.integral,
    Table: groups.table,
    Branches: groups.branches,
    Addition: groups.addition,
    Negative: groups.negative,
    Relation: groups.relation,
    Logic: groups.logic,
    System: groups.system,
    Listing: groups.listing,
}
_OPERANDS: dict[type[Syntax], Operand] = {
    Function: functions.function,
    Big: bigs.big,
    Nabla: derivatives.nabla,
    Differential: derivatives.differential,
    Fraction: derivatives.fraction,
    Group: compositions.bracket,
    Letter: derivatives.letter,
    Word: functions.named,
    Accented: _accented,
    NumberSet: _indicator,
}
