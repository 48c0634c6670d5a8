"""nablatex: LaTeX mathematics read, differentiated step by step, and judged by its meaning."""

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
