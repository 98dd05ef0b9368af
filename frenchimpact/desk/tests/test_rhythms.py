"""What comes by mail at once unless one chose otherwise: what has a deadline, or for which somebody waits. The rest is in the digest."""

import pytest

from frenchimpact.notifications.models import Rhythm
from frenchimpact.notifications.rules import KINDS

AT_ONCE = {
    "organisations.freshness": "asked with a date, and answered by that very mail",
    "organisations.join_asked": "somebody waits for an answer",
    "organisations.join_silent": "somebody has waited for too long",
    "organisations.answered": "the person waits for this answer",
    "organisations.claim_reviewed": "somebody waits to hold a sheet",
    "organisations.mandate_proposed": "a structure waits for an agreement",
    "projects.declared": "the receipt of what was just done",
    "projects.information_given": "a team waits for its readers, who have a date",
    "projects.third_reading": "a reading with a date",
    "calls.partner_answered": "a session closes: a partner who declines is replaced before",
    "calls.correction_given": "a legal delay runs again",
    "calls.enquiry_answered": "the person waits for this answer, before a session closes",
    "reviews.opened": "what jurors do has a date",
    "reviews.assigned": "what jurors do has a date",
    "reviews.session": "a session has a date",
    "labels.renewal_reminder": "a label ends",
    "labels.renewal_filed": "a label ends",
    "labels.not_given": "a holder waits for their label",
    "labels.procedure_answered": "a holder waits for a decision",
    "labels.control_answered": "a holder waits for a decision",
    "desk.recovery": "somebody is locked out",
    "desk.look": "somebody reads with one's eyes at that moment",
}
DAILY = {
    "organisations.joined",
    "organisations.role",
    "organisations.merged",
    "organisations.registry_differs",
    "organisations.mandate_moved",
    "projects.to_read",
    "projects.published",
    "projects.archived",
    "projects.joined",
    "calls.withdrawn",
    "calls.to_check",
    "calls.enquiry_asked",
    "reviews.expert",
    "privacy.left_alone",
}
# Where a new kind must be put above, with its reason.
SETTLED = {"accounts", "desk", "inbound", "organisations", "privacy", "projects"}


@pytest.mark.parametrize("code", sorted(AT_ONCE))
def test_what_cannot_wait_comes_at_once(code: str) -> None:
    assert KINDS[code].default == Rhythm.NOW, AT_ONCE[code]
    assert not KINDS[code].is_mandatory


@pytest.mark.parametrize("code", sorted(DAILY))
def test_what_can_wait_comes_in_the_digest_of_the_day(code: str) -> None:
    assert KINDS[code].default == Rhythm.DAILY


def test_each_kind_has_its_reason() -> None:
    chosen = {kind.code for kind in KINDS.values() if not kind.is_mandatory and kind.default != Rhythm.NEVER}
    assert {code for code in chosen if code.partition(".")[0] in SETTLED} <= AT_ONCE.keys() | DAILY
