"""What the pages that ask something share."""

from django import forms
from django.conf import settings
from django.utils import translation

from frenchimpact.barriers.models import Case
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.design.navigation import in_language


def explain(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal where the person reads it: at its fields, or on top."""
    placed = False
    if isinstance(refusal, Incomplete):
        for name, words in refusal.missing.items():
            if name in form.fields:
                form.add_error(name, str(words))
            else:
                form.add_error(None, str(words))
            placed = True
    if not placed:
        form.add_error(None, str(refusal.message))


def case_page(case: Case) -> str:
    """The page of the case at the desk, in the language in force."""
    return in_language(f"/mon-espace/freins/{case.reference}/", translation.get_language() or settings.LANGUAGE_CODE)
