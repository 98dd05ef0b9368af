"""The words that mean the same, for the search of answers: operators keep them."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions.synonyms import drop_synonym, keep_synonym
from frenchimpact.barriers.models import Synonym
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line, fold, whole


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_words)
def synonyms(request: HttpRequest) -> HttpResponse:
    """Each line, its form, and a sentence to try them on."""
    words, status, refusal = request.POST.get("words", ""), 200, ""
    key = whole(request.POST.get("ligne", ""), 12)
    if request.method == "POST":
        row = Synonym.objects.filter(pk=key).first() if key else None
        if key and row is None:
            raise Http404
        by = cast(User, request.user)
        try:
            if row is not None and request.POST.get("verbe") == "retirer":
                drop_synonym(synonym=row, by=by)
            else:
                keep_synonym(words=words, by=by, synonym=row)
        except Refusal as refused:
            status, refusal = refused.status, str(refused.message)
        else:
            messages.success(request, _("C’est enregistré : les recherches en tiennent compte."))
            return redirect("barriers:synonyms")
    text = clean_line(request.GET.get("q", ""))[:300]
    rows = list(Synonym.objects.select_related("by"))
    if text:
        wanted = fold(text).split()
        rows = [row for row in rows if any(word in fold(row.words).split() for word in wanted)]
    context = {
        "rows": rows,
        "typed": {"key": key, "words": words} if refusal else {"key": None, "words": ""},
        "refusal": refusal,
        "text": text,
        "near": near_precedents(text) if text else [],
    }
    return render(request, "barriers/synonyms.html", context, status=status)
