"""An aid taken out of the register by its beneficiary: the funder agrees, or upholds it."""

import pytest
from django.urls import reverse

from frenchimpact.aids.tests.factories import make_funder
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.financing.actions.commitments import follow_commitment
from frenchimpact.financing.actions.deminimis import withdraw_aid
from frenchimpact.financing.models import DeMinimisAid
from frenchimpact.financing.queries.registers import removed_aids
from frenchimpact.financing.tests.test_listeners import committed, sign
from frenchimpact.financing.tests.test_registers import as_user
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_person

pytestmark = pytest.mark.django_db


class Case:
    """One aid, committed, then taken out."""

    def __init__(self) -> None:
        self.holder, funder = make_organisation(name="Asso A"), make_funder(name="Région")
        self.received, self.gave = make_member(self.holder), make_member(funder)
        self.commitment = committed(self.holder, funder=funder)
        sign(self.commitment)
        self.aid = DeMinimisAid.objects.get()
        withdraw_aid(aid=self.aid, on=self.aid.granted_on, reason="C’est un achat.", by=self.received)
        self.page = reverse("financing:removal_answer", args=[self.aid.pk])

    def counted(self) -> int:
        """How many aids count."""
        return DeMinimisAid.objects.filter(state="granted").count()


def test_the_funder_upholds_an_aid_and_only_they_may_take_it_out() -> None:
    case = Case()
    page = as_user(case.gave).get(case.page).content.decode()
    assert "C’est un achat." in page
    assert as_user(case.gave).post(case.page, {"answer": "upheld", "reason": ""}).status_code == 422
    assert as_user(case.gave).post(case.page, {"answer": "upheld", "reason": "Une subvention."}).status_code == 302
    assert case.counted() == 1
    assert Notice.objects.get(kind="financing.removed").done_at is not None
    assert Notice.objects.filter(kind="financing.ceiling", person=case.received).exists()
    again = DeMinimisAid.objects.get(state="granted")
    with pytest.raises(OutOfTurn, match="maintient"):
        withdraw_aid(aid=again, on=again.granted_on, reason="Non.", by=case.received)
    register = as_user(case.received).get(reverse("financing:de_minimis", args=[case.holder.slug])).content.decode()
    assert "remettez-la au registre" in register
    assert as_user(case.gave).post(case.page, {"answer": "agreed", "reason": "Non."}).status_code == 422
    assert "Une subvention." in as_user(case.gave).get(case.page).content.decode()


def test_an_aid_on_which_both_agree_is_in_no_certificate() -> None:
    case = Case()
    on = clock.today()
    assert removed_aids([case.holder.pk], on).count() == 1
    as_user(case.gave).post(case.page, {"answer": "agreed", "reason": "Un marché, en effet."})
    assert removed_aids([case.holder.pk], on).count() == 0
    assert case.counted() == 0


def test_what_happens_to_the_commitment_does_not_undo_a_removal() -> None:
    case = Case()
    follow_commitment(commitment=case.commitment)
    assert case.counted() == 0


def test_only_those_who_keep_the_commitment_answer() -> None:
    case = Case()
    for other in (case.received, make_person()):
        assert as_user(other).get(case.page).status_code == 404
