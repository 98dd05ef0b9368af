"""What happens at the desk with time."""

from django.conf import settings
from django.tasks import task

from frenchimpact.barriers.actions.escalation import escalate
from frenchimpact.barriers.actions.note_replies import follow_expected
from frenchimpact.barriers.actions.note_sending import remind_notes
from frenchimpact.barriers.actions.outcomes import close_quiet
from frenchimpact.barriers.actions.pairings import remind_quiet
from frenchimpact.barriers.actions.planning import tell_sleepers
from frenchimpact.barriers.actions.precedents import follow_checks
from frenchimpact.barriers.actions.routing import follow_leavers, lapse_unanswered
from frenchimpact.barriers.actions.warnings import warn_experiments
from frenchimpact.core.queue import every


@every("15 6 * * *")
@task
def follow_answers() -> None:
    """Ask for the yearly reading of published answers; those that nobody confirmed are expired."""
    follow_checks()


@every("10 7 * * *")
@task
def follow_consultations() -> None:
    """Remind services, tell those above them, write silences; close the cases answered that nobody comes back on."""
    escalate()
    close_quiet()


@every("25 7 * * *")
@task
def follow_experiments() -> None:
    """Warn of half-way checks and of ends that come, and of those that came without a decision."""
    warn_experiments()


@every("40 6 * * *")
@task
def follow_proposals() -> None:
    """Propose again what nobody answered in three working days, and what those who left still held."""
    lapse_unanswered()
    follow_leavers()


@every("5 7 * * *")
@task
def wake_cases() -> None:
    """Nothing sleeps: tell who follows each case that its next day is past, for the mail of eight o’clock."""
    tell_sleepers()


@every("35 6 * * *")
@task
def follow_notes() -> None:
    """Remind administrations of the notes that wait for them; ask the desk whether the texts announced are there."""
    remind_notes()
    follow_expected()


@every("45 6 * * *")
@task
def follow_pairings() -> None:
    """Both sides of a sponsorship hear of it when they have not met for sixty days."""
    remind_quiet()


@every("*/10 * * * *")
@task
def encode_answers() -> None:
    """With a sentence encoder, the answers whose words changed."""
    if settings.CLOSENESS:
        from frenchimpact.barriers.closeness import keep_vectors

        keep_vectors()
