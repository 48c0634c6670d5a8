"""A function as the text of a module, and as something to call.

Separate from what is computed: here are the imports, the arguments, the words of the docstring.
What is run is this text and no other. Its names are identifiers that `names` makes, its expressions
are written out from syntax trees, and of what a user typed only LaTeX stands in it, inside the
docstring, without quotation marks and signs that do not print.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nablatex.compile.backend import Backend
from nablatex.compile.fragment import Body

_WIDTH = 96
_MOST_LATEX = 2_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of the function.

    Attributes:
        name: its identifier.
        latex: its name in the model.
        shape: its shape in words, "(m, n)".
        default: its value if it is left out.
    """

    name: str
    latex: str
    shape: str
    default: ast.expr | None = None

    def is_made(self, backend: Backend) -> bool:
        """Tell whether the default is an array that a line of the body makes."""
        return backend.needs_arrays or not isinstance(self.default, ast.Constant)


@dataclass(frozen=True, slots=True)
class Function:
    """A function that computes a derivative.

    Attributes:
        name: its identifier.
        latex: what it computes.
        parameters: its arguments.
        body: its lines.
        value: what it returns.
        shape: the shape of that, in words.
    """

    name: str
    latex: str
    parameters: Sequence[Parameter]
    body: Body
    value: ast.expr
    shape: str

    @property
    def backend(self) -> Backend:
        """The library that it is for."""
        return self.body.backend

    def text(self) -> str:
        """Return the module: imports, helpers, the function."""
        made = [_wrapped(f"    {name} = {_unparsed(node)}") for name, node in self.body.lines]
        made.append(_wrapped(f"    return {_unparsed(self.value)}"))
        used = _names_in([node for _, node in self.body.lines] + [self.value])
        helpers = self._helpers(used)
        used |= _names_in([ast.parse(text) for text in helpers])
        imports = [line for name, line in self.backend.imports.items() if name in used]
        head = "\n".join(imports) + "\n\n\n" if imports else ""
        before = "".join(f"{text}\n\n\n" for text in helpers)
        return f"{head}{before}{self._signature()}\n{self._docstring()}" + "\n".join(made) + "\n"

    def _helpers(self, used: set[str]) -> list[str]:
        own = {parameter.name for parameter in self.parameters}
        return [
            text for name, text in self.backend.helpers.items() if name in used and name not in own
        ]

    def _signature(self) -> str:
        parts = [
            p.name if p.default is None else f"{p.name}={self._default(p, p.default)}"
            for p in sorted(self.parameters, key=lambda p: p.default is not None)
        ]
        return _wrapped(f"def {self.name}({', '.join(parts)}):")

    def _default(self, parameter: Parameter, value: ast.expr) -> str:
        return "None" if parameter.is_made(self.backend) else ast.unparse(value)

    def _docstring(self) -> str:
        latex = self.latex if len(self.latex) <= _MOST_LATEX else self.latex[:_MOST_LATEX] + " ..."
        rows = textwrap.wrap(
            _printable(latex), _WIDTH - 4, break_long_words=False, break_on_hyphens=False
        )
        if self.parameters:
            rows += ["", "Args:"]
        for parameter in self.parameters:
            latex = _printable(parameter.latex)
            called = "" if latex == parameter.name else f" {latex},"
            rows.append(f"    {parameter.name}:{called} {parameter.shape}.")
        rows += ["", f"Returns: {self.shape}."]
        inside = "\n".join(f"    {row}".rstrip() for row in rows)
        return f'    r"""{inside.strip()}\n    """\n'

    def compiled(self) -> Callable[..., Any]:
        """Return the function, made by running the text above."""
        made: dict[str, Any] = {}
        exec(compile(self.text(), f"<nablatex {self.name}>", "exec"), made)  # noqa: S102
        found: Callable[..., Any] = made[self.name]
        return found


def _unparsed(node: ast.expr) -> str:
    """Return code as text; the rules of `einsum` are the only strings in it."""
    return ast.unparse(node).replace("'", '"')


def _printable(latex: str) -> str:
    """Return LaTeX that cannot end a docstring: no quotation marks, nothing that does not print."""
    plain = "".join(c if c.isprintable() else " " for c in latex)
    return plain.replace('"', "''")


def _names_in(nodes: Sequence[ast.AST]) -> set[str]:
    return {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}


def _wrapped(line: str) -> str:
    """Return a line, broken inside its last bracket where it is long."""
    if len(line) <= _WIDTH:
        return line
    places = _commas(line)
    if not places:
        return line
    start, end = places[0], places[-1]
    parts = [line[a + 1 : b].strip() for a, b in pairwise(places)]
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    rows: list[str] = []
    for part in parts:
        if rows and len(rows[-1]) + len(part) + 2 <= _WIDTH - 1:
            rows[-1] += f" {part},"
        else:
            rows.append(f"{indent}{part},")
    return "\n".join([line[: start + 1], *rows, indent[4:] + line[end:]])


def _commas(line: str) -> list[int]:
    """Return the places of the outermost bracket that has commas, and of its commas."""
    open_at: list[list[int]] = []
    quoted = False
    for place, sign in enumerate(line):
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([{":
            open_at.append([place])
        elif sign == "," and open_at:
            open_at[-1].append(place)
        elif sign in ")]}" and open_at:
            found = [*open_at.pop(), place]
            if not open_at and len(found) > 2:
                return found
    return []


def shape_in_words(shape: Sequence[int | str]) -> str:
    """Return a shape as a docstring says it."""
    if not shape:
        return "a number"
    listed = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
    return f"an array of shape ({listed})"
