"""Signatures: the W3C's own example, and documents made to fool whoever verifies."""

import copy
import datetime as dt
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from frenchimpact.labels.credentials import multibase
from frenchimpact.labels.credentials.canonical import OB3, VC2, UnknownVocabulary, Unreadable, canonical
from frenchimpact.labels.credentials.proofs import is_intact, sign, signed_bytes
from frenchimpact.labels.credentials.shapes import canonical_text
from frenchimpact.labels.tests import vectors

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
CONTROL = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))
AT = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


def test_the_published_example_value_by_value() -> None:
    def text_of(document: Any) -> str:
        return canonical(document, vectors.EXAMPLES)

    covered = signed_bytes(vectors.CREDENTIAL, vectors.PROOF, text_of)
    assert covered.hex() == vectors.PROOF_HASH + vectors.DOCUMENT_HASH

    secret = multibase.unbase58(vectors.SECRET[1:])[2:]
    key = Ed25519PrivateKey.from_private_bytes(secret)
    assert multibase.of_key(key.public_key().public_bytes_raw()) == vectors.PUBLIC
    assert key.sign(covered).hex() == vectors.SIGNATURE

    proof = {**vectors.PROOF, "proofValue": "z" + multibase.base58(bytes.fromhex(vectors.SIGNATURE))}
    assert is_intact({**vectors.CREDENTIAL, "proof": proof}, proof, multibase.key_of(vectors.PUBLIC), text_of)


def badge(**changes: Any) -> dict[str, Any]:
    return {
        "@context": [VC2, OB3],
        "id": "https://exemple.fr/labels/L-2026-0001/attestation.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:web:exemple.fr", "type": ["Profile"], "name": "Association"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Un label",
        "credentialSubject": {
            "id": "https://exemple.fr/#t",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://exemple.fr/#l",
                "type": ["Achievement"],
                "name": "Label",
                "description": "Il reconnaît.",
                "criteria": {"id": "https://exemple.fr/#c", "narrative": "Une équipe."},
            },
        },
        **changes,
    }


def signed(**changes: Any) -> dict[str, Any]:
    return sign(badge(**changes), key=KEY, method="did:web:exemple.fr#k", created=AT)


def test_what_was_signed_is_intact_and_any_claim_changed_is_not() -> None:
    document = signed()
    assert is_intact(document, document["proof"], PUBLIC)
    changes: list[tuple[list[str], Any]] = [
        (["name"], "Un autre label"),
        (["validFrom"], "2025-01-01T00:00:00Z"),
        (["issuer", "name"], "Quelqu’un"),
        (["credentialSubject", "id"], "https://exemple.fr/#autre"),
        (["credentialSubject", "achievement", "name"], "Label d’or"),
        (["credentialSubject", "achievement", "criteria", "narrative"], ""),
        (["proof", "created"], "2026-11-26T00:00:00Z"),
        (["proof", "verificationMethod"], "did:web:exemple.fr#autre"),
    ]
    for path, value in changes:
        changed = copy.deepcopy(document)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        assert not is_intact(changed, changed["proof"], PUBLIC), path


def test_another_key_did_not_sign_it() -> None:
    document = signed()
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not is_intact(document, document["proof"], other)


@pytest.mark.parametrize("value", [None, "", "z", "zIlO0", "u" + "A" * 86, "z" + "1" * 64, "z" + "9" * 500, 3, ["z"]])
def test_a_signature_that_is_none_is_refused(value: Any) -> None:
    document = signed()
    proof = {**document["proof"], "proofValue": value}
    assert not is_intact({**document, "proof": proof}, proof, PUBLIC)


@pytest.mark.parametrize(
    "changes",
    [
        # A word that no vocabulary defines would not be signed at all.
        {"montant": "1 000 000 €"},
        {"credentialSubject": {"id": "https://e.fr/", "type": ["AchievementSubject"], "distinction": "or"}},
        # Relative names are left out of RDF.
        {"type": ["VerifiableCredential", "Inconnu"]},
        {"id": "attestation"},
        # Texts that would read as other statements once written.
        {"id": 'urn:a> <urn:b> "c" .\n<urn:d'},
        {"id": "urn:a b"},
        {"name": "un\x08deux"},
    ],
)
def test_what_would_escape_the_signature_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        canonical(badge(**changes))


def test_vocabularies_never_come_from_the_network() -> None:
    with pytest.raises(UnknownVocabulary):
        canonical(badge(**{"@context": [VC2, OB3, "https://attaquant.example/contexte.json"]}))


def test_a_graph_made_to_take_forever_is_stopped() -> None:
    # A complete graph of unnamed things that look alike: the algorithm would try every order.
    count = 8
    things = [
        {"id": f"_:b{n}", "type": "Achievement", "related": [{"id": f"_:b{m}"} for m in range(count) if m != n]} for n in range(count)
    ]
    with pytest.raises(Unreadable, match="look alike"):
        canonical({"@context": [VC2, OB3], "@graph": things})


@settings(deadline=None, max_examples=30)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_is_signed_and_verifies(text: str) -> None:
    document = signed(name=text)
    assert is_intact(document, document["proof"], PUBLIC)
    assert not is_intact({**document, "name": text + "."}, document["proof"], PUBLIC)


@given(st.binary(max_size=80))
def test_base58_goes_and_comes_back(data: bytes) -> None:
    assert multibase.unbase58(multibase.base58(data)) == data


# ── The quick way to the same text ───────────────────────────────────────────────────────────────
def ours(name: str, siren: str, number: int) -> dict[str, Any]:
    """A certificate as the register writes it, with two identifiers: two things without a name."""
    document = badge(name=name, id=f"https://exemple.fr/labels/L-2026-{number:04d}/attestation.json?numero={number}")
    document["credentialSubject"]["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "ext:name"},
        {"type": "IdentityObject", "hashed": False, "identityHash": siren, "identityType": "ext:siren"},
    ]
    document["credentialStatus"] = [
        {
            "id": f"https://exemple.fr/labels/statuts/{n}#{number}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(number),
            "statusListCredential": f"https://exemple.fr/labels/statuts/{n}",
        }
        for n, purpose in ((1, "revocation"), (2, "suspension"))
    ]
    return document


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters=CONTROL), max_size=40),
    st.text(alphabet='0123456789 "\\\n\t', max_size=12),
    st.integers(0, 131_071),
)
def test_the_quick_text_is_pylds(name: str, siren: str, number: int) -> None:
    document = ours(name, siren, number)
    assert canonical_text(document) == canonical(document)
    # Two things of which the same is said are told apart by PyLD.
    document["credentialSubject"]["identifier"][1]["identityType"] = "ext:name"
    document["credentialSubject"]["identifier"][1]["identityHash"] = name
    assert canonical_text(document) == canonical(document)


@pytest.mark.parametrize("name", ["attestation", "xsd:a", "schema:a", "urn:a b", "https://e.fr/<", "https://exemple.fr/#t"])
def test_the_quick_way_refuses_or_agrees(name: str) -> None:
    document = badge(id=name)
    try:
        expected = canonical(document)
    except Unreadable:
        with pytest.raises(Unreadable):
            canonical_text(document)
    else:
        assert canonical_text(document) == expected


def test_what_the_quick_way_signs_pyld_verifies() -> None:
    document = sign(ours("L’atelier", "356000000", 7), key=KEY, method="did:web:exemple.fr#k", created=AT)
    assert is_intact(document, document["proof"], PUBLIC)
