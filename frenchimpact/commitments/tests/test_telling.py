"""Whoever receives money is told what is written of it."""

import datetime as dt
from decimal import Decimal

import pytest

from frenchimpact.commitments import actions
from frenchimpact.commitments.facts import CommitmentSigned
from frenchimpact.commitments.listeners import tell_beneficiary
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_project

pytestmark = pytest.mark.django_db


def hear(commitment: Commitment) -> None:
    """Every line, told twice: a task may run again."""
    for entry in [*commitment.entries.order_by("pk"), *commitment.entries.order_by("pk")]:
        tell_beneficiary(CommitmentSigned(commitment_id=commitment.pk, entry_id=entry.pk))


def test_each_step_is_told_once_to_who_receives() -> None:
    house, funder = make_organisation(name="Asso A"), make_funder(name="Région d’essai")
    bea, giver = make_member(house), make_member(funder)
    commitment = make_commitment(10_000, funder=funder, beneficiary=house, is_signed=False)
    actions.sign_commitment(commitment=commitment, amount=Decimal(12_000), on=DAY, by=None)
    actions.pay_commitment(commitment=commitment, amount=Decimal(5_000), on=DAY + dt.timedelta(days=9), by=None)
    actions.cancel_commitment(commitment=commitment, amount=None, on=DAY + dt.timedelta(days=9), by=None, note="Renoncement")
    hear(commitment)
    subjects = list(Mail.objects.filter(to=bea.email, kind="commitments.told").order_by("pk").values_list("subject", flat=True))
    assert [one.split("] ")[1].split(":")[0].strip() for one in subjects] == [
        "Argent annoncé",
        "Argent engagé",
        "Versement",
        "Engagement annulé",
    ]
    assert Notice.objects.filter(person=bea, kind="commitments.told").count() == 4
    assert not Notice.objects.filter(person=giver).exists()


def test_the_team_of_a_project_is_told_too_and_nobody_twice() -> None:
    house = make_organisation(name="Asso A")
    project = make_project(organisation=house)
    awa = lead_of(project)
    house.memberships.create(user=awa, role="admin")
    hear(make_commitment(10_000, beneficiary=project))
    notice = Notice.objects.get(kind="commitments.told")
    assert (notice.person, project.name in str(notice.text)) == (awa, True)


def test_a_line_taken_back_is_not_told() -> None:
    house = make_organisation()
    bea = make_member(house)
    commitment = make_commitment(10_000, beneficiary=house)
    entry = commitment.entries.get()
    actions.correct_entry(entry=entry, amount=Decimal(9_000), on=DAY, by=None, note="Erreur de saisie")
    counter = commitment.entries.exclude(counters=None).get()
    tell_beneficiary(CommitmentSigned(commitment_id=commitment.pk, entry_id=counter.pk))
    assert not Notice.objects.filter(person=bea).exists()
