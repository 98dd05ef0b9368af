"""Requests: lists, one of them, those of each asker."""

from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat
from django.http import Http404

from frenchimpact.core.fields import Fold
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import serving
from frenchimpact.offers import rules
from frenchimpact.offers.models import Match, Request
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Territory


def with_askers(rows: QuerySet[Request]) -> QuerySet[Request]:
    """The same with everything that a line of a list shows."""
    return rows.select_related("project__organisation", "organisation", "territory__lead", "place")


def listed_requests(
    rows: QuerySet[Request], *, text: str = "", what: str = "", theme: str = "", price: str = "", place: Place | None = None
) -> QuerySet[Request]:
    """Those that match, latest first."""
    words = fold(clean_line(text)).split()[:6]
    if words:
        names = Coalesce("project__name", "organisation__name", "territory__name", output_field=TextField())
        told = Concat("reference", Value(" "), "title", Value(" "), "text", Value(" "), names, output_field=TextField())
        rows = rows.alias(told=Fold(told)).filter(*(Q(told__contains=word) for word in words))
    for field, value in (("what", what), ("price", price)):
        rows = rows.filter(**{field: value}) if value else rows
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if place is not None:
        rows = rows.filter(serving(place, "place__"))
    return with_askers(rows).order_by("-created_at", "-pk")


def find_request(user: Anyone, slug: str) -> Request:
    """One that the person sees. Raises Http404."""
    return _one(rules.visible_requests(user), slug=slug)


def find_own_request(user: Anyone, reference: str) -> Request:
    """One that the person may write. Raises Http404."""
    return _one(rules.own_requests(user), reference=reference)


def _one(rows: QuerySet[Request], **asked: str) -> Request:
    found = with_askers(rows).filter(**asked).first()
    if found is None:
        raise Http404
    return found


def _counted(rows: QuerySet[Request]) -> QuerySet[Request]:
    waits = Count("matches", filter=Q(matches__state=Match.State.PROPOSED, matches__proposed_by="offer"))
    return with_askers(rows).annotate(waiting_count=waits).order_by("-changed_at", "-pk")


def own_list(user: Anyone) -> QuerySet[Request]:
    """One's own, with how many matches wait for an answer."""
    return _counted(rules.own_requests(user))


def requests_of(asker: rules.Asking) -> QuerySet[Request]:
    """Those of one asker, with how many matches wait for an answer."""
    field = {Project: "project", Organisation: "organisation", Territory: "territory"}[type(asker)]
    return _counted(Request.objects.filter(**{field: asker}))


def find_asker(user: Anyone, *, project: str = "", organisation: str = "", territory: str = "") -> rules.Asking | None:
    """In whose name the person asks, as an address names it: a project's reference, a structure's slug, a territory's reference."""
    found: rules.Asking | None = None
    if project:
        found = Project.objects.select_related("organisation").filter(reference=project).first()
    elif organisation:
        found = Organisation.objects.filter(slug=organisation).first()
    elif territory:
        found = Territory.objects.select_related("lead").filter(reference=territory).first()
    return found if found is not None and rules.can_ask_as(user, found) else None
