"""What those who come receive: their seat, the waiting list, each change, two reminders, thanks. Each once."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.core.calendars import calendar_bytes
from frenchimpact.core.links import make_key, read_key
from frenchimpact.events import clocks
from frenchimpact.events.calendars import entry_of, where_words
from frenchimpact.events.models import Event, EventChange, Letter, Registration
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.actions import News, write_news

SEAT, CHANGE, REMINDER, THANKS = "events.seat", "events.change", "events.reminder", "events.thanks"
# The purposes of signed links: following one's registration; the ticket shown at the door.
FOLLOW, TICKET = "events.registration", "events.ticket"
LINK_DAYS = 800
# Where nothing arrives: the address of somebody who asked to be forgotten.
NOWHERE = "@invalid"


def follow_page(registration: Registration) -> str:
    """Where its person follows it, without an account, in their language."""
    with translation.override(registration.language):
        return reverse("events:registration", args=[make_key(FOLLOW, registration.pk, registration.link_serial)])


def registration_of(key: str) -> Registration | None:
    """The registration of a link, as long as it was not replaced."""
    parts = read_key(FOLLOW, key, days=LINK_DAYS)
    return _found(parts)


def ticket_of(registration: Registration) -> str:
    """What the square shown at the door says: nobody else can make one."""
    return make_key(TICKET, registration.pk, registration.link_serial)


def ticket_holder(ticket: str) -> Registration | None:
    """Whose ticket it is."""
    return _found(read_key(TICKET, ticket, days=LINK_DAYS))


def _found(parts: list[int | str] | None) -> Registration | None:
    if parts is None or len(parts) != 2:
        return None
    rows = Registration.objects.select_related("event", "event__place", "event__organiser", "quota")
    return rows.filter(pk=parts[0], link_serial=parts[1]).first()


def enclosure(mail: Mail) -> Iterable[tuple[str, bytes, str]]:
    """The event for the calendar of whoever has a seat, as it stands when the mail leaves."""
    found = Registration.objects.filter(event__reference=mail.reference, email__iexact=mail.to).select_related("event", "event__place")
    for one in found.filter(state__in=Registration.SEATED):
        with translation.override(one.language):
            data = calendar_bytes([entry_of(one.event, remote_url=one.event.remote_url)])
        yield f"{one.event.slug}.ics", data, "text/calendar"


@transaction.atomic
def write_once(registration: Registration, what: str, *, kind: str, news: News) -> bool:
    """One mail, once. Nothing leaves for somebody who asked to be forgotten."""
    if registration.email.endswith(NOWHERE):
        return False
    _letter, is_new = Letter.objects.get_or_create(registration=registration, what=what)
    if is_new:
        write_news(
            to=registration.email,
            kind=kind,
            news=news,
            language=registration.language,
            reference=registration.event.reference,
        )
    return is_new


def _facts(event: Event) -> tuple[str, ...]:
    """When and where, as every mail says it."""
    when = clocks.when_words(event)
    notes = [one for one in (clocks.there_words(event), clocks.paris_words(event)) if one]
    lines = [when + (f" ({' · '.join(notes)})" if notes else "")]
    lines += [where] if (where := where_words(event)) else []
    return tuple(lines)


def _remote(event: Event) -> tuple[str, ...]:
    return (_("Pour y assister à distance : %(url)s") % {"url": event.remote_url},) if event.remote_url else ()


def _why() -> str:
    return _("Vous recevez ce message parce que vous êtes inscrit à cet événement. Le lien sert à changer ou annuler votre inscription.")


def _news(registration: Registration, subject: str, lead: str, *lines: str, action: str = "") -> News:
    return News(
        subject=subject,
        lead=lead,
        action=action or _("Voir mon inscription"),
        page=follow_page(registration),
        lines=tuple(line for line in lines if line),
        why=_why(),
    )


def write_seat(registration: Registration) -> bool:
    """Where one stands: a seat, or a place in the waiting list."""
    event = registration.event
    with translation.override(registration.language):
        said = {"title": event.title}
        if registration.state == Registration.State.WAITLISTED:
            lead = _(
                "Il n’y a plus de place libre pour « %(title)s » : vous êtes en liste d’attente. Si une place se libère, elle est à vous."
            )
            news = _news(registration, _("Liste d’attente : %(title)s") % said, lead % said, *_facts(event))
            return write_once(registration, f"waiting:{registration.registered_at:%y%m%d%H%M%S%f}", kind=SEAT, news=news)
        lead = _("Votre place pour « %(title)s » est réservée. Le fichier joint la met dans votre agenda.") % said
        code = _("À l’accueil, montrez ce message ou dites ce code : %(code)s") % {"code": registration.code}
        news = _news(registration, _("Votre place : %(title)s") % said, lead, *_facts(event), *_remote(event), code)
        return write_once(registration, f"seat:{registration.registered_at:%y%m%d%H%M%S%f}", kind=SEAT, news=news)


def write_again(registration: Registration, number: int) -> bool:
    """Their link again, with where they stand: somebody typed their address once more."""
    with translation.override(registration.language):
        said = {"title": registration.event.title, "state": registration.get_state_display()}
        lead = (
            _("Quelqu’un, vous sans doute, a demandé une place pour « %(title)s » avec votre adresse. Vous y êtes déjà : %(state)s.") % said
        )
        news = _news(registration, _("Votre inscription : %(title)s") % said, lead, *_facts(registration.event))
        return write_once(registration, f"again:{number}", kind=SEAT, news=news)


def write_promoted(registration: Registration) -> bool:
    """A seat came free, and it is theirs."""
    event = registration.event
    with translation.override(registration.language):
        said = {"title": event.title}
        lead = _("Une place s’est libérée pour « %(title)s » : elle est à vous. Si vous ne venez plus, rendez-la par le lien.") % said
        code = _("À l’accueil, montrez ce message ou dites ce code : %(code)s") % {"code": registration.code}
        news = _news(registration, _("Une place pour vous : %(title)s") % said, lead, *_facts(event), *_remote(event), code)
        return write_once(registration, f"seat:{registration.registered_at:%y%m%d%H%M%S%f}", kind=SEAT, news=news)


def write_left(registration: Registration) -> bool:
    """They will not come: it is noted."""
    with translation.override(registration.language):
        said = {"title": registration.event.title}
        lead = _("Votre inscription à « %(title)s » est annulée : votre place est rendue. Merci de l’avoir dit.") % said
        news = _news(registration, _("Inscription annulée : %(title)s") % said, lead)
        when = registration.cancelled_at or registration.registered_at
        return write_once(registration, f"left:{when:%y%m%d%H%M%S%f}", kind=SEAT, news=news)


def write_change(registration: Registration, change: EventChange) -> bool:
    """What changed, and why; they keep their seat, and may give it back."""
    event = registration.event
    with translation.override(registration.language):
        said = {"title": event.title, "why": change.reason}
        reason = _("Pourquoi : %(why)s") % said if change.reason else ""
        if change.verb == "cancel":
            lead = _("« %(title)s » n’aura pas lieu. Vous n’avez rien à faire.") % said
            news = _news(registration, _("Annulé : %(title)s") % said, lead, reason, action=_("Voir l’événement"))
        elif change.verb == "postpone":
            lead = _("« %(title)s » est reporté. Votre place est gardée : la nouvelle date vous sera écrite.") % said
            news = _news(registration, _("Reporté : %(title)s") % said, lead, reason)
        else:
            lead = _("« %(title)s » a changé. Votre place est gardée ; si vous ne pouvez plus venir, rendez-la par le lien.") % said
            news = _news(registration, _("Changement : %(title)s") % said, lead, *_facts(event), reason)
        return write_once(registration, f"change:{change.sequence}", kind=CHANGE, news=news)


def write_reminder(registration: Registration, days: int) -> bool:
    """A week before, then the day before; again when its date moved."""
    event = registration.event
    with translation.override(registration.language):
        said = {"title": event.title}
        soon = _("C’est demain : %(title)s") if days == 1 else _("Dans une semaine : %(title)s")
        lead = _("Vous avez une place pour « %(title)s ». Si vous ne venez pas, rendez-la : quelqu’un l’attend peut-être.") % said
        code = _("À l’accueil, montrez ce message ou dites ce code : %(code)s") % {"code": registration.code}
        news = _news(registration, soon % said, lead, *_facts(event), *_remote(event), event.access_note, code)
        return write_once(registration, f"reminder-{days}:{event.starts_at:%y%m%d%H%M}", kind=REMINDER, news=news)


def write_thanks(registration: Registration) -> bool:
    """Thanks, where the materials are, and two questions."""
    with translation.override(registration.language):
        said = {"title": registration.event.title}
        lead = _("Merci d’être venu à « %(title)s ». Les documents et le compte rendu sont, ou seront bientôt, sur sa page.") % said
        ask = _("Vous a-t-il été utile ? Deux questions, une minute.")
        news = _news(registration, _("Merci : %(title)s") % said, lead, ask, action=_("Dire mon avis et voir les documents"))
        return write_once(registration, "thanks", kind=THANKS, news=news)
