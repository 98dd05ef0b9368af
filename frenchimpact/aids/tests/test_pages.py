"""The list of aids and the sheet of one, as visitors meet them."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import icalendar
import pytest
from django.test import Client

from frenchimpact.aids.actions.catalogue import merge_aids
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")
    make_place("commune:73065")


def text(client: Client, address: str, **more: Any) -> str:
    response = client.get(address, **more)
    assert response.status_code == 200, address
    return response.content.decode()


def _yesterday() -> dt.date:
    return clock.today() - dt.timedelta(days=1)


def test_answers_bring_reasons_and_order(client: Client) -> None:
    make_aid("Pour les entreprises", rules=[{"subject": "form", "values": ["entreprise"]}])
    make_aid("Pour la Savoie", places=("departement:73",), rules=[{"subject": "form", "values": ["association"]}])
    make_aid("Partout", rules=[{"subject": "budget", "minimum": 1000}])
    page = text(client, "/financements/?commune=73065&forme=association")
    assert page.index("Pour la Savoie") < page.index("Partout") < page.index("Pour les entreprises")
    assert "Très adaptée" in page
    assert "2 conditions remplies sur 2" in page
    assert "1 condition remplie sur 2, 1 à vérifier" in page
    assert "1 aide écartée, et pourquoi" in page
    assert "Structure : association." in page
    assert "Zone de l’aide : Savoie." in page


def test_without_answer_nobody_is_judged(client: Client) -> None:
    make_aid("Une aide", rules=[{"subject": "form", "values": ["entreprise"]}])
    page = text(client, "/financements/")
    assert "Une aide" in page
    assert "À vérifier</" not in page
    assert "écartée" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_reads_as_much_whatever_its_length(client: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_aid(f"Aide {number}", places=("departement:73", "region:11"), rules=[{"subject": "stage", "values": ["idee"]}])
    client.get("/financements/")
    with django_assert_num_queries(7):
        client.get("/financements/?commune=73065&forme=association")


def test_what_means_nothing_is_said_and_left_out(client: Client) -> None:
    make_aid("Une aide")
    page = text(client, "/financements/?forme=martien&nature=or&commune=99999&montant=beaucoup&tri=hasard&page=-4")
    assert "n’a pas été prise en compte" in page
    assert "martien" in page
    assert "Une aide" in page


def test_a_visitor_reaches_the_near_miss_and_its_day(client: Client) -> None:
    make_aid("Prêt", rules=[{"subject": "age", "minimum": 24}, {"subject": "budget", "minimum": 50_000}])
    with clock.stopped(dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)):
        sheet = text(client, "/financements/aide-1/?commune=73065")
        for name in ("creation", "budget", "emplois", "public", "preuve"):
            assert f'name="{name}"' in sheet
        address = "commune=73065&creation=2024-03-14&budget=60%C2%A0000,00"
        sheet = text(client, f"/financements/aide-1/?{address}")
        assert "2 conditions remplies sur 3 ; il manque l’ancienneté ; possible à partir du 14 mars 2026" in sheet.replace("\xa0", " ")
        assert "Presque" in sheet
        assert "Budget annuel : 60\u202f000" in sheet
        page = text(client, f"/financements/?{address}")
        assert "1 aide écartée, et pourquoi" in page
        assert 'href="/financements/aide-1/?commune=73065&amp;budget=60000&amp;creation=2024-03-14' in page
        assert 'href="#essayer"' in text(client, "/matching/?commune=73065")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("montant=2.500", "peut se lire de deux façons"),
        ("montant=-5", "Écrivez un nombre positif."),
        ("budget=beaucoup", "n’est pas un nombre"),
        ("emplois=999999999999", "Ce nombre est trop grand"),
        ("creation=31/02/2025", "Écrivez la date"),
        ("creation=2999-01-01", "Écrivez un jour passé"),
    ],
)
@pytest.mark.parametrize("address", ["/financements/", "/financements/aide-1/", "/matching/"])
def test_an_answer_that_is_wrong_is_said_beside_its_field_and_kept(client: Client, address: str, typed: str, words: str) -> None:
    make_aid("Une aide")
    page = text(client, f"{address}?lieu=Chambéry&{typed}")
    assert words in page
    assert f'value="{typed.partition("=")[2]}"' in page
    assert 'aria-invalid="true"' in page


def test_the_feed_says_when_an_aid_changed(client: Client) -> None:
    aid = make_aid("Une aide", published_at=clock.now() - dt.timedelta(days=20))
    entry = text(client, "/financements/?format=atom").partition("<entry>")[2]
    assert f"<updated>{aid.updated_at:%Y-%m-%d}T" in entry


def test_a_page_past_the_last_is_the_last(client: Client) -> None:
    for number in range(21):
        make_aid(f"Aide {number}")
    assert client.get("/financements/?commune=73065&page=999")["Location"] == "/financements/?commune=73065&page=2"
    assert client.get("/financements/?q=rien&page=2")["Location"] == "/financements/?q=rien"


def test_a_place_typed_becomes_its_code(client: Client) -> None:
    make_aid("Une aide")
    response = client.get("/financements/?lieu=Chambéry&lieu_cle=&forme=association&q=&montant=")
    assert response["Location"] == "/financements/?commune=73065&forme=association"
    assert "Aucun lieu ne porte ce nom" in text(client, "/financements/?lieu=Zzzzz")


def test_nothing_found_says_what_to_remove(client: Client) -> None:
    make_aid("Une aide", instruments=["pret"])
    page = text(client, "/financements/?q=une&nature=subvention")
    assert "Aucune aide avec ces critères" in page
    assert "/financements/?q=une" in page


def test_files_have_the_rows_of_the_page(client: Client) -> None:
    make_aid("Près", places=("departement:73",), rhythm="once", closes_on=clock.today() + dt.timedelta(days=5), ticket_max=Decimal(5000))
    make_aid("=Partout", funder_name="+Fonds")
    rows = json.loads(text(client, "/financements/?commune=73065&format=json"))["results"]
    assert [row["titre"] for row in rows] == ["Près", "=Partout"]
    assert rows[0]["lieux"] == ["departement:73"]
    lines = text(client, "/financements/?commune=73065&format=csv").splitlines()
    assert lines[2].split(",")[1:3] == ["'=Partout", "'+Fonds"]
    assert "<title>Près</title>" in text(client, "/financements/?format=atom")
    calendar = icalendar.Calendar.from_ical(client.get("/financements/?format=ics").content)
    events = list(calendar.walk("VEVENT"))
    assert [str(event["summary"]) for event in events] == ["Dernier jour : Près"]
    assert events[0].decoded("dtstart") == clock.today() + dt.timedelta(days=5)


def test_views_and_orders(client: Client) -> None:
    make_aid("Ancienne", ticket_max=Decimal(10))
    make_aid("Nouvelle", rhythm="once", closes_on=clock.today() + dt.timedelta(days=40), ticket_max=Decimal(99))
    for order, first in (("nouveaute", "Nouvelle"), ("echeance", "Nouvelle"), ("montant", "Nouvelle")):
        page = text(client, f"/financements/?tri={order}&commune=73065")
        assert page.index(first) < page.index("Ancienne"), order
    assert "<table" in text(client, "/financements/?vue=tableau")
    assert "Nouvelle" in text(client, "/financements/?vue=calendrier")
    assert "Ancienne" not in text(client, "/financements/?vue=calendrier")


def test_a_closed_aid_answers_with_the_next_edition_and_open_ones(client: Client) -> None:
    over = make_aid(
        "Passée",
        rhythm="recurring",
        closes_on=clock.today() - dt.timedelta(days=3),
        next_opens_on=clock.today() + dt.timedelta(days=60),
        rules=[{"subject": "theme", "values": ["insertion_emploi"]}],
    )
    make_aid("Ouverte et proche", rules=[{"subject": "theme", "values": ["insertion_emploi"]}])
    page = text(client, f"/financements/{over.slug}/")
    assert "Fermée depuis" in page
    assert "Prochaine édition" in page
    assert "Ouverte et proche" in page
    assert "Passée" not in text(client, "/financements/")
    assert "Passée" in text(client, "/financements/?fermees=oui")


def test_a_merged_aid_leads_to_the_other_and_a_draft_is_for_its_writer(client: Client) -> None:
    kept, gone = make_aid("Gardée"), make_aid("Réunie")
    merge_aids(kept=kept, gone=gone, by=None)
    assert client.get(f"/financements/{gone.slug}/")["Location"] == f"/financements/{kept.slug}/"
    funder = make_funder("Fonds")
    draft = make_aid("Brouillon", funder=funder, status="draft", published_at=None)
    assert client.get(f"/financements/{draft.slug}/").status_code == 404
    client.force_login(make_member(funder))
    assert "n’est pas publiée" in text(client, f"/financements/{draft.slug}/")


def test_the_estimate_applies_each_cap(client: Client) -> None:
    aid = make_aid(rate_max=Decimal(50), ticket_max=Decimal(20_000), own_funds_times=Decimal(1))
    assert "Au plus 5 000 €" in text(client, f"/financements/{aid.slug}/?depense=10 000").replace("\u202f", " ").replace("\xa0", " ")
    page = text(client, f"/financements/{aid.slug}/?depense=100000&fonds_propres=3 000,50").replace("\u202f", " ").replace("\xa0", " ")
    assert "Au plus 3 000 €" in page
    assert "fonds propres" in page
    assert "n’est pas un nombre" in text(client, f"/financements/{aid.slug}/?depense=cher")


def test_html_of_a_funder_is_text(client: Client) -> None:
    aid = make_aid("<b>Gras</b>", description="<script>alert(1)</script>", promise="<i>")
    page = text(client, f"/financements/{aid.slug}/")
    assert "<script>alert" not in page
    assert "<b>Gras" not in page


def test_three_answers_give_an_aid_with_two_reasons(client: Client) -> None:
    make_aid("Petits gestes", places=("epci:200069110",), rules=[{"subject": "form", "values": ["association"]}])
    page = text(client, "/pour-moi/?qui=association&ou=commune:73065&quoi=financement")
    assert "Petits gestes" in page
    assert "Structure : association." in page
    assert "L’aide s’applique là où le projet agit" in page
    assert "/financements/?commune=73065&amp;forme=association" in page


def test_the_calendar_says_how_many_aids_it_leaves_out(client: Client) -> None:
    make_aid("Sans fin")
    make_aid("Avec une fin", rhythm="once", closes_on=clock.today())
    page = client.get("/financements/?vue=calendrier").content.decode()
    assert "Une autre aide est ouverte sans date de fin." in page
    assert "Sans fin" not in page


@pytest.mark.parametrize(
    "typed",
    [
        "proximité alimentation",
        "alimentations",
        "ALIMENTATION dunois",
        "subvention conseil",
        "vergers",
        "af-2026-0001",
        "numerique mobilite",
        "Éssor",
    ],
)
def test_words_are_found_in_any_order_wherever_the_aid_says_them(client: Client, typed: str) -> None:
    make_aid(
        "Alimentation de proximité",
        funder_name="Conseil dunois",
        description="Pour planter des vergers, la mobilité et l’essor du numérique.",
    )
    make_aid("Autre chose", instruments=["pret"])
    page = text(client, f"/financements/?q={typed}")
    assert "Alimentation de proximité" in page
    assert "Autre chose" not in page


@pytest.mark.parametrize("typed", ["%25", "'", "_", "alimentation fusée"])
def test_words_that_no_aid_says_find_nothing(client: Client, typed: str) -> None:
    make_aid("Alimentation de proximité")
    assert "Aucune aide avec ces critères" in text(client, f"/financements/?q={typed}")


def test_a_closed_aid_leads_to_open_ones_of_larger_and_smaller_grounds(client: Client) -> None:
    gone = make_aid("Fermée", places=("region:84",), rhythm="once", closes_on=_yesterday(), apply_url="https://exemple.test/")
    make_aid("Dans le pays")
    make_aid("Dans le département", places=("departement:73",))
    make_aid("Ailleurs", places=("region:11",))
    make_aid("D’une autre nature", instruments=["pret"])
    page = text(client, f"/financements/{gone.slug}/")
    assert page.index("Dans le département") < page.index("Dans le pays")
    assert "Ailleurs" not in page
    assert "D’une autre nature" not in page
    assert "Demander cette aide" not in page
    assert "Voir le site du financeur" in page
    assert "echeance.ics" not in page


def test_an_estimate_keeps_the_answers_and_knows_the_least_that_is_given(client: Client) -> None:
    make_aid("Une aide", ticket_min=Decimal(5000), ticket_max=Decimal(30_000), rate_max=Decimal(70))
    page = text(client, "/financements/aide-1/?commune=73065&depense=1000")
    assert '<input type="hidden" name="commune" value="73065">' in page
    assert '<input type="hidden" name="depense" value="1000">' in page
    assert "Cette dépense est trop petite pour l’aide" in page
    assert "trop petite" not in text(client, "/financements/aide-1/?commune=73065&depense=10000")
