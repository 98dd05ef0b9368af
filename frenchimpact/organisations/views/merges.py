"""Two sheets that look like one: seen side by side, merged field by field, parted again. For operators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.identifiers import show
from frenchimpact.core.pages import render
from frenchimpact.files.queries import files_of, thumbnail_address
from frenchimpact.geo.queries import place_words
from frenchimpact.journal import queries as journal
from frenchimpact.journal.actions import once
from frenchimpact.organisations import actions, queries, rules
from frenchimpact.organisations.comparing import compare
from frenchimpact.organisations.forms import PairForm
from frenchimpact.organisations.models import Merge, Organisation
from frenchimpact.organisations.views.asking import person, sheet_url

_LISTED, _MERGES_SHOWN = 50, 20


@door(rules.can_merge)
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """The pairs to see, and two sheets named by hand."""
    form = PairForm(request.GET if "one" in request.GET else None, user=request.user)
    if form.is_bound and form.is_valid():
        return redirect("organisations:duplicate", form.cleaned_data["one"].pk, form.cleaned_data["other"].pk)
    pairs = queries.duplicates_to_see()
    context = {
        "pairs": list(pairs[:_LISTED]),
        "count": pairs.count(),
        "merges": list(queries.recent_merges()[:_MERGES_SHOWN]),
        "form": form,
        "words": place_words,
        "show_number": show,
    }
    return render(request, "organisations/duplicates.html", context, status=422 if form.errors else 200)


@door(rules.can_merge, find=lambda user, first, second: queries.find_pair(user, first, second))
@once
def duplicate(request: HttpRequest, pair: tuple[Organisation, Organisation]) -> HttpResponseBase:
    """Side by side: which one stays, and where each field comes from."""
    first, second = pair
    trouble, status = "", 200
    if request.method == "POST":
        kept, absorbed = (second, first) if request.POST.get("kept") == "second" else (first, second)
        other = "first" if kept is second else "second"
        take = [name for name in (*actions.CHOICES, rules.LOGO) if request.POST.get(f"field_{name}") == other]
        try:
            merge = actions.merge_organisations(
                kept=kept, absorbed=absorbed, take=take, by=person(request), versions=_versions(request, first, second)
            )
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            messages.success(request, _("Les deux fiches n’en font plus qu’une."))
            return redirect("organisations:merge", merge.pk)
    context = {
        "first": first,
        "second": second,
        "compared": compare(first, second),
        "heads": [_head(one) for one in pair],
        "logos": [files_of(one, rules.LOGO).last() for one in pair],
        "thumbnail_address": thumbnail_address,
        "trouble": trouble,
    }
    return render(request, "organisations/duplicate.html", context, status=status)


def _head(organisation: Organisation) -> dict[str, str]:
    """Which sheet it is, and why it may be the better one to keep."""
    people = organisation.memberships.filter(until=None).count()
    more = [
        place_words(organisation.commune) if organisation.commune else "",
        ngettext("%(n)s personne", "%(n)s personnes", people) % {"n": people},
        _("modifiée le %(on)s") % {"on": date_format(clock.date_of(organisation.updated_at), "j F Y")},
    ]
    link = _("Voir la fiche : %(name)s") % {"name": organisation.name}
    return {"words": organisation.name, "more": " · ".join(filter(None, more)), "href": sheet_url(organisation), "link": link}


def _versions(request: HttpRequest, *rows: Organisation) -> dict[int, int]:
    """The versions that the person had before their eyes."""
    sent = {row.pk: request.POST.get(f"version_{row.pk}", "") for row in rows}
    return {key: int(text) for key, text in sent.items() if text.isascii() and text.isdigit() and len(text) < 9}


@require_POST
@door(rules.can_merge, find=lambda user, first, second: queries.find_pair(user, first, second))
def duplicate_apart(request: HttpRequest, pair: tuple[Organisation, Organisation]) -> HttpResponseBase:
    """They are two structures."""
    actions.tell_apart(one=pair[0], other=pair[1], by=person(request))
    messages.success(request, _("C’est noté : ce sont deux structures. Elles ne sont plus proposées."))
    return redirect("organisations:duplicates")


@door(rules.can_merge, find=queries.find_merge)
def merge(request: HttpRequest, found: Merge) -> HttpResponse:
    """What was merged, and the means to undo it."""
    trouble, status = "", 200
    if request.method == "POST":
        try:
            stayed = actions.undo_merge(merge=found, by=person(request))
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            done = _("La fusion est annulée : les deux fiches sont comme avant.")
            if stayed:
                done = _("La fusion est annulée. Ce qui a été changé depuis sur la fiche gardée reste.")
            messages.success(request, done)
            return redirect("organisations:merge", found.pk)
    context = {
        "merge": found,
        "kept_url": sheet_url(found.kept),
        "absorbed_url": sheet_url(found.absorbed),
        "names": (found.before["kept"]["name"], found.before["absorbed"]["name"]),
        "lines": journal.lines(queries.history_of(found.kept)[:20]),
        "trouble": trouble,
    }
    return render(request, "organisations/merge.html", context, status=status)
