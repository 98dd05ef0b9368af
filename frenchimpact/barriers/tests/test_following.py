"""A case followed by its link: what its person reads, writes, and what never reaches them."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.talk import note, write
from frenchimpact.barriers.messages.receipts import follow_key
from frenchimpact.barriers.models import Case, Message
from frenchimpact.barriers.rules import PIECE
from frenchimpact.barriers.tests.factories import make_case
from frenchimpact.core import clock
from frenchimpact.core.links import make_key
from frenchimpact.files.actions import receive_file
from frenchimpact.files.queries import intake
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case() -> Case:
    return make_case()


def page_of(case: Case) -> str:
    return f"/suivi/{follow_key(case)}/"


def attach(message: Message, name: str) -> Any:
    return receive_file(content=BytesIO(b"Bonjour."), name=name, owner=message, purpose=PIECE, intake=intake("document"), by=None)


def test_reading_changes_nothing_and_shows_the_person_s_circle_only(client: Client, case: Case) -> None:
    said = write(case=case, circle="person", author="desk", text="Avez-vous une convention ?")
    secret = write(case=case, circle="internal", author="desk", text="SECRET interne")
    asked = write(case=case, circle="administrations", author="administration", text="SECRET administration")
    ours, theirs = attach(said, "modele.txt"), attach(secret, "secret.txt")
    third = attach(asked, "avis.txt")
    note(case=case, verb="sort", text="SECRET étape")
    note(case=case, verb="assign", is_for_person=False)
    before = (list(Case.objects.values()), Message.objects.count(), case.events.count(), Mail.objects.count())

    page = client.get(page_of(case))
    text = page.content.decode()

    assert "Avez-vous une convention" in text
    assert "modele.txt" in text
    assert "Une personne du guichet l’a lue." in text
    assert "Un hacker public s’occupe" not in text
    assert "SECRET" not in text
    assert "secret.txt" not in text
    assert "Trier" not in text
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert client.get(f"{page_of(case)}pieces/{ours.key}/").status_code == 302
    for hidden in (theirs, third):
        assert client.get(f"{page_of(case)}pieces/{hidden.key}/").status_code == 404
    assert before == (list(Case.objects.values()), Message.objects.count(), case.events.count(), Mail.objects.count())


def test_a_link_opens_one_case_and_its_documents_no_other(client: Client, case: Case) -> None:
    other = make_case(title="Autre cas", email="autre@exemple.test")
    piece = attach(write(case=other, circle="person", author="desk", text="Voici."), "autre.txt")
    assert "Autre cas" not in client.get(page_of(case)).content.decode()
    assert client.get(f"{page_of(case)}pieces/{piece.key}/").status_code == 404


def test_the_person_writes_and_the_desk_is_told(client: Client, case: Case) -> None:
    officer = make_operator()
    move(case=case, verb="ask_more", by=officer, text="Depuis quand ?")
    assert "Depuis quand" in client.get(page_of(case)).content.decode()

    sent = client.post(f"{page_of(case)}ecrire/", {"text": "Depuis mars.", "files": SimpleUploadedFile("lettre.txt", b"Lettre.")})

    assert sent.status_code == 302
    message = case.messages.get()
    assert (message.circle, message.author, message.text, message.is_unsure) == ("person", "person", "Depuis mars.", False)
    case.refresh_from_db()
    assert (case.state, case.next_what) == ("triage", "Lire la précision donnée")
    assert Notice.objects.get(person=officer).url == f"/mon-espace/freins/{case.reference}/"
    assert "lettre.txt" in client.get(page_of(case)).content.decode()


def test_a_document_alone_is_a_message_and_an_empty_one_is_refused(client: Client, case: Case) -> None:
    assert client.post(f"{page_of(case)}ecrire/", {"files": SimpleUploadedFile("lettre.txt", b"Lettre.")}).status_code == 302
    assert case.messages.count() == 1
    assert client.post(f"{page_of(case)}ecrire/", {"text": " "}).status_code == 422
    refused = client.post(f"{page_of(case)}ecrire/", {"files": SimpleUploadedFile("virus.exe", b"MZ\x90\x00" + b"0" * 200)})
    assert refused.status_code == 409
    assert "virus.exe" in refused.content.decode()
    assert case.messages.count() == 1


def test_a_closed_case_keeps_what_is_written_and_opens_nothing(client: Client) -> None:
    officer = make_operator()
    case = make_case(state="closed", next_on=None, next_what="", closed_at=clock.now())
    client.post(f"{page_of(case)}ecrire/", {"text": "La réponse ne marche pas."})
    case.refresh_from_db()
    assert (case.state, case.messages.count()) == ("closed", 1)
    assert "n’est plus ouvert" in Mail.objects.get(to=officer.email).text


def test_withdrawn_once_by_its_person(client: Client, case: Case) -> None:
    assert client.get(f"{page_of(case)}retirer/").status_code == 200
    case.refresh_from_db()
    assert case.state == "received"
    client.post(f"{page_of(case)}retirer/", {"text": "Trouvé ailleurs."})
    case.refresh_from_db()
    assert (case.state, case.next_on, case.messages.get().text) == ("withdrawn", None, "Trouvé ailleurs.")
    assert not case.events.exclude(text="").exists()
    assert "il n’y a plus rien à retirer" in client.get(f"{page_of(case)}retirer/").content.decode()
    assert client.post(f"{page_of(case)}retirer/", {}).status_code == 409


def test_a_replaced_or_old_link_gives_way_to_a_new_one_sent_to_the_same_address(client: Client, case: Case) -> None:
    old = page_of(case)
    assert client.post(f"{old}nouveau-lien/").status_code == 200
    gone = client.get(old)
    assert gone.status_code == 410
    assert "Recevoir un nouveau lien" in gone.content.decode()
    assert case.title not in gone.content.decode()
    assert client.post(f"{old}ecrire/", {"text": "Encore moi"}).status_code == 410
    mail = Mail.objects.get()
    assert mail.to == case.email
    case.refresh_from_db()
    assert client.get(page_of(case)).status_code == 200
    assert case.messages.count() == 0


def test_links_of_another_purpose_or_of_nobody_open_nothing(client: Client, case: Case) -> None:
    for key in (
        "rien",
        make_key("barriers.done", case.pk, 1),
        make_key("barriers.follow", 999_999, 1),
        make_key("barriers.follow", case.pk),
        "x" * 2000,
    ):
        page = client.get(f"/suivi/{key}/")
        assert page.status_code == 410
        assert case.title not in page.content.decode()
        assert client.post(f"/suivi/{key}/nouveau-lien/").status_code == 410
    assert not Mail.objects.exists()


def test_who_asked_to_be_forgotten_is_not_found_again(client: Client, case: Case) -> None:
    link = page_of(case)
    Case.objects.filter(pk=case.pk).update(email="", forgotten_at=clock.now())
    assert client.get(link).status_code == 410
    assert client.post(f"{link}nouveau-lien/").status_code == 410


@pytest.mark.parametrize(("email", "count"), [("GAELLE@exemple.test", 1), ("autre@exemple.test", 0)])
def test_a_lost_link_goes_to_its_address_only_and_nobody_learns_more(client: Client, case: Case, email: str, count: int) -> None:
    page = client.post("/suivi/", {"reference": case.reference.lower(), "email": email})
    assert "Si cette référence et cette adresse vont ensemble" in page.content.decode()
    assert Mail.objects.count() == count


def test_signed_in_one_sees_one_s_own(client: Client, case: Case) -> None:
    gaelle = make_person(email=case.email)
    client.force_login(gaelle)
    assert case.reference in client.get("/mon-espace/mes-freins/").content.decode()
    here = f"/mon-espace/mes-freins/{case.reference}/"
    assert client.get(here).status_code == 200
    assert client.post(f"{here}ecrire/", {"text": "Une précision."}).status_code == 302
    assert case.messages.get().by == gaelle
    assert client.post(f"{here}retirer/", {}).status_code == 302
    client.force_login(make_person())
    assert client.get(here).status_code == 404
    assert client.post(f"{here}ecrire/", {"text": "x"}).status_code == 404


def test_the_list_reads_as_much_for_three_as_for_one(client: Client, case: Case, django_assert_num_queries: Any) -> None:
    gaelle = make_person(email=case.email)
    client.force_login(gaelle)
    client.get("/mon-espace/mes-freins/")

    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/mon-espace/mes-freins/")
    make_case()
    make_case()
    with django_assert_num_queries(len(one)):
        client.get("/mon-espace/mes-freins/")


def test_a_redirected_case_says_why_and_where(client: Client, case: Case) -> None:
    move(case=case, verb="redirect", by=None, redirection="pure_money")
    page = client.get(page_of(case)).content.decode()
    assert "Il vous manque seulement de l’argent" in page
    assert "/financements/" in page
