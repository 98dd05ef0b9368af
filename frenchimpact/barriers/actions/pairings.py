"""Sponsorships: proposed by the desk, agreed by each side by itself, met, ended with a review."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.note_sending import is_address
from frenchimpact.barriers.messages import pairings as letters
from frenchimpact.barriers.models import Pairing, PairingMeeting
from frenchimpact.barriers.queries.pairings import QUIET_AFTER, is_quiet
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.projects.models import Project

State = Pairing.State
OFFICIAL, PROJECT, DESK = "official", "project", "desk"
_AGREED = {OFFICIAL: "official_agreed_at", PROJECT: "project_agreed_at"}


def _check(missing: dict[str, str]) -> None:
    if missing:
        raise Incomplete(_("Il reste quelque chose à corriger."), missing)


@transaction.atomic
def propose_pairing(*, project: Project, name: str, office: str, email: str, subject: str, by: User | None) -> Pairing:
    """A senior official and a project, each asked by itself. Raises Incomplete."""
    name, office, email, subject = clean_line(name)[:150], clean_line(office)[:200], clean_line(email), clean_text(subject)[:2000]
    missing = {}
    if not name:
        missing["name"] = _("Écrivez le nom du haut fonctionnaire.")
    if not is_address(email):
        missing["email"] = _("Donnez son adresse électronique : nom@exemple.fr.")
    if not subject:
        missing["subject"] = _("Écrivez ce que le parrainage doit apporter au projet.")
    if Pairing.objects.filter(project=project, email__iexact=email, state__in=(State.PROPOSED, State.RUNNING)).exists():
        missing["email"] = _("Un parrainage de ce projet par cette personne est déjà proposé ou en cours.")
    _check(missing)
    official = User.objects.filter(email__iexact=email, is_active=True).first()
    try:
        with transaction.atomic():
            pairing = Pairing.objects.create(
                project=project, official=official, name=name, office=office, email=email, subject=subject, by=by
            )
    except IntegrityError as error:
        words = _("Un parrainage de ce projet par cette personne est déjà proposé ou en cours.")
        raise Incomplete(words, {"email": words}) from error
    announce(facts.PairingMoved(pairing_id=pairing.pk, verb="propose"), by=by)
    letters.ask_both(pairing)
    return pairing


@transaction.atomic
def agree(*, pairing: Pairing, side: str, by: User | None) -> Pairing:
    """One side says yes; with the other's yes it begins, and each has the address of the other. Raises OutOfTurn."""
    pairing = lock(pairing)
    state = Pairing.FLOW.step("accept", pairing.state)
    if getattr(pairing, _AGREED[side]) is not None:
        raise OutOfTurn(_("Votre accord est déjà donné. L’autre côté doit encore répondre."))
    setattr(pairing, _AGREED[side], clock.now())
    if side == OFFICIAL and by is not None:
        pairing.official = by
    if pairing.official_agreed_at and pairing.project_agreed_at:
        pairing.state, pairing.since = state, clock.today()
    pairing.save()
    announce(facts.PairingMoved(pairing_id=pairing.pk, verb=f"agree_{side}"), by=by)
    letters.finish_asked(pairing, side)
    if pairing.state == State.RUNNING:
        letters.tell_begun(pairing)
    return pairing


@transaction.atomic
def decline(*, pairing: Pairing, side: str, by: User | None, reason: str = "") -> Pairing:
    """One side says no: nobody learns the address of the other. Raises OutOfTurn."""
    pairing = lock(pairing)
    pairing.state = Pairing.FLOW.step("decline", pairing.state)
    pairing.reason = clean_line(reason)[:500]
    pairing.save(update_fields=["state", "reason"])
    announce(facts.PairingMoved(pairing_id=pairing.pk, verb=f"decline_{side}"), by=by)
    for one in (OFFICIAL, PROJECT):
        letters.finish_asked(pairing, one)
    letters.tell_declined(pairing, side)
    return pairing


@transaction.atomic
def record_meeting(*, pairing: Pairing, on: dt.date, notes: str, next_step: str, side: str, by: User | None) -> PairingMeeting:
    """They met: what was said, what comes next. Raises OutOfTurn, Incomplete."""
    pairing = lock(pairing)
    if pairing.state != State.RUNNING:
        raise OutOfTurn(_("Ce parrainage n’est pas en cours : une rencontre ne s’y ajoute pas."))
    notes, next_step, missing = clean_text(notes)[:6000], clean_line(next_step)[:300], {}
    if on > clock.today():
        missing["on"] = _("Écrivez un jour passé, ou aujourd’hui ; un rendez-vous à venir est une prochaine étape.")
    elif pairing.since is not None and on < pairing.since:
        missing["on"] = _("Le parrainage a commencé plus tard : écrivez un jour après son début.")
    if not notes and not next_step:
        missing["notes"] = _("Écrivez ce qui s’est dit, ou la prochaine étape.")
    _check(missing)
    meeting = PairingMeeting.objects.create(pairing=pairing, on=on, notes=notes, next_step=next_step, by=by)
    announce(facts.PairingMoved(pairing_id=pairing.pk, verb="meet"), by=by)
    letters.tell_met(pairing, meeting, side)
    return meeting


@transaction.atomic
def end_pairing(*, pairing: Pairing, review: str, side: str, by: User | None) -> Pairing:
    """It is over: what it brought, in words. Raises OutOfTurn, Incomplete."""
    pairing = lock(pairing)
    was_running = pairing.state == State.RUNNING
    pairing.state = Pairing.FLOW.step("end", pairing.state)
    review = clean_text(review)[:4000]
    _check({} if review else {"review": _("Écrivez le bilan : ce que le parrainage a apporté, ou pourquoi il s’arrête.")})
    pairing.review = review
    if was_running:
        pairing.until = clock.today()
    pairing.save(update_fields=["state", "review", "until"])
    announce(facts.PairingMoved(pairing_id=pairing.pk, verb="end"), by=by)
    for one in (OFFICIAL, PROJECT):
        letters.finish_asked(pairing, one)
    letters.tell_ended(pairing, side)
    return pairing


@transaction.atomic
def renew_link(*, pairing: Pairing, by: User) -> Pairing:
    """A new link to the official; the earlier ones stop. Raises OutOfTurn once it is over."""
    pairing = lock(pairing)
    if pairing.state not in (State.PROPOSED, State.RUNNING):
        raise OutOfTurn(_("Ce parrainage est terminé : son lien ne se renvoie plus."))
    pairing.link_serial += 1
    pairing.save(update_fields=["link_serial"])
    announce(facts.PairingMoved(pairing_id=pairing.pk, verb="renew_link"), by=by)
    letters.send_link(pairing)
    return pairing


def remind_quiet() -> int:
    """Both sides, when they have not met for sixty days; again after sixty more. Gives how many sponsorships."""
    running = Pairing.objects.filter(state=State.RUNNING).prefetch_related("meetings").order_by("pk")
    return sum(_remind(one) for one in running if is_quiet(one))


@transaction.atomic
def _remind(pairing: Pairing) -> bool:
    pairing = lock(pairing)
    if not is_quiet(pairing) or (pairing.reminded_on is not None and pairing.reminded_on + QUIET_AFTER > clock.today()):
        return False
    pairing.reminded_on = clock.today()
    pairing.save(update_fields=["reminded_on"])
    letters.tell_quiet(pairing)
    return True
