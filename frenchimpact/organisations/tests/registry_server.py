"""A registry on this machine, run as a process of its own: replays the answers of the public service, and its bad days.

`python registry_server.py` prints its port, then a line per question on its output.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROWS: list[dict[str, Any]] = json.loads((Path(__file__).resolve().parent.parent / "registry" / "demo.json").read_text())
GARBAGE: dict[str, bytes] = {
    "html": b"<html><body>Maintenance</body></html>",
    "tronque": b'{"results": [{"siren": "0001',
    "liste": b"[]",
    "vide": b"",
    "absurde": b'{"results": [{"siren": 12}, "x", null]}',
    "profond": b"[" * 100_000,
    "octets": bytes(range(128, 256)),
}


class Registry(BaseHTTPRequestHandler):
    """One question."""

    times: list[float] = []
    once: set[str] = set()

    def do_GET(self) -> None:
        """Answer what the text asks for."""
        text = parse_qs(urlsplit(self.path).query).get("q", [""])[0]
        self.times.append(time.monotonic())
        sys.stdout.write(json.dumps({"q": text, "agent": self.headers.get("User-Agent"), "at": time.monotonic()}) + "\n")
        sys.stdout.flush()
        if text == "panne":
            return self.reply(503, b"{}")
        if text == "refus":
            return self.reply(400, b'{"erreur": "..."}')
        if text == "trop":
            return self.reply(429, b"{}", {"Retry-After": "30"})
        if text == "trop-puis-relais" and text not in self.once:
            self.once.add(text)
            return self.reply(429, b"{}", {"Retry-After": "0"})
        if text == "muet":
            time.sleep(20)
            return None
        if text == "goutte":
            return self.drip()
        if text == "enorme":
            return self.reply(200, b'{"results": [' + b" " * 3_000_000 + b"]}")
        if text.startswith("charabia-"):
            return self.reply(200, GARBAGE[text.removeprefix("charabia-")])
        found = [row for row in ROWS if self.is_asked(row, text.removeprefix("trop-puis-"))]
        return self.reply(200, json.dumps({"results": found, "total_results": len(found)}).encode())

    def is_asked(self, row: dict[str, Any], text: str) -> bool:
        """By number, or by words of the name."""
        numbers = {row["siren"], row["complements"]["identifiant_association"], *(one["siret"] for one in row["matching_etablissements"])}
        return text in numbers or text.upper() in row["nom_complet"]

    def drip(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        for _number in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """One whole answer."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: what matters goes to the output."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
