"""The public sheet of a territory: what it says, what it keeps to itself, and the same number of queries whatever there is."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_historical
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_project, make_published_project
from frenchimpact.territories import actions, queries
from frenchimpact.territories.models import ChallengeProject, Commitment, Indicator, Measurement, Party, Review, Territory
from frenchimpact.territories.queries.grounds import acting_count, ground_of
from frenchimpact.territories.queries.sheets import first_review_on
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)

pytestmark = pytest.mark.django_db


def measure(indicator: Indicator, year: int, value: int) -> None:
    Measurement.objects.create(indicator=indicator, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31), value=Decimal(value))
    Indicator.objects.filter(pk=indicator.pk).update(last_on=dt.date(year, 12, 31), last_value=Decimal(value))


def make_full(name: str = "Grand Chambéry") -> Territory:
    """A territory with a challenge that has everything."""
    territory = make_territory(name, lead=make_organisation(name=f"Pôle de {name}"), places=[make_place("epci:200069110")])
    challenge = make_challenge(territory, title="Économie circulaire")
    objective = make_objective(challenge)
    for state, fields in (
        ("in_progress", {}),
        ("in_progress", {}),
        ("blocked", {"blocked_by": "Un arrêté", "blocked_on": dt.date(2026, 10, 1)}),
    ):
        make_action(objective, state=state, **fields)
    indicator = make_indicator(challenge, source="Pesées")
    measure(indicator, 2026, 190)
    measure(indicator, 2027, 301)
    party = Party.objects.create(territory=territory, side="state", name="La préfecture")
    today = clock.today()
    common = {"territory": territory, "party": party}
    Commitment.objects.create(
        **common,
        title="Un référent",
        due_on=today - dt.timedelta(days=9),
        state="kept",
        kept_on=today - dt.timedelta(days=10),
        proof="Nommé",
    )
    Commitment.objects.create(**common, title="Un avis écrit", due_on=today - dt.timedelta(days=3))
    return territory


def page_of(client: Client, territory: Territory, start: str = "") -> str:
    response = client.get(f"{start}/territoires/{territory.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def words_of(page: str) -> str:
    """What is read, with ordinary spaces."""
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page).replace("\u202f", " ").replace("\xa0", " "))


def test_the_collective_is_not_the_territory(client: Client) -> None:
    territory = make_full()
    words = words_of(page_of(client, territory))
    assert "Porté par Pôle de Grand Chambéry · collectif de 1 membre" in words
    label = queries.label_of(territory)
    assert label is not None
    assert f"/verifier/{label.reference}/" in page_of(client, territory)


def test_challenges_say_where_they_stand_with_their_actions(client: Client) -> None:
    page = page_of(client, make_full())
    words = words_of(page)
    assert "3 actions : 2 en cours, 1 bloquée" in words
    assert "301 tonnes en 2027" in words
    assert 'class="spark"' in page
    assert "Tonnes détournées : de 100 tonnes à 301 tonnes" in words
    assert "proposer/" in page


def test_promises_are_counted_for_each_party(client: Client) -> None:
    words = words_of(page_of(client, make_full()))
    assert re.search(r"La préfecture 1 2 50 % 1 0", words)
    assert "Un avis écrit" in words


def test_the_agreement_in_force_is_told_as_its_amendments_left_it(client: Client) -> None:
    territory = make_full()
    party = territory.parties.get()
    days = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2028, 12, 31)}
    held = territory.agreements.create(title="Convention 2026", state="in_force", amount=Decimal(45000), **days)
    held.signatures.create(party=party, signatory="Anne Roux", signed_on=dt.date(2026, 1, 2))
    held.amendments.create(
        number=1, text="Un an", state="in_force", signed_on=dt.date(2026, 6, 1), ends_on=dt.date(2029, 12, 31), amount=Decimal(60000)
    )
    held.amendments.create(number=2, text="Dix fois plus", amount=Decimal(600000))
    # The next one is being signed: it says nothing yet.
    territory.agreements.create(title="Convention 2029", state="in_signature", **{**days, "starts_on": dt.date(2027, 1, 1)})
    territory.agreements.create(title="Convention 2023", state="ended", end_note="Tenue", **days)
    words = words_of(page_of(client, territory))
    assert "Convention 2026, en vigueur, du 1er janvier 2026 au 31 décembre 2029. Montant : 60 000 €." in words
    assert "1 avenant." in words
    assert "Convention 2029" not in words
    assert words.index("Convention 2026") < words.index("Convention 2023")


def test_a_young_label_says_when_its_first_review_comes(client: Client) -> None:
    territory = make_territory()
    make_challenge(territory)
    label = queries.label_of(territory)
    assert label is not None
    assert first_review_on(territory, label) == label.valid_from.replace(year=label.valid_from.year + 1, day=min(label.valid_from.day, 28))
    day = dt.date(2027, 3, 15)
    review = Review.objects.create(
        territory=territory, kind="yearly", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31), due_on=day
    )
    assert "Premier bilan en mars 2027" in words_of(page_of(client, territory))
    Review.objects.filter(pk=review.pk).update(
        state="concluded", facts={}, locked_at=clock.now(), concluded_at=clock.now(), conclusion="continue", reasons="Bien."
    )
    assert first_review_on(territory, label) is None


def test_a_territory_of_the_past_says_what_its_source_says_and_nothing_else(client: Client) -> None:
    make_historical()
    actions.found_missing()
    words = words_of(page_of(client, Territory.objects.get()))
    assert "Aucun collectif ne l’a repris ici" in words
    assert "Presse du 20 décembre 2019." in words
    for absent in ("Où en sont les défis", "Porté par", "Ce que chacun a promis"):
        assert absent not in words


@pytest.mark.parametrize(("status", "is_told"), [("active", False), ("suspended", True), ("expired", True), ("surrendered", True)])
def test_a_label_that_no_longer_holds_is_told_at_the_top(client: Client, status: str, is_told: bool) -> None:
    territory = make_territory()
    Label.objects.filter(territory_link__territory=territory).update(status=status)
    assert ("Cette page garde ce que le territoire a fait." in words_of(page_of(client, territory))) is is_told


def test_the_perimeter_is_counted_drawn_and_its_overlaps_told(client: Client) -> None:
    make_places()
    first = make_territory("Ville", places=[make_place("commune:73065")])
    page = page_of(client, first)
    assert "1 commune, 59 964 habitants (millésime 2026)" in words_of(page)
    assert "Il ne recoupe aucun autre territoire labellisé." in words_of(page)
    assert re.search(r'<svg class="outline".*?lieux/departement/73/', page, re.DOTALL)
    make_territory("Bassin", lead=make_organisation(name="Autre"), places=[make_place("departement:73")])
    words = words_of(page_of(client, first))
    assert "ne pas additionner" in words
    assert "Bassin : il contient tout ce territoire, 59 964 habitants" in words


def test_the_drawing_costs_the_same_whatever_the_departments_around(client: Client) -> None:
    make_places()
    territory = make_territory("Ville", places=[make_place("commune:73065")])
    page_of(client, territory)
    with CaptureQueriesContext(connection) as found:
        page_of(client, territory)
    places = [query["sql"] for query in found.captured_queries if 'FROM "geo_place" WHERE' in query["sql"]]
    assert not any('"geo_place"."id" = ' in sql for sql in places), places


def test_projects_count_once_whatever_the_places_they_share(client: Client) -> None:
    make_places()
    territory = make_territory(places=[make_place("epci:200069110")])
    other = make_territory("Savoie", lead=make_organisation(name="Autre"), places=[make_place("departement:73")])
    here = make_published_project(name="Ici", places=[make_place("commune:73065"), make_place("commune:73008")])
    make_published_project(name="Département", places=[make_place("departement:73")])
    make_published_project(name="Ailleurs", places=[make_place("commune:93048")])
    make_project(name="Pas encore public", places=[make_place("commune:73065")])
    attached = make_published_project(name="De loin", places=[make_place("commune:93048")])
    ChallengeProject.objects.create(challenge=make_challenge(territory), project=attached)
    words = words_of(page_of(client, territory))
    assert "3 projets agissent ici" in words
    for name in ("Ici", "Département", "De loin"):
        assert name in words
    assert "Ailleurs" not in words
    assert "Pas encore public" not in words
    assert acting_count([territory.pk, other.pk]) == 2
    assert here.name in words


def test_the_ground_is_counted_in_one_statement(django_assert_num_queries: object) -> None:
    make_places()
    territory = make_territory(places=[make_place("departement:73"), make_place("commune:93048")])
    with django_assert_num_queries(1):  # type: ignore[operator] # a fixture of pytest-django
        ground = ground_of(territory)
    assert (ground.commune_count, ground.departments, set(ground.regions)) == (4, {"73": 3, "93": 1}, {"84", "11"})
    assert ground.population == 59_964 + 32_406 + 2_445 + 111_934


def test_machines_read_the_same_and_no_address_of_a_person(client: Client) -> None:
    territory = make_full()
    Territory.objects.filter(pk=territory.pk).update(contact_name="Chloé", contact_email="chloe@exemple.test")
    page = page_of(client, territory)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    thing = json.loads(found[1])["@graph"][0]
    assert (thing["name"], thing["parentOrganization"]["name"]) == ("Grand Chambéry", "Pôle de Grand Chambéry")
    assert thing["areaServed"] == [{"@type": "AdministrativeArea", "name": "CA du Grand Chambéry", "identifier": "epci:200069110"}]
    assert "chloe@exemple.test" not in found[1]
    assert "mailto:chloe@exemple.test" in page


def test_who_enters_the_space_is_led_there(client: Client) -> None:
    territory = make_territory()
    assert f"/mon-espace/territoires/{territory.reference}/" not in page_of(client, territory)
    client.force_login(make_lead_person(territory))
    assert f"/mon-espace/territoires/{territory.reference}/" in page_of(client, territory)


def test_an_unknown_name_is_nowhere(client: Client) -> None:
    assert client.get("/territoires/nulle-part/").status_code == 404


def test_in_english(client: Client) -> None:
    assert "Where do the challenges stand?" in words_of(page_of(client, make_full(), "/en"))


def test_the_same_number_of_queries_with_one_challenge_and_three(client: Client, django_assert_max_num_queries: object) -> None:
    make_places()
    territory = make_full()
    page_of(client, territory)
    with CaptureQueriesContext(connection) as one:
        page_of(client, territory)
    for number in (2, 3):
        challenge = make_challenge(territory, number)
        make_action(make_objective(challenge))
        measure(make_indicator(challenge), 2026, 120)
        make_published_project(name=f"Projet {number}", places=[make_place("commune:73065")])
    with CaptureQueriesContext(connection) as three:
        page_of(client, territory)
    assert len(three) <= len(one) + 2, [query["sql"][:120] for query in three.captured_queries]


def test_who_sponsors_whom_today(client: Client) -> None:
    here, young, old = make_territory("Ici"), make_territory("Jeune"), make_territory("Ancien")
    today = clock.today()
    here.sponsored.create(sponsored=young, since=today, subject="Le plan")
    old.sponsored.create(sponsored=here, since=today - dt.timedelta(days=90), until=today - dt.timedelta(days=1), subject="Fini")
    page = client.get(f"/territoires/{here.slug}/").content.decode()
    assert f'Parraine <a href="/territoires/{young.slug}/">Jeune</a>' in page
    assert "Ancien" not in page
    assert f'Parrainé par <a href="/territoires/{here.slug}/">Ici</a>' in client.get(f"/territoires/{young.slug}/").content.decode()
