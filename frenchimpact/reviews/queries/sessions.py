"""The session: ranking, where members differ, and what was voted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application, Criterion
from frenchimpact.core.rows import among
from frenchimpact.organisations.rules import Anyone
from frenchimpact.reviews.models import Ballot, Juror, Jury, Minutes, Passage, Recusal, Score, Session
from frenchimpact.reviews.queries.juries import find_seat
from frenchimpact.reviews.queries.ranking import Line, Ranking, ranking_of, scale_of
from frenchimpact.reviews.scores import Offer, Outcome, evaluate
from frenchimpact.reviews.votes import Said, opinion_of

PAGE = 50
# Points out of 100 from which members are said to differ, and clearly differ.
SOME, MUCH = Decimal(8), Decimal(15)


def session_of(jury: Jury) -> Session | None:
    """Its sitting, when there is one."""
    return Session.objects.filter(jury=jury).select_related("jury__cohort__call").first()


@dataclass(frozen=True)
class Spread:
    """How far apart the members are on one criterion of one file: lowest, highest, mean."""

    lowest: int | None
    highest: int | None
    mean: Fraction | None

    @property
    def gap(self) -> int:
        """Between the lowest and the highest score."""
        return 0 if self.lowest is None or self.highest is None else self.highest - self.lowest


@dataclass(frozen=True)
class Row:
    """One file of the board."""

    line: Line
    offer: Offer
    passage: Passage | None
    outcome: Outcome[int, int]
    # The marks that count, by criterion.
    marks: list[list[int | None]]
    voices: dict[str, int]
    # What the jury thinks of it as things stand.
    said: Said

    @property
    def spreads(self) -> list[Spread]:
        """How far apart the members are, by criterion."""
        return [spread_of(marks) for marks in self.marks]

    @property
    def disagreement(self) -> str:
        """How much the members differ: empty, "some" or "much"."""
        dispersion = self.outcome.dispersion
        if dispersion is None or dispersion < SOME:
            return ""
        return "much" if dispersion >= MUCH else "some"


@dataclass(frozen=True)
class Board:
    """One page of the ranking with its disagreement map."""

    ranking: Ranking
    rows: list[Row]
    criteria: list[Criterion]
    page: int
    page_count: int


def marks_of(jury: Jury, files: Iterable[int]) -> dict[int, dict[int, dict[int, int | None]]]:
    """The scores as they stand, by file, member and criterion: those sent, whoever is recused."""
    found: dict[int, dict[int, dict[int, int | None]]] = defaultdict(lambda: defaultdict(dict))
    scores = Score.objects.filter(review__jury=jury, review__sent_at__isnull=False, review__application_id__in=among(files))
    columns = ("review__application_id", "review__juror_id", "criterion_id", "value", "revised")
    for file, juror, criterion, value, revised in scores.values_list(*columns):
        found[file][juror][criterion] = value if revised is None else revised
    return found


def recused_from(jury: Jury, files: Iterable[int]) -> dict[int, set[int]]:
    """The members whose scores do not count, by file."""
    ids = list(files)
    found: dict[int, set[int]] = {pk: set() for pk in ids}
    standing = Recusal.objects.filter(Q(application=None) | Q(application_id__in=among(ids)), juror__jury=jury, lifted_at=None)
    for juror, application in standing.values_list("juror_id", "application_id"):
        for pk in ids if application is None else [application]:
            found[pk].add(juror)
    return found


type Voices = dict[int, Counter[str]]


def voices_on(passages: Iterable[Passage]) -> tuple[Voices, dict[int, str]]:
    """How many members chose what, by passage; and what the chair chose."""
    voices: Voices = defaultdict(Counter)
    chairs: dict[int, str] = {}
    ballots = Ballot.objects.filter(passage__in=list(passages)).order_by()
    for passage, choice, is_chair in ballots.values_list("passage_id", "choice", "juror__is_chair"):
        voices[passage][choice] += 1
        if is_chair:
            chairs[passage] = choice
    return voices, chairs


def said_of(passages: Iterable[Passage], lines: Mapping[int, Line], given: tuple[Voices, dict[int, str]] | None = None) -> dict[int, Said]:
    """What comes out of the voices, or of the scores when nobody voted, by passage; what was adjourned stays so."""
    shown = list(passages)
    voices, chairs = given or voices_on(shown)
    return {
        one.pk: Said(Passage.Proposal.ADJOURNED, is_voted=True)
        if one.proposal == Passage.Proposal.ADJOURNED
        else opinion_of(voices[one.pk], chairs.get(one.pk, ""), lines[one.application_id].verdict)
        for one in shown
    }


def board_of(jury: Jury, page: int = 1, without: Collection[int] = ()) -> Board:
    """A page of the ranking, best first, with where members differ. The files of `without` are not shown."""
    page = max(page, 1)
    ranking = ranking_of(jury, limit=PAGE, offset=(page - 1) * PAGE, without=without)
    ids = [line.application_id for line in ranking.lines]
    marks, out, scale = marks_of(jury, ids), recused_from(jury, ids), scale_of(jury.cohort, ranking.criteria.values())
    passages = {one.application_id: one for one in Passage.objects.filter(session__jury=jury, application_id__in=among(ids))}
    given = voices_on(passages.values()) if passages else (defaultdict(Counter), {})
    voices = given[0]
    said = said_of(passages.values(), {line.application_id: line for line in ranking.lines}, given)
    criteria = list(ranking.criteria.values())
    rows = []
    for line in ranking.lines:
        kept = {juror: row for juror, row in marks.get(line.application_id, {}).items() if juror not in out[line.application_id]}
        found = passages.get(line.application_id)
        rows.append(
            Row(
                line,
                line.offer(jury.cohort.places_count, found.settled_position if found else None),
                found,
                evaluate(kept, scale),
                [[row.get(one.pk) for row in kept.values()] for one in criteria],
                dict(voices[found.pk]) if found else {},
                said[found.pk] if found else Said(""),
            )
        )
    count = max((ranking.file_count + PAGE - 1) // PAGE, 1)
    return Board(ranking, rows, criteria, page, count)


def spread_of(marks: list[int | None]) -> Spread:
    """How far apart these marks are; those that are missing say nothing."""
    given = [mark for mark in marks if mark is not None]
    if not given:
        return Spread(None, None, None)
    return Spread(min(given), max(given), Fraction(sum(given), len(given)))


def find_passage(user: Anyone, jury_id: int, reference: str) -> tuple[Juror, Passage]:
    """A file that passes before the jury where the person sits; Http404 when they are recused from it."""
    from frenchimpact.reviews import rules

    juror = find_seat(user, jury_id)
    readable = rules.readable_files(juror).filter(reference=reference)
    passage = Passage.objects.filter(session__jury=jury_id, application__in=readable).select_related("session", "application").first()
    if passage is None:
        raise Http404(_("Ce dossier ne passe pas devant ce jury."))
    return juror, passage


def passages_for(juror: Juror) -> list[Passage]:
    """The files of the session that the member takes part in, in the order of passage."""
    from frenchimpact.reviews import rules

    readable = rules.readable_files(juror)
    passages = Passage.objects.filter(session__jury=juror.jury_id, application__in=readable)
    return list(passages.select_related("application__organisation", "application__project").order_by("position"))


def minutes_of(jury: Jury) -> Minutes | None:
    """The minutes, once the session is closed."""
    return Minutes.objects.filter(session__jury=jury).prefetch_related("signatures__juror__user").first()


def notes_on(application: Application) -> dict[int, list[str]]:
    """What members wrote under each criterion, by criterion: the stuff of reasons."""
    out = Recusal.objects.filter(
        Q(application=None) | Q(application=application), juror__jury__cohort=application.cohort_id, lifted_at=None
    )
    found: dict[int, list[str]] = defaultdict(list)
    scores = Score.objects.filter(review__application=application, review__sent_at__isnull=False).exclude(note="")
    for criterion, note in scores.exclude(review__juror__in=out.values("juror")).order_by("review_id").values_list("criterion_id", "note"):
        # Two members may have written the same words.
        if note not in found[criterion]:
            found[criterion].append(note)
    return found
