"""« Proches de votre situation », as one types or by a form sent: the same lines."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from frenchimpact.barriers.queries.near import LIMIT, near_precedents
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_text
from frenchimpact.geo.queries import place_of

# The fields of the pages that show these lines, whose words are read together.
FIELDS = ("q", "phrase", "title", "wish", "obstacle", "norm_words")


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def near_answers(request: HttpRequest) -> HttpResponse:
    """The published answers closest to a sentence. Nothing is written, whatever the method: a long sentence does not fit an address."""
    given = request.POST if request.method == "POST" else request.GET
    text = " ".join(filter(None, (clean_text(given.get(name, "")) for name in FIELDS)))
    place = place_of(given.get("lieu_cle", ""))
    context = {"near": near_precedents(text, place), "text": text, "place": place, "limit": LIMIT}
    return render(request, "barriers/near.html", context, part="lines")
