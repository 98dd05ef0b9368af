"""Needs and answers are counted by intermunicipality and theme; white spots are listed, opened, and become a request or a call."""

import csv
import datetime as dt
import html
import io
import re
from typing import Any

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.mesh.actions import count_again, forget_misses, note_miss
from frenchimpact.mesh.models import MOST_A_DAY, Cell, Miss, Standing
from frenchimpact.offers.models import Offer
from frenchimpact.offers.tests.factories import make_offer, make_request
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_published_project
from frenchimpact.resources.tests.factories import make_programme
from frenchimpact.support.actions.supports import take_on
from frenchimpact.support.models import Support
from frenchimpact.support.tests.factories import make_structure, make_support
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
THEME = "insertion_emploi"


@pytest.fixture
def epci(db: None) -> Place:
    make_terms()
    make_places()
    return Place.objects.get(level="epci", code=make_place("commune:73065").epci.code)  # type: ignore[union-attr] # it has one


def cell(epci: Place, theme: str = THEME) -> Cell:
    count_again()
    return Cell.objects.get(place=epci, theme=theme)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────
def test_each_need_counts_where_it_is_said(epci: Place) -> None:
    commune, savoie = make_place("commune:73065"), make_place("departement:73")
    make_request(title="Un local", themes=[THEME], place=commune)
    make_request(title="Un comptable", themes=[THEME], place=savoie)
    make_request(title="Ailleurs", themes=[THEME], place=make_place("departement:75"))
    assert (cell(epci).requests, cell(epci).needs) == (2, 2)
    assert cell(epci).standing == Standing.WHITE


def test_challenges_of_territories_are_needs(epci: Place) -> None:
    territory = make_territory("Grand Chambéry")
    territory.territory_places.all().delete()
    territory.territory_places.create(place=epci, vintage=2026)
    challenge = make_challenge(territory)
    type(challenge).objects.filter(pk=challenge.pk).update(themes=[THEME], is_open=True)
    assert cell(epci).challenges == 1
    type(challenge).objects.filter(pk=challenge.pk).update(is_open=False)
    count_again()
    assert not Cell.objects.filter(place=epci, challenges__gt=0).exists()


def test_answers_count_where_they_are_given_and_those_of_everywhere_apart(epci: Place) -> None:
    commune, savoie = make_place("commune:73065"), make_place("departement:73")
    house = make_organisation(name="Comptes Unis")
    make_offer(house, themes=[THEME], places=[savoie])
    make_offer(house, title="Partout", themes=[THEME])
    make_offer(house, title="Endormie", themes=[THEME], places=[savoie])
    Offer.objects.filter(title="Endormie").update(confirmed_on=clock.today() - dt.timedelta(days=91))
    structure, _person = make_structure()
    Organisation.objects.filter(pk=structure.pk).update(commune=commune, themes=[THEME])
    make_programme(house, themes=[THEME], places=[commune])
    make_event(themes=[THEME], place=commune)
    found = cell(epci)
    assert (found.offers, found.structures, found.programmes, found.events) == (1, 1, 1, 1)
    assert (found.needs, found.answers, found.standing) == (0, 4, Standing.QUIET)
    assert Cell.objects.get(place=None, theme=THEME).offers == 1


def test_what_is_anonymous_counts_from_three_on(epci: Place) -> None:
    commune = make_place("commune:73065")
    for number in range(3):
        project = make_published_project(name=f"Projet {number}", themes=[THEME])
        project.project_places.all().delete()
        project.project_places.create(place=commune)
        make_support(project=project, structure=make_structure(f"Structure {number}")[0])
        note_miss("offres", THEME, epci.key)
        expected = 3 if number == 2 else 0
        Support.objects.update(answer_due_on=clock.today() - dt.timedelta(days=1))
        count_again()
        found = Cell.objects.filter(place=epci, theme=THEME).first()
        assert (found.supports if found else 0, found.searches if found else 0) == (expected, expected)


def test_standings(epci: Place) -> None:
    commune = make_place("commune:73065")
    for number in range(2):
        make_request(title=f"Besoin {number}", themes=[THEME], place=commune)
    assert cell(epci).standing == Standing.WHITE
    house = make_organisation(name="Comptes Unis")
    make_offer(house, themes=[THEME], places=[commune])
    assert cell(epci).standing == Standing.STRAINED
    make_offer(house, title="Une autre", themes=[THEME], places=[commune])
    assert cell(epci).standing == Standing.COVERED


# ── What was not found ───────────────────────────────────────────────────────────────────────────
def test_a_list_that_finds_nothing_says_its_place_and_theme_and_nothing_else(epci: Place, client: Client) -> None:
    for path in ("/offres/", "/programmes/", "/evenements/", "/annuaire/", "/accompagnement/"):
        where = {"ou": epci.key} if path == "/accompagnement/" else {"region": "84"} if path == "/offres/" else {"epci": epci.code}
        client.get(path, {"theme": THEME, **where, "q": "marie@exemple.test"})
        client.get(path, {"theme": THEME})
        client.get(path, where)
    kept = Miss.objects.order_by("source").values_list("source", "theme", "place__level", "n")
    assert list(kept) == [
        ("accompagnement", THEME, "epci", 1),
        ("annuaire", THEME, "epci", 1),
        ("evenements", THEME, "epci", 1),
        ("offres", THEME, "region", 1),
        ("programmes", THEME, "epci", 1),
    ]


def test_reloading_does_not_make_a_need(epci: Place) -> None:
    for _turn in range(MOST_A_DAY + 5):
        note_miss("offres", THEME, epci.key)
    note_miss("offres", "magie", epci.key)
    note_miss("offres", THEME, "epci:0")
    assert [one.n for one in Miss.objects.all()] == [MOST_A_DAY]
    Miss.objects.update(on=clock.today() - dt.timedelta(days=366))
    assert forget_misses() == 1


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────
def test_white_spots_come_first_with_their_map_and_files(epci: Place, client: Client) -> None:
    assert "Rien n’est encore compté" in page(client, "/maillage/")
    commune = make_place("commune:73065")
    make_request(title="Un local", themes=[THEME], place=commune)
    make_request(title="Une salle", themes=["mobilite_douce_partagee"], place=commune)
    make_offer(make_organisation(name="Comptes Unis"), themes=["mobilite_douce_partagee"], places=[commune])
    count_again()
    shown = page(client, "/maillage/")
    spot = f"/maillage/{epci.code}/{THEME}/"
    assert shown.index(spot) < shown.index(f"/maillage/{epci.code}/mobilite_douce_partagee/")
    assert "/maillage/?region=84" in shown
    assert spot in page(client, "/maillage/?commune=73065&etat=blanche")
    assert spot not in page(client, "/maillage/?etat=couverte")
    assert spot not in page(client, "/maillage/?region=11")
    assert "n’a pas été prise en compte" in page(client, "/maillage/?etat=magie")
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/maillage/?format=csv&etat=blanche")).decode())))
    assert [(row["epci"], row["theme"], row["besoins"], row["reponses"]) for row in rows] == [(epci.code, THEME, "1", "0")]
    assert epci.code in b"".join(client.get("/maillage/?format=json")).decode()


def test_a_white_spot_opens_its_reasons_and_becomes_a_request_or_a_call(epci: Place, client: Client) -> None:
    commune = make_place("commune:73065")
    make_request(title="Un local", themes=[THEME], place=commune)
    make_request(title="Discrète", themes=[THEME], place=commune, is_public=False)
    count_again()
    spot = f"/maillage/{epci.code}/{THEME}/"
    shown = page(client, spot)
    assert "Un local" in shown
    assert "Discrète" not in shown
    assert "montrées qu’aux structures qui offrent" in shown
    assert "Préparer un appel" not in shown
    project = make_published_project(name="Le mien")
    own = Client()
    own.force_login(lead_of(project))
    form = page(own, f"/mon-espace/demandes/nouvelle/?projet={project.reference}&theme={THEME}&lieu={epci.key}")
    assert epci.name in form
    assert "checked" in form[form.index(f'value="{THEME}"') :][:60]
    operator = Client()
    operator.force_login(make_operator())
    link = page(operator, spot).partition('href="/mon-espace/appels/nouveau/')[2].partition('"')[0].replace("&amp;", "&")
    assert epci.name in page(operator, f"/mon-espace/appels/nouveau/{link}")
    page(client, f"/maillage/{epci.code}/magie/", 404)
    page(client, f"/maillage/000000000/{THEME}/", 404)


def test_the_list_asks_the_same_number_of_queries(epci: Place, client: Client, django_assert_max_num_queries: Any) -> None:
    commune = make_place("commune:73065")
    make_request(title="Un local", themes=[THEME], place=commune)
    count_again()
    client.get("/maillage/")
    with django_assert_max_num_queries(40) as first:
        client.get("/maillage/")
    for theme in ("mobilite_douce_partagee", "logement_habitat"):
        make_request(title=theme, themes=[theme], place=commune)
    count_again()
    with django_assert_max_num_queries(len(first)):
        client.get("/maillage/")


def test_a_programme_shows_how_fast_its_structure_answers(epci: Place, client: Client) -> None:
    structure, person = make_structure()
    programme = make_programme(structure)
    for number in range(3):
        assert "médiane" not in page(client, f"/programmes/{programme.slug}/")
        support = make_support(structure=structure, project=make_published_project(name=f"Projet {number}"))
        take_on(support=support, officer=person, by=person)
    assert "médiane de 3 réponses" in page(client, f"/programmes/{programme.slug}/")


def test_a_territory_that_reaches_it_asks_in_one_click_with_its_words(client: Client, epci: Place) -> None:
    territory = make_territory("Cœur de Savoie", places=[epci])
    make_request(title="Un local", themes=[THEME], place=make_place("commune:73065"))
    count_again()
    lead = make_lead_person(territory)
    client.force_login(lead)
    spot = page(client, f"/maillage/{epci.code}/{THEME}/")
    assert "Demander pour Cœur de Savoie" in spot
    href = html.unescape(next(one for one in re.findall(r'href="([^"]+)"', spot) if "territoire=" in one))
    form = page(client, href)
    assert f"une réponse pour {epci.name}" in html.unescape(form)
    assert "1 besoin est dit" in html.unescape(form)
    # Those of elsewhere choose in whose name.
    client.force_login(make_lead_person(make_territory("Ailleurs", places=[make_place("departement:75")])))
    assert "territoire=" not in page(client, f"/maillage/{epci.code}/{THEME}/")
