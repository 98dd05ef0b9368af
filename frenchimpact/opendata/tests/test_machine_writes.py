"""What machines write by the token of their organisation: as drafts, by the rooms' own rules, never twice under one name."""

import json
from typing import Any

import pytest
from django.test import Client

from frenchimpact.aids.models import Aid
from frenchimpact.core import clock
from frenchimpact.events.models import Event
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.tests.factories import make_followed
from frenchimpact.machines.actions.tokens import end_token
from frenchimpact.machines.models import Scope, Subscription, TokenHour
from frenchimpact.machines.tests.factories import make_admin, make_token
from frenchimpact.mail.models import Mail
from frenchimpact.offers.models import Offer
from frenchimpact.organisations.models import Mandate, Membership
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import Declaration, TeamMember
from frenchimpact.projects.tests.factories import make_published_project

pytestmark = pytest.mark.django_db
OFFER = {
    "kind": "expertise",
    "title": "Dix jours d’un comptable",
    "summary": "Un salarié tient vos comptes.",
    "capacity": "10",
    "unit": "jours",
}


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


@pytest.fixture
def admin() -> Membership:
    return make_admin(name="Comptes Unis", kinds=["entreprise"])


def send(secret: str, path: str, body: Any, status: int = 200, *, name: str = "", language: str = "fr", method: str = "post") -> Any:
    headers = {"authorization": f"Bearer {secret}", "accept-language": language, **({"idempotency-key": name} if name else {})}
    response = getattr(Client(), method)(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)
    assert response.status_code == status, response.content.decode()
    return response


def test_an_offer_is_a_draft_or_goes_to_be_read(admin: Membership, places: dict[str, Place]) -> None:
    _token, secret = make_token(admin)
    found = send(secret, "offers", {**OFFER, "places": ["commune:73065"], "remote": True}).json()
    offer = Offer.objects.get(reference=found["reference"])
    assert (offer.organisation, offer.created_by, offer.state, found["state"]) == (admin.organisation, admin.user, "draft", "draft")
    assert (str(offer.capacity), offer.is_remote, [one.place for one in offer.places.all()]) == ("10.00", True, [places["commune:73065"]])
    sent = send(secret, "offers", {**OFFER, "submit": True}).json()
    assert sent["state"] == Offer.objects.get(reference=sent["reference"]).state == "moderated"


def test_under_one_name_it_is_written_once(admin: Membership) -> None:
    _token, secret = make_token(admin)
    first = send(secret, "offers", OFFER, name="o-1").json()
    assert send(secret, "offers", OFFER, name="o-1").json() == first
    refused = send(secret, "offers", {**OFFER, "title": "Autre"}, 422, name="o-1").json()
    assert ("Idempotency-Key" in refused["detail"], Offer.objects.count()) == (True, 1)
    # What was refused may be sent again, mended, under the same name.
    send(secret, "offers", {**OFFER, "unit": ""}, 422, name="o-2")
    send(secret, "offers", OFFER, name="o-2")
    assert Offer.objects.count() == 2


def test_each_field_that_is_wrong_is_named_in_both_languages(admin: Membership) -> None:
    _token, secret = make_token(admin)
    wrong = {**OFFER, "kind": "miracle", "price": "gold", "unit": "", "ends_on": "2026-02-31"}
    french = send(secret, "offers", wrong, 422)
    assert french["Content-Type"] == "application/problem+json"
    errors = {one.split(" : ")[0]: one for one in french.json()["errors"]}
    assert {"kind", "price", "ends_on"} <= set(errors)
    english = send(secret, "offers", wrong, 422, language="en").json()
    assert {one.split(":")[0] for one in english["errors"]} == set(errors)
    assert set(english["errors"]).isdisjoint(french.json()["errors"])
    said = send(secret, "offers", {**OFFER, "unit": "", "places": []}, 422).json()["errors"]
    assert [one.split(" : ")[0] for one in said] == ["unit"]
    assert "colour" in send(secret, "offers", {**OFFER, "colour": "red"}, 422).json()["errors"][0]
    assert send(secret, "offers", {**OFFER, "places": ["commune:00000"]}, 422).json()["errors"][0].startswith("places")
    assert not Offer.objects.exists()


def test_a_token_opens_only_what_it_says(admin: Membership) -> None:
    token, secret = make_token(admin, Scope.EVENTS)
    assert "offers:write" in send(secret, "offers", OFFER, 403).json()["detail"]
    assert send("fi_inconnu", "offers", OFFER, 401)["WWW-Authenticate"] == "Bearer"
    end_token(token=token, by=admin.user)
    send(secret, "offers", OFFER, 401)
    assert not Offer.objects.exists()


def test_quotas_are_told_and_hold(admin: Membership) -> None:
    _token, secret = make_token(admin, per_hour=2, per_day=5)
    first = send(secret, "offers", OFFER)
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    # In English, an error is said twice inside: it is one use.
    second = send(secret, "offers", {**OFFER, "unit": ""}, 422, language="en")
    assert second["RateLimit-Remaining"] == "0"
    refused = send(secret, "offers", OFFER, 429)
    assert 0 < int(refused["Retry-After"]) <= 3601
    assert refused["RateLimit-Reset"] == refused["Retry-After"]
    assert sum(one.count for one in TokenHour.objects.all()) == 2


def test_an_event_stands_on_the_clock_of_its_place(admin: Membership, places: dict[str, Place]) -> None:
    _token, secret = make_token(admin, Scope.EVENTS)
    year = clock.today().year + 1
    body = {"title": "Atelier", "kind": "workshop", "summary": "Une matinée.", "place": "commune:73065", "starts_at": f"{year}-01-12T09:00"}
    found = send(secret, "events", {**body, "ends_at": f"{year}-01-12T12:00", "capacity": 20}).json()
    event = Event.objects.get(reference=found["reference"])
    assert (event.state, event.organiser, event.place, event.starts_at.hour) == ("draft", admin.organisation, places["commune:73065"], 8)
    assert send(secret, "events", {**body, "ends_at": f"{year}-01-12T12:00", "submit": True}).json()["state"] == "published"
    said = send(secret, "events", {**body, "place": "", "ends_at": f"{year}-01-11T12:00"}, 422).json()["errors"]
    assert {one.split(" : ")[0] for one in said} == {"place", "ends_at"}


def test_an_aid_needs_a_funder(admin: Membership, places: dict[str, Place]) -> None:
    _token, secret = make_token(admin, Scope.AIDS)
    body = {
        "title": "Premiers pas",
        "instruments": ["subvention"],
        "ticket_max": "30000",
        "places": ["departement:73"],
        "documents": ["Statuts"],
    }
    found = send(secret, "aids", body).json()
    aid = Aid.objects.get(reference=found["reference"])
    assert (aid.status, aid.funder, int(aid.ticket_max or 0), aid.documents) == ("draft", admin.organisation, 30000, ["Statuts"])
    assert [one.place.code for one in aid.aid_places.all()] == ["73"]
    assert send(secret, "aids", {**body, "rate_max": 140}, 422).json()["errors"][0].startswith("rate_max")
    other = make_admin(name="Association")
    send(make_token(other, Scope.AIDS)[1], "aids", body, 403)
    assert Aid.objects.count() == 1


def test_a_declaration_is_a_draft_of_who_hands_it_in(admin: Membership, places: dict[str, Place]) -> None:
    _token, secret = make_token(admin, Scope.DECLARATIONS)
    body = {"name": "Réparer ensemble", "problem": "Tout se jette.", "places": ["commune:73065"]}
    found = send(secret, "projects", body).json()
    draft = Declaration.objects.get()
    assert (found["reference"], found["state"]) == (f"D-{draft.pk}", "draft")
    assert (draft.author, draft.project, draft.email) == (admin.user, None, admin.user.email)
    assert (draft.answers["name"], draft.answers["structure"], "consent" in draft.answers) == (
        body["name"],
        str(admin.organisation.pk),
        False,
    )
    assert Mail.objects.filter(to=admin.user.email).count() == 1
    assert send(secret, "projects", {**body, "places": ["commune:00000"]}, 422).json()["errors"][0].startswith("places")
    assert send(secret, "projects", {**body, "consent": True}, 422).json()["errors"][0].startswith("consent")
    send(secret, "projects", {**body, "email": "autre@exemple.test"}, 422)
    assert Declaration.objects.count() == 1


def test_for_another_organisation_a_mandate_is_asked(admin: Membership) -> None:
    _token, secret = make_token(admin, Scope.DECLARATIONS)
    giver = make_admin(name="Les Voisins")
    body = {"name": "Jardin", "organisation": giver.organisation.slug}
    send(secret, "projects", body, 403)
    today = clock.today()
    Mandate.objects.create(
        giver=giver.organisation,
        agent=admin.organisation,
        scope=Mandate.Scope.PROJECTS,
        state=Mandate.State.AGREED,
        starts_on=today,
        ends_on=today.replace(year=today.year + 1, day=1),
        giver_agreed_at=clock.now(),
        agent_agreed_at=clock.now(),
    )
    send(secret, "projects", body)
    assert Declaration.objects.get().author == giver.user


def test_measures_of_its_own_projects(admin: Membership, places: dict[str, Place]) -> None:
    project = make_published_project(organisation=admin.organisation)
    followed = make_followed(project=project, places={places["commune:73065"]: 100})
    _token, secret = make_token(admin, Scope.MEASUREMENTS)
    value = {"indicator": "emplois_etp", "from": "2025-01-01", "to": "2025-12-31", "value": "4.5"}
    send(secret, "measurements", value, 403)
    other = make_published_project(organisation=make_organisation(name="Autre"))
    send(secret, f"measurements?project={other.reference}", value, 403)
    # Nor those of a project whose team the maker of the token is not of.
    send(secret, f"measurements?project={project.reference}", value, 403)
    TeamMember.objects.create(project=project, user=admin.user, role=TeamMember.Role.EDITOR)
    found = send(secret, f"measurements?project={project.reference}", value, name="m-1").json()
    assert found["created"] == 1
    assert send(secret, f"measurements?project={project.reference}", value, name="m-1").json() == found
    assert followed.measures.get().by == admin.user


def test_webhooks_are_opened_and_closed(admin: Membership) -> None:
    _token, secret = make_token(admin, Scope.WEBHOOKS)
    made = send(secret, "webhooks", {"url": "https://exemple.org/a", "kinds": ["offer.published"]}).json()
    assert made["secret"].startswith("whsec_")
    said = send(secret, "webhooks", {"url": "http://10.0.0.1/", "kinds": ["nothing"]}, 422).json()["errors"]
    assert {one.split(" : ")[0] for one in said} == {"url", "kinds"}
    stranger = make_token(make_admin(name="Autre"), Scope.WEBHOOKS)[1]
    send(stranger, f"webhooks/{made['id']}", {}, 404, method="delete")
    assert send(secret, f"webhooks/{made['id']}", {}, method="delete").json()["state"] == "closed"
    assert Subscription.objects.get().state == "closed"
