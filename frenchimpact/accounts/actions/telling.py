"""Telling the person what happened to their account, at their own address: the first sign of a theft."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.mail.actions import queue_mail


def tell(person: User, what: Text, *, detail: Text = "", to: str = "") -> None:
    """One sentence, when, and the page where everything can be undone. Inside the transaction of the change."""
    with translation.override(person.language):
        page = settings.BASE_URL + reverse("accounts:security")
    queue_mail(
        to=to or person.email,
        kind="accounts.security",
        subject=what,
        template="accounts/mail/security",
        context={"what": what, "detail": detail, "at": clock.now(), "link": page},
        language=person.language,
    )
