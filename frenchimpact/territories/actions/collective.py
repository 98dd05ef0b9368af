"""Members of the collective: they come, confirm their mandate, and leave with what they carried given to somebody."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Partner
from frenchimpact.core import clock, links
from frenchimpact.core.errors import Incomplete, OutOfTurn, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories import facts, rules
from frenchimpact.territories.actions.seen import still_as_seen
from frenchimpact.territories.messages import collective as messages
from frenchimpact.territories.models import Action, ActionEvent, Challenge, Indicator, Member, Territory
from frenchimpact.territories.queries.collective import LEFT, belongings_of
from frenchimpact.territories.queries.plans import OVER
from frenchimpact.territories.queries.said import member_words

MOST_MEMBERS = 200
# What the files of a member are to it.
MANDATE = "mandate"


def _check(territory: Territory, values: Mapping[str, Any], *, member: Member | None = None) -> None:
    """Raises Incomplete with what to write where."""
    wrong: dict[str, Any] = {}
    if not values["name"]:
        wrong["name"] = _("Choisissez une structure, ou écrivez son nom.")
    if values["kind"] not in Partner.Kind.values:
        wrong["kind"] = _("Choisissez ce qu’elle est.")
    if values["role"] == Member.Role.LEAD and (member is None or member.role != Member.Role.LEAD):
        wrong["role"] = _("Le chef de file se change sur la page du collectif, avec une date et une raison.")
    if values["since"] > clock.today():
        wrong["since"] = _("Écrivez un jour passé, ou aujourd’hui.")
    if bool(values["mandate_signed_on"]) != bool(values["mandate_signed_by"]):
        missing = "mandate_signed_by" if values["mandate_signed_on"] else "mandate_signed_on"
        wrong[missing] = _("Un mandat dit qui l’a signé, et quel jour.")
    elif values["mandate_signed_on"] and values["mandate_signed_on"] > clock.today():
        wrong["mandate_signed_on"] = _("Écrivez le jour où le mandat a été signé.")
    others = territory.members.filter(until=None)
    if member is not None:
        others = others.exclude(pk=member.pk)
    organisation = values["organisation"]
    if others.filter(name__iexact=values["name"]).exists():
        wrong["name"] = _("« %(name)s » est déjà dans le collectif.") % {"name": values["name"]}
    elif organisation is not None and others.filter(organisation=organisation).exists():
        wrong["organisation"] = _("« %(name)s » est déjà dans le collectif.") % {"name": organisation.name}
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)


def _values(
    name: str,
    organisation: Organisation | None,
    kind: str,
    role: str,
    since: dt.date,
    email: str,
    mandate_signed_on: dt.date | None,
    mandate_signed_by: str,
) -> dict[str, Any]:
    return {
        "name": (name or (organisation.name if organisation else ""))[:200],
        "organisation": organisation,
        "kind": kind,
        "role": role,
        "since": since,
        "email": email,
        "mandate_signed_on": mandate_signed_on,
        "mandate_signed_by": mandate_signed_by,
    }


@transaction.atomic
def add_member(
    *,
    territory: Territory,
    by: User | None,
    kind: str,
    role: str,
    since: dt.date,
    name: str = "",
    organisation: Organisation | None = None,
    email: str = "",
    mandate_signed_on: dt.date | None = None,
    mandate_signed_by: str = "",
) -> Member:
    """An organisation enters the collective, by its sheet or by its name. Raises Incomplete, TooMany."""
    territory = lock(territory)
    values = _values(name, organisation, kind, role, since, email, mandate_signed_on, mandate_signed_by)
    _check(territory, values)
    if territory.members.filter(until=None).count() >= MOST_MEMBERS:
        raise TooMany(_("Un collectif a au plus %(most)s membres ici.") % {"most": MOST_MEMBERS})
    member = Member.objects.create(territory=territory, **values)
    announce(facts.MemberJoined(territory_id=territory.pk, member_id=member.pk), by=by)
    messages.tell_joined(member)
    return member


@transaction.atomic
def edit_member(
    *,
    member: Member,
    by: User | None,
    kind: str,
    role: str,
    since: dt.date,
    name: str = "",
    organisation: Organisation | None = None,
    email: str = "",
    mandate_signed_on: dt.date | None = None,
    mandate_signed_by: str = "",
    seen: int | None = None,
) -> Member:
    """What is said of a member changes; `seen` is the seal of what the page showed.

    Raises Incomplete, OutOfTurn once it left, Stale with both when somebody wrote in between.
    """
    territory = lock(member.territory)
    member = lock(member)
    _still_in(member)
    values = _values(name, organisation, kind, role, since, email, mandate_signed_on, mandate_signed_by)
    if member.role == Member.Role.LEAD:
        values |= {"role": Member.Role.LEAD, "organisation": member.organisation}
    _check(territory, values, member=member)
    still_as_seen(seen, member_words(member), member_words(Member(territory=territory, **values)))
    is_signed_now = member.mandate_signed_on is None and mandate_signed_on is not None
    for name_of, value in values.items():
        setattr(member, name_of, value)
    member.save(update_fields=list(values))
    if is_signed_now:
        announce(facts.MandateSigned(territory_id=territory.pk, member_id=member.pk), by=by)
    return member


def _still_in(member: Member) -> None:
    if member.until is not None:
        raise OutOfTurn(_("Cette structure a quitté le collectif. Ajoutez-la de nouveau si elle revient."))


# ── Its mandate ──────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def ask_mandate(*, member: Member, email: str, by: User) -> str:
    """Send the link by which the member confirms, without account; gives its key. Raises OutOfTurn, Incomplete."""
    member = lock(member)
    _still_in(member)
    if member.mandate_signed_on is not None:
        raise OutOfTurn(_("« %(name)s » a déjà confirmé son mandat.") % {"name": member.name})
    if not email:
        raise Incomplete(_("À qui écrire ?"), {"email": _("Écrivez l’adresse de la personne qui confirme.")})
    member.email = email
    member.save(update_fields=["email"])
    key = links.make_key(rules.MANDATE_LINK, member.pk, email)
    announce(facts.MandateAsked(territory_id=member.territory_id, member_id=member.pk), by=by)
    messages.tell_mandate_asked(member, key, by)
    return key


@transaction.atomic
def answer_mandate(*, member: Member, agrees: bool, name: str = "", by: User | None = None) -> Member:
    """The member says yes, in somebody's name, or no, and is out. Said once. Raises Incomplete, OutOfTurn."""
    member = lock(member)
    if member.mandate_signed_on is not None:
        return member
    _still_in(member)
    today = clock.today()
    if not agrees:
        member.until, member.left_reason = max(today, member.since), "A répondu ne pas faire partie du collectif."
        member.save(update_fields=["until", "left_reason"])
        announce(facts.MandateDeclined(territory_id=member.territory_id, member_id=member.pk), by=by)
    else:
        if not name:
            words = _("Écrivez votre nom et votre fonction : la confirmation engage votre structure.")
            raise Incomplete(_("Qui confirme ?"), {"name": words})
        member.mandate_signed_on, member.mandate_signed_by = today, name[:200]
        member.save(update_fields=["mandate_signed_on", "mandate_signed_by"])
        announce(facts.MandateSigned(territory_id=member.territory_id, member_id=member.pk), by=by)
    messages.tell_mandate_answered(member, agrees=agrees)
    return member


# ── Leaving ──────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def leave(*, member: Member, until: dt.date, reason: str, heirs: Mapping[str, Organisation | None], by: User | None) -> int:
    """The member is out from that day. What it carried goes to `heirs[name]`, or waits « à reprendre »; gives how many wait.

    Raises OutOfTurn for one that left or that leads, Incomplete.
    """
    territory = lock(member.territory)
    member = lock(member)
    member.territory = territory
    _still_in(member)
    if member.role == Member.Role.LEAD:
        raise OutOfTurn(_("C’est le chef de file. Changez d’abord de chef de file, puis enregistrez son départ."))
    wrong = {}
    if not member.since <= until <= clock.today():
        wrong["until"] = _("Écrivez un jour entre son entrée et aujourd’hui.")
    if not reason:
        wrong["reason"] = _("Écrivez pourquoi : l’histoire du collectif le garde.")
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)
    waiting = _hand_over(member, heirs, by)
    member.until, member.left_reason = until, reason
    member.save(update_fields=["until", "left_reason"])
    if territory.successor_id is not None and territory.successor_id == member.organisation_id:
        territory.successor = None
        territory.save(update_fields=["successor"])
        announce(facts.SuccessorNamed(territory_id=territory.pk, organisation_id=None), by=by)
    announce(facts.MemberLeft(territory_id=territory.pk, member_id=member.pk), by=by)
    messages.tell_left(member, waiting)
    return waiting


def _hand_over(member: Member, heirs: Mapping[str, Organisation | None], by: User | None) -> int:
    """Give what it carried to others; its people who are of no other member drive and measure no more.

    What is kept in the history is in the programme's language, whoever writes it.
    """
    carried = belongings_of(member)
    waiting = 0
    for name, (_words, thing) in carried.named().items():
        heir = heirs.get(name)
        waiting += heir is None
        if isinstance(thing, Action):
            _give_action(thing, heir, _note(member, heir), by)
        elif isinstance(thing, Indicator):
            Indicator.objects.filter(pk=thing.pk).update(keeper_organisation=heir)
            announce(facts.IndicatorChanged(territory_id=member.territory_id, indicator_id=thing.pk), by=by)
        else:
            Challenge.objects.filter(pk=thing.pk).update(owner=heir, changed_at=clock.now())
            announce(facts.ChallengeChanged(territory_id=member.territory_id, number=thing.number), by=by)
    territory, given = member.territory, [one.pk for one in carried.actions]
    driven = Action.objects.filter(territory=territory, pilot__in=carried.people)
    for action in driven.exclude(pk__in=given).exclude(state__in=OVER):
        _give_action(action, action.owner, f"« {member.name} » a quitté le collectif, et avec lui son pilote.", by)
    driven.update(pilot=None)
    for indicator in Indicator.objects.filter(territory=territory, keeper__in=carried.people):
        Indicator.objects.filter(pk=indicator.pk).update(keeper=None)
        announce(facts.IndicatorChanged(territory_id=territory.pk, indicator_id=indicator.pk), by=by)
    return waiting


def _note(member: Member, heir: Organisation | None) -> str:
    if heir is None:
        return f"« {member.name} » a quitté le collectif : à reprendre."
    return f"« {member.name} » a quitté le collectif : confiée à {heir.name}."


def _give_action(action: Action, heir: Organisation | None, note: str, by: User | None) -> None:
    action = lock(action)
    action.owner, action.version, action.changed_at = heir, action.version + 1, clock.now()
    action.save(update_fields=["owner", "version", "changed_at"])
    ActionEvent.objects.create(action=action, by=by, verb=LEFT, state=action.state, note=note)
    announce(facts.ActionChanged(territory_id=action.territory_id, action_id=action.pk, fields=["owner"]), by=by)
