"""LaTeX in and out: `read` gives an expression, `write` gives it back, `latex_to_text` shows it."""

from nablatex.expr import set_printer
from nablatex.latex.context import Context
from nablatex.latex.notation import Notation, notation_of
from nablatex.latex.printer import write
from nablatex.latex.read import Shapes, canonical_name, given_shapes, read
from nablatex.latex.scope import function_name
from nablatex.latex.unicode import latex_to_text

set_printer(write)

__all__ = [
    "Context",
    "Notation",
    "Shapes",
    "canonical_name",
    "function_name",
    "given_shapes",
    "latex_to_text",
    "notation_of",
    "read",
    "write",
]
