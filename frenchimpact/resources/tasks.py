"""What happens to programmes and tools with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.resources import rules
from frenchimpact.resources.messages.sheets import tell_check
from frenchimpact.resources.queries.sheets import to_check


@every("40 7 * * *")
@task
def remind_holders() -> None:
    """Ask whether old sheets still hold, before they are hidden. Each is told once: notices know what they said."""
    for sheet in [*to_check(rules.public_programmes()), *to_check(rules.public_tools())]:
        tell_check(sheet)
