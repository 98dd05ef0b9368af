"""Reading outgoing mail: for the operator, for health checks, for the demonstration's mailbox."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.mail.models import BadAddress, Mail


def pulse() -> dict[str, Any]:
    """What those who watch the service must know about its mail."""
    found = Mail.objects.filter(state__in=[Mail.State.QUEUED, Mail.State.FAILED]).aggregate(
        queued=Count("pk", filter=Q(state=Mail.State.QUEUED)),
        failed=Count("pk", filter=Q(state=Mail.State.FAILED)),
        oldest=Min("next_try_at", filter=Q(state=Mail.State.QUEUED)),
    )
    # A message that waits for the morning is not late.
    age = max(0, int((clock.now() - found["oldest"]).total_seconds())) if found["oldest"] else 0
    return {
        "mail": "server" if settings.MAIL_URL else "demo mailbox" if settings.DEMO_MODE else "no mail server: set MAIL_URL",
        "mails_waiting": found["queued"],
        "mails_failed": found["failed"],
        "oldest_mail_seconds": age,
    }


def failed_mails() -> QuerySet[Mail]:
    """Messages given up, latest first, without their words."""
    return Mail.objects.filter(state=Mail.State.FAILED).only("key", "to", "kind", "reference", "error", "created_at")


def find_failed_mail(user: object, key: str) -> Mail:
    """One message given up. Raises Http404."""
    try:
        return failed_mails().get(key=key)
    except (Mail.DoesNotExist, ValidationError) as error:
        raise Http404 from error


def is_stopped(address: str) -> bool:
    """Whether nothing more is sent to that address, because it gave our mail back."""
    return BadAddress.objects.filter(address=address.lower(), stopped_at__isnull=False).exists()


def mails_to(address: str) -> QuerySet[Mail]:
    """Every message to that address whatever its case, latest first, by the index made for it."""
    return Mail.objects.annotate(low=Lower("to")).filter(low=address.lower())
