"""A draft and the browser where it is typed, without an account: a signed cookie holds its secret key, announced on the page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

DRAFT_DAYS = 30


@dataclass(frozen=True)
class BrowserDraft:
    """The drafts of one kind, by the name of their cookie."""

    cookie: str

    def key_of(self, request: HttpRequest) -> str:
        """The secret key of this browser's draft; empty when there is none, or when somebody wrote the cookie."""
        return str(request.get_signed_cookie(self.cookie, default="", salt=self.cookie, max_age=DRAFT_DAYS * 86_400) or "")

    def page_key(self, request: HttpRequest) -> str:
        """The key of the draft begun on this page; empty without scripts.

        A page that saves by itself may send two requests before the first answer brings the cookie: both carry the secret
        number that the page drew (96 bits), and so begin the same draft.
        """
        page = (request.headers.get("X-Page") or request.POST.get("page", ""))[:40]
        return salted_hmac(self.cookie, page, algorithm="sha256").hexdigest() if len(page) >= 12 else ""

    def remember(self, response: HttpResponseBase, key: str) -> None:
        """Let this browser find the draft again."""
        if key:
            response.set_signed_cookie(
                self.cookie,
                key,
                salt=self.cookie,
                max_age=DRAFT_DAYS * 86_400,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )

    def forget(self, response: HttpResponseBase) -> None:
        """This browser starts afresh."""
        response.delete_cookie(self.cookie, samesite="Lax")
