"""Erasure and export tried on every table that holds a person, by rows written from the models."""

import uuid
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils.html import escape

from frenchimpact.accounts.models import User
from frenchimpact.conversations.messages import WRITTEN
from frenchimpact.conversations.tests.factories import houses, say  # noqa: F401 - a fixture
from frenchimpact.core.holdings import holdings
from frenchimpact.core.mentions import mentions
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.inbound.models import Message as Received
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.privacy import actions
from frenchimpact.privacy.archive import data_of
from frenchimpact.privacy.models import Hold
from frenchimpact.privacy.tests.planting import EMAIL, NAME, PHONE, Planted, our_models, plant
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


# Columns in both languages, or of a page, whose words somebody typed or that name no person: catalogues, texts of the operator.
WRITTEN_BY_PEOPLE = {
    "vocabularies.Term",
    "methods.MethodVersion",
    "methods.Indicator",
    "labels.LabelKind",
    "labels.KindVersion",
    "territories.CommonIndicator",
    "commitments.Target",
    "content.Version",
}


def test_what_the_platform_writes_to_others_is_declared_or_reviewed() -> None:
    """A sentence kept in both languages, or as a page, was written by the platform: nobody types a thing twice in a row of their own."""
    found = {
        one._meta.label
        for one in our_models()
        if any(field.name.endswith("_en") or field.name == "html" for field in one._meta.concrete_fields)
        and one._meta.label not in WRITTEN_BY_PEOPLE
    }
    assert found == {one.model._meta.label for one in mentions()}


@pytest.fixture
def other(zelie: User) -> User:
    return User.objects.create(email="other@exemple.fr", full_name="Zélie Quirin")


# As a template writes them: plain, escaped, with a hard space, and the beginning of a name at the end of a line that was cut.
WAYS = ("{name} vous écrit.", "<p>{html}, oui</p>", "De la part de {hard}", "[P-2026-0001] De la part de {first}…")


@pytest.mark.parametrize("name", [NAME, "Zélie d’Alembert-Quirinale", "Zélie O'Quirinale", "Quirinale"])
def test_an_erased_person_is_named_in_nothing_that_the_platform_wrote_to_others(zelie: User, other: User, name: str) -> None:
    User.objects.filter(pk=zelie.pk).update(full_name=name)
    first = name.split(" ")[0] if " " in name else "Zoé"
    sentences = [one.format(name=name, html=escape(name), hard=name.replace(" ", "\u00a0"), first=first) for one in WAYS]
    notices, mails = [], []
    for number, words in enumerate([*sentences[:3], f"{EMAIL} vous écrit.", sentences[3]]):
        page = f'<html lang="{"en" if number % 2 else "fr"}">{name}, {words}'
        mails.append(Mail.objects.create(to=other.email, kind="x", subject=words, text=words, html=page, message_id=f"<{number}@b>"))
        # Subjects of mails alone are cut within a name.
        if number < 4:
            notices.append(Notice.objects.create(person=other, kind="x", text_fr=words, text_en=words, url="/"))
            key, print_ = uuid.uuid4(), str(number)
            Received.objects.create(key=key, sender=other.email, size=1, fingerprint=print_, outcome_fr=words, outcome_en=words)
    erasure = actions.erase_person(person=zelie, by=None)
    assert erasure.report["mentions"]["count"] == 13
    Mail.objects.filter(kind=actions.REPORT_MAIL).delete()
    assert list(places_where("quirinale")) == []
    for notice in notices:
        notice.refresh_from_db()
        assert "Personne effacée" in notice.text_fr
        assert "Erased person" in notice.text_en
    mails[1].refresh_from_db()
    assert "Erased person" in mails[1].html
    assert "Personne effacée" not in mails[1].html
    if first != "Zoé":
        mails[4].refresh_from_db()
        assert mails[4].subject == "[P-2026-0001] De la part de Personne effacée…"


@pytest.mark.parametrize("name", ["Votre dossier", "dossier", "Le", "P-2026-0142", "Refusé", "2026", "Zélie Quirin", "Marc"])
def test_a_name_of_a_word_of_ours_or_within_another_name_rewrites_nothing(zelie: User, other: User, name: str) -> None:
    """Somebody may call themselves as they wish: leaving, they do not take the words of others with them."""
    words = "Votre dossier P-2026-0142 de Zélie Quirinet et de Marc Rey est : Refusé. Le 3 mai 2026."
    User.objects.filter(pk=zelie.pk).update(full_name=name)
    notice = Notice.objects.create(person=other, kind="x", text_fr=words, text_en=words, url="/")
    actions.erase_person(person=zelie, by=None)
    notice.refresh_from_db()
    assert notice.text_fr == words


@pytest.mark.usefixtures("houses")
def test_a_letter_written_to_others_loses_the_name_of_who_left(zelie: User, other: User) -> None:
    """The way of the true product: somebody writes in a conversation, the others are told by the inbox and by mail."""
    house = make_organisation(name="La Recyclerie")
    for person in (zelie, other):
        make_member(house, user=person)
    say(house, zelie, "Bonjour")
    assert "Zélie Quirinale" in Notice.objects.get(person=other, kind=WRITTEN).text_fr
    assert Mail.objects.filter(to=other.email, text__contains="Quirinale").exists()
    actions.erase_person(person=zelie, by=None)
    Mail.objects.filter(kind=actions.REPORT_MAIL).delete()
    assert Notice.objects.get(person=other, kind=WRITTEN).text_fr.startswith("Personne effacée")
    assert list(places_where("Quirinale")) == []
