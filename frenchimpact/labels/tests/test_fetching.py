"""The guarded door: which addresses are asked, which never are, and where an identity is found."""

import pytest

from frenchimpact.labels.tests.issuers import HOST, Issuer
from frenchimpact.labels.verification.fetching import Fetcher, Unreachable, is_public
from frenchimpact.labels.verification.identities import UnknownIssuer, address_of

pytestmark = pytest.mark.django_db


# ── The guarded door ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_that_are() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "url",
    [
        "http://emetteur.exemple/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://user:pass@emetteur.exemple/",
        "https://emetteur.exemple:22/",
        "https://emetteur.exemple:99999/",
        "https://emetteur.exemple/\r\nHost: x",
        "https://émetteur.exemple/",
        "file:///etc/passwd",
        "gopher://emetteur.exemple/",
        "https:///",
        "https://exemple/",
    ],
)
def test_addresses_that_are_never_followed(url: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up")

    with pytest.raises(Unreachable):
        Fetcher(resolve=never).get(url)


def test_a_name_that_leads_inside_is_refused_even_among_good_ones(issuer: Issuer) -> None:
    fetcher = Fetcher(resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"], ports=(issuer.port,))
    with pytest.raises(Unreachable, match="not a public address"):
        fetcher.get(f"https://{HOST}:{issuer.port}/")
    assert issuer.asked == []


def test_one_verification_asks_little(issuer: Issuer) -> None:
    fetcher = issuer.fetcher()
    for number in range(6):
        with pytest.raises(Unreachable):
            fetcher.get(issuer.list_address(f"/{number}"))
    with pytest.raises(Unreachable, match="too many addresses"):
        fetcher.get(issuer.list_address("/7"))
    assert len(issuer.asked) == 6


def test_a_certificate_of_another_machine_is_not_taken_for_the_issuers(issuer: Issuer) -> None:
    with pytest.raises(Unreachable, match="SSL"):
        issuer.fetcher().get(f"https://autre.exemple:{issuer.port}/")


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:exemple.fr", "https://exemple.fr/.well-known/did.json"),
        ("did:web:exemple.fr%3A8443", "https://exemple.fr:8443/.well-known/did.json"),
        ("did:web:exemple.fr:labels:a", "https://exemple.fr/labels/a/did.json"),
        ("did:web:exemple.fr:..:secret", None),
        ("did:web:exemple.fr:%2e%2e", None),
        ("did:web:exemple.fr%2Fa", None),
        ("did:web:", None),
        ("did:ethr:0x1", None),
        ("https://exemple.fr", None),
    ],
)
def test_where_an_identity_is(did: str, address: str | None) -> None:
    if address is None:
        with pytest.raises(UnknownIssuer):
            address_of(did)
    else:
        assert address_of(did) == address


# ── Hostile input ────────────────────────────────────────────────────────────────────────────────
