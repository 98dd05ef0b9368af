"""Finding requests and introductions, and what one may do with them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.aids import rules
from frenchimpact.aids.actions.requests import FUNDER_VERBS, TEAM_VERBS
from frenchimpact.aids.models import Aid, Choice, FundingRequest, Introduction
from frenchimpact.aids.queries.catalogue import find_editable
from frenchimpact.aids.queries.spaces import page_address
from frenchimpact.core.errors import Text
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project


@dataclass(frozen=True)
class Move:
    """One move that one may make now."""

    verb: str
    words: Text
    # Another page asks for its words first.
    needs_words: bool
    is_main: bool = False


@dataclass(frozen=True)
class Given:
    """What was committed in answer to a request, as a room above tells it: its name, where it is, how far."""

    reference: str
    words: Text
    page: str
    state: Text
    tone: str


def open_request_of(project: Project, aid: Aid) -> FundingRequest | None:
    """The request of that aid that is not over yet: a project asks for an aid once at a time."""
    over = (FundingRequest.State.CONTRACTED, FundingRequest.State.DECLINED, FundingRequest.State.WITHDRAWN)
    return FundingRequest.objects.filter(project=project, aid=aid).exclude(state__in=over).first()


type Teller = Callable[[FundingRequest], list[Given]]
_TELLERS: list[Teller] = []


def declare_given(teller: Teller) -> None:
    """A room above says what it gave in answer to a request. Said once, when a room opens."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def given_for(request: FundingRequest) -> list[Given]:
    """What was committed in answer to it, the latest first."""
    return [one for teller in _TELLERS for one in teller(request)]


def commit_page(user: Anyone, request: FundingRequest, *, is_given: bool) -> str:
    """Where its funder commits the money of an agreement, everything written already; empty when it is not the time, or not theirs."""
    when = (FundingRequest.State.ACCEPTED,) if is_given else (FundingRequest.State.ACCEPTED, FundingRequest.State.CONTRACTED)
    if request.state not in when or not rules.can_fund_request(user, request):
        return ""
    page = page_address("commitments:commitment_add")
    return f"{page}?demande={request.reference}" if page else ""


def verb_words(verb: str, *, is_noted: bool = False) -> str:
    """A move as its button says it; `is_noted`: a team writes what its funder answered."""
    if is_noted and verb in {"accept", "decline"}:
        return _("C’est oui : noter l’accord") if verb == "accept" else _("C’est non : noter le refus")
    return {
        "apply": _("Envoyer la demande"),
        "give_more": _("Le complément est envoyé"),
        "withdraw": _("Abandonner la demande"),
        "acknowledge": _("Accuser réception"),
        "review": _("Commencer l’examen"),
        "ask_more": _("Demander un complément"),
        "send_to_committee": _("Présenter au comité"),
        "accept": _("Donner un accord de principe"),
        "contract": _("Noter la signature"),
        "decline": _("Refuser"),
    }[verb]


def moves_of(user: Anyone, request: FundingRequest) -> list[Move]:
    """What the person may do: each side its own moves. A team notes the funder's answers when nobody of the funder is here to do it,

    or once it was asked what became of a request that had no news.
    """
    side = rules.request_side(user, request)
    if not side:
        return []
    verbs = list(FUNDER_VERBS if side == Choice.Side.FUNDER else TEAM_VERBS)
    notes = side == Choice.Side.PROJECT and (request.outcome_asked_at is not None or not rules.has_people(request.aid.funder))
    if notes:
        verbs += ["accept", "contract", "decline"]
    asking = {"ask_more", "accept", "contract", "decline", "withdraw", "give_more"}
    found = [verb for verb in verbs if FundingRequest.FLOW.can(verb, request.state)]
    main = next((verb for verb in found if verb != "withdraw"), "withdraw")
    return [Move(verb, verb_words(verb, is_noted=notes), verb in asking, verb == main) for verb in found]


def find_request(user: Anyone, reference: str) -> FundingRequest:
    """A request that the person may see. Raises Http404."""
    known = rules.visible_requests(user).select_related("aid__funder", "project__organisation", "introduction")
    found = known.filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def requests_for_funder(user: Anyone, chosen: Organisation | None = None) -> QuerySet[FundingRequest]:
    """Requests sent to the organisation chosen, or to all of one's own, the latest first."""
    known = rules.visible_requests(user).exclude(state=FundingRequest.State.DRAFT)
    known = known.filter(aid__funder=chosen) if chosen else known.filter(aid__funder__in=rules.funders_of(user))
    return known.select_related("aid__funder", "project").order_by("-changed_at", "-pk")


def requests_of(project: Project) -> QuerySet[FundingRequest]:
    """Those of a project, the latest first."""
    return project.funding_requests.select_related("aid__funder").order_by("-changed_at", "-pk")


def find_introduction(user: Anyone, pk: int) -> Introduction:
    """An introduction that the person may see. Raises Http404."""
    known = rules.visible_introductions(user).select_related("project", "funder", "aid", "request")
    found = known.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def introductions_of(user: Anyone) -> QuerySet[Introduction]:
    """Those of one's projects and organisations, the latest first."""
    return rules.visible_introductions(user).select_related("project", "funder", "aid").order_by("-proposed_at", "-pk")


def find_pair(user: Anyone, reference: str, project: str) -> tuple[Aid, Project]:
    """One of one's aids, and a published project. Raises Http404."""
    aid = find_editable(user, reference)
    found = Project.objects.filter(reference=project, status=Project.Status.PUBLISHED).first()
    if found is None:
        raise Http404
    return aid, found
