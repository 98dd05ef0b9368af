"""The demonstration: open only where it should be, honest about what waits, and able to start over."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils.translation import gettext_lazy as _
from pytest_django import DjangoAssertNumQueries, Settings

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Case
from frenchimpact.core import clock
from frenchimpact.demo import actions, queries, seed
from frenchimpact.demo.personas import PERSONAS, Persona
from frenchimpact.demo.views import with_links
from frenchimpact.geo.models import Place
from frenchimpact.inbound.actions import understand
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.queries import content_of
from frenchimpact.inbound.rules import reply_address
from frenchimpact.inbound.tests.test_smtp import Server
from frenchimpact.mail.actions import queue_mail
from frenchimpact.mail.models import Mail
from frenchimpact.methods.models import Method
from frenchimpact.methods.shipped import shipped, shipped_folder
from frenchimpact.notifications.actions import notify
from frenchimpact.notifications.rules import KINDS, declare_kind
from frenchimpact.organisations.models import Assignment, Organisation
from frenchimpact.vocabularies.models import Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> None:
    savoie = Place.objects.create(level="departement", code="73", name="Savoie", vintage=2026)
    for code, name in (("73065", "Chambéry"), ("75056", "Paris"), ("69123", "Lyon")):
        Place.objects.create(level="commune", code=code, name=name, vintage=2026, department=savoie if code[:2] == "73" else None)


@pytest.fixture
def demo(settings: Settings, places: None) -> None:
    """The demonstration is open and its people are there; the reset of one test never reaches another's clock."""
    settings.DEMO_MODE = True
    seed.load("people")


def write(subject: str = "Bonjour", reference: str = "") -> Mail:
    context = {"code": "123 456", "link": "http://127.0.0.1:8000/connexion/lien/abc/", "minutes": 30}
    return queue_mail(
        to="awa@demo.test", kind="x", subject=subject, template="accounts/mail/sign_in", context=context, reference=reference, language="fr"
    )


PAGES = ["/demo/", "/demo/boite-mail/", "/demo/temps/"]


@pytest.mark.parametrize("page", PAGES)
def test_outside_the_demonstration_nothing_exists(client: Client, page: str) -> None:
    assert client.get(page).status_code == 404
    assert client.post("/demo/entrer/", {"role": "admin"}).status_code == 404
    assert client.post("/demo/remettre-a-zero/").status_code == 404


def test_an_instance_that_others_reach_stays_closed_unless_it_says_so(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    settings.BASE_URL = "https://exemple.fr"
    assert client.get("/demo/").status_code == 404
    with pytest.raises(CommandError, match="closed"):
        call_command("load_demo")

    settings.DEMO_PUBLIC = True
    assert client.get("/demo/").status_code == 200


def test_without_geography_the_command_says_what_to_run(settings: Settings) -> None:
    settings.DEMO_MODE = True

    with pytest.raises(CommandError, match="load_geography"):
        call_command("load_demo")


@pytest.mark.usefixtures("demo")
def test_writing_it_again_adds_nothing() -> None:
    def counts() -> tuple[int, ...]:
        return User.objects.count(), Organisation.objects.count(), Assignment.objects.count()

    before = counts()
    seed.load("people")

    assert counts() == before == (8, 6, 5)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: str(persona.role))
def test_each_role_enters_in_one_click_and_sees_its_space(client: Client, persona: Persona) -> None:
    role, name = persona.role, persona.name

    assert f'value="{role}"' in client.get("/demo/").content.decode()
    entered = client.post("/demo/entrer/", {"role": role}, follow=True)

    assert entered.redirect_chain == [("/mon-espace/", 302)]
    assert name in entered.content.decode()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", ["", "root", "projet' OR 1=1", "x" * 10_000])
def test_a_forged_role_lets_nobody_in(client: Client, role: str) -> None:
    client.post("/demo/entrer/", {"role": role})

    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_a_real_person_who_took_the_address_is_never_entered(client: Client) -> None:
    User.objects.filter(email="admin@demo.test").update(is_demo=False)

    client.post("/demo/entrer/", {"role": "admin"})

    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_what_waits_comes_from_the_data(client: Client) -> None:
    awa = User.objects.get(email="awa@demo.test")
    assert queries.waiting_for(awa) == ["Rien d’urgent : visitez librement."]
    declare_kind("tests.demo", "Essai")
    notify(person=awa, kind="tests.demo", text=_("Réglages"), url="/", is_task=True)
    del KINDS["tests.demo"]

    assert queries.waiting_for(awa) == ["1 tâche à faire", "1 message à lire"]
    assert "1 tâche à faire" in client.get("/demo/").content.decode()


@pytest.mark.usefixtures("demo")
def test_every_mail_is_in_the_mailbox_as_text_and_apart_as_html(client: Client) -> None:
    first, second = write("Premier", "P-2026-0001"), write("Second <script>", "P-2026-0001")

    listed = client.get("/demo/boite-mail/", {"a": "awa@demo.test"}).content.decode()
    assert "[P-2026-0001] Premier" in listed
    assert "Second &lt;script&gt;" in listed
    assert "Premier" not in client.get("/demo/boite-mail/", {"a": "x@demo.test"}).content.decode().split("<ul")[-1]

    page = client.get(f"/demo/boite-mail/{second.key}/").content.decode()
    assert page.count("<iframe") == 2
    assert f"/demo/boite-mail/{first.key}/html/" in page
    assert 'href="/connexion/lien/abc/"' in page

    frame = client.get(f"/demo/boite-mail/{first.key}/html/")
    assert '<base target="_top">' in frame.content.decode()
    assert 'href="/connexion/lien/abc/"' in frame.content.decode()
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000", "%00"])
def test_a_mail_that_is_not_there_is_not_found(client: Client, key: str) -> None:
    assert client.get(f"/demo/boite-mail/{key}/").status_code in {400, 404}


def test_links_of_the_text_work_here_and_nothing_else_is_markup(settings: Settings) -> None:
    words = with_links(f"<b>Voir</b> {settings.BASE_URL}/projets/a/. Et https://ailleurs.example/x")

    assert '<a href="/projets/a/">' in words
    assert '<a href="https://ailleurs.example/x">' in words
    assert "&lt;b&gt;" in words


@pytest.mark.usefixtures("demo")
def test_the_clock_moves_for_pages_and_brings_the_queue_nearer(client: Client) -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '7 days' WHERE status = 'todo' RETURNING id")
        planned = [row[0] for row in cursor.fetchall()]

    assert client.post("/demo/temps/", {"days": "7"}).status_code == 302

    assert queries.offset() == dt.timedelta(days=7)
    with connection.cursor() as cursor:
        # Those of that moment: what the week itself brought may wait for the morning.
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE id = ANY(%s) AND scheduled_at > now()", [planned])
        assert planned
        assert cursor.fetchone()[0] == 0
    with clock.running():
        assert clock.offset() == dt.timedelta(days=7)
        assert write("Plus tard").created_at > clock.now() - dt.timedelta(minutes=1)
    assert clock.offset() == dt.timedelta()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("days", ["", "0", "-7", "8", "1e9", "9" * 400, "٧"])
def test_the_clock_takes_its_three_steps_only(client: Client, days: str) -> None:
    moved = client.post("/demo/temps/", {"days": days})

    assert moved.status_code == 302
    assert queries.offset() in ({dt.timedelta(days=7)} if days == "٧" else {dt.timedelta()})


def test_outside_the_demonstration_the_clock_reads_no_table(settings: Settings, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert queries.offset() == dt.timedelta()


@pytest.mark.django_db(transaction=True)
def test_starting_over_forgets_everything_but_the_places(client: Client, demo: None) -> None:
    # What a method is about is a theme of the programme.
    themes = {shipped_folder(name).method.domain for name in shipped()} - {"tous"}
    Term.objects.bulk_create(Term(scheme=Term.Scheme.THEME, code=code, fr=code, en=code) for code in sorted(themes))
    User.objects.create(email="passage@exemple.fr")
    write()
    actions.advance_clock(days=1)
    client.post("/demo/entrer/", {"role": "projet"})

    response = cast(StreamingHttpResponse, client.post("/demo/remettre-a-zero/"))
    page = b"".join(cast(Iterator[bytes], response.streaming_content)).decode()

    assert "Les huit personnes et leurs structures sont là." in page
    # Methods come with the platform: they are back.
    assert Method.objects.filter(slug="sroi").exists()
    assert page.rstrip().endswith("</html>")
    assert not User.objects.filter(email="passage@exemple.fr").exists()
    assert not Mail.objects.exists()
    assert User.objects.filter(is_demo=True).count() == 8
    assert Place.objects.filter(code="73065").exists()
    assert queries.offset() == dt.timedelta()
    assert client.get("/mon-espace/").status_code == 302


@pytest.mark.usefixtures("demo")
def test_starting_over_needs_a_post(client: Client) -> None:
    assert client.get("/demo/remettre-a-zero/")["Location"] == "/demo/"
    assert User.objects.count() == 8


def test_without_the_mail_receiver_an_answer_keeps_its_text(client: Client, settings: Settings, demo: object) -> None:
    settings.SMTP_LISTEN = "127.0.0.1:1"
    words: dict[str, Any] = {"kind": "x", "subject": "Question", "template": "notifications/mail/test", "context": {"url": "/"}}
    mail = queue_mail(to="awa@demo.test", reply_to="r.x@reponse.exemple.fr", **words)

    page = client.get(f"/demo/boite-mail/{mail.key}/").content.decode()
    assert "Répondre par mail" in page
    # Where an answer goes, for whoever sends one by a mail program of theirs.
    assert "Répondre à : r.x@reponse.exemple.fr" in page
    answer = client.post(f"/demo/boite-mail/{mail.key}/repondre/", {"text": "Voilà mon texte"})

    assert answer.status_code == 503
    assert "Voilà mon texte" in answer.content.decode()
    assert client.post(f"/demo/boite-mail/{mail.key}/repondre/", {"text": " "}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_an_answer_leaves_by_mail_and_comes_in_by_the_real_door(client: Client, settings: Settings, demo: object) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    person = User.objects.get(email="awa@demo.test")
    words: dict[str, Any] = {"kind": "x", "subject": "Question", "template": "notifications/mail/test", "context": {"url": "/"}}
    mail = queue_mail(to=person.email, reply_to=reply_address(person, "pc", 1), **words)
    server = Server()
    settings.SMTP_LISTEN = f"127.0.0.1:{server.port}"
    try:
        file = SimpleUploadedFile("budget.txt", b"3000")
        assert client.post(f"/demo/boite-mail/{mail.key}/repondre/", {"text": "Voilà.", "files": file}).status_code == 302
    finally:
        server.stop()

    message = Message.objects.get()
    content = content_of(message)
    assert content is not None
    assert (content.text, [one.name for one in content.attachments]) == ("Voilà.", ["budget.txt"])
    assert (content.sender, message.recipient) == (person.email, mail.reply_to)


def test_a_new_mail_asks_for_what_misses_and_keeps_what_was_typed(client: Client, settings: Settings, demo: object) -> None:
    settings.REPLY_ADDRESS, settings.SMTP_LISTEN = "@reponse.exemple.fr", "127.0.0.1:1"
    here, typed = "/demo/boite-mail/ecrire/", {"sender": "voisine@exemple.test", "to": "freins@reponse.exemple.fr", "subject": "Licence"}
    assert here in client.get("/demo/boite-mail/").content.decode()
    assert client.get(here).status_code == 200
    assert client.post(here, typed).status_code == 422
    assert client.post(here, {**typed, "text": "Voilà.", "to": "autre@ailleurs.test"}).status_code == 422
    assert client.post(here, {**typed, "text": "Voilà.", "sender": "voisine"}).status_code == 422
    answer = client.post(here, {**typed, "text": "Voilà mon texte"})
    assert answer.status_code == 503
    assert "Voilà mon texte" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_new_mail_to_the_desk_becomes_a_case_and_its_receipt_is_in_the_mailbox(client: Client, settings: Settings, demo: object) -> None:
    settings.REPLY_ADDRESS, settings.MAIL_AUTHSERV = "@reponse.exemple.fr", ""
    server = Server()
    settings.SMTP_LISTEN = f"127.0.0.1:{server.port}"
    typed = {"sender": "voisine@exemple.test", "to": "freins@reponse.exemple.fr", "subject": "Transport", "text": "Faut-il une licence ?"}
    try:
        sent = client.post("/demo/boite-mail/ecrire/", typed)
    finally:
        server.stop()
    assert sent["Location"] == "/demo/boite-mail/?a=voisine%40exemple.test"
    understand(message=Message.objects.get())
    case = Case.objects.get()
    assert (case.title, case.wish, case.email, case.way) == ("Transport", "Faut-il une licence ?", "voisine@exemple.test", "mail")
    assert case.reference in client.get(sent["Location"]).content.decode()
