"""The queue of the desk (HA01): filtered, most urgent first, confided several at once, taken out as it is shown."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import routing, triage
from frenchimpact.barriers.models import Channel, Nature
from frenchimpact.barriers.queries import queue as queries
from frenchimpact.barriers.queries.cases import find_case_of_desk
from frenchimpact.barriers.queries.queue import DONE, TABS, Asked
from frenchimpact.barriers.queries.routing import hacker_of, hackers
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.listings import csv_file
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import is_operator

MOST_AT_ONCE = 100


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


@require_safe
@door(rules.is_of_desk)
def queue(request: HttpRequest) -> HttpResponseBase:
    """The table."""
    asked = Asked.of(request.GET)
    if request.GET.get("format") == "csv":
        return csv_file(queries.export_rows(request.user, asked), name="freins")
    found = queries.listing(request.user, asked)
    here = reverse("barriers:queue")

    def address(**changes: str) -> str:
        pairs = asked.pairs(**changes)
        return f"{here}?{urlencode(pairs)}" if pairs else here

    context = {
        "asked": asked,
        "rows": found.rows,
        "count": found.counts[asked.tab],
        "all_count": found.counts["ouverts"] + found.counts[DONE],
        "tabs": [(words, address(etat=tab), tab == asked.tab, None, found.counts[tab]) for tab, (words, _states) in TABS.items()],
        "address": address,
        "query": urlencode(asked.pairs()),
        "previous": address(**found.previous) if found.previous else None,
        "next": address(**found.next) if found.next else None,
        "natures": Nature.choices,
        "channels": Channel.choices,
        "regions": queries.region_choices(),
        "may_route": is_operator(request.user),
        "hackers": list(hackers()) if is_operator(request.user) else [],
        "is_done": asked.tab == DONE,
    }
    return render(request, "barriers/queue.html", context, part="results")


@require_POST
@door(is_operator)
@once
def queue_batch(request: HttpRequest) -> HttpResponse:
    """Confide several cases at once: to one hacker, to those who fit best, or take charge of them. What could not be is told."""
    query = request.POST.get("back", "")[:500]
    back = reverse("barriers:queue") + (f"?{query}" if query else "")
    references = list(dict.fromkeys(request.POST.getlist("case")))[:MOST_AT_ONCE]
    act, user = request.POST.get("act", ""), hacker_of(request.POST.get("hacker", ""))
    if not references or act not in ("take", "assign", "route"):
        messages.warning(request, _("Cochez des cas, puis choisissez quoi en faire."))
        return redirect(back)
    if act == "assign" and user is None:
        messages.warning(request, _("Choisissez à qui confier ces cas."))
        return redirect(back)
    done = sum(_one(request, reference, act, user) for reference in references)
    if done:
        messages.success(request, ngettext("%(n)s cas traité.", "%(n)s cas traités.", done) % {"n": done})
    return redirect(back)


def _one(request: HttpRequest, reference: str, act: str, user: User | None) -> bool:
    case, by = find_case_of_desk(request.user, reference), person(request)
    try:
        if act == "take":
            triage.take(case=case, by=by)
        elif user is not None and act == "assign":
            routing.propose(case=case, user=user, by=by)
        elif routing.route(case=case, by=by) is None:
            raise Refusal(_("aucun hacker disponible"))
    except Refusal as refusal:
        messages.error(request, f"{reference} : {refusal.message}")
        return False
    return True
