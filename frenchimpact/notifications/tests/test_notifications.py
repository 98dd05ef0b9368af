"""The inbox: one's own, in one's language, by mail unless stopped."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy as _
from pytest_django import DjangoAssertNumQueries

from frenchimpact.accounts.models import User
from frenchimpact.mail.models import Mail
from frenchimpact.notifications import actions, queries, rules
from frenchimpact.notifications.models import Notice

pytestmark = pytest.mark.django_db
KIND = "tests.told"


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    rules.declare_kind(KIND, "Messages d’essai")
    yield
    del rules.KINDS[KIND]


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa")


def tell(person: User, **changes: object) -> Notice:
    values = {"person": person, "kind": KIND, "text": "Un complément est attendu", "url": "/projets/x/", "reference": "P-2026-0001"}
    return actions.notify(**{**values, **changes})  # type: ignore[arg-type]  # one test varies one argument


def test_it_stands_in_the_inbox_and_leaves_by_mail_with_a_way_to_stop(client: Client, awa: User) -> None:
    tell(awa, subject="Complément attendu", is_task=True, due_on=dt.date(2026, 12, 1))
    client.force_login(awa)

    page = client.get("/mon-espace/notifications/").content.decode()
    mail = Mail.objects.get()

    assert "Un complément est attendu" in page
    assert "1er décembre 2026" in page
    assert mail.subject == "[P-2026-0001] Complément attendu"
    assert mail.unsubscribe_url in mail.text
    assert " : http" in mail.text, "words and address are apart"
    assert "/projets/x/" in mail.html


def test_without_a_subject_no_mail_leaves(awa: User) -> None:
    tell(awa)

    assert not Mail.objects.exists()


def test_both_languages_are_kept_and_the_mail_speaks_the_person_s(client: Client, awa: User) -> None:
    awa.language = "en"
    awa.save()

    notice = tell(awa, text=_("Réglages"), subject=_("Réglages"))

    assert notice.text_fr == "Réglages"
    assert notice.text_en != "Réglages"
    mail = Mail.objects.get()
    assert mail.subject == f"[P-2026-0001] {notice.text_en}"
    assert "/en/projets/x/" in mail.text
    assert "/en/alertes/" in mail.unsubscribe_url


def test_one_click_of_the_mail_program_stops_that_kind_only(client: Client, awa: User) -> None:
    rules.declare_kind("tests.other", "Autres")
    tell(awa, subject="Un")
    link = Mail.objects.get().unsubscribe_url.removeprefix("http://127.0.0.1:8000")
    strict = Client(enforce_csrf_checks=True)

    assert strict.get(link).status_code == 200
    tell(awa, subject="Deux")
    assert Mail.objects.count() == 2
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    tell(awa, subject="Trois")
    tell(awa, subject="Quatre", kind="tests.other")
    del rules.KINDS["tests.other"]

    assert [mail.subject[-6:] for mail in Mail.objects.order_by("pk")] == ["01] Un", "] Deux", "Quatre"]
    assert Notice.objects.filter(person=awa).count() == 4
    assert strict.post(link, {"again": "1"}).status_code == 302
    tell(awa, subject="Cinq")
    assert Mail.objects.count() == 4


def test_the_same_page_gives_less_often_instead_of_never(client: Client, awa: User) -> None:
    address = rules.stop_url(awa, KIND).removeprefix("http://127.0.0.1:8000")
    assert client.post(address, {"rhythm": "weekly"}).status_code == 302
    assert queries.rhythm_of(awa, rules.KINDS[KIND]) == "weekly"
    page = client.get(address).content.decode()
    assert "Ces messages viennent dans votre résumé de la semaine" in page
    assert 'value="daily"' in page
    assert client.post(address, {"rhythm": "hourly"}).status_code == 409
    assert queries.rhythm_of(awa, rules.KINDS[KIND]) == "weekly"


@pytest.mark.parametrize("token", ["x", "W10:1:abc", "é", "a" * 5000])
def test_a_forged_stop_link_is_not_found(client: Client, token: str) -> None:
    assert client.get(f"/alertes/{token}/").status_code == 404


def test_opening_marks_read_and_goes_there_for_its_owner_only(client: Client, awa: User) -> None:
    notice = tell(awa)
    stranger = User.objects.create(email="x@exemple.fr")
    client.force_login(stranger)
    assert client.post(f"/mon-espace/notifications/{notice.pk}/").status_code == 404
    assert client.post("/mon-espace/notifications/99999999999999999999/").status_code == 404

    client.force_login(awa)
    assert queries.unread_count(awa) == 1
    assert client.post(f"/mon-espace/notifications/{notice.pk}/")["Location"] == "/projets/x/"
    assert queries.unread_count(awa) == 0


def test_everything_is_marked_read_at_once_and_nobody_else_s(client: Client, awa: User) -> None:
    other = User.objects.create(email="x@exemple.fr")
    tell(awa)
    tell(awa)
    tell(other)
    client.force_login(awa)

    client.post("/mon-espace/notifications/tout-lu/")

    assert (queries.unread_count(awa), queries.unread_count(other)) == (0, 1)


def test_tasks_come_by_date_and_leave_when_done(awa: User) -> None:
    later = tell(awa, is_task=True, due_on=dt.date(2027, 1, 1), reference="P-1")
    undated = tell(awa, is_task=True, reference="P-2")
    soon = tell(awa, is_task=True, due_on=dt.date(2026, 12, 1), reference="P-3")

    assert list(queries.tasks_for(awa)) == [soon, later, undated]

    assert actions.finish_tasks(kind=KIND, reference="P-3") == 1
    assert list(queries.tasks_for(awa)) == [later, undated]


@pytest.mark.parametrize("url", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_a_notice_leads_to_our_own_pages_only(awa: User, url: str) -> None:
    with pytest.raises(ValueError, match="one of our pages"):
        tell(awa, url=url)


def test_an_undeclared_kind_is_refused(awa: User) -> None:
    with pytest.raises(ValueError, match="Undeclared kind"):
        tell(awa, kind="tests.unknown")


def test_the_inbox_costs_the_same_with_one_and_three_notices(
    client: Client, awa: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(awa)
    tell(awa)
    with django_assert_num_queries(12) as first:
        client.get("/mon-espace/notifications/")
    tell(awa, reference="P-2")
    tell(awa, reference="P-3")
    with django_assert_num_queries(len(first.captured_queries)):
        page = client.get("/mon-espace/notifications/").content.decode()

    assert len(re.findall("Un complément est attendu", page)) == 3
