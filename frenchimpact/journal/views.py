"""The trail of what the signed-in person did."""

from typing import cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.design.words import day
from frenchimpact.journal import queries
from frenchimpact.journal.forms import TrailForm

# The names of what may be asked, in the address.
ASKED = {"objet", "du", "au"}


@door()
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that I did, as whom; on some things or in some days only, if asked."""
    person = cast(User, request.user)
    rooms = queries.rooms_of(person)
    form = TrailForm(request.GET if ASKED & request.GET.keys() else None, rooms)
    if form.is_bound and not form.is_valid():
        return render(request, "journal/mine.html", {"form": form, "lines": [], "count": 0, "tags": []}, status=422)
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_bound else {}
    entries = queries.entries_by(person, asked.get("objet", ""), asked.get("du"), asked.get("au"))
    if request.GET.get("format") == "csv":
        return queries.csv_of(entries, "journal", person)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))

    def address(**changes: object) -> str:
        kept = {name: value for name, value in {**asked, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else reverse("journal:mine")

    words = {
        "objet": dict(rooms).get(asked.get("objet", "")),
        "du": asked.get("du") and _("à partir du %(day)s") % {"day": day(asked["du"])},
        "au": asked.get("au") and _("jusqu’au %(day)s") % {"day": day(asked["au"])},
    }
    context = {
        "form": form,
        "lines": queries.lines(page.object_list, person),
        "count": page.paginator.count,
        "tags": [(words[name], address(**{name: None})) for name in asked],
        "removals": [(words[name], address(**{name: None}), None) for name in asked],
        "csv_url": address(format="csv"),
        "previous_url": address(page=page.previous_page_number()) if page.has_previous() else None,
        "next_url": address(page=page.next_page_number()) if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
    }
    return render(request, "journal/mine.html", context)
