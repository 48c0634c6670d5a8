"""nablatex: LaTeX mathematics read, differentiated step by step, and judged by its meaning."""

from importlib import import_module
from typing import Any

from nablatex.check import Feedback, Policy, Verdict
from nablatex.errors import (
    EvaluationError,
    LimitError,
    NablatexError,
    NoRuleError,
    ReadError,
    ShapeError,
    UndefinedError,
)
from nablatex.homework import Homework
from nablatex.latex import read, write
from nablatex.model import Model, check

__all__ = [
    "EvaluationError",
    "Feedback",
    "Homework",
    "LimitError",
    "Model",
    "NablatexError",
    "NoRuleError",
    "Policy",
    "ReadError",
    "ShapeError",
    "UndefinedError",
    "Verdict",
    "check",
    "read",
    "write",
]


def load_ipython_extension(shell: Any) -> None:
    """Add the magics to a notebook: `%load_ext nablatex`."""
    # By name and only here: what imports the library must not import Jupyter with it.
    import_module("nablatex.notebook.extension").load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Take the magics away again: `%unload_ext nablatex`."""
    import_module("nablatex.notebook.extension").unload(shell)
