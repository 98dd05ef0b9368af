"""Reading a project: two readers, a third when they disagree, complements with a date, a reasoned outcome."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Saved, take
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.projects import facts, messages, rules
from frenchimpact.projects.actions.sheets import publish_project
from frenchimpact.projects.models import InformationRequest, Project, Qualification, Reading
from frenchimpact.projects.sections import CRITERIA, LEVELS

SILENCE_DAYS = 60
MAX_NOTE = 2000


def open_qualification(project: Project) -> Qualification:
    """The round of reading that is going on. Raises OutOfTurn when there is none."""
    qualification = Qualification.objects.filter(project=project, closed_at__isnull=True).first()
    if qualification is None:
        raise OutOfTurn(_("Aucune lecture n’est ouverte pour ce projet. Rechargez la page pour voir où on en est."))
    return qualification


@transaction.atomic
def start_reading(*, project: Project, by: User) -> Reading:
    """A reader takes a free seat. The first one opens the reading, to be closed thirty days after the project was handed in.

    Taking a seat twice gives the same reading. Raises Refusal when no seat is free.
    """
    project = lock(project)
    mine = Reading.objects.filter(qualification__project=project, qualification__closed_at__isnull=True, reader=by).first()
    if mine is not None:
        return mine
    seat = rules.free_seat(by, project)
    if not seat:
        raise Refusal(_("Les lectures de ce projet sont déjà prises. Choisissez un autre projet dans la file."))
    if project.status == Project.Status.SUBMITTED:
        project.status = Project.FLOW.step("open_reading", project.status)
        project.save(update_fields=["status"])
        due_on = (project.submitted_at + dt.timedelta(days=rules.READING_DAYS)).date()
        qualification = Qualification.objects.create(project=project, due_on=due_on)
        announce(facts.QualificationOpened(project_id=project.pk, due_on=due_on.isoformat()), by=by)
    else:
        qualification = open_qualification(project)
    return Reading.objects.create(qualification=qualification, seat=seat, reader=by)


@transaction.atomic
def save_reading(*, reading: Reading, changes: Mapping[str, Change], page: str = "") -> Saved:
    """The reader's notes are kept as they are typed. Raises OutOfTurn once sent or closed."""
    reading = _open(lock(reading))
    cleaned: dict[str, Change] = {}
    errors: dict[str, Text] = {}
    levels = {code for code, _label in LEVELS}
    for name, change in changes.items():
        value = clean_text(change.value) if isinstance(change.value, str) else ""
        criterion, _dot, part = name.partition(".")
        if name == "opinion" and value in {"", *Reading.Opinion.values}:
            cleaned[name] = Change(value, change.version)
        elif name == "comment" or (criterion in CRITERIA and part == "note"):
            if len(value) > MAX_NOTE:
                errors[name] = _("Au plus %(limit)s signes : il y en a %(count)s.") % {"limit": MAX_NOTE, "count": len(value)}
            else:
                cleaned[name] = Change(value, change.version)
        elif criterion in CRITERIA and part == "level" and value in {"", *levels}:
            cleaned[name] = Change(value, change.version)
        else:
            errors[name] = _("Cette réponse n’existe pas. Rechargez la page.")
    answers = {**reading.grid, "opinion": reading.opinion, "comment": reading.comment}
    saved = take(answers, reading.marks, cleaned, by=str(reading.reader), writer=page or f"user:{reading.reader_id}")
    saved.errors.update(errors)
    reading.opinion, reading.comment = answers.pop("opinion"), answers.pop("comment")
    reading.grid = answers
    reading.save(update_fields=["grid", "marks", "opinion", "comment"])
    return saved


def _open(reading: Reading) -> Reading:
    if reading.sent_at is not None:
        raise OutOfTurn(_("Cette lecture est déjà envoyée : elle ne change plus."))
    if reading.qualification.closed_at is not None:
        raise OutOfTurn(_("La décision est prise : cette lecture n’est plus attendue."))
    return reading


@transaction.atomic
def send_reading(*, reading: Reading) -> Reading:
    """The reader gives their opinion; only then do they see the others'. A disagreement calls a third reader.

    Raises Incomplete with what is missing, OutOfTurn once sent or closed.
    """
    project = lock(reading.qualification.project)
    reading = _open(lock(reading))
    missing: dict[str, Text] = {
        f"{code}.level": _("Choisissez un niveau pour « %(title)s », ou « je ne sais pas ».") % {"title": criterion.title}
        for code, criterion in CRITERIA.items()
        if not reading.grid.get(f"{code}.level")
    }
    if not reading.opinion:
        missing["opinion"] = _("Donnez votre avis : favorable, défavorable ou à orienter ailleurs.")
    if not reading.comment:
        missing["comment"] = _("Écrivez en quelques phrases ce qui fonde votre avis.")
    if missing:
        raise Incomplete(_("Il manque des réponses à votre lecture."), missing)
    reading.sent_at = clock.now()
    reading.save(update_fields=["sent_at"])
    announce(facts.ReadingSent(project_id=project.pk, reading_id=reading.pk, seat=reading.seat), by=reading.reader)
    readings = list(reading.qualification.readings.all())
    if reading.seat != Reading.Seat.THIRD and rules.disagree(readings):
        announce(facts.ThirdReadingNeeded(project_id=project.pk), by=None)
        messages.tell_third_reading(project, readings)
    return reading


@transaction.atomic
def ask_information(*, project: Project, question: str, due_on: dt.date, by: User) -> InformationRequest:
    """The readers ask the team for something, before a date. The clock of the reading stops until the answer.

    Raises OutOfTurn unless the project is being read.
    """
    project = lock(project)
    project.status = Project.FLOW.step("ask_information", project.status)
    qualification = open_qualification(project)
    project.save(update_fields=["status"])
    request = InformationRequest.objects.create(qualification=qualification, question=question, due_on=due_on, asked_by=by)
    announce(facts.InformationAsked(project_id=project.pk, request_id=request.pk, due_on=due_on.isoformat()), by=by)
    messages.tell_information_asked(project, request)
    return request


@transaction.atomic
def give_information(*, project: Project, answer: str, by: User) -> InformationRequest:
    """The team answers. The reading goes on, its date moved by the days that the team took.

    Raises OutOfTurn when nothing is asked.
    """
    project = lock(project)
    project.status = Project.FLOW.step("give_information", project.status)
    qualification = open_qualification(project)
    request = qualification.information_requests.select_for_update().get(answered_at__isnull=True)
    now = clock.now()
    request.answer, request.answered_at, request.answered_by = answer, now, by
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    qualification.due_on += clock.date_of(now) - clock.date_of(request.asked_at)
    qualification.save(update_fields=["due_on"])
    project.save(update_fields=["status"])
    announce(facts.InformationGiven(project_id=project.pk, request_id=request.pk), by=by)
    messages.tell_information_given(project, request)
    return request


OUTCOMES = {
    Qualification.Outcome.QUALIFIED: ("qualify", facts.ProjectQualified),
    Qualification.Outcome.NOT_QUALIFIED: ("refuse", facts.ProjectNotQualified),
    Qualification.Outcome.REDIRECTED: ("redirect", facts.ProjectRedirected),
}


@transaction.atomic
def close_qualification(*, project: Project, outcome: str, reasons: str, redirected_to: str = "", by: User) -> Project:
    """The programme decides, with reasons that the team reads. A project qualified with consent is published at once.

    Raises OutOfTurn unless the project is being read; Refusal before two readings, or a third when they disagree;
    Incomplete without reasons, or without an address when redirected.
    """
    project = lock(project)
    verb, fact = OUTCOMES[Qualification.Outcome(outcome)]
    status = Project.FLOW.step(verb, project.status)
    qualification = open_qualification(project)
    if not reasons:
        raise Incomplete(_("Il manque les raisons."), {"reasons": _("Écrivez les raisons : l’équipe les lira.")})
    if outcome == Qualification.Outcome.REDIRECTED and not redirected_to:
        raise Incomplete(_("Il manque une adresse."), {"redirected_to": _("Dites vers qui l’équipe peut se tourner.")})
    check_readings(qualification)
    now = clock.now()
    qualification.closed_at, qualification.closed_by, qualification.outcome = now, by, outcome
    qualification.reasons, qualification.redirected_to = reasons, redirected_to
    qualification.save()
    project.status = status
    if outcome == Qualification.Outcome.QUALIFIED:
        project.qualified_at = now
    project.save(update_fields=["status", "qualified_at"])
    announce(fact(project_id=project.pk), by=by)
    messages.tell_outcome(project, qualification)
    if outcome == Qualification.Outcome.QUALIFIED and project.has_publication_consent:
        project = publish_project(project=project, by=by)
    return project


def check_readings(qualification: Qualification) -> None:
    """Two readings at least, and a third one when the first two disagree. Raises Refusal with what is awaited."""
    readings = list(qualification.readings.all())
    sent = [reading for reading in readings if reading.sent_at]
    if len(sent) < 2:
        raise Refusal(_("Deux lectures sont nécessaires avant la décision : il y en a %(count)s.") % {"count": len(sent)})
    if rules.disagree(readings) and not any(reading.seat == Reading.Seat.THIRD for reading in sent):
        raise Refusal(_("Les deux lectures ne s’accordent pas. Une troisième personne doit lire le projet avant la décision."))


@transaction.atomic
def archive_project(*, project: Project, by: User | None) -> Project:
    """Nobody answers, or the team gives up: the project is put aside. It can come back.

    Raises OutOfTurn once the reading has gone further.
    """
    project = lock(project)
    project.status = Project.FLOW.step("archive", project.status)
    project.save(update_fields=["status"])
    qualification = Qualification.objects.filter(project=project, closed_at__isnull=True).first()
    if qualification is not None:
        qualification.closed_at, qualification.closed_by = clock.now(), by
        qualification.outcome = Qualification.Outcome.UNANSWERED
        qualification.reasons = _("Sans réponse de l’équipe, le projet est mis de côté. Il peut être relancé à tout moment.")
        qualification.save()
    announce(facts.ProjectArchived(project_id=project.pk), by=by)
    messages.tell_archived(project)
    return project


@transaction.atomic
def revive_project(*, project: Project, by: User) -> Project:
    """The team hands the project in again: it waits for a new reading. Raises OutOfTurn unless put aside or refused."""
    project = lock(project)
    project.status = Project.FLOW.step("revive", project.status)
    project.submitted_at = clock.now()
    project.save(update_fields=["status", "submitted_at"])
    announce(facts.ProjectRevived(project_id=project.pk), by=by)
    messages.tell_readers(project)
    return project


def archive_silent_projects() -> int:
    """Projects whose team did not answer for sixty days are put aside. Gives their number."""
    limit = clock.now() - dt.timedelta(days=SILENCE_DAYS)
    silent = Project.objects.filter(
        status=Project.Status.NEEDS_INFORMATION,
        qualifications__closed_at__isnull=True,
        qualifications__information_requests__answered_at__isnull=True,
        qualifications__information_requests__asked_at__lt=limit,
    ).distinct()
    count = 0
    for project in silent.order_by("pk"):
        try:
            archive_project(project=project, by=None)
            count += 1
        except OutOfTurn:
            continue
    return count
