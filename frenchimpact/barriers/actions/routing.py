"""Who follows a case: proposed, accepted or declined, proposed to somebody else when nobody answers, handed over when somebody leaves."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import clocks, facts, rules
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.planning import plan
from frenchimpact.barriers.actions.talk import note
from frenchimpact.barriers.messages import routing as messages
from frenchimpact.barriers.models import Assigned, Case, Untied
from frenchimpact.barriers.queries.routing import best_for, orphaned
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.organisations.rules import is_operator

Role, State = Assigned.Role, Assigned.State
# Working days until the first point with the person, once a hacker said yes.
FIRST_POINT_DAYS = 5
# Before it is worked on: accepting moves the case; later, only its owner changes.
_BEFORE = (Case.State.RECEIVED, Case.State.TRIAGE, Case.State.NEEDS_INFORMATION, Case.State.QUALIFIED)


def _told(assigned: Assigned, by: User | None) -> None:
    if assigned.state != Assigned.State.PROPOSED:
        messages.finish_proposed(assigned)
    announce(facts.CaseAssigned(case_id=assigned.case_id, user_id=assigned.user_id, state=assigned.state), by=by)


@transaction.atomic
def propose(
    *, case: Case, user: User, by: User | None, role: str = Role.FIRST, reasons: Sequence[str] = (), handover: str = ""
) -> Assigned:
    """Ask somebody to follow a case; who was asked before in that role, and had not said yes, is no longer asked.

    Raises Refusal for somebody tied to it, who follows it already, or when another follows it in that role: hand it over instead.
    """
    case = lock(case)
    if case.state not in Case.OPEN:
        raise Refusal(_("Ce cas n’est plus ouvert : rouvrez-le d’abord."))
    if rules.is_tied(user, case):
        raise Refusal(_("%(name)s a un lien avec qui demande : choisissez quelqu’un d’autre.") % {"name": user})
    if not (rules.is_hacker(user) or is_operator(user)) or not user.is_active:
        raise Refusal(_("%(name)s n’est pas hacker public aujourd’hui.") % {"name": user})
    running = case.assigned.filter(state__in=(State.PROPOSED, State.ACCEPTED))
    if running.filter(user=user).exists():
        raise Refusal(_("%(name)s suit déjà ce cas, ou doit encore répondre.") % {"name": user})
    for other in running.filter(role=role):
        if other.state == State.ACCEPTED:
            raise Refusal(_("%(name)s suit ce cas : passez-lui d’abord la main.") % {"name": other.user})
        _end(other, by)
    proposed = Assigned.objects.create(
        case=case,
        user=user,
        role=role,
        reasons=list(reasons),
        handover=clean_text(handover)[:6000],
        answer_by=clocks.add_working_days(clock.today(), clocks.ACCEPTANCE_DAYS),
        by=by,
    )
    note(case=case, verb="propose", text=f"{user} – {proposed.get_role_display()}", is_for_person=False, by=by)
    if role == Role.FIRST:
        with translation.override(settings.LANGUAGE_CODE):
            plan(case=case, by=by, next_on=proposed.answer_by, next_what=_("Réponse de %(name)s") % {"name": user}, is_noted=False)
    messages.tell_proposed(proposed)
    _told(proposed, by)
    return proposed


def _end(assigned: Assigned, by: User | None, *, handover: str = "") -> None:
    assigned.state = Assigned.FLOW.step("end", assigned.state)
    assigned.ended_at, assigned.handover = clock.now(), handover or assigned.handover
    assigned.save(update_fields=["state", "ended_at", "handover"])
    _told(assigned, by)


@transaction.atomic
def route(*, case: Case, by: User | None = None, handover: str = "") -> Assigned | None:
    """Ask the most fitting hacker; None when nobody may be asked, and then the team is told."""
    case = lock(case)
    with translation.override(settings.LANGUAGE_CODE):
        best = best_for(case)
        if best is not None:
            return propose(case=case, user=best.user, by=by, reasons=best.reasons, handover=handover)
        note(case=case, verb="nobody", is_for_person=False, by=by)
        plan(case=case, by=by, next_on=clocks.add_working_days(clock.today(), 1), next_what=_("Choisir qui le suit"), is_noted=False)
    messages.tell_nobody(Case.objects.get(pk=case.pk))
    return None


@transaction.atomic
def accept(*, assigned: Assigned, by: User, ties: str = "") -> Assigned:
    """They follow the case from now on. A tie declared is no shame: the case goes to somebody else, and they no longer see it.

    Raises OutOfTurn when it was withdrawn, or proposed to somebody else since.
    """
    assigned = lock(assigned)
    ties = clean_line(ties)[:500]
    if ties:
        return _decline(assigned, by, _("Lien déclaré : %(words)s") % {"words": ties}, ties=ties)
    case = lock(assigned.case)
    if not (rules.is_hacker(assigned.user) or is_operator(assigned.user)) or not assigned.user.is_active:
        raise Refusal(_("Votre rôle de hacker public est terminé : ce cas sera proposé à quelqu’un d’autre."))
    if rules.is_tied(by, case):
        raise Refusal(_("Vous avez un lien avec qui demande : déclinez, une autre personne suivra ce cas."))
    assigned.state = Assigned.FLOW.step("accept", assigned.state)
    assigned.answered_at = clock.now()
    assigned.save(update_fields=["state", "answered_at"])
    if assigned.role == Role.SECOND:
        note(case=case, verb="second", text=str(assigned.user), is_for_person=False, by=by)
    else:
        _take_over(case, assigned, by)
    _told(assigned, by)
    return assigned


def _take_over(case: Case, assigned: Assigned, by: User) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        day, what = clocks.add_working_days(clock.today(), FIRST_POINT_DAYS), _("Premier point avec la personne")
        if case.state in _BEFORE:
            move(case=case, verb="assign", by=by, next_on=day, next_what=what, owner=assigned.user)
        else:
            plan(case=case, by=by, owner=assigned.user, next_on=day, next_what=what, is_noted=False)
            note(case=case, verb="hand_over", text=str(assigned.user), is_for_person=False, by=by)


@transaction.atomic
def decline(*, assigned: Assigned, by: User, reason: str) -> Assigned:
    """They do not, and say why; the case is proposed to the next. Raises Incomplete without a reason, OutOfTurn once answered."""
    reason = clean_line(reason)[:500]
    if not reason:
        raise Incomplete(_("Le cas vous reste proposé."), {"reason": _("Dites pourquoi : cela aide à choisir quelqu’un d’autre.")})
    return _decline(lock(assigned), by, reason)


def _decline(assigned: Assigned, by: User, reason: str, *, ties: str = "") -> Assigned:
    assigned.state = Assigned.FLOW.step("decline", assigned.state)
    assigned.answered_at, assigned.reason, assigned.ties = clock.now(), reason[:500], ties
    assigned.save(update_fields=["state", "answered_at", "reason", "ties"])
    note(case=assigned.case, verb="decline", text=f"{assigned.user} : {reason}", is_for_person=False, by=by)
    _told(assigned, by)
    if assigned.role == Role.FIRST:
        route(case=assigned.case)
    return assigned


@transaction.atomic
def declare(*, case: Case, by: User, ties: str = "") -> bool:
    """Before they read a case, somebody of the desk says whether they have a tie to who asks. With a tie, they no longer see it,
    and what was proposed to them goes to somebody else. Gives whether they read it from now on."""
    case, ties = lock(case), clean_line(ties)[:500]
    if not ties:
        _made, is_new = Untied.objects.get_or_create(case=case, user=by)
        if is_new:
            note(case=case, verb="untied", text=str(by), is_for_person=False, by=by)
        return True
    asked = case.assigned.filter(user=by, state__in=(State.PROPOSED, State.ACCEPTED)).first()
    if asked is not None and asked.state == State.PROPOSED:
        accept(assigned=asked, by=by, ties=ties)
        return False
    reason = _("Lien déclaré : %(words)s") % {"words": ties}
    now = clock.now()
    kept = {"state": State.DECLINED, "ties": ties, "reason": reason[:500], "answer_by": clock.today(), "answered_at": now}
    Assigned.objects.create(case=case, user=by, by=by, **kept)
    note(case=case, verb="tied", text=f"{by} : {ties}", is_for_person=False, by=by)
    return False


@transaction.atomic
def hand_over(*, assigned: Assigned, by: User, handover: str, to: User | None = None) -> Assigned | None:
    """Somebody stops following a case, and says what the next one must know. Without `to`, it is routed.

    Raises Incomplete without a note when they had said yes.
    """
    assigned, handover = lock(assigned), clean_text(handover)[:6000]
    if not handover and assigned.state == State.ACCEPTED:
        raise Incomplete(_("Le cas n’a pas changé de mains."), {"handover": _("Écrivez ce que la personne suivante doit savoir.")})
    case = lock(assigned.case)
    if to is not None and to.pk == assigned.user_id:
        raise Incomplete(_("Le cas n’a pas changé de mains."), {"to": _("Choisissez quelqu’un d’autre.")})
    _end(assigned, by, handover=handover)
    note(case=case, verb="hand_over", text=f"{assigned.user} : {handover}", is_for_person=False, by=by)
    if case.owner_id == assigned.user_id and assigned.role == Role.FIRST:
        case.owner = None
        case.save(update_fields=["owner"])
    if to is not None:
        return propose(case=case, user=to, by=by, role=assigned.role, handover=handover)
    return None if assigned.role == Role.SECOND else route(case=case, by=by, handover=handover)


def lapse_unanswered() -> int:
    """Those who did not answer in time are no longer asked; somebody else is. Gives how many."""
    due = Assigned.objects.filter(state=State.PROPOSED, answer_by__lt=clock.today()).order_by("pk")
    return sum(_lapse(one) for one in due[:2000])


@transaction.atomic
def _lapse(assigned: Assigned) -> bool:
    assigned = lock(assigned)
    if assigned.state != State.PROPOSED:
        return False
    assigned.state = Assigned.FLOW.step("lapse", assigned.state)
    assigned.ended_at = clock.now()
    assigned.save(update_fields=["state", "ended_at"])
    note(case=assigned.case, verb="lapse", text=str(assigned.user), is_for_person=False)
    _told(assigned, None)
    if assigned.role == Role.FIRST and assigned.case.state in Case.OPEN:
        route(case=assigned.case)
    return True


def follow_leavers() -> int:
    """Cases of those who left: what was only proposed is proposed to another; what they followed, the team is told of, once each."""
    found = list(orphaned()[:2000])
    for one in found:
        if one.state == State.PROPOSED and one.role == Role.FIRST:
            _lapse(one)
        elif one.state == State.ACCEPTED:
            messages.tell_left(one)
    return len(found)
