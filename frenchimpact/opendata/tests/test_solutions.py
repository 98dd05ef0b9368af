"""Solutions as open data: the API, the files, the search, the site map."""

import csv
import io

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_places
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.models import Solution
from frenchimpact.solutions.tests.factories import make_adoption, make_launched, make_solution
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_solutions_in_the_api_in_files_and_in_the_search(client: Client) -> None:
    make_terms()
    make_places()
    there = make_solution(title="Atelier réparation", themes=["insertion_emploi"], surroundings=["town"], start_min=8000)
    launched = make_launched(there)
    hidden = make_adoption(there)
    draft = make_solution(title="Atelier en relecture", project=make_published_project(name="P2"))
    Solution.objects.filter(pk=draft.pk).update(state="submitted")
    (row,) = client.get("/api/v1/solutions").json()["results"]
    assert (row["id"], row["start_min"], row["kit"]["version"], row["kit"]["steps"][0]["weeks"]) == (there.reference, "8000.00", 1, 4)
    assert [one["reference"] for one in row["adoptions"]] == [launched.reference]
    assert hidden.reference not in str(row)
    for query, count in (("theme=insertion_emploi", 1), ("mode=antenne", 0), ("setting=town", 1), ("region=84", 1), ("q=velo", 0)):
        assert len(client.get(f"/api/v1/solutions?{query}").json()["results"]) == count, query
    assert client.get(f"/api/v1/solutions/{there.reference}").json()["title"] == there.title
    assert client.get(f"/api/v1/solutions/{draft.reference}").status_code == 404
    assert client.get("/api/v1/solutions?mode=magie").status_code == 422
    rows = list(csv.DictReader(io.StringIO(client.get("/donnees/solutions.csv").getvalue().decode())))
    assert [(one["reference"], one["reprises_en_cours"], one["etapes"]) for one in rows] == [
        (there.reference, "1", "Trouver la salle|Former deux réparateurs")
    ]
    for words in ("réparation", there.reference):
        page = client.get("/recherche/", {"q": words}).content.decode()
        assert f"/solutions/{there.slug}/" in page, words
        assert draft.slug not in page
    site = b"".join(client.get("/sitemap-solutions.xml")).decode()
    assert f"/solutions/{there.slug}/" in site
    assert draft.slug not in site
