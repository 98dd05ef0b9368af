"""Reporting a barrier without an account: the page, what it keeps, what it refuses."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from frenchimpact.barriers.actions.report_drafts import stale_drafts
from frenchimpact.barriers.models import Case, ReportDraft
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.projects.models import TeamMember
from frenchimpact.projects.tests.factories import make_person, make_project

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "wish": "Conduire des personnes âgées à leurs rendez-vous.",
        "obstacle": "On nous demande une licence de transport.",
        "lieu": "Chambéry",
        "email": "gaelle@exemple.test",
        **changes,
    }


@pytest.fixture
def chambery() -> Any:
    return make_place("commune:73065")


def test_what_the_desk_does_is_said_before_one_writes(client: Client) -> None:
    page = client.get("/freins/").content.decode()
    for words in (
        "Comment cela se passe",
        "Dérogation du préfet",
        "ne suspend pas les délais de recours",
        "Pas encore assez de cas",
        "/freins/signaler/",
    ):
        assert words in page
    form = client.get("/freins/signaler/").content.decode()
    assert "Vous contestez une décision" in form
    assert "Ce que nous ferons" in form


def test_a_visitor_reports_and_gets_a_reference_and_a_link(client: Client, chambery: Any, settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("refus.txt", b"Refus du 3 mars.")
    said = typed(norm_words="https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000041789766", may_publish="on", files=file)

    sent = client.post("/freins/signaler/", said)

    assert sent.status_code == 302
    case = Case.objects.get()
    assert (case.way, case.place, case.may_publish, case.person) == ("form", chambery, True, None)
    done = client.get(sent["Location"])
    page = done.content.decode()
    assert case.reference in page
    assert "JORFTEXT000041789766" in page
    assert done["Referrer-Policy"] == "same-origin"
    assert StoredFile.objects.get().owner_id == case.pk
    mail = Mail.objects.get()
    assert mail.to == case.email
    link = next(line.split()[-1] for line in mail.text.splitlines() if "/suivi/" in line)
    assert client.get(link.removeprefix(settings.BASE_URL)).status_code == 200


def test_sent_twice_it_is_one_case(client: Client, chambery: Any) -> None:
    said = typed(once=str(uuid.uuid4()))
    first, again = client.post("/freins/signaler/", said), client.post("/freins/signaler/", said)
    assert first["Location"] == again["Location"]
    later = client.post("/freins/signaler/", typed())
    assert Case.objects.count() == 1
    page = client.get(later["Location"]).content.decode()
    assert "Nous avions déjà cette demande" in page
    assert "/suivi/" not in page.replace('/suivi/"', "")


def test_nothing_typed_is_lost(client: Client) -> None:
    answered = client.post("/freins/signaler/", typed(email="gaelle", obstacle=""))
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "Conduire des personnes âgées à leurs rendez-vous." in page
    assert "Il manque quelque chose à cette adresse" in page
    assert "Dites ce qui vous bloque" in page
    assert not Case.objects.exists()


def test_a_place_that_nobody_knows_stops_nobody(client: Client) -> None:
    client.post("/freins/signaler/", typed(lieu="Vallée de Nulle-Part"))
    case = Case.objects.get()
    assert (case.place, case.place_words) == (None, "Vallée de Nulle-Part")


def test_a_dangerous_file_is_not_taken_and_the_case_is(client: Client, chambery: Any, settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    sent = client.post("/freins/signaler/", typed(files=SimpleUploadedFile("virus.exe", b"MZ\x90\x00" + b"0" * 200)))
    page = client.get(sent["Location"]).content.decode()
    assert "« virus.exe » n’a pas été joint" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert Case.objects.count() == 1
    assert not StoredFile.objects.exists()
    assert "virus.exe" in Mail.objects.get().text


def test_who_writes_too_often_is_told_and_keeps_the_text(client: Client, chambery: Any) -> None:
    for number in range(5):
        assert client.post("/freins/signaler/", typed(obstacle=f"Obstacle {number}")).status_code == 302
    refused = client.post("/freins/signaler/", typed(obstacle="Le sixième obstacle"))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Le sixième obstacle" in refused.content.decode()
    assert Case.objects.count() == 5


def test_a_signed_in_person_names_a_project_of_theirs_only(client: Client, chambery: Any) -> None:
    awa = make_person("Awa")
    own, other = make_project(by=awa), make_project()
    client.force_login(awa)
    page = client.get(f"/freins/signaler/?projet={own.reference}").content.decode()
    assert awa.email in page
    assert own.name in page
    assert other.name not in page
    assert client.post("/freins/signaler/", typed(email=awa.email, project=other.reference)).status_code == 422
    client.post("/freins/signaler/", typed(email=awa.email, project=own.reference))
    case = Case.objects.get()
    assert (case.project, case.person, case.name) == (own, awa, "Awa")
    assert case.title in client.get(f"/mon-espace/projets/{own.reference}/freins/").content.decode()
    assert client.get(f"/mon-espace/projets/{own.reference}/freins/{case.reference}/").status_code == 200
    TeamMember.objects.filter(user=awa).update(role="reader")
    assert client.get(f"/mon-espace/projets/{own.reference}/freins/{case.reference}/").status_code in {403, 404}


def test_texts_are_recognised_while_one_types(client: Client) -> None:
    found = client.get("/freins/signaler/textes/", {"norm_words": "voir LEGITEXT000006074069"}, HTTP_HX_REQUEST="true")
    assert "Code de l’action sociale et des familles" in found.content.decode()
    unknown = client.get("/freins/signaler/textes/", {"norm_words": "voir LEGITEXT000009999999"}, HTTP_HX_REQUEST="true")
    assert "Code ou texte en vigueur" in unknown.content.decode()
    assert "<html" not in found.content.decode()


def patch(client: Client, **values: str) -> Any:
    changes = {name: {"value": value, "version": 0} for name, value in values.items()}
    body = json.dumps({"changes": changes})
    return client.patch("/freins/signaler/brouillon/", body, content_type="application/json", headers={"X-Page": "abcdefghijklmnop"})


def test_what_was_typed_survives_leaving_the_page(client: Client, chambery: Any) -> None:
    assert ReportDraft.objects.count() == 0
    assert "frein" not in client.get("/freins/signaler/").cookies
    assert patch(client, wish="Conduire des voisins.", lieu="Chambéry", lieu_cle="commune:73065", inconnu="x").status_code == 200
    page = client.get("/freins/signaler/").content.decode()
    assert "Conduire des voisins." in page
    assert 'value="commune:73065"' in page
    draft = ReportDraft.objects.get()
    assert set(draft.answers) == {"wish", "lieu", "lieu_cle"}
    # Another browser sees nothing of it.
    assert "Conduire des voisins." not in Client().get("/freins/signaler/").content.decode()


def test_once_sent_nothing_of_the_draft_stays(client: Client, chambery: Any) -> None:
    patch(client, wish="Conduire des voisins.")
    assert client.post("/freins/signaler/", typed()).status_code == 302
    assert not ReportDraft.objects.exists()
    assert "Conduire des voisins." not in client.get("/freins/signaler/").content.decode()


def test_without_scripts_a_button_keeps_the_draft_and_so_does_an_error(client: Client) -> None:
    assert client.post("/freins/signaler/", {"wish": "Une phrase", "draft": "1"}).status_code == 302
    assert "Une phrase" in client.get("/freins/signaler/").content.decode()
    assert client.post("/freins/signaler/", typed(email="gaelle", wish="Une autre phrase", may_publish="on")).status_code == 422
    page = client.get("/freins/signaler/").content.decode()
    assert "Une autre phrase" in page
    assert "checked" in page
    assert not Case.objects.exists()


def test_a_draft_goes_after_thirty_days(client: Client) -> None:
    patch(client, wish="Une phrase")
    assert not stale_drafts().exists()
    ReportDraft.objects.update(expires_at=clock.now() - dt.timedelta(days=1))
    assert "Une phrase" not in client.get("/freins/signaler/").content.decode()
    assert stale_drafts().count() == 1
