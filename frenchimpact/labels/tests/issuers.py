"""Another issuer: a real https server on this machine, with its identity, its status lists and its certificates."""

import datetime as dt
import gzip
import http.server
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from frenchimpact.labels.credentials import multibase
from frenchimpact.labels.credentials.canonical import OB3, VC2
from frenchimpact.labels.credentials.proofs import sign
from frenchimpact.labels.verification.fetching import Fetcher

HOST = "emetteur.exemple"
SLOW, REDIRECT = object(), object()


class Issuer:
    """What it publishes, by path; and what it signs."""

    def __init__(self, folder: Path) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        self.key = Ed25519PrivateKey.generate()
        self.name = multibase.of_key(self.key.public_key().public_bytes_raw())
        self.certificate = folder / "issuer.pem"
        self.port = 0
        self.publish_identity()

    @property
    def did(self) -> str:
        return f"did:web:{HOST}%3A{self.port}" if self.port else f"did:web:{HOST}"

    def publish_identity(self, **changes: Any) -> None:
        method = {"id": f"{self.did}#{self.name}", "type": "Multikey", "controller": self.did, "publicKeyMultibase": self.name}
        identity = {"id": self.did, "verificationMethod": [method], "assertionMethod": [method["id"]], **changes}
        self.pages["/.well-known/did.json"] = identity

    def sign(self, document: dict[str, Any], **changes: Any) -> dict[str, Any]:
        return sign(document, key=self.key, method=f"{self.did}#{self.name}", created=dt.datetime.now(dt.UTC), **changes)

    def list_address(self, path: str = "/liste") -> str:
        return f"https://{HOST}:{self.port}{path}"

    def badge(self, **changes: Any) -> dict[str, Any]:
        """A badge of its own, with its place in its list."""
        entry = {
            "id": f"{self.list_address()}#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": self.list_address(),
        }
        document = {
            "@context": [VC2, OB3],
            "id": "urn:uuid:2fe53dc9-b2ec-4939-9b2c-0d00f6663b6c",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": self.did, "type": ["Profile"], "name": "Une autre association"},
            "validFrom": "2020-01-01T00:00:00Z",
            "name": "Un badge",
            "credentialStatus": entry,
            "credentialSubject": {
                "id": "urn:uuid:6d7b3a70-0000-4000-8000-000000000001",
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": f"https://{HOST}/badge",
                    "type": ["Achievement"],
                    "name": "Un badge d’ailleurs",
                    "description": "Il reconnaît.",
                    "criteria": {"narrative": "Une épreuve."},
                },
            },
            **changes,
        }
        return self.sign({name: value for name, value in document.items() if value is not None})

    def publish_list(self, *places: int, size: int = 131_072, **changes: Any) -> None:
        """Its list, with these places set."""
        bits = bytearray(size // 8)
        for place in places:
            bits[place // 8] |= 0x80 >> place % 8
        document = {
            "@context": [VC2],
            "id": self.list_address(),
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.did,
            "validFrom": "2020-01-01T00:00:00Z",
            "credentialSubject": {
                "id": f"{self.list_address()}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": multibase.base64url(gzip.compress(bytes(bits))),
            },
            **changes,
        }
        self.pages["/liste"] = self.sign(document)

    def fetcher(self, **changes: Any) -> Fetcher:
        """The guarded door, to which this machine is allowed under that name."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        # The certificate of the tests is its own authority, which strict reading refuses.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        values: dict[str, Any] = {
            "allows": lambda address: address == "127.0.0.1",
            "resolve": lambda host, port: ["127.0.0.1"],
            "context": context,
            "ports": (443, self.port),
            **changes,
        }
        return Fetcher(**values)


def _certificate(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))


@contextmanager
def another_issuer(folder: Path) -> Iterator[Issuer]:
    """An issuer that answers until the end of the test."""
    issuer = Issuer(folder)
    _certificate(issuer.certificate)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            page = issuer.pages.get(self.path)
            if page is SLOW:
                time.sleep(3)
            if page is REDIRECT:
                self.send_response(302)
                self.send_header("Location", "https://127.0.0.1/secret")
                self.end_headers()
                return
            content = page if isinstance(page, bytes) else json.dumps(page).encode()
            self.send_response(200 if page is not None and page is not SLOW else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the terminal."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(issuer.certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    issuer.port = server.server_address[1]
    issuer.publish_identity()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
