"""Reading outgoing mail: for the operator, for health checks, for the demonstration's mailbox."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from frenchimpact.core import clock
from frenchimpact.mail.models import Mail


def pulse() -> dict[str, Any]:
    """What those who watch the service must know about its mail."""
    found = Mail.objects.exclude(state=Mail.State.SENT).aggregate(
        queued=Count("pk", filter=Q(state=Mail.State.QUEUED)),
        failed=Count("pk", filter=Q(state=Mail.State.FAILED)),
        oldest=Min("created_at", filter=Q(state=Mail.State.QUEUED)),
    )
    age = int((clock.now() - found["oldest"]).total_seconds()) if found["oldest"] else 0
    return {
        "mail": "server" if settings.MAIL_URL else "demo mailbox" if settings.DEMO_MODE else "no mail server: set MAIL_URL",
        "mails_waiting": found["queued"],
        "mails_failed": found["failed"],
        "oldest_mail_seconds": age,
    }


def mails_to(address: str) -> QuerySet[Mail]:
    """Every message to that address, latest first."""
    return Mail.objects.filter(to__iexact=address)
