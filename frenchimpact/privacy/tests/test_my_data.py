"""My data: taken away whole, forgotten for good, with what it changes for others said before."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from typst import TypstError

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.core.holdings import holdings
from frenchimpact.design.papers import paper
from frenchimpact.files.tests.factories import make_file, pdf
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment, Membership, Organisation
from frenchimpact.privacy import actions
from frenchimpact.privacy.archive import archive_of, data_of, pdf_of
from frenchimpact.privacy.models import Erasure
from frenchimpact.projects.models import Declaration, Project, TeamMember

pytestmark = pytest.mark.django_db
EMAIL, NAME = "zelie.quirinale@exemple.fr", "Zélie Quirinale"


@pytest.fixture
def zelie() -> User:
    return User.objects.create(email=EMAIL, full_name=NAME)


@pytest.fixture
def operator() -> User:
    person = User.objects.create(email="gaelle@exemple.fr", full_name="Gaëlle")
    Assignment.objects.create(user=person, role=Assignment.Role.OPERATOR)
    return person


@pytest.fixture
def full(zelie: User, operator: User) -> User:
    """A person who left a trace in most tables."""
    organisation = Organisation.objects.create(slug="atelier", name="Atelier", kinds=["association"], email=EMAIL.upper(), created_by=zelie)
    Membership.objects.create(user=zelie, organisation=organisation, role="admin")
    Assignment.objects.create(user=zelie, role=Assignment.Role.JUROR)
    marks = {"name": {"version": 2, "by": NAME, "writer": f"user:{zelie.pk}", "at": "2026-01-01"}}
    project = Project.objects.create(
        reference="P-2026-0001", slug="le-pont", name="Le Pont", stage="idee", problem="a", answer="b", created_by=zelie, marks=marks
    )
    TeamMember.objects.create(project=project, user=zelie, role="lead", is_shown=True)
    Declaration.objects.create(key_digest="a", email=EMAIL, answers={"name": "Brouillon", "email": EMAIL}, expires_at="2030-01-01T00:00Z")
    Notice.objects.create(person=zelie, kind="x", text_fr="Bonjour", text_en="Hello", url="/")
    Mail.objects.create(to=EMAIL.title(), kind="x", subject="Bonjour", text=NAME, html=NAME, message_id="<a@b>")
    return zelie


def places_where(text: str) -> Iterator[str]:
    """Every column of every table of ours in which a text stands, whatever its case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'tsvector') AND table_name IN "
            "(SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{text}%"])
            if (cursor.fetchone() or [0])[0]:
                yield f"{table}.{column}"


def test_page_says_what_is_kept(client: Client, full: User) -> None:
    client.force_login(full)
    html = client.get("/mon-espace/donnees/").content.decode()
    assert "Rôles dans le programme" in html
    assert "Déclarations commencées" in html


def test_archive_has_everything(client: Client, full: User) -> None:
    client.force_login(full)
    answer = client.post("/mon-espace/donnees/archive.zip")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        data = json.loads(archive.read("donnees.json"))
        assert archive.read("donnees.pdf").startswith(b"%PDF-")
    tables = {table["table"]: table["rows"] for table in data["tables"]}
    assert tables["projects.Project"][0]["name"] == "Le Pont"
    assert tables["accounts.User"][0]["email"] == EMAIL
    assert len(tables["mail.Mail"]) == 1
    assert Entry.objects.filter(fact="privacy.DataHandedOver", by=full).exists()


def test_archive_of_another_is_out_of_reach(client: Client, full: User, operator: User) -> None:
    client.force_login(operator)
    answer = client.post("/mon-espace/donnees/archive.zip", {"person": full.pk})
    body = answer.getvalue()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert EMAIL not in archive.read("donnees.json").decode()


def test_typed_text_is_not_markup_in_the_pdf(zelie: User) -> None:
    zelie.full_name = "#panic() *gras* $x$ " + "mot " * 30
    zelie.save()
    assert pdf_of(data_of(zelie)).startswith(b"%PDF-")


def test_template_that_is_not_accessible_is_refused() -> None:
    with pytest.raises(TypstError):
        paper("privacy/tests/heading_jump.typ", {}, title="Saut")


def test_nothing_names_an_erased_person(full: User) -> None:
    actions.erase_person(person=full, by=full)
    # The report leaves, then is forgotten in its turn.
    report = Mail.objects.get(kind=actions.REPORT_MAIL)
    assert report.to == EMAIL
    Mail.objects.filter(pk=report.pk).update(state=Mail.State.SENT, sent_at="2026-11-25T00:00Z")
    assert actions.forget_reports() == 1
    assert list(places_where(EMAIL)) == []
    assert list(places_where("Quirinale")) == []


def test_what_others_need_stays(full: User) -> None:
    actions.erase_person(person=full, by=full)
    project = Project.objects.get(reference="P-2026-0001")
    assert str(project.created_by) == "Personne effacée"
    assert not project.team.filter(until=None).exists()
    assert Organisation.objects.get(slug="atelier").email == ""
    assert not Membership.objects.filter(until=None).exists()


def test_operators_are_told_what_is_left_alone(full: User, operator: User) -> None:
    actions.erase_person(person=full, by=full)
    told = [notice.text_fr for notice in Notice.objects.filter(person=operator, kind=actions.LEFT_ALONE)]
    assert len(told) == 2
    assert any("P-2026-0001" in text for text in told)
    assert all(NAME not in text for text in told)


def test_erased_twice_is_refused(full: User) -> None:
    actions.erase_person(person=full, by=full)
    with pytest.raises(Refusal):
        actions.erase_person(person=full, by=full)


def test_all_or_nothing(full: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "queue_mail", lambda **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.erase_person(person=full, by=full)
    full.refresh_from_db()
    assert full.email == EMAIL
    assert Membership.objects.filter(user=full, until=None).exists()


def test_wrong_word_erases_nothing(client: Client, full: User) -> None:
    client.force_login(full)
    answer = client.post("/mon-espace/donnees/effacer/", {"word": "oui"})
    assert answer.status_code == 422
    assert "Ce n’est pas le mot attendu" in answer.content.decode()
    full.refresh_from_db()
    assert full.erased_at is None


def test_the_right_word_erases_and_reports(client: Client, full: User) -> None:
    client.force_login(full)
    page = client.get("/mon-espace/donnees/effacer/").content.decode()
    assert "Plus personne ne pourra conduire le projet P-2026-0001" in page
    answer = client.post("/mon-espace/donnees/effacer/", {"word": " « Effacer » "}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/compte-efface/{Erasure.objects.get().key}/"
    html = answer.content.decode()
    assert "gardé sans votre nom" in html
    assert EMAIL not in html
    assert client.get("/mon-espace/").status_code in {302, 401}


def test_who_has_not_proved_it_lately_does_so_before_the_account_goes(client: Client, full: User) -> None:
    client.force_login(full)
    session = client.session
    session["proved_at"] -= 16 * 60
    session.save()

    shown = client.get("/mon-espace/donnees/effacer/")
    sent = client.post("/mon-espace/donnees/effacer/", {"word": "effacer"})

    assert shown["Location"] == "/connexion/confirmer/?next=%2Fmon-espace%2Fdonnees%2Feffacer%2F"
    assert sent["Location"].startswith("/connexion/confirmer/?next=%2Fconnexion%2Freprise%2F")
    full.refresh_from_db()
    assert full.erased_at is None


def test_the_address_may_come_back_as_someone_new(full: User) -> None:
    from frenchimpact.accounts.actions import person_for

    actions.erase_person(person=full, by=full)
    again = person_for(email=EMAIL)
    assert again.pk != full.pk
    assert not again.memberships.exists()


def test_files_come_with_the_archive(full: User, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_file(Project.objects.get(), name="Statuts.pdf", by=full)
    with archive_of(full) as opened, zipfile.ZipFile(opened) as archive:
        name = next(name for name in archive.namelist() if name.startswith("fichiers/"))
        assert name.endswith("-Statuts.pdf")
        assert archive.read(name) == pdf()


def test_page_takes_as_many_queries_whatever_is_kept(
    client: Client, full: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(full)
    with django_assert_max_num_queries(len(holdings()) + 12):
        client.get("/mon-espace/donnees/")
