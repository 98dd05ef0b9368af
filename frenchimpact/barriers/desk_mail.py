"""The desk by mail: a letter to its address is a case; an answer to one of its mails is a message of the same case."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts import queries as accounts
from frenchimpact.barriers.actions.following import take_attachments, write_as_person
from frenchimpact.barriers.actions.intake import LONGEST, first_sentence, receive_case
from frenchimpact.barriers.messages.receipts import follow_key
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.rules import PIECE, STORY
from frenchimpact.core import clock
from frenchimpact.core.errors import TooMany
from frenchimpact.core.text import clean_line
from frenchimpact.files.actions import Taken
from frenchimpact.inbound.rules import Guest, Letter, Understood
from frenchimpact.mail.models import Mail

# Cases that one address opens in a day by mail; what comes after is kept by the mail room, and its sender is told.
MOST_CASES = 20
_REFERENCE = re.compile(r"\bF-\d{4}-\d{4,7}\b", re.IGNORECASE)
_PREFIXES = re.compile(r"^(?:\s*(?:re|r[ée]p|fwd?|tr|wg|aw)\s*:\s*)+", re.IGNORECASE)
_REFERENCE_MARK = re.compile(r"\[[A-Z]{1,3}-\d{4}-\d{2,}\]\s*")


# ── An answer by the address that was given ──────────────────────────────────────────────────────
def find_case(key: int) -> Case | None:
    """The case that an answer is about, unless its person asked to be forgotten. A closed one still takes words."""
    return Case.objects.filter(pk=key, forgotten_at=None).first()


def person_of(case: Case) -> Guest:
    """Whose answer is expected."""
    return Guest(case.email, case.name, case.language)


def page_of(case: Case) -> str:
    """Where they do the same in a browser: a French address, which the mail room puts in their language."""
    return _in_french(lambda: reverse("barriers:follow", args=[follow_key(case)]))


def take_answer(letter: Letter) -> Understood:
    """A message of the case, in the person's circle; nothing that it says moves a case by itself."""
    return _take_message(letter.thing, letter, is_unsure=letter.sender.lower() != letter.thing.email.lower())


def _take_message(case: Case, letter: Letter, *, is_unsure: bool) -> Understood:
    take = (lambda message: take_attachments(letter, message, PIECE)) if letter.attachments else None
    _message, taken = write_as_person(
        case=case, text=_told(letter) if letter.thing is None else letter.text, take_files=take, came_by_mail=True, is_unsure=is_unsure
    )
    words = (
        gettext_lazy("Votre message est dans le fil de votre demande. Le guichet le lit.")
        if case.state in Case.OPEN
        else gettext_lazy("Votre message est gardé. Cette demande n’est plus ouverte : le guichet le lit, et décide s’il la rouvre.")
    )
    return Understood(words, page_of(case), [one.name for one in taken.files], list(taken.refused))


# ── A letter to the desk ─────────────────────────────────────────────────────────────────────────
def page_of_desk() -> str:
    """Where one writes to the desk in a browser."""
    return _in_french(lambda: reverse("barriers:report"))


def take_letter(letter: Letter) -> Understood:
    """A new case; or, when it names a case of its own sender, a message of that one, shown as unsure unless the sender is vouched for."""
    named = _case_named(letter)
    if named is not None:
        return _take_message(named, letter, is_unsure=not letter.is_vouched)
    return _open_case(letter)


def _case_named(letter: Letter) -> Case | None:
    """The case of a reference in the subject, or of one of our mails that it answers. Only the sender's own: of others, nothing is said."""
    own = Case.objects.filter(email__iexact=letter.sender, forgotten_at=None)
    found = _REFERENCE.search(letter.subject)
    if found is not None:
        return own.filter(reference__iexact=found[0]).first()
    if not letter.answers:
        return None
    ours = Mail.objects.filter(message_id__in=letter.answers[:20], to__iexact=letter.sender).exclude(reference="")
    references = list(ours.order_by("-created_at").values_list("reference", flat=True)[:5])
    return own.filter(reference__in=references).order_by("-received_at").first() if references else None


def _open_case(letter: Letter) -> Understood:
    since = clock.now() - dt.timedelta(days=1)
    if Case.objects.filter(email__iexact=letter.sender, way=Case.Way.MAIL, received_at__gt=since).count() >= MOST_CASES:
        raise TooMany(_("Beaucoup de demandes sont déjà arrivées de cette adresse depuis hier. Répondez à l’un de nos mails."))
    subject = subject_words(letter.subject)
    wish, rest = _cut(_told(letter))
    language = letter.language or _language_of_account(letter.sender)
    kept = Taken()

    def take(case: Case) -> Taken:
        found = take_attachments(letter, case, STORY)
        kept.files, kept.refused = found.files, found.refused
        return kept

    case = receive_case(
        way=Case.Way.MAIL,
        email=letter.sender,
        name=letter.sender_name,
        title=subject or first_sentence(letter.text or letter.forwarded),
        wish=wish or subject or _("Voir le document joint."),
        language=language or settings.LANGUAGE_CODE,
        is_language_sure=bool(language),
        in_reply_to=letter.message_id,
        take_files=take if letter.attachments else None,
        prints=[hashlib.sha256(one.content).hexdigest() for one in letter.attachments],
    )
    if rest and not case.is_given_back:
        write_as_person(case=case, text=rest, came_by_mail=True)
    if case.is_given_back:
        words = gettext_lazy("Nous avions déjà cette demande : elle n’est pas créée deux fois. Ouvrez le mail reçu alors.")
        return Understood(words, page_of_desk())
    return Understood(gettext_lazy("Votre demande est arrivée au guichet."), page_of(case), is_told=case.acknowledged_at is not None)


def _told(letter: Letter) -> str:
    """What they write, then what they forward, said as such."""
    if not letter.forwarded:
        return letter.text
    with translation.override(letter.language or settings.LANGUAGE_CODE):
        forwarded = _("Message transféré :") + "\n" + letter.forwarded
    return "\n\n".join(part for part in (letter.text, forwarded) if part)


def _cut(text: str) -> tuple[str, str]:
    """What a case holds of a long letter, cut between two words; the rest is its first message: nothing is lost."""
    if len(text) <= LONGEST:
        return text, ""
    at = max(text.rfind(" ", 0, LONGEST), text.rfind("\n", 0, LONGEST))
    at = at if at > LONGEST // 2 else LONGEST
    return text[:at], text[at:].strip()


def _language_of_account(address: str) -> str:
    """Of who has an account here under that address."""
    person = accounts.person_of(address)
    return person.language if person else ""


def subject_words(subject: str) -> str:
    """A subject without its « Re: » nor our mark, cut at a title's length."""
    return clean_line(_PREFIXES.sub("", _REFERENCE_MARK.sub("", _PREFIXES.sub("", subject))))[:200]


def _in_french(page: Callable[[], Any]) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return str(page())
