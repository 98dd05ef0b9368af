"""A juror's files: what waits for them, and one of them as they may read it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast, Length
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application, Criterion, Snapshot
from frenchimpact.calls.queries import content_to_read
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address, files_of
from frenchimpact.organisations.rules import Anyone
from frenchimpact.reviews import rules
from frenchimpact.reviews.anonymous import Veil, file_name
from frenchimpact.reviews.models import Juror, Jury, Review
from frenchimpact.reviews.pieces import Document, documents_for_jury, is_for_jury
from frenchimpact.reviews.queries.juries import find_seat

# Characters of a file read in a minute, its frame left out; and minutes to score one criterion.
READ_A_MINUTE, MINUTES_A_CRITERION = 1500, 1


@dataclass(frozen=True)
class Waiting:
    """One file on a juror's desk."""

    application: Application
    title: str
    review: Review | None
    minutes: int
    is_trial: bool = False

    @property
    def state(self) -> str:
        """todo, draft or sent."""
        if self.review is None:
            return "todo"
        return "sent" if self.review.sent_at else "draft"


@dataclass(frozen=True)
class Desk:
    """One seat: what is to be declared, read, and by when."""

    juror: Juror
    undeclared_count: int
    is_out: bool
    recused: list[Application]
    files: list[Waiting] = field(default_factory=list)

    @property
    def sent_count(self) -> int:
        """Opinions given."""
        return sum(one.state == "sent" for one in self.files)

    @property
    def trials(self) -> list[Waiting]:
        """The trial readings, which come before the real ones."""
        return [one for one in self.files if one.is_trial]

    @property
    def minutes_left(self) -> int:
        """An honest guess at what remains."""
        return sum(one.minutes for one in self.files if one.state != "sent")

    @property
    def next(self) -> Waiting | None:
        """The first file without an opinion."""
        return next((one for one in self.files if one.state != "sent"), None)

    @property
    def due_on(self) -> dt.date | None:
        """When opinions are expected."""
        return self.juror.jury.reviews_due_on


def desk_of(juror: Juror) -> Desk:
    """What a juror has before them."""
    recusals = rules.standing_recusals(juror).select_related("application")
    recused = [one.application for one in recusals if one.application is not None]
    is_out = any(one.application_id is None for one in recusals)
    jury = juror.jury
    trials = set(rules.trial_files(jury).values_list("pk", flat=True))
    files = list(rules.readable_files(juror).select_related("organisation", "project").order_by("reference"))
    files.sort(key=lambda one: one.pk not in trials)
    if jury.state != Jury.State.OPEN:
        mine = set(Review.objects.filter(juror=juror).values_list("application", flat=True))
        files = [one for one in files if one.pk in mine]
    reviews = {one.application_id: one for one in Review.objects.filter(juror=juror, application__in=files)}
    minutes = _minutes(files, Criterion.objects.filter(call=jury.cohort.call_id).count())
    lines = [Waiting(one, title_of(one, jury), reviews.get(one.pk), minutes.get(one.pk, 1), one.pk in trials) for one in files]
    return Desk(juror, rules.undeclared_files(juror).count(), is_out, recused, lines)


def title_of(application: Application, jury: Jury) -> str:
    """What a file is called before a juror: its reference alone when files are anonymous."""
    if jury.is_anonymous:
        return _("Dossier %(reference)s") % {"reference": application.reference}
    return application.project.name if application.project else application.organisation.name


def _minutes(files: list[Application], criteria: int) -> dict[int, int]:
    latest = Snapshot.objects.filter(application__in=files).order_by("application_id", "-number").distinct("application_id")
    sizes = latest.annotate(size=Length(Cast("content", TextField()))).values_list("application", "size")
    return {pk: max(round(size / 2 / READ_A_MINUTE + criteria * MINUTES_A_CRITERION), 1) for pk, size in sizes}


@dataclass(frozen=True)
class Answered:
    """One answer as a juror reads it."""

    key: str
    label: str
    words: str
    # The criterion that it feeds, and its code.
    criterion: str = ""
    code: str = ""


@dataclass(frozen=True)
class Part:
    """One topic of the file."""

    id: str
    title: str
    answers: list[Answered]


@dataclass(frozen=True)
class Piece:
    """A document: its name as the juror sees it, the question that it answers, and where it opens."""

    number: int
    name: str
    question: str
    address: str


@dataclass(frozen=True)
class Sheet:
    """A file as it was handed in, without what is not for the jury; anonymous when the jury is."""

    application: Application
    title: str
    parts: list[Part]
    pieces: list[Piece]
    partners: list[str]
    is_anonymous: bool = False

    @property
    def answers(self) -> list[Answered]:
        """Every answer that the jury reads."""
        return [answer for part in self.parts for answer in part.answers]


def veil_of(application: Application, content: Mapping[str, Any] | None = None) -> Veil:
    """What hides who applies with this file, `content` being what was last handed in when it was read already."""
    if content is None:
        snapshot = Snapshot.objects.filter(application=application).order_by("-number").first()
        content = snapshot.content if snapshot else {}
    return _veil(application, content)


def sheet_of(application: Application, jury: Jury, opens: Callable[[int], str] | None = None) -> Sheet:
    """What the jury reads of a file: the latest one handed in. `opens` gives the address of a document by its number."""
    snapshot = Snapshot.objects.filter(application=application).order_by("-number").first()
    content: dict[str, Any] = snapshot.content if snapshot else {}
    where = opens or (lambda number: reverse("reviews:piece", args=[jury.pk, application.reference, number]))
    return _sheet(application, content, title_of(application, jury), lambda one: where(one.number), is_anonymous=jury.is_anonymous)


def preview_of(application: Application, *, is_anonymous: bool) -> Sheet:
    """What a jury would read of a file, handed in or still written. Documents open under their own name, or not at all."""
    titles = {True: _("Dossier %(reference)s") % {"reference": application.reference}, False: application.organisation.name}
    stored = {str(one.key): address(one) for one in files_of(application)}

    def where(one: Document) -> str:
        return "" if is_anonymous else stored.get(one.file_key, "")

    return _sheet(application, content_to_read(application), titles[is_anonymous], where, is_anonymous=is_anonymous)


def _sheet(
    application: Application, content: Mapping[str, Any], title: str, where: Callable[[Document], str], *, is_anonymous: bool
) -> Sheet:
    veil = _veil(application, content) if is_anonymous else None
    titles = dict(Criterion.objects.filter(call=application.call_id).values_list("code", "title"))
    parts = []
    for number, section in enumerate(content.get("sections", []), 1):
        asked = [one for one in section.get("questions", []) if is_for_jury(one, is_anonymous=is_anonymous)]
        answers = [_answered(one, veil, titles) for one in asked]
        answers = [one for one in answers if one.words]
        if answers:
            parts.append(Part(f"partie-{number}", str(section.get("title", "")), answers))
    pieces = [
        Piece(one.number, file_name(one.number, one.name) if is_anonymous else one.name, one.question, where(one))
        for one in documents_for_jury(content, is_anonymous=is_anonymous)
    ]
    partners = [] if veil else [str(one.get("name", "")) if isinstance(one, Mapping) else str(one) for one in content.get("partners", [])]
    return Sheet(application, title, parts, pieces, partners, is_anonymous)


def find_piece(user: Anyone, jury_id: int, reference: str, number: int) -> tuple[Juror, Document, StoredFile]:
    """A document of a file that the juror may read, as it was handed in, or Http404."""
    juror, application = find_evaluation(user, jury_id, reference)
    return juror, *document_of(application, juror.jury, number)


def document_of(application: Application, jury: Jury, number: int) -> tuple[Document, StoredFile]:
    """One document that the jury sees of a file, or Http404."""
    snapshot = Snapshot.objects.filter(application=application).order_by("-number").first()
    documents = documents_for_jury(snapshot.content if snapshot else {}, is_anonymous=jury.is_anonymous)
    found = next((one for one in documents if one.number == number), None)
    stored = files_of(application).filter(key=found.file_key).first() if found and found.file_key else None
    if found is None or stored is None:
        raise Http404(_("Cette pièce n’existe pas, ou n’est pas pour le jury."))
    return found, stored


def _answered(question: Mapping[str, Any], veil: Veil | None, titles: Mapping[str, str]) -> Answered:
    words = str(question.get("words") or "")
    return Answered(
        str(question.get("key", "")),
        str(question.get("label", "")),
        veil.hide(words) if veil else words,
        titles.get(str(question.get("criterion") or ""), ""),
        str(question.get("criterion") or ""),
    )


def _veil(application: Application, content: Mapping[str, Any]) -> Veil:
    """Hides every name by which one would know who applies: structures, the project, answers that say so; people who write the file."""
    names = [application.organisation.name, application.project.name if application.project else ""]
    names += [partner.name for partner in application.partners.all()]
    people = [str(application.lead), *(str(one.user) for one in application.members.select_related("user") if one.user)]
    for section in content.get("sections", []):
        names += [
            str(one.get("words") or "")
            for one in section.get("questions", [])
            if one.get("is_identifying") and one.get("kind") in {"line", "organisation"}
        ]
    return Veil(filter(None, names), filter(None, people))


@dataclass(frozen=True)
class Line:
    """One criterion of the grid, as the juror filled it."""

    criterion: Criterion
    value: str
    note: str
    marks: list[tuple[str, str]]
    # The answers that feed it.
    answers: list[Answered] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The field of its score."""
        return f"score.{self.criterion.pk}"


def grid_of(jury: Jury, answers: Mapping[str, str], sheet: Sheet | None = None) -> list[Line]:
    """The criteria, with what is already answered; each mark with its anchor, and the answers of the file that feed it."""
    read = sheet.answers if sheet else []
    return [
        Line(
            one,
            answers.get(f"score.{one.pk}", ""),
            answers.get(f"note.{one.pk}", ""),
            [(str(mark), str(one.anchors.get(str(mark), ""))) for mark in range(one.scale + 1)],
            [answer for answer in read if answer.code == one.code],
        )
        for one in Criterion.objects.filter(call=jury.cohort.call_id)
    ]


type Evaluation = tuple[Juror, Application]


def find_evaluation(user: Anyone, jury_id: int, reference: str) -> Evaluation:
    """A file that the juror may read, or Http404: theirs, ties declared, never one they are recused from."""
    juror = find_seat(user, jury_id)
    files = rules.readable_files(juror).select_related("organisation", "project", "lead", "call")
    found = files.filter(reference=reference).first()
    if found is None:
        raise Http404(_("Ce dossier ne vous est pas confié."))
    return juror, found


def find_review(user: Anyone, jury_id: int, reference: str) -> Review:
    """The juror's own review of a file that they may read, or Http404."""
    juror, application = find_evaluation(user, jury_id, reference)
    found = Review.objects.filter(juror=juror, application=application).select_related("jury__cohort", "juror__jury", "juror__user").first()
    if found is None:
        raise Http404(_("Vous n’avez pas commencé ce dossier."))
    return found


@dataclass(frozen=True)
class Other:
    """Another member's opinion, once one may see it."""

    review: Review
    scores: dict[int, str]


def others_on(juror: Juror, application: Application) -> tuple[list[Other], int]:
    """The others' opinions and how many are still hidden: all of them, until one's own is sent."""
    sent = Review.objects.filter(jury=juror.jury_id, application=application, sent_at__isnull=False).exclude(juror=juror)
    if not rules.has_sent(juror, application):
        return [], sent.count()
    found = []
    for review in sent.select_related("juror__user").prefetch_related("scores").order_by("juror_id"):
        if not rules.is_recused(review.juror, application):
            found.append(Other(review, {one.criterion_id: "–" if one.value is None else str(one.value) for one in review.scores.all()}))
    return found, 0
