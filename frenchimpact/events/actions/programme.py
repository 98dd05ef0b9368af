"""The programme of an event: its sessions, and who speaks."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.events import facts
from frenchimpact.events.models import Event, Session, Speaker


@transaction.atomic
def write_session(
    *,
    event: Event,
    by: User | None,
    title: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    room: str = "",
    text: str = "",
    speakers: Sequence[tuple[str, str]] = (),
    session: Session | None = None,
) -> Session:
    """A part of the programme, new or as it is said now. Raises Incomplete when it is not within the event."""
    event = lock(event)
    if ends_at <= starts_at:
        words = _("La fin vient après le début.")
        raise Incomplete(words, {"ends_at": words})
    if starts_at < event.starts_at or ends_at > event.ends_at:
        words = _("Cette partie du programme sort des heures de l’événement : changez les unes ou les autres.")
        raise Incomplete(words, {"starts_at": words})
    session = session or Session(event=event)
    session.title, session.room, session.text = clean_line(title)[:160], clean_line(room)[:100], clean_text(text)
    session.starts_at, session.ends_at = starts_at, ends_at
    session.save()
    set_speakers(event=event, session=session, speakers=speakers)
    announce(facts.EventWritten(event_id=event.pk), by=by)
    return session


@transaction.atomic
def remove_session(*, session: Session, by: User | None) -> None:
    """It is no longer in the programme; nor are those who only spoke there."""
    session.speakers.all().delete()
    session.delete()
    announce(facts.EventWritten(event_id=session.event_id), by=by)


@transaction.atomic
def set_speakers(*, event: Event, speakers: Sequence[tuple[str, str]], session: Session | None = None) -> None:
    """Who speaks, in order: names with what they do. Those of one session, or of the event as a whole."""
    event.speakers.filter(session=session).delete()
    Speaker.objects.bulk_create(
        Speaker(event=event, session=session, name=clean_line(name)[:150], role=clean_line(role)[:200], position=at)
        for at, (name, role) in enumerate(speakers)
        if clean_line(name)
    )
