"""Tokens: shown once, kept as digests, counted, revoked at once, never stronger than who made them."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.secret_keys import digest
from frenchimpact.machines.actions.tokens import MOST_TOKENS, end_token, forget_old_uses, open_token, use_token
from frenchimpact.machines.models import MachineRequest, Scope, Token, TokenHour
from frenchimpact.machines.queries import token_by_secret
from frenchimpact.machines.tests.factories import make_admin, make_token
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
FORM = {"jeton-name": "Site", "jeton-scopes": ["offers:write"], "jeton-per_hour": 10, "jeton-per_day": 100}


def tomorrow() -> str:
    return (clock.today() + dt.timedelta(days=1)).isoformat()


def test_a_token_is_shown_once_and_kept_as_a_digest() -> None:
    admin = make_admin()
    client = Client()
    client.force_login(admin.user)
    page = reverse("machines:organisation_access", args=[admin.organisation.slug])
    response = client.post(page, {**FORM, "jeton-expires_on": tomorrow()})
    token = Token.objects.get()
    secret = response.content.decode().split("fi_", 1)[1].split("<")[0]
    assert token.digest == digest(f"fi_{secret}")
    assert response["Cache-Control"] == "no-store"
    again = client.get(page).content.decode()
    assert f"fi_{secret}" not in again
    assert (token.start in again, "n’a jamais servi" in again) == (True, True)


def test_what_is_wrong_is_said_and_what_was_typed_stays() -> None:
    admin = make_admin()
    client = Client()
    client.force_login(admin.user)
    page = reverse("machines:organisation_access", args=[admin.organisation.slug])
    response = client.post(page, {**FORM, "jeton-expires_on": "2001-01-01", "jeton-per_day": 5})
    assert response.status_code == 422
    assert (Token.objects.exists(), 'value="Site"' in response.content.decode()) == (False, True)


def test_who_may_open_the_page() -> None:
    admin = make_admin()
    people = {
        make_member(admin.organisation, role="editor"): 403,
        make_member(make_organisation(name="Autre")): 403,
        make_operator(): 200,
        admin.user: 200,
    }
    for person, status in people.items():
        client = Client()
        client.force_login(person)
        for name in ("organisation_access", "organisation_webhooks"):
            assert client.get(reverse(f"machines:{name}", args=[admin.organisation.slug])).status_code == status
    token, _secret = make_token(admin)
    client = Client()
    client.force_login(make_member(make_organisation(name="Voisine")))
    path = reverse("machines:organisation_token_end", args=[admin.organisation.slug, token.pk])
    assert client.post(path).status_code == 404
    token.refresh_from_db()
    assert token.ended_at is None


def test_a_revoked_token_opens_nothing_at_once() -> None:
    admin = make_admin()
    token, secret = make_token(admin)
    assert token_by_secret(secret) == token
    client = Client()
    client.force_login(admin.user)
    client.post(reverse("machines:organisation_token_end", args=[admin.organisation.slug, token.pk]))
    assert token_by_secret(secret) is None
    assert "Jetons révoqués" in client.get(reverse("machines:organisation_access", args=[admin.organisation.slug])).content.decode()


def test_a_token_opens_nothing_once_it_is_over_or_its_maker_left() -> None:
    admin = make_admin()
    token, secret = make_token(admin)
    Token.objects.update(expires_on=clock.today() - dt.timedelta(days=1))
    assert token_by_secret(secret) is None
    Token.objects.update(expires_on=clock.today())
    assert token_by_secret(secret) == token
    Membership.objects.filter(user=admin.user).update(role="editor")
    assert token_by_secret(secret) is None
    Membership.objects.filter(user=admin.user).update(role="admin")
    token.organisation.is_published = False
    token.organisation.save()
    assert token_by_secret(secret) is None


def test_uses_are_counted_by_the_hour_and_by_the_day() -> None:
    token, _secret = make_token(make_admin(), per_hour=2, per_day=3)
    at = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
    with clock.stopped(at):
        assert [use_token(token=token)[0].remaining for _turn in range(2)] == [1, 0]
        use, refusal = use_token(token=token)
        assert (use.limit, use.remaining, use.seconds) == (2, 0, 1801)
        assert refusal is not None
        assert refusal.seconds == 1801
    with clock.stopped(at + dt.timedelta(hours=1)):
        use, refusal = use_token(token=token)
        assert (use.limit, use.remaining, refusal) == (3, 0, None)
        use, refusal = use_token(token=token)
        assert refusal is not None
        assert refusal.seconds > 3600
    with clock.stopped(at + dt.timedelta(days=1)):
        assert use_token(token=token)[1] is None
    assert [one.count for one in TokenHour.objects.order_by("hour")] == [2, 1, 1]


def test_no_more_than_twenty_and_nothing_without_a_scope() -> None:
    admin = make_admin()
    rest: dict[str, Any] = {
        "name": "Site",
        "expires_on": clock.today() + dt.timedelta(days=9),
        "per_hour": 1,
        "per_day": 1,
        "by": admin.user,
    }
    with pytest.raises(Incomplete):
        open_token(organisation=admin.organisation, scopes=["all"], **rest)
    made = [open_token(organisation=admin.organisation, scopes=[Scope.OFFERS], **rest)[0] for _turn in range(MOST_TOKENS)]
    with pytest.raises(Refusal):
        open_token(organisation=admin.organisation, scopes=[Scope.OFFERS], **rest)
    end_token(token=made[0], by=admin.user)
    open_token(organisation=admin.organisation, scopes=[Scope.OFFERS], **rest)


def test_names_of_requests_are_forgotten_after_a_week() -> None:
    token, _secret = make_token(make_admin())
    old = MachineRequest.objects.create(token=token, name="a", scope="offers:write", at=clock.now() - dt.timedelta(days=8))
    MachineRequest.objects.create(token=token, name="b", scope="offers:write")
    assert forget_old_uses() == 1
    old.refresh_from_db()
    assert old.name is None
