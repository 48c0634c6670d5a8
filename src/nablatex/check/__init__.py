"""Judging answers by their meaning."""

from nablatex.check.judge import judge, judge_claim, together, undecided
from nablatex.check.policy import STANDARD, Policy
from nablatex.check.setting import EMPTY
from nablatex.check.steps import holds, verify
from nablatex.check.verdict import Feedback, Verdict

__all__ = [
    "EMPTY",
    "STANDARD",
    "Feedback",
    "Policy",
    "Verdict",
    "holds",
    "judge",
    "judge_claim",
    "together",
    "undecided",
    "verify",
]
