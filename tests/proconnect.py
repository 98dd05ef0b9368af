"""A real OpenID provider, as a process of its own, as strict as ProConnect's documentation: `python -m tests.proconnect [port]`.

The package gives the provider; this adds what is particular to ProConnect: no unknown parameter, long state and nonce, details
as a signed token, codes of thirty seconds. `PUT /panne/<name>` makes it misbehave, for tests. It knows the people of the demonstration.
"""

import json
import os
import sys
import time
from typing import Any

import flask
import joserfc.jwk
import joserfc.jwt
import oidc_provider_mock
import werkzeug.serving
from oidc_provider_mock._storage import User, storage

from frenchimpact.demo.identity_provider import PEOPLE, claims_of

KNOWN = {
    *("response_type", "client_id", "redirect_uri", "scope", "claims", "state", "nonce", "prompt", "idp_hint"),
    *("code_challenge", "code_challenge_method"),
}
# Proofs of PKCE are unknown to the documentation that we follow: refused unless this process is told to accept them.
PKCE = {"code_challenge", "code_challenge_method"}
CODE_SECONDS = 30


def make_app() -> flask.Flask:
    """The provider, with ProConnect's own rules around it."""
    people = [User(sub=sub, claims=claims_of(*rest)) for sub, *rest in PEOPLE]
    app: flask.Flask = oidc_provider_mock.app(require_nonce=True, user_claims=people)
    app.logger.disabled = True
    fault = {"name": "", "accepts_pkce": ""}
    other_key = joserfc.jwk.RSAKey.generate_key(private=True)

    @app.put("/panne/<name>")
    def set_fault(name: str) -> str:
        fault["name"] = "" if name == "aucune" else name
        return ""

    @app.before_request
    def strict() -> Any:
        request = flask.request
        if request.path.endswith("/authorize") and request.method == "GET":
            unknown = set(request.args) - (KNOWN if fault["name"] == "pkce" else KNOWN - PKCE)
            if unknown:
                return f"Y000400 : Bad Request Exception ({', '.join(sorted(unknown))})", 400
            if len(request.args.get("state", "")) < 32 or len(request.args.get("nonce", "")) < 32:
                return "Y000400 : state and nonce must have 32 characters or more", 400
        if request.path.endswith("/token"):
            if fault["name"] == "token-500":
                return "down", 500
            if not request.form.get("client_secret") or request.authorization:
                return flask.jsonify({"error": "invalid_client"}), 401
            code = storage.get_authorization_code(request.form.get("code", ""))
            if code and time.time() - code.auth_time > CODE_SECONDS:
                return flask.jsonify({"error": "invalid_grant"}), 400
        if request.path.endswith("/end_session") and request.method == "GET":
            missing = {"id_token_hint", "state", "post_logout_redirect_uri"} - set(request.args)
            if missing or len(request.args["state"]) < 32:
                return "Y030111", 400
        return None

    def sign(claims: dict[str, Any]) -> str:
        name = fault["name"]
        if name.startswith("issuer"):
            claims["iss"] = "https://ailleurs.example"
        if name.startswith("audience"):
            claims["aud"] = "un-autre-service"
        if name.startswith("expired"):
            claims["exp"] = int(time.time()) - 3600
        if name.startswith("no-exp"):
            claims.pop("exp")
        key = other_key if name.startswith("other-key") else storage.jwk
        if name.startswith("hs256"):
            # The old trick: the public key taken as a shared secret.
            public = joserfc.jwk.OctKey.import_key(json.dumps(storage.jwk.as_dict(private=False)))
            return joserfc.jwt.encode({"alg": "HS256"}, claims, public)
        return joserfc.jwt.encode({"alg": "RS256", "kid": storage.jwk.kid}, claims, key)

    @app.after_request
    def like_proconnect(response: flask.Response) -> flask.Response:
        path, name = flask.request.path, fault["name"]
        issuer = flask.request.host_url.rstrip("/")
        if path.endswith("/openid-configuration") and name == "discovery":
            response.set_data(json.dumps({**json.loads(response.get_data()), "issuer": "https://ailleurs.example"}))
        if path.endswith("/token") and response.status_code == 200:
            tokens = json.loads(response.get_data())
            claims = joserfc.jwt.decode(tokens["id_token"], storage.jwk).claims
            claims["amr"] = ["pwd", "mfa"] if name == "mfa" else ["pwd"]
            if name == "nonce":
                claims["nonce"] = "n" * 43
            signed = sign(claims) if name in {"", "mfa", "nonce"} or name.endswith("-id") else sign_good(claims)
            response.set_data(json.dumps({**tokens, "id_token": signed}))
        if path.endswith("/userinfo") and response.status_code == 200 and name != "plain":
            sub = json.loads(response.get_data())["sub"]
            person = storage.get_user(sub)
            stated = {"sub": "someone-else" if name == "sub" else sub, **(person.claims if person else {})}
            if name == "verified":
                stated["email_verified"] = True
            claims = stated | {"iss": issuer, "aud": fault["audience"], "exp": int(time.time()) + 60, "iat": int(time.time())}
            token = {"garbage": "not.a.token", "none": unsigned(claims)}.get(name)
            response.set_data(token or (sign(claims) if not name.endswith("-id") else sign_good(claims)))
            response.content_type = "application/jwt"
        return response

    def sign_good(claims: dict[str, Any]) -> str:
        return joserfc.jwt.encode({"alg": "RS256", "kid": storage.jwk.kid}, claims, storage.jwk)

    def unsigned(claims: dict[str, Any]) -> str:
        from base64 import urlsafe_b64encode

        parts = [urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in ({"alg": "none"}, claims)]
        return ".".join([*parts, ""])

    @app.before_request
    def remember_client() -> None:
        if flask.request.path.endswith("/token"):
            fault["audience"] = flask.request.form.get("client_id", "")

    return app


def main() -> None:
    """Serve until stopped; the first line written is the address."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 9400
    server = werkzeug.serving.make_server("localhost", port, make_app(), threaded=True)
    sys.stdout.write(f"http://localhost:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
