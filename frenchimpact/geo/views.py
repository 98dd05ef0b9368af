"""What is proposed while someone types a place."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.doors import open_door
from frenchimpact.geo import queries
from frenchimpact.geo.queries.places import LEVELS

LENGTH = 8
LEAST = 2


@open_door
def place_suggestions(request: HttpRequest) -> JsonResponse:
    """The places that `q` may begin, of the levels `niveau` if any, as `combobox.js` shows them. Official data: caches may keep it."""
    levels = [level for level in request.GET.getlist("niveau")[:6] if level in LEVELS]
    text = request.GET.get("q", "")
    matches = queries.match_places(text, levels or None, LENGTH) if len(queries.normal(text[:120])) >= LEAST else []
    options = [
        {
            "key": match.place.key,
            "words": queries.place_words(match.place),
            "name": match.place.name,
            "detail": queries.place_detail(match.place, match.former),
        }
        for match in matches
    ]
    said = ngettext("%(n)s lieu proposé", "%(n)s lieux proposés", len(options)) % {"n": len(options)} if options else _("Aucun lieu trouvé")
    response = JsonResponse({"said": said, "options": options}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=3600"
    return response
