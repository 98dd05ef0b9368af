"""What people type about impact, by noun."""

from frenchimpact.impact.forms.changes import ASKED, PartForm, QuestionForm

__all__ = ["ASKED", "PartForm", "QuestionForm"]
