"""A commitment begins: announced, or signed at once."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.requests import above_asked
from frenchimpact.aids.models import Aid, FundingRequest, Instrument, Origin, Regime
from frenchimpact.commitments import facts
from frenchimpact.commitments.actions.amounts import check_envelope, refuse, wrong_amount, wrong_day
from frenchimpact.commitments.actions.answering import answer_already, answer_request, request_of, sent_on, wrong_request
from frenchimpact.commitments.actions.warning import Given, warned
from frenchimpact.commitments.actions.writing import entry_of, settle, write
from frenchimpact.commitments.models import Commitment, CommitmentCounter, Entry, Envelope, Terms, Vehicle
from frenchimpact.commitments.queries import twins
from frenchimpact.core import clock, rows
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import has_proven_number
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Challenge


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a commitment says besides its amount. The beneficiary is an organisation, a project, a vehicle, or only a name."""

    funder: Organisation | Vehicle
    beneficiary: Organisation | Project | Vehicle | None = None
    beneficiary_name: str = ""
    beneficiary_number: str = ""
    title: str = ""
    instrument: str = Instrument.GRANT
    origin: str = Origin.STATE
    # For a mixed origin; a vehicle's own otherwise.
    public_share: Decimal | None = None
    is_preexisting: bool = False
    regime: str = Regime.UNKNOWN
    region: Place | None = None
    theme: str = ""
    challenge: Challenge | None = None
    envelope: Envelope | None = None
    aid: Aid | None = None
    request: FundingRequest | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    is_demo: bool = False


class LooksLikeAnother(Refusal):
    """The same money may be written already, or more of it than was asked for; the author may confirm that it is right.

    `twins` are those that look like it; `above` says by what the amount passes the request, or its aid.
    """

    def __init__(self, twins: list[twins.Twin], above: Text = "") -> None:
        words = _("Cet engagement ressemble à un autre. Vérifiez qu’il ne s’agit pas du même argent, puis confirmez.")
        super().__init__(words if twins else above)
        self.twins, self.above = twins, above


def next_reference(year: int) -> str:
    """The next number of the year. Its row stays locked until the transaction ends: none is given twice."""
    return f"E-{year}-{take_numbers(year, 1):04d}"


def take_numbers(year: int, count: int) -> int:
    """The first of so many numbers in a row, kept for the caller."""
    return rows.take_numbers(CommitmentCounter, count, year=year)


@transaction.atomic
def open_commitment(
    *,
    said: Said,
    amount: Decimal,
    on: dt.date,
    by: User | None,
    is_signed: bool = False,
    note: str = "",
    is_confirmed: bool = False,
) -> Commitment:
    """Somebody commits money: announced on that day, or signed on it.

    Raises Incomplete for what cannot be (an absurd amount, an envelope that has less, a circle of vehicles), LooksLikeAnother unless
    `is_confirmed`.
    """
    share = _share_of(said)
    refuse(
        amount=wrong_amount(amount),
        on=wrong_day(on) or _before_request(said.request, on),
        public_share=None if 0 <= share <= 1 else _("Écrivez quelle part de cet argent est publique, de 0 à 100 %."),
        beneficiary=_wrong_beneficiary(said),
        name=_wrong_name(said),
        request=_wrong_request(said),
        **_wrong_terms(said.terms),
    )
    envelope = lock(said.envelope) if said.envelope else None
    _check_sides(said, envelope)
    check_envelope(envelope, amount)
    request = _held_request(said)
    if not is_confirmed:
        above = [above_asked(request, amount) if request else "", *warned(_given(said, amount, on))]
        found, words = twins.twins_of(said_sides(said), amount, on), " ".join(str(one) for one in above if one)
        if found or words:
            raise LooksLikeAnother(found, words)
    commitment = Commitment.objects.create(
        reference=next_reference(clock.today().year),
        **_sides(said),
        title=said.title,
        instrument=said.instrument,
        origin=said.origin,
        public_share=share,
        is_preexisting=said.is_preexisting,
        regime=said.regime,
        region=said.region or region_of(said.beneficiary),
        theme=said.theme,
        challenge=said.challenge,
        envelope=envelope,
        aid=said.aid,
        request=request,
        state=Commitment.State.SIGNED if is_signed else Commitment.State.ANNOUNCED,
        committed_on=on,
        signed_on=on if is_signed else None,
        created_by=by,
        is_demo=said.is_demo,
    )
    Terms.objects.create(commitment=commitment, **said.terms)
    kind = Entry.Kind.SIGNED if is_signed else Entry.Kind.ANNOUNCED
    entry = write(entry_of(commitment, kind, amount, on=on, by=by, note=note, net=amount))
    settle(commitment)
    fact = facts.CommitmentSigned if is_signed else facts.CommitmentAnnounced
    announce(fact(commitment_id=commitment.pk, entry_id=entry.pk), by=by)
    answer_request(commitment, by)
    return commitment


def _given(said: Said, amount: Decimal, on: dt.date) -> Given | None:
    to = said.beneficiary
    holder = to.organisation if isinstance(to, Project) else to if isinstance(to, Organisation) else None
    if holder is None:
        return None
    return Given(holder=holder, regime=said.regime, instrument=said.instrument, amount=amount, on=on, terms=said.terms)


def _share_of(said: Said) -> Decimal:
    """Which part is public; out of its bounds when a mixed origin does not say."""
    is_public = Origin(said.origin).is_public
    if is_public is not None:
        return Decimal(int(is_public))
    share = said.public_share
    if share is None and isinstance(said.funder, Vehicle):
        share = said.funder.public_share
    return Decimal(-1) if share is None else share


def _wrong_beneficiary(said: Said) -> str | None:
    if said.beneficiary is None and not said.beneficiary_name:
        return _("Écrivez à qui va cet argent.")
    if said.beneficiary == said.funder:
        return _("Le financeur et le bénéficiaire sont les mêmes.")
    return None


def _wrong_name(said: Said) -> str | None:
    """Why a name alone does not do: it is the funder's own, or that of a fund whose money would be counted twice."""
    if said.beneficiary is not None or not said.beneficiary_name:
        return None
    name = fold(said.beneficiary_name)
    payer = said.funder.organisation if isinstance(said.funder, Vehicle) else said.funder
    is_same_number = bool(payer.siren) and said.beneficiary_number[:9] == payer.siren
    found = next((one for one in twins.vehicles_named(said.beneficiary_name) if one != said.funder), None)
    if found is not None and (
        not said.beneficiary_number
        or not found.organisation.siren
        or is_same_number
        or found.organisation.siren == said.beneficiary_number[:9]
    ):
        words = _("« %(name)s » est un fonds ou programme suivi ici : choisissez-le dans la liste, son argent serait compté deux fois.")
        return words % {"name": found.name}
    if name in {fold(said.funder.name), fold(payer.name)} or is_same_number:
        return _("Le financeur et le bénéficiaire sont les mêmes.")
    return None


def _before_request(request: FundingRequest | None, on: dt.date) -> Text | None:
    """What answers a request was not given before it was made."""
    asked = sent_on(request) if request is not None else None
    if asked is None or on >= asked:
        return None
    return _("La demande a été envoyée le %s : ce qui lui répond n’a pas pu être décidé avant.") % f"{asked:%d/%m/%Y}"


def _wrong_request(said: Said) -> Text | None:
    to = said.beneficiary
    project, holder = (to, None) if isinstance(to, Project) else (None, to if isinstance(to, Organisation) else None)
    return wrong_request(said.request, said.funder, project, holder)


def _held_request(said: Said) -> FundingRequest | None:
    """The request that it answers, held; one that nobody named is left to the commitment that answers it already."""
    if said.request is not None:
        refuse(request=answer_already(said.request))
        return said.request
    found = request_of(said.beneficiary if isinstance(said.beneficiary, Project) else None, said.aid, said.funder)
    return None if found is None or answer_already(found) else found


def _wrong_terms(terms: dict[str, Any]) -> dict[str, str | None]:
    rate, first, last = terms.get("rate"), terms.get("pays_from"), terms.get("pays_until")
    return {
        "rate": _("Un taux va de 0 à 100 %.") if rate is not None and not 0 < rate <= 1 else None,
        "pays_until": _("La fin vient avant le début.") if last and (not first or last < first) else None,
    }


def _check_sides(said: Said, envelope: Envelope | None) -> None:
    """Raises Incomplete for an envelope of somebody else, or a circle of vehicles."""
    payer = said.funder.organisation_id if isinstance(said.funder, Vehicle) else said.funder.pk
    if envelope is not None and envelope.funder_id != payer:
        refuse(envelope=_("Cette enveloppe est celle d’un autre financeur."))
    if isinstance(said.funder, Vehicle) and isinstance(said.beneficiary, Vehicle):
        with connection.cursor() as cursor:
            # The same lock as the database's own check: what is read here stays true until the end.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('commitments.vehicles'))")
        if twins.would_circle(said.funder, said.beneficiary):
            words = _("« %(to)s » a déjà donné, directement ou non, à « %(from)s » : cet argent tournerait en rond.")
            refuse(beneficiary=words % {"to": said.beneficiary.name, "from": said.funder.name})


def _sides(said: Said) -> dict[str, Any]:
    """Both sides as columns, with their names as they are that day."""
    found: dict[str, Any] = {"funder_name": said.funder.name, "beneficiary_name": said.beneficiary_name}
    if isinstance(said.funder, Vehicle):
        found |= {"funder_vehicle": said.funder, "funder_number": funder_number(said.funder.organisation)}
    else:
        found |= {"funder": said.funder, "funder_number": funder_number(said.funder)}
    to = said.beneficiary
    if isinstance(to, Vehicle):
        found |= {"beneficiary_vehicle": to, "beneficiary_number": number_of(to.organisation), "beneficiary_name": to.name}
    elif isinstance(to, Project):
        holder = to.organisation
        found |= {"project": to, "beneficiary": holder, "beneficiary_name": holder.name if holder else to.name}
        found["beneficiary_number"] = number_of(holder) if holder else ""
    elif to is not None:
        found |= {"beneficiary": to, "beneficiary_number": number_of(to), "beneficiary_name": to.name}
    else:
        found["beneficiary_number"] = said.beneficiary_number
    return found


def said_sides(said: Said) -> twins.Sides:
    """Both sides, as the search for look-alikes asks."""
    columns = _sides(said)
    return twins.Sides(
        funder=columns.get("funder"),
        funder_vehicle=columns.get("funder_vehicle"),
        beneficiary=columns.get("beneficiary"),
        project=columns.get("project"),
        beneficiary_vehicle=columns.get("beneficiary_vehicle"),
        beneficiary_name=columns["beneficiary_name"],
        beneficiary_number=columns["beneficiary_number"],
    )


def number_of(organisation: Organisation) -> str:
    """SIRET, or else SIREN, or else RNA."""
    return organisation.siret or organisation.siren or organisation.rna


def funder_number(organisation: Organisation) -> str:
    """What money is published under: a SIREN that somebody only typed waits for an operator to confirm it."""
    return "" if organisation.siren and not has_proven_number(organisation) else number_of(organisation)


def region_of(beneficiary: Organisation | Project | Vehicle | None) -> Place | None:
    """Where the money goes, as far as the beneficiary's own place tells; unknown for a vehicle."""
    if isinstance(beneficiary, Organisation):
        return beneficiary.commune.region if beneficiary.commune else None
    if isinstance(beneficiary, Project):
        regions = {one.place if one.place.level == Place.Level.REGION else one.place.region for one in beneficiary.project_places.all()}
        return regions.pop() if len(regions) == 1 else None
    return None
