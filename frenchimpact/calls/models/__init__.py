"""Calls, their forms and cohorts, and the applications that answer them.

What the rooms above may rely on: a `Call` has `criteria` (weights, anchors, eliminatory marks) and `cohorts` (regime, places,
marks and quorum); an `Application` handed in has a `Snapshot` (its frozen answers) and moves along `Application.FLOW` by
`calls.actions.move_application(application=, verb=, by=)` alone. `is_test` files are nobody's: leave them out everywhere.
"""

from frenchimpact.calls.models.applications import (
    Answer,
    AnswerVersion,
    Application,
    Comment,
    ReferenceCounter,
    Snapshot,
    Step,
)
from frenchimpact.calls.models.calls import Call, Cohort, Unsealing
from frenchimpact.calls.models.corrections import CorrectionItem, CorrectionRequest
from frenchimpact.calls.models.criteria import Criterion, EligibilityRule
from frenchimpact.calls.models.enquiries import Enquiry
from frenchimpact.calls.models.forms import FormVersion, Question, Section
from frenchimpact.calls.models.people import ApplicationMember, Partner

__all__ = [
    "Answer",
    "AnswerVersion",
    "Application",
    "ApplicationMember",
    "Call",
    "Cohort",
    "Comment",
    "CorrectionItem",
    "CorrectionRequest",
    "Criterion",
    "EligibilityRule",
    "Enquiry",
    "FormVersion",
    "Partner",
    "Question",
    "ReferenceCounter",
    "Section",
    "Snapshot",
    "Step",
    "Unsealing",
]
