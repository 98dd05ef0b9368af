"""A SIREN that somebody typed on a funder's sheet waits for an operator: nothing is published nor brought in under it before."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.models import Aid
from frenchimpact.aids.tests.feeds import line, write_csv
from frenchimpact.calls.actions.references import take_references
from frenchimpact.commitments import listeners
from frenchimpact.commitments.imports.run import import_grants
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import make_commitment, make_funder, make_known
from frenchimpact.commitments.tests.test_imports import FUNDER, HEADER, LINE, write
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.actions import confirm_number, update_organisation
from frenchimpact.organisations.facts import NumberConfirmed, OrganisationUpdated
from frenchimpact.organisations.models import ConfirmedNumber, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
PAGE = "/mon-espace/financeur/engagements/importer/"
SIREN = FUNDER[:9]


@pytest.fixture
def taker() -> Organisation:
    """A funder that the programme knows, who writes another's number on its sheet."""
    found = make_known(make_funder(name="Fondation Rives communes", kinds=["fondation"]))
    make_member(found, role="editor")
    person = found.memberships.get().user
    update_organisation(organisation=found, changes={"siret": FUNDER}, by=person)
    listeners.ask_changed_number(OrganisationUpdated(organisation_id=found.pk, fields=["siren", "siret"], version=2))
    found.refresh_from_db()
    return found


def heard(organisation: Organisation) -> None:
    listeners.bear_number(NumberConfirmed(organisation_id=organisation.pk, siren=organisation.siren))


def test_money_is_not_published_under_a_number_only_typed(taker: Organisation) -> None:
    given = make_commitment(funder=taker, origin="prive_fondation")
    assert given.funder_number == ""
    confirm_number(organisation=taker, siren=SIREN, by=None)
    heard(taker)
    given.refresh_from_db()
    assert given.funder_number == FUNDER


def test_a_file_in_its_name_waits_for_the_operator(client: Client, taker: Organisation) -> None:
    client.force_login(taker.memberships.get().user)
    file = SimpleUploadedFile("a.csv", f"{HEADER}\n{LINE}\n".encode())
    page = client.post(PAGE, {"file": file})
    assert "le programme le confirme d’abord" in page.content.decode()
    assert not Commitment.objects.exists()
    confirm_number(organisation=taker, siren=SIREN, by=None)
    assert "le programme le confirme d’abord" not in client.get(PAGE).content.decode()


def test_another_number_than_the_one_confirmed_waits_too(taker: Organisation) -> None:
    confirm_number(organisation=taker, siren=SIREN, by=None)
    update_organisation(organisation=taker, changes={"siret": "38047555800058"}, by=taker.memberships.get().user)
    assert make_commitment(funder=taker, origin="prive_fondation").funder_number == ""


def test_grants_and_aids_of_the_real_owner_do_not_become_its_own(tmp_path: Path, taker: Organisation) -> None:
    make_places()
    take_references("AF", 5)
    import_grants(write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n"))
    one = Commitment.objects.get()
    assert (one.funder, one.funder_number, one.gross) == (None, FUNDER, Decimal("47800.20"))
    porteurs = f"[{{ nom: 'Métropole', siren: '{SIREN}', roles: [ 'financeur' ]}}]"
    import_aids(write_csv(tmp_path / "b.csv", line("m", porteurs=porteurs, eligibilite_geographique_exclusions="")), source_name="État")
    assert Aid.objects.get(source_key="m").funder is None


def test_an_operator_sees_whose_it_may_be_and_confirms(client: Client, taker: Organisation) -> None:
    make_organisation(name="Métropole de la Rive", siren=SIREN)
    operator = make_operator()
    listeners.ask_changed_number(OrganisationUpdated(organisation_id=taker.pk, fields=["siren"], version=3))
    notice = Notice.objects.get(person=operator, kind="commitments.number")
    client.force_login(operator)
    page = client.get(reverse("commitments:funder_numbers")).content.decode()
    for words in ("Fondation Rives communes", "Métropole de la Rive", "numéro d’une administration"):
        assert words in page, words
    confirm = reverse("commitments:funder_number_confirm", args=[taker.slug])
    assert client.post(confirm, {"siren": "111111111"}).status_code == 302
    assert not ConfirmedNumber.objects.exists()
    assert client.post(confirm, {"siren": SIREN}).status_code == 302
    heard(taker)
    notice.refresh_from_db()
    assert (ConfirmedNumber.objects.get().by, notice.is_task, notice.done_at is None) == (operator, True, False)
    client.force_login(taker.memberships.get().user)
    assert client.post(confirm, {"siren": SIREN}).status_code in {403, 404}
