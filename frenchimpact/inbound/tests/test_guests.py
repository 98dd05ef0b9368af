"""People without an account: they answer by an address given to them, or write to a mailbox open to anyone."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.inbound import actions, queries, rules
from frenchimpact.inbound.imap import recipient_of
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.rules import Guest, Letter, Understood
from frenchimpact.inbound.tests.conftest import written
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
type Send = Callable[..., Message]
State, Reason = Message.State, Message.Reason


def operator() -> User:
    return User.objects.create(email="operateur@exemple.fr", full_name="Paul")


@pytest.fixture
def letters() -> Iterator[list[Letter]]:
    """What guests wrote: about the thing 7, or to the mailbox « essai ». « non » is refused."""
    taken: list[Letter] = []

    def take(letter: Letter) -> Understood:
        if letter.text == "non":
            raise Refusal("Pas comme cela.")
        taken.append(letter)
        return Understood("C’est noté.", "/suite/", is_told=letter.text == "déjà dit")

    rules.declare_guest_topic(
        "zg",
        find=lambda key: "la chose" if key == 7 else None,
        who=lambda thing: Guest("Prefet@exemple.fr", "Préfecture", "en"),
        take=take,
        page=lambda thing: "/suite/",
    )
    rules.declare_mailbox("essai", take=take, page=lambda: "/essai/")
    yield taken
    del rules.GUEST_TOPICS["zg"], rules.MAILBOXES["essai"]


def test_a_guest_answers_by_the_address_given_to_it(send: Send, letters: list[Letter]) -> None:
    extra = "In-Reply-To: <q1@reponse.exemple.fr>\r\nReferences: <q0@reponse.exemple.fr> <q1@reponse.exemple.fr>\r\n"
    message = send(written("Oui.", sender="La préfecture <prefet@exemple.fr>", extra=extra), rules.guest_address("zg", 7))

    assert message.state == State.DONE
    (letter,) = letters
    assert (letter.thing, letter.sender, letter.sender_name, letter.text) == ("la chose", "prefet@exemple.fr", "La préfecture", "Oui.")
    assert letter.answers == ["<q1@reponse.exemple.fr>", "<q0@reponse.exemple.fr>"]
    receipt = Mail.objects.get()
    assert receipt.to.lower() == "prefet@exemple.fr"
    assert "/en/suite/" in receipt.text


def test_another_sender_at_a_guests_address_is_held_and_can_be_taken_by_an_operator(send: Send, letters: list[Letter]) -> None:
    message = send(written("Oui.", sender="collegue@exemple.fr"), rules.guest_address("zg", 7))

    assert (message.state, message.reason, letters) == (State.HELD, Reason.SENDER, [])
    assert not Mail.objects.exists()
    assert queries.can_be_taken(message)
    actions.accept_message(message=message, by=operator())
    assert [letter.sender for letter in letters] == ["collegue@exemple.fr"]


def test_a_thing_that_is_gone_is_held_and_tells_nobody(send: Send, letters: list[Letter]) -> None:
    message = send(written("Oui.", sender="prefet@exemple.fr"), rules.guest_address("zg", 8))

    assert (message.state, message.reason) == (State.HELD, Reason.TOKEN)
    assert not Mail.objects.exists()


def test_an_address_of_returns_is_nobodys_to_answer_by(send: Send, letters: list[Letter]) -> None:
    message = send(written("Oui.", sender="prefet@exemple.fr"), rules.guest_address(rules.RETURN, 7))

    assert (message.state, message.reason) == (State.HELD, Reason.TOKEN)


def test_anyone_writes_to_an_open_mailbox(send: Send, letters: list[Letter]) -> None:
    message = send(written("Une règle nous bloque.", sender="Gaëlle <gaelle@exemple.fr>"), "essai@reponse.exemple.fr")

    assert message.state == State.DONE
    assert [(letter.sender, letter.subject, letter.thing) for letter in letters] == [("gaelle@exemple.fr", "Re: Essai", None)]
    assert Mail.objects.get().to == "gaelle@exemple.fr"


def test_a_room_that_told_its_writer_already_adds_no_receipt(send: Send, letters: list[Letter]) -> None:
    send(written("déjà dit"), "essai@reponse.exemple.fr")

    assert len(letters) == 1
    assert not Mail.objects.exists()


def test_what_the_room_refuses_is_told_with_the_page(send: Send, letters: list[Letter]) -> None:
    message = send(written("non"), "essai@reponse.exemple.fr")

    assert message.state == State.REFUSED
    assert "/essai/" in Mail.objects.get().text


def test_a_forged_letter_waits_for_a_person_who_may_take_it(settings: Settings, send: Send, letters: list[Letter]) -> None:
    settings.MAIL_AUTHSERV = "mx.exemple.fr"
    forged = "Authentication-Results: mx.exemple.fr; dmarc=fail header.from=exemple.fr\r\n"
    message = send(written("Bonjour", extra=forged), "essai@reponse.exemple.fr")

    assert (message.state, message.reason, letters) == (State.HELD, Reason.FORGED, [])
    actions.accept_message(message=message, by=operator())
    assert not letters[0].is_vouched


def test_only_the_server_in_front_vouches(settings: Settings, send: Send, letters: list[Letter]) -> None:
    passed = "Authentication-Results: mx.exemple.fr; dmarc=pass header.from=exemple.fr\r\n"
    send(written("Un", extra=passed), "essai@reponse.exemple.fr")
    settings.MAIL_AUTHSERV = "mx.exemple.fr"
    send(written("Deux", extra=passed, number=2), "essai@reponse.exemple.fr")
    send(written("Trois", extra=passed.replace("mx.", "attaque."), number=3), "essai@reponse.exemple.fr")

    assert [letter.is_vouched for letter in letters] == [False, True, False]


def test_a_letter_without_a_sender_is_held(send: Send, letters: list[Letter]) -> None:
    assert send(written("Bonjour", sender=""), "essai@reponse.exemple.fr").reason == Reason.SENDER


@pytest.mark.parametrize(
    ("setting", "expected"), [("@reponse.exemple.fr", "essai@reponse.exemple.fr"), ("r@exemple.fr", "r+essai@exemple.fr")]
)
def test_the_address_of_a_mailbox_follows_the_settings(settings: Settings, letters: list[Letter], setting: str, expected: str) -> None:
    settings.REPLY_ADDRESS = setting

    assert rules.mailbox_address("essai") == expected
    assert rules.refusal_of(f"<{expected.upper()}>") == ""
    assert recipient_of(f"From: a@b.fr\r\nTo: x@ailleurs.fr, {expected}\r\n\r\nBonjour".encode()) == expected
    settings.MAILBOX_ADDRESSES = {"essai": "guichet@ministere.exemple"}
    assert rules.mailbox_address("essai") == "guichet@ministere.exemple"
    assert rules.refusal_of("guichet@ministere.exemple") == ""
    assert rules.refusal_of("autre@ministere.exemple").startswith("550")


def test_no_mailbox_without_mail(settings: Settings, letters: list[Letter]) -> None:
    settings.REPLY_ADDRESS = ""

    assert (rules.mailbox_address("essai"), rules.guest_address("zg", 7)) == ("", "")
    assert rules.mailbox_of("essai@") is None


def test_receipts_to_one_stranger_are_few(send: Send, letters: list[Letter]) -> None:
    for number in range(actions.MOST_RECEIPTS + 3):
        send(written(f"Encore {number}", number=number), "essai@reponse.exemple.fr")

    assert Mail.objects.count() == actions.MOST_RECEIPTS


def test_a_person_known_by_the_token_is_no_guest(send: Send, letters: list[Letter]) -> None:
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa")

    assert send(written(), rules.reply_address(person, "zg", 7)).state == State.REFUSED
    assert not letters
