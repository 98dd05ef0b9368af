"""Certificates of labels: written and signed, 10,000 of them, by the bare loop of the two libraries over the same documents."""

import datetime as dt
import hashlib
import time
from collections.abc import Iterator
from typing import Any

from bench.measure import Result, of_pairs
from frenchimpact.labels.credentials import keys
from frenchimpact.labels.credentials.canonical import canonical
from frenchimpact.labels.credentials.documents import credential
from frenchimpact.labels.credentials.proofs import is_intact, proof_options, sign
from frenchimpact.labels.models import Label, LabelKind
from frenchimpact.organisations.models import Organisation

COUNT, PART = 10_000, 500
AT = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
UNTIL = dt.date(2029, 11, 24)


def _labels(count: int) -> list[Label]:
    """Labels as the register holds them, in memory: the case is about signing."""
    words = {"fr": "Structure d’accompagnement", "en": "Support structure", "note_fr": "Il reconnaît un travail.", "note_en": "Work."}
    kind = LabelKind(code="structure", criteria_fr="Une équipe.\nDes résultats.", criteria_en="A team.\nResults.", **words)
    return [
        Label(
            reference=f"L-2026-{number:05d}",
            kind=kind,
            organisation=Organisation(name=f"Association numéro {number}", siren=f"{number:09d}"),
            holder_name=f"Association numéro {number}",
            valid_from=dt.date(2026, 11, 25),
            valid_until=UNTIL,
            status_list=1,
            status_index=number,
        )
        for number in range(count)
    ]


def _bare(document: dict[str, Any], key: keys.SigningKey) -> bytes:
    """Canonical text by PyLD, hashes, Ed25519: what any program must do that has nothing else."""
    options = {**proof_options(key.method, AT), "@context": document["@context"]}
    hashes = (hashlib.sha256(canonical(part).encode()).digest() for part in (options, document))
    return key.private.sign(b"".join(hashes))


def certificates() -> Iterator[Result]:
    """Ours writes the document too, which the floor is given. Then beside Ed25519 alone, for the record."""
    key = keys.signing_key()
    labels = _labels(COUNT)
    documents = [credential(label, number=1, valid_until=UNTIL) for label in labels]
    # PyLD takes milliseconds for each: the floor does one in twenty, and both are counted for each document.
    few = documents[:: COUNT // PART]
    made: list[dict[str, Any]] = []
    bare, alone, ours = [], [], []
    for turn in range(4):
        some = few[turn::4]
        begun = time.perf_counter()
        for document in some:
            _bare(document, key)
        bare.append((time.perf_counter() - begun) / len(some))
        part = documents[turn * COUNT // 4 : (turn + 1) * COUNT // 4]
        digests = [hashlib.sha512(document["id"].encode()).digest() for document in part]
        begun = time.perf_counter()
        for digest in digests:
            key.private.sign(digest)
        alone.append((time.perf_counter() - begun) / len(part))
        begun = time.perf_counter()
        for label in labels[turn * COUNT // 4 : (turn + 1) * COUNT // 4]:
            document = credential(label, number=1, valid_until=UNTIL)
            made.append(sign(document, key=key.private, method=key.method, created=AT))
        ours.append((time.perf_counter() - begun) / len(part))
    for document in made[:: COUNT // 10]:
        # By PyLD, as anyone's software would.
        if not is_intact(document, document["proof"], key.private.public_key().public_bytes_raw()):
            raise AssertionError("a certificate does not verify")
    yield of_pairs("certificates", list(zip(bare, ours, strict=True)), target=2.0, note=f"{1 / min(ours):.0f} certificates/s")
    yield of_pairs("certificates_ed25519", list(zip(alone, ours, strict=True)), note="beside Ed25519 alone, nothing read nor written")
