"""What another instance gives, taken row by row: new, changed, the same, back, withdrawn; and what somebody here says of it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import among, copy_rows, lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.federation import facts
from frenchimpact.federation.models import Peer, Record, Refusal
from frenchimpact.federation.reading.catalogues import Damaged
from frenchimpact.federation.reading.lines import LONGEST_TEXT, LONGEST_TITLE, Line, read_line
from frenchimpact.federation.recognising import Recognised, recognise
from frenchimpact.federation.rules import EDITABLE
from frenchimpact.geo.models import Place
from frenchimpact.vocabularies.queries import choices

BATCH = 2_000
# Refused lines kept with a report; their number is whole.
MOST_KEPT = 500
# No instance has that many; a file that never ends has.
MOST_ROWS = 500_000
# More than that at once, and more than half: a file that was cut rather than things withdrawn.
FEW = 10
_SAID = ("url", "title", "summary", "holder", "themes", "siren", "siret", "rna", "swhid", "is_demo")


class Reading:
    """The rows of one file, batch after batch. Must run inside a transaction."""

    def __init__(self, peer: Peer, kind: Record.Kind, now: Any) -> None:
        self.peer, self.kind, self.now = peer, kind, now
        self.read = self.new = self.changed = self.same = self.refused = self.withdrawn = self.recognised = 0
        self.refusals: list[Refusal] = []
        self.seen: dict[str, int] = {}
        self.themes = {code for code, _words in choices("theme")}

    def take(self, rows: Iterator[Any]) -> None:
        """Every row. Raises Damaged."""
        for batch in batched(enumerate(rows, 1), BATCH):
            if batch[-1][0] > MOST_ROWS:
                raise Damaged(_("le fichier ne finit pas : rien n’en est pris."))
            self._take([read_line(number, self.kind, row, self.peer.url) for number, row in batch])

    def _take(self, lines: Sequence[Line]) -> None:
        self.read += len(lines)
        for line in lines:
            if line.key and line.key in self.seen:
                line.problems.append(_("déjà présent à la ligne %s") % self.seen[line.key])
            elif line.key:
                self.seen[line.key] = line.number
        good = [line for line in lines if not line.problems]
        for line in lines:
            if line.problems:
                self._refuse(line)
        here = Record.objects.filter(peer=self.peer, kind=self.kind, key__in=[line.key for line in good])
        known = {one.key: one for one in here}
        places = _places(line.places for line in good)
        ours = recognise(self.peer, good)
        self._create([line for line in good if line.key not in known], places, ours)
        self._update([(known[line.key], line) for line in good if line.key in known], places, ours)

    def _values(self, line: Line, places: Mapping[str, int], ours: Mapping[str, Recognised]) -> dict[str, Any]:
        found = ours.get(line.key, Recognised())
        self.recognised += found.is_somebody
        return {
            **line.values,
            "themes": [code for code in line.values["themes"] if code in self.themes],
            "place_id": next((places[key] for key in line.places if key in places), None),
            "content": line.content,
            "digest": line.digest,
            "organisation_id": found.organisation,
            "method_id": found.method,
            "twin_id": found.twin,
        }

    def _create(self, lines: Sequence[Line], places: Mapping[str, int], ours: Mapping[str, Recognised]) -> None:
        times = dict.fromkeys(("first_seen_at", "seen_at", "changed_at"), self.now)
        mine = {"peer_id": self.peer.pk, "kind": str(self.kind), **times}
        copy_rows(Record, [{**mine, "key": line.key, **self._values(line, places, ours)} for line in lines])
        self.new += len(lines)

    def _update(self, pairs: Sequence[tuple[Record, Line]], places: Mapping[str, int], ours: Mapping[str, Recognised]) -> None:
        """Those that say something else, or are back, are changed; of all of them it is kept that they were seen."""
        Record.objects.filter(pk__in=among(one.pk for one, _line in pairs)).update(seen_at=self.now)
        rewritten, linked = [], []
        for one, line in pairs:
            values = self._values(line, places, ours)
            links = ("organisation_id", "method_id", "twin_id", "place_id")
            is_linked = any(getattr(one, name) != values[name] for name in links)
            is_changed = one.digest != line.digest or one.gone_at is not None
            self.changed += is_changed
            self.same += not is_changed
            for name, value in values.items():
                if name not in one.edited_fields:
                    setattr(one, name, value)
            one.gone_at = None
            if is_changed:
                one.changed_at = self.now
                rewritten.append(one)
            elif is_linked:
                linked.append(one)
        Record.objects.bulk_update(rewritten, [*_SAID, "place", "content", "digest", "changed_at", "gone_at"], batch_size=500)
        Record.objects.bulk_update([*rewritten, *linked], ["organisation", "method", "twin", "place"], batch_size=500)

    def _refuse(self, line: Line) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_KEPT:
            key = line.key.encode("utf-8", "replace").decode().replace("\x00", "?")
            reason = " ; ".join(line.problems).encode("utf-8", "replace").decode().replace("\x00", "?")
            self.refusals.append(Refusal(kind=self.kind, line=line.number, key=key, reason=reason))

    def withdraw(self, *, is_sure: bool) -> str:
        """What it gave and no longer gives is no longer shown. Gives why nothing was withdrawn, when too much would be at once."""
        live = Record.objects.filter(peer=self.peer, kind=self.kind, gone_at=None)
        lost = [pk for pk, key in live.values_list("pk", "key") if key not in self.seen]
        if len(lost) > FEW and len(lost) * 2 > live.count() and not is_sure:
            words = _(
                "elle ne donne plus que %(read)s lignes, et %(lost)s de celles qu’elle donnait manquent : le fichier est sans doute "
                "incomplet, rien n’est retiré. Si elle les a vraiment retirées, moissonnez en le confirmant."
            )
            return words % {"read": self.read, "lost": len(lost)}
        self.withdrawn = len(lost)
        Record.objects.filter(pk__in=among(lost)).update(gone_at=self.now)
        return ""


def _places(lists: Any) -> dict[str, int]:
    """The places of these keys, a statement for each level."""
    by_level: dict[str, set[str]] = {}
    for key in {key for keys in lists for key in keys}:
        level, _colon, code = key.partition(":")
        by_level.setdefault(level, set()).add(code)
    found: dict[str, int] = {}
    for level in by_level.keys() & set(Place.Level.values):
        rows = Place.objects.filter(level=level, code__in=by_level[level])
        found |= {f"{level}:{code}": pk for code, pk in rows.values_list("code", "pk")}
    return found


def show_followers(peer: Peer) -> None:
    """What was only known by a thing that is gone is shown itself again."""
    Record.objects.filter(twin__peer=peer).exclude(twin__gone_at=None).update(twin=None)


@transaction.atomic
def edit_record(*, record: Record, changes: Mapping[str, Any], by: User) -> Record:
    """Write over what the instance says; a harvest never undoes it. Raises Incomplete without a title."""
    record = lock(record)
    values = {
        "title": clean_line(str(changes.get("title", record.title)))[:LONGEST_TITLE],
        "summary": clean_text(str(changes.get("summary", record.summary)))[:LONGEST_TEXT],
        "themes": list(changes.get("themes", record.themes)),
    }
    if not values["title"]:
        raise Incomplete(_("Cette fiche ne peut pas être enregistrée."), {"title": _("Écrivez un nom.")})
    changed = [name for name in EDITABLE if values[name] != getattr(record, name)]
    if changed:
        for name in changed:
            setattr(record, name, values[name])
        record.edited_fields = [name for name in EDITABLE if name in {*record.edited_fields, *changed}]
        record.edited_by, record.edited_at = by, clock.now()
        record.save()
        announce(facts.RecordEdited(peer_id=record.peer_id, record_id=record.pk), by=by)
    return record


@transaction.atomic
def hide_record(*, record: Record, is_hidden: bool, by: User) -> Record:
    """Take it from what is shown here, or put it back; the instance that publishes it is not concerned."""
    record = lock(record)
    if (record.hidden_at is not None) != is_hidden:
        record.hidden_at, record.hidden_by = (clock.now(), by) if is_hidden else (None, None)
        record.save()
        announce(facts.RecordHidden(peer_id=record.peer_id, record_id=record.pk, is_hidden=is_hidden), by=by)
    return record
