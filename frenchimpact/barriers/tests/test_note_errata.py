"""Names out of a note by one press before it leaves; an erratum once it left, said on its page and to its administration."""

from typing import Any

import pytest
from django.test import Client

from frenchimpact.barriers.actions import note_corrections
from frenchimpact.barriers.actions.versions import versions_of
from frenchimpact.barriers.models import Evidence, PolicyNote
from frenchimpact.barriers.tests.factories import make_case, make_note, make_sent_note
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/freins/notes/"


def behind(note: PolicyNote) -> None:
    make_case(name="Jeanne Dûpont", email="jeanne@roues-solidaires.org", barrier=note.barriers.get())


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_one_press_masks_the_names_of_a_draft(client: Client) -> None:
    note = make_note(title="Pour Jeanne Dupont", text="J. Dupont attend.")
    behind(note)
    client.force_login(make_operator())
    for address in (f"{DESK}{note.reference}/apercu/", f"{DESK}{note.reference}/envoyer/"):
        assert 'name="masquer_noms"' in page(client, address)
    assert client.post(f"{DESK}{note.reference}/envoyer/", {}).status_code == 422
    answer = client.post(f"{DESK}{note.reference}/envoyer/", {"masquer_noms": "1"})
    assert answer["Location"] == f"{DESK}{note.reference}/apercu/"
    note.refresh_from_db()
    assert (note.title, note.sentences.get().text) == ("Pour une personne", "Une personne attend.")
    assert 'name="masquer_noms"' not in page(client, f"{DESK}{note.reference}/apercu/")
    assert client.post(f"{DESK}{note.reference}/envoyer/", {}).status_code == 302


def test_an_erratum_of_a_note_that_left(client: Client) -> None:
    note = make_sent_note(title="Jeanne Dupont attend", text="Jeanne Dupont attend depuis un an.")
    behind(note)
    Evidence.objects.filter(sentence__note=note).update(said="Licence refusée à Jeanne Dupont")
    old = f"/freins/notes/jeanne-dupont-attend-{note.reference.lower()}/"
    PolicyNote.objects.filter(pk=note.pk).update(slug=old.split("/")[-2])
    sentence = note.sentences.get()
    client.force_login(make_operator())
    here = f"{DESK}{note.reference}/corriger/"
    assert sentence.text in page(client, here)
    typed: dict[str, Any] = {"title": "Une association attend", "request": note.request, "correction": "Un nom y était resté."}
    # A name left, no reason, an emptied sentence: refused with the words, and nothing typed is lost.
    assert "Ces mots disent" in client.post(here, {**typed, f"text_{sentence.pk}": sentence.text}).content.decode()
    masked = client.post(here, {**typed, f"text_{sentence.pk}": sentence.text, "masquer_noms": "1"}).content.decode()
    assert "Une personne attend depuis un an." in masked
    typed[f"text_{sentence.pk}"] = "Une association attend depuis un an."
    assert client.post(here, {**typed, "correction": ""}).status_code == 422
    assert client.post(here, {**typed, f"text_{sentence.pk}": ""}).status_code == 422
    assert client.post(here, typed).status_code == 302
    client.logout()
    moved = client.get(old)
    assert moved.status_code == 301
    public = page(client, moved["Location"])
    assert "Dupont" not in public
    assert "jeanne" not in moved["Location"]
    assert "Un nom y était resté." in public
    # The desk alone reads what it said; the administration is told, its link still opens.
    assert versions_of(note).get().said[f"text_{sentence.pk}"] == "Jeanne Dupont attend depuis un an."
    mail = Mail.objects.get(to=note.email)
    assert "Un nom y était resté." in mail.text
    assert "Erratum" in mail.subject
    note.refresh_from_db()
    assert note.link_serial == 1


def test_a_draft_is_written_and_a_sent_note_is_not_masked_by_the_way() -> None:
    by = make_operator()
    with pytest.raises(OutOfTurn):
        note_corrections.correct_note(note=make_note(), by=by, correction="Rien", title="T", request="R", texts={})
    with pytest.raises(OutOfTurn):
        note_corrections.mask_names(note=make_sent_note(), by=by)
