"""ProConnect as the demonstration plays it: a small OpenID provider that knows a few invented people and asks no password.

`make run` starts it in demonstration mode only, on this machine only: `python -m frenchimpact.demo.identity_provider PORT HOME`.
It sends people back to HOME alone, and believes the one client named in its environment. Tests of the sign-in itself run against
another one, from a package, as strict as ProConnect (`make proconnect`). Nothing of the product is loaded here: it starts at once.
"""

import html
import http.server
import json
import os
import secrets
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

# What names a person there, then address, given name, usual name, SIRET of their structure.
PEOPLE = (
    ("bastien", "bastien@demo.test", "Bastien", "Perrier", "81234567800012"),
    ("chloe", "chloe@demo.test", "Chloé", "Martinet", "20006911000019"),
    ("gaelle", "gaelle@demo.test", "Gaëlle", "Le Goff", "13002526500013"),
    ("marie", "marie.curie@savoie.example", "Marie", "Curie", "20006911000019"),
)
CODE_SECONDS, TOKEN_SECONDS, MOST_KEPT = 60, 300, 1000
LONGEST_BODY = 20_000
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Se connecter – fournisseur d’identité de démonstration</title><style>
body {{ margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 100vh }}
main {{ width: min(30rem, calc(100vw - 2rem)); padding: 1.5rem 0 }} h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem }}
form {{ display: grid; gap: .75rem; margin: 1.25rem 0 }}
button {{ font: inherit; text-align: start; padding: .75rem 1rem; border: 1px solid currentcolor; border-radius: .375rem; background: none;
color: inherit; cursor: pointer }} button:hover {{ text-decoration: underline }}
button:focus-visible {{ outline: 3px solid; outline-offset: 2px }}
small {{ display: block }}
</style></head><body><main>{body}</main></body></html>"""


def claims_of(email: str, given: str, usual: str, siret: str) -> dict[str, object]:
    """What ProConnect tells of a person."""
    idp = "71144ab3-ee1a-4401-b7b3-79b44f7daeeb"
    return {"email": email, "given_name": given, "usual_name": usual, "siret": siret, "uid": email, "idp_id": idp}


@dataclass(frozen=True)
class Pass:
    """What a code or a token stands for, until when."""

    sub: str
    nonce: str
    until: float


class Provider:
    """Who is known, the one client, and what was handed out."""

    def __init__(self, *, issuer: str, home: str, client: str, secret: str) -> None:
        self.issuer, self.home, self.client, self.secret = issuer, home, client, secret
        self.people = {sub: claims_of(*rest) for sub, *rest in PEOPLE}
        self.key = RSAKey.generate_key(2048, parameters={"kid": secrets.token_hex(8)}, private=True)
        self.codes: dict[str, Pass] = {}
        self.tokens: dict[str, Pass] = {}
        self.lock = threading.Lock()

    def configuration(self) -> dict[str, Any]:
        """What it says of itself."""
        pages = {"authorization": "authorize", "token": "token", "userinfo": "userinfo", "end_session": "end_session"}
        ends: dict[str, Any] = {f"{name}_endpoint": f"{self.issuer}/{page}" for name, page in pages.items()}
        return ends | {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", "response_types_supported": ["code"]}

    def is_ours(self, address: str) -> bool:
        """Whether people may be sent there."""
        return urlsplit(address)[:2] == urlsplit(self.home)[:2] and not set(address) & set("\r\n")

    def give(self, kept: dict[str, Pass], sub: str, nonce: str, seconds: int) -> str:
        """Something nobody can guess, for a time."""
        secret, now = secrets.token_urlsafe(32), time.time()
        with self.lock:
            for old in [name for name, one in kept.items() if one.until < now] + list(kept)[: max(0, len(kept) - MOST_KEPT)]:
                kept.pop(old, None)
            kept[secret] = Pass(sub, nonce, now + seconds)
        return secret

    def take(self, kept: dict[str, Pass], secret: str, *, once: bool) -> Pass | None:
        """What it stands for, if it still does."""
        with self.lock:
            found = kept.pop(secret, None) if once else kept.get(secret)
        return found if found is not None and found.until >= time.time() else None

    def signed(self, claims: dict[str, Any]) -> str:
        """A token for the client, good for some minutes."""
        now = int(time.time())
        whole = claims | {"iss": self.issuer, "aud": self.client, "iat": now, "exp": now + TOKEN_SECONDS}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, whole, self.key)


class Handler(http.server.BaseHTTPRequestHandler):
    """One exchange with a browser or with the platform."""

    provider: Provider
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: `make run` shows one thing at a time."""

    def do_GET(self) -> None:
        """Pages and what is public."""
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._json(self.provider.configuration())
        elif parts.path == "/jwks":
            self._json({"keys": [self.provider.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self._choose(asked)
        elif parts.path == "/userinfo":
            self._tell()
        elif parts.path == "/end_session" and self.provider.is_ours(asked.get("post_logout_redirect_uri", "")):
            self._send_back(asked["post_logout_redirect_uri"], state=asked.get("state", ""))
        else:
            self._page(404, "<h1>Cette page n’existe pas</h1>")

    def do_POST(self) -> None:
        """Someone was chosen, or the platform exchanges a code."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > LONGEST_BODY:
            self.close_connection = True
            self._page(400, "<h1>Demande illisible</h1>")
            return
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace")).items()}
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            self._chosen({name: values[0] for name, values in parse_qs(parts.query).items()}, form.get("sub", ""))
        elif parts.path == "/token":
            self._exchange(form)
        else:
            self._page(404, "<h1>Cette page n’existe pas</h1>")

    def _is_good(self, asked: dict[str, str]) -> bool:
        good = asked.get("client_id") == self.provider.client and self.provider.is_ours(asked.get("redirect_uri", ""))
        if not good:
            self._page(400, "<h1>Ce service n’est pas connu ici</h1><p>Revenez à la plateforme, puis recommencez.</p>")
        return good

    def _choose(self, asked: dict[str, str]) -> None:
        if not self._is_good(asked):
            return
        buttons = "".join(
            f'<button name="sub" value="{sub}">{html.escape(f"{given} {usual}")}<small>{html.escape(email)}</small></button>'
            for sub, email, given, usual, _siret in PEOPLE
        )
        self._page(
            200,
            "<h1>Qui êtes-vous ?</h1><p>Ce fournisseur d’identité est fictif : il remplace ProConnect dans la démonstration. "
            "Les personnes sont inventées, aucun mot de passe n’est demandé.</p>"
            f'<form method="post">{buttons}<button name="sub" value="">Revenir sans m’identifier</button></form>',
        )

    def _chosen(self, asked: dict[str, str], sub: str) -> None:
        if not self._is_good(asked):
            return
        answer = {"error": "access_denied"}
        if sub in self.provider.people:
            answer = {"code": self.provider.give(self.provider.codes, sub, asked.get("nonce", ""), CODE_SECONDS)}
        self._send_back(asked["redirect_uri"], **answer, state=asked.get("state", ""))

    def _exchange(self, form: dict[str, str]) -> None:
        provider = self.provider
        right = secrets.compare_digest(form.get("client_secret", "").encode(), provider.secret.encode())
        if form.get("client_id") != provider.client or not right:
            self._json({"error": "invalid_client"}, 401)
            return
        found = provider.take(provider.codes, form.get("code", ""), once=True)
        if found is None:
            self._json({"error": "invalid_grant"}, 400)
            return
        token = provider.give(provider.tokens, found.sub, "", TOKEN_SECONDS)
        id_token = provider.signed({"sub": found.sub, "nonce": found.nonce, "amr": ["pwd"]})
        self._json({"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "id_token": id_token})

    def _tell(self) -> None:
        found = self.provider.take(self.provider.tokens, self.headers.get("Authorization", "").removeprefix("Bearer "), once=False)
        if found is None:
            self._json({"error": "invalid_token"}, 401)
            return
        self._answer(200, "application/jwt", self.provider.signed({"sub": found.sub, **self.provider.people[found.sub]}).encode())

    def _send_back(self, address: str, **words: str) -> None:
        self.send_response(302)
        self.send_header("Location", f"{address}?{urlencode(words)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, value: dict[str, Any], status: int = 200) -> None:
        self._answer(status, "application/json", json.dumps(value).encode())

    def _page(self, status: int, body: str) -> None:
        self._answer(status, "text/html; charset=utf-8", PAGE.format(body=body).encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until stopped; the first line written is the address."""
    port, home = int(sys.argv[1]), sys.argv[2]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    issuer = f"http://localhost:{server.server_port}"
    names = ("PROCONNECT_CLIENT_ID", "PROCONNECT_CLIENT_SECRET")
    client, secret = (os.environ[name] for name in names)
    Handler.provider = Provider(issuer=issuer, home=home, client=client, secret=secret)
    if "--say" in sys.argv:
        sys.stdout.write(f"{issuer}\n")
        sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
