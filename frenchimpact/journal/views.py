"""The trail of what the signed-in person did."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.journal import queries


@door()
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that I did, as whom."""
    person = cast(User, request.user)
    entries = queries.entries_by(person)
    if request.GET.get("format") == "csv":
        return queries.csv_of(entries, "journal", person)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    context = {
        "lines": queries.lines(page.object_list, person),
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
    }
    return render(request, "journal/mine.html", context)
