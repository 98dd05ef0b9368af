"""Roles that are only reached with a second proof, as the instance says."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.accounts.rules import owes_strong
from frenchimpact.accounts.tests.test_second_proof import through_the_mailbox
from frenchimpact.core import clock
from frenchimpact.organisations.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa")


@pytest.mark.parametrize("role", Assignment.Role.values)
def test_only_the_roles_that_are_named(awa: User, role: str, settings: pytest.FixtureRequest) -> None:
    setattr(settings, "STRONG_SIGN_IN_ROLES", ["operator", "juror"])
    Assignment.objects.create(user=awa, role=role)
    assert owes_strong(awa) is (role in {"operator", "juror"})
    setattr(settings, "STRONG_SIGN_IN_ROLES", [])
    assert not owes_strong(awa)


def test_a_role_that_has_ended_asks_for_nothing(awa: User, settings: pytest.FixtureRequest) -> None:
    setattr(settings, "STRONG_SIGN_IN_ROLES", ["operator"])
    day = clock.today() - dt.timedelta(days=1)
    Assignment.objects.create(user=awa, role="operator", starts_on=day, ends_on=day)
    assert not owes_strong(awa)


def test_an_operator_without_a_second_proof_stays_at_the_door(client: Client, awa: User, settings: pytest.FixtureRequest) -> None:
    setattr(settings, "STRONG_SIGN_IN_ROLES", ["operator"])
    Assignment.objects.create(user=awa, role="operator")
    assert through_the_mailbox(client)["Location"] == "/connexion/protection/"
    assert client.get("/mon-espace/lecture/").status_code == 302


def test_an_unknown_role_is_refused_at_start(settings: pytest.FixtureRequest) -> None:
    setattr(settings, "STRONG_SIGN_IN_ROLES", ["operateur"])
    with pytest.raises(ImproperlyConfigured, match="operateur is not a role"):
        apps.get_app_config("organisations").ready()
