"""Who waits at the door of an organisation: invitations, requests, claims; and its mandates."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.organisations import keys, rules
from frenchimpact.organisations.models import Claim, Invitation, JoinRequest, Mandate, Organisation


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """Those that nobody answered yet, also those that came to their end: they may be sent again."""
    return organisation.invitations.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")


def find_invitation_of(organisation: Organisation, key: str) -> Invitation:
    """One of them, by its number. Raises Http404."""
    found = invitations_of(organisation).filter(pk=_number(key)).first()
    if found is None:
        raise Http404
    return found


def invitation_by_key(key: str) -> Invitation:
    """The invitation behind a link, whatever became of it. Raises Http404."""
    found = (
        Invitation.objects.filter(key_digest=keys.digest("invitation", key)).select_related("organisation__commune", "invited_by").first()
        if 20 <= len(key) <= 100
        else None
    )
    if found is None:
        raise Http404
    return found


def invitations_for(user: rules.Anyone) -> QuerySet[Invitation]:
    """Those that wait for the person's answer, at their own address."""
    email = getattr(user, "email", "")
    good = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now(), email__iexact=email)
    return good.select_related("organisation", "invited_by") if email else Invitation.objects.none()


def requests_of(organisation: Organisation) -> QuerySet[JoinRequest]:
    """The requests that wait for an answer."""
    return organisation.join_requests.filter(state=JoinRequest.State.ASKED).select_related("user")


def request_of(user: rules.Anyone, organisation: Organisation) -> JoinRequest | None:
    """One's own request that waits for an answer there."""
    return requests_of(organisation).filter(user_id=user.pk or 0).first()


def requests_by(user: rules.Anyone) -> QuerySet[JoinRequest]:
    """One's own requests that wait."""
    return JoinRequest.objects.filter(user_id=user.pk or 0, state=JoinRequest.State.ASKED).select_related("organisation")


def find_join_request(user: rules.Anyone, pk: int) -> JoinRequest:
    """A request that the person made or may answer, answered or not. Raises Http404."""
    found = JoinRequest.objects.filter(pk=pk).select_related("organisation__commune", "user", "decided_by").first()
    if found is None or not (found.user_id == user.pk or rules.can_manage_members(user, found.organisation) or rules.is_operator(user)):
        raise Http404
    return found


def claim_of(user: rules.Anyone, organisation: Organisation) -> Claim | None:
    """One's own claim on that sheet, when it is not decided yet."""
    return organisation.claims.filter(user_id=user.pk or 0, state__in=Claim.OPEN).first()


def claims_by(user: rules.Anyone) -> QuerySet[Claim]:
    """One's own claims that wait."""
    return Claim.objects.filter(user_id=user.pk or 0, state__in=Claim.OPEN).select_related("organisation")


def claims_to_read() -> QuerySet[Claim]:
    """What the operators have to read, oldest first."""
    return Claim.objects.filter(state=Claim.State.REVIEWED).select_related("organisation__commune__department", "user")


def find_claim(user: rules.Anyone, pk: int) -> Claim:
    """A claim for those who read them, decided or not. Raises Http404."""
    found = Claim.objects.filter(pk=pk).select_related("organisation__commune__department", "user", "decided_by").first()
    if found is None or not rules.can_read_claim(user, found):
        raise Http404
    return found


def mandates_of_organisation(organisation: Organisation) -> QuerySet[Mandate]:
    """Given or held, whatever became of them, latest first."""
    return Mandate.objects.filter(Q(giver=organisation) | Q(agent=organisation)).select_related("giver", "agent")


def find_mandate(user: rules.Anyone, pk: int) -> Mandate:
    """A mandate, for whoever belongs to one of its sides and for operators. Raises Http404."""
    found = Mandate.objects.filter(pk=pk).select_related("giver", "agent", "giver_agreed_by", "agent_agreed_by", "closed_by").first()
    if found is None:
        raise Http404
    sides: Iterable[int] = (found.giver_id, found.agent_id)
    if not (rules.memberships_of(user).filter(organisation__in=sides).exists() or rules.is_operator(user)):
        raise Http404
    return found


def establishments_of(user: rules.Anyone, organisation: Organisation) -> QuerySet[Organisation]:
    """The other sheets of the same legal unit that the person may see: its seat, its other establishments."""
    if not organisation.siren:
        return Organisation.objects.none()
    same = rules.visible_organisations(user).filter(siren=organisation.siren).exclude(pk=organisation.pk)
    return same.select_related("commune__department").order_by("siret", "pk")


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
