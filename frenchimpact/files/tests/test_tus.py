"""Uploads that can be interrupted: the tus protocol as a client speaks it."""

import base64
import datetime as dt
import io
import tracemalloc
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.files import actions, queries
from frenchimpact.files.actions.uploads import LARGEST_PIECE, MOST_AT_ONCE
from frenchimpact.files.kinds import INTAKES
from frenchimpact.files.models import StoredFile, Upload
from frenchimpact.files.tasks import erase_pieces
from frenchimpact.files.tests import factories as make

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
ALL = "/fichiers/envois/"


class Tus:
    """A client of the protocol, for one person."""

    def __init__(self, person: Any) -> None:
        self.client = Client()
        self.client.force_login(person)

    def begin(self, name: str, size: int | str, intake: str = "dossier") -> Any:
        pairs = {"filename": name, "intake": intake}
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
        return self.client.post(ALL, headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata})

    def head(self, address: str) -> Any:
        return self.client.head(address, headers=TUS)

    def patch(self, address: str, offset: int | str, data: bytes, content_type: str = "application/offset+octet-stream") -> Any:
        headers = {**TUS, "Upload-Offset": str(offset)}
        # Said even for an empty piece, which the test client would leave without a type.
        return self.client.patch(address, data, content_type=content_type, headers=headers, CONTENT_TYPE=content_type)


@pytest.fixture
def lea() -> Any:
    return make.make_person()


def test_what_is_supported(lea: Any) -> None:
    client = Client()
    client.force_login(lea)
    response = client.options(ALL)
    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    assert response["Tus-Extension"] == "creation,termination,expiration"
    assert response["Tus-Max-Size"] == "100000000"


def test_in_pieces_with_an_interruption(lea: Any, folder: Path) -> None:
    tus, content = Tus(lea), make.pdf(padding=90_000)
    begun = tus.begin("Étude d’impact.pdf", len(content))
    assert begun.status_code == 201
    address = begun["Location"]
    assert tus.patch(address, 0, content[:40_000])["Upload-Offset"] == "40000"
    resumed = tus.head(address)
    assert (resumed["Upload-Offset"], resumed["Upload-Length"], resumed["Cache-Control"]) == ("40000", str(len(content)), "no-store")
    last = tus.patch(address, 40_000, content[40_000:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(content)))
    upload = Upload.objects.get()
    file = StoredFile.objects.get(key=upload.key)
    assert (file.name, file.purpose, file.received_by) == ("Étude d’impact.pdf", "parcel", lea)
    served: Any = tus.client.get(queries.address(file))
    assert b"".join(served.streaming_content) == content
    assert tus.head(address)["Upload-Offset"] == str(len(content))
    erase_pieces.call(upload.key.hex, len(upload.pieces))
    assert not (folder / "coming" / upload.key.hex).exists()


def test_lost_answer_to_the_last_piece(lea: Any) -> None:
    tus, content = Tus(lea), make.pdf()
    address = tus.begin("a.pdf", len(content))["Location"]
    tus.patch(address, 0, content)
    assert tus.patch(address, len(content), b"").status_code == 204
    assert StoredFile.objects.count() == 1


def test_refused_when_whole_and_said_again(lea: Any) -> None:
    tus, content = Tus(lea), make.png()
    address = tus.begin("dossier.pdf", len(content))["Location"]
    refused = tus.patch(address, 0, content)
    assert refused.status_code == 422
    assert "mais contient une image PNG" in refused.content.decode()
    assert tus.patch(address, len(content), b"").content == refused.content
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize(("offset", "size"), [(10, 5), (0, 500)])
def test_piece_that_does_not_follow(lea: Any, offset: int, size: int) -> None:
    tus = Tus(lea)
    address = tus.begin("a.pdf", 100)["Location"]
    tus.patch(address, 0, b"%PDF-1.4")
    response = tus.patch(address, offset, b"x" * size)
    assert (response.status_code, response["Upload-Offset"]) == (409, "8")
    assert Upload.objects.get().received_size == 8


def test_too_big_is_said_before_anything_is_sent(lea: Any) -> None:
    response = Tus(lea).begin("film.pdf", 100_000_001)
    assert response.status_code == 422
    assert "100 Mo" in response.content.decode()
    assert Tus(lea).begin("a.png", 25_000_000, "image").status_code == 422
    assert "0 octet" in Tus(lea).begin("a.pdf", 0).content.decode()


def test_too_many_at_once(lea: Any) -> None:
    tus = Tus(lea)
    assert {tus.begin("a.pdf", 1000).status_code for _number in range(MOST_AT_ONCE)} == {201}
    response = tus.begin("a.pdf", 1000)
    assert response.status_code == 429
    assert "en cours d’envoi" in response.content.decode()
    assert Tus(make.make_person("max@exemple.test")).begin("a.pdf", 1000).status_code == 201


def test_giving_up(lea: Any, folder: Path) -> None:
    tus, content = Tus(lea), make.pdf()
    address = tus.begin("a.pdf", len(content))["Location"]
    tus.patch(address, 0, content)
    assert tus.client.delete(address, headers=TUS).status_code == 204
    assert (Upload.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert tus.head(address).status_code == 404


class TestDoors:
    def test_nobody_signed_in(self) -> None:
        assert Client().post(ALL, headers=TUS).status_code == 302
        assert Upload.objects.count() == 0

    def test_upload_of_somebody_else(self, lea: Any) -> None:
        address = Tus(lea).begin("a.pdf", 100)["Location"]
        other = Tus(make.make_person("max@exemple.test"))
        assert other.head(address).status_code == 404
        assert other.patch(address, 0, b"x").status_code == 404
        assert other.client.delete(address, headers=TUS).status_code == 404
        assert other.head(f"{ALL}{uuid.uuid4()}").status_code == 404

    def test_expired(self, lea: Any) -> None:
        tus = Tus(lea)
        address = tus.begin("a.pdf", 100)["Location"]
        Upload.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
        assert tus.patch(address, 0, b"x").status_code == 404

    def test_forged_from_another_site(self, lea: Any) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(lea)
        assert strict.post(ALL, headers=TUS).status_code == 403


class TestMalformed:
    @pytest.mark.parametrize("size", ["", "-1", "1e9", "٣", "9" * 30, "abc"])
    def test_length(self, lea: Any, size: str) -> None:
        assert Tus(lea).begin("a.pdf", size).status_code == 400

    @pytest.mark.parametrize("metadata", ["", "filename", "filename !!!", "filename /w==,intake ZG9zc2llcg==", "intake eA=="])
    def test_metadata(self, lea: Any, metadata: str) -> None:
        headers = {**TUS, "Upload-Length": "10", "Upload-Metadata": metadata}
        assert Tus(lea).client.post(ALL, headers=headers).status_code == 400

    def test_version(self, lea: Any) -> None:
        response = Tus(lea).client.post(ALL, headers={"Tus-Resumable": "0.2"})
        assert (response.status_code, response["Tus-Version"]) == (412, "1.0.0")

    def test_piece(self, lea: Any) -> None:
        tus = Tus(lea)
        address = tus.begin("a.pdf", 10_000_000)["Location"]
        assert tus.patch(address, 0, b"x", "text/plain").status_code == 415
        assert tus.patch(address, "x", b"x").status_code == 400
        assert tus.patch(address, 0, b"x" * (LARGEST_PIECE + 1)).status_code == 413
        assert Upload.objects.get().received_size == 0

    def test_name(self, lea: Any) -> None:
        assert Tus(lea).begin("../\u202efdp.exe\x00", 10).status_code == 201
        assert Upload.objects.get().name == "fdp.exe"


def test_memory_stays_flat(lea: Any) -> None:
    """A file of 60 MB goes through without ever being in memory."""
    intake = INTAKES["dossier"]
    content = make.pdf(padding=60_000_000)
    upload = actions.begin_upload(name="a.pdf", size=len(content), intake=intake, by=lea)
    step = 8_000_000
    tracemalloc.start()
    try:
        for offset in range(0, len(content), step):
            with io.BytesIO(content[offset : offset + step]) as piece:
                upload = actions.add_piece(upload=upload, offset=offset, content=piece, size=len(piece.getbuffer()))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert StoredFile.objects.get().size == len(content)
    assert peak < 25_000_000
