"""The sheet and its editing, by what the pages say."""

import re
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations import actions
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
NEW = {"name": "Le Fil rouge", "kinds": ["association"], "freshness_months": "12"}


@pytest.fixture(autouse=True)
def _reference() -> None:
    make_terms()
    make_place("commune:73065")


@pytest.fixture
def awa(client: Client) -> User:
    user = User.objects.create(email="awa@exemple.test", full_name="Awa Diallo")
    client.force_login(user)
    return user


def sent_back(page: str) -> dict[str, Any]:
    """The fields of the page's form, as a browser would send them without a change."""
    data: dict[str, Any] = {}
    main = page[page.index('name="version"') - 200 : page.index("Publication")]
    for tag in re.findall(r"<input[^>]*>", main):
        found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if found.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if found.get("name") and found["name"] != "csrfmiddlewaretoken":
            data.setdefault(found["name"], []).append(found.get("value", ""))
    for name, text in re.findall(r'<textarea name="([a-z_]+)"[^>]*>\s?([^<]*)</textarea>', main):
        data[name] = [text]
    for name, options in re.findall(r'<select name="([a-z_]+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        data[name] = [chosen[1] if chosen else ""]
    return data


def test_a_visitor_is_asked_to_sign_in_to_add(client: Client) -> None:
    response = client.get("/structures/ajouter/")
    assert response.status_code in {302, 303}
    assert "/connexion/" in response["Location"]


def test_someone_adds_a_structure_and_manages_it(client: Client, awa: User) -> None:
    assert "Ajouter une structure" in client.get("/structures/ajouter/").content.decode()
    data = {**NEW, "commune": "chambery", "siret": "200 069 110 00019", "website": "exemple.fr", "themes": ["logement_habitat"]}
    response = client.post("/structures/ajouter/", data, follow=True)
    assert response.redirect_chain[0][0] == "/structures/le-fil-rouge-chambery/"
    page = response.content.decode()
    assert "Chambéry (Savoie)" in page
    assert "200\u00a0069\u00a0110\u00a000019" in page
    assert 'href="https://exemple.fr" rel="nofollow noopener' in page
    assert Membership.objects.get(user=awa).role == "admin"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, awa: User) -> None:
    data = {
        **NEW,
        "siret": "2000691100001",
        "commune": "Nulle-Part-sur-Rien",
        "description": "Mon <b>texte</b>",
        "website": "javascript:alert(1)",
    }
    response = client.post("/structures/ajouter/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Vous en avez écrit 13" in page.replace("\u00a0", " ")
    assert "Aucun lieu ne s’appelle ainsi" in page
    assert "Mon &lt;b&gt;texte&lt;/b&gt;" in page
    assert not Organisation.objects.exists()


def test_namesakes_are_proposed(client: Client, awa: User) -> None:
    there = make_place("commune:01900", name="Chambéry")
    page = client.post("/structures/ajouter/", {**NEW, "commune": "Chambéry"}).content.decode()
    assert "Plusieurs lieux portent ce nom" in page
    assert 'value="Chambéry"' in page
    assert 'type="radio" name="commune_cle" value="commune:73065"' in page
    assert "Commune · Savoie (73)" in page
    # The same page again, with the right one ticked.
    assert client.post("/structures/ajouter/", {**NEW, "commune": "Chambéry", "commune_cle": "commune:01900"}).status_code == 302
    assert Organisation.objects.get().commune == there
    Organisation.objects.all().delete()
    assert client.post("/structures/ajouter/", {**NEW, "commune": "Chambéry (73)"}).status_code == 302


def test_a_structure_that_exists_is_proposed_first(client: Client, awa: User) -> None:
    make_organisation(name="Le Fil Rouge", slug="deja-la")
    page = client.post("/structures/ajouter/", NEW).content.decode()
    assert "existe peut-être déjà" in page
    assert "/structures/deja-la/" in page
    assert Organisation.objects.count() == 1
    assert client.post("/structures/ajouter/", {**NEW, "sure": "1"}).status_code == 302


def test_a_form_sent_twice_makes_one_structure(client: Client, awa: User) -> None:
    data = {**NEW, "once": "3d5ac1a6-52b8-4f6e-b1a4-6d1f3f3e7c11", "sure": "1"}
    first, second = client.post("/structures/ajouter/", data), client.post("/structures/ajouter/", data)
    assert first["Location"] == second["Location"]
    assert Organisation.objects.count() == 1


def test_editing_writes_only_what_changed(client: Client, awa: User) -> None:
    organisation = make_organisation(
        slug="fil", phone="01", description="Une\nDeux", commune=make_place("commune:73065"), themes=["culture_sport"]
    )
    make_member(organisation, user=awa)
    data = sent_back(client.get("/structures/fil/modifier/").content.decode())
    response = client.post("/structures/fil/modifier/", {**data, "phone": "04 79 00 00 00"})
    assert response["Location"] == "/structures/fil/"
    organisation.refresh_from_db()
    assert organisation.edited_fields == ["phone"]
    assert (organisation.phone, organisation.description, organisation.themes) == ("04 79 00 00 00", "Une\nDeux", ["culture_sport"])


def test_two_people_see_both_texts_and_the_second_decides(client: Client, awa: User) -> None:
    organisation = make_organisation(slug="fil", description="avant", phone="01")
    make_member(organisation, user=awa)
    data = sent_back(client.get("/structures/fil/modifier/").content.decode())
    bea = make_member(organisation)
    actions.update_organisation(organisation=organisation, changes={"description": "le sien", "phone": "02"}, by=bea)
    response = client.post("/structures/fil/modifier/", {**data, "description": "le mien"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "le sien" in page
    assert f"<b>{bea.full_name}, le " in page
    assert "le mien" in page
    again = sent_back(page)
    assert again["description"] == ["le mien"]
    assert client.post("/structures/fil/modifier/", again).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.description, organisation.phone) == ("le mien", "02")


@pytest.mark.parametrize(("who", "status"), [("stranger", 403), ("reader", 403), ("editor", 200), ("admin", 200)])
def test_who_may_edit(client: Client, awa: User, who: str, status: int) -> None:
    organisation = make_organisation(slug="fil")
    if who != "stranger":
        make_member(organisation, role=who, user=awa)
    assert client.get("/structures/fil/modifier/").status_code == status


def test_one_click_confirms_and_the_badge_follows(client: Client, awa: User) -> None:
    organisation = make_organisation(slug="fil", confirmed_at=clock.now().replace(year=2020), freshness_months=3)
    make_member(organisation, user=awa)
    assert "À mettre à jour" in client.get("/structures/fil/").content.decode()
    page = client.post("/structures/fil/confirmer/", follow=True).content.decode()
    assert "À mettre à jour" not in page
    assert "Confirmée le" in page
    assert "a confirmé que la fiche est à jour" in page


def test_taken_off_the_public_pages(client: Client, awa: User) -> None:
    organisation = make_organisation(slug="fil", name="Le Fil")
    make_organisation(slug="jamais", is_published=False)
    make_member(organisation, user=awa)
    client.post("/structures/fil/publication/", {"publication": "non"})
    assert "Non publiée" in client.get("/structures/fil/").content.decode()
    stranger = Client()
    gone = stranger.get("/structures/fil/")
    assert gone.status_code == 410
    assert "Le Fil" not in gone.content.decode()
    assert stranger.get("/structures/jamais/").status_code == 404
    client.post("/structures/fil/publication/", {"publication": "oui"})
    assert stranger.get("/structures/fil/").status_code == 200
