"""The public sheet of an organisation."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page
from markupsafe import Markup

from frenchimpact.core.doors import open_door
from frenchimpact.core.identifiers import show
from frenchimpact.core.pages import render
from frenchimpact.federation.queries import elsewhere_of
from frenchimpact.files.queries import picture_of
from frenchimpact.geo.queries import place_words
from frenchimpact.journal import queries as journal
from frenchimpact.labels import queries as labels
from frenchimpact.offers.queries.matches import delays_of as offer_delays
from frenchimpact.offers.rules import public_offers
from frenchimpact.organisations import queries, rules
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects import queries as projects
from frenchimpact.support.queries.supports import delays_of as support_delays
from frenchimpact.vocabularies import queries as vocabularies
from frenchimpact.vocabularies.models import Term

_PROJECTS_SHOWN = 12
_ESTABLISHMENTS_SHOWN = 30
_OFFERS_SHOWN = 6
# What search engines call each kind (schema.org).
_SCHEMA_TYPES = {
    "association": "NGO",
    "mutuelle": "Organization",
    "fondation": "NGO",
    "collectivite": "GovernmentOrganization",
    "administration": "GovernmentOrganization",
    "entreprise": "Corporation",
    "societe_ess": "Corporation",
    "enseignement_recherche": "EducationalOrganization",
}


@open_door
@conditional_page
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who it is, where, what it does, and what it carries. A sheet that left the public pages says so."""
    found = queries.find_sheet(request.user, slug)
    if not queries.is_visible(request.user, found):
        return render(request, "atlas/organisation_gone.html", {}, status=410)
    can_edit = rules.can_edit_organisation(request.user, found)
    carried = projects.public_projects().filter(organisation=found)
    context: dict[str, Any] = {
        "organisation": found,
        "kinds": [Organisation.Kind(code).label for code in found.kinds],
        "themes": [(code, vocabularies.word(Term.Scheme.THEME, code)) for code in found.themes],
        "answers": support_delays([found]).get(found.pk),
        "offers": list(public_offers().filter(organisation=found).order_by("-confirmed_on", "pk")[:_OFFERS_SHOWN]),
        "offer_answers": offer_delays(found.pk),
        "supports": [vocabularies.word(Term.Scheme.SUPPORT_KIND, code) for code in found.support_kinds],
        "legal_form": vocabularies.word(Term.Scheme.LEGAL_CATEGORY, found.legal_category) if found.legal_category else "",
        "ess_family": Organisation.Kind(found.ess_family).label if found.ess_family in Organisation.Kind.values else "",
        "commune": place_words(found.commune) if found.commune else "",
        "show_number": show,
        "freshness": queries.freshness(found),
        "projects": list(carried[:_PROJECTS_SHOWN]),
        "projects_count": carried.count(),
        "logo": picture_of(found, rules.LOGO),
        "can_edit": can_edit,
        "registry": queries.registry_check(found),
        "can_read_team": rules.can_read_team(request.user, found),
        "is_kept": rules.administrators_of(found).exists(),
        "establishments": list(queries.establishments_of(request.user, found)[:_ESTABLISHMENTS_SHOWN]),
        "words": place_words,
        "lines": journal.lines(queries.history_of(found)[:20]) if can_edit else [],
        "labels": labels.labels_of(found),
        "label_words": labels.status_words,
        "label_tone": labels.tone_of,
        "elsewhere": elsewhere_of(found),
        "linked": _linked(found),
        "summary": _first_sentence(found.description),
    }
    return render(request, "atlas/organisation.html", context)


def _first_sentence(text: str) -> str:
    """The sentence that presents it; the whole first line when it has no full stop."""
    line = text.split("\n", 1)[0].strip()
    end = line.find(". ")
    return line[: end + 1] if 0 < end < 300 else line[:300]


def _linked(found: Organisation) -> Markup:
    """The sheet as schema.org data. « < » is written apart so that no text closes the element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES.get(found.kinds[0], "Organization"),
        "name": found.name,
        "url": settings.BASE_URL + reverse("atlas:organisation", args=[found.slug]),
        "description": found.description[:500],
        "sameAs": found.website,
        "email": found.email,
        "telephone": found.phone,
        "dissolutionDate": found.closed_on.isoformat() if found.closed_on else "",
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in (("SIREN", found.siren), ("SIRET", found.siret), ("RNA", found.rna))
            if value
        ],
    }
    if found.commune:
        address = {
            "@type": "PostalAddress",
            "addressLocality": found.commune.name,
            "addressRegion": found.commune.region.name if found.commune.region else "",
            "addressCountry": "FR",
            "streetAddress": found.address,
        }
        data["address"] = {key: value for key, value in address.items() if value}
    kept = {key: value for key, value in data.items() if value}
    text = json.dumps(kept, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))
