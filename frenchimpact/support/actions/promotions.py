"""A promotion is opened on a wave of a call; its projects are selected by their files, supported, graduated, or leave and say why."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Call, Cohort
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.impact.queries.measures import followed_by, lines_of
from frenchimpact.organisations.models import Organisation
from frenchimpact.support import facts
from frenchimpact.support.actions.supports import take_on, take_selected
from frenchimpact.support.models import Participant, ParticipantFigure, ParticipantMove, Promotion, Support

State, Moment = Participant.State, ParticipantFigure.Moment
# A year is measured once it is over: what was measured until then is a result of the promotion.
RESULT_DAYS = 366


@transaction.atomic
def open_promotion(
    *, cohort: Cohort, structure: Organisation, starts_on: dt.date, ends_on: dt.date, by: User | None, is_demo: bool = False
) -> Promotion:
    """On a wave of a call to which projects apply; those that have applied already are its candidates. Raises Refusal or Incomplete."""
    cohort = lock(cohort)
    if cohort.call.applicant != Call.Applicant.PROJECT:
        raise Refusal(_("Une promotion réunit des projets : choisissez la session d’un appel auquel des projets candidatent."))
    if Promotion.objects.filter(cohort=cohort).exists():
        raise Refusal(_("Cette session a déjà sa promotion."))
    if ends_on <= starts_on:
        words = _("La fin vient après le début.")
        raise Incomplete(words, {"ends_on": words})
    promotion = Promotion.objects.create(
        cohort=cohort, structure=structure, starts_on=starts_on, ends_on=ends_on, opened_by=by, is_demo=is_demo
    )
    announce(facts.PromotionOpened(promotion_id=promotion.pk), by=by)
    handed_in = cohort.applications.filter(submitted_at__isnull=False, is_test=False, project__isnull=False)
    for application in handed_in.order_by("submitted_at", "pk"):
        follow_file(application=application)
    return promotion


# What a file says of its project's place, and why when it takes it away.
_GONE = {
    Application.State.REFUSED: lambda: _("Candidature non retenue."),
    Application.State.INADMISSIBLE: lambda: _("Candidature non recevable."),
    Application.State.WITHDRAWN: lambda: _("Candidature retirée par l’équipe."),
}


@transaction.atomic
def follow_file(*, application: Application) -> Participant | None:
    """The place of a file's project in the promotion of its wave goes with the file; none when there is no such promotion.

    Once in support, the project stays until somebody says that it leaves: a plan is not undone by a paper.
    """
    application = lock(application)
    if application.project_id is None or application.is_test or application.submitted_at is None:
        return None
    promotion = Promotion.objects.select_for_update().filter(cohort=application.cohort_id).first()
    if promotion is None:
        return None
    made, is_new = Participant.objects.get_or_create(
        promotion=promotion, project_id=application.project_id, defaults={"application": application}
    )
    if is_new:
        _note(made, "apply", None)
    elif made.application_id != application.pk:
        # The same project applied again after a first file that went no further: its place follows the latest.
        made.application = application
        made.save()
    _follow(made, application.state)
    return made


def _follow(participant: Participant, file: str) -> None:
    if file == Application.State.GRANTED:
        if participant.state in (State.CANDIDATE, State.LEFT) and participant.entered_on is None:
            _move(participant, "select", None)
    elif file in _GONE:
        if participant.state in (State.CANDIDATE, State.SELECTED):
            _move(participant, "leave", None, _GONE[Application.State(file)]())
    elif participant.state in (State.SELECTED, State.LEFT) and participant.entered_on is None:
        _move(participant, "reconsider", None)


@transaction.atomic
def leave_other_waves(*, application: Application) -> None:
    """A file was put off to another wave: its project leaves the promotions of the others."""
    here = Participant.objects.select_for_update().filter(application=application, state__in=(State.CANDIDATE, State.SELECTED))
    for one in here.exclude(promotion__cohort=application.cohort_id):
        _move(one, "leave", None, _("Candidature reportée à une autre session."))


def _move(participant: Participant, verb: str, by: User | None, reason: str = "") -> None:
    participant.state = Participant.FLOW.step(verb, participant.state)
    participant.reason = reason
    participant.ended_on = clock.today() if participant.state in (State.GRADUATED, State.LEFT) else None
    participant.save()
    _note(participant, verb, by, reason)


def _note(participant: Participant, verb: str, by: User | None, reason: str = "") -> None:
    ParticipantMove.objects.create(participant=participant, verb=verb, state=participant.state, reason=reason, by=by)
    announce(facts.ParticipantMoved(participant_id=participant.pk, verb=verb, state=participant.state), by=by)


@transaction.atomic
def begin_support(*, participant: Participant, by: User, support: Support | None = None, officer: User | None = None) -> Participant:
    """Its plan begins: a support that goes on already, or a new one by the structure of the promotion. What it measured is kept.

    Raises Refusal or Incomplete.
    """
    participant = lock(participant)
    if support is None:
        if officer is None:
            words = _("Dites qui suit le projet, ou choisissez l’accompagnement qu’il a déjà.")
            raise Incomplete(words, {"officer": words})
        support = _new_support(participant, officer, by)
    elif support.project_id != participant.project_id or not support.is_live:
        raise Refusal(_("Cet accompagnement n’est pas celui du projet, ou n’est plus en cours."))
    participant.support, participant.entered_on = support, clock.today()
    _move(participant, "begin", by)
    _keep_figures(participant, Moment.ENTRY, participant.entered_on)
    return participant


def _new_support(participant: Participant, officer: User, by: User) -> Support:
    """By the structure of the promotion: what the project asked of it already, or a new one."""
    project, structure = participant.project, participant.promotion.structure
    asked = Support.objects.filter(project=project, structure=structure, state=Support.State.REQUESTED).first()
    if asked is not None:
        return take_on(support=asked, officer=officer, by=by)
    words = _("Sélectionné dans « %(promotion)s ».") % {"promotion": participant.promotion}
    return take_selected(project=project, structure=structure, text=words, officer=officer, by=by)


def _keep_figures(participant: Participant, moment: str, until: dt.date, since: dt.date | None = None) -> int:
    """The latest value of each thing that the project measures, over by that day; as it came in, the starting point of its aim will do."""
    kept = set(participant.figures.filter(moment=moment).values_list("indicator", flat=True))
    made: list[ParticipantFigure] = []
    for line in lines_of(list(followed_by(participant.project))):
        indicator = line.followed.indicator
        told = [one for one in line.series if one.value is not None and one.ends_on <= until and (since is None or one.ends_on > since)]
        given: dict[str, Any] = {"participant": participant, "moment": moment, "indicator": indicator}
        if indicator.pk in kept:
            continue
        if told:
            last = told[-1]
            given |= {"value": last.value, "on": last.ends_on, "measure": last, "version": last.version}
        elif moment == Moment.ENTRY and line.aim.baseline is not None:
            given |= {"value": line.aim.baseline, "on": line.aim.baseline_on}
        else:
            continue
        made.append(ParticipantFigure(**given))
    ParticipantFigure.objects.bulk_create(made)
    return len(made)


@transaction.atomic
def keep_results(*, participant: Participant, by: User) -> int:
    """What was measured since it came in, up to a year after it went out; gives how many values are new. Raises Refusal."""
    participant = lock(participant)
    if participant.entered_on is None or participant.ended_on is None:
        raise Refusal(_("Les résultats se relèvent à la sortie : le projet est encore dans la promotion, ou n’y est jamais entré."))
    until = min(clock.today(), participant.ended_on + dt.timedelta(days=RESULT_DAYS))
    count = _keep_figures(participant, Moment.EXIT, until, participant.entered_on)
    if count:
        _note(participant, "measure", by)
    return count


@transaction.atomic
def graduate(*, participant: Participant, outcome: str, by: User) -> Participant:
    """It goes out grown: with words, and with what it measured since. Raises Refusal or Incomplete."""
    participant = lock(participant)
    participant.outcome = clean_text(outcome)[:5000]
    if not participant.outcome:
        words = _("Racontez en quelques phrases ce que la promotion a changé.")
        raise Incomplete(words, {"outcome": words})
    _move(participant, "graduate", by)
    _keep_figures(participant, Moment.EXIT, clock.today(), participant.entered_on)
    return participant


@transaction.atomic
def leave(*, participant: Participant, reason: str, by: User) -> Participant:
    """It goes out before the end, and why. Raises Refusal or Incomplete."""
    participant = lock(participant)
    reason = clean_line(reason)[:1000]
    if not reason:
        words = _("Dites pourquoi le projet quitte la promotion : la suite en dépend.")
        raise Incomplete(words, {"reason": words})
    _move(participant, "leave", by, reason)
    if participant.entered_on is not None:
        _keep_figures(participant, Moment.EXIT, clock.today(), participant.entered_on)
    return participant
