"""Sponsorships: each side says yes by itself, addresses stay hidden until then, meetings, reminders, the end."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from frenchimpact.barriers.actions import pairings
from frenchimpact.barriers.models import Pairing
from frenchimpact.barriers.queries.pairings import official_key
from frenchimpact.barriers.tests.factories import make_hacker, make_pairing, make_running_pairing
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_partner, make_person, make_project

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/freins/parrainages/"


@pytest.fixture
def project() -> Project:
    make_places()
    return make_project()


def post(client: Client, page: str, **given: str) -> Any:
    return client.post(page, given | {"once": str(uuid.uuid4())})


def link_of(pairing: Pairing) -> str:
    pairing.refresh_from_db()
    return f"/parrainages/{official_key(pairing)}/"


def space_of(pairing: Pairing) -> str:
    return f"/mon-espace/projets/{pairing.project.reference}/parrainages/{pairing.pk}/"


def test_each_side_says_yes_by_itself_and_reads_the_address_of_the_other_only_then(client: Client, project: Project) -> None:
    client.force_login(make_hacker())
    given = {"project": project.reference, "name": "Claire Préfète", "office": "", "email": "claire@prefecture.test", "subject": "Aider."}
    assert post(client, f"{DESK}proposer/", **given).status_code == 302
    pairing = Pairing.objects.get()
    lead = lead_of(project)
    assert Mail.objects.filter(to="claire@prefecture.test", kind="barriers.pairing_asked").count() == 1
    assert Notice.objects.get(person=lead, kind="barriers.pairing_asked").is_task

    client.force_login(lead)
    assert "claire@prefecture.test" not in client.get(space_of(pairing)).content.decode()
    post(client, space_of(pairing), do="agree")
    pairing.refresh_from_db()
    assert (pairing.state, pairing.project_agreed_at is None) == ("proposed", False)
    assert "claire@prefecture.test" not in client.get(space_of(pairing)).content.decode()

    client.logout()
    link = link_of(pairing)
    for _time in range(2):
        assert lead.email not in client.get(link).content.decode()
    pairing.refresh_from_db()
    assert pairing.official_agreed_at is None
    post(client, link, do="agree")
    pairing.refresh_from_db()
    assert (pairing.state, pairing.since) == ("running", clock.today())
    assert lead.email in client.get(link).content.decode()
    client.force_login(lead)
    assert "claire@prefecture.test" in client.get(space_of(pairing)).content.decode()


def test_the_desk_says_yes_for_nobody(client: Client, project: Project) -> None:
    pairing = make_pairing(project)
    client.force_login(make_operator())
    for verb in ("agree", "decline"):
        assert post(client, f"{DESK}{pairing.pk}/", do=verb).status_code == 409
    pairing.refresh_from_db()
    assert (pairing.state, pairing.project_agreed_at, pairing.official_agreed_at) == ("proposed", None, None)


def test_one_side_never_answers_for_the_other_nor_twice(project: Project) -> None:
    pairing = make_pairing(project)
    pairings.agree(pairing=pairing, side=pairings.PROJECT, by=lead_of(project))
    with pytest.raises(OutOfTurn):
        pairings.agree(pairing=pairing, side=pairings.PROJECT, by=lead_of(project))
    pairing.refresh_from_db()
    assert pairing.official_agreed_at is None


def test_no_is_told_to_the_other_side_without_the_reason(client: Client, project: Project) -> None:
    pairing = make_pairing(project)
    post(client, link_of(pairing), do="decline", reason="Je connais la présidente.")
    pairing.refresh_from_db()
    assert (pairing.state, pairing.reason) == ("declined", "Je connais la présidente.")
    client.force_login(lead_of(project))
    assert "présidente" not in client.get(space_of(pairing)).content.decode()
    client.force_login(make_operator())
    assert "présidente" in client.get(f"{DESK}{pairing.pk}/").content.decode()
    assert not Notice.objects.filter(kind="barriers.pairing_asked", done_at=None).exists()


def in_state(project: Project, state: str) -> Pairing:
    email = f"{uuid.uuid4()}@exemple.test"
    return make_running_pairing(project, email=email) if state == "running" else make_pairing(project, email=email, state=state)


@pytest.mark.parametrize("verb", sorted(Pairing.FLOW.moves))
def test_each_move_is_refused_from_every_other_state(project: Project, verb: str) -> None:
    moves: dict[str, Callable[[Pairing], Any]] = {
        "accept": lambda one: pairings.agree(pairing=one, side=pairings.OFFICIAL, by=None),
        "decline": lambda one: pairings.decline(pairing=one, side=pairings.PROJECT, by=None),
        "end": lambda one: pairings.end_pairing(pairing=one, review="Fini.", side=pairings.DESK, by=None),
    }
    for state in sorted(Pairing.FLOW.states() - set(Pairing.FLOW.moves[verb][0])):
        pairing = in_state(project, state)
        with pytest.raises(OutOfTurn):
            moves[verb](pairing)
        pairing.refresh_from_db()
        assert pairing.state == state


@pytest.mark.parametrize("state", ["proposed", "declined", "ended"])
def test_a_meeting_belongs_to_a_sponsorship_that_runs(project: Project, state: str) -> None:
    with pytest.raises(OutOfTurn):
        pairings.record_meeting(pairing=in_state(project, state), on=clock.today(), notes="x", next_step="", side=pairings.PROJECT, by=None)


def test_a_meeting_is_noted_by_one_side_and_read_by_the_other(client: Client, project: Project) -> None:
    pairing = make_running_pairing(project)
    link, today = link_of(pairing), clock.today()
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    page = post(client, link, do="meet", on=tomorrow, notes="Visite <b>du lieu</b>", next_step="")
    assert page.status_code == 422
    assert "Visite &lt;b&gt;du lieu" in page.content.decode()
    assert post(client, link, do="meet", on=today.isoformat(), notes="", next_step="").status_code == 422
    assert post(client, link, do="meet", on=today.isoformat(), notes="x" * 1_000_000, next_step="").status_code in (413, 422)
    assert post(client, link, do="meet", on=today.isoformat(), notes="Visite du lieu", next_step="Voir la préfecture").status_code == 302
    client.force_login(lead_of(project))
    page_of_team = client.get(space_of(pairing)).content.decode()
    assert "Visite du lieu" in page_of_team
    assert "Voir la préfecture" in page_of_team
    assert Notice.objects.filter(person=lead_of(project), kind="barriers.pairing").exists()


def test_it_ends_with_a_review_that_both_read(client: Client, project: Project) -> None:
    pairing = make_running_pairing(project)
    client.force_login(lead_of(project))
    assert post(client, space_of(pairing), do="end", review=" ").status_code == 422
    post(client, space_of(pairing), do="end", review="Deux portes ouvertes.")
    pairing.refresh_from_db()
    assert (pairing.state, pairing.until) == ("ended", clock.today())
    client.logout()
    assert "Deux portes ouvertes." in client.get(link_of(pairing)).content.decode()


def test_both_sides_hear_of_sixty_days_without_a_meeting_once(project: Project) -> None:
    long_ago = clock.today() - dt.timedelta(days=60)
    pairing = make_running_pairing(project, since=long_ago)
    make_running_pairing(project, email="recent@exemple.test", since=long_ago + dt.timedelta(days=1))
    make_pairing(project, email="propose@exemple.test")
    assert [pairings.remind_quiet() for _time in range(3)] == [1, 0, 0]
    assert Mail.objects.filter(to=pairing.email, kind="barriers.pairing_quiet").count() == 1
    assert Notice.objects.filter(person=lead_of(project), kind="barriers.pairing_quiet").count() == 1
    Pairing.objects.filter(pk=pairing.pk).update(reminded_on=long_ago)
    assert pairings.remind_quiet() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"email": "non"}, "email"), ({"subject": ""}, "subject"), ({"email": "CLAIRE@prefecture.test"}, "email")],
)
def test_a_proposal_that_lacks_something_or_is_there_already_says_so(project: Project, changes: dict[str, str], field: str) -> None:
    make_pairing(project)
    given = {"name": "Claire", "office": "", "email": "autre@exemple.test", "subject": "Aider."} | changes
    with pytest.raises(Incomplete) as refused:
        pairings.propose_pairing(project=project, by=None, **given)
    assert list(refused.value.missing) == [field]


def test_a_new_link_stops_the_earlier_one_and_an_unknown_project_is_said(client: Client, project: Project) -> None:
    pairing = make_pairing(project)
    old = link_of(pairing)
    client.force_login(make_hacker())
    post(client, f"{DESK}{pairing.pk}/", do="renew")
    page = post(client, f"{DESK}proposer/", project="P-1999-0001", name="C", office="", email="c@exemple.test", subject="Aider.")
    assert page.status_code == 422
    client.logout()
    assert client.get(old).status_code == 410
    assert client.get(link_of(pairing)).status_code == 200


def test_who_sees_what(client: Client, project: Project) -> None:
    official = make_person("Claire Préfète")
    pairing = make_pairing(project, email=official.email)
    own = f"/mon-espace/parrainages/{pairing.pk}/"
    table = {
        "visitor": (None, 302, 302, 302),
        "stranger": (make_person(), 404, 404, 404),
        "lead": (lead_of(project), 404, 200, 404),
        "official": (official, 404, 404, 200),
        "hacker": (make_hacker(), 200, 404, 404),
        "operator": (make_operator(), 200, 403, 404),
        "partner": (make_partner(), 404, 403, 404),
    }
    for name, (person, *expected) in table.items():
        client.logout()
        if person is not None:
            client.force_login(person)
        found = [client.get(page).status_code for page in (f"{DESK}{pairing.pk}/", space_of(pairing), own)]
        assert found == expected, name
    client.force_login(official)
    assert project.name in client.get("/mon-espace/parrainages/").content.decode()
    post(client, own, do="agree")
    pairing.refresh_from_db()
    assert pairing.official == official
