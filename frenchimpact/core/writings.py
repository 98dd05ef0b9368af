"""How the letters of a text file are written, found from its octets."""

from pathlib import Path

_CHUNK = 1 << 20
# What French words are made of beyond ASCII, and the bytes of those letters in the two single-byte writings in use.
_LETTERS = "éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ’«»…–—°€"


def encoding_of(path: Path, start: bytes) -> str:
    """UTF-8 when the file holds; otherwise the single-byte writing whose accents make French."""
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    counts = [0] * 256
    right = wrong = 0
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            chunk = rest + chunk
            cut = max(len(chunk) - 3, 0)
            # Not in the middle of a letter.
            while cut < len(chunk) and 0x80 <= chunk[cut] < 0xC0:
                cut += 1
            chunk, rest = (chunk[:cut], chunk[cut:]) if len(chunk) > 3 else (chunk, b"")
            letters, damage = _utf8_of(chunk)
            right, wrong = right + letters, wrong + damage
            if damage:
                for byte in range(128, 256):
                    counts[byte] += chunk.count(byte)
    letters, damage = _utf8_of(rest)
    right, wrong = right + letters, wrong + damage
    for byte in rest:
        counts[byte] += byte > 127
    # A few damaged lines in a UTF-8 file are refused one by one; they do not make it another writing.
    if wrong == 0 or right > 10 * wrong:
        return "utf-8"
    scores = {name: sum(counts[byte] for byte in _bytes_of(name)) for name in ("cp1252", "mac_roman")}
    return max(scores, key=lambda name: scores[name])


def _bytes_of(encoding: str) -> list[int]:
    return [letter.encode(encoding)[0] for letter in _LETTERS]


def _utf8_of(chunk: bytes) -> tuple[int, int]:
    """About how many letters beyond ASCII are written in UTF-8, and how many bytes are not UTF-8."""
    try:
        return len(chunk) - len(chunk.decode()), 0
    except UnicodeDecodeError:
        text = chunk.decode("utf-8", "surrogateescape")
    damage = sum(1 for char in text if "\udc80" <= char <= "\udcff")
    return len(text) - len(text.encode("ascii", "ignore")) - damage, damage
