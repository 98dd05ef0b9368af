"""The person's own space: what waits, what moved, and blocks that fail alone."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from pytest_django import DjangoAssertNumQueries

from frenchimpact.accounts.models import User
from frenchimpact.calls.tests.factories import make_draft
from frenchimpact.core import clock
from frenchimpact.desk import blocks
from frenchimpact.journal.models import Entry
from frenchimpact.mail.actions import queue_mail
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.actions import notify
from frenchimpact.notifications.rules import KINDS, declare_kind
from frenchimpact.organisations.models import Assignment
from frenchimpact.projects.models import Project, TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    declare_kind("tests.space", "Essai")
    yield
    del KINDS["tests.space"]


@pytest.fixture
def awa(client: Client) -> User:
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa Diarra")
    client.force_login(person)
    return person


def failed_mail() -> Mail:
    context = {"code": "123 456", "link": "http://x/", "minutes": 30}
    mail = queue_mail(to="x@exemple.fr", kind="accounts.sign_in", subject="Secret", template="accounts/mail/sign_in", context=context)
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, error="SMTPDataError: 554")
    return mail


def test_a_newcomer_is_told_what_will_come_and_asked_their_name(client: Client) -> None:
    client.force_login(User.objects.create(email="x@exemple.fr"))

    page = client.get("/mon-espace/").content.decode()

    assert "Rien ne vous attend" in page
    assert "Compléter mon profil" in page


def test_tasks_are_first_then_what_moved_until_it_is_read(client: Client, awa: User) -> None:
    notify(person=awa, kind="tests.space", text="Votre fiche a été lue", url="/", reference="P-2026-0001")
    task = notify(person=awa, kind="tests.space", text="Répondez au lecteur", url="/suite/", is_task=True, reference="P-2026-0001")

    page = client.get("/mon-espace/").content.decode()
    assert page.index("Répondez au lecteur") < page.index("Votre fiche a été lue")

    assert client.post(f"/mon-espace/notifications/{task.pk}/")["Location"] == "/suite/"
    client.post("/mon-espace/notifications/tout-lu/")
    page = client.get("/mon-espace/").content.decode()
    assert "Répondez au lecteur" in page
    assert "Votre fiche a été lue" not in page


def test_a_block_that_breaks_leaves_the_others(client: Client, awa: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: HttpRequest) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr(blocks, "BLOCKS", (broken, blocks.todo))

    page = client.get("/mon-espace/").content.decode()

    assert "Cette partie ne répond pas" in page
    assert "Rien ne vous attend" in page


def test_the_page_costs_the_same_with_one_and_three_tasks(
    client: Client, awa: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    notify(person=awa, kind="tests.space", text=_("Réglages"), url="/", is_task=True)
    with django_assert_max_num_queries(42) as first:
        client.get("/mon-espace/")
    notify(person=awa, kind="tests.space", text=_("Réglages"), url="/", is_task=True)
    notify(person=awa, kind="tests.space", text=_("Réglages"), url="/", is_task=True)
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get("/mon-espace/")


def test_the_latest_projects_are_shown_and_a_page_has_them_all(client: Client, awa: User) -> None:
    def shown() -> tuple[int, bool]:
        page = client.get("/mon-espace/").content.decode()
        return page.count("Un projet de plus"), "Voir tous mes projets" in page

    for number in range(11):
        project = Project.objects.create(
            reference=f"P-{number}", slug=f"p{number}", name="Un projet de plus", stage="idee", problem="a", answer="b", created_by=awa
        )
        TeamMember.objects.create(project=project, user=awa, role="lead")
        if number == 9:
            assert shown() == (10, False)
    assert shown() == (10, True)


def test_roles_are_read_once_for_a_page(client: Client, awa: User) -> None:
    Assignment.objects.create(user=awa, role="partner")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/mon-espace/").content.decode()
    assert "Programme" in page
    assert sum("organisations_assignment" in query["sql"] for query in asked.captured_queries) == 1


def test_applications_stand_with_their_state_and_what_others_did_on_them_is_told(client: Client) -> None:
    application = make_draft()
    client.force_login(application.lead)
    entry = Entry.objects.filter(subject_model="calls.Application", subject_id=application.pk).first()
    page = client.get("/mon-espace/").content.decode()
    assert f"/mon-espace/candidatures/{application.reference}/" in page
    assert "Brouillon" in page
    assert "a commencé la candidature" not in page
    assert entry is not None
    other = User.objects.create(email="mina@exemple.fr", full_name="Mina")
    Entry.objects.create(
        by=other, fact="calls.MemberJoined", fields={}, subject_model="calls.Application", subject_id=application.pk, at=clock.now()
    )
    Entry.objects.create(
        by=None, fact="calls.PartnerConfirmed", fields={}, subject_model="calls.Application", subject_id=application.pk, at=clock.now()
    )
    page = client.get("/mon-espace/").content.decode()
    assert "Mina a rejoint la candidature" in page
    assert "a confirmé sa participation" not in page
    client.force_login(other)
    assert application.reference not in client.get("/mon-espace/").content.decode()


def test_a_dated_task_is_said_once_with_its_date(client: Client, awa: User) -> None:
    day, words = clock.today() + dt.timedelta(days=3), formats.date_format(clock.today() + dt.timedelta(days=3))
    notify(person=awa, kind="tests.space", text=f"Répondez avant le {words}", url="/", is_task=True, due_on=day)
    notify(person=awa, kind="tests.space", text="Relisez la fiche", url="/", is_task=True, due_on=clock.today() - dt.timedelta(days=1))
    page = client.get("/mon-espace/").content.decode()
    assert page.count(words) == 1
    assert page.count("En retard") == 1
    assert "Échéances" not in page


def test_the_page_of_choices_has_headings_and_hides_what_one_never_gets(client: Client, awa: User) -> None:
    page = client.get("/mon-espace/notifications/courriels/").content.decode()
    assert page.index("Vos structures") < page.index("Fiche d’une structure à confirmer")
    assert "Candidature à vérifier" not in page
    assert "L’équipe du programme" not in page
    assert "Toujours envoyés" in page
    Assignment.objects.create(user=awa, role="operator")
    page = client.get("/mon-espace/notifications/courriels/").content.decode()
    assert page.index("L’équipe du programme") < page.index("Candidature à vérifier")


@pytest.mark.parametrize(("role", "sees"), [("operator", True), ("admin", True), ("juror", False), (None, False)])
def test_mails_that_did_not_leave_are_shown_without_their_words(client: Client, awa: User, role: str | None, sees: bool) -> None:
    mail = failed_mail()
    if role:
        Assignment.objects.create(user=awa, role=role)

    page = client.get("/mon-espace/").content.decode()
    again = client.post(f"/mon-espace/mails/{mail.key}/renvoyer/")

    assert ("SMTPDataError" in page) == sees
    assert "Secret" not in page
    assert "123 456" not in page
    assert again.status_code == (302 if sees else 403)
    mail.refresh_from_db()
    assert mail.state == (Mail.State.QUEUED if sees else Mail.State.FAILED)
    assert Entry.objects.filter(by=awa, fact="mail.MailSentAgain", subject_id=mail.pk).count() == int(sees)
