"""The public sheet of a territory: who carries it, where its challenges stand, what each side promised, what it covers."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.pages import FILTERS, render
from frenchimpact.core.quantities import quantity
from frenchimpact.design.figures import Shape
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import departments, outlines, place_words
from frenchimpact.labels.models import Label
from frenchimpact.labels.queries import tone_of
from frenchimpact.notifications.models import Zone
from frenchimpact.territories import queries
from frenchimpact.territories.calendars import coming_dates
from frenchimpact.territories.models import Challenge, Commitment, Territory
from frenchimpact.territories.queries import grounds, sheets
from frenchimpact.territories.queries.agreements import public_agreements
from frenchimpact.territories.queries.challenges import challenges_of
from frenchimpact.territories.queries.methods import cut_between, methods_of
from frenchimpact.territories.queries.overlaps import overlaps_of
from frenchimpact.territories.queries.plans import plan_counts
from frenchimpact.territories.queries.progress import Line, main_line, progress_of
from frenchimpact.territories.queries.promises import GONE, reliability
from frenchimpact.territories.queries.support import current_sponsorships
from frenchimpact.territories.rules import has_some_space, visible_spaces
from frenchimpact.territories.sentences import overlap_words, plan_words, trajectory_badge

# A sheet whose figures nobody touched for so many days says so.
OLD_AFTER_DAYS = 365
SHOWN_PROJECTS = 8
SHOWN_DATES = 6


@dataclass(frozen=True)
class ChallengeCard:
    """A challenge as the sheet shows it."""

    challenge: Challenge
    line: Line | None
    href: str
    counts: str
    badge: tuple[str, str] | None


def cards_of(
    territory: Territory, challenges: list[Challenge], lines: dict[int, Line], by_challenge: dict[int, dict[str, int]]
) -> list[ChallengeCard]:
    """Its challenges, each with its main indicator and how many actions serve it."""
    cards = []
    for challenge in challenges:
        line = main_line(challenge, lines.values())
        href = reverse("territories:challenge", args=[territory.slug, challenge.number])
        badge = trajectory_badge(line.trajectory) if line else None
        cards.append(ChallengeCard(challenge, line, href, plan_words(by_challenge.get(challenge.pk, {})), badge))
    return cards


def shapes_of(ground: grounds.Ground) -> list[Shape]:
    """The departments around, as they are drawn, each with how many communes of the territory it has."""
    counted, borders, regions = ground.departments, outlines(Place.Level.DEPARTMENT), ground.regions
    if not any(code in borders for code in counted):
        return []
    # Neighbours give the shape its place; a territory of half the country needs none.
    around = [
        place
        for place in departments().select_related("region")
        if place.code in counted or (len(regions) < 5 and place.region and place.region.code in regions)
    ]
    return [
        Shape(
            place.name,
            counted.get(place.code, 0),
            borders[place.code].path,
            borders[place.code].x,
            borders[place.code].y,
            borders[place.code].box,
            reverse("atlas:place", args=[place.level, place.code]),
            place.code in counted,
            code=place.code,
        )
        for place in around
        if place.code in borders
    ]


def _label_context(territory: Territory) -> dict[str, Any]:
    labels = sheets.labels_of(territory)
    label = queries.label_of(territory)
    return {
        "label": label,
        "labels": labels,
        "label_tone": tone_of(label) if label else "",
        "events": sheets.label_events(labels),
        "is_over": label is not None and not label.holds and label.status != Label.Status.HISTORICAL,
        "first_review_on": sheets.first_review_on(territory, label),
    }


def _promises_context(territory: Territory) -> dict[str, Any]:
    promises = territory.commitments.exclude(state__in=GONE).select_related("party").order_by("party__side", "due_on", "pk")
    by_party: dict[int, list[Commitment]] = {}
    for promise in promises:
        by_party.setdefault(promise.party_id, []).append(promise)
    return {
        "parties": [(one, by_party.get(one.party.pk, [])) for one in reliability(territory)],
        "agreements": public_agreements(territory),
    }


def _before_after_context(challenges: list[Challenge], lines: dict[int, Line]) -> dict[str, Any]:
    found = sheets.before_after(challenges, lines)
    if found is None:
        return {"before_after": None}
    methods = methods_of([found.line.indicator.pk]).get(found.line.indicator.pk, [])
    return {"before_after": found, "methods": methods, "cut": cut_between(methods, found.before_on, found.after_on)}


@require_safe
@door(find=queries.find_territory, visitors=True)
def territory(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The whole sheet."""
    lines, plan, ground = progress_of(territory), plan_counts(territory), grounds.ground_of(territory)
    challenges = challenges_of(territory)
    attached = {link.project_id: link.challenge.number for link in sheets.attached_projects(territory)}
    others = grounds.projects_in(territory).exclude(pk__in=list(attached))
    members = list(territory.members.filter(until=None).select_related("organisation").order_by("-role", "name"))
    changed = sheets.changed_at(territory)
    places = queries.places_of(territory)
    context = {
        "territory": territory,
        "members": members,
        "cards": cards_of(territory, challenges, lines, plan.by_challenge),
        **_before_after_context(challenges, lines),
        "dates": coming_dates(territory, SHOWN_DATES),
        "zone": Zone(timezone.get_current_timezone_name()).label,
        "sponsorships": current_sponsorships(territory),
        "sections": queries.sections_of(territory),
        "quantity": quantity,
        "plan": plan,
        "plan_words": plan_words(plan.by_state),
        "ground": ground,
        "places": places,
        "place_words": place_words,
        "shapes": shapes_of(ground),
        "overlaps": [(one, overlap_words(one)) for one in overlaps_of(territory)],
        "changed_at": changed,
        "is_old": (clock.now() - changed).days > OLD_AFTER_DAYS,
        "projects": sheets.shown_projects(attached, others, SHOWN_PROJECTS),
        "project_count": others.count() + len(attached),
        "reviews": list(sheets.published_reviews(territory)[:12]),
        "can_enter": has_some_space(request.user) and visible_spaces(request.user).filter(pk=territory.pk).exists(),
        **_label_context(territory),
        **_promises_context(territory),
    }
    context["json_ld"] = json_ld(territory, context)
    return render(request, "territories/sheet.html", context)


def json_ld(territory: Territory, context: dict[str, Any]) -> Markup:
    """The sheet for machines (schema.org): nothing that the page does not show, and no address of a person."""
    here = settings.BASE_URL + reverse("territories:territory", args=[territory.slug])
    data: dict[str, Any] = {
        "@type": "Project",
        "@id": here,
        "url": here,
        "name": territory.name,
        "identifier": territory.reference,
        "dateModified": context["changed_at"].date().isoformat(),
        "areaServed": [
            {"@type": "AdministrativeArea", "name": link.place.name, "identifier": link.place.key} for link in context["places"][:60]
        ],
        "member": [{"@type": "Organization", "name": member.name} for member in context["members"][:60]],
    }
    if territory.presentation:
        data["description"] = territory.presentation
    if territory.lead is not None:
        data["parentOrganization"] = {"@type": "Organization", "name": territory.lead.name}
    if context["label"] is not None:
        data["award"] = f"{context['label'].kind} ({FILTERS['day'](context['label'].granted_on)})"
    root = settings.BASE_URL + reverse("atlas:home")
    return linked_data(data, breadcrumbs([(_("Accueil"), root), (_("Territoires"), f"{root}territoires/"), (territory.name, here)]))
