"""Verification: each answer, for our certificates and others', and input made to fool it or to make it knock on doors."""

import copy
import datetime as dt
import gzip
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from frenchimpact.core import clock
from frenchimpact.labels import actions
from frenchimpact.labels.credentials import keys, multibase
from frenchimpact.labels.credentials.proofs import is_intact
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_historical, make_label
from frenchimpact.labels.tests.issuers import HOST, REDIRECT, SLOW, Issuer
from frenchimpact.labels.verification import State, judge, judge_address, judge_sent
from frenchimpact.labels.verification.fetching import Fetcher
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def content_of(label: Label) -> dict[str, Any]:
    found: dict[str, Any] = label.certificates.order_by("-number")[0].content
    return found


# ── Ours ─────────────────────────────────────────────────────────────────────────────────────────
def test_ours_is_valid_without_asking_anyone() -> None:
    label = make_label(make_organisation(name="Le Tremplin", siren="356000000"))
    fetcher = Fetcher(resolve=lambda host, port: pytest.fail("the network was asked"))
    verdict = judge(content_of(label), fetcher)
    assert (verdict.state, verdict.is_ours, verdict.label) == (State.VALID, True, label)
    assert "Le Tremplin" in [claim.value for claim in verdict.claims]
    assert all(is_good for _words, is_good in verdict.checks)
    assert len(verdict.checks) == 4


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("observed", State.VALID),
        ("suspended", State.SUSPENDED),
        ("withdrawn", State.REVOKED),
        ("surrendered", State.REVOKED),
    ],
)
def test_ours_follows_the_register(status: str, state: State) -> None:
    label = make_label()
    content = content_of(label)
    Label.objects.filter(pk=label.pk).update(status=status)
    assert judge(content).state == state


def test_ours_expires_and_begins() -> None:
    past = make_label(granted_on=dt.date(2020, 1, 1), valid_until=dt.date(2022, 12, 31))
    assert judge(content_of(past)).state == State.EXPIRED
    future = make_label(valid_from=clock.today() + dt.timedelta(days=30))
    assert judge(content_of(future)).state == State.NOT_YET
    last_day = make_label(granted_on=dt.date(2020, 1, 1), valid_until=clock.today())
    assert judge(content_of(last_day)).state == State.VALID
    # Ended and out of date: that it was revoked is said first.
    Label.objects.filter(pk=past.pk).update(status="withdrawn")
    assert judge(content_of(past)).state == State.REVOKED


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["validUntil"], "2099-01-01T00:00:00Z"),
        (["credentialSubject", "identifier", 0, "identityHash"], "Un autre"),
        (["credentialStatus", 0, "statusListIndex"], "99"),
        (["credentialStatus"], None),
        (["credentialSubject", "achievement", "name"], "Label d’or"),
        (["montant"], "1 000 000 €"),
        (["proof", "created"], "2020-01-01T00:00:00Z"),
        (["proof", "expires"], "2020-01-01T00:00:00Z"),
        (["proof", "proofPurpose"], "authentication"),
    ],
)
def test_one_claim_changed_is_seen(path: list[Any], value: Any) -> None:
    content = copy.deepcopy(content_of(make_label()))
    place = content
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    verdict = judge(content)
    assert verdict.state == State.ALTERED
    assert (verdict.checks[-1][1]) is False


def test_a_document_that_only_says_it_is_ours_is_not(issuer: Issuer) -> None:
    content = content_of(make_label())
    issuer.key, forged = issuer.key, copy.deepcopy(content)
    del forged["proof"]
    # Signed by another key, under our name.
    signed = issuer.sign(forged)
    assert judge(signed, issuer.fetcher()).state == State.UNKNOWN_ISSUER
    signed["proof"]["verificationMethod"] = content["proof"]["verificationMethod"]
    assert judge(signed, issuer.fetcher()).state == State.ALTERED


def test_the_parent_of_all_tricks_the_name_of_another_list() -> None:
    """A suspended label cannot borrow the place of another: the place is signed too."""
    first, second = make_label(), make_label()
    Label.objects.filter(pk=first.pk).update(status="suspended")
    content = copy.deepcopy(content_of(first))
    content["credentialStatus"] = content_of(second)["credentialStatus"]
    assert judge(content).state == State.ALTERED


def test_a_certificate_signed_under_a_former_address_stays_ours(settings: Settings) -> None:
    settings.BASE_URL = "https://ancien.exemple.fr"
    label = make_label()
    content = content_of(label)
    settings.BASE_URL = "https://nouveau.exemple.fr"
    assert judge(content, Fetcher(resolve=lambda host, port: [])).state == State.UNKNOWN_ISSUER
    settings.FORMER_BASE_URLS = ["https://ancien.exemple.fr"]
    verdict = judge(content, Fetcher(resolve=lambda host, port: pytest.fail("the network was asked")))
    assert (verdict.state, verdict.is_ours, verdict.label) == (State.VALID, True, label)
    assert judge_address(f"https://ancien.exemple.fr/labels/{label.reference}/attestation.json").state == State.VALID
    Label.objects.update(status="suspended")
    assert judge(content).state == State.SUSPENDED


def test_strangers_find_the_former_identity_where_it_was(client: Client, settings: Settings) -> None:
    settings.BASE_URL, settings.FORMER_BASE_URLS = "https://nouveau.exemple.fr", ["https://ancien.exemple.fr"]
    settings.ALLOWED_HOSTS = ["ancien.exemple.fr", "nouveau.exemple.fr"]
    make_label()
    for host, other in (("ancien.exemple.fr", "nouveau.exemple.fr"), ("nouveau.exemple.fr", "ancien.exemple.fr")):
        identity = client.get("/.well-known/did.json", headers={"Host": host}).json()
        assert (identity["id"], identity["alsoKnownAs"]) == (f"did:web:{host}", [f"did:web:{other}"])
        signed = json.loads(client.get("/labels/statuts/1", headers={"Host": host}).content)
        assert (signed["id"], signed["issuer"]) == (f"https://{host}/labels/statuts/1", identity["id"])
        assert signed["proof"]["verificationMethod"] in identity["assertionMethod"]
        assert is_intact(signed, signed["proof"], multibase.key_of(keys.signing_key().name))


# ── Another issuer's ─────────────────────────────────────────────────────────────────────────────
def test_anothers_is_valid_once_its_key_and_its_list_are_read(issuer: Issuer) -> None:
    issuer.publish_list(3)
    verdict = judge(issuer.badge(), issuer.fetcher())
    assert (verdict.state, verdict.is_ours) == (State.VALID, False)
    assert HOST in verdict.words
    assert issuer.asked == ["/.well-known/did.json", "/liste"]


def test_anothers_is_revoked(issuer: Issuer) -> None:
    issuer.publish_list(7)
    assert judge(issuer.badge(), issuer.fetcher()).state == State.REVOKED


def test_anothers_expires(issuer: Issuer) -> None:
    issuer.publish_list()
    assert judge(issuer.badge(validUntil="2021-01-01T00:00:00Z"), issuer.fetcher()).state == State.EXPIRED


def test_without_a_list_there_is_nothing_to_revoke(issuer: Issuer) -> None:
    assert judge(issuer.badge(credentialStatus=None), issuer.fetcher()).state == State.VALID


def _broken_lists(issuer: Issuer) -> Iterator[tuple[str, Any]]:
    yield "absent", None
    yield "not JSON", b"<html>"
    yield "too slow", SLOW
    yield "elsewhere", REDIRECT
    yield "too long", b" " * 5_000_000
    issuer.publish_list(size=1024)
    yield "too short to be one", issuer.pages["/liste"]
    issuer.publish_list(id="https://emetteur.exemple/autre")
    yield "the list of another address", issuer.pages["/liste"]
    issuer.publish_list(issuer="did:web:ailleurs.exemple")
    yield "another issuer's list", issuer.pages["/liste"]
    issuer.publish_list(validUntil="2021-01-01T00:00:00Z")
    yield "out of date", issuer.pages["/liste"]
    issuer.publish_list()
    changed = copy.deepcopy(issuer.pages["/liste"])
    changed["credentialSubject"]["encodedList"] = multibase.base64url(gzip.compress(bytes(20_000)))
    yield "changed", changed
    unsigned = copy.deepcopy(issuer.pages["/liste"])
    del unsigned["proof"]
    yield "unsigned", unsigned
    issuer.publish_list(
        credentialSubject={"id": "urn:l", "type": "BitstringStatusList", "statusPurpose": "suspension", "encodedList": "uH4sI"}
    )
    yield "another purpose", issuer.pages["/liste"]


def test_a_list_that_cannot_be_read_never_reads_as_valid(issuer: Issuer) -> None:
    badge = issuer.badge()
    for name, page in list(_broken_lists(issuer)):
        issuer.pages["/liste"] = page
        fetcher = issuer.fetcher(end=time.monotonic() + (1 if page is SLOW else 6))
        assert judge(badge, fetcher).state == State.STATUS_UNKNOWN, name


@pytest.mark.parametrize(
    "entry",
    [
        [],
        "liste",
        {"type": "1EdTechRevocationList", "id": "https://emetteur.exemple/liste"},
        {"type": "BitstringStatusListEntry", "statusPurpose": "message", "statusListIndex": "7", "id": "urn:e"},
        {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "-1", "id": "urn:e"},
    ],
)
def test_a_status_of_another_kind_never_reads_as_valid(issuer: Issuer, entry: Any) -> None:
    try:
        badge = issuer.badge(credentialStatus=entry)
    except Exception:
        badge = issuer.badge(credentialStatus=None) | {"credentialStatus": entry}
    assert judge(badge, issuer.fetcher()).state in {State.STATUS_UNKNOWN, State.ALTERED}


def test_a_place_beyond_the_list_never_reads_as_valid(issuer: Issuer) -> None:
    issuer.publish_list()
    entry = issuer.badge()["credentialStatus"] | {"statusListIndex": "131072"}
    assert judge(issuer.badge(credentialStatus=entry), issuer.fetcher()).state == State.STATUS_UNKNOWN


def test_a_list_packed_to_burst_is_stopped(issuer: Issuer) -> None:
    issuer.publish_list(size=8 * 200_000_000)
    assert len(json.dumps(issuer.pages["/liste"])) < 400_000
    start = time.monotonic()
    assert judge(issuer.badge(), issuer.fetcher()).state == State.VALID
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    "identity",
    [
        None,
        b"{}",
        {"id": "did:web:ailleurs.exemple"},
        {"assertionMethod": []},
        {"verificationMethod": []},
        SLOW,
        REDIRECT,
    ],
)
def test_an_issuer_that_cannot_be_known(issuer: Issuer, identity: Any) -> None:
    badge = issuer.badge()
    if isinstance(identity, dict):
        issuer.publish_identity(**identity)
    else:
        issuer.pages["/.well-known/did.json"] = identity
    assert judge(badge, issuer.fetcher(end=time.monotonic() + 1.5)).state == State.UNKNOWN_ISSUER


def test_a_key_that_names_itself_proves_nobody(issuer: Issuer) -> None:
    did = f"did:key:{issuer.name}"
    badge = issuer.badge(credentialStatus=None)
    del badge["proof"]
    badge["issuer"]["id"] = did
    from frenchimpact.labels.credentials.proofs import sign

    signed = sign(badge, key=issuer.key, method=f"{did}#{issuer.name}", created=clock.now())
    verdict = judge(signed)
    assert verdict.state == State.UNKNOWN_ISSUER
    assert "sa clé ne dit pas à qui elle est" in verdict.reason


HOSTILE = [
    b"",
    b"\x00" * 100,
    b"{" * 100_000,
    b"[" * 200_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"type":"VerifiableCredential","type":"x"}',
    b'{"type": ["VerifiableCredential"], "n": NaN}',
    b'{"type": ["VerifiableCredential"], "n": 1' + b"0" * 10_000 + b"}",
    b'{"a": "' + b"x" * 500_000 + b'"}',
    json.dumps({"type": ["VerifiableCredential"], "list": [[]] * 30_000}).encode(),
    b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xffiTXt" + b"openbadgecredential\0",
    b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x00" * 1000,
    b"%PDF-1.7\nstream\n" + b"A" * 1000 + b"endstream",
    b"%PDF-1.7\n" + b"stream\nx\nendstream\n" * 5_000,
    b"<svg><openbadges:credential>" + b"<" * 50_000,
    b"<svg>" + b"<a:credential>" * 20_000,
    b"<svg><a:credential>" + b"<![CDATA[" * 20_000 + b"</a:credential>",
    b"%PDF-1.7\n" + b"stream\n" * 200_000,
    b"null",
    b'"VerifiableCredential"',
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_gets_a_clear_answer_quickly(content: bytes) -> None:
    start = time.monotonic()
    assert judge_sent(content).state == State.UNREADABLE
    assert time.monotonic() - start < 2


def test_a_vocabulary_from_elsewhere_is_not_fetched() -> None:
    content = content_of(make_label())
    content["@context"] = [*content["@context"], "https://attaquant.exemple/contexte"]
    fetcher = Fetcher(resolve=lambda host, port: pytest.fail("the network was asked"))
    assert judge(content, fetcher).state == State.UNSUPPORTED
    content["@context"][-1] = {"name": "https://attaquant.exemple/nom"}
    assert judge(content, fetcher).state == State.UNSUPPORTED


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": None},
        {"issuer": 3},
        {"issuer": ["did:web:a.exemple"]},
        {"proof": None},
        {"proof": []},
        {"proof": "signé"},
        {"proof": [None, 3]},
        {"credentialSubject": None},
        {"credentialSubject": [None]},
        {"credentialSubject": {"identifier": {"a": 1}, "achievement": "x"}},
        {"validFrom": 3},
        {"@context": "https://www.w3.org/ns/credentials/v2"},
        {"@context": {}},
        {"@context": None},
        {"type": None},
        {"type": {"a": 1}},
        {"id": {"a": 1}},
    ],
)
def test_a_damaged_certificate_never_reads_as_valid(changes: dict[str, Any]) -> None:
    content = content_of(make_label()) | changes
    assert judge(content).state not in {State.VALID, State.EXPIRED, State.SUSPENDED, State.REVOKED}


# ── The page ─────────────────────────────────────────────────────────────────────────────────────
def test_the_page_takes_text_file_reference_and_address(client: Client) -> None:
    label = make_label(make_organisation(name="Le Tremplin"))
    content = content_of(label)
    png = client.get(f"/labels/{label.reference}/badge.png").content
    svg = client.get(f"/labels/{label.reference}/badge.svg").content
    pdf = client.get(f"/labels/{label.reference}/attestation.pdf").content
    sent: list[dict[str, Any]] = [
        {"text": json.dumps(content)},
        {"text": json.dumps(content, indent=4)},
        {"text": label.reference},
        {"text": label.reference.lower()},
        {"text": content["id"]},
        {"text": svg.decode()},
        {"file": SimpleUploadedFile("badge.png", png)},
        {"file": SimpleUploadedFile("badge.svg", svg)},
        {"file": SimpleUploadedFile("a.pdf", pdf)},
        {"file": SimpleUploadedFile("a.json", json.dumps(content).encode())},
    ]
    for one in sent:
        page = client.post("/verifier/", one).content.decode()
        assert "Attestation valide" in page, one.keys()
        assert "Le Tremplin" in page
        assert f"/labels/{label.reference}/" in page


def test_the_page_says_what_to_do_of_nothing_and_of_too_much(client: Client) -> None:
    nothing = client.post("/verifier/", {})
    assert nothing.status_code == 422
    assert "Collez une attestation" in nothing.content.decode()
    long = client.post("/verifier/", {"text": "x" * 500_001})
    assert "trop long" in long.content.decode()
    large = client.post("/verifier/", {"file": SimpleUploadedFile("a.json", b" " * 2_100_000)})
    assert large.status_code == 422
    assert "dépasse 2 Mo" in large.content.decode()


def test_what_a_forged_document_says_is_shown_as_text(client: Client) -> None:
    content = content_of(make_label()) | {"name": "<script>alert(1)</script>"}
    content["credentialSubject"]["achievement"]["name"] = "<img src=x onerror=alert(1)>"
    page = client.post("/verifier/", {"text": json.dumps(content)}).content.decode()
    assert "<img src=x" not in page
    assert "Ce que le document prétend" in page


def test_the_address_to_scan_and_its_json(client: Client) -> None:
    label = make_label()
    page = client.get(f"/verifier/{label.reference}/")
    assert "Attestation valide" in page.content.decode()
    assert client.get(f"/verifier/{label.reference}/?format=json").json()["state"] == "valid"
    Label.objects.filter(pk=label.pk).update(status="suspended")
    assert "Label suspendu" in client.get(f"/verifier/{label.reference}/").content.decode()
    assert client.get(f"/verifier/{label.reference}/?format=json").json()["state"] == "suspended"
    told = client.get(f"/en/verifier/{label.reference}/?format=json").json()["claims"]
    assert (told["holder"], told["valid_until"]) == (label.holder_name, content_of(label)["validUntil"])
    Label.objects.filter(pk=label.pk).update(decision="C-2026-0041, décision n° 1")
    assert "C-2026-0041, décision n° 1" in client.get(f"/verifier/{label.reference}/").text
    assert client.get(f"/verifier/{label.reference}/?format=json").json()["decision"] == "C-2026-0041, décision n° 1"
    unknown = client.get("/verifier/L-2026-9999/")
    assert unknown.status_code == 404
    assert "Aucun label ne porte cette référence" in unknown.text
    assert settings.PROGRAMME_CONTACT in unknown.text
    assert "Label inscrit au registre" in client.get(f"/verifier/{make_historical().reference}/").content.decode()


def test_anothers_address_goes_through_the_door(issuer: Issuer) -> None:
    issuer.publish_list()
    issuer.pages["/badge.json"] = issuer.badge()
    verdict = judge_address(issuer.list_address("/badge.json"), issuer.fetcher())
    assert verdict.state == State.VALID
    assert judge_address(issuer.list_address("/rien"), issuer.fetcher()).state == State.UNREADABLE
    assert judge_address("https://127.0.0.1/x").state == State.UNREADABLE


def test_an_older_certificate_of_a_label_verifies_too() -> None:
    label = make_label()
    first = content_of(label)
    actions.issue_certificate(label=label, by=None)
    assert judge(first).state == State.VALID
