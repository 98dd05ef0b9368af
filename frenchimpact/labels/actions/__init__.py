"""Everything that changes a label, by noun."""

from frenchimpact.labels.actions.certificates import issue_certificate, rotate_key, sign_again
from frenchimpact.labels.actions.controls import answer_control, attach_evidence, conclude_control, draw_controls, drawn
from frenchimpact.labels.actions.granting import grant_label
from frenchimpact.labels.actions.judged import apply_decision, follow_application, refuse_by_decision
from frenchimpact.labels.actions.kinds import change_kind, create_kind
from frenchimpact.labels.actions.life import (
    clear_label,
    observe_label,
    reinstate_label,
    succeed_label,
    surrender_label,
    suspend_label,
)
from frenchimpact.labels.actions.loading import Loaded, load_labels
from frenchimpact.labels.actions.procedures import decide_procedure, open_procedure, reply_procedure
from frenchimpact.labels.actions.renewals import (
    file_renewal,
    follow_labels,
    grant_renewal,
    open_renewal,
    refuse_renewal,
    save_renewal,
)
from frenchimpact.labels.actions.statements import sign_statement

__all__ = [
    "Loaded",
    "answer_control",
    "apply_decision",
    "attach_evidence",
    "change_kind",
    "clear_label",
    "conclude_control",
    "create_kind",
    "decide_procedure",
    "draw_controls",
    "drawn",
    "file_renewal",
    "follow_application",
    "follow_labels",
    "grant_label",
    "grant_renewal",
    "issue_certificate",
    "load_labels",
    "observe_label",
    "open_procedure",
    "open_renewal",
    "refuse_by_decision",
    "refuse_renewal",
    "reinstate_label",
    "reply_procedure",
    "rotate_key",
    "save_renewal",
    "sign_again",
    "sign_statement",
    "succeed_label",
    "surrender_label",
    "suspend_label",
]
