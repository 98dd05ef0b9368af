"""What is forwarded to us, and the language of what comes."""

import pytest

from frenchimpact.inbound.languages import language_of
from frenchimpact.inbound.parsing import parse
from frenchimpact.inbound.tests.conftest import written

GMAIL = (
    "---------- Forwarded message ---------\nDe : Mairie <mairie@exemple.fr>\nDate: lun. 2 mars 2026 à 10:00\nSubject: Refus\n"
    "To: <awa@exemple.fr>\n\n\nNous ne pouvons pas autoriser votre buvette.\n\nCordialement,\nLe maire\n"
)
APPLE = (
    "Début du message réexpédié :\n\nDe: Mairie <mairie@exemple.fr>\nObjet: Refus\nDate: 2 mars 2026\nÀ: awa@exemple.fr\n\n"
    "Nous ne pouvons pas.\n"
)
OUTLOOK = "\n________________________________\nDe : Mairie\nEnvoyé : lundi 2 mars 2026\nÀ : Awa\nObjet : Refus\n\nNous ne pouvons pas.\n"


def message(text: str, subject: str = "Fwd: Refus", extra: str = "") -> bytes:
    return written(text, extra=extra).replace(b"Subject: Re: Essai", f"Subject: {subject}".encode())


@pytest.mark.parametrize(
    ("text", "subject", "own", "forwarded"),
    [
        (GMAIL, "Fwd: Refus", "", "Nous ne pouvons pas autoriser votre buvette."),
        ("Voyez ce refus.\n\n" + GMAIL, "Fwd: Refus", "Voyez ce refus.", "Nous ne pouvons pas autoriser votre buvette."),
        (APPLE, "TR: Refus", "", "Nous ne pouvons pas."),
        (OUTLOOK, "TR: Refus", "", "Nous ne pouvons pas."),
        # The same block under an answer is what it answers, and a mail of ours is nobody's story.
        (OUTLOOK, "RE: Refus", "", ""),
        ("— Répondez au-dessus de cette ligne —\n" + GMAIL, "Fwd: Refus", "", ""),
        ("Bonjour, une question.", "Une question", "Bonjour, une question.", ""),
    ],
)
def test_what_is_forwarded_is_told_from_what_is_answered(text: str, subject: str, own: str, forwarded: str) -> None:
    parsed = parse(message(text, subject))
    assert (parsed.text, parsed.forwarded) == (own, forwarded)


def test_a_page_that_forwards_is_read_whole() -> None:
    page = f'<div class="gmail_quote"><div>{GMAIL.replace(chr(10), "<br>")}</div></div>'
    raw = message(page).replace(b"text/plain", b"text/html").replace(b"<mairie@exemple.fr>", b"").replace(b"<awa@exemple.fr>", b"")
    parsed = parse(raw)
    assert (parsed.text, parsed.forwarded) == ("", "Nous ne pouvons pas autoriser votre buvette.")


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("We would like to drive elderly people and the law does not allow it.", "", "en"),
        ("Nous voulons conduire des personnes âgées et la règle ne le permet pas.", "", "fr"),
        ("Hello", "", ""),
        ("Nous voulons a ticket for the bus and le train de nuit", "", ""),
        ("Ein Brief auf Deutsch über den Verein und die Stadt", "", ""),
        ("", "en-GB", "en"),
        ("Nous voulons conduire des personnes âgées et la règle ne le permet pas.", "fr, en", "fr"),
        ("", "de", ""),
    ],
)
def test_the_language_is_said_only_when_it_is_sure(text: str, said: str, language: str) -> None:
    assert language_of(text, said) == language


def test_a_subject_folded_before_an_encoded_word_keeps_its_space() -> None:
    raw = written("Voilà.").replace(
        b"Subject: Re: Essai", b"Subject: Nos voisins vont au\r\n =?utf-8?q?march=C3=A9_du?=\r\n =?utf-8?q?_samedi?="
    )
    assert parse(raw).subject == "Nos voisins vont au marché du samedi"
