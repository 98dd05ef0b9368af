"""What is proposed while someone types the name of a structure."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.doors import door
from frenchimpact.core.text import fold
from frenchimpact.geo.queries import place_words
from frenchimpact.organisations import queries

LEAST = 3


@door()
def organisation_suggestions(request: HttpRequest) -> JsonResponse:
    """The structures that `q` may name, among those that the person may see, as `combobox.js` shows them."""
    text = request.GET.get("q", "")[:120]
    found = queries.organisations_named(request.user, text) if len(fold(text)) >= LEAST else []
    options = [
        {"key": one.slug, "words": one.name, "name": one.name, "detail": place_words(one.commune) if one.commune else one.siret}
        for one in found
    ]
    said = ngettext("%(n)s structure proposée", "%(n)s structures proposées", len(options)) % {"n": len(options)}
    return JsonResponse({"said": said if options else _("Aucune structure trouvée"), "options": options})
