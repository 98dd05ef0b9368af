"""Published answers in the search over everything: beside the sheets, as one types, by their number, in the site map."""

import pytest
from django.test import Client

from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.atlas.direct import direct
from frenchimpact.atlas.suggestions import suggestions
from frenchimpact.barriers.tests.factories import make_experiment, make_published
from frenchimpact.impact.actions.changes import publish_change, write_part
from frenchimpact.impact.models import Kind
from frenchimpact.methods.actions import draft_method
from frenchimpact.methods.tests.factories import make_method, next_version
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_territory

pytestmark = pytest.mark.django_db


def test_the_search_shows_the_closest_answers_and_leads_to_more(client: Client) -> None:
    one = make_published("Composter les biodéchets d’un quartier")
    page = client.get("/recherche/?q=composter des biodéchets").content.decode()
    assert f'href="/freins/{one.slug}/"' in page
    assert "Chercher d’autres réponses" in page
    assert "Réponses publiées" not in client.get("/recherche/?q=astronef").content.decode()


def test_an_answer_is_proposed_as_one_types_and_found_by_its_number(client: Client) -> None:
    one = make_published("Composter les biodéchets d’un quartier")
    make_published("Composter ailleurs", state="expired")
    assert [line.href for line in suggestions("composter les biod")] == [f"/freins/{one.slug}/"]
    assert [line.href for line in suggestions(one.reference.lower())] == [f"/freins/{one.slug}/"]


def test_answers_in_force_are_in_the_site_map(client: Client) -> None:
    one, gone = make_published(), make_published(state="withdrawn", state_reason="Fausse")
    assert "sitemap-reponses.xml" in client.get("/sitemap.xml").content.decode()
    text = b"".join(client.get("/sitemap-reponses.xml")).decode()
    assert f"/freins/{one.slug}/" in text
    assert gone.slug not in text


def test_aids_experiments_and_challenges_stand_beside_the_sheets(client: Client) -> None:
    aid = make_aid("Fonds du compostage partagé", funder=make_funder("Région d’essai"))
    draft = make_aid("Compostage en brouillon", status="draft", published_at=None)
    experiment = make_experiment("Composter entre voisins")
    hidden = make_experiment("Composter en secret", is_public=False)
    challenge = make_challenge(make_territory(name="Val d’essai"), title="Composter partout")
    page = client.get("/recherche/?q=compost").content.decode()
    here = f"/territoires/{challenge.territory.slug}/defis/{challenge.number}/"
    for shown in (f"/financements/{aid.slug}/", f"/experimentations/{experiment.slug}/", here, 'href="/financements/?q=compost"'):
        assert shown in page
    assert draft.title not in page
    assert hidden.title not in page
    lines = {line.href: line.group for line in suggestions("composts")}
    assert set(lines) == {f"/financements/{aid.slug}/", f"/experimentations/{experiment.slug}/", here}
    assert client.get(here).status_code == 200
    assert "Fonds du compostage" not in client.get("/recherche/?q=compost&page=2").content.decode()


def test_an_aid_and_an_experiment_are_found_by_their_number_and_are_in_the_site_map(client: Client) -> None:
    aid, experiment = make_aid("Fonds", funder=make_funder()), make_experiment()
    assert [one.href for one in direct(aid.reference.lower())] == [f"/financements/{aid.slug}/"]
    assert [one.href for one in direct(experiment.reference)] == [f"/experimentations/{experiment.slug}/"]
    assert "sitemap-aides.xml" in client.get("/sitemap.xml").content.decode()
    assert f"/financements/{aid.slug}/" in b"".join(client.get("/sitemap-aides.xml")).decode()


def test_methods_are_found_by_what_they_are_about_or_as_they_are_cited_and_are_in_the_site_map(client: Client) -> None:
    version = make_method()
    draft_method(files=next_version("1.1.0", ("Retour social sur investissement", "Retour en brouillon")), by=None)
    page = client.get("/recherche/?q=retour+social").content.decode()
    assert "/methodes/sroi/" in page
    assert 'href="/methodes/?q=retour%20social"' in page
    assert "Social return on investment" in client.get("/en/recherche/?q=sroi").content.decode()
    assert "brouillon" not in client.get("/recherche/?q=retour").content.decode()
    assert {line.href: line.group for line in suggestions("investissements")} == {"/methodes/sroi/": "Méthodes pour mesurer son impact"}
    for cited in ("sroi@1.0.0", version.swhid):
        assert [one.href for one in direct(cited)] == ["/methodes/sroi/1.0.0/"]
    assert direct("sroi@1.1.0") == []
    assert "sitemap-methodes.xml" in client.get("/sitemap.xml").content.decode()
    text = b"".join(client.get("/sitemap-methodes.xml")).decode()
    assert "/methodes/sroi/<" in text
    assert "/calculer/sroi/<" in text


def test_public_theories_of_change_are_in_the_site_map(client: Client) -> None:
    project, hidden, territory = make_published_project(), make_published_project(name="Jamais publié"), make_territory()
    for holder, by in ((project, lead_of(project)), (territory, make_lead_person(territory))):
        for kind in (Kind.NEED, Kind.ACTIVITY, Kind.OUTCOME):
            write_part(holder=holder, kind=kind, text="Quelque chose", by=by)
        publish_change(holder=holder, by=by)
    write_part(holder=hidden, kind=Kind.NEED, text="Entre nous", by=lead_of(hidden))
    text = b"".join(client.get("/sitemap-changements.xml")).decode()
    assert f"/projets/{project.slug}/changement/" in text
    assert f"/territoires/{territory.slug}/changement/" in text
    assert hidden.slug not in text
