"""« Cette réponse m’a servi » : once for each person or browser."""

from django.db import transaction
from django.utils.crypto import salted_hmac

from frenchimpact.barriers.models import Feedback, Precedent


def print_of(who: str) -> str:
    """What is kept of who says it: it tells one from another, and leads back to nobody."""
    return salted_hmac("barriers.feedback", who, algorithm="sha256").hexdigest()


@transaction.atomic
def give_feedback(*, precedent: Precedent, is_useful: bool, source: str, comment: str = "") -> Feedback:
    """Said again, it replaces what was said. `source` is the print of the person or of the browser."""
    values = {"is_useful": is_useful, "comment": comment[:1000]}
    found, _made = Feedback.objects.update_or_create(precedent=precedent, source=source, defaults=values)
    return found
