"""A world that can answer: a topic of the tests, a person, messages as mail programs write them."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.inbound import actions, rules
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.rules import Reply, Understood

FORMATS = Path(__file__).parent / "formats"
TOPIC = "zz"


@pytest.fixture(autouse=True)
def received(settings: Settings, tmp_path: Path) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    settings.MAIL_AUTHSERV = ""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}


@pytest.fixture
def taken() -> Iterator[list[Reply]]:
    """What replies about the tests' thing 7 gave; thing 8 can no longer be seen; « non » is refused; « panne » breaks."""
    replies: list[Reply] = []

    def take(reply: Reply) -> Understood:
        if reply.text == "non":
            raise Refusal("Pas comme cela.")
        if reply.text == "panne":
            raise ZeroDivisionError
        replies.append(reply)
        return Understood("C’est noté.", "/mon-espace/", [one.name for one in reply.attachments])

    rules.declare_topic(TOPIC, find=lambda person, key: "la chose" if key == 7 else None, take=take, page=lambda thing: "/suite/")
    yield replies
    del rules.TOPICS[TOPIC]


@pytest.fixture
def awa(db: None) -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa")


@pytest.fixture
def address(awa: User) -> str:
    return rules.reply_address(awa, TOPIC, 7)


def written(text: str = "Voilà.", *, sender: str = "Awa <awa@exemple.fr>", number: object = 1, extra: str = "") -> bytes:
    """A plain message."""
    head = f"From: {sender}\r\nTo: r@reponse.exemple.fr\r\nSubject: Re: Essai\r\nMessage-ID: <{number}@exemple.fr>\r\n{extra}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n".encode()


@pytest.fixture
def send() -> Callable[..., Message]:
    """Receive and understand a message, as the server then the worker do."""

    def receive(content: bytes, to: str, **changes: Any) -> Message:
        values = {"envelope_from": "awa@exemple.fr", "source": "smtp", **changes}
        message = actions.receive(content=content, recipient=to, **values)
        message = actions.understand(message=message)
        message.refresh_from_db()
        return message

    return receive


@pytest.fixture
def later() -> Iterator[Callable[[int], None]]:
    """Live so many days later."""
    tokens = []
    yield lambda days: tokens.append(clock.shift(dt.timedelta(days=days)))
    for token in reversed(tokens):
        clock.restore(token)
