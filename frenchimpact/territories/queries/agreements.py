"""Agreements of a territory: their terms today, and whether the law asks for one."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core.quantities import shown
from frenchimpact.design.words import day
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories import rules
from frenchimpact.territories.models import Agreement, Amendment, AmendmentSignature, Commitment, Party, Signature, Territory
from frenchimpact.territories.queries.actions import seal
from frenchimpact.territories.queries.promises import WAITING

# Above this amount a year, given to a private body, the law asks for an agreement (law of 12 April 2000, article 10; decree 2001-495).
THRESHOLD = Decimal(23_000)
_PUBLIC = {Organisation.Kind.AUTHORITY, Organisation.Kind.ADMINISTRATION}


@dataclass(frozen=True)
class Draft:
    """An agreement as its page shows it while it is written, parties by name."""

    title: str
    text: str
    starts_on: dt.date
    ends_on: dt.date
    amount: Decimal | None
    parties: tuple[str, ...]

    @classmethod
    def of(cls, agreement: Agreement) -> "Draft":
        """As it is written now."""
        names = sorted(agreement.parties.values_list("name", flat=True))
        return cls(agreement.title, agreement.text, agreement.starts_on, agreement.ends_on, agreement.amount, tuple(names))

    @property
    def seal(self) -> int:
        """What its page sends back."""
        return seal(self.title, self.text, self.starts_on, self.ends_on, self.amount, self.parties)

    @property
    def words(self) -> str:
        """All of it, to be compared."""
        amount = _("%(amount)s €") % {"amount": shown(self.amount)} if self.amount is not None else "–"
        days = _("du %(a)s au %(b)s") % {"a": day(self.starts_on), "b": day(self.ends_on)}
        return "\n".join((self.title, days, amount, ", ".join(self.parties), self.text))


@dataclass(frozen=True)
class Terms:
    """An agreement as the amendments that all signed left it."""

    agreement: Agreement
    amendments: list[Amendment]
    # Those that wait for signatures, and those that were given up.
    others: list[Amendment]
    signatures: list[Signature]
    ends_on: dt.date
    amount: Decimal | None

    @property
    def unsigned(self) -> list[Signature]:
        """The parties that have not signed yet."""
        return [one for one in self.signatures if one.signed_on is None]


def terms_of(agreement: Agreement) -> Terms:
    """Its terms today: the last amendment in force that changes a term wins."""
    every = sorted(agreement.amendments.all(), key=lambda one: one.number)
    amendments = [one for one in every if one.state == Amendment.State.IN_FORCE]
    days = [one.ends_on for one in amendments if one.ends_on is not None]
    amounts = [one.amount for one in amendments if one.amount is not None]
    return Terms(
        agreement,
        amendments,
        [one for one in every if one.state != Amendment.State.IN_FORCE],
        sorted(agreement.signatures.all(), key=lambda one: one.pk),
        days[-1] if days else agreement.ends_on,
        amounts[-1] if amounts else agreement.amount,
    )


def waits_for_outcome(agreement: Agreement) -> bool:
    """Whether it ended by itself, and nobody said yet what came of it."""
    return agreement.state == Agreement.State.ENDED and not agreement.end_note


def agreements_of(territory: Territory) -> list[Terms]:
    """All its agreements, the latest first, in three statements."""
    signatures = Signature.objects.select_related("party__organisation")
    open_count = Count("commitments", filter=Q(commitments__state__in=WAITING))
    rows = territory.agreements.prefetch_related(Prefetch("signatures", signatures), "amendments").annotate(open_count=open_count)
    return [terms_of(one) for one in rows]


def public_agreements(territory: Territory) -> list[Terms]:
    """Those that everyone reads, once they were in force: title, parties, dates, amount and amendments; the one in force first."""
    shown = (Agreement.State.IN_FORCE, Agreement.State.ENDED, Agreement.State.TERMINATED)
    found = [one for one in agreements_of(territory) if one.agreement.state in shown]
    return sorted(found, key=lambda one: one.agreement.state != Agreement.State.IN_FORCE)


def parties_of(territory: Territory) -> list[Party]:
    """Who may promise or sign, the territory first: unsaved as long as it promised nothing, since looking at a page writes nothing."""
    found = list(territory.parties.order_by("pk"))
    if any(one.side == Party.Side.TERRITORY for one in found):
        return sorted(found, key=lambda one: (one.side != Party.Side.TERRITORY, one.pk))
    return [Party(territory=territory, side=Party.Side.TERRITORY, name=territory.name), *found]


def find_agreement(user: Anyone, reference: str, number: int) -> Agreement:
    """An agreement that the person sees, or Http404."""
    rows = Agreement.objects.select_related("territory__lead", "territory__officer")
    found = rows.filter(territory__reference=reference, pk=number).first()
    if found is None or not rules.can_see_agreement(user, found):
        raise Http404(_("Cette convention n’existe pas."))
    return found


def find_signature(user: Anyone, reference: str, number: int, signature: int) -> Signature:
    """A party's place in an agreement that the person sees, or Http404."""
    agreement = find_agreement(user, reference, number)
    found = agreement.signatures.select_related("party__organisation").filter(pk=signature).first()
    if found is None:
        raise Http404(_("Cette partie ne signe pas cette convention."))
    found.agreement, found.party.territory = agreement, agreement.territory
    return found


def awaiting(agreement: Agreement) -> Amendment | None:
    """The amendment that waits for signatures."""
    found = agreement.amendments.filter(state=Amendment.State.PROPOSED).first()
    if found is not None:
        found.agreement = agreement
    return found


def find_amendment(user: Anyone, reference: str, number: int) -> Amendment:
    """The amendment that waits for signatures, of an agreement that the person sees, or Http404."""
    found = awaiting(find_agreement(user, reference, number))
    if found is None:
        raise Http404(_("Aucun avenant n’attend de signature."))
    return found


def find_amendment_signature(user: Anyone, reference: str, number: int, signature: int) -> AmendmentSignature:
    """A party's place in that amendment, or Http404."""
    amendment = find_amendment(user, reference, number)
    found = amendment.signatures.select_related("party__organisation").filter(pk=signature).first()
    if found is None:
        raise Http404(_("Cette partie ne signe pas cet avenant."))
    found.amendment, found.party.territory = amendment, amendment.agreement.territory
    return found


def open_promises_of(agreement: Agreement) -> list[Commitment]:
    """What was promised by it and is neither kept, broken nor lifted."""
    return list(agreement.commitments.filter(state__in=WAITING).select_related("party"))


def bare_amount(territory: Territory) -> Decimal | None:
    """Euros a year promised to a private lead by a public body, without an agreement in force; None under the threshold."""
    lead = territory.lead
    if lead is None or _PUBLIC & set(lead.kinds):
        return None
    euros = [Commitment.Unit.EUR, Commitment.Unit.EUR_YEAR]
    bare = Commitment.objects.filter(territory=territory, party__side=Party.Side.STATE, unit__in=euros, state__in=WAITING)
    total: Decimal = bare.exclude(agreement__state=Agreement.State.IN_FORCE).aggregate(total=Sum("quantity"))["total"] or Decimal(0)
    return total if total > THRESHOLD else None


def find_agreement_to_close(user: Anyone, reference: str, number: int, verb: str) -> Agreement:
    """The same, for the address of its end."""
    return find_agreement(user, reference, number)
