"""A report being written: kept field by field, erased once it is sent, or after thirty days."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from frenchimpact.barriers.forms.intake import DRAFTED
from frenchimpact.barriers.models import ReportDraft
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Saved, take
from frenchimpact.core.browser_drafts import DRAFT_DAYS
from frenchimpact.core.rows import lock
from frenchimpact.core.secret_keys import digest, new_key
from frenchimpact.core.text import clean_text


@transaction.atomic
def start_draft(*, key: str = "") -> tuple[ReportDraft, str]:
    """Somebody begins to write. Gives the draft and its secret key; begun twice with the same key, it is one."""
    key = key or new_key()
    expires_at = clock.now() + dt.timedelta(days=DRAFT_DAYS)
    return ReportDraft.objects.get_or_create(key_digest=digest(key), defaults={"expires_at": expires_at})[0], key


@transaction.atomic
def save_draft(*, draft: ReportDraft, changes: Mapping[str, Change], writer: str) -> Saved:
    """What was typed is kept, whatever it is worth. The same field changed in another tab comes back as a conflict."""
    draft = lock(draft)
    known = {
        name: Change(clean_text(str(change.value))[: DRAFTED[name]], change.version) for name, change in changes.items() if name in DRAFTED
    }
    saved = take(draft.answers, draft.marks, known, by="", writer=writer)
    draft.email = str(draft.answers.get("email", ""))[:254]
    draft.expires_at = clock.now() + dt.timedelta(days=DRAFT_DAYS)
    draft.save()
    return saved


@transaction.atomic
def forget_draft(*, draft: ReportDraft) -> None:
    """It was sent, or is no longer wanted."""
    ReportDraft.objects.filter(pk=draft.pk).delete()


def stale_drafts() -> QuerySet[ReportDraft]:
    """Those that nobody touched for thirty days: erased then, as announced."""
    return ReportDraft.objects.filter(expires_at__lt=clock.now())
