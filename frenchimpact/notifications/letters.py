"""What is decided about a mail at the moment when it leaves: whether it is still wanted, and a digest's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frenchimpact.mail.actions import write_words
from frenchimpact.mail.models import Mail
from frenchimpact.notifications import queries
from frenchimpact.notifications.actions.digests import flat, still_true
from frenchimpact.notifications.models import Delivery, Digest, Mute, Notice, Rhythm
from frenchimpact.notifications.rules import DIGEST, KINDS, stop_url

DIGEST_WORDS = gettext_lazy("Résumé de ce qui a bougé")
DIGEST_WHY = gettext_lazy("Vous avez choisi de recevoir ces nouvelles ensemble, en un seul mail.")


@dataclass(frozen=True)
class Line:
    """One piece of news of a digest, with its page."""

    text: str
    url: str
    notice: Notice


@dataclass(frozen=True)
class Thing:
    """The news about one thing."""

    title: str
    lines: list[Line]


def is_still_wanted(mail: Mail) -> bool:
    """Whether a notice's own mail is worth sending now. What is not is noted as moot."""
    delivery = Delivery.objects.select_related("notice__person").filter(mail_key=mail.key).first()
    if delivery is None:
        return False
    notice, kind = delivery.notice, KINDS.get(delivery.notice.kind)
    if kind is None:
        return False
    notices = Notice.objects.filter(pk=notice.pk, done_at=None, person__is_active=True)
    if kind.is_mandatory:
        # A step of a procedure is sent even to someone who has already seen it.
        is_wanted = (kind.still(notices) if kind.still else notices).exists()
    else:
        is_muted = bool(notice.reference) and Mute.objects.filter(person=notice.person, reference=notice.reference).exists()
        is_stopped = queries.rhythm_of(notice.person, kind) == Rhythm.NEVER
        is_wanted = not is_muted and not is_stopped and bool(flat(still_true(notices)))
    if not is_wanted:
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.MOOT)
    return is_wanted


def write_digest(mail: Mail) -> bool:
    """Write a digest from what still holds; False when nothing does."""
    digest = Digest.objects.select_related("person").filter(mail_key=mail.key).first()
    if digest is None:
        return False
    notices = flat(still_true(Notice.objects.filter(delivery__digest=digest)))
    muted = queries.muted_references(digest.person)
    stopped = {choice.kind.code for choice in queries.choices_of(digest.person) if choice.rhythm == Rhythm.NEVER}
    if queries.habit_of(digest.person).is_digest_stopped:
        notices = []
    notices = [notice for notice in notices if notice.kind not in stopped and not (notice.reference and notice.reference in muted)]
    gone = Delivery.objects.filter(digest=digest).exclude(notice__in=[notice.pk for notice in notices])
    gone.update(state=Delivery.State.MOOT)
    person = digest.person
    if not notices:
        return False
    with translation.override(person.language):
        mail.unsubscribe_url = stop_url(person, DIGEST)
        count = len(notices)
        subject = ngettext("Votre résumé : %(n)s nouvelle", "Votre résumé : %(n)s nouvelles", count) % {"n": count}
        context = {
            "things": list(things_of(notices, person.language)),
            "count": count,
            "settings_url": whole("/mon-espace/notifications/courriels/", person.language),
            "inbox_url": whole("/mon-espace/notifications/", person.language),
            "why": _("Vous recevez ce message parce que vous avez choisi de recevoir ces nouvelles ensemble, en un seul mail."),
        }
        write_words(mail, subject=subject, template="notifications/mail/digest", context=context)
    return True


def whole(path: str, language: str) -> str:
    """The whole address of a French path, in the reader's language."""
    return settings.BASE_URL + (f"/{language}{path}" if language != settings.LANGUAGE_CODE else path)


def things_of(notices: list[Notice], language: str) -> Iterator[Thing]:
    """The news grouped by what they are about; what is expected comes first."""
    groups: dict[str, list[Notice]] = {}
    for notice in sorted(notices, key=lambda one: not one.is_task):
        groups.setdefault(notice.reference or f"#{notice.pk}", []).append(notice)
    for group in groups.values():
        first = group[0]
        title = " · ".join(word for word in (first.shown_reference, first.thing) if word)
        yield Thing(title, [Line(notice.text, whole(notice.url, language), notice) for notice in group])
