"""Whoever receives money is told what is written of it."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from frenchimpact.commitments import actions
from frenchimpact.commitments.facts import CommitmentSigned, GrantsImported
from frenchimpact.commitments.imports.run import import_grants
from frenchimpact.commitments.listeners import tell_beneficiary, tell_import
from frenchimpact.commitments.models import Commitment, GrantsImport
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


def test_a_file_is_told_once_to_each_organisation_for_all_its_lines(tmp_path: Path) -> None:
    house, other = make_organisation(name="Asso A", siret="38047555800058"), make_organisation(name="Asso B", siret="35600000000048")
    bea = make_member(house)
    lines = [f"Région;23350001600040;2026-01-{day:02};Asso A;38047555800058;{day}00" for day in range(1, 8)]
    lines.append("Région;23350001600040;2026-01-09;Asso B;35600000000048;900")
    header = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;montant"
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *lines]))
    assert import_grants(path).created == 8
    run = GrantsImport.objects.get()
    for _ in range(2):
        tell_import(GrantsImported(import_id=run.pk, created_count=8, updated_count=0))
    notice = Notice.objects.get(kind="commitments.told")
    assert notice.person == bea
    mail = Mail.objects.get(kind="commitments.told")
    text = mail.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "7 subventions" in mail.subject
    for words in ("2 800 € en tout", "Et 2 autres.", "700 €"):
        assert words in text, words
    assert Commitment.objects.filter(beneficiary=other).exists()
    # The same file again changes nothing and says nothing.
    import_grants(path)
    last = GrantsImport.objects.order_by("-pk").first()
    assert last is not None
    tell_import(GrantsImported(import_id=last.pk, created_count=0, updated_count=0))
    assert Notice.objects.filter(kind="commitments.told").count() == 1
