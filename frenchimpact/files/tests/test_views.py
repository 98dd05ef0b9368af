"""Files go out only to those who may read, with headers that keep them from acting as a page."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.files import actions, queries, rules
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers() -> Iterator[None]:
    """Files of a person are for that person, photos for everyone."""
    before = dict(rules._readers)
    rules.register_reader("accounts.User", lambda user, owner, file: user.pk == owner.pk)
    rules.register_reader("accounts.User", lambda user, owner, file: True, purpose="photo")
    yield
    rules._readers.clear()
    rules._readers.update(before)


def fetch(client: Client, address: str, verb: str = "get", **headers: str) -> tuple[Any, bytes]:
    """The answer and all its bytes: reading them to the end closes the file."""
    response = getattr(client, verb)(address, headers=headers)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response, content


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("who", "purpose", "status"),
    [
        ("owner", "piece", 200),
        ("other", "piece", 404),
        ("visitor", "piece", 302),
        ("owner", "photo", 200),
        ("other", "photo", 200),
        ("visitor", "photo", 200),
    ],
)
@pytest.mark.usefixtures("readers")
def test_who_reads_what(who: str, purpose: str, status: int) -> None:
    lea, max_ = make.make_person(), make.make_person("max@exemple.test")
    file = make.make_file(lea, make.png(), name="plan.png", purpose=purpose)
    client = {"owner": signed_in(lea), "other": signed_in(max_), "visitor": Client()}[who]
    for address in (queries.address(file), queries.thumbnail_address(file)):
        response, content = fetch(client, address)
        assert response.status_code == status, address
        assert (len(content) > 50) == (status == 200 or status == 404)


@pytest.mark.usefixtures("readers")
def test_a_visitor_learns_nothing_about_what_exists() -> None:
    file = make.make_file(make.make_person())
    there, nowhere = Client().get(queries.address(file)), Client().get(f"/fichiers/{uuid.uuid4()}")
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content) == (302, b"")


def test_nobody_reads_what_no_room_declared() -> None:
    lea = make.make_person()
    file = make.make_file(lea, purpose="piece", by=lea)
    assert signed_in(lea).get(queries.address(file)).status_code == 404


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "pdf", "docx", "ods", "csv", "txt", "zip"])
@pytest.mark.usefixtures("readers")
def test_headers(extension: str) -> None:
    shown = extension in {"jpg", "png", "webp"}
    lea = make.make_person()
    name = f"Élan « n° 1 ».{extension}"
    file = make.make_file(lea, make.samples()[extension], name=name)
    client = signed_in(lea)
    response, content = fetch(client, queries.address(file))
    assert len(content) == int(response["Content-Length"]) == file.size
    assert response["Content-Type"] == file.what.media_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f"{'inline' if shown else 'attachment'}; filename*=utf-8''{quote(name)}"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("sandbox")
    assert not response.cookies
    assert response["Cache-Control"] == ("private, no-cache" if shown else "private, no-store")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    downloaded, _content = fetch(client, f"{queries.address(file)}?telecharger=1")
    assert downloaded["Content-Disposition"].startswith("attachment")
    again, content = fetch(client, queries.address(file), **{"If-None-Match": response["ETag"]})
    assert (again.status_code, content) == (304, b"")


@pytest.mark.usefixtures("readers")
def test_head_and_wrong_verb() -> None:
    lea = make.make_person()
    file = make.make_file(lea)
    response, content = fetch(signed_in(lea), queries.address(file), "head")
    assert (response["Content-Length"], content) == (str(file.size), b"")
    assert signed_in(lea).post(queries.address(file)).status_code == 405


@pytest.mark.usefixtures("readers")
def test_no_thumbnail_of_a_document() -> None:
    lea = make.make_person()
    assert signed_in(lea).get(queries.thumbnail_address(make.make_file(lea))).status_code == 404


class TestScanner:
    """With a scanner, nothing goes out before its answer, except to the sender."""

    @pytest.fixture(autouse=True)
    def _scanner(self, settings: Any, readers: None) -> None:
        settings.CLAMAV_SOCKET = "tcp://127.0.0.1:3310"

    def photo(self, by: Any) -> StoredFile:
        return make.make_file(by, make.png(), name="a.png", purpose="photo", by=by)

    def test_waiting(self) -> None:
        lea, max_ = make.make_person(), make.make_person("max@exemple.test")
        file = self.photo(lea)
        for address in (queries.address(file), queries.thumbnail_address(file), queries.signed_address(file)):
            response, content = fetch(signed_in(max_), address)
            assert response.status_code == 409, address
            assert "en attente de vérification" in content.decode()
        assert fetch(signed_in(lea), queries.address(file))[0].status_code == 200

    def test_clean(self) -> None:
        file = actions.clear_file(file=self.photo(make.make_person()))
        assert fetch(Client(), queries.address(file))[0].status_code == 200

    def test_quarantined_for_everyone(self) -> None:
        lea = make.make_person()
        file = actions.quarantine_file(file=self.photo(lea), threat="Eicar-Test-Signature")
        for client in (signed_in(lea), Client()):
            for address in (queries.address(file), queries.thumbnail_address(file), queries.signed_address(file)):
                response = client.get(address)
                assert response.status_code == 409
                assert "Eicar-Test-Signature" in response.content.decode()


class TestSignedAddress:
    def test_opens_without_a_session_until_it_expires(self) -> None:
        address = queries.signed_address(make.make_file(make.make_person()), lifetime=dt.timedelta(minutes=10))
        assert fetch(Client(), address)[1].startswith(b"%PDF-")
        token = clock.shift(dt.timedelta(minutes=11))
        try:
            response = Client().get(address)
        finally:
            clock.restore(token)
        assert response.status_code == 410
        assert "expiré" in response.content.decode()

    def test_forged(self) -> None:
        file = make.make_file(make.make_person())
        until = int((clock.now() + dt.timedelta(hours=1)).timestamp())
        address = queries.signed_address(file)
        for forged in (address[:-2], address + "x", "/fichiers/lien/abc", f"/fichiers/lien/{signing.dumps([file.key.hex, until])}"):
            assert Client().get(forged).status_code == 404

    def test_of_a_deleted_file(self) -> None:
        file = make.make_file(make.make_person())
        address = queries.signed_address(file)
        actions.delete_file(file=file, by=None)
        assert Client().get(address).status_code == 404

    def test_bytes_gone(self) -> None:
        from frenchimpact.files import vault

        file = make.make_file(make.make_person())
        vault.erase(file.key)
        assert Client().get(queries.signed_address(file)).status_code == 404
