"""Erasure and export tried on every table that holds a person, by rows written from the models."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from frenchimpact.accounts.models import User
from frenchimpact.core.holdings import holdings
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.privacy import actions
from frenchimpact.privacy.archive import data_of
from frenchimpact.privacy.models import Hold
from frenchimpact.privacy.tests.planting import EMAIL, NAME, PHONE, Planted, plant
from frenchimpact.privacy.tests.test_my_data import places_where

pytestmark = pytest.mark.django_db


@pytest.fixture
def zelie() -> User:
    make_places()
    return User.objects.create(email=EMAIL, full_name=NAME)


@pytest.fixture
def planted(zelie: User) -> Planted:
    return plant(zelie)


def test_every_table_takes_its_row(planted: Planted) -> None:
    assert planted.refused == {}


def test_the_export_tells_every_table(zelie: User, planted: Planted) -> None:
    lacking = [table["table"] for table in data_of(zelie)["tables"] if not table["rows"]]
    assert lacking == []


def test_nothing_planted_stays_after_the_erasure(zelie: User, planted: Planted, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    Hold.objects.update(lifted_at="2026-01-01T00:00Z", lifted_why="fini")
    for words in (EMAIL, "Quirinale", PHONE):
        assert list(places_where(words)), f"{words} was planted nowhere"
    actions.erase_person(person=zelie, by=None)
    Mail.objects.filter(kind=actions.REPORT_MAIL).update(state=Mail.State.SENT, sent_at="2026-11-25T00:00Z")
    actions.forget_reports()
    left = {words: list(places_where(words)) for words in (EMAIL, "Quirinale", PHONE)}
    assert left == {EMAIL: [], "Quirinale": [], PHONE: []}
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or EMAIL.encode() not in path.read_bytes()


def test_every_table_had_its_row_erased(zelie: User, planted: Planted) -> None:
    Hold.objects.update(lifted_at="2026-01-01T00:00Z", lifted_why="fini")
    erasure = actions.erase_person(person=zelie, by=None)
    assert {one.model._meta.label for one in holdings()} - set(erasure.report) == set()
