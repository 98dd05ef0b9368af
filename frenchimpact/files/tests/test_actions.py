"""Files taken, attached, cleared, put aside, deleted: the row, the bytes and the trail go together."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from frenchimpact.core.errors import OutOfTurn
from frenchimpact.files import actions, vault
from frenchimpact.files.kinds import INTAKES
from frenchimpact.files.models import StoredFile
from frenchimpact.files.refusals import FileRefusal
from frenchimpact.files.rules import PARCEL
from frenchimpact.files.tasks import erase_bytes
from frenchimpact.files.tests import factories as make

pytestmark = pytest.mark.django_db
STATES = list(StoredFile.State)


def entries() -> Any:
    """The trail, kept by a room that this one does not know."""
    return apps.get_model("journal", "Entry").objects.order_by("pk")


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def trail(owner: Any) -> list[tuple[str, dict[str, Any]]]:
    found = entries().filter(subject_model=owner._meta.label, subject_id=owner.pk)
    return [(entry.fact, entry.fields) for entry in found]


def queued(name: str) -> list[list[Any]]:
    return [job.args["args"] for job in ProcrastinateJob.objects.filter(args__path=f"frenchimpact.files.tasks.{name}").order_by("pk")]


class TestReceive:
    def test_row_bytes_and_fact(self, folder: Path) -> None:
        lea = make.make_person()
        content = make.pdf("Statuts")
        file = make.make_file(lea, content, name="../Statuts 2027.pdf", by=lea)
        assert (file.name, file.kind, file.size, file.state) == ("Statuts 2027.pdf", "pdf", len(content), "received")
        assert file.sha256 == file.sent_sha256 == hashlib.sha256(content).hexdigest()
        assert [path.read_bytes() for path in kept(folder)] == [content]
        assert file.name not in str(kept(folder)[0])
        [(fact, fields)] = trail(lea)
        assert fact == "files.FileReceived"
        assert fields["sha256"] == file.sha256
        assert queued("scan_file") == []

    def test_files_are_for_the_service_only(self, folder: Path) -> None:
        make.make_file(make.make_person())
        [path] = kept(folder)
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0

    def test_image_loses_its_metadata_and_gets_a_thumbnail(self, folder: Path) -> None:
        content = make.jpeg((1200, 800), gps=True, orientation=8)
        file = make.make_file(make.make_person(), content, name="terrain.JPG")
        assert file.sent_sha256 == hashlib.sha256(content).hexdigest() != file.sha256
        assert (file.width, file.height) == (800, 1200)
        stored = [path.read_bytes() for path in kept(folder)]
        assert len(stored) == 2
        assert not any(secret in data for data in stored for secret in make.SECRETS)
        assert file.sha256 == hashlib.sha256(stored[0]).hexdigest()
        with Image.open(io.BytesIO(stored[0])) as opened:
            assert dict(opened.getexif()) == {}

    def test_refused_file_leaves_no_byte_but_a_fact(self, folder: Path) -> None:
        lea = make.make_person()
        with pytest.raises(FileRefusal):
            make.make_file(lea, make.jpeg(), name="dossier.pdf", by=lea)
        assert StoredFile.objects.count() == 0
        assert kept(folder) == []
        [(fact, fields)] = trail(lea)
        assert fact == "files.FileRefused"
        assert fields["reason"] == "mismatch"
        assert fields["sha256"] == hashlib.sha256(make.jpeg()).hexdigest()

    def test_row_that_cannot_be_written_leaves_no_byte(self, folder: Path) -> None:
        lea = make.make_person()
        with pytest.raises(IntegrityError), transaction.atomic():
            make.make_file(lea, purpose="")
        assert kept(folder) == []

    def test_goes_to_the_scanner_when_there_is_one(self, settings: Any) -> None:
        settings.CLAMAV_SOCKET = "tcp://127.0.0.1:3310"
        file = make.make_file(make.make_person())
        assert queued("scan_file") == [[file.pk]]


class TestAttach:
    def attach(self, file: StoredFile, by: Any, intake: str = "dossier") -> StoredFile:
        return actions.attach_file(file=file, owner=make.make_person("autre@exemple.test"), purpose="piece", intake=INTAKES[intake], by=by)

    def test_given_to_a_thing(self) -> None:
        lea = make.make_person()
        file = self.attach(make.make_file(lea, purpose=PARCEL), lea)
        assert (file.owner_id, file.purpose) != (lea.pk, PARCEL)
        assert entries().filter(fact="files.FileAttached", subject_id=file.owner_id).count() == 1

    def test_not_that_of_another_person(self) -> None:
        with pytest.raises(FileRefusal, match="plus disponible"):
            self.attach(make.make_file(make.make_person(), purpose=PARCEL), make.make_person("max@exemple.test"))

    def test_not_twice(self) -> None:
        lea = make.make_person()
        file = make.make_file(lea, purpose="piece")
        with pytest.raises(FileRefusal, match="plus disponible"):
            self.attach(file, lea)

    def test_not_a_kind_that_is_not_expected(self) -> None:
        lea = make.make_person()
        with pytest.raises(FileRefusal, match="un document PDF"):
            self.attach(make.make_file(lea, purpose=PARCEL), lea, "image")

    def test_not_a_dangerous_one(self) -> None:
        lea = make.make_person()
        file = actions.quarantine_file(file=make.make_file(lea, purpose=PARCEL), threat="Win.Test")
        with pytest.raises(FileRefusal, match=r"Win\.Test"):
            self.attach(file, lea)


class TestVerdict:
    def test_cleared(self) -> None:
        file = actions.clear_file(file=make.make_file(make.make_person()))
        assert file.state == "clean"
        assert file.scanned_at is not None

    def test_quarantined_and_told(self) -> None:
        lea = make.make_person()
        file = actions.quarantine_file(file=make.make_file(lea), threat="Eicar-Test-Signature")
        assert (file.state, file.threat) == ("quarantined", "Eicar-Test-Signature")
        assert trail(lea)[-1][0] == "files.FileQuarantined"
        assert trail(lea)[-1][1]["threat"] == "Eicar-Test-Signature"

    def file_in(self, state: str) -> StoredFile:
        file = make.make_file(make.make_person())
        if state == "clean":
            return actions.clear_file(file=file)
        return actions.quarantine_file(file=file, threat="X") if state == "quarantined" else file

    @pytest.mark.parametrize("state", [state for state in STATES if not StoredFile.FLOW.can("clear", state)])
    def test_no_clearing_from_other_states(self, state: str) -> None:
        with pytest.raises(OutOfTurn):
            actions.clear_file(file=self.file_in(state))

    @pytest.mark.parametrize("state", [state for state in STATES if not StoredFile.FLOW.can("quarantine", state)])
    def test_no_quarantine_from_other_states(self, state: str) -> None:
        with pytest.raises(OutOfTurn):
            actions.quarantine_file(file=self.file_in(state), threat="X")


class TestDelete:
    def test_row_bytes_and_thumbnail_go_the_hash_stays(self, folder: Path) -> None:
        lea = make.make_person()
        file = make.make_file(lea, make.jpeg(), name="photo.jpg")
        sha256 = file.sha256
        assert len(kept(folder)) == 2
        actions.delete_file(file=file, by=lea)
        [[key]] = queued("erase_bytes")
        erase_bytes.call(key)
        assert StoredFile.objects.count() == 0
        assert kept(folder) == []
        assert not (folder / "kept" / key[:2] / key).exists()
        fact, fields = trail(lea)[-1]
        assert fact == "files.FileDeleted"
        assert fields["sha256"] == sha256
        assert "photo" not in str(fields)
        erase_bytes.call(key)  # a second time changes nothing

    def test_undone_deletion_keeps_the_bytes(self, folder: Path) -> None:
        file = make.make_file(make.make_person())
        with transaction.atomic():
            actions.delete_file(file=file, by=None)
            transaction.set_rollback(True)
        assert queued("erase_bytes") == []
        with vault.read(vault.place(file.key)) as content:
            assert content.read(5) == b"%PDF-"

    def test_all_files_of_a_thing(self) -> None:
        lea, max_ = make.make_person(), make.make_person("max@exemple.test")
        for owner in (lea, lea, max_):
            make.make_file(owner)
        assert actions.delete_files_of(owner=lea, by=None) == 2
        assert [file.owner_id for file in StoredFile.objects.all()] == [max_.pk]


class TestTakeSent:
    def take(self, person: Any, fields: str = "", *sent: SimpleUploadedFile) -> actions.Taken:
        return actions.take_sent(
            sent=MultiValueDict({"pieces": list(sent)}),
            fields=QueryDict(fields),
            name="pieces",
            owner=person,
            purpose="piece",
            intake=INTAKES["document"],
            by=person,
        )

    def test_one_refused_file_does_not_stop_the_others(self) -> None:
        good, bad = SimpleUploadedFile("a.pdf", make.pdf()), SimpleUploadedFile("b.pdf", make.png())
        taken = self.take(make.make_person(), "", bad, good)
        assert [file.name for file in taken.files] == ["a.pdf"]
        [(name, words)] = taken.refused
        assert name == "b.pdf"
        assert "une image PNG" in str(words)

    def test_uploaded_beforehand(self) -> None:
        lea = make.make_person()
        file = make.make_file(lea, purpose=PARCEL)
        taken = self.take(lea, f"pieces_parcel={file.key}")
        assert [file.purpose for file in taken.files] == ["piece"]

    @pytest.mark.parametrize("key", ["", "x", "00000000-0000-4000-8000-00000000000a"])
    def test_upload_that_never_was(self, key: str) -> None:
        taken = self.take(make.make_person(), f"pieces_parcel={key}")
        assert taken.files == []
        assert "plus disponible" in str(taken.refused[0][1])

    def test_upload_of_somebody_else(self) -> None:
        file = make.make_file(make.make_person("max@exemple.test"), purpose=PARCEL)
        assert self.take(make.make_person(), f"pieces_parcel={file.key}").files == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 0},
        {"sha256": "abc"},
        {"kind": "exe"},
        {"state": "lost"},
        {"state": "clean"},
        {"state": "quarantined"},
        {"threat": "X"},
        {"name": "a/b.pdf"},
        {"name": "a\u202eb.pdf"},
        {"name": ""},
        {"width": 3, "height": 4},
        {"owner_id": 0},
        {"owner_model": ""},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    file = make.make_file(make.make_person())
    with pytest.raises(IntegrityError):
        StoredFile.objects.filter(pk=file.pk).update(**wrong)
