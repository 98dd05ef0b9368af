"""A project asks a structure, which takes it on, sends it elsewhere or says no; the thread is planned, followed, handed over, ended."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock, take_numbers
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.support import facts
from frenchimpact.support.models import Axis, Diagnosis, Ending, Participant, Support, SupportCounter, SupportMember

# Days to answer a project, to write its plan once it is taken on, and between two reviews (domain 3a 8).
ANSWER_DAYS, PLAN_DAYS, REVIEW_DAYS = 10, 60, 91
Role = SupportMember.Role


@transaction.atomic
def ask_support(
    *,
    project: Project,
    structure: Organisation,
    text: str,
    axes: Sequence[str] = (),
    by: User | None,
    is_pass: bool = False,
    is_demo: bool = False,
) -> Support:
    """The project writes to a structure. Raises Refusal or Incomplete."""
    text = clean_text(text)[:5000]
    if not text:
        words = _("Dites ce que vous cherchez : la structure répond mieux à une demande précise.")
        raise Incomplete(words, {"text": words})
    if not structure.is_published or structure.closed_on is not None:
        raise Refusal(_("Cette structure n’est plus dans l’annuaire."))
    if project.organisation_id == structure.pk:
        raise Refusal(_("Une structure ne s’accompagne pas elle-même."))
    return _open(project=project, structure=structure, text=text, axes=_known(axes), requested_by=by, is_pass=is_pass, is_demo=is_demo)


@transaction.atomic
def offer_pass(*, project: Project, structure: Organisation, text: str, by: User) -> Support:
    """The programme offers the Pass, with the structure that would support the project: the team says yes first. Raises Refusal."""
    text = clean_text(text)[:5000]
    if not text:
        words = _("Dites ce que le Pass apporte à ce projet : l’équipe décide en connaissance de cause.")
        raise Incomplete(words, {"text": words})
    if project.organisation_id == structure.pk:
        raise Refusal(_("Une structure ne s’accompagne pas elle-même."))
    return _open(project=project, structure=structure, text=text, requested_by=by, is_pass=True, state=Support.State.OFFERED)


@transaction.atomic
def accept_pass(*, support: Support, by: User) -> Support:
    """The team says yes: the structure is asked, and has its own days to answer. Raises Refusal."""
    support = lock(support)
    support.answer_due_on = clock.today() + dt.timedelta(days=ANSWER_DAYS)
    _move(support, "accept_pass", by)
    return support


@transaction.atomic
def refuse_pass(*, support: Support, reason: str, by: User) -> Support:
    """The team says no, and why. Raises Refusal or Incomplete."""
    support = lock(support)
    _move(support, "refuse_pass", by, _reason(reason, _("Dites pourquoi : le programme saura quoi proposer d’autre.")))
    return support


def _known(axes: Sequence[str]) -> list[str]:
    return [axis for axis in Axis.values if axis in axes]


def _open(**fields: Any) -> Support:
    year = clock.today().year
    reference = f"AC-{year}-{take_numbers(SupportCounter, year=year):04d}"
    try:
        with transaction.atomic():
            support = Support.objects.create(reference=reference, answer_due_on=clock.today() + dt.timedelta(days=ANSWER_DAYS), **fields)
    except IntegrityError as error:
        if "support_live_once" not in str(error):
            raise
        raise Refusal(_("Cette structure est déjà saisie, ou accompagne déjà le projet.")) from error
    verb = {Support.State.OFFERED: "offer_pass", Support.State.DIAGNOSIS: "take_on"}.get(Support.State(support.state), "ask")
    announce(facts.SupportMoved(support_id=support.pk, verb=verb, state=support.state), by=fields.get("requested_by"))
    return support


def _move(support: Support, verb: str, by: User | None, reason: str = "") -> None:
    support.state = Support.FLOW.step(verb, support.state)
    support.state_reason = reason
    now = clock.now()
    if verb in ("take_on", "decline", "redirect"):
        support.answered_at = now
    if verb in ("decline", "redirect", "withdraw", "refuse_pass", "hand_over", "end"):
        support.closed_at = now
    support.save()
    announce(facts.SupportMoved(support_id=support.pk, verb=verb, state=support.state), by=by)


def _reason(text: str, words: str) -> str:
    reason = clean_line(text)[:1000]
    if not reason:
        raise Incomplete(words, {"reason": words})
    return reason


@transaction.atomic
def take_on(*, support: Support, officer: User, by: User) -> Support:
    """The structure says yes, and who follows the project. Raises Refusal."""
    support = lock(support)
    support.plan_due_on = clock.today() + dt.timedelta(days=PLAN_DAYS)
    support.last_contact_on = clock.today()
    _move(support, "take_on", by)
    join(support=support, user=officer, role=Role.OFFICER, by=by)
    return support


@transaction.atomic
def take_selected(*, project: Project, structure: Organisation, text: str, officer: User, by: User) -> Support:
    """A call chose the project: the structure has nothing to answer, its plan begins. Raises Refusal."""
    now, today = clock.now(), clock.today()
    support = _open(
        project=project,
        structure=structure,
        text=text,
        requested_by=by,
        state=Support.State.DIAGNOSIS,
        requested_at=now,
        answered_at=now,
        plan_due_on=today + dt.timedelta(days=PLAN_DAYS),
        last_contact_on=today,
    )
    join(support=support, user=officer, role=Role.OFFICER, by=by)
    return support


@transaction.atomic
def decline(*, support: Support, reason: str, by: User) -> Support:
    """The structure says no, and why. Raises Refusal or Incomplete."""
    support = lock(support)
    _move(support, "decline", by, _reason(reason, _("Dites pourquoi : le projet saura quoi chercher d’autre.")))
    return support


@transaction.atomic
def redirect_to(*, support: Support, structure: Organisation, reason: str, by: User) -> Support:
    """Another structure suits better: the request goes to it as it is. Gives the new one. Raises Refusal or Incomplete."""
    support = lock(support)
    if structure.pk == support.structure_id:
        raise Refusal(_("Choisissez une autre structure que la vôtre."))
    support.redirected_to = structure
    _move(support, "redirect", by, _reason(reason, _("Dites pourquoi cette structure convient mieux.")))
    return ask_support(
        project=support.project, structure=structure, text=support.text, axes=support.axes, by=support.requested_by, is_pass=support.is_pass
    )


@transaction.atomic
def withdraw(*, support: Support, by: User) -> Support:
    """The project no longer asks. Raises Refusal."""
    support = lock(support)
    _move(support, "withdraw", by)
    return support


@transaction.atomic
def join(*, support: Support, user: User, role: str, by: User | None) -> SupportMember:
    """Somebody follows it. A new officer takes the place of the former, who stays in the team. Raises Refusal."""
    support = lock(support)
    now = clock.now()
    members = list(support.members.select_for_update().filter(until=None).order_by("pk"))
    mine = next((one for one in members if one.user_id == user.pk), None)
    if mine is not None and mine.role == role:
        return mine
    if mine is not None:
        _check_officer_stays(mine, members, role)
        mine.until = now
        mine.save()
    former = next((one for one in members if one.role == Role.OFFICER and one.user_id != user.pk), None)
    if role == Role.OFFICER and former is not None:
        former.until = now
        former.save()
        SupportMember.objects.create(support=support, user=former.user, role=Role.TEAM, since=now)
    member = SupportMember.objects.create(support=support, user=user, role=role, since=now)
    announce(facts.SupportTeamChanged(support_id=support.pk, user_id=user.pk, role=role), by=by)
    return member


def _check_officer_stays(member: SupportMember, members: Sequence[SupportMember], role: str) -> None:
    if member.role == Role.OFFICER and role != Role.OFFICER:
        raise Refusal(_("Nommez d’abord un autre référent : un projet accompagné en a toujours un."))


@transaction.atomic
def leave(*, support: Support, user: User, by: User) -> None:
    """Somebody no longer follows it; the officer is replaced first. Raises Refusal."""
    support = lock(support)
    member = support.members.select_for_update().filter(user=user, until=None).first()
    if member is None:
        return
    if support.is_live:
        _check_officer_stays(member, [], "")
    member.until = clock.now()
    member.save()
    announce(facts.SupportTeamChanged(support_id=support.pk, user_id=user.pk, role=""), by=by)


@transaction.atomic
def write_diagnosis(*, support: Support, summary: str, axes: Mapping[str, Mapping[str, str]], by: User) -> Diagnosis:
    """A version that both read. The first opens the plan. Raises Refusal or Incomplete."""
    support = lock(support)
    if not support.is_live:
        raise Refusal(_("Cet accompagnement n’est pas en cours."))
    summary = clean_text(summary)[:10_000]
    if not summary:
        words = _("Résumez en quelques phrases ce que vous voyez ensemble.")
        raise Incomplete(words, {"summary": words})
    kept = {axis: {side: clean_text(axes.get(axis, {}).get(side, ""))[:2000] for side in ("strengths", "needs")} for axis in Axis.values}
    said = {axis: sides for axis, sides in kept.items() if any(sides.values())}
    last = support.diagnoses.order_by("-version").first()
    diagnosis = Diagnosis.objects.create(support=support, version=(last.version if last else 0) + 1, summary=summary, axes=said, by=by)
    announce(facts.DiagnosisWritten(support_id=support.pk, version=diagnosis.version), by=by)
    if support.state == Support.State.DIAGNOSIS:
        _move(support, "plan", by)
    return diagnosis


@transaction.atomic
def agree_plan(*, support: Support, by: User) -> Support:
    """The project's team says yes to the plan: it is followed, with a review each quarter. Raises Refusal."""
    support = lock(support)
    if not support.steps.exists():
        raise Refusal(_("Le plan est vide : écrivez au moins un jalon ou une recommandation."))
    support.agreed_at = clock.now()
    support.review_due_on = clock.today() + dt.timedelta(days=REVIEW_DAYS)
    _move(support, "agree", by)
    return support


@transaction.atomic
def hand_over(*, support: Support, structure: Organisation, reason: str, by: User) -> Support:
    """Another structure goes on from there: it reads all that was done. What is not done goes with it. Gives the new one.

    Raises Refusal or Incomplete.
    """
    support = lock(support)
    if structure.pk == support.structure_id:
        raise Refusal(_("Choisissez une autre structure que la vôtre."))
    reason = _reason(reason, _("Dites pourquoi : le projet et la structure suivante le liront."))
    _move(support, "hand_over", by, reason)
    following = _open(
        project=support.project,
        structure=structure,
        text=support.text,
        axes=support.axes,
        requested_by=by,
        is_pass=support.is_pass,
        previous=support,
    )
    support.steps.filter(state__in=("todo", "doing")).update(support=following, changed_at=clock.now())
    # A promotion reads the plan of whoever holds it now.
    Participant.objects.filter(support=support).update(support=following)
    return following


@transaction.atomic
def end_support(*, support: Support, ending: str, outcome: str, by: User) -> Support:
    """It ends, with what became of the project. Raises Refusal or Incomplete."""
    support = lock(support)
    outcome = clean_text(outcome)[:5000]
    problems: dict[str, Any] = {}
    if ending not in Ending.values:
        problems["ending"] = _("Dites ce qu’est devenu le projet.")
    if not outcome:
        problems["outcome"] = _("Racontez en quelques phrases ce que l’accompagnement a changé.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    support.ending, support.outcome = ending, outcome
    _move(support, "end", by)
    return support


@transaction.atomic
def say_useful(*, support: Support, was_useful: bool, by: User) -> Support:
    """What the team says of it once it is over; once. Raises Refusal."""
    support = lock(support)
    if support.state != Support.State.ENDED:
        raise Refusal(_("L’accompagnement n’est pas terminé."))
    if support.was_useful is not None:
        raise Refusal(_("Votre équipe a déjà répondu."))
    support.was_useful = was_useful
    support.save()
    announce(facts.SupportMoved(support_id=support.pk, verb="rate", state=support.state), by=by)
    return support
