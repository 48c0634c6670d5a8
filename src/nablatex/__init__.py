"""nablatex: LaTeX mathematics read, differentiated step by step, and judged by its meaning."""

from nablatex.check import Feedback, Verdict, check
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
from nablatex.model import Model

__all__ = [
    "EvaluationError",
    "Feedback",
    "Homework",
    "LimitError",
    "Model",
    "NablatexError",
    "NoRuleError",
    "ReadError",
    "ShapeError",
    "UndefinedError",
    "Verdict",
    "check",
    "read",
    "write",
]
