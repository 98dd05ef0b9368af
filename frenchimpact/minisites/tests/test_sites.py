"""Sites of partners: what they show, who keeps them, what everybody sees when the programme takes one off line."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.machines.tests.factories import make_admin
from frenchimpact.minisites.actions import MOST_SITES, change_site, move_site, open_site
from frenchimpact.minisites.models import Listed, Site
from frenchimpact.minisites.queries import shown_by, uses_of
from frenchimpact.observatory.actions import count_uses
from frenchimpact.organisations.models import Membership
from frenchimpact.projects.models import ProjectPlace
from frenchimpact.projects.tests.factories import make_operator, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
SENT = {"title": "Chambéry innove", "lists": ["projets", "evenements"], "accent": "#0b5a4a", "ground": "#ffffff", "has_logo": "on"}


@pytest.fixture
def admin() -> Membership:
    return make_admin(name="Grand Chambéry")


def make_site(admin: Membership, **said: Any) -> Site:
    whole: dict[str, Any] = {"title": "Chambéry innove", "lists": list(Listed.values), **said}
    return open_site(organisation=admin.organisation, by=admin.user, **whole)


def test_it_shows_what_its_query_keeps_and_stays_alive(client: Client, admin: Membership) -> None:
    make_terms()
    places = make_places()
    here, away = make_published_project(name="Vélo du lac"), make_published_project(name="Vélo du port")
    ProjectPlace.objects.filter(project__in=(here, away)).delete()
    ProjectPlace.objects.create(project=here, place=places["commune:73065"])
    make_aid("Aide de partout")
    make_event(title="Atelier vélo", place=places["commune:73065"])
    site = make_site(admin, place=make_place("departement:73"), text="vélo")
    found = {one.code: one for one in shown_by(site)}
    assert [row.name for row in found["projets"].rows] == ["Vélo du lac"]
    assert [row.title for row in found["evenements"].rows] == ["Atelier vélo"]
    assert (found["aides"].count, found["projets"].address) == (0, "/projets/?q=v%C3%A9lo&departement=73")
    ProjectPlace.objects.create(project=away, place=places["commune:73065"])
    page = client.get(f"/sites/{site.slug}/").text
    assert [name for name in ("Vélo du lac", "Vélo du port", "Atelier vélo", "Grand Chambéry") if name not in page] == []
    change_site(site=site, by=admin.user, text="", lists=["aides"])
    assert "Aide de partout" in client.get(f"/sites/{site.slug}/").text


def test_any_site_may_frame_it_and_nothing_is_kept_of_who_reads(client: Client, admin: Membership) -> None:
    site = make_site(admin, accent="#7a1f4d", ground="#fff8f0")
    page = client.get(f"/en/sites/{site.slug}/")
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert not page.cookies
    colours = client.get(f"/sites/{site.slug}/couleurs.css")
    assert colours["Content-Type"].startswith("text/css")
    assert "--brand: #7a1f4d" in colours.text
    assert f"/sites/{site.slug}/couleurs.css" in page.text


def test_an_administrator_opens_one_changes_it_and_closes_it(client: Client, admin: Membership) -> None:
    make_terms()
    client.force_login(admin.user)
    where = f"/mon-espace/structures/{admin.organisation.slug}/sites/"
    bad = client.post(where, SENT | {"accent": "#e8a33d", "words": "Bonjour"})
    assert bad.status_code == 422
    assert "2,1" in bad.text
    assert "Bonjour" in bad.text
    made = client.post(where, SENT)
    assert made["Location"] == "/mon-espace/sites/chambery-innove/"
    assert client.post("/mon-espace/sites/chambery-innove/", SENT | {"words": "Tout ce qui se fait ici."}).status_code == 302
    assert "Tout ce qui se fait ici." in client.get("/sites/chambery-innove/").text
    # Only the programme suspends.
    client.post("/mon-espace/sites/chambery-innove/suite/", {"verb": "suspend", "reason": "Non"})
    assert Site.objects.get().state == "online"
    client.post("/mon-espace/sites/chambery-innove/suite/", {"verb": "close"})
    assert Client().get("/sites/chambery-innove/").status_code == 404
    with pytest.raises(Refusal):
        change_site(site=Site.objects.get(), by=admin.user, words="Encore")


def test_the_programme_suspends_saying_why_and_puts_back(client: Client, admin: Membership) -> None:
    site = make_site(admin)
    client.force_login(make_operator())
    where = f"/mon-espace/sites/{site.slug}/"
    assert site.title in client.get("/mon-espace/sites/").text
    assert client.post(where + "suite/", {"verb": "suspend", "reason": ""}).status_code == 422
    client.post(where + "suite/", {"verb": "suspend", "reason": "Il imite un site de l’État."})
    assert Client().get(f"/sites/{site.slug}/").status_code == 404
    assert Client().get(f"/sites/{site.slug}/couleurs.css").status_code == 404
    keeper = Client()
    keeper.force_login(admin.user)
    assert "Il imite un site de l’État." in keeper.get(where).text
    client.post(where + "suite/", {"verb": "restore"})
    assert Client().get(f"/sites/{site.slug}/").status_code == 200


def test_nobody_else_keeps_it(client: Client, admin: Membership) -> None:
    site = make_site(admin)
    client.force_login(make_admin(name="Une autre").user)
    assert client.get(f"/mon-espace/sites/{site.slug}/").status_code == 404
    assert client.get(f"/mon-espace/structures/{admin.organisation.slug}/sites/").status_code == 403
    assert client.get("/mon-espace/sites/").status_code == 403
    assert client.post(f"/mon-espace/sites/{site.slug}/suite/", {"verb": "close"}).status_code == 404


def test_it_goes_off_line_with_its_organisation(client: Client, admin: Membership) -> None:
    site = make_site(admin)
    admin.organisation.is_published = False
    admin.organisation.save()
    assert client.get(f"/sites/{site.slug}/").status_code == 404
    with pytest.raises(Refusal):
        make_site(admin)


def test_an_address_never_serves_another(admin: Membership) -> None:
    first = make_site(admin)
    move_site(site=first, verb="close", by=admin.user)
    assert (first.slug, make_site(admin).slug, make_site(admin).slug) == ("chambery-innove", "chambery-innove-2", "chambery-innove-3")
    for _turn in range(MOST_SITES - 2):
        make_site(admin, title="Autre")
    with pytest.raises(Refusal):
        make_site(admin)


@pytest.mark.parametrize("said", [{"title": ""}, {"lists": []}, {"lists": ["rien"]}, {"theme": "licorne"}, {"accent": "#ffffff"}])
def test_what_cannot_be_shown_is_refused(admin: Membership, said: dict[str, Any]) -> None:
    with pytest.raises(Incomplete) as refused:
        make_site(admin, **said)
    assert list(refused.value.missing) == list(said)


@pytest.mark.parametrize(
    ("verb", "states"), [("suspend", ("suspended", "closed")), ("restore", ("online", "closed")), ("close", ("closed",))]
)
def test_a_move_is_refused_from_any_other_state(admin: Membership, verb: str, states: tuple[str, ...]) -> None:
    site = make_site(admin)
    for state in states:
        Site.objects.filter(pk=site.pk).update(state=state, reason="Non")
        with pytest.raises(OutOfTurn):
            move_site(site=site, verb=verb, by=None, reason="Non")


@pytest.mark.parametrize("wrong", [{"lists": []}, {"accent": "rouge"}, {"state": "suspended"}])
def test_the_database_holds_it_too(admin: Membership, wrong: dict[str, Any]) -> None:
    site = make_site(admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.filter(pk=site.pk).update(**wrong)


def test_its_use_is_counted_by_month(client: Client, admin: Membership) -> None:
    site = make_site(admin)
    day = clock.today().replace(day=1)
    count_uses(day=day, counts={f"site-{site.slug}": 3, "pages": 9})
    count_uses(day=day - dt.timedelta(days=1), counts={f"site-{site.slug}": 2})
    assert [total for _month, total in uses_of(site)] == [3, 2]
    client.force_login(admin.user)
    assert "Affichages, mois par mois" in client.get(f"/mon-espace/sites/{site.slug}/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_the_same_number_of_queries(client: Client, admin: Membership, django_assert_max_num_queries: Any, rows: int) -> None:
    make_places()
    for number in range(rows):
        make_published_project(name=f"Projet {number}")
        make_event(title=f"Atelier {number}")
        make_aid(f"Aide {number}")
    site = make_site(admin)
    with django_assert_max_num_queries(18):
        client.get(f"/sites/{site.slug}/")
