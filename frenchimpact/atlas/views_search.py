"""Search over everything, and what is proposed while one types."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import conditional_page

from frenchimpact.atlas import lists
from frenchimpact.atlas.asked import read
from frenchimpact.atlas.beside import beside, groups
from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.direct import direct
from frenchimpact.atlas.exports import export
from frenchimpact.atlas.listing import Listing
from frenchimpact.atlas.suggestions import suggestions
from frenchimpact.atlas.typed_place import is_sent
from frenchimpact.barriers.queries.near import answers_with
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line

# Published answers beside the sheets; aids, experiments, challenges, methods, of each.
ANSWERS = BESIDE = 3


@open_door
@conditional_page
def search(request: HttpRequest) -> HttpResponseBase:
    """One box over everything."""
    asked = read(lists.EVERYTHING, request.GET)
    if asked.format:
        return export(request, asked, Listing(asked, limit=1).wish)
    if is_sent(request.GET) and asked.typed_place is None:
        # The form was sent: the address to keep names the place by its code.
        return redirect(prefix() + asked.list.path + asked.query())
    listing = Listing(asked)
    is_first = bool(asked.text) and listing.asked.page == 1
    context = {
        "listing": listing,
        "asked": listing.asked,
        "direct": direct(asked.text) if asked.text else [],
        "answers": answers_with(listing.wish.typed.query, ANSWERS) if listing.wish.typed.terms and listing.asked.page == 1 else [],
        "beside": groups(beside(asked.text, BESIDE)) if is_first else [],
    }
    response = render(request, "atlas/search.html", context, part="results")
    patch_vary_headers(response, ["HX-Request"])
    return response


@open_door
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """Lines for under a search box, as `combobox.js` shows them."""
    lines = suggestions(clean_line(request.GET.get("q", ""))[:120])
    said = ngettext("%(n)s proposition", "%(n)s propositions", len(lines)) % {"n": len(lines)} if lines else _("Aucune proposition")
    response = JsonResponse({"said": said, "options": [vars(line) for line in lines]}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=60"
    return response
