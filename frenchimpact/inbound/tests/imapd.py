"""A mailbox of the tests that speaks enough IMAP for a collector: LOGIN, SELECT, SEARCH, FETCH, STORE."""

import re
import socketserver
import threading
from typing import Any


class Mailbox(socketserver.ThreadingTCPServer):
    """Messages by number; those seen; what it is told to fail at."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.flagged: set[int] = set()
        self.claimed_sizes: dict[int, int] = {}
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def add(self, content: bytes) -> int:
        number = len(self.messages) + 1
        self.messages[number] = content
        return number


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            tag, _space, words = line.partition(" ")
            self.wfile.write(self._answer(words) + f"{tag} {self._status(words)}\r\n".encode())
            if words.upper().startswith("LOGOUT"):
                return

    def _status(self, words: str) -> str:
        wrong = words.upper().startswith("LOGIN") and "secret" not in words
        return "NO wrong password" if wrong else "OK done"

    def _answer(self, words: str) -> bytes:
        box: Any = self.server
        name = words.upper()
        if name.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if name.startswith("SELECT"):
            return f"* {len(box.messages)} EXISTS\r\n".encode()
        if name.startswith("UID SEARCH"):
            return ("* SEARCH " + " ".join(str(n) for n in box.messages if n not in box.seen)).strip().encode() + b"\r\n"
        found = re.match(r"UID (FETCH|STORE) (\d+) (.*)", words, re.IGNORECASE)
        if not found:
            return b"* BYE\r\n" if name.startswith("LOGOUT") else b""
        number, content = int(found[2]), bytes(box.messages[int(found[2])])
        if found[1].upper() == "STORE":
            box.seen.add(number)
            if "Flagged" in found[3]:
                box.flagged.add(number)
            return b""
        size = box.claimed_sizes.get(number, len(content))
        if "SIZE" in found[3].upper():
            return f"* {number} FETCH (UID {number} RFC822.SIZE {size})\r\n".encode()
        return f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n"
