"""The page of rules: the titles of steps and remarks, in each language, from `nablatex.rules`."""

from __future__ import annotations

from docs.reference.markdown import table
from nablatex import rules
from nablatex.expr import OPS, Rule

_INTRODUCTION = """# Rules

Each step of a derivation names its rule (`step.rule`, and `step.rule_ko` in Korean), and may carry
a remark (`step.note`, `step.note_ko`). These are the titles and the remarks.
"""

_FUNCTIONS = """## Derivatives of functions

Each [function](functions.md) with a derivative of its own has a rule of its own.
"""


def page() -> str:
    """Return the page of rules."""
    named = [rule for rule in vars(rules).values() if isinstance(rule, Rule)]
    own = [op.rule for op in OPS.values() if op.partials or op.expand or op.differential]
    return "\n".join([_INTRODUCTION, f"{_titles(named)}\n", _FUNCTIONS, _titles(own)]) + "\n"


def _titles(found: list[Rule]) -> str:
    titles = dict.fromkeys((rule.en, rule.ko) for rule in found)
    return table(("English", "한국어"), titles)
