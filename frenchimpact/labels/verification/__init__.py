"""Judging a certificate, ours or another's, whatever is sent: nothing here writes to the database."""

from frenchimpact.labels.verification.judging import judge, judge_address, judge_label, judge_sent
from frenchimpact.labels.verification.verdicts import State, Verdict

__all__ = ["State", "Verdict", "judge", "judge_address", "judge_label", "judge_sent"]
