"""A structure named by its number in a declaration: looked up in the national registry, kept for later when it is down."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects import actions
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import make_person
from frenchimpact.projects.tests.test_declare import fill, page
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
RELAIS, SEAT, CEASED, HIDDEN, NOBODY = "000123455", "00012345500016", "000123471", "000123489", "732829320"
DOWN = "http://127.0.0.1:9"
CHOICE = f'value="r:{SEAT}"'


@pytest.fixture(autouse=True)
def _registry(settings: Settings) -> None:
    settings.REGISTRY_URL = "demo:"
    cache.clear()
    make_terms()
    make_place("commune:73065")


def results(client: Client, typed: str) -> str:
    return client.get("/projets/declarer/structures/", {"structure_query": typed}).content.decode()


def declare(client: Client, **fields: str) -> Project:
    fill(client, holder="structure", **fields)
    client.force_login(make_person())
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})
    return Project.objects.get()


def test_a_number_that_no_sheet_bears_is_looked_up_and_its_sheet_made_with_the_project(client: Client) -> None:
    found = results(client, "000 123 455")
    assert CHOICE in found
    assert "LES RELAIS DU LAC" in found
    assert "Chambéry" in found

    project = declare(client, structure_query="000 123 455", structure=f"r:{SEAT}")

    organisation = Organisation.objects.get(siret=SEAT)
    assert project.organisation == organisation
    assert (organisation.name, organisation.siren, organisation.kinds) == ("LES RELAIS DU LAC", RELAIS, ["association"])
    assert Membership.objects.get(organisation=organisation).user == project.created_by
    assert not project.passport.filter(key="structure_name").exists()


def test_without_scripts_too_and_the_check_page_says_its_name(client: Client) -> None:
    typed = {"holder": "structure", "structure_query": SEAT, "email": "awa@exemple.test"}
    searched = client.post(page(1), {**typed, "search": "structure"}, follow=True).content.decode()
    assert CHOICE in searched
    client.post(page(1), {**typed, "structure": f"r:{SEAT}"})

    assert "LES RELAIS DU LAC (00012345500016)" in client.get(page(4)).content.decode()


def test_a_number_of_the_directory_is_not_asked(client: Client, settings: Settings) -> None:
    settings.REGISTRY_URL = DOWN
    make_organisation(name="Les Relais", siret=SEAT, siren=RELAIS)

    found = results(client, SEAT)

    assert "Les Relais" in found
    assert "ne répond pas" not in found


@pytest.mark.parametrize(
    ("typed", "words"),
    [(CEASED, "a cessé son activité"), (HIDDEN, "ne montre pas son nom"), (NOBODY, "ne connaît pas ce numéro")],
)
def test_what_cannot_be_chosen_is_said(client: Client, typed: str, words: str) -> None:
    found = results(client, typed)

    assert words in found
    assert 'value="r:' not in found
    project = declare(client, structure_query=typed, structure=f"r:{typed}")
    assert project.organisation is None
    assert project.passport.get(key="structure_name").value == typed
    assert not Organisation.objects.exists()


def test_words_and_wrong_numbers_ask_nobody(client: Client, settings: Settings) -> None:
    settings.REGISTRY_URL = DOWN
    for typed in ("Les Relais du lac", "123456789", "x" * 300):
        assert "ne répond pas" not in results(client, typed)


def test_while_it_is_down_the_number_is_kept_and_found_later(client: Client, settings: Settings) -> None:
    settings.REGISTRY_URL = DOWN
    assert "nous le chercherons dès qu’il répondra" in results(client, SEAT)
    project = declare(client, structure_query=SEAT, structure="")
    assert project.passport.get(key="structure_name").value == SEAT
    assert actions.find_typed_structures() == 0

    settings.REGISTRY_URL = "demo:"
    cache.clear()
    assert actions.find_typed_structures() == 1
    project.refresh_from_db()
    assert project.organisation == Organisation.objects.get(siret=SEAT)
    assert actions.find_typed_structures() == 0


def test_it_went_down_between_the_choice_and_the_declaration(client: Client, settings: Settings) -> None:
    fill(client, holder="structure", structure_query=SEAT, structure=f"r:{SEAT}")
    settings.REGISTRY_URL = DOWN
    cache.clear()
    client.force_login(make_person())
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})

    project = Project.objects.get()
    assert project.organisation is None
    assert project.passport.get(key="structure_name").value == SEAT


def test_a_sheet_made_meanwhile_is_taken_and_nobody_becomes_its_keeper(client: Client) -> None:
    fill(client, holder="structure", structure_query=SEAT, structure=f"r:{SEAT}")
    known = make_organisation(name="Les Relais", siret=SEAT, siren=RELAIS)
    client.force_login(make_person())
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})

    assert Project.objects.get().organisation == known
    assert not Membership.objects.exists()
