"""Judging answers by their meaning."""

from nablatex.check.answers import check
from nablatex.check.judge import judge, judge_claim, together
from nablatex.check.steps import holds, verify
from nablatex.check.verdict import Feedback, Verdict

__all__ = ["Feedback", "Verdict", "check", "holds", "judge", "judge_claim", "together", "verify"]
