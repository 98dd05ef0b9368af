"""Reports in the making."""

from frenchimpact.barriers.models import ReportDraft
from frenchimpact.core import clock
from frenchimpact.core.secret_keys import digest


def draft_by_key(key: str) -> ReportDraft | None:
    """The draft of that secret key, unless it is gone."""
    if not key or len(key) > 100:
        return None
    return ReportDraft.objects.filter(key_digest=digest(key), expires_at__gt=clock.now()).first()
