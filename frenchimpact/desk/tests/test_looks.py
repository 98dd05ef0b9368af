"""Through somebody's eyes: begun with a proof and a reason, read only, seen, told, written down, ended."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, InternalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from frenchimpact.accounts import tasks
from frenchimpact.accounts.actions import begin_look
from frenchimpact.accounts.facts import LookBegun
from frenchimpact.accounts.models import Look, User
from frenchimpact.core import clock, looking
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.desk.listeners import tell_person
from frenchimpact.desk.looks import LookThrough
from frenchimpact.desk.models import Visit
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
WHY = "Son dossier ne s’affiche plus"
PRIVATE = (
    "/mon-espace/donnees/",
    "/mon-espace/donnees/effacer/",
    "/mon-espace/securite/",
    "/mon-espace/securite/cles/",
    "/connexion/confirmer/",
)
BANNER = "Vous voyez le site comme Awa Diarra"


def make_admin(name: str = "Hugo Lambert") -> User:
    """Somebody who runs the machines."""
    admin = make_person(name)
    Assignment.objects.create(user=admin, role=Assignment.Role.ADMIN)
    return admin


@pytest.fixture
def admin() -> User:
    return make_admin()


@pytest.fixture
def awa() -> User:
    return make_member(make_organisation(name="Les Ateliers d’Awa"), user=make_person("Awa Diarra"))


@pytest.fixture
def eyes(admin: User, awa: User) -> Client:
    """The administrator's browser, which looks through Awa's eyes."""
    client = Client()
    client.force_login(admin)
    assert client.post(door(awa), {"reason": WHY}).status_code == 302
    return client


def door(person: User) -> str:
    return reverse("desk:look_begin", args=[person.pk])


# ── Who may, and how ─────────────────────────────────────────────────────────────────────────────
def test_it_asks_for_a_fresh_proof_and_what_was_typed_comes_back(admin: User, awa: User) -> None:
    client = Client()
    client.force_login(admin)
    session = client.session
    session["proved_at"] -= 16 * 60
    session.save()
    for asked in (client.get(door(awa)), client.post(door(awa), {"reason": WHY})):
        assert asked["Location"].startswith("/connexion/confirmer/")
    assert not Look.objects.exists()


def test_a_reason_of_ten_characters_is_asked(admin: User, awa: User) -> None:
    client = Client()
    client.force_login(admin)
    for reason in ("", "   ", "Trop bref"):
        page = client.post(door(awa), {"reason": reason})
        assert (page.status_code, "dix caractères au moins" in page.content.decode()) == (422, True)
    with pytest.raises(Incomplete):
        begin_look(person=awa, reason="\u200b" * 12, by=admin)
    assert not Look.objects.exists()


def test_never_an_administrator_an_operator_oneself_nor_a_closed_account(admin: User, awa: User) -> None:
    client = Client()
    client.force_login(admin)
    closed = make_person("Compte fermé", is_active=False)
    for person in (admin, make_admin("Une autre"), make_operator(), closed):
        assert client.post(door(person), {"reason": WHY}).status_code == 403
    for person in (admin, closed):
        with pytest.raises(OutOfTurn):
            begin_look(person=person, reason=WHY, by=admin)
    assert not Look.objects.exists()


@pytest.mark.parametrize("make", [make_operator, lambda: make_person("Personne")])
def test_nobody_but_an_administrator(make: Callable[[], User], awa: User) -> None:
    client = Client()
    client.force_login(make())
    assert client.post(door(awa), {"reason": WHY}).status_code in {403, 404}
    assert not Look.objects.exists()


def test_an_operator_finds_people_and_their_roles(awa: User) -> None:
    client = Client()
    client.force_login(make_operator())
    make_person("Zoé Autre")
    page = client.get(reverse("desk:people"), {"q": "DIARRA awa"}).content.decode()
    assert ("Awa Diarra" in page, "Les Ateliers d’Awa" in page, "Zoé Autre" in page) == (True, True, False)
    assert "Personne de ce nom" in client.get(reverse("desk:people"), {"q": "inconnu"}).content.decode()
    assert door(awa) not in client.get(reverse("desk:person_sheet", args=[awa.pk])).content.decode()


def test_a_list_asks_as_much_for_one_and_for_many() -> None:
    client = Client()
    client.force_login(make_operator())
    counts = []
    for number in (1, 3):
        for _one in range(number):
            make_member(make_organisation())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("desk:people")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# ── What is seen, and what is not ────────────────────────────────────────────────────────────────
def test_the_page_is_theirs_and_says_so_in_both_languages(eyes: Client) -> None:
    page = eyes.get("/mon-espace/structures/").content.decode()
    assert ("Les Ateliers d’Awa" in page, BANNER in page, reverse("desk:look_end") in page) == (True, True, True)
    assert "You see the site as Awa Diarra" in eyes.get("/en/").content.decode()
    assert eyes.get(reverse("desk:people")).status_code == 403, "an administrator's page is not theirs"


@pytest.mark.parametrize("path", PRIVATE)
def test_proofs_sessions_and_archives_are_not_shown(eyes: Client, path: str) -> None:
    page = eyes.get(path)
    assert (page.status_code, "seule la personne les voit" in page.content.decode()) == (403, True)


def test_the_private_address_of_the_calendar_is_not_shown(awa: User, eyes: Client) -> None:
    own = Client()
    own.force_login(awa)
    own.post(reverse("desk:calendar_change"), {"do": "open"})
    assert ".ics" in own.get("/mon-espace/agenda/").content.decode()
    assert ".ics" not in eyes.get("/mon-espace/agenda/").content.decode()


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_nothing_is_sent_in_their_name(awa: User, eyes: Client, method: str) -> None:
    answer = eyes.generic(method, "/mon-espace/reglages/", "full_name=Autre&language=fr", content_type="application/x-www-form-urlencoded")
    awa.refresh_from_db()
    assert (answer.status_code, awa.full_name) == (403, "Awa Diarra")
    page = answer.content.decode()
    assert ("vous voyez le site comme Awa Diarra" in page, BANNER in page) == (True, True)


def test_nothing_is_archived_nor_begun_again_from_there(eyes: Client, awa: User) -> None:
    assert eyes.post("/mon-espace/donnees/archive.zip").status_code == 403
    assert eyes.post(door(make_person("Une autre")), {"reason": WHY}).status_code == 403
    assert Look.objects.count() == 1


def test_reading_writes_nothing_down(awa: User, eyes: Client) -> None:
    sessions = list(Session.objects.values_list("session_data", "expire_date"))
    assert eyes.get("/mon-espace/").status_code == 200
    assert not Visit.objects.filter(person=awa).exists()
    assert list(Session.objects.values_list("session_data", "expire_date")) == sessions


def test_the_database_itself_refuses_what_a_page_would_write(admin: User, awa: User, eyes: Client) -> None:
    """Should a page write by being opened, it is undone, and the page says that it cannot be looked at."""
    request = RequestFactory().get("/mon-espace/", headers={"cookie": f"sessionid={eyes.session.session_key}"})
    request.session, request.user = eyes.session, admin

    def page(request: HttpRequest) -> HttpResponse:
        assert request.user == awa
        try:
            User.objects.create(email="ecrite@exemple.fr")
        except InternalError as error:
            return seen.process_exception(request, error) or HttpResponse()
        return HttpResponse("written")

    seen = LookThrough(page)
    answer = seen(request)
    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, "Elle enregistre quelque chose en s’ouvrant" in answer.content.decode()) == (403, True)
    assert (request.user, looking.current()) == (admin, None)
    User.objects.create(email="apres@exemple.fr")
    assert not User.objects.filter(email="ecrite@exemple.fr").exists()


# ── How it ends ──────────────────────────────────────────────────────────────────────────────────
def ending() -> str:
    return Look.objects.get().ended_how


def test_a_button_ends_it(admin: User, awa: User, eyes: Client) -> None:
    back = eyes.post(reverse("desk:look_end"), follow=True).content.decode()
    assert (ending(), BANNER in back, "Vous êtes revenu à votre compte" in back) == ("stopped", False, True)
    assert str(admin) in eyes.get("/mon-espace/").content.decode()
    assert eyes.post(reverse("desk:look_end")).status_code == 302, "twice is nothing more"


def test_signing_out_ends_it(eyes: Client) -> None:
    eyes.post("/deconnexion/")
    assert ending() == "signed_out"
    assert eyes.get("/mon-espace/").status_code == 302


def later(eyes: Client, minutes: int) -> Callable[[], None]:
    token = clock.shift(dt.timedelta(minutes=minutes))
    return lambda: clock.restore(token)


def test_time_ends_it_and_what_is_sent_then_is_done_in_nobodys_name(admin: User, eyes: Client) -> None:
    back = later(eyes, 31)
    try:
        answer = eyes.post("/mon-espace/reglages/", {"full_name": "Autre", "language": "fr"})
        page = eyes.get("/mon-espace/").content.decode()
    finally:
        back()
    admin.refresh_from_db()
    assert (answer.status_code, ending(), admin.full_name, BANNER in page) == (403, "expired", "Hugo Lambert", False)
    assert Look.objects.get().ended_at == Look.objects.get().until_at


def test_the_length_is_a_setting(settings: Settings, admin: User, awa: User) -> None:
    settings.LOOK_MINUTES = 5
    look = begin_look(person=awa, reason=WHY, by=admin)
    assert look.until_at - look.began_at == dt.timedelta(minutes=5)


def test_losing_the_role_ends_it(admin: User, eyes: Client) -> None:
    Assignment.objects.filter(user=admin).delete()
    back = eyes.get("/mon-espace/reglages/")
    assert (back["Location"], ending()) == ("/mon-espace/", "role")
    assert BANNER not in eyes.get("/mon-espace/").content.decode()


def test_a_role_given_to_the_person_ends_it(awa: User, eyes: Client) -> None:
    Assignment.objects.create(user=awa, role=Assignment.Role.OPERATOR)
    assert eyes.get("/", follow=True).status_code == 200
    assert ending() == "role"


@pytest.mark.parametrize("who", ["admin", "awa"])
def test_the_end_of_either_account_ends_it(request: pytest.FixtureRequest, eyes: Client, who: str) -> None:
    User.objects.filter(pk=request.getfixturevalue(who).pk).update(is_active=False)
    page = eyes.get("/mon-espace/", follow=True).content.decode()
    assert (ending(), BANNER in page) == ("account", False)


def test_another_look_ends_the_former_one_in_its_browser(admin: User, eyes: Client) -> None:
    other = Client()
    other.force_login(admin)
    other.post(door(make_person("Une autre")), {"reason": WHY})
    assert BANNER not in eyes.get("/mon-espace/", follow=True).content.decode()
    assert list(Look.objects.order_by("pk").values_list("ended_how", flat=True)) == ["replaced", ""]


def test_a_browser_that_never_came_back_is_written_down_as_over(eyes: Client) -> None:
    tasks.end_looks.call()
    assert ending() == ""
    back = later(eyes, 31)
    try:
        tasks.end_looks.call()
    finally:
        back()
    assert ending() == "expired"


def test_a_session_cannot_name_anothers_look(awa: User, eyes: Client) -> None:
    thief = Client()
    thief.force_login(make_person("Voleur"))
    session = thief.session
    session["look"] = Look.objects.get().pk
    session.save()
    assert BANNER not in thief.get("/mon-espace/", follow=True).content.decode()
    assert ending() == "", "somebody else's look goes on"


# ── What remains of it ───────────────────────────────────────────────────────────────────────────
def test_the_person_is_told_by_mail_and_in_their_space_and_reads_who_looked(awa: User, admin: User, eyes: Client) -> None:
    mail = Mail.objects.get(to=awa.email)
    assert ("avec vos yeux" in mail.subject, WHY in mail.text, str(admin) in mail.text) == (True, True, True)
    look = Look.objects.get()
    tell_person(LookBegun(user_id=awa.pk, look_id=look.pk))
    assert WHY in Notice.objects.get(person=awa, kind="desk.look").text_fr
    own = Client()
    own.force_login(awa)
    page = own.get("/mon-espace/securite/").content.decode()
    assert (WHY in page, str(admin) in page, "En cours" in page) == (True, True, True)


def test_the_journal_has_both_ends(awa: User, admin: User, eyes: Client) -> None:
    eyes.post(reverse("desk:look_end"))
    facts = Entry.objects.filter(fact__contains="Look").order_by("pk")
    told = [(one.fact.rpartition(".")[2], one.by, one.subject_id) for one in facts]
    assert told == [("LookBegun", admin, awa.pk), ("LookEnded", admin, awa.pk)]


def test_the_trace_is_neither_rewritten_nor_taken_away(awa: User, admin: User, eyes: Client) -> None:
    def refused(change: Callable[[], object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    look = Look.objects.all()
    refused(lambda: look.update(reason="Une autre raison"))
    refused(look.delete)
    eyes.post(reverse("desk:look_end"))
    refused(lambda: look.update(ended_at=clock.now()))
    refused(lambda: Look.objects.create(person=awa, by=awa, reason=WHY, until_at=clock.now() + dt.timedelta(minutes=1)))
