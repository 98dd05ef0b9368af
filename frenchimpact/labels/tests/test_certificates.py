"""Certificates: what they say, that anyone's software takes them, and the keys that sign them."""

import copy
import datetime as dt
import io
import json
import stat
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from config import env
from frenchimpact.core import clock
from frenchimpact.labels import actions
from frenchimpact.labels.credentials import keys, multibase, status
from frenchimpact.labels.credentials.baking import unbake
from frenchimpact.labels.credentials.proofs import is_intact
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_historical, make_label
from frenchimpact.labels.verification import State, judge
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
AS_JSON = {"Accept": "application/ld+json, application/json"}
SCHEMA = Path(__file__).parent / "schemas" / "ob_v3p0_achievementcredential_schema_draft4.json"


@pytest.fixture
def own_keys(settings: Settings, tmp_path: Path) -> Path:
    settings.LABEL_KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


def content_of(label: Label) -> dict[str, Any]:
    content = label.certificates.order_by("-number").first()
    assert content is not None
    found: dict[str, Any] = content.content
    return found


def test_it_meets_the_published_schema_of_open_badges() -> None:
    """The schema is that of the data model 1.1: it knows `issuanceDate` where 2.0 writes `validFrom`, and statuses without a list."""
    content = content_of(make_label(make_organisation(siren="356000000")))
    as_before = {
        **content,
        "issuanceDate": content["validFrom"],
        "expirationDate": content["validUntil"],
        "credentialStatus": {"id": content["credentialStatus"][0]["id"], "type": content["credentialStatus"][0]["type"]},
    }
    schema = json.loads(SCHEMA.read_text())
    validator = jsonschema_rs.Draft4Validator(schema)
    validator.validate(as_before)
    broken = copy.deepcopy(as_before)
    del broken["credentialSubject"]["achievement"]["criteria"]
    assert not validator.is_valid(broken)


def test_what_it_says() -> None:
    organisation = make_organisation(name="Le Tremplin", siren="356000000")
    label = make_label(organisation)
    content = content_of(label)

    assert content["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert content["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert content["issuer"]["id"] == keys.did() == "did:web:127.0.0.1%3A8000"
    identities = {one["identityType"]: one["identityHash"] for one in content["credentialSubject"]["identifier"]}
    assert identities == {"ext:name": "Le Tremplin", "ext:siren": "356000000"}
    assert content["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    lists = [(one["statusPurpose"], one["statusListCredential"]) for one in content["credentialStatus"]]
    assert lists == [("revocation", status.list_address(1)), ("suspension", status.list_address(2))]
    # The last day is included, in the programme's time zone.
    assert content["validUntil"].endswith(("T22:59:59Z", "T21:59:59Z"))


def test_the_address_gives_exactly_what_was_signed(client: Client) -> None:
    label = make_label()
    response = client.get(f"/labels/{label.reference}/attestation.json")
    assert (response["Content-Type"], json.loads(response.content)) == ("application/vc", content_of(label))
    # Many programs read only what calls itself JSON.
    response = client.get(f"/labels/{label.reference}/attestation.json", headers=AS_JSON)
    assert (response["Content-Type"], response.json()) == ("application/ld+json", content_of(label))
    assert response["Access-Control-Allow-Origin"] == "*"
    actions.issue_certificate(label=label, by=None)
    assert client.get(f"/labels/{label.reference}/attestation.json", headers=AS_JSON).json()["id"].endswith("numero=2")
    assert client.get(f"/labels/{label.reference}/attestation.json?numero=1", headers=AS_JSON).json()["id"].endswith("numero=1")
    assert client.get(f"/labels/{label.reference}/attestation.json?numero=9").status_code == 404


def test_our_identity_names_the_key_that_signed(client: Client) -> None:
    label = make_label()
    document = client.get("/.well-known/did.json").json()
    content = content_of(label)
    method = next(one for one in document["verificationMethod"] if one["id"] == content["proof"]["verificationMethod"])
    assert method["id"] in document["assertionMethod"]
    assert is_intact(content, content["proof"], multibase.key_of(method["publicKeyMultibase"]))


def test_nothing_is_certified_for_a_label_of_the_past() -> None:
    with pytest.raises(ValueError, match="no end"):
        actions.issue_certificate(label=make_historical(), by=None)


# ── Status lists ─────────────────────────────────────────────────────────────────────────────────
def bits(client: Client, number: int) -> bytes:
    import gzip

    document = client.get(f"/labels/statuts/{number}", headers=AS_JSON).json()
    assert document["id"] == status.list_address(number)
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    public = multibase.key_of(keys.signing_key().name)
    assert is_intact(document, document["proof"], public)
    end = dt.datetime.fromisoformat(document["validUntil"])
    assert dt.timedelta(days=1) <= end - clock.now() < dt.timedelta(days=2)
    return gzip.decompress(multibase.unbase64url(document["credentialSubject"]["encodedList"]))


def test_status_lists_are_signed_long_and_say_what_the_register_says(client: Client) -> None:
    first, second = make_label(), make_label()
    assert (first.certificates.count(), Label.objects.get(pk=second.pk).status_index) == (1, 1)
    assert len(bits(client, 1)) * 8 >= 131_072
    assert not any(bits(client, 1))
    Label.objects.filter(pk=second.pk).update(status="suspended")
    assert bits(client, 2)[0] == 0b0100_0000
    assert not any(bits(client, 1))
    Label.objects.filter(pk=second.pk).update(status="withdrawn")
    assert bits(client, 1)[0] == 0b0100_0000
    assert not any(bits(client, 2))


def test_a_list_that_nobody_is_in_does_not_exist(client: Client) -> None:
    assert client.get("/labels/statuts/1").status_code == 404
    make_label()
    assert client.get("/labels/statuts/0").status_code == 404
    assert client.get("/labels/statuts/3").status_code == 404
    assert client.get("/labels/statuts/1").status_code == 200


# ── Files that carry it ──────────────────────────────────────────────────────────────────────────
def test_the_badges_carry_their_certificate(client: Client) -> None:
    label = make_label(make_organisation(name="L’atelier ]]> <b>& « co »"))
    svg = client.get(f"/labels/{label.reference}/badge.svg")
    png = client.get(f"/labels/{label.reference}/badge.png")

    assert (svg["Content-Type"], png["Content-Type"]) == ("image/svg+xml", "image/png")
    assert json.loads(unbake(svg.content)) == json.loads(unbake(png.content)) == content_of(label)
    assert b"<openbadges:credential" in svg.content
    assert b"style=" not in svg.content
    picture = Image.open(io.BytesIO(png.content))
    picture.load()
    assert picture.size == (720, 720)
    assert json.loads(picture.info["openbadgecredential"]) == content_of(label)

    import xml.etree.ElementTree as ElementTree

    drawing = ElementTree.fromstring(svg.content)
    inside = drawing.find("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert inside is not None
    assert inside.text is not None
    assert json.loads(inside.text) == content_of(label)


def test_the_pdf_is_accessible_and_carries_its_certificate(client: Client) -> None:
    label = make_label(make_organisation(name="#strong[Le] *Tremplin* $x$"))
    response = client.get(f"/labels/{label.reference}/attestation.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert b"pdfuaid:part" in response.content
    assert b"/EmbeddedFiles" in response.content
    assert f"(attestation-{label.reference}.json)".encode() in response.content
    assert b"/StructTreeRoot" in response.content
    assert json.loads(unbake(response.content)) == content_of(label)
    assert client.get(f"/en/labels/{label.reference}/attestation.pdf").status_code == 200


@pytest.mark.parametrize("state", ["suspended", "withdrawn", "expired", "surrendered"])
def test_once_it_no_longer_holds_the_badge_is_nowhere(client: Client, state: str) -> None:
    label = make_label()
    Label.objects.filter(pk=label.pk).update(status=state)
    for name in ("badge.svg", "badge.png", "attestation.pdf"):
        assert client.get(f"/labels/{label.reference}/{name}").status_code == 404, name
    page = client.get(f"/labels/{label.reference}/").content.decode()
    assert "badge.svg" not in page
    # The signed text stays: whoever verifies it reads that it ended.
    assert client.get(f"/labels/{label.reference}/attestation.json").status_code == 200


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_key_is_made_once_for_its_owner_only(own_keys: Path) -> None:
    first = keys.signing_key()
    assert keys.signing_key().name == first.name
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in own_keys.iterdir()] == [0o600]


def test_a_key_that_others_may_read_is_refused(own_keys: Path) -> None:
    keys.signing_key()
    (own_keys / "001.pem").chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keys.signing_key()


def test_a_new_key_does_not_break_what_the_old_one_signed(own_keys: Path, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    label = make_label()
    old = keys.signing_key().name
    call_command("rotate_label_key")
    new = keys.signing_key().name

    assert new != old
    assert new in capsys.readouterr().out
    assert not (own_keys / "001.pem").exists()
    names = [one["publicKeyMultibase"] for one in client.get("/.well-known/did.json").json()["verificationMethod"]]
    assert names == [old, new]
    assert judge(content_of(label)).state == State.VALID
    assert make_label().certificates.get().key == new


def test_a_compromised_key_leaves_nothing_and_living_labels_are_signed_again(own_keys: Path) -> None:
    label = make_label()
    before = content_of(label)
    call_command("rotate_label_key", "--compromised", verbosity=0)

    assert judge(before).state == State.UNKNOWN_ISSUER
    assert content_of(label)["id"].endswith("numero=2")
    assert judge(content_of(label)).state == State.VALID


def test_former_addresses_are_whole_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMER_BASE_URLS", "https://ancien.exemple.fr/, https://avant.exemple.fr")
    assert env.addresses("FORMER_BASE_URLS") == ["https://ancien.exemple.fr", "https://avant.exemple.fr"]
    monkeypatch.setenv("FORMER_BASE_URLS", "ancien.exemple.fr")
    with pytest.raises(ImproperlyConfigured, match="whole addresses"):
        env.addresses("FORMER_BASE_URLS")
