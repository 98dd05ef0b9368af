"""Bringing aids in from a source: each line is created, brought up to date, left as it is, or refused with its reasons.

What a person wrote is never written over, what a source says again changes nothing, and what it no longer gives waits for a person.
"""

import gzip
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids import facts
from frenchimpact.aids.actions.harvest_rows import create_records, join_variants, update_records
from frenchimpact.aids.harvest.files import UNTOLD, Feed, Report, open_feed, raw_text
from frenchimpact.aids.harvest.grounds import Gazetteer
from frenchimpact.aids.harvest.records import Record
from frenchimpact.aids.models import Aid, Refusal, Run, Source
from frenchimpact.core import clock
from frenchimpact.core.columns import Told
from frenchimpact.core.errors import Refusal as Refused
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import alone
from frenchimpact.organisations.queries import with_proven_number

BATCH = 2_000
# The source of a file given without any name: it never says that an aid is gone.
DEFAULT_SOURCE = "import"
# Refused lines kept with a run, for its page; the file beside the input has them all.
MOST_KEPT = 500
_UNREADABLE = re.compile("[\x00\ufffd\ud800-\udfff]")
type Progress = Callable[[int], None]


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    gone: int = 0
    unknown_columns: tuple[str, ...] = ()
    # Columns of the form, each with the one that was read into it.
    mapping: Mapping[str, str] = field(default_factory=dict)
    refused_path: Path | None = None
    refusals: list[Record] = field(default_factory=list)
    # What a person should know of the reading as a whole.
    warning: str = ""
    run: Run | None = None

    def warn(self, words: str) -> None:
        """One more thing that a person should know."""
        self.warning = " ".join(filter(None, (self.warning, words)))


def source_named(name: str, shape: str) -> Source:
    """The source of that name or code, made the first time."""
    name = name.strip()[:160] or DEFAULT_SOURCE
    code = slugify(name)[:60] or DEFAULT_SOURCE
    found = Source.objects.filter(code=code).first()
    return found or Source.objects.create(code=code, name=name, shape=shape)


def import_aids(
    path: Path,
    *,
    source_name: str = "",
    by: User | None = None,
    is_dry_run: bool = False,
    sheet: str = "",
    told: Told = UNTOLD,
    progress: Progress = lambda count: None,
) -> Outcome:
    """Bring the aids of a file in, under the name of a source. Raises NotATable, Refusal when that source is being read.

    `told` is what a person said of its columns; `sheet` the one to read of a workbook.
    """
    feed = open_feed(path, sheet=sheet, told=told)
    with transaction.atomic() if is_dry_run else nullcontext():
        outcome = harvest(feed, source=source_named(source_name, feed.shape), by=by, is_dry_run=is_dry_run, progress=progress)
        if is_dry_run:
            transaction.set_rollback(True)
    return outcome


def harvest(
    feed: Feed,
    *,
    source: Source,
    by: User | None = None,
    is_dry_run: bool = False,
    started: Run | None = None,
    progress: Progress = lambda count: None,
) -> Outcome:
    """Take every line of a file, all in one transaction; nothing is written by a dry run, but its `Run`."""
    outcome = Outcome(unknown_columns=feed.unknown_columns, mapping=feed.read_columns)
    report = Report(feed)
    run = started or Run(source=source, started_at=clock.now(), file_name=feed.path.name[:200])
    run.is_dry = is_dry_run
    with alone("aids.source", source.pk, _("Cette source est déjà en cours de lecture. Réessayez quand elle sera finie.")):
        with transaction.atomic():
            reading = _Reading(source, outcome, report)
            for records in batched(feed.records(), BATCH):
                with transaction.atomic():
                    reading.take(list(records))
                progress(outcome.read)
            reading.join_variants()
            if not feed.is_report:
                reading.look_for_gone(is_whole=feed.is_whole)
            if is_dry_run:
                transaction.set_rollback(True)
        outcome.refused_path = report.close()
        _keep(run, outcome, by)
    return outcome


def _keep(run: Run, outcome: Outcome, by: User | None) -> None:
    """The run, its figures and its refused lines; what happened is told once for all its aids."""
    with transaction.atomic():
        run.ended_at = clock.now()
        run.read_count, run.created_count, run.updated_count = outcome.read, outcome.created, outcome.updated
        run.unchanged_count, run.refused_count, run.gone_count = outcome.unchanged, outcome.refused, outcome.gone
        run.error = outcome.warning
        run.refused = gzip.compress(outcome.refused_path.read_bytes()) if outcome.refused_path else None
        run.save()
        Refusal.objects.bulk_create(
            [
                Refusal(
                    run=run,
                    line=record.line,
                    key=_storable(record.key)[:200],
                    reason=_storable(" ; ".join(record.problems)),
                    raw=_storable(raw_text(record.raw))[:2000],
                )
                for record in outcome.refusals
            ]
        )
        outcome.run = run
        if not run.is_dry and (outcome.created or outcome.updated or outcome.gone):
            fact = facts.AidsHarvested(run_id=run.pk, source_id=run.source_id, created_count=outcome.created, updated_count=outcome.updated)
            announce(fact, by=by)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


class _Reading:
    """The lines of one file, batch after batch."""

    def __init__(self, source: Source, outcome: Outcome, report: Report) -> None:
        self.source, self.outcome, self.report = source, outcome, report
        self.gazetteer = Gazetteer()
        self.funders: dict[str, int | None] = {}
        self.seen: dict[str, int] = {}
        self.variants: dict[str, Record] = {}

    def take(self, records: list[Record]) -> None:
        """One batch."""
        self.outcome.read += len(records)
        self._judge(records)
        known = {
            key: (pk, digest, status, is_gone)
            for key, pk, digest, status, is_gone in Aid.objects.filter(
                source=self.source, source_key__in=[record.key for record in records if record.key]
            ).values_list("source_key", "pk", "source_digest", "status", "gone_at")
        }
        fresh: list[Record] = []
        changed: dict[int, Record] = {}
        back: list[int] = []
        for record in records:
            if record.problems:
                continue
            found = known.get(record.key)
            if found is None:
                fresh.append(record)
                continue
            pk, digest, status, gone_at = found
            # A person took it down, or said that it is the same as another: the source does not undo it.
            is_settled = status in {Aid.Status.WITHDRAWN, Aid.Status.MERGED}
            if not is_settled and digest != record.digest():
                changed[pk] = record
            elif gone_at is not None:
                back.append(pk)
                self.outcome.updated += 1
            else:
                self.outcome.unchanged += 1
        if back:
            Aid.objects.filter(pk__in=back).update(gone_at=None)
        self._create(fresh)
        for pk, record in changed.items():
            self._update(pk, record)
        for record in records:
            if record.problems:
                self._refuse(record)
            elif record.generic_key:
                self.variants[record.key] = record

    def join_variants(self) -> None:
        """Variants to their generic aids, once every line is here; a variant whose generic aid is not stays an aid like any other."""
        problems = join_variants(self.variants, self.source)
        if problems:
            self.outcome.warn(_("Variantes locales laissées sans leur aide générique : %s") % " ; ".join(problems[:20]))

    def _judge(self, records: list[Record]) -> None:
        """What a line alone cannot tell: the same key twice, places that do not exist, who the funder is here."""
        self.gazetteer.learn(key for record in records for key in (*record.places, *record.excluded))
        self._learn_funders({record.funder_siren for record in records if record.funder_siren})
        name, left_out = _("périmètre"), _("exclusions")
        for record in records:
            if _UNREADABLE.search(raw_text(record.raw)):
                record.problems.append(_("des caractères sont illisibles"))
                record.key = _storable(record.key)
            if record.key and record.key in self.seen:
                record.problems.append(_("id : déjà présent à la ligne %s") % self.seen[record.key])
            elif record.key:
                self.seen[record.key] = record.line
            record.funder_id = self.funders.get(record.funder_siren)
            ground = self.gazetteer.places(record.places, name, record.problems)
            out = self.gazetteer.places(record.excluded, left_out, record.problems)
            record.ground, record.left_out = [place for place in ground if place not in out], out
            if ground and not record.ground:
                record.problems.append(_("périmètre : tout ce qui est couvert est exclu"))

    def _learn_funders(self, numbers: set[str]) -> None:
        fresh = numbers - self.funders.keys()
        if not fresh:
            return
        self.funders |= dict.fromkeys(fresh)
        # A number that somebody only typed on their sheet gives them nobody's aids.
        rows = with_proven_number().filter(siren__in=fresh, is_published=True, merged_into=None).order_by("-siret", "-pk")
        # The legal unit itself before its establishments.
        self.funders |= dict(rows.values_list("siren", "pk"))

    def _create(self, records: list[Record]) -> None:
        """Together; when the database refuses some, by halves, down to the lines at fault."""
        pieces = [records] if records else []
        while pieces:
            piece = pieces.pop()
            try:
                with transaction.atomic():
                    create_records(piece, self.source, self.gazetteer)
            except DatabaseError as error:
                if len(piece) == 1:
                    piece[0].problems.append(_("la base a refusé cette ligne : %s") % str(error).splitlines()[0][:200])
                else:
                    middle = len(piece) // 2
                    pieces += [piece[middle:], piece[:middle]]
            else:
                self.outcome.created += len(piece)

    def _update(self, pk: int, record: Record) -> None:
        try:
            with transaction.atomic():
                is_changed = update_records(pk, record, self.source)
        except Refused as refusal:
            record.problems.append(str(refusal.message))
        except DatabaseError as error:
            record.problems.append(_("la base a refusé cette ligne : %s") % str(error).splitlines()[0][:200])
        else:
            self.outcome.updated += is_changed
            self.outcome.unchanged += not is_changed

    def _refuse(self, record: Record) -> None:
        self.outcome.refused += 1
        self.report.add(record)
        if len(self.outcome.refusals) < MOST_KEPT:
            self.outcome.refusals.append(record)

    def look_for_gone(self, *, is_whole: bool) -> None:
        """Aids that the source gave before and no longer gives: marked for a person, never taken down by the machine."""
        if self.source.code == DEFAULT_SOURCE:
            return
        if not self.outcome.read:
            self.outcome.warn(_("La source ne contient aucune aide : rien n’est marqué comme disparu."))
            return
        if not is_whole:
            self.outcome.warn(_("La source a donné moins d’aides qu’elle n’en annonce : rien n’est marqué comme disparu."))
            return
        given = Aid.objects.filter(source=self.source, status__in=(Aid.Status.PUBLISHED, Aid.Status.DRAFT, Aid.Status.SUBMITTED))
        # Those that a person chose to keep without their source are left.
        given = given.exclude(source_key="").exclude(origins__has_key="source")
        lost = [pk for pk, key in given.values_list("pk", "source_key") if key not in self.seen]
        if len(lost) > 10 and len(lost) * 2 > given.count():
            words = _(
                "La source ne donne plus que %(read)s aides, et %(lost)s de celles qu’elle donnait manquent : "
                "le fichier est sans doute incomplet, rien n’est marqué comme disparu."
            ) % {"read": self.outcome.read, "lost": len(lost)}
            self.outcome.warn(words)
            return
        self.outcome.gone = len(lost)
        Aid.objects.filter(pk__in=lost, gone_at=None).update(gone_at=clock.now())
