"""What was already fetched is not sent again, and what changed is."""

import pytest
from django.test import Client

from frenchimpact.atlas.tests.factories import make_organisation
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Organisation

pytestmark = pytest.mark.django_db
FILES = ("/annuaire/?format=csv", "/annuaire/?format=json", "/annuaire/?format=atom", "/recherche/?q=atelier&format=csv")
PAGES = ("/annuaire/", "/projets/", "/recherche/?q=atelier", "/", "/pour-moi/", "/lieux/commune/73065/", "/structures/atelier/")


@pytest.fixture(autouse=True)
def _world() -> None:
    make_organisation(name="Atelier", slug="atelier", commune=make_place("commune:73065"), description="Un texte.")


@pytest.mark.parametrize("path", [*FILES, *PAGES])
def test_the_same_content_is_not_sent_twice(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.getvalue(), again["ETag"]) == (304, b"", first["ETag"])
    other = client.get(path, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.getvalue()) == (200, first.getvalue())


# Each change is a transaction of its own, as in life.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", FILES)
def test_any_change_of_what_a_file_shows_changes_its_mark(client: Client, path: str) -> None:
    seen = {client.get(path)["ETag"]}
    for change in ({"description": "Un autre texte."}, {"slug": "autre"}, {"name": "Atelier bis"}, {"is_published": False}):
        Organisation.objects.filter(pk=Organisation.objects.get().pk).update(**change)
        answer = client.get(path, headers={"If-None-Match": ", ".join(seen)})
        assert answer.status_code == 200, change
        seen.add(answer["ETag"])
    assert len(seen) == 5


def test_files_of_another_selection_language_or_form_have_another_mark(client: Client) -> None:
    paths = [*FILES, "/en/annuaire/?format=csv", "/annuaire/?format=csv&bom=oui", "/annuaire/?commune=73065&format=csv"]
    assert len({client.get(path)["ETag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", FILES)
def test_files_are_the_same_for_everyone(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("path", ["/recherche/?q=atelier", "/annuaire/?q=atelier", "/annuaire/?q=atelier&tri=pertinence"])
def test_too_many_results_are_said_to_be_in_the_order_they_are_in(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def here() -> str:
        text = client.get(path).content.decode()
        tabs = text.split('aria-label="Trier par"')[1].split("</nav>")[0]
        return tabs.split('aria-current="true"')[1].split("</span>")[0].rpartition(">")[2] + ("!" if "Trop de résultats" in text else "")

    for number in range(3):
        make_organisation(name=f"Un atelier {number}")
    assert here() == "pertinence"
    for module in ("wishes", "queries", "statements", "list_ways"):
        monkeypatch.setattr(f"frenchimpact.atlas.{module}.CAP", 1)
    assert here() == "plus récents!"
