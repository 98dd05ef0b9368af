"""An administration answers a note by a real mail: the reply address of the note, its own address, nobody else's."""

from email.message import EmailMessage
from typing import Any

import pytest
from pytest_django import Settings

from frenchimpact.barriers.messages.notes import TOPIC
from frenchimpact.barriers.models import NoteLetter, PolicyReply
from frenchimpact.barriers.tests.factories import make_sent_note
from frenchimpact.inbound import actions
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.rules import guest_address
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def replies_are_received(settings: Settings, tmp_path: Any) -> None:
    settings.REPLY_ADDRESS, settings.MAIL_AUTHSERV, settings.MEDIA_ROOT = "@reponse.exemple.fr", "mx.exemple.fr", tmp_path


def receive(to: str, sender: str, text: str) -> Message:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, to, "Re: Note", f"<{len(text)}.{sender}>"
    mail.set_content(text)
    mail.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="decret.odt")
    message = actions.understand(message=actions.receive(content=mail.as_bytes(), recipient=to, envelope_from=sender, source="smtp"))
    message.refresh_from_db()
    return message


def test_its_mail_is_kept_as_a_text_and_answered_by_a_receipt_with_the_page() -> None:
    note = make_sent_note()
    message = receive(guest_address(TOPIC, note.pk), note.email, "Nous suivons cette demande.")
    assert message.settled_at is not None, message.reason
    assert NoteLetter.objects.get().text == "Nous suivons cette demande."
    assert not PolicyReply.objects.exists()
    receipt = Mail.objects.get(kind="inbound.receipt")
    assert (receipt.to, "/freins/notes/repondre/" in receipt.text, "decret.odt" in receipt.text) == (note.email, True, True)


def test_a_mail_of_somebody_else_is_held_and_reaches_no_note() -> None:
    note = make_sent_note()
    message = receive(guest_address(TOPIC, note.pk), "autre@exemple.test", "Nous refusons.")
    assert message.state == Message.State.HELD
    assert not NoteLetter.objects.exists()
