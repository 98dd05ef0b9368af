"""The national registry: asked for real, over the network, of a server that replays its answers and its bad days."""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations import actions, listeners, queries, registry
from frenchimpact.organisations.facts import OrganisationCreated
from frenchimpact.organisations.models import Organisation, RegistryCheck
from frenchimpact.organisations.registry import asking
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
RELAIS, SEAT, SHOP, LYON = "000123455", "00012345500016", "00012345500024", "00012345500032"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a registry that runs beside us."""
    script = Path(__file__).with_name("registry_server.py")
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield int(process.stdout.readline())
    process.kill()
    process.stdout.close()
    process.wait()


@pytest.fixture(autouse=True)
def _registry(server: int, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REGISTRY_URL = f"http://127.0.0.1:{server}"
    monkeypatch.setattr(asking, "PATIENCE", 1.2)
    monkeypatch.setattr(asking, "LONG_PATIENCE", 1.2)
    cache.clear()


@pytest.fixture
def places() -> None:
    make_terms()
    for code in ("73065", "73008", "67482", "75056", "69123"):
        make_place(f"commune:{code}")


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.test", full_name="Awa Diallo")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# ── What it answers ──────────────────────────────────────────────────────────────────────────────
def test_an_organisation_and_its_establishments() -> None:
    found = registry.search("000 123 455")
    assert [company.name for company in found] == ["LES RELAIS DU LAC"]
    assert (found[0].rna, found[0].legal_category) == ("W731000123", "9220")
    assert [place.siret for place in found[0].establishments] == [SEAT, SHOP, LYON]
    assert found[0].seat == found[0].establishment(SEAT)
    unit = registry.find_unit(siret=SHOP)
    assert unit is not None
    assert unit[1] is not None
    assert (unit[1].name, unit[1].address) == ("LA BOUTIQUE DES RELAIS", "4 PLACE DU MARCHE")


def test_by_name_and_by_rna() -> None:
    assert [company.siren for company in registry.search("relais")] == [RELAIS]
    assert [company.siren for company in registry.search("w731000123")] == [RELAIS]
    assert registry.search("ab") == []


def test_an_association_without_siren_is_not_known() -> None:
    assert registry.search("W732009999") == []
    assert registry.find_unit(rna="W732009999") is None


def test_an_association_of_alsace_moselle_has_no_rna_and_needs_none() -> None:
    (company,) = registry.search("gemeinschaft")
    assert company.is_local_law
    assert company.rna == ""


def test_a_ceased_company_says_so_and_when() -> None:
    (company,) = registry.search("ateliers fermes")
    assert company.is_closed
    assert company.closed_on == dt.date(2023, 6, 30)
    assert company.seat is not None
    assert company.seat.is_closed


def test_who_asked_not_to_be_published_is_not(places: None) -> None:
    (company,) = registry.search("000123489")
    assert company.is_hidden
    assert (company.name, company.aliases) == ("", ())
    assert company.seat is not None
    assert company.seat.address == ""
    assert "NON-DIFFUSIBLE" not in str(queries.prefill(company, None))


def test_boroughs_are_their_town(places: None) -> None:
    (company,) = registry.search("coopérative des communs".upper().replace("É", "E"))
    place = queries.commune_of(company.seat.commune if company.seat else "")
    assert place is not None
    assert place.code == "75056"


# ── Its bad days ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("panne", "unreachable"),
        ("refus", "refused"),
        ("trop", "busy"),
        ("muet", "slow"),
        ("goutte", "slow"),
        ("enorme", "unreachable"),
        *[(f"charabia-{kind}", "garbage") for kind in ("html", "tronque", "liste", "vide", "absurde", "profond", "octets")],
    ],
)
def test_a_bad_day_is_said_within_the_time_that_people_wait(asked: str, reason: str) -> None:
    start = time.monotonic()
    with pytest.raises(registry.RegistryDown) as down:
        registry.search(asked)
    assert down.value.reason == reason
    assert time.monotonic() - start < 4


def test_nobody_there_and_nobody_asked(settings: Any) -> None:
    settings.REGISTRY_URL = "http://127.0.0.1:9"
    with pytest.raises(registry.RegistryDown, match="unreachable"):
        registry.search("relais")
    settings.REGISTRY_URL = ""
    with pytest.raises(registry.RegistryDown, match="off"):
        registry.search("relais")


def test_too_many_is_asked_again_when_told_to() -> None:
    assert [company.siren for company in registry.search("trop-puis-relais")] == [RELAIS]


def test_while_it_is_down_nobody_waits() -> None:
    with pytest.raises(registry.RegistryDown):
        registry.search("muet")
    start = time.monotonic()
    with pytest.raises(registry.RegistryDown):
        registry.search("relais")
    assert time.monotonic() - start < 0.5


def test_seven_questions_a_second_at_most() -> None:
    start = time.monotonic()
    for _number in range(4):
        registry.search("relais")
    assert time.monotonic() - start >= 3 * 0.14


# ── Adding a structure ───────────────────────────────────────────────────────────────────────────
def test_found_chosen_prefilled_and_added(awa: User, places: None) -> None:
    client = signed_in(awa)
    page = client.get("/structures/ajouter/", {"registre": "relais"}).content.decode()
    assert f"?numero={SHOP}" in page
    form = client.get("/structures/ajouter/", {"numero": SHOP}).content.decode()
    assert 'value="LA BOUTIQUE DES RELAIS"' in form
    assert 'value="Aix-les-Bains' in form or 'value="73008' in form or "Aix" in form
    assert f'value="{SHOP}"' in form
    assert "Vient du registre national" in form


def test_the_answers_alone_for_htmx(awa: User, places: None) -> None:
    page = signed_in(awa).get("/structures/ajouter/", {"registre": "relais"}, headers={"HX-Request": "true"}).content.decode()
    assert f"?numero={SEAT}" in page
    assert "<html" not in page


def test_one_already_in_the_directory_leads_to_its_sheet(awa: User, places: None) -> None:
    make_organisation(slug="relais", siret=SEAT)
    page = signed_in(awa).get("/structures/ajouter/", {"registre": RELAIS}).content.decode()
    assert "/structures/relais/" in page
    assert f"?numero={SEAT}" not in page


@pytest.mark.parametrize("number", ["000123489", "00012348900015"])
def test_a_hidden_one_is_filled_by_the_person(awa: User, places: None, number: str) -> None:
    form = signed_in(awa).get("/structures/ajouter/", {"numero": number}).content.decode()
    assert "demandé à ne pas être publié" in form
    assert "NON-DIFFUSIBLE" not in form


def test_a_ceased_one_is_told(awa: User, places: None) -> None:
    assert "a cessé son activité" in signed_in(awa).get("/structures/ajouter/", {"numero": "000123471"}).content.decode()


@pytest.mark.parametrize("asked", ["panne", "charabia-html", "zzzz"])
def test_the_form_stays_whatever_it_answers(awa: User, places: None, asked: str) -> None:
    page = signed_in(awa).get("/structures/ajouter/", {"registre": asked})
    assert page.status_code == 200
    assert "Ajouter la structure" in page.content.decode()


@pytest.mark.parametrize("number", ["1", "²", "9" * 400, "<script>", "000000000", "12345678901234"])
def test_hostile_numbers_leave_an_empty_form(awa: User, places: None, number: str) -> None:
    page = signed_in(awa).get("/structures/ajouter/", {"numero": number})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


# ── Verified later ───────────────────────────────────────────────────────────────────────────────
def added(awa: User, **fields: Any) -> Organisation:
    values: dict[str, Any] = {"name": "Les Relais du lac", "kinds": ["association"], "siret": SEAT, "rna": "W731000123", **fields}
    return actions.create_organisation(by=awa, **values)


def test_added_while_it_is_down_and_verified_when_it_is_back(awa: User, places: None, settings: Any) -> None:
    up, settings.REGISTRY_URL = settings.REGISTRY_URL, "http://127.0.0.1:9"
    commune = queries.commune_of("73065")
    organisation = added(awa, legal_category="9220", commune=commune, address="12 rue de la République")
    listeners.verify_new_sheet(OrganisationCreated(organisation_id=organisation.pk))
    check = RegistryCheck.objects.get()
    assert (check.state, check.tries_count) == ("waiting", 1)
    assert check.next_try_at is not None
    assert check.next_try_at > clock.now()
    assert "À vérifier" in Client().get(f"/structures/{organisation.slug}/").content.decode()
    assert actions.verify_waiting() == 0
    settings.REGISTRY_URL = up
    cache.clear()
    RegistryCheck.objects.update(next_try_at=clock.now())
    assert actions.verify_waiting() == 1
    check.refresh_from_db()
    assert (check.state, check.answer) == ("matches", {})
    organisation.refresh_from_db()
    # Nothing was written over what the person wrote.
    assert (organisation.name, organisation.address, organisation.version) == ("Les Relais du lac", "12 rue de la République", 1)


def test_differences_wait_for_a_person_who_takes_some_and_keeps_others(awa: User, places: None) -> None:
    organisation = added(awa, name="Relais de Savoie", legal_category="9220", address="1 rue Ancienne")
    assert actions.verify_waiting() == 1
    check = RegistryCheck.objects.get()
    assert check.state == "differs"
    assert set(check.answer) == {"name", "address", "commune"}
    organisation.refresh_from_db()
    assert organisation.name == "Relais de Savoie"
    assert Notice.objects.filter(person=awa, kind="organisations.registry_differs", done_at=None).count() == 1
    client = signed_in(awa)
    page = client.get(f"/structures/{organisation.slug}/registre/").content.decode()
    assert "LES RELAIS DU LAC" in page
    assert "1 rue Ancienne" in page
    client.post(f"/structures/{organisation.slug}/registre/", {"name": "keep", "address": "take", "commune": "take"})
    organisation.refresh_from_db()
    assert organisation.commune is not None
    assert (organisation.name, organisation.address, organisation.commune.code) == ("Relais de Savoie", "12 RUE DE LA REPUBLIQUE", "73065")
    check.refresh_from_db()
    assert check.state == "matches"
    assert set(check.taken) == {"address", "commune"}
    assert check.kept == {"name": "LES RELAIS DU LAC"}
    assert not Notice.objects.filter(person=awa, is_task=True, done_at=None).exists()
    # What was kept is not asked again.
    RegistryCheck.objects.update(state="waiting", next_try_at=clock.now())
    actions.verify_waiting()
    assert RegistryCheck.objects.get().state == "matches"
    with pytest.raises(Refusal):
        actions.settle_registry(organisation=organisation, take=[], by=awa)
    told = Entry.objects.filter(fact="organisations.RegistrySettled").get()
    assert told.fields["taken"] == ["address", "commune"]


def test_a_ceased_activity_is_proposed_never_written(awa: User, places: None) -> None:
    organisation = added(awa, name="Ateliers fermés du Val", siret="00012347100013", rna="")
    actions.verify_waiting()
    organisation.refresh_from_db()
    assert organisation.closed_on is None
    assert "closed_on" in RegistryCheck.objects.get().answer
    actions.settle_registry(organisation=organisation, take=["closed_on"], by=awa)
    organisation.refresh_from_db()
    assert organisation.closed_on == dt.date(2023, 6, 30)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"siret": "", "rna": "W732009999"}, "unknown"),
        ({"siret": "00012348900015", "rna": ""}, "hidden"),
        ({"siret": "", "siren": RELAIS, "rna": "", "legal_category": "9220"}, "differs"),
    ],
)
def test_what_a_sheet_becomes(awa: User, places: None, fields: dict[str, str], state: str) -> None:
    added(awa, **fields)
    actions.verify_waiting()
    assert RegistryCheck.objects.get().state == state


def test_a_sheet_without_number_or_written_by_a_file_waits_for_nothing(awa: User, settings: Any) -> None:
    added(awa, siret="", rna="")
    actions.create_organisation(by=None, name="B", kinds=["association"], siret=SHOP, source="import")
    actions.create_organisation(by=awa, name="C", kinds=["association"], siret=LYON, source="demo")
    settings.REGISTRY_URL = ""
    added(awa)
    assert not RegistryCheck.objects.exists()


def test_another_number_is_compared_again(awa: User, places: None) -> None:
    organisation = added(awa, siret="", rna="")
    actions.update_organisation(organisation=organisation, changes={"siret": SEAT}, by=awa)
    assert RegistryCheck.objects.get().state == "waiting"
    actions.update_organisation(organisation=organisation, changes={"siret": "", "siren": ""}, by=awa)
    assert not RegistryCheck.objects.exists()


def test_only_those_who_edit_settle(awa: User, places: None) -> None:
    organisation = added(awa)
    address = f"/structures/{organisation.slug}/registre/"
    assert signed_in(make_member(organisation, role="reader")).get(address).status_code == 403
    assert signed_in(make_member(organisation, role="editor")).get(address).status_code == 200


# ── The demonstration ────────────────────────────────────────────────────────────────────────────
def test_the_demonstration_answers_with_invented_ones_and_says_so(awa: User, places: None, settings: Any) -> None:
    settings.REGISTRY_URL = "demo:"
    page = signed_in(awa).get("/structures/ajouter/", {"registre": "relais"}).content.decode()
    assert "Registre de démonstration" in page
    assert SEAT in page
    assert [company.siren for company in registry.search(SHOP)] == [RELAIS]
    assert registry.search("zzz") == []
