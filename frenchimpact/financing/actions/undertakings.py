"""Single undertakings: which organisations count together, from when to when, and with whose agreement."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts, rules
from frenchimpact.financing.messages import registers as messages
from frenchimpact.financing.models import Undertaking, UndertakingMember
from frenchimpact.financing.queries.registers import group_today
from frenchimpact.organisations.models import Organisation

State = UndertakingMember.State


def _missing(**words: Text) -> Incomplete:
    return Incomplete(_("Il reste quelque chose à corriger."), words)


def _say(member: UndertakingMember, by: User | None) -> None:
    announce(facts.GroupChanged(organisation_id=member.organisation_id, member_id=member.pk, state=member.state), by=by)


def _settle(member: UndertakingMember, state: str, by: User | None) -> None:
    """Write an answer. Raises Refusal when the organisation is of another undertaking at that time."""
    member.state, member.answered_at, member.answered_by = State(state), clock.now(), by
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        words = _("%(name)s compte déjà dans un groupe à ces dates. Mettez-y fin d’abord.")
        raise Refusal(words % {"name": member.organisation.name}) from error


@transaction.atomic
def found_undertaking(*, organisation: Organisation, name: str, link: str, since: dt.date, by: User) -> UndertakingMember:
    """A group, with the organisation that declares it. Raises Incomplete, Refusal when it is already in one."""
    if since > clock.today():
        raise _missing(since=_("Écrivez un jour passé, ou aujourd’hui."))
    group = Undertaking.objects.create(name=name, created_by=by)
    member = UndertakingMember(undertaking=group, organisation=organisation, link=link, since=since, proposed_by=by)
    _settle(member, State.AGREED, by)
    _say(member, by)
    return member


@transaction.atomic
def propose_member(
    *, organisation: Organisation, other: Organisation, link: str, since: dt.date, until: dt.date | None, note: str, by: User
) -> UndertakingMember:
    """Say that another organisation is one undertaking with this one. It counts once its own people agree, at once when `by` is one.

    Raises Incomplete, Refusal.
    """
    own = group_today(organisation)
    if own is None:
        raise Refusal(_("Écrivez d’abord le groupe dont votre structure fait partie."))
    group = lock(own.undertaking)
    if other == organisation:
        raise _missing(other=_("Choisissez une autre structure que la vôtre."))
    if until is not None and until < since:
        raise _missing(until=_("Le dernier jour vient après le premier."))
    if since > clock.today():
        raise _missing(since=_("Écrivez un jour passé, ou aujourd’hui."))
    if group.members.filter(organisation=other, state__in=(State.PROPOSED, State.AGREED), until=None).exists():
        raise _missing(other=_("Cette structure est déjà dans le groupe, ou doit encore répondre."))
    member = UndertakingMember(undertaking=group, organisation=other, link=link, since=since, until=until, note=note, proposed_by=by)
    if rules.can_answer_link(by, member):
        _settle(member, State.AGREED, by)
    else:
        member.save()
        messages.ask_link(member, organisation)
    _say(member, by)
    return member


@transaction.atomic
def answer_member(*, member: UndertakingMember, is_agreed: bool, by: User) -> UndertakingMember:
    """The organisation says whether it is so. Raises OutOfTurn, Refusal."""
    member = lock(member)
    if member.state != State.PROPOSED:
        raise OutOfTurn(_("Ce lien a déjà sa réponse. Rechargez la page."))
    _settle(member, State.AGREED if is_agreed else State.DECLINED, by)
    _say(member, by)
    return member


@transaction.atomic
def end_member(*, member: UndertakingMember, until: dt.date, by: User) -> UndertakingMember:
    """Its last day in the group; what it received leaves with it. Raises Incomplete, OutOfTurn."""
    member = lock(member)
    if member.state != State.AGREED or member.until is not None:
        raise OutOfTurn(_("Ce lien ne compte plus. Rechargez la page."))
    if not member.since <= until <= clock.today():
        raise _missing(until=_("Écrivez un jour entre le premier et aujourd’hui."))
    member.until = until
    member.save(update_fields=["until"])
    _say(member, by)
    return member


@transaction.atomic
def cancel_member(*, member: UndertakingMember, note: str, by: User) -> UndertakingMember:
    """It was written by mistake, and never counted. Raises Incomplete, OutOfTurn."""
    member = lock(member)
    if member.state == State.CANCELLED:
        raise OutOfTurn(_("Ce lien est déjà annulé."))
    if not note:
        raise _missing(note=_("Écrivez en quoi c’était une erreur."))
    member.note = f"{member.note}\n{note}".strip()
    _settle(member, State.CANCELLED, by)
    _say(member, by)
    return member
