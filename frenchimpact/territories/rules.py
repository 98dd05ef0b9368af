"""Who sees a territory's space, who runs it, who speaks for which side."""

from uuid import UUID

from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, administrators_of, is_operator, memberships_of
from frenchimpact.territories.models import (
    Action,
    Agreement,
    Amendment,
    AmendmentSignature,
    Commitment,
    Indicator,
    Measurement,
    Meeting,
    Member,
    Offer,
    Party,
    Recommendation,
    Resolution,
    Review,
    Signature,
    SupportRequest,
    Territory,
)

_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]

# Purposes of the links by which somebody without an account answers.
MANDATE_LINK, PROMISE_LINK = "territories.mandate", "territories.promise"


def _mine(user: Anyone, *, only_writers: bool = False) -> QuerySet[Membership, int]:
    """The keys of the organisations that the person belongs to, or may write for."""
    held = memberships_of(user)
    return (held.filter(role__in=_WRITERS) if only_writers else held).values_list("organisation", flat=True)


def writes_for(user: Anyone, organisation_id: int | None) -> bool:
    """Whether the person may write for that organisation."""
    return organisation_id is not None and _mine(user, only_writers=True).filter(organisation=organisation_id).exists()


def visible_spaces(user: Anyone) -> QuerySet[Territory]:
    """Territories whose space the person enters: those that an organisation of theirs carries or is a member of, or that they are
    the contact officer of; all of them for operators."""
    if not user.is_authenticated:
        return Territory.objects.none()
    if is_operator(user):
        return Territory.objects.all()
    mine = list(_mine(user))
    members = Q(pk__in=Territory.objects.filter(members__organisation__in=mine, members__until=None).values("pk"))
    return Territory.objects.filter(Q(lead__in=mine) | members | Q(officer=user.pk))


def has_some_space(user: Anyone) -> bool:
    """Whether the person enters the space of some territory."""
    return user.is_authenticated and visible_spaces(user).exists()


def leads(user: Anyone, territory: Territory) -> bool:
    """Those who may write for the organisation that carries it."""
    return writes_for(user, territory.lead_id)


def supports(user: Anyone, territory: Territory) -> bool:
    """The programme's side: its contact officer and the operators."""
    return user.is_authenticated and (territory.officer_id == user.pk or is_operator(user))


def can_run(user: Anyone, territory: Territory) -> bool:
    """Who changes what the collective wrote: those who write for its lead; the operators help."""
    return leads(user, territory) or is_operator(user)


def can_edit_action(user: Anyone, action: Action) -> bool:
    """Its pilot, those who write for its owner, and those who run the territory."""
    return can_run(user, action.territory) or (user.is_authenticated and action.pilot_id == user.pk) or writes_for(user, action.owner_id)


def can_measure(user: Anyone, indicator: Indicator) -> bool:
    """Its keeper, those who write for the organisation that keeps it, those of its action, and those who run the territory."""
    if can_run(user, indicator.territory) or (user.is_authenticated and indicator.keeper_id == user.pk):
        return True
    if writes_for(user, indicator.keeper_organisation_id):
        return True
    return indicator.action is not None and can_edit_action(user, indicator.action)


def can_run_indicator(user: Anyone, indicator: Indicator) -> bool:
    """Who says what it measures, how, and what it aims at: those who run its territory."""
    return can_run(user, indicator.territory)


type OwnedPaper = tuple[Action, StoredFile]


def can_read_paper(user: Anyone, action: Action, file: StoredFile) -> bool:
    """A document of an action: everyone when it is said public, or else those who enter the space."""
    return file.audience == StoredFile.Audience.PUBLIC or enters(user, action.territory)


def can_change_paper(user: Anyone, owned: OwnedPaper) -> bool:
    """Who describes a document of an action, shows it and deletes it: those who edit the action."""
    return can_edit_action(user, owned[0])


def can_speak_for(user: Anyone, party: Party) -> bool:
    """Who says what became of a promise: those who write for the party; for the State and the programme, also the contact officer
    and the operators; for the territory, those who write for its lead."""
    if party.side == Party.Side.TERRITORY:
        return leads(user, party.territory) or writes_for(user, party.organisation_id)
    if writes_for(user, party.organisation_id):
        return True
    return party.side in (Party.Side.STATE, Party.Side.ASSOCIATION) and supports(user, party.territory)


def can_contest(user: Anyone, commitment: Commitment) -> bool:
    """The other side: the lead for what was promised to the territory; contact officer and operators for what it promised."""
    territory = commitment.territory
    if commitment.party.side == Party.Side.TERRITORY:
        return supports(user, territory) and not leads(user, territory)
    return leads(user, territory) and not can_speak_for(user, commitment.party)


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Who is written to for an organisation: those who may write for it and can sign in."""
    held = Q(memberships__organisation=organisation.pk, memberships__until=None, memberships__role__in=_WRITERS)
    return User.objects.filter(held, is_active=True).distinct().order_by("pk")


def can_keep(territory: Territory) -> QuerySet[User]:
    """Who may be asked for the values of an indicator: the people of the organisations of the collective, and its contact officer."""
    houses = Q(memberships__organisation=territory.lead_id) | Q(
        memberships__organisation__in=territory.members.filter(until=None, organisation__isnull=False).values("organisation")
    )
    people = User.objects.filter(houses, memberships__until=None, is_active=True).values("pk")
    return User.objects.filter(Q(pk__in=people) | Q(pk=territory.officer_id, is_active=True)).order_by("full_name", "pk")


# ── The collective ───────────────────────────────────────────────────────────────────────────────
def lead_is_gone(territory: Territory) -> bool:
    """Whether nobody can act for its lead any more: none, an organisation that closed, or one without administrator."""
    lead = territory.lead
    if lead is None or lead.merged_into_id is not None or (lead.closed_on is not None and lead.closed_on <= clock.today()):
        return True
    return not administrators_of(lead).exists()


def can_take_over(user: Anyone, territory: Territory) -> bool:
    """Once its lead is gone: those who write for the successor that the collective named, and the operators."""
    return (is_operator(user) or writes_for(user, territory.successor_id)) and lead_is_gone(territory)


def can_run_member(user: Anyone, member: Member) -> bool:
    """Who changes what is said of a member: those who run its territory."""
    return can_run(user, member.territory)


def can_read_mandate(user: Anyone, member: Member, file: object) -> bool:
    """The signed mandate of a member: those who enter the space."""
    return visible_spaces(user).filter(pk=member.territory_id).exists()


def measurable_indicators(user: Anyone, territory: Territory) -> QuerySet[Indicator]:
    """The indicators of a territory whose values the person may give: what `can_measure` says of each, in one query."""
    found = territory.indicators.filter(ended_on=None)
    if can_run(user, territory):
        return found
    if not user.is_authenticated:
        return found.none()
    mine = list(_mine(user, only_writers=True))
    own = Q(keeper=user.pk) | Q(keeper_organisation__in=mine) | Q(action__pilot=user.pk) | Q(action__owner__in=mine)
    return found.filter(own)


def can_undo(user: Anyone, territory: Territory, batch: UUID) -> bool:
    """Who gave the values of that batch, and those who run the territory."""
    given = Measurement.objects.filter(indicator__territory=territory, batch=batch)
    return can_run(user, territory) or (user.is_authenticated and given.filter(by=user.pk).exists())


# ── Reviews, meetings, support ───────────────────────────────────────────────────────────────────
def is_tied(user: Anyone, territory: Territory) -> bool:
    """Whether the person belongs to the organisation that carries the territory: then they never conclude about it."""
    return territory.lead_id is not None and memberships_of(user).filter(organisation=territory.lead_id).exists()


def can_run_review(user: Anyone, review: Review) -> bool:
    """Who moves it, fills it in, locks it, writes its narrative, publishes it: those who write for the lead. The programme's side
    concludes, and nobody does both."""
    return leads(user, review.territory)


def can_conclude(user: Anyone, review: Review) -> bool:
    """The programme's side, without a tie with the lead."""
    return supports(user, review.territory) and not is_tied(user, review.territory)


# ── Agreements and promises ──────────────────────────────────────────────────────────────────────
def can_record(user: Anyone, territory: Territory) -> bool:
    """Who writes agreements and promises on the board: those who run the territory, and the programme's side."""
    return can_run(user, territory) or supports(user, territory)


def enters(user: Anyone, territory: Territory) -> bool:
    """Whether the person enters the space of that territory."""
    return visible_spaces(user).filter(pk=territory.pk).exists()


def can_see_promise(user: Anyone, commitment: Commitment) -> bool:
    """Those who enter the space, and those who write for the party: a funder answers for its promise without being a member."""
    return enters(user, commitment.territory) or writes_for(user, commitment.party.organisation_id)


def can_see_agreement(user: Anyone, agreement: Agreement) -> bool:
    """Those who enter the space, and those who write for one of its parties."""
    houses = agreement.parties.exclude(organisation=None).values("organisation")
    return enters(user, agreement.territory) or _mine(user, only_writers=True).filter(organisation__in=houses).exists()


def can_record_agreement(user: Anyone, agreement: Agreement) -> bool:
    """The same, for one of its agreements."""
    return can_record(user, agreement.territory)


def can_sign(user: Anyone, signature: Signature | AmendmentSignature) -> bool:
    """Who records a party's signature: its own people; and the operators, by the signed document."""
    return can_speak_for(user, signature.party) or is_operator(user)


def can_drop_amendment(user: Anyone, amendment: Amendment) -> bool:
    """Who gives up an amendment that is not signed by all: those who write agreements, and the people of each party."""
    agreement = amendment.agreement
    return can_record(user, agreement.territory) or any(can_speak_for(user, one) for one in agreement.parties.select_related("territory"))


def can_read_agreement(user: Anyone, agreement: Agreement, file: object) -> bool:
    """The documents of an agreement: those who see it."""
    return can_see_agreement(user, agreement)


def can_read_proof(user: Anyone, commitment: Commitment, file: object) -> bool:
    """The documents that prove a promise: those who see it."""
    return can_see_promise(user, commitment)


def can_release(user: Anyone, commitment: Commitment) -> bool:
    """The side that benefits, which may ease a promise or let it go: the programme's for what the territory promised, the lead for
    what was promised to it."""
    if commitment.party.side == Party.Side.TERRITORY:
        return supports(user, commitment.territory)
    return leads(user, commitment.territory)


def can_confirm_for(user: Anyone, party: Party) -> bool:
    """Who says that a party promised: its own people; the operators, except for the territory, whose promises they benefit from."""
    return can_speak_for(user, party) or (party.side != Party.Side.TERRITORY and is_operator(user))


def can_ask_terms(user: Anyone, commitment: Commitment) -> bool:
    """Either side may ask for other terms, or that a promise be lifted."""
    return can_release(user, commitment) or can_confirm_for(user, commitment.party)


def can_answer_offer(user: Anyone, offer: Offer) -> bool:
    """The side that did not ask."""
    promise = offer.commitment
    return can_release(user, promise) if offer.is_from_party else can_confirm_for(user, promise.party)


def can_end_offer(user: Anyone, offer: Offer) -> bool:
    """Who answers it; and the side that asked may take it back."""
    promise = offer.commitment
    asked = can_confirm_for(user, promise.party) if offer.is_from_party else can_release(user, promise)
    return asked or can_answer_offer(user, offer)


def can_move(user: Anyone, commitment: Commitment, verb: str) -> bool:
    """Who says what of a promise: the party that it was made, begins, is kept or is not; the other side that it contests; either
    side asks to lift it. What waits to be confirmed may be taken off by those who write on the board."""
    party = commitment.party
    if verb == "contest":
        return can_contest(user, commitment)
    if verb == "lift":
        return can_ask_terms(user, commitment)
    if verb in ("confirm", "decline"):
        return can_confirm_for(user, party) or (verb == "decline" and can_record(user, commitment.territory))
    return can_speak_for(user, party)


def can_tell_progress(user: Anyone, commitment: Commitment) -> bool:
    """The party that promised."""
    return can_speak_for(user, commitment.party)


def answers_by_itself(party: Party) -> bool:
    """Whether some account speaks for the party: the lead for the territory, or people of the party's own organisation."""
    if party.organisation is not None:
        return people_of(party.organisation).exists()
    return party.side == Party.Side.TERRITORY


def can_ask_answer(user: Anyone, commitment: Commitment) -> bool:
    """Who may send the link by which a party without account answers: the party's own people and the programme's side.

    Never the side that benefits alone: it could answer in the other's name.
    """
    return can_speak_for(user, commitment.party) or supports(user, commitment.territory)


def can_move_now(user: Anyone, asked: tuple[Commitment, str]) -> bool:
    """The same, as the address of a step names both."""
    return can_move(user, *asked)


def can_run_request(user: Anyone, request: SupportRequest) -> bool:
    """Who writes, sends and withdraws a request: those who run the territory."""
    return can_run(user, request.territory)


def can_answer_request(user: Anyone, request: SupportRequest) -> bool:
    """The programme's side, without a tie with the lead: nobody answers their own request."""
    return supports(user, request.territory) and not is_tied(user, request.territory)


def can_finish_request(user: Anyone, request: SupportRequest) -> bool:
    """Either side says that what was asked is done."""
    return can_run(user, request.territory) or supports(user, request.territory)


def sponsors_of(user: Anyone, territory: Territory) -> bool:
    """Whether the person writes for the lead of a territory that sponsors this one today."""
    today = clock.today()
    current = Q(until=None) | Q(until__gte=today)
    return territory.sponsors.filter(current, since__lte=today, sponsor__lead__in=_mine(user, only_writers=True)).exists()


def can_recommend(user: Anyone, territory: Territory) -> bool:
    """Contact officer, operators, and those who write for a territory that sponsors it."""
    return user.is_authenticated and (supports(user, territory) or sponsors_of(user, territory))


def can_run_recommendation(user: Anyone, recommendation: Recommendation) -> bool:
    """Who says what became of it: those who run the territory."""
    return can_run(user, recommendation.territory)


def can_name_sponsors(user: Anyone, territory: Territory) -> bool:
    """The programme's side."""
    return supports(user, territory)


def sees_requests(user: Anyone) -> bool:
    """Operators, and whoever is the contact officer of some territory."""
    return user.is_authenticated and (is_operator(user) or Territory.objects.filter(officer=user.pk).exists())


def can_run_meeting(user: Anyone, meeting: Meeting) -> bool:
    """Who changes a meeting, notes who came, writes and sends its minutes: those who run the territory."""
    return can_run(user, meeting.territory)


def can_run_resolution(user: Anyone, resolution: Resolution) -> bool:
    """The same, for what it decided."""
    return can_run(user, resolution.meeting.territory)
