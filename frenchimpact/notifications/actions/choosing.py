"""What a person chooses about their mail: how soon for each kind, at what hours, about which things not at all."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.rows import lock
from frenchimpact.mail.actions import queue_mail
from frenchimpact.mail.models import Mail
from frenchimpact.mail.queries import mails_to
from frenchimpact.notifications import queries, times
from frenchimpact.notifications.actions.telling import mark_read
from frenchimpact.notifications.models import Choice, Delivery, Habit, Mute, Rhythm
from frenchimpact.notifications.rules import DIGEST, KINDS, can_be_stopped, stop_url

MOST_MUTES = 500
TESTS_AN_HOUR = 3
TEST_KIND = "notifications.test"
# Whoever asks types an address: it gets no more than that many.
LINKS_AN_HOUR = 3
LINKS_KIND = "notifications.links"


@transaction.atomic
def choose_rhythm(*, person: User, kind: str, rhythm: str) -> None:
    """How soon that kind comes by mail; what waits already follows. Raises Refusal for a kind that cannot be stopped."""
    if kind not in KINDS or not can_be_stopped(kind) or rhythm not in Rhythm.values:
        raise Refusal(_("Ce choix n’existe pas. Rechargez la page, puis recommencez."))
    lock(person)
    Choice.objects.update_or_create(person=person, kind=kind, defaults={"rhythm": rhythm, "at": clock.now()})
    waiting = Delivery.objects.filter(notice__person=person, notice__kind=kind, state=Delivery.State.WAITING)
    if rhythm == Rhythm.NEVER:
        waiting.update(state=Delivery.State.MOOT)
    elif rhythm != Rhythm.NOW:
        waiting.update(rhythm=rhythm)
        _plan_again(person)


@transaction.atomic
def set_habit(*, person: User, **fields: Any) -> Habit:
    """The zone, the quiet hours and the moment of digests; what waits is planned again."""
    lock(person)
    habit, _made = Habit.objects.update_or_create(person=person, defaults=fields)
    _plan_again(person)
    return habit


def _plan_again(person: User) -> None:
    habit, now = queries.habit_of(person), clock.now()
    waiting = Delivery.objects.filter(notice__person=person, state=Delivery.State.WAITING)
    if habit.is_digest_stopped:
        waiting.update(state=Delivery.State.MOOT)
    for delivery in waiting.select_for_update(of=("self",)):
        delivery.due_at = times.next_digest(now, delivery.rhythm, habit)
        delivery.save(update_fields=["due_at"])


@transaction.atomic
def stop_mails(*, person: User, kind: str) -> None:
    """No more mail of that kind; asked twice it is the same. Raises Refusal when it is a step of a procedure."""
    if kind == DIGEST:
        set_habit(person=person, is_digest_stopped=True)
    else:
        choose_rhythm(person=person, kind=kind, rhythm=Rhythm.NEVER)


@transaction.atomic
def allow_mails(*, person: User, kind: str) -> None:
    """Mail of that kind again, as it comes to those who chose nothing."""
    if kind == DIGEST:
        set_habit(person=person, is_digest_stopped=False)
    else:
        Choice.objects.filter(person=person, kind=kind, rhythm=Rhythm.NEVER).delete()


@transaction.atomic
def mute_thing(*, person: User, reference: str) -> None:
    """No more news about that thing: what came is read, what waits leaves the digest. Tasks still come. Raises Refusal."""
    if not reference or not person.notices.filter(reference=reference).exists():
        raise Refusal(_("Rien ne vous est arrivé sur ce dossier : il n’y a rien à mettre en sourdine."))
    if Mute.objects.filter(person=person).count() >= MOST_MUTES:
        raise Refusal(_("Trop de dossiers sont en sourdine. Réactivez-en un avant d’en ajouter."))
    Mute.objects.get_or_create(person=person, reference=reference)
    mark_read(person=person, reference=reference)
    waiting = Delivery.objects.filter(notice__person=person, notice__reference=reference, state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.MOOT)


@transaction.atomic
def unmute_thing(*, person: User, reference: str) -> None:
    """News about that thing again."""
    Mute.objects.filter(person=person, reference=reference).delete()


@transaction.atomic
def send_test(*, person: User) -> Mail:
    """A mail that shows that mail arrives. Raises TooMany."""
    lock(person)
    recent = mails_to(person.email).filter(kind=TEST_KIND, created_at__gt=clock.now() - dt.timedelta(hours=1))
    if recent.count() >= TESTS_AN_HOUR:
        raise TooMany(_("Trois mails d’essai sont partis depuis une heure. Regardez aussi dans les indésirables."))
    with translation.override(person.language):
        subject = _("Mail d’essai")
    return queue_mail(
        to=person.email,
        kind=TEST_KIND,
        subject=subject,
        template="notifications/mail/test",
        context={"url": settings.BASE_URL + "/"},
        language=person.language,
    )


@transaction.atomic
def send_stop_links(*, person: User) -> None:
    """Send again the links that stop or slow what comes to the person: one of theirs no longer opens. A few times an hour at most."""
    lock(person)
    recent = mails_to(person.email).filter(kind=LINKS_KIND, created_at__gt=clock.now() - dt.timedelta(hours=1))
    if recent.count() >= LINKS_AN_HOUR:
        return
    with translation.override(person.language):
        links = [(str(stop.words), stop_url(person, stop.kind)) for stop in queries.stops_of(person)]
        subject = _("Vos liens pour recevoir moins de mails")
        settings_url = settings.BASE_URL + reverse("notifications:choose")
    queue_mail(
        to=person.email,
        kind=LINKS_KIND,
        subject=subject,
        template="notifications/mail/links",
        context={"links": links, "settings_url": settings_url},
        language=person.language,
    )
