"""How the people, the doors and the mandates of an organisation follow it into another."""

from typing import Any

from django.db import IntegrityError, transaction

from frenchimpact.core import clock
from frenchimpact.organisations.actions.members import RANKS
from frenchimpact.organisations.models import (
    Alias,
    Claim,
    ConfirmedNumber,
    Duplicate,
    Invitation,
    JoinRequest,
    Mandate,
    Membership,
    Merge,
    Organisation,
    RegistryCheck,
)
from frenchimpact.organisations.referrers import moves, moves_back, stays

stays(Alias, ConfirmedNumber, Duplicate, Merge, RegistryCheck)


@moves(Membership)
def move_memberships(kept: Organisation, absorbed: Organisation) -> Any:
    """Each person belongs once, with the larger of their two roles; those who left stay in the past of their sheet."""
    moved: dict[str, Any] = {"moved": [], "ended": {}, "raised": {}}
    now = clock.now()
    here = {one.user_id: one for one in kept.memberships.filter(until=None)}
    for member in absorbed.memberships.filter(until=None).select_for_update():
        twin = here.get(member.user_id)
        if twin is None:
            Membership.objects.filter(pk=member.pk).update(organisation=kept)
            moved["moved"].append(member.pk)
            continue
        Membership.objects.filter(pk=member.pk).update(until=now)
        moved["ended"][str(member.pk)] = now.isoformat()
        if RANKS.index(Membership.Role(twin.role)) < RANKS.index(Membership.Role(member.role)):
            moved["raised"][str(twin.pk)] = [twin.role, member.role]
            Membership.objects.filter(pk=twin.pk).update(role=member.role)
    return moved if any(moved.values()) else None


@moves_back(Membership)
def move_memberships_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """As they were: whoever left since has left."""
    Membership.objects.filter(pk__in=moved["moved"], organisation=kept).update(organisation=absorbed)
    for key, until in moved["ended"].items():
        Membership.objects.filter(pk=int(key), organisation=absorbed, until=until).update(until=None)
    for key, (before, after) in moved["raised"].items():
        Membership.objects.filter(pk=int(key), role=after, until=None).update(role=before)


def _move_open(rows: Any, kept: Organisation, close: dict[str, Any], reopen: list[str]) -> Any:
    """Move what waits; what waits there already for the same person is closed, with what it takes to open it again."""
    moved: dict[str, Any] = {"moved": [], "closed": {}}
    for row in rows.select_for_update():
        before = {name: getattr(row, name) for name in reopen}
        try:
            with transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(organisation=kept)
        except IntegrityError:
            type(row).objects.filter(pk=row.pk).update(**close)
            moved["closed"][str(row.pk)] = before
        else:
            moved["moved"].append(row.pk)
    return moved if any(moved.values()) else None


def _move_open_back(model: Any, kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    model.objects.filter(pk__in=moved["moved"], organisation=kept).update(organisation=absorbed)
    for key, before in moved["closed"].items():
        model.objects.filter(pk=int(key), organisation=absorbed).update(**before)


@moves(Invitation)
def move_invitations(kept: Organisation, absorbed: Organisation) -> Any:
    """Links that wait lead to the other sheet."""
    rows = absorbed.invitations.filter(accepted_at=None, withdrawn_at=None)
    return _move_open(rows, kept, {"withdrawn_at": clock.now()}, ["withdrawn_at"])


@moves_back(Invitation)
def move_invitations_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Back to their sheet."""
    _move_open_back(Invitation, kept, absorbed, moved)


@moves(JoinRequest)
def move_join_requests(kept: Organisation, absorbed: Organisation) -> Any:
    """Requests that wait are answered by the people of the other sheet."""
    rows = absorbed.join_requests.filter(state=JoinRequest.State.ASKED)
    return _move_open(rows, kept, {"state": JoinRequest.State.WITHDRAWN, "decided_at": clock.now()}, ["state", "decided_at"])


@moves_back(JoinRequest)
def move_join_requests_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Back to their sheet."""
    _move_open_back(JoinRequest, kept, absorbed, moved)


@moves(Claim)
def move_claims(kept: Organisation, absorbed: Organisation) -> Any:
    """Claims that wait are read for the other sheet."""
    rows = absorbed.claims.filter(state__in=Claim.OPEN)
    return _move_open(rows, kept, {"state": Claim.State.WITHDRAWN, "decided_at": clock.now()}, ["state", "decided_at"])


@moves_back(Claim)
def move_claims_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """Back to their sheet."""
    _move_open_back(Claim, kept, absorbed, moved)


@moves(Mandate)
def move_mandates(kept: Organisation, absorbed: Organisation) -> Any:
    """Mandates that run go on with the other sheet; one between the two, or twice the same, is stopped."""
    moved: dict[str, Any] = {"giver": [], "agent": [], "stopped": {}}
    open_states = [Mandate.State.PROPOSED, Mandate.State.AGREED]
    for side in ("giver", "agent"):
        for mandate in Mandate.objects.filter(**{side: absorbed, "state__in": open_states}).select_for_update():
            try:
                with transaction.atomic():
                    Mandate.objects.filter(pk=mandate.pk).update(**{side: kept})
            except IntegrityError:
                Mandate.objects.filter(pk=mandate.pk).update(state=Mandate.State.REVOKED, closed_at=clock.now())
                moved["stopped"][str(mandate.pk)] = mandate.state
            else:
                moved[side].append(mandate.pk)
    return moved if any(moved.values()) else None


@moves_back(Mandate)
def move_mandates_back(kept: Organisation, absorbed: Organisation, moved: Any) -> None:
    """As they were."""
    for side in ("giver", "agent"):
        Mandate.objects.filter(pk__in=moved[side], **{side: kept}).update(**{side: absorbed})
    for key, state in moved["stopped"].items():
        Mandate.objects.filter(pk=int(key), state=Mandate.State.REVOKED, closed_by=None).update(state=state, closed_at=None)
