"""What events write to people, after the change that it tells."""

from frenchimpact.core.facts import listens
from frenchimpact.events import facts
from frenchimpact.events.messages import registrations as letters
from frenchimpact.events.queries.registrations import whole_registrations
from frenchimpact.events.tasks import tell_change


@listens(facts.Registered)
def write_seat(fact: facts.Registered) -> None:
    """A seat, or a place in the waiting list."""
    found = whole_registrations().filter(pk=fact.registration_id).first()
    if found is not None and found.is_open:
        letters.write_seat(found)


@listens(facts.RegistrationMoved)
def write_move(fact: facts.RegistrationMoved) -> None:
    """A seat came free for them, or they gave theirs back."""
    found = whole_registrations().filter(pk=fact.registration_id).first()
    if found is None or found.state != fact.state:
        return
    if fact.verb == "promote":
        letters.write_promoted(found)
    elif fact.verb == "cancel":
        letters.write_left(found)


@listens(facts.EventChanged)
def tell_changed(fact: facts.EventChanged) -> None:
    """Another day or place."""
    tell_change.enqueue(fact.event_id, fact.sequence)


@listens(facts.EventMoved)
def tell_called_off(fact: facts.EventMoved) -> None:
    """Postponed or cancelled."""
    if fact.verb in ("postpone", "cancel"):
        tell_change.enqueue(fact.event_id, fact.sequence)
