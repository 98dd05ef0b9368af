"""Documents and picture of a project: who sends, who sees, what is refused and why, what deletion leaves."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.accounts.models import User
from frenchimpact.files import queries as files
from frenchimpact.files import tasks, vault
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests import factories as make
from frenchimpact.journal.queries import entries_for
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import DOCUMENT, PICTURE
from frenchimpact.projects.tests.factories import lead_of, make_member, make_operator, make_person, make_project, make_published_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_scanner(settings: Any) -> None:
    settings.CLAMAV_SOCKET = ""


def drain(answer: Any) -> None:
    """Read a streamed answer to its end, which closes its file."""
    if answer.streaming:
        b"".join(answer.streaming_content)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(project: Project, more: str = "") -> str:
    return f"/mon-espace/projets/{project.reference}/documents/{more}"


def send(project: Project, content: bytes, name: str, *, audience: str = "public", user: User | None = None) -> Any:
    sent = SimpleUploadedFile(name, content)
    return signed_in(user or lead_of(project)).post(page_of(project, "ajouter/"), {"documents": sent, "audience": audience})


def test_a_document_is_sent_and_shown_to_whom_the_team_says() -> None:
    project = make_published_project()
    for audience in ("public", "network", "private"):
        assert send(project, make.pdf(audience), f"{audience}.pdf", audience=audience).status_code == 302
    people = {None: 1, make_person(): 2, make_operator(): 3, make_member(project, "reader"): 3, lead_of(project): 3}
    for user, count in people.items():
        client = signed_in(user) if user else Client()
        html = client.get(f"/projets/{project.slug}/").content.decode()
        assert [f"{name}.pdf" in html for name in ("public", "network", "private")] == [count > 0, count > 1, count > 2], user
        for file in StoredFile.objects.filter(purpose=DOCUMENT):
            seen = ["public", "network", "private"].index(file.audience) < count
            answer = client.get(files.address(file))
            assert answer.status_code == (200 if seen else 404 if user else 302), (user, file.audience)
            drain(answer)


def test_before_publication_only_its_space_reads_even_what_is_public() -> None:
    project = make_project()
    send(project, make.pdf(), "statuts.pdf")
    file = StoredFile.objects.get(purpose=DOCUMENT)
    assert Client().get(files.address(file)).status_code == 302
    assert signed_in(make_person()).get(files.address(file)).status_code == 404
    answer = signed_in(make_operator()).get(files.address(file))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    drain(answer)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "vide.pdf", "vide"),
        (make.png(), "plan.pdf", "contient une image PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "logo.svg", "SVG"),
        (b"MZ\x90\x00" + b"\x00" * 200, "bilan.pdf", "un programme"),
        (make.pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 6 0 R"), "secret.pdf", "protégé par un mot de passe"),
        (make.pdf() + make.archive({"a.html": b"<script>"}), "deux.pdf", "en cache un autre"),
    ],
)
def test_a_refused_file_says_why_and_the_trail_remembers(content: bytes, name: str, words: str) -> None:
    project = make_project()
    answer = send(project, content, name)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert name in html
    assert not StoredFile.objects.exists()
    assert list(vault.kept_keys()) == []
    assert entries_for(project).filter(fact="files.FileRefused").count() == 1


def test_one_refused_file_does_not_lose_the_others() -> None:
    project = make_project()
    sent = [SimpleUploadedFile("bon.pdf", make.pdf()), SimpleUploadedFile("faux.pdf", make.png())]
    answer = signed_in(lead_of(project)).post(page_of(project, "ajouter/"), {"documents": sent, "audience": "private"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "« bon.pdf » est ajouté" in html.replace("\u202f", " ").replace("\xa0", " ")
    assert "contient une image PNG" in html
    assert StoredFile.objects.get().name == "bon.pdf"


def test_nothing_chosen() -> None:
    project = make_project()
    answer = signed_in(lead_of(project)).post(page_of(project, "ajouter/"), {"audience": "private"})
    assert answer.status_code == 422
    assert "Choisissez au moins un fichier" in answer.content.decode()


def test_who_may_write() -> None:
    project = make_project()
    assert send(project, make.pdf(), "a.pdf", user=make_member(project, "reader")).status_code == 403
    assert send(project, make.pdf(), "a.pdf", user=make_person()).status_code == 404
    send(project, make.pdf(), "a.pdf", user=make_member(project, "editor"))
    file = StoredFile.objects.get()
    for page in (f"{file.pk}/", f"{file.pk}/supprimer/"):
        assert signed_in(make_member(project, "reader")).get(page_of(project, page)).status_code == 403
        assert signed_in(make_person()).post(page_of(project, page)).status_code == 404


def test_the_document_of_another_project_is_out_of_reach() -> None:
    mine, theirs = make_project(), make_project()
    send(theirs, make.pdf(), "a.pdf")
    file = StoredFile.objects.get()
    assert signed_in(lead_of(mine)).post(page_of(mine, f"{file.pk}/supprimer/")).status_code == 404
    assert StoredFile.objects.filter(pk=file.pk).exists()


def test_said_again_then_deleted_for_good() -> None:
    project = make_published_project()
    client = signed_in(lead_of(project))
    send(project, make.pdf(), "a.pdf", audience="private")
    file = StoredFile.objects.get()
    assert client.post(page_of(project, f"{file.pk}/"), {"description": "Bilan 2025", "audience": "public"}).status_code == 302
    assert "Bilan 2025" in Client().get(f"/projets/{project.slug}/").content.decode()
    assert client.post(page_of(project, f"{file.pk}/supprimer/")).status_code == 302
    assert not StoredFile.objects.exists()
    tasks.erase_bytes.call(file.key.hex)
    assert list(vault.kept_keys()) == []
    told = list(entries_for(project).filter(fact__startswith="files.").order_by("pk").values_list("fact", flat=True))
    assert told == ["files.FileReceived", "files.FileDescribed", "files.FileDeleted"]
    assert client.get(files.address(file)).status_code == 404


def test_the_picture_loses_its_metadata_and_takes_the_place_of_the_old_one() -> None:
    project = make_published_project()
    client = signed_in(lead_of(project))
    for number in (1, 2):
        sent = SimpleUploadedFile("photo.jpg", make.jpeg(gps=True))
        answer = client.post(page_of(project, "image/"), {"picture": sent, "description": f"L’atelier {number}"})
        assert answer.status_code == 302
    picture = StoredFile.objects.get(purpose=PICTURE)
    for part in (vault.CONTENT, vault.THUMBNAIL):
        with vault.read(vault.place(picture.key, part)) as kept:
            assert not any(secret in kept.read() for secret in make.SECRETS)
    html = Client().get(f"/projets/{project.slug}/").content.decode()
    assert 'alt="L’atelier 2" width="480" height="300"' in html
    answer = Client().get(files.thumbnail_address(picture))
    assert answer["Content-Type"] == "image/webp"
    drain(answer)
    client.post(page_of(project, "image/"), {"description": "L’atelier un samedi"})
    picture.refresh_from_db()
    assert picture.description == "L’atelier un samedi"


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"description": ""}, 422, "Décrivez l’image"),
        ({"description": "Un plan"}, 409, "Choisissez une image"),
    ],
)
def test_a_picture_needs_its_words_and_itself(data: dict[str, str], status: int, words: str) -> None:
    project = make_project()
    answer = signed_in(lead_of(project)).post(page_of(project, "image/"), data)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_an_image_that_would_fill_the_memory_is_refused() -> None:
    project = make_project()
    sent = SimpleUploadedFile("photo.png", make.png_bomb())
    answer = signed_in(lead_of(project)).post(page_of(project, "image/"), {"picture": sent, "description": "x"})
    assert answer.status_code == 422
    assert "millions de points" in answer.content.decode()


def test_unchecked_files_stay_off_the_sheet(settings: Any) -> None:
    project = make_published_project()
    settings.CLAMAV_SOCKET = "tcp://127.0.0.1:3310"
    send(project, make.pdf(), "a.pdf")
    assert "a.pdf" not in Client().get(f"/projets/{project.slug}/").content.decode()
    assert "En attente de vérification" in signed_in(lead_of(project)).get(page_of(project)).content.decode()


def test_past_sixty_documents_the_team_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from frenchimpact.projects.actions import documents

    project = make_project()
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    send(project, make.pdf(), "a.pdf")
    answer = send(project, make.pdf(), "b.pdf")
    assert answer.status_code == 429
    assert "au plus 1 documents" in answer.content.decode()


def test_one_or_three_documents_cost_the_same() -> None:
    project = make_project()
    client = signed_in(lead_of(project))
    counts = []
    for more in (1, 2):
        for number in range(more):
            send(project, make.pdf(), f"{number}.pdf")
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(project))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_form_far_too_heavy_is_refused_with_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from frenchimpact.files import limits

    project = make_project()
    monkeypatch.setattr(limits, "MOST", 10_000)
    answer = send(project, make.pdf(padding=20_000), "a.pdf")
    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert send(project, make.pdf(), "a.pdf").status_code == 302
