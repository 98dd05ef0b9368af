"""Short texts for bytes: base58 as in Bitcoin ("z…") and base64url ("u…"), and the prefix that says « an Ed25519 public key »."""

import base64
import binascii

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)}
_ED25519 = b"\xed\x01"
# Longer than any key or signature: decoding is quadratic.
_LONGEST = 200


def base58(data: bytes) -> str:
    """The bytes in base58, leading zeros as ones."""
    number, text = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def unbase58(text: str) -> bytes:
    """The bytes of a base58 text. Raises ValueError."""
    if len(text) > _LONGEST:
        raise ValueError("too long")
    number = 0
    for char in text:
        if char not in _VALUES:
            raise ValueError(f"not base58: {char!r}")
        number = number * 58 + _VALUES[char]
    body = number.to_bytes((number.bit_length() + 7) // 8)
    return b"\0" * (len(text) - len(text.lstrip("1"))) + body


def of_key(public: bytes) -> str:
    """An Ed25519 public key as a Multikey writes it: z6Mk…"""
    return "z" + base58(_ED25519 + public)


def key_of(text: str) -> bytes:
    """The 32 bytes of an Ed25519 Multikey. Raises ValueError for anything else."""
    data = unbase58(text[1:]) if text.startswith("z") else b""
    if len(data) != 34 or not data.startswith(_ED25519):
        raise ValueError("not an Ed25519 Multikey")
    return data[2:]


def base64url(data: bytes) -> str:
    """Multibase base64url, without padding."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    """The bytes of a multibase base64url text. Raises ValueError."""
    if not text.startswith("u"):
        raise ValueError("not multibase base64url")
    try:
        return base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
