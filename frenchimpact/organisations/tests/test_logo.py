"""The logo of an organisation: who sends it, who sees it, what is refused."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.files import queries as files
from frenchimpact.files import tasks, vault
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests import factories as make
from frenchimpact.organisations.tests.factories import make_member, make_organisation

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


def test_sent_shown_replaced_and_deleted() -> None:
    organisation = make_organisation(name="Le Fil rouge")
    client, page = signed_in(make_member(organisation)), f"/structures/{organisation.slug}/logo/"
    assert "Logo de Le Fil rouge" in client.get(page).content.decode()
    for words in ("Un fil", "Un fil rouge"):
        answer = client.post(page, {"logo": SimpleUploadedFile("logo.png", make.png()), "description": words})
        assert answer.status_code == 302
    logo = StoredFile.objects.get()
    assert 'alt="Un fil rouge"' in Client().get(f"/structures/{organisation.slug}/").content.decode()
    answer = Client().get(files.thumbnail_address(logo))
    assert answer.status_code == 200
    drain(answer)
    client.post(page, {"remove": "1"})
    tasks.erase_bytes.call(logo.key.hex)
    assert not StoredFile.objects.exists()
    assert logo.key not in set(vault.kept_keys())


def test_an_svg_and_an_empty_form_are_refused_with_words() -> None:
    organisation = make_organisation()
    client, page = signed_in(make_member(organisation)), f"/structures/{organisation.slug}/logo/"
    drawing = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    answer = client.post(page, {"logo": drawing, "description": "Un dessin"})
    assert (answer.status_code, "le dessin en PNG" in answer.content.decode()) == (422, True)
    answer = client.post(page, {"description": "Un dessin"})
    assert (answer.status_code, "Choisissez une image" in answer.content.decode()) == (422, True)
    assert not StoredFile.objects.exists()


def test_who_sends_and_who_sees() -> None:
    organisation = make_organisation(is_published=False)
    page = f"/structures/{organisation.slug}/logo/"
    admin = make_member(organisation)
    signed_in(admin).post(page, {"logo": SimpleUploadedFile("logo.png", make.png()), "description": "Un fil"})
    address = files.address(StoredFile.objects.get())
    reader, stranger = make_member(organisation, "reader"), make_member(make_organisation())
    answers = [client.get(address) for client in (Client(), signed_in(stranger), signed_in(reader))]
    assert [answer.status_code for answer in answers] == [302, 404, 200]
    drain(answers[2])
    assert signed_in(reader).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == 404
    assert Client().get(page).status_code == 302
