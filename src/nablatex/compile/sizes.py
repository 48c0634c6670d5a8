"""Sizes as code: `n = X.shape[1]`, from the arrays that the function is given.

Separate because any array may say what a size is, and only sizes that are used get a line.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nablatex.compile.fragment import Body, Fragment, binary, item, literal
from nablatex.compile.source import Parameter
from nablatex.shape import Dim, Shape
from nablatex.tensor import affine
from nablatex.tensor.affine import Affine


class Sizes:
    """The sizes of one function.

    Args:
        body: the lines of the function.
        arrays: its arguments by their code, with their shapes.
    """

    def __init__(self, body: Body, arrays: Iterable[tuple[ast.expr, Shape]]) -> None:
        self._body = body
        self._known: dict[str, Fragment] = {}
        self._lines: list[tuple[str, ast.expr]] = []
        self._places: dict[str, tuple[ast.expr, int, Affine]] = {}
        self._positions: dict[Affine, Fragment] = {}
        self.missing: list[Parameter] = []
        for code, shape in arrays:
            for axis, dim in enumerate(shape):
                self._note(code, axis, affine.of_dim(dim))

    def _note(self, code: ast.expr, axis: int, number: Affine) -> None:
        """Note that an axis tells a size, if that is the only one in it; best by itself."""
        if len(number.terms) != 1:
            return
        name = str(number.terms[0][0])
        plain = number == Affine(0, ((name, 1),))
        if name not in self._places or (plain and self._places[name][2] != number):
            self._places[name] = (code, axis, number)

    def of(self, dim: Dim) -> Fragment:
        """Return a size as a number."""
        number = affine.of_dim(dim)
        terms = [self._scaled(times, self._name(str(key))) for key, times in number.terms]
        signs = [times > 0 for _, times in number.terms]
        if number.constant or not terms:
            terms.append(literal(abs(number.constant)))
            signs.append(number.constant >= 0)
        made = self._body.sum(terms, signs)
        return Fragment(made.node, constant=True)

    def positions(self, dim: Dim) -> Fragment:
        """Return 1, 2, ... up to a size."""
        number = affine.plus(affine.of_dim(dim), Affine(1, ()))
        if number not in self._positions:
            end = self.of(affine.as_dim(number)).node
            node = self._body.backend.form("positions", n=end, a=self._body.anchor)
            self._positions[number] = self._body.assigned(Fragment(node, frozenset((0,))))
        return self._positions[number]

    def _scaled(self, times: int, x: Fragment) -> Fragment:
        return x if abs(times) == 1 else binary(ast.Mult(), literal(abs(times)), x)

    def _name(self, size: str) -> Fragment:
        if size not in self._known:
            made = self._body.names.of(size)
            self._known[size] = Fragment(ast.Name(made), constant=True)
            if size in self._places:
                self._lines.append((made, self._solved(*self._places[size])))
            else:
                self.missing.append(Parameter(made, size, "a whole number"))
        return self._known[size]

    def _solved(self, code: ast.expr, axis: int, number: Affine) -> ast.expr:
        """Return the size in the length of an axis: of `n - 1` the length and 1."""
        (_, times), constant = number.terms[0], number.constant
        length: ast.expr = item(ast.Attribute(code, "shape", ast.Load()), ast.Constant(axis))
        if constant:
            sign: ast.operator = ast.Sub() if constant > 0 else ast.Add()
            length = ast.BinOp(length, sign, ast.Constant(abs(constant)))
        if times < 0:
            length, times = ast.UnaryOp(ast.USub(), length), -times
        return length if times == 1 else ast.BinOp(length, ast.FloorDiv(), ast.Constant(times))

    def write(self, first: int) -> None:
        """Put the lines of the sizes that are used among those of the function."""
        self._body.lines[first:first] = self._lines
