"""Answers that are refused before they are judged: unreadable ones, and too much work.

Separate from the reader, which takes any sum: it is judging, which writes them out, that pays.
"""

from __future__ import annotations

from nablatex.check import Feedback, Verdict
from nablatex.errors import EvaluationError, LimitError, ReadError, UndefinedError
from nablatex.evaluate import MOST_TERMS, evaluate
from nablatex.expr import Expr, Reduction
from nablatex.traverse import parts_of


def refuse_costly(expr: Expr, latex: str) -> None:
    """Raise for a sum or product with more terms than are looked at one by one.

    Raises:
        LimitError: the sum has more than `MOST_TERMS` terms.
    """
    for node in parts_of(expr):
        if not isinstance(node, Reduction) or node.lower is None or node.upper is None:
            continue
        if _length(node.lower, node.upper) >= MOST_TERMS:
            raise LimitError(
                f"a {'sum' if node.kind == 'sum' else 'product'} of more than {MOST_TERMS} terms "
                "is too long to be judged",
                latex,
                0,
                len(latex),
                hint="write its value",
            )


def _length(lower: Expr, upper: Expr) -> float:
    """Return how many terms stand between two bounds; 0 where they are no numbers."""
    try:
        return float(abs(evaluate(upper, {}) - evaluate(lower, {})))
    except UndefinedError:
        return 0.0
    except (EvaluationError, LimitError, TypeError):
        return float("inf")


def unreadable(error: ReadError) -> Verdict:
    """Return the verdict on an answer that cannot be read, with the reader's error."""
    kind = "limit" if isinstance(error, LimitError) else "syntax"
    fault = Feedback(kind, str(error), str(error), str(error.start))
    return Verdict("unreadable", 0.0, "", (fault,))
