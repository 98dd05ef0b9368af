"""What every answer carries to protect who reads it."""

import datetime as dt

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from frenchimpact.core import clock
from frenchimpact.core.middleware import HostCookies


def test_cookies_are_of_this_host_alone() -> None:
    seen: dict[str, str] = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen.update(request.COOKIES)
        response = HttpResponse()
        response.set_cookie("sessionid", "a b", max_age=60, httponly=True, samesite="Lax", path="/elsewhere", domain="example.org")
        response.delete_cookie("theme", samesite="Lax")
        return response

    request = RequestFactory().get("/", headers={"cookie": "__Host-sessionid=mine; sessionid=a neighbour's; theme=dark"})
    response = HostCookies(view)(request)
    assert seen == {"sessionid": "mine"}
    written, gone = (response.cookies[f"__Host-{name}"].OutputString() for name in ("sessionid", "theme"))
    assert len(response.cookies) == 2
    assert written.startswith('__Host-sessionid="a b"; ')
    for part in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=60"):
        assert part in written.split("; ")
    assert "Domain" not in written
    assert "Max-Age=0" in gone
    assert "Secure" in gone


@pytest.mark.django_db
def test_pages_say_what_browsers_may_do(client: Client) -> None:
    headers = client.get("/connexion/").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE"])
def test_a_page_knows_no_other_method(client: Client, method: str) -> None:
    assert client.generic(method, "/connexion/").status_code == 405


@pytest.mark.django_db
def test_where_to_report_a_weakness(client: Client) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert told["Contact"].startswith("mailto:")
    expires = dt.datetime.fromisoformat(told["Expires"])
    assert dt.timedelta(days=150) < expires - clock.now() < dt.timedelta(days=365)
    assert told["Canonical"].endswith("/.well-known/security.txt")
