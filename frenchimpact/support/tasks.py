"""Regular work: nobody waits unnoticed."""

import datetime as dt

from django.tasks import task

from frenchimpact.core import clock
from frenchimpact.core.queue import every
from frenchimpact.support.messages import tell_late, tell_review
from frenchimpact.support.models import Support
from frenchimpact.support.queries.supports import QUIET_DAYS

# Days before a quarterly review when those who hold the thread are reminded of it.
REVIEW_NOTICE_DAYS = 7


@every("20 7 * * *")
@task
def notice_silence() -> None:
    """Requests past their day, reviews that come, and projects that nobody spoke to for long: each told once."""
    today = clock.today()
    late = Support.objects.filter(state=Support.State.REQUESTED, answer_due_on__lt=today)
    quiet = Support.objects.filter(state__in=Support.LIVE, last_contact_on__lt=today - dt.timedelta(days=QUIET_DAYS))
    reviews = Support.objects.filter(state=Support.State.FOLLOWED, review_due_on__lte=today + dt.timedelta(days=REVIEW_NOTICE_DAYS))
    for support in reviews.select_related("project", "structure").order_by("pk"):
        tell_review(support)
    for support in (late | quiet).select_related("project", "structure").order_by("pk"):
        tell_late(support)
