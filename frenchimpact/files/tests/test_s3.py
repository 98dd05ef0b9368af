"""The same files on S3, kept by a real server process."""

import datetime as dt
import io
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.test import Client

from config import env
from frenchimpact.core import clock
from frenchimpact.files import actions, queries, tasks, vault
from frenchimpact.files.kinds import INTAKES
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests import factories as make


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Host and port of an S3 server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
                break
            except urllib.error.HTTPError as error:
                error.close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def bucket(server: str, settings: Any) -> str:
    """A bucket of this test, which the settings name as FILES_URL would."""
    name = f"essai-{time.monotonic_ns()}"
    keys = {"aws_access_key_id": "cle", "aws_secret_access_key": "s/cret"}
    boto3.client("s3", endpoint_url=f"http://{server}", region_name="us-east-1", **keys).create_bucket(Bucket=name)
    settings.STORAGES = {**settings.STORAGES, "default": env.file_storage(f"s3://cle:s%2Fcret@{server}/{name}?tls=0", settings.MEDIA_ROOT)}
    return name


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
class TestOnS3:
    def test_received_served_deleted(self) -> None:
        content = make.pdf(padding=200_000)
        file = make.make_file(make.make_person(), content, name="Étude d’été.pdf")
        response = Client().get(queries.signed_address(file))
        assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]  # a streaming answer
        assert list(vault.kept_keys()) == [file.key]
        tasks.erase_bytes.call(file.key.hex)
        assert list(vault.kept_keys()) == []
        assert Client().get(queries.signed_address(file)).status_code == 404

    def test_image_and_its_thumbnail(self) -> None:
        file = make.make_file(make.make_person(), make.jpeg(gps=True), name="photo.jpg")
        for part in (vault.CONTENT, vault.THUMBNAIL):
            with vault.read(vault.place(file.key, part)) as kept:
                assert not any(secret in kept.read() for secret in make.SECRETS)

    def test_in_pieces(self) -> None:
        lea, content = make.make_person(), make.pdf(padding=50_000)
        upload = actions.begin_upload(name="a.pdf", size=len(content), intake=INTAKES["dossier"], by=lea)
        for offset in range(0, len(content), 20_000):
            piece = content[offset : offset + 20_000]
            upload = actions.add_piece(upload=upload, offset=offset, content=io.BytesIO(piece), size=len(piece))
        assert StoredFile.objects.get().size == len(content)
        tasks.erase_pieces.call(upload.key.hex, len(upload.pieces))
        assert default_storage.listdir("coming") == ([], [])

    def test_bytes_that_no_row_knows_are_swept(self) -> None:
        known, unknown = make.make_file(make.make_person()), uuid.uuid4()
        vault.put(vault.place(unknown), io.BytesIO(b"left by a crash"))
        assert actions.sweep_files().bytes_without_row == 0
        token = clock.shift(dt.timedelta(hours=25))
        try:
            assert actions.sweep_files().bytes_without_row == 1
        finally:
            clock.restore(token)
        assert list(vault.kept_keys()) == [known.key]


def test_address_of_files_as_typed(tmp_path: Any) -> None:
    options = env.file_storage("s3://AK:S%2FK@s3.fr-par.example.org/dossiers?region=fr-par", tmp_path)["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["endpoint_url"], options["bucket_name"]) == ("https://s3.fr-par.example.org", "dossiers")
    assert (options["access_key"], options["secret_key"], options["region_name"]) == ("AK", "S/K", "fr-par")
    assert options["default_acl"] is None
    for wrong in ("s3://host/bucket", "https://k:s@host/bucket", "s3://k:s@host/", "s3://k:s@host/a/b", "dossiers"):
        with pytest.raises(ImproperlyConfigured, match="FILES_URL must look like"):
            env.file_storage(wrong, tmp_path)


def test_address_of_the_scanner_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    for right in ("", "unix:/run/clamav/clamd.ctl", "tcp://clamav:3310"):
        monkeypatch.setenv("CLAMAV_SOCKET", right)
        assert env.socket_address("CLAMAV_SOCKET") == right
    for wrong in ("clamav:3310", "tcp://clamav", "tcp://clamav:x", "unix:", "unix:/", "/run/clamd"):
        monkeypatch.setenv("CLAMAV_SOCKET", wrong)
        with pytest.raises(ImproperlyConfigured, match="CLAMAV_SOCKET"):
            env.socket_address("CLAMAV_SOCKET")
