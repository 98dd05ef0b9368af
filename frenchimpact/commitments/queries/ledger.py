"""The lines of one commitment with their documents; and which commitments of a list have documents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from frenchimpact.commitments.models import Commitment, Entry
from frenchimpact.files.models import StoredFile
from frenchimpact.files.rules import is_open

# What a file is to its line of the ledger.
DOCUMENT = "document"


@dataclass
class Line:
    """One line, what came of it, and its documents."""

    entry: Entry
    # The line that takes it back, and the one that it takes back.
    is_countered: bool = False
    papers: list[StoredFile] = field(default_factory=list)


def _files(entries: Sequence[int]) -> list[StoredFile]:
    found = StoredFile.objects.filter(owner_model=Entry._meta.label, owner_id__in=entries, purpose=DOCUMENT)
    return [file for file in found.order_by("received_at", "pk") if is_open(file)]


def ledger_of(commitment: Commitment) -> list[Line]:
    """Every line, oldest first."""
    entries = list(commitment.entries.select_related("counters").order_by("recorded_at", "pk"))
    countered = {entry.counters_id for entry in entries if entry.counters_id}
    lines = {entry.pk: Line(entry, entry.pk in countered) for entry in entries}
    for file in _files(list(lines)):
        lines[file.owner_id].papers.append(file)
    return list(lines.values())


def papers_of(commitments: Sequence[Commitment]) -> dict[int, int]:
    """How many documents each of them has, beside the act's own address."""
    owners = dict(Entry.objects.filter(commitment__in=[one.pk for one in commitments]).values_list("pk", "commitment"))
    found: dict[int, int] = {}
    for file in _files(list(owners)):
        found[owners[file.owner_id]] = found.get(owners[file.owner_id], 0) + 1
    return found
