"""Public hackers: what each follows, how many cases each has; each keeps their own card."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions.book import save_hacker
from frenchimpact.barriers.forms.book import HackerForm
from frenchimpact.barriers.models import Hacker, Nature
from frenchimpact.barriers.queries.queue import Asked, filtered
from frenchimpact.barriers.queries.routing import find_hacker, hackers, orphaned
from frenchimpact.barriers.rules import visible_cases
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import is_operator
from frenchimpact.vocabularies.queries import word

CARD = ("office", "natures", "themes", "most_cases", "away_until")


@require_safe
@door(rules.is_of_desk)
def hacker_list(request: HttpRequest) -> HttpResponse:
    """Everyone, with their subjects and their load; and what those who left still hold."""
    names = dict(Nature.choices)
    rows = []
    for user in hackers():
        card: Hacker | None = getattr(user, "hacker_card", None)
        subjects = [
            *(str(names[one]) for one in (card.natures if card else [])),
            *(word("theme", one) for one in (card.themes if card else [])),
        ]
        is_away = bool(card and card.away_until and card.away_until >= clock.today())
        rows.append(
            {"user": user, "card": card, "subjects": subjects, "is_away": is_away, "may_edit": rules.can_keep_hacker(request.user, user)}
        )
    left = orphaned().filter(case__in=visible_cases(request.user)) if is_operator(request.user) else ()
    return render(request, "barriers/hacker_list.html", {"rows": rows, "left": list(left[:50])})


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_hacker, find=find_hacker)
@once
def hacker_edit(request: HttpRequest, user: User) -> HttpResponseBase:
    """Their card."""
    card: Any = getattr(user, "hacker_card", None) or Hacker(user=user)
    form = HackerForm(request.POST or None, initial={name: getattr(card, name) for name in CARD}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        save_hacker(user=user, values=form.cleaned_data)
        messages.success(request, _("La fiche est enregistrée. Les prochaines propositions en tiennent compte."))
        return redirect("barriers:hacker_list")
    context = {
        "person": user,
        "form": form,
        "cases": list(filtered(request.user, Asked()).filter(owner=user, closed_at=None).order_by("next_on", "pk")[:30]),
    }
    return render(request, "barriers/hacker_edit.html", context, status=422 if form.errors else 200)
