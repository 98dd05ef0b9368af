"""Casquettes: several held, one worn, always the wearer's own."""

import datetime as dt

import pytest
from django.test import Client, RequestFactory

from frenchimpact.accounts.facts import ProfileChanged
from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.geo.models import Place
from frenchimpact.journal.models import Entry
from frenchimpact.organisations.hats import hats_for
from frenchimpact.organisations.models import Assignment, Membership, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def chloe() -> User:
    """A territorial partner for Savoie who also edits her association's sheet, and once ran the programme."""
    person = User.objects.create(email="chloe@exemple.fr", full_name="Chloé")
    savoie = Place.objects.create(level="departement", code="73", name="Savoie", vintage=2026)
    agency = Organisation.objects.create(slug="agence", name="Agence des Alpes", kinds=["accompagnement"])
    today = clock.today()
    Assignment.objects.create(user=person, role="partner", organisation=agency, perimeter=savoie, starts_on=today)
    Assignment.objects.create(user=person, role="operator", starts_on=today - dt.timedelta(60), ends_on=today - dt.timedelta(1))
    Membership.objects.create(user=person, organisation=agency, role="editor")
    return person


def test_todays_roles_come_first_then_organisations_then_oneself(chloe: User) -> None:
    assert [str(hat) for hat in hats_for(chloe)] == [
        "Partenaire territorial – Agence des Alpes – Savoie",
        "Agence des Alpes",
        "vous-même",
    ]


def test_the_header_shows_the_hat_and_switching_keeps_it(client: Client, chloe: User) -> None:
    client.force_login(chloe)
    assert "Partenaire territorial – Agence des Alpes – Savoie" in client.get("/mon-espace/").content.decode()

    member = Membership.objects.get()
    response = client.post("/mon-espace/casquettes/", {"hat": f"structure-{member.pk}"})

    assert response["Location"] == "/mon-espace/"
    page = client.get("/mon-espace/").content.decode()
    assert "Agence des Alpes" in page
    assert "Partenaire territorial" not in page


@pytest.mark.parametrize("key", ["", "role-999999", "structure-0", "moi'--", "x" * 10_000])
def test_a_hat_that_is_not_one_s_own_is_refused(client: Client, chloe: User, key: str) -> None:
    client.force_login(chloe)

    response = client.post("/mon-espace/casquettes/", {"hat": key})

    assert response.status_code == 422
    assert "hat" not in client.session


def test_a_hat_lost_meanwhile_is_taken_off(client: Client, chloe: User) -> None:
    client.force_login(chloe)
    member = Membership.objects.get()
    client.post("/mon-espace/casquettes/", {"hat": f"structure-{member.pk}"})
    Membership.objects.update(until=clock.now())

    assert "Partenaire territorial" in client.get("/mon-espace/").content.decode()


def test_the_journal_freezes_the_hat(client: Client, chloe: User) -> None:
    client.force_login(chloe)

    client.post("/mon-espace/reglages/", {"full_name": "Chloé Martin", "language": "fr"})

    assert Entry.objects.get().acting_as == "Partenaire territorial – Agence des Alpes – Savoie"
    announce(ProfileChanged(user_id=chloe.pk), by=chloe)
    assert Entry.objects.latest("pk").acting_as == ""


def test_a_visitor_wears_none(rf: RequestFactory, client: Client) -> None:
    assert client.get("/mon-espace/casquettes/").status_code == 302
