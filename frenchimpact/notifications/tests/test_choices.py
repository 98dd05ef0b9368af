"""What a person chooses about their mail is kept, shown, and obeyed at once."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.mail import tasks as mail_tasks
from frenchimpact.mail.models import Mail
from frenchimpact.notifications import actions, queries, tasks
from frenchimpact.notifications.models import Choice, Delivery, Mute, Notice, Rhythm
from frenchimpact.notifications.rules import DIGEST, FOLLOWED, KINDS, stop_url
from frenchimpact.notifications.tests.conftest import At

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
PAGE = "/mon-espace/notifications/courriels/"
NOON = dt.datetime(2026, 11, 25, 11, 0, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 25, 22, 0, tzinfo=dt.UTC)
HABIT = {"digest_at": "08:00", "weekly_on": "0", "quiet_from": "21:00", "quiet_until": "07:00", "zone": "Europe/Paris", "has_digests": "on"}


@pytest.fixture
def awa(client: Client) -> User:
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    client.force_login(person)
    return person


def tell(person: User, kind: str = "tests.now", **changes: Any) -> Notice:
    values: dict[str, Any] = {
        "person": person,
        "kind": kind,
        "text": "Il y a du nouveau",
        "url": "/projets/x/",
        "reference": "P-1",
        "subject": "Nouveau",
    }
    return actions.notify(**{**values, **changes})


def test_the_page_keeps_rhythms_and_hours(client: Client, awa: User) -> None:
    assert "Une démarche" in client.get(PAGE).content.decode()

    answer = client.post(PAGE, {**HABIT, "tests.now": "weekly", "tests.must": "never", "weekly_on": "4", "zone": "Indian/Reunion"})

    assert answer.status_code == 302
    chosen = {choice.kind.code: choice.rhythm for choice in queries.choices_of(awa)}
    assert (chosen["tests.now"], chosen["tests.daily"], chosen["tests.must"]) == ("weekly", "daily", "now")
    habit = queries.habit_of(awa)
    assert (habit.zone, habit.weekly_on, habit.quiet_from, habit.is_digest_stopped) == ("Indian/Reunion", 4, dt.time(21), False)


@pytest.mark.parametrize("wrong", [{"digest_at": "midi"}, {"zone": "Mars/Olympus"}, {"weekly_on": "9"}, {"quiet_from": ""}])
def test_a_wrong_hour_is_refused_with_words_and_changes_nothing(client: Client, awa: User, wrong: dict[str, str]) -> None:
    answer = client.post(PAGE, {**HABIT, "tests.now": "never", **wrong})

    assert answer.status_code == 422
    assert 'id="erreurs"' in answer.content.decode()
    assert not Choice.objects.exists()


def test_an_unknown_rhythm_is_as_if_nothing_had_been_chosen(client: Client, awa: User) -> None:
    client.post(PAGE, {**HABIT, "tests.now": "hourly", "tests.unknown": "never"})

    assert not Choice.objects.exists()


def test_a_kind_can_be_stopped_and_still_stands_in_the_inbox(awa: User) -> None:
    actions.choose_rhythm(person=awa, kind="tests.now", rhythm=Rhythm.NEVER)

    tell(awa)

    assert not Mail.objects.exists()
    assert queries.unread_count(awa) == 1


def test_a_step_of_a_procedure_cannot_be_stopped(client: Client, awa: User) -> None:
    with pytest.raises(Refusal):
        actions.choose_rhythm(person=awa, kind="tests.must", rhythm=Rhythm.NEVER)
    assert stop_url(awa, "tests.must") == ""
    # A link sent when the kind could still be stopped.
    actions.notify(person=awa, kind="tests.now", text="x", url="/", subject="x")
    link = Mail.objects.get().unsubscribe_url.removeprefix("http://127.0.0.1:8000")
    KINDS["tests.now"] = KINDS["tests.must"]
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 409
    assert "ne s’arrêtent pas" in client.get(link).content.decode()

    tell(awa, "tests.must")

    assert Mail.objects.filter(kind="tests.must", unsubscribe_url="").count() == 1


def test_the_same_event_is_told_once(awa: User) -> None:
    first, second = tell(awa, event="12"), tell(awa, event="12")

    assert first.pk == second.pk
    assert (Notice.objects.count(), Mail.objects.count(), Delivery.objects.count()) == (1, 1, 1)
    tell(awa, event="13")
    assert Mail.objects.count() == 2


def test_at_night_it_waits_for_the_morning_but_not_an_acknowledgement(awa: User, at: At) -> None:
    at(NIGHT)
    tell(awa)
    tell(awa, "tests.instant")

    waits, instant = Mail.objects.get(kind="tests.now"), Mail.objects.get(kind="tests.instant")

    assert waits.next_try_at == dt.datetime(2026, 11, 26, 6, 0, tzinfo=dt.UTC)
    assert instant.next_try_at < NIGHT + dt.timedelta(minutes=1)


@pytest.mark.parametrize("why", ["read", "done", "gone", "stopped", "muted", "left"])
def test_what_has_become_moot_does_not_leave(settings: "object", awa: User, at: At, why: str) -> None:
    setattr(settings, "DEMO_MODE", True)
    at(NIGHT)
    kind = "tests.must" if why in {"gone", "done"} else "tests.now"
    notice = tell(awa, kind, is_task=why == "done")
    if why == "read":
        actions.mark_read(person=awa, notices=[notice.pk])
    elif why == "done":
        actions.finish_tasks(kind=kind, reference="P-1")
    elif why == "gone":
        Notice.objects.update(reference="GONE")
    elif why == "stopped":
        actions.stop_mails(person=awa, kind=kind)
    elif why == "muted":
        actions.mute_thing(person=awa, reference="P-1")
    else:
        User.objects.update(is_active=False)

    mail_tasks.send.func(Mail.objects.get().pk)

    assert Mail.objects.get().state == Mail.State.DROPPED
    assert Delivery.objects.get().state == Delivery.State.MOOT


def test_a_step_of_a_procedure_leaves_even_when_already_read(settings: "object", awa: User, at: At) -> None:
    setattr(settings, "DEMO_MODE", True)
    at(NOON)
    notice = tell(awa, "tests.must")
    actions.mark_read(person=awa, notices=[notice.pk])

    mail_tasks.send.func(Mail.objects.get().pk)

    assert Mail.objects.get().state == Mail.State.SENT


def test_a_muted_thing_gives_no_news_but_its_tasks(client: Client, awa: User) -> None:
    tell(awa)
    assert client.post("/mon-espace/notifications/sourdine/", {"objet": "P-1"}).status_code == 302
    assert queries.unread_count(awa) == 0

    tell(awa)
    tell(awa, "tests.must", is_task=True)
    tell(awa, reference="P-2")

    assert sorted(Mail.objects.values_list("kind", "reference")) == [("tests.must", "P-1"), ("tests.now", "P-1"), ("tests.now", "P-2")]
    assert queries.unread_count(awa) == 2
    assert "En sourdine" in client.get("/mon-espace/notifications/").content.decode()

    client.post("/mon-espace/notifications/sourdine/", {"objet": "P-1", "encore": "1"})
    tell(awa)
    assert Mail.objects.count() == 4


def test_a_thing_that_one_never_heard_of_is_not_muted(client: Client, awa: User) -> None:
    other = User.objects.create(email="x@exemple.fr")
    tell(other, reference="P-9")

    assert client.post("/mon-espace/notifications/sourdine/", {"objet": "P-9"}).status_code == 409
    assert not Mute.objects.exists()


def test_the_inbox_is_grouped_and_a_long_group_unfolds_on_its_own_page(client: Client, awa: User) -> None:
    for number in range(6):
        tell(awa, text=f"Nouvelle {number}", thing="La ressourcerie")
    tell(awa, text="Ailleurs", reference="P-2")
    tell(awa, text="Seule", reference="")

    page = client.get("/mon-espace/notifications/").content.decode()
    alone = client.get("/mon-espace/notifications/?objet=P-1").content.decode()

    assert page.count('<h2 class="h3">La ressourcerie') == 1
    assert "P-1</" not in page
    assert "Nouvelle 5" in page
    assert "Nouvelle 1" not in page
    assert "Voir les 6 messages" in page
    assert all(f"Nouvelle {number}" in alone for number in range(6))
    assert "Ailleurs" not in alone
    assert page.index("Seule") < page.index("Ailleurs") < page.index("La ressourcerie")
    client.post("/mon-espace/notifications/tout-lu/", {"objet": "P-1"})
    assert queries.unread_count(awa) == 2


def test_every_kind_says_why_it_comes() -> None:
    assert [code for code, kind in KINDS.items() if kind.why == FOLLOWED and not code.startswith("tests.")] == []


def test_a_thing_without_a_known_reference_is_called_by_its_name(client: Client, awa: User) -> None:
    tell(awa, thing="La ressourcerie", reference="S-12")
    said = client.post("/mon-espace/notifications/sourdine/", {"objet": "S-12"}, follow=True).content.decode()
    assert "La ressourcerie est en sourdine" in said
    assert ">S-12<" not in said


@pytest.mark.parametrize("query", ["?page=99999", "?page=x", "?objet=%00", "?objet=" + "a" * 300, "?etat=non-lus&page=-1"])
def test_hostile_addresses_of_the_inbox_answer(client: Client, awa: User, query: str) -> None:
    assert client.get(f"/mon-espace/notifications/{query}").status_code in {200, 400}


def test_the_last_mails_sent_to_me_say_why_and_keep_codes_secret(client: Client, awa: User) -> None:
    tell(awa)
    Mail.objects.create(
        to="AWA@exemple.fr", kind="accounts.sign_in", subject="Votre code : 123 456", text="", html="", message_id="<a>", is_secret=True
    )
    Mail.objects.create(to="autre@exemple.fr", kind="tests.now", subject="Pas à moi", text="", html="", message_id="<b>")

    page = client.get("/mon-espace/notifications/recus/").content.decode()

    assert "Nouveau" in page
    assert "Parce que." in page
    assert "Code et lien de connexion" in page
    assert "123 456" not in page
    assert "Pas à moi" not in page


def test_a_test_mail_leaves_three_times_an_hour_at_most(client: Client, awa: User) -> None:
    for _turn in range(3):
        assert client.post("/mon-espace/notifications/essai/").status_code == 302
    assert client.post("/mon-espace/notifications/essai/").status_code == 429
    assert Mail.objects.filter(to=awa.email).count() == 3
    with pytest.raises(TooMany):
        actions.send_test(person=awa)


def test_a_waiting_notice_follows_a_change_of_mind(awa: User, at: At) -> None:
    at(NOON)
    tell(awa, "tests.daily")
    assert Delivery.objects.get().due_at == dt.datetime(2026, 11, 26, 7, 0, tzinfo=dt.UTC)

    actions.set_habit(person=awa, digest_at=dt.time(18))
    assert Delivery.objects.get().due_at == dt.datetime(2026, 11, 25, 17, 0, tzinfo=dt.UTC)
    actions.choose_rhythm(person=awa, kind="tests.daily", rhythm=Rhythm.WEEKLY)
    assert Delivery.objects.get().due_at == dt.datetime(2026, 11, 30, 17, 0, tzinfo=dt.UTC)
    actions.stop_mails(person=awa, kind="tests.daily")
    assert Delivery.objects.get().state == Delivery.State.MOOT


def test_digests_stop_in_one_click_and_come_back(awa: User, client: Client) -> None:
    link = stop_url(awa, DIGEST).removeprefix("http://127.0.0.1:8000")
    mailer = Client(enforce_csrf_checks=True)

    assert mailer.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.habit_of(awa).is_digest_stopped
    assert mailer.post(link, {"again": "1"}).status_code == 302
    assert not queries.habit_of(awa).is_digest_stopped


@pytest.mark.parametrize("token", ["x", "WzEsICJ0ZXN0cy5ub3ciXQ:1abc:zzz"])
def test_a_link_that_does_not_open_asks_for_an_address(client: Client, token: str) -> None:
    answer = client.get(f"/alertes/{token}/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Ce lien ne s’ouvre plus" in page
    assert 'action="/alertes/"' in page
    assert client.post(f"/alertes/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_new_links_go_to_the_address_and_the_page_says_nothing_of_it(client: Client) -> None:
    person = User.objects.create(email="Awa@exemple.fr", full_name="Awa")
    for kind in ("tests.now", "tests.must", "tests.instant"):
        tell(person, kind)

    known, unknown = (client.post("/alertes/", {"email": address}) for address in ("awa@exemple.fr ", "nulle@exemple.fr"))

    pages = [answer.content.decode().replace(who, "…") for answer, who in ((known, "awa@exemple.fr"), (unknown, "nulle@exemple.fr"))]
    pages = [re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", page) for page in pages]
    assert pages[0] == pages[1]
    assert (known.status_code, unknown.status_code) == (200, 200)
    jobs = [job.args["args"] for job in ProcrastinateJob.objects.filter(args__path__endswith="send_stop_links").order_by("pk")]
    assert jobs == [[person.pk], [0]]
    for (who,) in jobs:
        tasks.send_stop_links.func(who)
    mail = Mail.objects.get(kind="notifications.links")
    assert mail.to == person.email
    links = re.findall(r"http://127.0.0.1:8000(/alertes/[^\s]+/)", mail.text)
    assert [client.get(link).status_code for link in links] == [200, 200]
    assert ("Tout de suite" in mail.text, "Un accusé" in mail.text, "Une démarche" in mail.text) == (True, True, False)


def test_an_address_gets_its_links_a_few_times_an_hour(at: At) -> None:
    person = User.objects.create(email="awa@exemple.fr")
    at(NOON)
    for _ in range(5):
        actions.send_stop_links(person=person)
    assert Mail.objects.filter(kind="notifications.links").count() == 3
    assert "ne peut s’arrêter" in Mail.objects.filter(kind="notifications.links")[0].text
    at(NOON + dt.timedelta(hours=2))
    actions.send_stop_links(person=person)
    assert Mail.objects.filter(kind="notifications.links").count() == 4


def test_a_closed_account_gets_no_links_and_a_wrong_address_is_kept(client: Client) -> None:
    person = User.objects.create(email="awa@exemple.fr", is_active=False)
    tasks.send_stop_links.func(person.pk)
    assert not Mail.objects.exists()
    answer = client.post("/alertes/", {"email": "awa@exemple"})
    assert answer.status_code == 422
    assert 'value="awa@exemple"' in answer.content.decode()
