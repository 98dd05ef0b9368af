"""The pages of offers and requests: who sees what, what is said, what a button does."""

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.offers.actions.matches import propose
from frenchimpact.offers.actions.offers import move_offer, prepare_offer, report_offer
from frenchimpact.offers.models import Match, Offer, OfferReport, Request, Side
from frenchimpact.offers.tests.factories import make_offer, make_request
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person, make_published_project
from frenchimpact.territories.tests.factories import make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()


@pytest.fixture
def house(db: None) -> Organisation:
    return make_organisation(name="Comptes Unis")


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, view: str, *args: Any, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"offers:{view}", args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


# ── Everyone ─────────────────────────────────────────────────────────────────────────────────────
def test_the_list_hides_what_sleeps_and_filters(client: Client, house: Organisation) -> None:
    savoie = make_place("departement:73")
    make_offer(house, title="Dix jours")
    make_offer(house, title="Une salle", what="place", price="solidarity", places=[savoie])
    Offer.objects.filter(title="Dix jours").update(confirmed_on=clock.today() - dt.timedelta(days=91))
    page = text(client, "offers")
    assert "Une salle" in page
    assert "Dix jours" not in page
    assert "Aucune offre avec ces critères" in text(client, "offers", nature="software")
    assert "Une salle" in text(client, "offers", q="salle", prix="solidarity", region="84")
    assert "n’a pas été prise en compte" in text(client, "offers", nature="magie")
    sheet = text(client, "offer", Offer.objects.get(title="Dix jours").slug)
    assert "ne peut pas être demandée" in sheet


def test_lists_are_files(client: Client, house: Organisation) -> None:
    offer, need = make_offer(house), make_request()
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/offres/?format=csv")).decode())))
    assert [(row["reference"], row["reste"]) for row in rows] == [(offer.reference, "10")]
    result = json.loads(b"".join(client.get("/offres/?format=json")))["results"][0]
    assert (result["reference"], result["confirmee_le"]) == (offer.reference, offer.confirmed_on.isoformat())
    assert offer.slug in b"".join(client.get("/offres/?format=atom")).decode()
    assert need.reference in b"".join(client.get("/demandes/?format=json")).decode()
    assert need.slug in b"".join(client.get("/demandes/?format=atom")).decode()


def test_lists_ask_the_same_number_of_queries(
    client: Client, house: Organisation, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    make_offer(house, places=[make_place("departement:73")])
    client.get("/offres/")
    with django_assert_max_num_queries(60) as first:
        client.get("/offres/")
    for number in range(2):
        make_offer(house, title=f"Encore {number}", places=[make_place("departement:75")])
    with django_assert_num_queries(len(first)):
        client.get("/offres/")


def test_a_sheet_says_what_is_left_who_gives_and_is_hidden_while_it_is_read(client: Client, house: Organisation) -> None:
    offer = make_offer(house, capacity=12, conditions="Une convention")
    page = text(client, "offer", offer.slug)
    for words in ("12 jours", "Comptes Unis", "Une convention", "Demander cette offre", "Projets, Structures, Territoires"):
        assert words in page
    draft = prepare_offer(organisation=house, by=None, what="place", title="Salle", summary="Une salle", price="free")
    assert client.get(reverse("offers:offer", args=[draft.slug])).status_code == 404
    assert as_(make_member(house)).get(reverse("offers:offer", args=[draft.slug])).status_code == 200


def test_a_request_is_public_only_when_its_asker_wants_it_and_is_published(client: Client) -> None:
    shown, hidden = make_request(), make_request(title="Entre nous", is_public=False, project=make_published_project(name="Autre"))
    page = text(client, "needs")
    assert shown.title in page
    assert hidden.title not in page
    assert "Je peux aider" in text(client, "need", shown.slug)
    text(client, "need", hidden.slug, status=404)
    # Whoever may offer sees the open ones.
    assert hidden.title in text(as_(make_member(make_organisation())), "need", hidden.slug)


# ── Who offers ───────────────────────────────────────────────────────────────────────────────────
def offer_fields(**fields: Any) -> dict[str, Any]:
    return {
        "what": "skills_patronage",
        "title": "Deux jours de juriste",
        "summary": "Pour vos statuts",
        "capacity": "2",
        "unit": "jours",
        "price": "free",
        "who": ["project"],
        **fields,
    }


def test_an_offer_is_written_sent_read_and_public(house: Organisation) -> None:
    writer, operator = as_(make_member(house)), as_(make_operator())
    sent = writer.post(reverse("offers:offer_new"), offer_fields(organisation=house.pk))
    offer = Offer.objects.get()
    assert sent["Location"] == reverse("offers:own_offer", args=[offer.reference])
    writer.post(reverse("offers:offer_move", args=[offer.reference]), {"do": "submit"})
    assert "Deux jours de juriste" in text(operator, "offer_queue")
    operator.post(reverse("offers:offer_review", args=[offer.reference]), {"do": "approve"})
    offer.refresh_from_db()
    assert (offer.state, offer.places.count()) == ("available", 0)
    writer.post(reverse("offers:offer_edit", args=[offer.reference]), offer_fields(capacity="5"))
    offer.refresh_from_db()
    assert (offer.state, int(offer.capacity or 0)) == ("available", 5)
    writer.post(reverse("offers:offer_edit", args=[offer.reference]), offer_fields(title="Achetez"))
    offer.refresh_from_db()
    assert offer.state == "moderated"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(house: Organisation) -> None:
    writer = as_(make_member(house))
    answer = writer.post(reverse("offers:offer_new"), offer_fields(organisation=house.pk, unit="", title="Ma phrase à moi"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dites l’unité" in page
    assert "Ma phrase à moi" in page
    answer = writer.post(reverse("offers:offer_new"), offer_fields(organisation=house.pk, lieu="Zzyzx-les-Bains"))
    assert (answer.status_code, Offer.objects.count()) == (422, 0)


def test_one_click_says_that_it_is_still_true_and_strangers_may_not(house: Organisation) -> None:
    offer = make_offer(house)
    Offer.objects.update(confirmed_on=clock.today() - dt.timedelta(days=95))
    move = reverse("offers:offer_move", args=[offer.reference])
    assert as_(make_person()).post(move, {"do": "confirm"}).status_code == 404
    writer = as_(make_member(house))
    assert writer.post(move, {"do": "confirm", "vers": "liste"})["Location"] == reverse("offers:my_offers")
    offer.refresh_from_db()
    assert offer.confirmed_on == clock.today()
    assert writer.post(move, {"do": "resume"}).status_code == 409
    assert writer.post(move, {"do": "withdraw"}).status_code == 422
    writer.post(move, {"do": "withdraw", "reason": "Plus personne"})
    offer.refresh_from_db()
    assert (offer.state, offer.state_reason) == ("withdrawn", "Plus personne")


# ── Who asks ─────────────────────────────────────────────────────────────────────────────────────
def test_a_team_asks_with_the_reasons_and_the_other_side_answers(house: Organisation) -> None:
    project = make_published_project()
    team, writer = as_(lead_of(project)), as_(make_member(house))
    offer = make_offer(house, stages=["essaimage"])
    new = reverse("offers:need_new") + f"?projet={project.reference}"
    given = {"what": "skills_patronage", "title": "Tenir nos comptes", "text": "Seuls", "quantity": "3", "unit": "jours", "price": "free"}
    team.post(new, {**given, "is_public": "on"})
    need = Request.objects.get()
    page = text(team, "own_need", need.reference)
    assert offer.title in page
    assert "Le projet n’est pas à l’étape demandée." in page
    assert "Tenir nos comptes" in text(team, "project_needs", project.reference)
    ask = reverse("offers:offer_ask", args=[offer.slug])
    assert "Le projet n’est pas à l’étape demandée." in team.get(ask, {"demande": need.reference}).content.decode()
    sent = team.post(f"{ask}?demande={need.reference}", {"text": "Bonjour", "quantity": "3"})
    match = Match.objects.get()
    assert sent["Location"] == reverse("offers:match", args=[match.pk])
    here = reverse("offers:match", args=[match.pk])
    assert team.post(here, {"do": "accept"}).status_code == 409
    assert as_(make_person()).get(here).status_code == 404
    page = writer.get(here).content.decode()
    assert "Oui, j’accepte" in page
    assert lead_of(project).email not in page
    assert writer.post(here, {"do": "decline", "reason": ""}).status_code == 422
    writer.post(here, {"do": "accept"})
    assert lead_of(project).email in writer.get(here).content.decode()
    assert team.post(here, {"do": "start"}).status_code == 302
    for client in (writer, team):
        assert client.post(here, {"do": "complete", "was_useful": "oui", "given": "3"}).status_code == 302
    match.refresh_from_db()
    need.refresh_from_db()
    assert (match.state, need.state) == ("rated", "fulfilled")


def test_who_offers_helps_a_request(house: Organisation) -> None:
    need, offer, writer = make_request(), make_offer(house), as_(make_member(house))
    assert need.title in text(writer, "own_offer", offer.reference)
    help_ = reverse("offers:request_help", args=[need.slug])
    assert offer.title in writer.get(help_).content.decode()
    writer.post(f"{help_}?offre={offer.reference}", {"text": "Nous pouvons", "quantity": "2"})
    assert Match.objects.get().proposed_by == Side.OFFER
    assert as_(make_person()).get(help_).status_code == 403


def test_a_territory_and_a_structure_ask_too(house: Organisation) -> None:
    territory = make_territory("Vallée", lead=house)
    writer = as_(make_member(house))
    page = text(writer, "territory_needs", territory.reference)
    assert "Nouvelle demande" in page
    for way in (f"territoire={territory.reference}", f"structure={house.slug}"):
        given = {"what": "place", "title": "Une salle", "text": "Le soir", "price": "free"}
        assert writer.post(reverse("offers:need_new") + f"?{way}", given).status_code == 302
    assert set(Request.objects.values_list("organisation", "territory")) == {(house.pk, None), (None, territory.pk)}
    assert as_(make_person()).get(reverse("offers:need_new") + f"?structure={house.slug}").status_code == 404
    need = Request.objects.first()
    assert need is not None
    close = reverse("offers:need_close", args=[need.reference])
    assert writer.post(close, {"do": "abandon"}).status_code == 422
    writer.post(close, {"do": "abandon", "reason": "Trouvée"})
    need.refresh_from_db()
    assert need.state == "abandoned"


# ── The programme ────────────────────────────────────────────────────────────────────────────────
def test_signs_of_advertising_are_shown_to_who_decides(house: Organisation) -> None:
    draft = prepare_offer(
        organisation=house, by=None, what="software", title="Le meilleur logiciel", summary="Appelez le 06 12 34 56 78", price="free"
    )
    move_offer(offer=draft, verb="submit", by=None)
    operator = as_(make_operator())
    page = text(operator, "offer_review", draft.reference)
    assert "06 12 34 56 78" in page
    assert "Un superlatif" in page
    review = reverse("offers:offer_review", args=[draft.reference])
    assert operator.post(review, {"do": "send_back", "reason": ""}).status_code == 422
    operator.post(review, {"do": "send_back", "reason": "Ôtez le téléphone"})
    draft.refresh_from_db()
    assert (draft.state, draft.state_reason) == ("draft", "Ôtez le téléphone")


def test_a_report_is_settled_and_may_withdraw(house: Organisation) -> None:
    offer, person, operator = make_offer(house), make_person(), as_(make_operator())
    as_(person).post(reverse("offers:offer_report", args=[offer.slug]), {"reason": "advertising", "text": "Une publicité"})
    report = OfferReport.objects.get()
    waiting = propose(offer=offer, request=make_request(), side=Side.REQUEST, text="Bonjour", by=None)
    assert "Une publicité" in text(operator, "offer_queue")
    operator.post(reverse("offers:report_settle", args=[report.pk]), {"settlement": "C’en est une", "do": "withdraw"})
    offer.refresh_from_db()
    waiting.refresh_from_db()
    assert (offer.state, waiting.state) == ("withdrawn", "lapsed")
    report_offer(offer=make_offer(house, title="Une autre"), reason="wrong", text="", by=person)
    text(as_(person), "offer_queue", status=403)


def test_a_withdrawn_offer_says_that_it_is_gone_and_a_draft_does_not_exist(client: Client, house: Organisation) -> None:
    offer, writer = make_offer(house), make_member(house)
    move_offer(offer=offer, verb="withdraw", reason="Plus personne", by=writer)
    assert "Cette offre a été retirée" in text(client, "offer", offer.slug, status=410)
    assert "Plus personne" in text(as_(writer), "own_offer", offer.reference)
    draft = prepare_offer(organisation=house, by=None, what="place", title="Une salle", summary="Grande", price="free")
    text(client, "offer", draft.slug, status=404)


def test_a_structure_has_its_own_list_and_its_public_sheet_shows_what_it_offers(client: Client, house: Organisation) -> None:
    offer = make_offer(house)
    writer = make_member(house)
    other = make_offer(make_organisation(name="Salles Unies"), title="Une salle")
    make_member(other.organisation, user=writer)
    page = text(as_(writer), "my_offers", structure=house.slug)
    assert (offer.title in page, other.title in page) == (True, False)
    assert other.title in text(as_(writer), "my_offers")
    assert f"?structure={house.slug}" in as_(writer).get("/mon-espace/structures/").content.decode()
    sheet = client.get(f"/structures/{house.slug}/").content.decode()
    assert (offer.title in sheet, other.title in sheet) == (True, False)
