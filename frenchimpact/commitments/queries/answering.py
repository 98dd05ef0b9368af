"""Requests that a commitment may answer, and what is known of a commitment before anybody types it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from frenchimpact.aids.models import FundingRequest
from frenchimpact.aids.queries.requests import Given
from frenchimpact.aids.rules import funders_of, visible_requests
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.rules import kept_commitments
from frenchimpact.commitments.showing import TONES, given_words
from frenchimpact.organisations.rules import Anyone, is_operator
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Challenge

GIVEN_BACK = (Commitment.State.CANCELLED, Commitment.State.RECOVERED)


def live_answers(request: FundingRequest | OuterRef) -> QuerySet[Commitment]:
    """The commitment that answers a request, unless it was given up or taken back: at most one, says the database."""
    return Commitment.objects.filter(request=request).exclude(state__in=GIVEN_BACK)


def requests_to_answer(user: Anyone, kept: FundingRequest | None = None) -> QuerySet[FundingRequest]:
    """Those that a funder of the person agreed to and that no commitment answers yet, and the one that a commitment answers already."""
    agreed = Q(~Exists(live_answers(OuterRef("pk"))), state__in=(FundingRequest.State.ACCEPTED, FundingRequest.State.CONTRACTED))
    found = visible_requests(user)
    if not is_operator(user):
        agreed &= Q(aid__funder__in=funders_of(user))
    wanted = agreed | Q(pk=kept.pk) if kept else agreed
    return found.filter(wanted).select_related("project", "aid").order_by("-changed_at", "-pk")


def request_words(request: FundingRequest) -> str:
    """A request as a list of them names it."""
    return f"{request.reference} – {request.project.name} – {request.aid.title}"


def challenges_to_meet() -> list[Challenge]:
    """The challenges of labelled territories, by territory."""
    return list(Challenge.objects.select_related("territory").order_by("territory__name", "territory_id", "number"))


def answer_of(user: Anyone, reference: str) -> Commitment | None:
    """The commitment that the person keeps and that answers the request of that reference already."""
    found = kept_commitments(user).filter(request__reference=reference[:20]) if reference else Commitment.objects.none()
    return found.exclude(state__in=GIVEN_BACK).first()


def prefilled(user: Anyone, reference: str, *, is_sent: bool = False) -> dict[str, Any]:
    """What the form of a commitment says already when it answers a request; nothing without one. Raises Http404.

    `is_sent`: the form comes back. Nothing typed is lost when somebody else answered the request meanwhile.
    """
    if not reference:
        return {}
    request = requests_to_answer(user).select_related("aid", "project__organisation").filter(reference=reference[:20]).first()
    if request is None and is_sent and answer_of(user, reference):
        return {}
    if request is None:
        raise Http404
    aid, project = request.aid, request.project
    amount = request.amount_obtained if request.amount_obtained is not None else request.amount_asked
    challenges = list(project.challenge_links.values_list("challenge", flat=True)[:2])
    found = {
        "funder": f"o{aid.funder_id}",
        "project": project.reference if project.status == Project.Status.PUBLISHED else "",
        "project_name": project.name,
        "amount": amount,
        # The aid's own title, which is public: what the team wrote in its request stays between the two sides.
        "title": aid.title[:200],
        "aid": aid.pk,
        "request": request.pk,
        "regime": aid.regime,
        "instrument": aid.instruments[0] if aid.instruments else "",
        "origin": aid.origin,
        "theme": project.themes[0] if len(project.themes) == 1 else "",
        "challenge": str(challenges[0]) if len(challenges) == 1 else "",
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def usual_origin(user: Anyone) -> str:
    """Where the money of the person's organisations comes from, as they wrote it last; empty when they wrote nothing."""
    if is_operator(user):
        return ""
    found = Commitment.objects.filter(funder__in=funders_of(user)).order_by("-committed_on", "-pk")
    return found.values_list("origin", flat=True).first() or ""


def given_to(request: FundingRequest) -> list[Given]:
    """What the page of a request shows: each commitment that answers it."""
    found = request.commitments.order_by("-committed_on", "-pk")
    return [
        Given(
            one.reference,
            given_words(one),
            reverse("commitments:commitment", args=[one.reference]),
            one.get_state_display(),
            TONES[one.state],
        )
        for one in found
    ]


def given_to_project(project: Project, most: int = 20) -> list[Commitment]:
    """What was committed to a project, the latest first."""
    found = Commitment.objects.filter(project=project).select_related("region", "funder_vehicle", "terms")
    return list(found.order_by("-committed_on", "-pk")[:most])
