"""What happens to events with time."""

from django.tasks import task

from frenchimpact.core import clock
from frenchimpact.core.queue import every
from frenchimpact.events.actions.registrations import erase_needs
from frenchimpact.events.messages import organisers, registrations
from frenchimpact.events.models import EventChange
from frenchimpact.events.queries.registrations import due_reminders, due_thanks, told_of


@task
def tell_change(event_id: int, sequence: int) -> None:
    """Everyone who holds a seat, or waits for one, once each."""
    change = EventChange.objects.filter(event=event_id, sequence=sequence).first()
    if change is None:
        return
    for one in told_of(change).iterator(chunk_size=500):
        registrations.write_change(one, change)


@every("10 * * * *")
@task
def remind() -> None:
    """A week before, then the day before."""
    for days in (7, 1):
        for one in due_reminders(days).iterator(chunk_size=500):
            registrations.write_reminder(one, days)


@every("35 8 * * *")
@task
def thank() -> None:
    """The morning after: those who came are thanked, and who organised is asked for the report."""
    for one in due_thanks().iterator(chunk_size=500):
        registrations.write_thanks(one)
    organisers.ask_reports(clock.now())


@every("20 3 * * *")
@task
def forget_needs() -> None:
    """What people need is forgotten once the event is over."""
    erase_needs()
