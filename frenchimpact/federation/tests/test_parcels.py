"""The whole file of a project travels: signed there, judged here, taken whole or not at all, and once."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from frenchimpact.core.errors import Refusal
from frenchimpact.federation.actions.parcels import AlreadyHere, bring_project, carry_project
from frenchimpact.federation.models import Arrival, Peer
from frenchimpact.federation.parcels import as_json, sri
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests.factories import make_file, pdf
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.impact.actions.changes import ask_question, write_part
from frenchimpact.impact.models import ChangePart, Kind, Measure
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.journal.models import Entry
from frenchimpact.labels.actions import sign_statement
from frenchimpact.labels.queries import own_issuer
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.actions import answer_question
from frenchimpact.projects.models import PassportAnswer, Project, TeamMember
from frenchimpact.projects.rules import DOCUMENT
from frenchimpact.projects.tests.factories import lead_of, make_member, make_person, make_published_project

pytestmark = pytest.mark.django_db
THERE = "https://source.exemple.fr"
SIRET = "83012345600019"


@dataclass
class Travel:
    """A project of another instance, its archive as it gave it, and that instance as it is known here."""

    project: Project
    parcel: bytes
    peer: Peer
    settings: Settings
    here: str

    def remade(self, change: Callable[[dict[str, bytes]], None], *, is_signed: bool = False) -> bytes:
        """The archive with other files; signed again by the instance itself, or as somebody else would change it."""
        with zipfile.ZipFile(io.BytesIO(self.parcel)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        change(files)
        if is_signed:
            summary = json.loads(files["sommaire.json"])
            told = [name for name in files if name not in {"attestation.json", "sommaire.json"}]
            summary["files"] = [said(name, files[name]) for name in told] if summary.pop("is_counted", True) else summary["files"]
            files["sommaire.json"] = as_json(summary)
            subject = json.loads(files["attestation.json"])["credentialSubject"]["id"]
            self.settings.BASE_URL = THERE
            signed = sign_statement(subject=subject, name="x", resource=f"{subject}dossier", digest=sri(files["sommaire.json"]))
            self.settings.BASE_URL = self.here
            files["attestation.json"] = as_json(signed)
        return zipped(files)


def said(name: str, content: bytes) -> dict[str, Any]:
    return {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return found.getvalue()


def bring(content: bytes, by: Any = None) -> Arrival:
    return bring_project(content=io.BytesIO(content), size=len(content), by=by or make_person("Nadia Venue d’ailleurs"))


@pytest.fixture
def travel(settings: Settings) -> Travel:
    holder = make_organisation(name="Les ateliers", siret=SIRET)
    project = make_published_project(name="La Recyclerie voyageuse", organisation=holder)
    lead, chambery = lead_of(project), make_place("commune:73065")
    answer_question(project=project, key="website", value="https://recyclerie.exemple.fr", by=lead)
    ask_question(holder=project, question="Qui retrouve un emploi ?", by=lead)
    effect = write_part(holder=project, kind=Kind.OUTCOME, text="Dix personnes en emploi", by=lead, stakeholder="Personnes en insertion")
    write_part(holder=project, kind=Kind.ACTIVITY, text="Un atelier", by=lead, leads_to=[effect])
    followed = make_followed(project=project, places={chambery: 100})
    make_measure(followed, 12, place=chambery)
    make_file(project, pdf("Statuts"), name="Statuts.pdf", by=lead, purpose=DOCUMENT, audience="network", description="Les statuts")
    here, settings.BASE_URL = settings.BASE_URL, THERE
    parcel = b"".join(carry_project(project=project, by=lead))
    did, keys = own_issuer()[0][0], own_issuer()[1]
    settings.BASE_URL = here
    peer = Peer.objects.create(code="source", name="Impact Source", url=THERE, did=did, keys=keys)
    return Travel(project, parcel, peer, settings, here)


def test_it_arrives_whole_with_where_it_comes_from(travel: Travel) -> None:
    person = make_person("Nadia")
    arrival = bring(travel.parcel, person)
    project = arrival.project
    assert (project.name, project.status, project.created_by) == ("La Recyclerie voyageuse", "submitted", person)
    assert project.pk != travel.project.pk
    # Its team, and what may be public, begin again here.
    assert [one.user for one in project.team.filter(role=TeamMember.Role.LEAD)] == [person]
    assert not project.has_publication_consent
    assert project.organisation == travel.project.organisation
    answer = project.passport.get(key="website")
    assert (answer.source, answer.source_note) == (PassportAnswer.Source.EARLIER_FILE, "Impact Source")
    parts = {part.kind: part for part in ChangePart.objects.filter(change__project=project)}
    assert parts["outcome"].stakeholder == "Personnes en insertion"
    assert [link.target for link in parts["activity"].leads_to.all()] == [parts["outcome"]]
    assert arrival.left_out == []
    measure = Measure.objects.get(followed__project=project)
    assert measure.value == 12
    assert measure.ends_on.year == 2025
    file = StoredFile.objects.get(owner_model="projects.Project", owner_id=project.pk)
    assert (file.name, file.audience, file.description) == ("Statuts.pdf", "network", "Les statuts")
    assert (arrival.peer, arrival.origin, arrival.left_out) == (travel.peer, f"{THERE}/projets/{travel.project.slug}/", [])
    assert "a déclaré le projet" in str(arrival.history)
    client = Client()
    client.force_login(person)
    page = client.get(f"/mon-espace/projets/{project.reference}/emporter/").content.decode()
    assert "Impact Source" in page
    assert travel.project.reference in page


def test_nobody_is_named_in_it(travel: Travel) -> None:
    with zipfile.ZipFile(io.BytesIO(travel.parcel)) as archive:
        text = archive.read("projet.json").decode()
    assert lead_of(travel.project).full_name not in text
    assert lead_of(travel.project).email not in text


def test_twice_it_is_one_project(travel: Travel) -> None:
    first = bring(travel.parcel)
    with pytest.raises(AlreadyHere) as refusal:
        bring(travel.parcel)
    assert refusal.value.project == first.project
    # A later file of the same project too.
    with pytest.raises(AlreadyHere):
        bring(travel.remade(lambda files: None, is_signed=True))
    assert Project.objects.filter(name="La Recyclerie voyageuse").count() == 2


def test_our_own_file_leads_to_the_project_of_here(travel: Travel) -> None:
    parcel = b"".join(carry_project(project=travel.project, by=lead_of(travel.project)))
    with pytest.raises(AlreadyHere) as refusal:
        bring(parcel)
    assert refusal.value.project == travel.project


def _change(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({name: content})


def _edit(file: str, /, **more: Any) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({file: as_json({**json.loads(files[file]), **more})})


@pytest.mark.parametrize(
    ("change", "is_signed", "words"),
    [
        (_change("projet.json", b"{}"), False, "projet.json"),
        (_change("fichiers/001-Statuts.pdf", b"%PDF-1.4 autre"), False, "Statuts.pdf"),
        (_change("fichiers/002-ajout.pdf", b"%PDF-1.4"), False, "sommaire.json"),
        (lambda files: files.pop("mesures.csv"), False, "sommaire.json"),
        (_edit("sommaire.json", version=1, more="x"), False, "sommaire.json"),
        (_edit("attestation.json", name="Un autre nom"), False, "signature"),
        (_edit("attestation.json", issuer={"id": "did:web:inconnue.exemple"}), False, "ne connaît pas"),
        (_edit("attestation.json", proof=None), False, "signature"),
        (_change("attestation.json", b"[]"), False, "ne connaît pas"),
        (lambda files: files.pop("attestation.json"), False, "il y manque"),
        (_change("../../etc/passwd", b"x"), False, "rien à y faire"),
        (_change("/etc/passwd", b"x"), False, "rien à y faire"),
        (_change("fichiers/../projet.json", b"x"), False, "rien à y faire"),
        (_edit("sommaire.json", version=2), True, "version 2"),
        (_edit("sommaire.json", format="autre"), True, "pas le dossier"),
        (_edit("projet.json", origin="https://autre.exemple/projets/x/"), True, "projet.json"),
        (_change("projet.json", b"[" * 100_000), True, "projet.json"),
        (_change("projet.json", b"x" * 10_000_001), True, "démesuré"),
        (_edit("projet.json", project={"name": "x"}), True, "ne peut pas devenir un projet"),
        (_edit("projet.json", project=[1]), True, "ne peut pas devenir un projet"),
    ],
)
def test_what_was_changed_or_is_hostile_is_refused_and_nothing_is_written(
    travel: Travel, change: Callable[[dict[str, bytes]], None], is_signed: bool, words: str
) -> None:
    parcel = travel.remade(change, is_signed=is_signed)
    before = Project.objects.count(), StoredFile.objects.count(), Entry.objects.count()
    with pytest.raises(Refusal) as refusal:
        bring(parcel)
    assert words in str(refusal.value.message)
    assert (Project.objects.count(), StoredFile.objects.count(), Entry.objects.count()) == before


def test_a_bomb_is_not_opened(travel: Travel) -> None:
    huge = b"\0" * 450_000_000
    parcel = travel.remade(lambda files: files.update({"fichiers/009-gros.pdf": huge}))
    assert len(parcel) < 1_000_000
    with pytest.raises(Refusal, match="démesuré"):
        bring(parcel)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"bonjour" * 1000])
def test_what_is_no_archive(travel: Travel, content: bytes) -> None:
    with pytest.raises(Refusal):
        bring(content)


def test_cut_anywhere_it_is_refused(travel: Travel) -> None:
    for end in range(0, len(travel.parcel), 997):
        with pytest.raises(Refusal):
            bring(travel.parcel[:end])
    assert not Arrival.objects.exists()


def test_a_file_twice_under_the_same_name(travel: Travel) -> None:
    found = io.BytesIO(travel.parcel)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(found, "a") as archive:
        archive.writestr("projet.json", b"{}")
    with pytest.raises(Refusal, match="deux fois"):
        bring(found.getvalue())


def test_a_key_that_it_no_longer_publishes_signs_nothing(travel: Travel) -> None:
    travel.peer.keys = ["z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"]
    travel.peer.save()
    with pytest.raises(Refusal, match="signature"):
        bring(travel.parcel)


def test_what_means_nothing_here_is_left_out_and_said(travel: Travel) -> None:
    def change(files: dict[str, bytes]) -> None:
        told = json.loads(files["projet.json"])
        told["project"]["themes"].append("theme_de_la_bas")
        told["project"]["places"].append("commune:99999")
        told["project"]["passport"]["website"]["value"] = "pas une adresse"
        told["followed"][0]["indicator"] = "inconnu@3"
        told["documents"].append({"path": "fichiers/777-absent.pdf", "purpose": DOCUMENT})
        files["projet.json"] = as_json(told)

    left = " ".join(bring(travel.remade(change, is_signed=True)).left_out)
    for word in ("theme_de_la_bas", "commune:99999", "inconnu@3", "mesures.csv"):
        assert word in left


def test_only_leads_take_it_away_and_the_trail_says_so(travel: Travel) -> None:
    address = f"/mon-espace/projets/{travel.project.reference}/emporter/dossier.zip"
    client = Client()
    client.force_login(make_member(travel.project))
    assert client.post(address).status_code == 403
    assert "Seules les personnes qui gèrent" in client.get(address.removesuffix("dossier.zip")).content.decode()
    client.force_login(lead_of(travel.project))
    answer = client.post(address)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]  # it streams
        assert archive.namelist()[:3] == ["attestation.json", "sommaire.json", "projet.json"]
    assert Entry.objects.filter(fact="federation.ProjectCarried", subject_id=travel.project.pk).count() == 2


def test_it_is_brought_by_a_plain_form(travel: Travel) -> None:
    client = Client()
    person = make_person("Nadia")
    client.force_login(person)
    bad = client.post("/mon-espace/dossiers/reprendre/", {"archive": SimpleUploadedFile("x.zip", b"rien")})
    assert bad.status_code == 422
    assert Client().get("/mon-espace/dossiers/reprendre/").status_code == 302
    good = client.post("/mon-espace/dossiers/reprendre/", {"archive": SimpleUploadedFile("x.zip", travel.parcel)})
    project = Arrival.objects.get().project
    assert good.headers["Location"] == f"/mon-espace/projets/{project.reference}/emporter/"
    again = client.post("/mon-espace/dossiers/reprendre/", {"archive": SimpleUploadedFile("x.zip", travel.parcel)})
    assert project.reference in again.content.decode()
