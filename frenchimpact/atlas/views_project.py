"""The public sheet of a project: only what its team lets this audience see."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from markupsafe import Markup

from frenchimpact.commitments.queries import TONES
from frenchimpact.commitments.queries.answering import given_to_project
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import euros
from frenchimpact.impact.queries import public_change, published_of
from frenchimpact.projects import queries, rules
from frenchimpact.projects.models import Project, Stage
from frenchimpact.vocabularies.queries import word

# A sheet that nobody confirmed for so many days says so.
OLD_AFTER_DAYS = 365


@require_GET
@door(find=queries.find_public_project, visitors=True)
def project(request: HttpRequest, project: Project) -> HttpResponse:
    """Understand a project, and who carries it."""
    is_public = project.status == Project.Status.PUBLISHED
    is_inside = rules.can_read_team_space(request.user, project)
    if not is_public and not is_inside:
        return render(request, "atlas/project_gone.html", {"name": project.name}, status=410)
    audience = rules.audience_of(request.user, project)
    sections = queries.visible_sections(project, audience)
    places = [one.place for one in project.project_places.all()]
    context: dict[str, Any] = {
        "project": project,
        "is_public": is_public,
        "is_inside": is_inside,
        "places": places,
        "themes": [word("theme", code) for code in project.themes],
        "publics": [word("public", code) for code in project.publics] if "publics" in sections else [],
        "sdgs": [(number, word("sdg", str(number))) for number in project.sdgs] if "publics" in sections else [],
        "organisation": project.organisation if "structure" in sections else None,
        "team": queries.shown_team(project) if "equipe" in sections else [],
        "stages": [(Stage(one.stage).label, one.on, one.note) for one in project.stage_changes.all()] if "histoire" in sections else [],
        "picture": queries.sheet_picture(project),
        "documents": queries.sheet_documents(project, audience),
        "given": given_to_project(project) if is_public else [],
        "change": public_change(project) if is_public else None,
        "measured": published_of(project),
        "tones": TONES,
        "euros": euros,
        "groups": queries.passport_groups(project, sections),
        "is_old": (clock.now() - project.confirmed_at).days > OLD_AFTER_DAYS,
        "address": settings.BASE_URL + request.path,
        "data": linked_data(project, places, sections) if is_public else "",
    }
    return render(request, "atlas/project.html", context)


def linked_data(project: Project, places: list[Any], sections: set[str]) -> Markup:
    """The sheet for machines (schema.org): nothing that the page itself would not show."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": settings.BASE_URL + reverse("atlas:project", args=[project.slug]),
        "name": project.name,
        "identifier": project.reference,
        "description": f"{project.problem} {project.answer}".strip(),
        "url": settings.BASE_URL + reverse("atlas:project", args=[project.slug]),
        "inLanguage": get_language(),
        "keywords": [word("theme", code) for code in project.themes],
        "areaServed": [{"@type": "AdministrativeArea", "name": place.name, "identifier": place.code} for place in places],
    }
    if project.organisation is not None and "structure" in sections:
        data["parentOrganization"] = {"@type": "Organization", "name": project.organisation.name}
    # In a script element, only these three characters could end it or open another.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(text)
