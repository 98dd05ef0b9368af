"""The desk by mail: one case whatever the letter, answers in the same thread, nothing lost, nothing given away."""

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from frenchimpact.barriers.actions.talk import write
from frenchimpact.barriers.bounces import tell_unreachable
from frenchimpact.barriers.desk_mail import MOST_CASES, subject_words
from frenchimpact.barriers.messages.receipts import TOPIC
from frenchimpact.barriers.models import Case, Message
from frenchimpact.barriers.tests.factories import make_case
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.files.models import StoredFile
from frenchimpact.inbound import actions
from frenchimpact.inbound.models import Message as Received
from frenchimpact.inbound.queries import can_be_taken
from frenchimpact.inbound.rules import guest_address, mailbox_address
from frenchimpact.mail.facts import MailReturned
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
DESK, GAELLE = "freins@reponse.exemple.fr", "gaelle@exemple.test"
type Send = Callable[..., Received]


@pytest.fixture(autouse=True)
def open_desk(settings: Settings, tmp_path: Any) -> None:
    settings.REPLY_ADDRESS, settings.MAIL_AUTHSERV, settings.MEDIA_ROOT = "@reponse.exemple.fr", "mx.exemple.fr", tmp_path


@pytest.fixture
def send() -> Send:
    numbers = iter(range(10_000))

    def receive(content: bytes | EmailMessage, to: str = DESK, *, sender: str = GAELLE) -> Received:
        raw = content if isinstance(content, bytes) else content.as_bytes()
        raw = raw.replace(b"%ID%", str(next(numbers)).encode())
        message = actions.receive(content=raw, recipient=to, envelope_from=sender, source="smtp")
        message = actions.understand(message=message)
        message.refresh_from_db()
        return message

    return receive


def letter(
    text: str = "Une licence est-elle due pour nos bénévoles ?",
    *,
    sender: str = f"Gaëlle <{GAELLE}>",
    subject: str = "Transport solidaire",
    **headers: str,
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, DESK, subject, "<%ID%@exemple.test>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def with_file(name: str, content: bytes, **given: Any) -> EmailMessage:
    mail = letter(**given)
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def test_the_address_of_the_desk_is_ours() -> None:
    assert mailbox_address("freins") == DESK


def test_a_letter_of_somebody_unknown_is_a_case_with_its_documents_and_a_receipt(send: Send, client: Client, settings: Settings) -> None:
    received = send(with_file("refus.txt", "Refus écrit.".encode()))

    case = Case.objects.get()
    assert received.state == "done"
    assert (case.way, case.email, case.name, case.title) == ("mail", GAELLE, "Gaëlle", "Transport solidaire")
    assert (case.wish, case.person) == ("Une licence est-elle due pour nos bénévoles ?", None)
    assert StoredFile.objects.get().owner_id == case.pk
    mail = Mail.objects.get()
    assert (mail.kind, mail.to, mail.in_reply_to) == ("barriers.receipt", GAELLE, received.message_id)
    assert mail.reply_to == guest_address(TOPIC, case.pk)
    assert "n’est pas un recours" in mail.text
    link = next(line.split()[-1] for line in mail.text.splitlines() if "/suivi/" in line)
    assert "refus.txt" in client.get(link.removeprefix(settings.BASE_URL)).content.decode()


def test_the_same_covering_words_with_another_document_or_subject_are_another_case(send: Send) -> None:
    words = "Bonjour, voir ma demande en pièce jointe. Merci."
    send(with_file("creche.txt", b"La PMI refuse.", text=words, subject="Agrément d’une crèche"))
    send(with_file("dechets.txt", b"Le reglement bloque.", text=words, subject="Tri des déchets"))
    send(with_file("dechets2.txt", b"Autre chose.", text=words, subject="Tri des déchets"))
    # Sent again as it was: one case.
    send(with_file("dechets.txt", b"Le reglement bloque.", text=words, subject="Tri des déchets"))
    assert [case.title for case in Case.objects.order_by("pk")] == ["Agrément d’une crèche", "Tri des déchets", "Tri des déchets"]
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["creche.txt", "dechets.txt", "dechets2.txt"]


@pytest.mark.parametrize("ours", [DESK, "bonjour@reponse.exemple.fr", "r.abcdef@reponse.exemple.fr"])
def test_a_letter_from_an_address_of_ours_opens_nothing(send: Send, ours: str) -> None:
    received = send(letter(sender=ours), sender=ours)
    assert (received.state, received.reason) == ("automatic", "loop")
    assert not Case.objects.exists()
    assert not Mail.objects.exists()


def test_an_answer_to_the_receipt_is_a_message_of_the_same_case(send: Send, client: Client) -> None:
    send(letter())
    case, address = Case.objects.get(), Mail.objects.get().reply_to
    officer = make_operator()

    answered = send(with_file("suite.txt", b"Suite.", text="Voici la suite.", subject="Re: quoi"), address)

    assert answered.state == "done"
    message = case.messages.get()
    assert (message.circle, message.author, message.came_by_mail, message.is_unsure) == ("person", "person", True, False)
    assert Case.objects.count() == 1
    assert StoredFile.objects.get().owner_id == message.pk
    assert Mail.objects.filter(to=officer.email).count() == 1
    receipt = Mail.objects.get(kind="inbound.receipt")
    assert receipt.to == GAELLE
    assert "/suivi/" in receipt.text


def test_an_answer_from_another_address_waits_for_a_person_and_says_nothing(send: Send) -> None:
    case = make_case()
    held = send(letter("Donnez-moi tout.", sender="voleur@ailleurs.test"), guest_address(TOPIC, case.pk), sender="voleur@ailleurs.test")
    assert (held.state, held.reason) == ("held", "sender")
    assert (case.messages.count(), Mail.objects.count()) == (0, 0)
    # A person accepts it: it is in the thread, shown as coming from elsewhere.
    actions.accept_message(message=held, by=make_operator())
    assert case.messages.get().is_unsure


def test_a_reference_in_the_subject_opens_one_s_own_case_only(send: Send) -> None:
    case = make_case()
    send(letter("Une précision.", subject=f"Re: [{case.reference}] Votre frein"))
    mine = case.messages.get()
    assert mine.is_unsure

    vouched = {"Authentication_Results": "mx.exemple.fr; dkim=pass; dmarc=pass header.from=exemple.test"}
    send(letter("Une autre.", subject=f"{case.reference.lower()} encore", **vouched))
    assert not case.messages.last().is_unsure  # type: ignore[union-attr]  # there are two

    send(letter("Je veux lire.", subject=f"[{case.reference}]", sender="autre@exemple.test"), sender="autre@exemple.test")
    assert case.messages.count() == 2
    other = Case.objects.exclude(pk=case.pk).get()
    assert other.email == "autre@exemple.test"
    assert case.title not in Mail.objects.get(to="autre@exemple.test").text


def test_an_unsure_word_moves_nothing(send: Send) -> None:
    case = make_case(state="needs_information")
    send(letter("Voici la précision.", subject=case.reference))
    case.refresh_from_db()
    assert (case.state, case.messages.get().is_unsure) == ("needs_information", True)
    send(letter("Voici la précision, par l’adresse reçue."), guest_address(TOPIC, case.pk))
    case.refresh_from_db()
    assert case.state == "triage"


def test_an_answer_that_lost_the_address_is_found_by_what_it_answers(send: Send) -> None:
    send(letter())
    receipt = Mail.objects.get()
    send(letter("Par le bouton Répondre à tous.", subject="Re: bonjour", In_Reply_To=receipt.message_id))
    assert Case.objects.get().messages.count() == 1
    send(
        letter("Pas la mienne.", subject="Re: x", sender="autre@exemple.test", In_Reply_To=receipt.message_id), sender="autre@exemple.test"
    )
    assert Message.objects.count() == 1
    assert Case.objects.count() == 2


def test_a_closed_case_keeps_the_answer_and_both_are_told(send: Send) -> None:
    officer = make_operator()
    case = make_case(state="closed", next_on=None, next_what="", closed_at=clock.now())
    send(letter("Cela ne marche pas."), guest_address(TOPIC, case.pk))
    case.refresh_from_db()
    assert (case.state, case.messages.count()) == ("closed", 1)
    assert "n’est plus ouverte" in Mail.objects.get(to=GAELLE).text
    assert "n’est plus ouvert" in Mail.objects.get(to=officer.email).text


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Loop": "x"},
        {"List_Id": "<liste.exemple.test>"},
    ],
)
def test_machines_open_no_case_and_are_not_answered(send: Send, headers: dict[str, str]) -> None:
    case = make_case()
    assert send(letter(**headers)).state == "automatic"
    assert send(letter(**headers), guest_address(TOPIC, case.pk)).state == "automatic"
    assert (Case.objects.count(), Message.objects.count(), Mail.objects.count()) == (1, 0, 0)


def test_our_own_mail_that_comes_back_is_a_loop(send: Send) -> None:
    send(letter())
    ours = Mail.objects.get()
    back = letter(subject=ours.subject)
    del back["Message-ID"]
    back["Message-ID"] = ours.message_id
    assert (send(back).state, Case.objects.count(), Mail.objects.count()) == ("automatic", 1, 1)


def test_a_bounce_opens_nothing(send: Send) -> None:
    content = (
        b"From: MAILER-DAEMON@exemple.test\r\nTo: freins@reponse.exemple.fr\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nRetour\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; gaelle@exemple.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    assert (send(content, sender="<>").state, Case.objects.count()) == ("automatic", 0)


def test_a_sender_that_the_server_calls_forged_waits(send: Send) -> None:
    forged = letter(Authentication_Results="mx.exemple.fr; dmarc=fail header.from=exemple.test")
    held = send(forged)
    assert (held.state, held.reason, Case.objects.count(), Mail.objects.count()) == ("held", "forged", 0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Subject: =?utf-8?q?R=C3=A8gle?=\r\n\r\nSans type ni identifiant.", "Sans type"),
        (
            b"From: gaelle@exemple.test\r\nSubject: x\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nAccentu\xe9 mal d\xe9clar\xe9.",
            "Accentué mal déclaré",
        ),
        (b"Content-Type: text/plain; charset=klingon\r\n\r\nJeu inconnu.", "Jeu inconnu"),
        (
            b'From: gaelle@exemple.test\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/plain\r\n\r\nSans fin.\r\n",
            "Sans fin",
        ),
        (
            b"Content-Type: text/html\r\n\r\n<p>Notre question.</p><script>alert(1)</script><img src=x onerror=alert(2)>",
            "Notre question.",
        ),
    ],
)
def test_however_badly_written_it_is_a_case(send: Send, client: Client, content: bytes, words: str) -> None:
    assert send(b"From: gaelle@exemple.test\r\n" + content).state == "done"
    case = Case.objects.get()
    assert words in case.wish
    assert "alert" not in case.wish
    client.force_login(make_person(email=GAELLE))
    page = client.get(f"/mon-espace/mes-freins/{case.reference}/").content.decode()
    assert "onerror" not in page
    assert "alert(1)" not in page


def test_a_zip_bomb_or_a_program_is_refused_by_name_and_the_case_is_kept(send: Send) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    mail = with_file("bombe.docx", bomb.getvalue())
    mail.add_attachment(b"MZ\x90\x00" + b"0" * 300, maintype="application", subtype="octet-stream", filename="virus.exe")
    mail.add_attachment(b"Lettre.", maintype="text", subtype="plain", filename="lettre.txt")
    send(mail)
    case = Case.objects.get()
    assert [one.name for one in StoredFile.objects.filter(owner_id=case.pk)] == ["lettre.txt"]
    receipt = Mail.objects.get().text
    assert "bombe.docx" in receipt
    assert "virus.exe" in receipt


def test_the_same_letter_twice_is_one_case(send: Send) -> None:
    send(letter())
    send(letter())
    assert Case.objects.count() == 1
    assert Mail.objects.filter(kind="barriers.receipt").count() == 1
    assert "Nous avions déjà cette demande" in Mail.objects.get(kind="inbound.receipt").text


def test_one_address_cannot_fill_the_desk_and_is_told(send: Send) -> None:
    for number in range(MOST_CASES):
        make_case(way="mail", wish=f"Demande {number}")
    refused = send(letter("Une de plus."))
    assert (refused.state, Case.objects.count()) == ("refused", MOST_CASES)
    assert "Beaucoup de demandes" in Mail.objects.get().text


def test_a_known_person_s_letter_is_in_their_space(send: Send, client: Client) -> None:
    client.force_login(make_person(email=GAELLE))
    send(letter())
    assert Case.objects.get().reference in client.get("/mon-espace/mes-freins/").content.decode()


def test_a_document_alone_is_a_case(send: Send) -> None:
    send(with_file("refus.txt", b"Refus.", text="", subject=""))
    assert Case.objects.get().wish == "Voir le document joint."


def test_what_the_desk_writes_is_read_in_the_mail_and_answered_there(send: Send) -> None:
    case = make_case()
    write(case=case, circle="person", author="desk", text="Avez-vous une convention ?", by=make_operator())
    mail = Mail.objects.get(to=case.email)
    assert "Avez-vous une convention ?" in mail.text
    send(letter("Oui, la voici."), mail.reply_to)
    assert case.messages.filter(author="person").get().text == "Oui, la voici."
    before = Mail.objects.count()
    for circle, author in (("internal", "desk"), ("administrations", "desk"), ("administrations", "administration")):
        write(case=case, circle=circle, author=author, text="Entre nous.")
    assert Mail.objects.count() == before


def test_a_receipt_that_comes_back_is_told_to_the_desk_once(send: Send) -> None:
    officer = make_operator()
    send(letter())
    receipt, case = Mail.objects.get(), Case.objects.get()
    for _turn in range(2):
        tell_unreachable(MailReturned(mail_id=receipt.pk, kind=receipt.kind))
    assert "renvoie nos mails" in Mail.objects.get(to=officer.email).text
    assert case.events.filter(verb="mail_returned", is_for_person=False).exists()


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Re: RE : [F-2026-0003] Transport", "Transport"),
        ("Fwd: Tr: licence", "licence"),
        ("Réponse au maire", "Réponse au maire"),
        ("", ""),
    ],
)
def test_a_subject_without_its_marks(subject: str, words: str) -> None:
    assert subject_words(subject) == words


def test_a_letter_that_says_nobody_to_answer_to_stays_and_breaks_nothing(send: Send) -> None:
    received = send(letter(sender="gaelle@ordinateur"), sender="gaelle@ordinateur")
    assert (received.state, received.reason) == ("held", "sender")
    assert not can_be_taken(received)
    with pytest.raises(Refusal):
        actions.accept_message(message=received, by=make_operator())
    assert (Case.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_mail_forwarded_without_a_word_is_a_case_that_says_so(send: Send) -> None:
    head = "---------- Forwarded message ---------\nDe : Mairie <mairie@exemple.fr>\nObjet : Refus\n\n"
    text = f"{head}Votre buvette est refusée par la mairie.\n"
    assert send(letter(text, subject="Fwd: Refus de la mairie")).state == "done"
    case = Case.objects.get()
    assert (case.title, case.wish) == ("Refus de la mairie", "Message transféré :\nVotre buvette est refusée par la mairie.")


def test_who_writes_in_english_is_answered_in_english(send: Send) -> None:
    send(letter("We would like to drive elderly people to the doctor, and the law does not allow it.", subject="A licence"))
    case, mail = Case.objects.get(), Mail.objects.get()
    assert case.language == "en"
    assert "not an appeal" in mail.text
    assert "n’est pas un recours" not in mail.text
    assert "/en/suivi/" in mail.text


def test_when_nothing_says_the_language_the_receipt_is_in_both(send: Send) -> None:
    send(letter("Licence transport bénévoles ?", subject="Licence"))
    mail = Mail.objects.get()
    assert "n’est pas un recours" in mail.text
    assert "not an appeal" in mail.text
    assert "/en/suivi/" in mail.text


def test_a_known_person_is_answered_in_their_own_language(send: Send) -> None:
    make_person("Gaëlle", email=GAELLE, language="en")
    send(letter("Licence transport ?"))
    assert "n’est pas un recours" not in Mail.objects.get().text


def test_what_a_case_cannot_hold_is_its_first_message(send: Send) -> None:
    told = "Nous voulons conduire nos voisins. " * 400
    send(letter(told))
    case = Case.objects.get()
    assert f"{case.wish} {case.messages.get().text}".split() == told.split()
