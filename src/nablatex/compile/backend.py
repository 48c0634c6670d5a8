"""What a library of arrays calls its functions: one table for each library.

Separate from the emitters, which know the mathematics and no library. A row is a pattern in
Python; its letters stand for arguments: `xp` for the library, `x` and `y` for operands, `n` for a
size, `a` for an array among the arguments. Patterns are put together as syntax trees, so that no
text is ever pasted into code.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nablatex.errors import NoRuleError

BackendName = Literal["numpy", "jax", "torch"]


@dataclass(frozen=True, slots=True)
class Backend:
    """A library of arrays.

    Attributes:
        name: what a user calls it.
        alias: the name under which it is imported.
        imports: the line that imports each name of a module.
        functions: a pattern for each row of the table of functions.
        forms: a pattern for each thing to be done with arrays.
        helpers: functions that the library does not have: their source, by name.
        needs_arrays: whether its functions refuse plain numbers.
        vector_first: whether `v @ X` is faster than `X.T @ v`.
        slow_sums: whether `einsum` sums without a matrix product unless it is told to optimise.
    """

    name: BackendName
    alias: str
    imports: Mapping[str, str]
    functions: Mapping[str, str]
    forms: Mapping[str, str]
    helpers: Mapping[str, str] = field(default_factory=dict)
    needs_arrays: bool = False
    vector_first: bool = False
    slow_sums: bool = False

    def function(self, op: str, **parts: ast.expr) -> ast.expr:
        """Return a function of the table applied to arguments.

        Raises:
            NoRuleError: the library has no such function.
        """
        if op not in self.functions:
            raise NoRuleError(f"{op} is not written in code for {self.name}")
        return self._filled(self.functions[op], parts)

    def form(self, name: str, **parts: ast.expr) -> ast.expr:
        """Return something done with arrays."""
        return self._filled(self.forms[name], parts)

    def repeats(self, op: str) -> bool:
        """Tell whether an argument stands twice in a function's pattern."""
        if op not in self.functions:
            return False
        nodes = ast.walk(_parsed(self.functions[op]))
        letters = [node.id for node in nodes if isinstance(node, ast.Name) and node.id in "xy"]
        return len(letters) > len(set(letters))

    def _filled(self, pattern: str, parts: Mapping[str, ast.expr]) -> ast.expr:
        known = {"xp": ast.Name(self.alias), **parts}
        made: ast.expr = _Filler(known).visit(_parsed(pattern))
        return made


def _parsed(pattern: str) -> ast.expr:
    return ast.parse(pattern, mode="eval").body


class _Filler(ast.NodeTransformer):
    """Puts arguments in for the letters of a pattern; the arguments themselves stay as they are."""

    def __init__(self, parts: Mapping[str, ast.expr]) -> None:
        self._parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._parts.get(node.id, node)


FUNCTIONS: Mapping[str, str] = {
    "pi": "xp.pi",
    "e": "xp.e",
    "infinity": "xp.inf",
    "exp": "xp.exp(x)",
    "ln": "xp.log(x)",
    "log": "xp.log(x)",
    "log_base": "xp.log(x) / xp.log(y)",
    "sqrt": "xp.sqrt(x)",
    "odd_root": "xp.sign(x) * xp.abs(x) ** (1 / y)",
    "even_root": "x ** (1 / y)",
    "root": "xp.where(y % 2 == 1, xp.sign(x) * xp.abs(x) ** (1 / y), x ** (1 / y))",
    "power": "x ** y",
    "sin": "xp.sin(x)",
    "cos": "xp.cos(x)",
    "tan": "xp.tan(x)",
    "cot": "1 / xp.tan(x)",
    "sec": "1 / xp.cos(x)",
    "csc": "1 / xp.sin(x)",
    "arcsin": "xp.arcsin(x)",
    "arccos": "xp.arccos(x)",
    "arctan": "xp.arctan(x)",
    "sinh": "xp.sinh(x)",
    "cosh": "xp.cosh(x)",
    "tanh": "xp.tanh(x)",
    "coth": "1 / xp.tanh(x)",
    "sech": "1 / xp.cosh(x)",
    "csch": "1 / xp.sinh(x)",
    "arsinh": "xp.arcsinh(x)",
    "arcosh": "xp.arccosh(x)",
    "artanh": "xp.arctanh(x)",
    "sign": "xp.sign(x)",
    "abs": "xp.abs(x)",
    "floor": "xp.floor(x)",
    "ceil": "xp.ceil(x)",
    "relu": "xp.maximum(x, 0)",
    "step": "xp.where(x > 0, 1.0, 0.0)",
    "sigmoid": "1 / (1 + xp.exp(-x))",
    "softplus": "xp.logaddexp(0, x)",
    "silu": "x / (1 + xp.exp(-x))",
    "gelu": "x * (1 + erf(x / 2 ** 0.5)) / 2",
    "max": "xp.maximum(x, y)",
    "min": "xp.minimum(x, y)",
    "not": "xp.logical_not(x)",
    "inverse": "xp.linalg.inv(x)",
    "det": "xp.linalg.det(x)",
    "pinv": "xp.linalg.pinv(x)",
    "prod": "xp.prod(x, axis=-1)",
    "greatest": "xp.max(x, axis=-1)",
    "least": "xp.min(x, axis=-1)",
    "nuclear_norm": "xp.linalg.norm(x, 'nuc')",
    "spectral_norm": "xp.linalg.norm(x, 2)",
    "polar": "polar(x)",
    "dyad": "dyad(x)",
    "eigenvalue": "xp.linalg.eigvalsh((x + x.T) / 2)[y]",
    "eigenvector": "eigenvector(x, y)",
}
"""The rows that libraries of arrays call alike."""

BY_ROWS = frozenset("softmax inverse det pinv prod greatest least hardmax".split())
"""Functions of whole arrays whose patterns hold for a stack of arrays too."""

FORMS: Mapping[str, str] = {
    "where": "xp.where(c, x, y)",
    "eye": "xp.eye(n)",
    "zeros": "xp.zeros(n)",
    "ones": "xp.ones(n)",
    "positions": "xp.arange(1.0, n)",
    "outer": "xp.outer(x, y)",
    "diag": "xp.diag(x)",
    "diagonal": "xp.diagonal(x)",
    "trace": "xp.trace(x)",
    "sum": "xp.sum(x)",
    "sum_axis": "xp.sum(x, axis=n)",
    "broadcast": "xp.broadcast_to(x, n)",
    "permuted": "xp.transpose(x, n)",
    "as_number": "xp.where(x, 1.0, 0.0)",
    "array": "xp.array(x)",
    "given": "xp.array(x)",
    "number": "x",
    "nan": "xp.nan",
}
"""What is done with arrays, as NumPy and JAX call it."""

HELPERS: Mapping[str, str] = {
    "polar": """
def polar(x):
    u, _, v = xp.linalg.svd(x, full_matrices=False)
    return u @ v
""",
    "dyad": """
def dyad(x):
    u, _, v = xp.linalg.svd(x, full_matrices=False)
    return xp.outer(u[:, 0], v[0])
""",
    "eigenvector": """
def eigenvector(x, k):
    column = xp.linalg.eigh((x + x.T) / 2)[1][:, k]
    return column * xp.sign(column[xp.argmax(xp.abs(column))])
""",
}


def helpers(alias: str, more: Mapping[str, str]) -> dict[str, str]:
    """Return the sources of the functions that a library does not have."""
    return {name: text.strip().replace("xp.", f"{alias}.") for name, text in HELPERS.items()} | {
        name: text.strip() for name, text in more.items()
    }
