"""What the pages that ask something share."""

from django.conf import settings
from django.utils import translation

from frenchimpact.barriers.models import Case
from frenchimpact.design.navigation import in_language


def case_page(case: Case) -> str:
    """The page of the case at the desk, in the language in force."""
    return in_language(f"/mon-espace/freins/{case.reference}/", translation.get_language() or settings.LANGUAGE_CODE)
