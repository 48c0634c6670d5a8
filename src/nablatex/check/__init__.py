"""Judging answers by their meaning."""

from nablatex.check.explain import other_value
from nablatex.check.fault_calculus import is_to_be_done
from nablatex.check.judge import (
    agrees,
    has_real_value,
    judge,
    judge_claim,
    restated,
    together,
    undecided,
)
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
    "agrees",
    "has_real_value",
    "holds",
    "is_to_be_done",
    "judge",
    "judge_claim",
    "other_value",
    "restated",
    "together",
    "undecided",
    "verify",
]
