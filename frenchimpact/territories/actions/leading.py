"""Who carries the territory: one lead at a time, a successor named in advance, and a way out when the lead disappears."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories import facts
from frenchimpact.territories.actions.seen import still_as_seen
from frenchimpact.territories.messages import collective as messages
from frenchimpact.territories.models import LeadPeriod, Member, Party, Territory
from frenchimpact.territories.queries.said import description_words


@transaction.atomic
def change_lead(*, territory: Territory, lead: Organisation, since: dt.date, reason: str, by: User | None) -> LeadPeriod:
    """Another member carries the territory from that day; rights follow at once. Raises Incomplete, OutOfTurn."""
    territory = lock(territory)
    former = territory.lead
    period = territory.lead_periods.filter(until=None).select_for_update().first()
    member = territory.members.filter(until=None, organisation=lead).select_for_update(of=("self",)).first()
    if former == lead:
        raise OutOfTurn(_("« %(name)s » porte déjà ce territoire. Rechargez la page.") % {"name": lead.name})
    wrong = {}
    if member is None:
        wrong["lead"] = _("Choisissez un membre du collectif qui a une fiche dans l’annuaire.")
    if since > clock.today() or (period is not None and since < period.since):
        wrong["since"] = _("Écrivez un jour entre l’entrée du chef de file actuel et aujourd’hui.")
    if not reason:
        wrong["reason"] = _("Écrivez pourquoi : l’histoire du territoire le garde.")
    if wrong or member is None:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)
    if period is not None:
        period.until = since
        period.save(update_fields=["until"])
    # The one that led stays a member: it leaves by itself, if it does.
    territory.members.filter(until=None, role=Member.Role.LEAD).update(role=Member.Role.PARTNER)
    member.role = Member.Role.LEAD
    member.save(update_fields=["role"])
    # What the territory promised stays its own: whoever leads it speaks for it, and the former lead no longer does.
    territory.parties.filter(side=Party.Side.TERRITORY, organisation=former).exclude(organisation=None).update(organisation=None)
    territory.lead, territory.changed_at = lead, clock.now()
    if territory.successor_id == lead.pk:
        territory.successor = None
    territory.save(update_fields=["lead", "successor", "changed_at"])
    made = LeadPeriod.objects.create(territory=territory, organisation=lead, since=since, reason=reason, by=by)
    announce(facts.LeadChanged(territory_id=territory.pk, organisation_id=lead.pk), by=by)
    messages.tell_lead_changed(territory, former, reason)
    return made


@transaction.atomic
def name_successor(*, territory: Territory, successor: Organisation | None, by: User) -> None:
    """Who takes over if the lead disappears, as the collective agreed; nobody when None. Raises Incomplete."""
    territory = lock(territory)
    if successor is not None:
        is_member = territory.members.filter(until=None, organisation=successor).exists()
        if not is_member or successor.pk == territory.lead_id:
            words = _("Choisissez un autre membre du collectif, qui a une fiche dans l’annuaire.")
            raise Incomplete(_("Il reste quelque chose à corriger."), {"successor": words})
    if territory.successor_id == (successor.pk if successor else None):
        return
    territory.successor = successor
    territory.save(update_fields=["successor"])
    announce(facts.SuccessorNamed(territory_id=territory.pk, organisation_id=successor.pk if successor else None), by=by)
    if successor is not None:
        messages.tell_successor(territory)


@transaction.atomic
def describe_collective(
    *, territory: Territory, governance: str, contact_name: str, contact_email: str, by: User, seen: int | None = None
) -> None:
    """How the collective decides, and how anyone writes to it; `seen` is the seal of what the page showed.

    Raises Stale with both when somebody wrote in between.
    """
    territory = lock(territory)
    wanted = Territory(governance=governance, contact_name=contact_name, contact_email=contact_email)
    still_as_seen(seen, description_words(territory), description_words(wanted))
    territory.governance, territory.contact_name, territory.contact_email = governance, contact_name, contact_email
    territory.changed_at = clock.now()
    territory.save(update_fields=["governance", "contact_name", "contact_email", "changed_at"])
    announce(facts.CollectiveDescribed(territory_id=territory.pk), by=by)
