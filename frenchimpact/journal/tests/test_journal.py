"""The trail: one entry per fact, in its transaction, as a sentence; and forms handled once."""

import datetime as dt
import threading
import uuid
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.test import Client, RequestFactory
from django.utils.functional import Promise

import frenchimpact
from frenchimpact.accounts.facts import PersonJoined, ProfileChanged
from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.facts import Fact, announce
from frenchimpact.journal import actions, queries
from frenchimpact.journal.models import Entry, Once


def facts_of(kind: type[Fact]) -> list[type[Fact]]:
    return [one for child in kind.__subclasses__() for one in (child, *facts_of(child))]


def test_every_fact_has_words_for_people() -> None:
    for room in iter_modules(frenchimpact.__path__):
        try:
            import_module(f"frenchimpact.{room.name}.facts")
        except ModuleNotFoundError:
            continue
    told = [fact for fact in facts_of(Fact) if "tests" not in fact.__module__ and not fact.__subclasses__()]

    assert len(told) > 2
    assert [fact.__qualname__ for fact in told if not str(fact.words)] == []


@pytest.mark.django_db
def test_a_fact_is_told_as_a_sentence_with_its_author_and_for_whom() -> None:
    awa = User.objects.create(email="awa@exemple.fr", full_name="Awa Diallo")
    setattr(awa, "acting_as", "Grand Chambéry " + "x" * 300)

    announce(ProfileChanged(user_id=awa.pk), by=awa)
    announce(PersonJoined(user_id=awa.pk), by=None)

    system, mine = queries.lines(queries.entries_for(awa))
    assert (mine.who, mine.words) == ("Awa Diallo", "a changé son profil")
    assert mine.acting_as.startswith("Grand Chambéry")
    assert system.who == "La plateforme"


@pytest.mark.django_db
def test_an_entry_of_a_change_rolled_back_does_not_stay() -> None:
    awa = User.objects.create(email="awa@exemple.fr")
    with transaction.atomic():
        announce(ProfileChanged(user_id=awa.pk), by=awa)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_to_rewrite_the_trail() -> None:
    awa = User.objects.create(email="awa@exemple.fr")
    announce(ProfileChanged(user_id=awa.pk), by=awa)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(acting_as="quelqu’un d’autre")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.django_db
def test_a_fact_that_the_code_has_forgotten_keeps_its_name() -> None:
    class Forgotten(Fact):
        about: ClassVar[str] = "accounts.User"

    entry = Entry(fact="accounts.Forgotten", fields={})

    assert queries.words_of(entry) == "accounts.Forgotten"


@pytest.mark.django_db
def test_my_journal_shows_mine_only_and_goes_out_as_csv(client: Client) -> None:
    awa = User.objects.create(email="awa@exemple.fr", full_name="=HYPERLINK(1)")
    denis = User.objects.create(email="denis@exemple.fr", full_name="Denis")
    announce(ProfileChanged(user_id=awa.pk), by=awa)
    announce(ProfileChanged(user_id=denis.pk), by=denis)
    client.force_login(awa)

    assert "Denis" not in client.get("/mon-espace/journal/").content.decode()
    rows = client.get("/mon-espace/journal/?format=csv").content.decode().splitlines()

    assert len(rows) == 2
    assert ",'=HYPERLINK(1),," in rows[1]


class Counter:
    """A view that counts how often it really ran."""

    def __init__(self, answer: HttpResponseBase | None = None) -> None:
        self.runs = 0
        self.answer = answer or redirect("/fait/")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self.runs += 1
        return self.answer

    __name__ = __qualname__ = "counter"


def post(key: str) -> HttpRequest:
    return RequestFactory().post("/", {"once": key})


@pytest.mark.django_db
def test_a_form_sent_twice_runs_once_and_leads_to_the_same_page() -> None:
    counter, key = Counter(), str(uuid.uuid4())
    view = actions.once(counter)

    answers = [view(post(key)), view(post(key))]

    assert counter.runs == 1
    assert [answer["Location"] for answer in answers] == ["/fait/", "/fait/"]


@pytest.mark.django_db
def test_a_refused_form_may_be_sent_again() -> None:
    counter, key = Counter(HttpResponse(status=422)), str(uuid.uuid4())
    view = actions.once(counter)

    view(post(key))
    view(post(key))

    assert counter.runs == 2
    assert not Once.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "pas-une-clé", "' OR 1=1 --", "x" * 5000])
def test_a_forged_key_guards_nothing_and_breaks_nothing(key: str) -> None:
    counter = Counter()

    actions.once(counter)(post(key))

    assert counter.runs == 1
    assert not Once.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_waits_for_the_first_and_gets_its_result() -> None:
    key, started, go_on = str(uuid.uuid4()), threading.Event(), threading.Event()
    runs: list[str] = []
    answers: list[HttpResponseBase] = []

    def slow(request: HttpRequest) -> HttpResponseBase:
        runs.append(request.path)
        started.set()
        go_on.wait(10)
        return redirect("/fait/")

    def click() -> None:
        answers.append(actions.once(slow)(post(key)))
        connection.close()

    first, second = threading.Thread(target=click), threading.Thread(target=click)
    first.start()
    started.wait(10)
    second.start()
    second.join(0.3)
    assert second.is_alive()
    go_on.set()
    first.join(10)
    second.join(10)

    assert len(runs) == 1
    assert [answer["Location"] for answer in answers] == ["/fait/", "/fait/"]


JOURNAL = "/mon-espace/journal/"


@pytest.fixture
def awa(client: Client) -> User:
    """A person who did something on their account today, and on a project and a structure long ago."""
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    client.force_login(person)
    old = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)
    for model, fact, at in (
        ("accounts.User", "accounts.ProfileChanged", clock.now()),
        ("projects.Project", "projects.ProjectPublished", old),
        ("organisations.Organisation", "organisations.OrganisationConfirmed", old + dt.timedelta(days=1)),
    ):
        Entry.objects.create(by=person, fact=fact, subject_model=model, subject_id=person.pk, at=at)
    return person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"profil", "projet", "fiche"}),
        ("?objet=projects", {"projet"}),
        ("?objet=accounts", {"profil"}),
        # 23:30 of the first of March in universal time is the second of March here, whose day is whole.
        ("?du=2026-03-02&au=2026-03-02", {"projet"}),
        ("?au=2026-03-01", set()),
        ("?du=2026-03-03&au=2026-03-03", {"fiche"}),
        ("?au=2026-03-03", {"projet", "fiche"}),
        ("?objet=projects&du=2026-03-03", set()),
        ("?objet=&du=&au=", {"profil", "projet", "fiche"}),
    ],
)
def test_my_journal_by_kind_of_thing_and_by_day(client: Client, awa: User, asked: str, shown: set[str]) -> None:
    page = client.get(JOURNAL + asked).content.decode()
    csv = client.get(JOURNAL + asked + ("&" if asked else "?") + "format=csv").content.decode()
    words = {"profil": "a changé son profil", "projet": "a publié la fiche", "fiche": "a confirmé que la fiche"}
    assert {name for name, said in words.items() if said in page} == shown
    assert {name for name, said in words.items() if said in csv} == shown
    assert ("Rien avec ces critères" in page) == (not shown)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?du=hier", "Écrivez la date"),
        ("?du=2026-03-03&au=2026-03-02", "Ce jour vient avant le premier"),
        ("?objet=labels", "n’est pas dans la liste"),
    ],
)
def test_what_cannot_be_looked_for_is_said(client: Client, awa: User, asked: str, words: str) -> None:
    answer = client.get(JOURNAL + asked)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert client.get(JOURNAL + asked + "&format=csv").status_code == 422


@pytest.mark.django_db
def test_pages_of_my_journal_keep_what_was_asked(client: Client, awa: User) -> None:
    for _number in range(51):
        announce(ProfileChanged(user_id=awa.pk), by=awa)
    page = client.get(JOURNAL + "?objet=accounts&du=2026-03-02").content.decode()
    assert "?objet=accounts&amp;du=2026-03-02&amp;page=2" in page
    assert "?objet=accounts&amp;du=2026-03-02&amp;format=csv" in page
    assert 'href="?du=2026-03-02"' in page
    assert client.get(JOURNAL + "?objet=accounts&du=2026-03-02&page=2").content.decode().count("a changé son profil") == 2


def test_every_room_that_people_act_in_has_a_name() -> None:
    for room in iter_modules(frenchimpact.__path__):
        with suppress(ModuleNotFoundError):
            import_module(f"frenchimpact.{room.name}.facts")
    rooms = {fact.about.partition(".")[0] for fact in facts_of(Fact) if "tests" not in fact.__module__ and hasattr(fact, "about")}
    assert {room for room in rooms if not isinstance(apps.get_app_config(room).verbose_name, Promise)} == set()
