"""Who prepares events, who sees them before they are public, who welcomes."""

from typing import Any

from django.db.models import Q, QuerySet

from frenchimpact.events.models import Card, Event, Registration
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today

# What a file is to its event.
MATERIAL = "material"
_WRITERS = (Membership.Role.ADMIN, Membership.Role.EDITOR)


def organisers_of(user: Anyone) -> QuerySet[Organisation]:
    """The published organisations in whose name the person may hold events."""
    written_for = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return Organisation.objects.filter(pk__in=written_for, is_published=True, closed_on=None)


def is_organiser(user: Anyone) -> bool:
    """Whether the person may hold events: those who run the programme, those who write for a published organisation."""
    if not user.is_authenticated:
        return False
    return is_operator(user) or (any(one.role in _WRITERS for one in memberships_today(user)) and organisers_of(user).exists())


def can_hold_for(user: Anyone, organiser: Organisation | None) -> bool:
    """Whether the person may hold an event in the name of that organisation; None is the programme."""
    return is_operator(user) or (organiser is not None and organisers_of(user).filter(pk=organiser.pk).exists())


def visible_events(user: Anyone) -> QuerySet[Event]:
    """Public ones for everyone; drafts for those who prepare them."""
    if is_operator(user):
        return Event.objects.all()
    public = Q(state__in=Event.PUBLIC)
    return Event.objects.filter(public | Q(organiser__in=organisers_of(user))) if user.is_authenticated else Event.objects.filter(public)


def editable_events(user: Anyone) -> QuerySet[Event]:
    """Those of one's organisations, all of them for operators."""
    if not user.is_authenticated:
        return Event.objects.none()
    return Event.objects.all() if is_operator(user) else Event.objects.filter(organiser__in=organisers_of(user))


def can_edit_event(user: Anyone, event: Event) -> bool:
    """Those who prepare it."""
    return editable_events(user).filter(pk=event.pk).exists()


def can_welcome(user: Anyone, registration: Registration) -> bool:
    """Those who prepare the event."""
    return can_edit_event(user, registration.event)


def can_edit_card(user: Anyone, card: Card) -> bool:
    """Those who prepare the event follow what was captured there."""
    return can_edit_event(user, card.capture.event)


def can_read_material(user: Any, event: Event, file: StoredFile) -> bool:
    """Everyone once the event is public: what was shown there is shared afterwards."""
    return event.state in Event.PUBLIC or can_edit_event(user, event)
