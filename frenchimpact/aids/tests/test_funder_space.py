"""The funder's space: what waits, the editor and its count, publication at once or after a reader."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.aids.actions.editions import duplicate_aid
from frenchimpact.aids.models import Aid, LinkCheck, Rule
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.journal.models import Entry
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_operator, make_person, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
TYPED: dict[str, Any] = {
    "title": "Fonds d’amorçage",
    "promise": "De quoi démarrer.",
    "description": "Pour un premier essai.",
    "instruments": ["subvention"],
    "regime": "unknown",
    "rhythm": "permanent",
    "way": "application",
    "apply_url": "https://fonds.test/aide",
    "ticket_min": "5 000",
    "ticket_max": "30 000",
    "structures": ["association", "cooperative"],
    "places": ["departement:73"],
}


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    for key in ("pays:FR", "departement:73", "commune:73065", "commune:73008", "commune:73059"):
        make_place(key)


@pytest.fixture
def funder(client: Client) -> Any:
    found = make_funder("Fonds des rives")
    client.force_login(make_member(found, role="editor"))
    return found


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def send(client: Client, address: str, status: int = 302, **typed: Any) -> str:
    response = client.post(address, {**TYPED, **typed})
    assert response.status_code == status, response.content.decode()[:4000]
    return response["Location"] if status == 302 else response.content.decode()


def test_an_empty_space_says_what_to_do(client: Client, funder: Any) -> None:
    page = text(client, "/mon-espace/financeur/")
    assert "Fonds des rives" in page
    assert "Publier une aide" in page
    client.force_login(make_person())
    assert client.get("/mon-espace/financeur/").status_code == 403


def test_what_waits_is_told(client: Client, funder: Any) -> None:
    make_published_project()
    make_aid("Bientôt finie", funder=funder, rhythm="once", closes_on=clock.today() + dt.timedelta(days=9))
    make_aid("Ancienne", funder=funder, checked_at=clock.now() - dt.timedelta(days=200))
    make_aid("D’un autre", funder=make_funder("Autre"), checked_at=clock.now() - dt.timedelta(days=400))
    page = text(client, "/mon-espace/financeur/")
    assert "Ferme dans 9 jours" in page
    assert "Toujours vrai ?" in page
    assert "1 projet convient" in page
    assert "D’un autre" not in page
    client.post(reverse("aids:aid_confirm", args=[Aid.objects.get(title="Ancienne").reference]))
    assert "Toujours vrai ?" not in text(client, "/mon-espace/financeur/")


def test_one_organisation_among_several_is_chosen(client: Client, funder: Any) -> None:
    other = make_funder("Seconde")
    person = make_member(other)
    make_member(funder, user=person)
    client.force_login(person)
    make_aid("Des rives", funder=funder)
    make_aid("De la seconde", funder=other)
    both = text(client, "/mon-espace/financeur/aides/")
    assert "Des rives" in both
    assert "De la seconde" in both
    one = text(client, f"/mon-espace/financeur/aides/?structure={other.slug}")
    assert "Des rives" not in one.replace("Fonds des rives", "")
    assert client.get(f"/mon-espace/financeur/aides/?structure={make_funder('Tierce').slug}").status_code == 404


def test_the_first_aid_goes_to_a_reader_the_next_does_not(client: Client, funder: Any) -> None:
    operator = make_operator()
    assert "Envoyer à la relecture" in text(client, reverse("aids:aid_new"))
    send(client, reverse("aids:aid_new"), funder=funder.pk, publish="1")
    aid = Aid.objects.get()
    assert (aid.status, aid.funder) == ("submitted", funder)
    assert [(one.place.key, one.is_excluded) for one in aid.aid_places.all()] == [("departement:73", False)]
    assert Rule.objects.get().values == ["association", "cooperative"]
    assert Notice.objects.filter(person=operator, kind="aids.submitted").count() == 1
    assert client.get(reverse("aids:aid_review", args=[aid.reference])).status_code == 403
    writer = Client()
    writer.force_login(operator)
    assert aid.title in text(writer, reverse("aids:aid_queue"))
    refused = writer.post(reverse("aids:aid_review", args=[aid.reference]), {"return": "1"})
    assert refused.status_code == 422
    writer.post(reverse("aids:aid_review", args=[aid.reference]), {"return": "1", "reason": "Précisez le taux."})
    aid.refresh_from_db()
    assert aid.status == "draft"
    assert Entry.objects.filter(fact="aids.AidSentBack", by=operator).exists()
    assert "Renvoyée par le programme" in text(client, "/mon-espace/financeur/")
    page = text(client, reverse("aids:aid_edit", args=[aid.reference]))
    assert "Précisez le taux." in page
    send(client, reverse("aids:aid_edit", args=[aid.reference]), version=aid.version, publish="1")
    writer.post(reverse("aids:aid_review", args=[aid.reference]), {"publish": "1"})
    aid.refresh_from_db()
    assert aid.status == "published"
    assert Notice.objects.filter(kind="aids.answered").count() == 2
    assert "Publier l’aide" in text(client, reverse("aids:aid_new"))
    where = send(client, reverse("aids:aid_new"), funder=funder.pk, publish="1", title="La deuxième")
    assert where == reverse("aids:aid_projects", args=[Aid.objects.get(title="La deuxième").reference])


def test_a_labelled_funder_publishes_at_once(client: Client, funder: Any) -> None:
    make_label(funder)
    send(client, reverse("aids:aid_new"), funder=funder.pk, publish="1")
    assert Aid.objects.get().status == "published"


def test_what_is_missing_is_told_and_the_draft_is_kept(client: Client, funder: Any) -> None:
    where = send(client, reverse("aids:aid_new"), funder=funder.pk, publish="1", places=[], description="")
    assert where.endswith("?manque=1")
    page = text(client, where)
    assert "il manque" in page
    assert "#chercher-places" in page
    assert "#id_description" in page
    assert Aid.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"rate_max": "101"}, "Un taux est compris"),
        ({"ticket_min": "-5"}, "nombre positif"),
        ({"ticket_max": "9999999999999999"}, "trop grand"),
        ({"ticket_min": "40000"}, "plus petit que le minimum"),
        ({"age_min": "2,5"}, "nombre entier de mois"),
        ({"age_max": "50000"}, "C’est trop"),
        ({"budget_min": "10", "budget_max": "5"}, "personne ne peut remplir"),
        ({"excluded": ["pays:FR"]}, "plus personne n’y est"),
        ({"closes_on": "2020-01-01"}, "toute l’année"),
        ({"structures": ["sans_structure"], "budget_min": "10"}, "personnes sans structure"),
        ({"lieu": "73100"}, "peut être plusieurs lieux"),
        ({"apply_url": "javascript:alert(1)"}, "dresse"),
        ({"structures": ["licorne"]}, "pas dans la liste"),
        ({"documents": "x" * 300}, "trop long"),
        ({"title": ""}, "Écrivez votre réponse"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(client: Client, funder: Any, typed: dict[str, Any], said: str) -> None:
    page = send(client, reverse("aids:aid_new"), 422, funder=funder.pk, steps="Un texte à ne pas perdre", **typed)
    assert said in page
    assert "Un texte à ne pas perdre" in page
    assert not Aid.objects.exists()


def test_html_stays_text(client: Client, funder: Any) -> None:
    send(client, reverse("aids:aid_new"), funder=funder.pk, title="<b>Gras</b>", promise="<script>alert(1)</script>")
    page = text(client, reverse("aids:aid_edit", args=[Aid.objects.get().reference]))
    assert "<b>Gras" not in page
    assert "<script>alert" not in page


def test_the_count_follows_what_is_typed_and_saves_nothing(client: Client, funder: Any, django_assert_max_num_queries: Any) -> None:
    make_published_project(name="Secret", stage="experimentation")
    make_published_project(name="Autre secret", stage="idee")
    asked = {"funder": funder.pk, "preview": "1", "stages": ["experimentation"], "structures": []}
    with django_assert_max_num_queries(45):
        response = client.post(reverse("aids:aid_new"), {**TYPED, **asked}, headers={"HX-Request": "true"})
    panel = response.content.decode()
    assert response.status_code == 200
    assert "<form" not in panel
    assert "1 projet correspond" in panel
    assert "1 en dehors" in panel
    assert "écarté par : Étape du projet" in panel
    assert "ecret" not in panel
    assert "L’aide s’adresse à toutes les structures" in panel
    assert "Savoie" in panel
    assert not Aid.objects.exists()
    # Without JavaScript, the button brings the whole page back, with the same.
    page = client.post(reverse("aids:aid_new"), {**TYPED, **asked}).content.decode()
    assert "1 projet correspond" in page
    assert 'value="Fonds d’amorçage"' in page


def test_two_writers_see_both_texts(client: Client, funder: Any) -> None:
    aid = make_aid("Titre d’origine", funder=funder, description="Avant", apply_url="https://fonds.test/")
    send(client, reverse("aids:aid_edit", args=[aid.reference]), version=1, title="Le premier")
    page = send(client, reverse("aids:aid_edit", args=[aid.reference]), 409, version=1, title="Le second", places=["commune:73065"])
    assert "Le premier" in page
    assert "Le second" in page
    assert "Chambéry" in page
    assert Aid.objects.get().title == "Le premier"
    assert 'name="version" value="2"' in page
    send(client, reverse("aids:aid_edit", args=[aid.reference]), version=2, title="Le second")
    assert Aid.objects.get().title == "Le second"


def test_only_its_writers_write(client: Client, funder: Any) -> None:
    other = make_aid("D’un autre", funder=make_funder("Autre"))
    draft = make_aid("Brouillon d’un autre", funder=other.funder, status="draft", published_at=None)
    assert client.get(reverse("aids:aid_edit", args=[other.reference])).status_code == 403
    assert client.get(reverse("aids:aid_edit", args=[draft.reference])).status_code == 404
    assert client.post(reverse("aids:aid_new"), {**TYPED, "funder": other.funder_id}).status_code == 422
    assert client.post(reverse("aids:aid_duplicate", args=[other.reference])).status_code == 403


def test_last_years_edition_begins_again_with_few_changes(client: Client, funder: Any) -> None:
    year = clock.today().year
    old = make_aid(
        f"Appel {year - 1}",
        reference="AF-2020-0001",
        funder=funder,
        rhythm="recurring",
        opens_on=dt.date(year - 1, 2, 1),
        closes_on=dt.date(year - 1, 4, 30),
        ticket_max=Decimal(10),
        rules=[{"subject": "age", "minimum": 24, "note": "Deux exercices."}],
        places=("departement:73",),
        excluded=("commune:73008",),
    )
    copy = duplicate_aid(aid=old, by=make_member(funder))
    assert (copy.title, copy.opens_on, copy.closes_on) == (f"Appel {year}", dt.date(year, 2, 1), dt.date(year, 4, 30))
    assert (copy.status, copy.rules.get().note) == ("draft", "Deux exercices.")
    assert {(one.place.key, one.is_excluded) for one in copy.aid_places.all()} == {("departement:73", False), ("commune:73008", True)}
    client.post(reverse("aids:aid_duplicate", args=[old.reference]))
    assert Aid.objects.filter(status="draft").count() == 2


def test_the_list_is_a_file_too(client: Client, funder: Any) -> None:
    make_aid("=1+1", funder=funder)
    response = client.get("/mon-espace/financeur/aides/?format=csv")
    assert "'=1+1" in response.content.decode()
    assert "reference" in response.content.decode()


def test_withdrawn_with_a_reason(client: Client, funder: Any) -> None:
    aid = make_aid("Finie", funder=funder)
    address = reverse("aids:aid_withdraw", args=[aid.reference])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Fonds épuisés"}).status_code == 302
    assert Aid.objects.get().status == "withdrawn"


def test_a_link_that_does_not_answer_is_told_with_what_to_do(client: Client, funder: Any) -> None:
    mine = make_aid("Premiers pas", funder=funder, apply_url="https://fonds.test/aide", source_url="https://source.test/fiche")
    other = make_aid("D’un autre", apply_url="https://autre.test/")
    for aid, url in ((mine, mine.apply_url), (mine, mine.source_url), (other, other.apply_url)):
        LinkCheck.objects.create(aid=aid, url=url, is_ok=False, code=404, words="Le site répond 404.")
    page = text(client, "/mon-espace/financeur/")
    assert "où la demander ne marche plus. Le site répond 404. Écrivez" in page
    assert f"/mon-espace/financeur/aides/{mine.reference}/#comment" in page
    assert f"/financements/{mine.slug}/signaler/" in page
    assert "D’un autre" not in page
    LinkCheck.objects.create(aid=mine, url=mine.apply_url, is_ok=True, code=200)
    assert "où la demander ne marche plus" not in text(client, "/mon-espace/financeur/")


def test_an_aid_that_nobody_can_meet_asks_before_it_is_public(client: Client, funder: Any) -> None:
    make_published_project()
    far = {"funder": funder.pk, "publish": "1", "places": ["commune:73059"], "stages": ["solution_nationale"], "promise": "Très loin."}
    asked = send(client, reverse("aids:aid_new"), 422, **far)
    assert "Le seul projet publié est en dehors de ces conditions." in asked
    assert 'value="Très loin."' in asked
    assert "Envoyer ainsi à la relecture" in asked
    assert not Aid.objects.exists()
    # A draft is nobody's concern; a person who says it again knows.
    send(client, reverse("aids:aid_new"), **{**far, "publish": "confirmed"})
    assert Aid.objects.get().status == "submitted"
