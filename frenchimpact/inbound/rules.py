"""Reply addresses: for one person, about one thing, for a time; and what a reply means, said by the room of the thing.

The address is `<start>.<token>@…`: the token holds who, what and until when, with a seal that only we can make. A guest has no account:
the token holds nobody, and the room of the thing says which address may answer by it. A mailbox is open to anyone.
"""

import base64
import datetime as dt
import hashlib
import hmac
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.quantities import NotANumber, quantities_in, shown
from frenchimpact.inbound.parsing import Attachment
from frenchimpact.mail.models import Mail

# The topic of addresses to which our own messages come back.
RETURN = "rt"
GOOD_FOR = dt.timedelta(days=180)
# version, person, topic, thing, last day: 1 + 5 + 2 + 6 + 2 octets, sealed by 80 bits.
_BODY, _SEAL = 16, 10
_LENGTH = 42
_EPOCH = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Reply:
    """What a person answered about a thing."""

    person: User
    thing: Any
    text: str
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Guest:
    """Somebody without an account. Only that address may answer by the reply address that was given to it."""

    email: str
    name: str = ""
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What somebody wrote who is known by an address only: about a thing, or to a mailbox of ours (`thing` is None)."""

    sender: str
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    # What somebody else wrote, when the message forwards it; « fr » or « en » when the language is sure.
    forwarded: str = ""
    language: str = ""
    attachments: Sequence[Attachment] = ()
    thing: Any = None
    message_id: str = ""
    # Names of the messages that it says it answers, the last one first.
    answers: Sequence[str] = ()
    # The mail server in front vouches for the sender. Without one, or when it says nothing, nobody does.
    is_vouched: bool = False


@dataclass
class Understood:
    """What a reply did: in words, with the page where it can be seen and corrected, and the files that were not taken."""

    words: Text
    url: str
    files: list[str] = field(default_factory=list)
    refused_files: list[tuple[str, Text]] = field(default_factory=list)
    # The room wrote to the person already: no other receipt.
    is_told: bool = False


@dataclass(frozen=True)
class Topic:
    """What a reply about one kind of thing means.

    `find(person, key)` gives the thing if the person may still answer about it, None otherwise.
    `take(reply)` does what the reply asks, or raises a Refusal with words that say what to do.
    `page(thing)` is the French address where a person answers in a browser what they could not by mail.
    """

    code: str
    find: Callable[[User, int], Any]
    take: Callable[[Reply], Understood]
    page: Callable[[Any], str]


@dataclass(frozen=True)
class GuestTopic:
    """The same for things about which people without an account answer. `who(thing)` is whose answer is expected."""

    code: str
    find: Callable[[int], Any]
    who: Callable[[Any], Guest]
    take: Callable[[Letter], Understood]
    page: Callable[[Any], str]


@dataclass(frozen=True)
class Mailbox:
    """An address of ours to which anyone may write. `page()` is the French address where the same is done in a browser."""

    name: str
    take: Callable[[Letter], Understood]
    page: Callable[[], str]


# By code of two letters, by name; each room declares its own in its `apps.ready()`.
TOPICS: dict[str, Topic] = {}
GUEST_TOPICS: dict[str, GuestTopic] = {}
MAILBOXES: dict[str, Mailbox] = {}


def declare_topic(code: str, *, find: Callable[[User, int], Any], take: Callable[[Reply], Understood], page: Callable[[Any], str]) -> None:
    """Say what replies about such things mean. Raises ValueError for a code that is not two small letters."""
    TOPICS[_code(code)] = Topic(code, find, take, page)


def declare_guest_topic(
    code: str,
    *,
    find: Callable[[int], Any],
    who: Callable[[Any], Guest],
    take: Callable[[Letter], Understood],
    page: Callable[[Any], str],
) -> None:
    """Say what replies of people without an account mean. Raises ValueError for a code that is not two small letters."""
    GUEST_TOPICS[_code(code)] = GuestTopic(code, find, who, take, page)


def declare_mailbox(name: str, *, take: Callable[[Letter], Understood], page: Callable[[], str]) -> None:
    """Open an address to anyone: `freins` gives `freins@<our domain>`. Raises ValueError for a name that is not small letters."""
    if not name.isascii() or not name.isalpha() or not name.islower():
        raise ValueError(f"A mailbox is small letters: {name!r}")
    MAILBOXES[name] = Mailbox(name, take, page)


def _code(code: str) -> str:
    if len(code) != 2 or not code.isascii() or not code.islower():
        raise ValueError(f"A topic is two small letters: {code!r}")
    return code


@dataclass(frozen=True)
class Token:
    """Whom an address was given to, about what, until when."""

    person_id: int
    topic: str
    thing_id: int
    until: dt.date

    @property
    def is_expired(self) -> bool:
        """Whether its last day is over."""
        return self.until < clock.today()


def _seal(body: bytes) -> bytes:
    key = hashlib.sha256(b"frenchimpact.inbound.reply" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, body, hashlib.sha256).digest()[:_SEAL]


def make_token(token: Token) -> str:
    """The token in small letters and digits: mail programs may change the case of an address."""
    body = (
        struct.pack(">BI", 1, token.person_id >> 8 & 0xFFFFFFFF)
        + bytes([token.person_id & 0xFF])
        + token.topic.encode()
        + token.thing_id.to_bytes(6, "big")
        + struct.pack(">H", (token.until - _EPOCH).days)
    )
    return base64.b32encode(body + _seal(body)).decode().rstrip("=").lower()


def read_token(text: str) -> Token | None:
    """The token, when its seal is ours; compared in constant time."""
    if len(text) != _LENGTH or not text.isascii():
        return None
    try:
        whole = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        return None
    body, seal = whole[:_BODY], whole[_BODY:]
    if not hmac.compare_digest(_seal(body), seal) or body[0] != 1:
        return None
    (days,) = struct.unpack(">H", body[14:16])
    return Token(
        person_id=int.from_bytes(body[1:6], "big"),
        topic=body[6:8].decode("ascii", "replace"),
        thing_id=int.from_bytes(body[8:14], "big"),
        until=_EPOCH + dt.timedelta(days=days),
    )


def reply_domain() -> str:
    """The domain of our addresses; empty when replies are not received."""
    return str(settings.REPLY_ADDRESS).rpartition("@")[2].lower()


def reply_address(person: User, topic: str, thing_id: int) -> str:
    """The address by which that person answers about that thing; empty when replies are not received."""
    return _address(person.pk, topic, thing_id)


def guest_address(topic: str, thing_id: int) -> str:
    """The address by which somebody without an account answers about that thing; empty when replies are not received."""
    return _address(0, topic, thing_id)


def return_address(mail: Mail) -> str:
    """Where that message comes back when it cannot be delivered; empty when mail is not received."""
    return _address(0, RETURN, mail.pk)


def _address(person_id: int, topic: str, thing_id: int) -> str:
    if not settings.REPLY_ADDRESS:
        return ""
    token = make_token(Token(person_id, topic, thing_id, clock.today() + GOOD_FOR))
    mailbox, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    return f"{mailbox}+{token}@{domain}" if mailbox else f"r.{token}@{domain}"


def mailbox_address(name: str) -> str:
    """The address of a mailbox open to anyone: the one that the settings give it, or one of our own; empty when mail is not received."""
    if not settings.REPLY_ADDRESS:
        return ""
    return str(settings.MAILBOX_ADDRESSES.get(name) or _own_mailbox(name))


def _own_mailbox(name: str) -> str:
    mailbox, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    return f"{mailbox}+{name}@{domain}" if mailbox else f"{name}@{domain}"


def mailbox_of(address: str) -> Mailbox | None:
    """The mailbox open to anyone that has that address, when one does."""
    if not settings.REPLY_ADDRESS:
        return None
    typed = address.strip().strip("<>").lower()
    for name, mailbox in MAILBOXES.items():
        if typed in {_own_mailbox(name).lower(), mailbox_address(name).lower()}:
            return mailbox
    return None


def can_be_answered(address: str) -> bool:
    """Whether somebody can be written to at that address: a message may name nobody, or a mailbox that no mail reaches."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def is_ours(address: str) -> bool:
    """Whether mail to that address is for this instance."""
    return mailbox_of(address) is not None or token_of(address) is not None


def token_of(address: str) -> str | None:
    """The token in one of our addresses: empty in the address of the mailbox itself; None when the address is not ours."""
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    if not settings.REPLY_ADDRESS or domain != reply_domain():
        return None
    mailbox = settings.REPLY_ADDRESS.rpartition("@")[0].lower()
    start, separator = (mailbox, "+") if mailbox else ("r", ".")
    if local.startswith(start + separator):
        return local[len(start) + 1 :]
    if local == mailbox or local in {"postmaster", "abuse"} or (not mailbox and local in {"reponse", "bonjour", "contact"}):
        return ""
    return None


def refusal_of(address: str) -> str:
    """Why mail to that address is not taken, as SMTP says it; empty when it is."""
    if mailbox_of(address) is not None:
        return ""
    token = token_of(address)
    if token is None:
        return "550 5.1.1 No such mailbox here, and nothing is relayed"
    if token and read_token(token) is None:
        return "550 5.1.1 This reply address does not exist: answer from the page whose link is in the message"
    return ""


def number_of(text: str) -> Decimal:
    """The one number of an answer that is asked for one; nothing is guessed. Raises Refusal."""
    try:
        numbers = quantities_in(text)
    except NotANumber as error:
        raise Refusal(error.message) from error
    if not numbers:
        raise Refusal(_("Nous n’avons trouvé aucun nombre dans votre réponse. Répondez par le nombre seul, par exemple « 1 240,5 »."))
    if len(numbers) > 1:
        words = _("Votre réponse contient plusieurs nombres (%(numbers)s) : nous ne savons pas lequel prendre. Répondez par un seul.")
        raise Refusal(words % {"numbers": ", ".join(shown(one) for one in numbers[:5])})
    return numbers[0]
