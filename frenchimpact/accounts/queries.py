"""Finding people and what they asked for."""

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import Http404

from frenchimpact.accounts.keys import digest
from frenchimpact.accounts.models import ParkedForm, SignInRequest, User
from frenchimpact.core import clock


def person_of(email: str) -> User | None:
    """The person of that address, whatever its case."""
    return User.objects.annotate(low=Lower("email")).filter(low=email.lower()).first()


def sign_in_of_browser(browser: str) -> SignInRequest | None:
    """The last sign-in that this browser asked for."""
    if not browser:
        return None
    return SignInRequest.objects.filter(browser_key=digest("browser", browser)).first()


def sign_in_of_link(key: str) -> SignInRequest | None:
    """The sign-in that this link belongs to, still good or not."""
    return SignInRequest.objects.filter(link_digest=digest("link", key)).first()


def sign_ins_of_address(email: str) -> QuerySet[SignInRequest]:
    """Every sign-in asked for that address."""
    return SignInRequest.objects.annotate(low=Lower("email")).filter(low=email.lower())


def find_parked_form(user: object, key: str) -> ParkedForm:
    """What was typed before signing in. Raises Http404 when it is not kept any more."""
    parked = ParkedForm.objects.filter(key_digest=digest("parked", key), expires_at__gt=clock.now()).first()
    if parked is None:
        raise Http404
    return parked
