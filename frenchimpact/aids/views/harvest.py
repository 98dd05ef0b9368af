"""Where aids come from, for those who run the programme: sources, files tried then taken, pairs to settle, links that no longer answer."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.feeds import add_source, pause_source
from frenchimpact.aids.actions.harvest import source_named
from frenchimpact.aids.actions.twins import CHOICES, merge_twin, tell_twins_apart
from frenchimpact.aids.actions.uploads import LARGEST, columns_in, keep_file, settle_gone, take_file, tell_columns, try_file
from frenchimpact.aids.fields import FIELD_WORDS
from frenchimpact.aids.forms.harvest import SourceForm, UploadForm
from frenchimpact.aids.harvest.columns import NEEDED, WORDS
from frenchimpact.aids.models import Aid, Run, Source, Twin
from frenchimpact.aids.queries import harvest as queries
from frenchimpact.aids.queries.links import broken_links
from frenchimpact.aids.queries.waiting import waiting
from frenchimpact.aids.rules import can_moderate
from frenchimpact.core.columns import ColumnsForm
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.core.tables import NotATable
from frenchimpact.journal.actions import once

_LISTED = 50


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_http_methods(["GET", "POST"])
@door(can_moderate)
@once
def sources(request: HttpRequest) -> HttpResponseBase:
    """Every source and its last reading; a feed to add, a file to try."""
    is_file = "upload" in request.POST
    added = SourceForm(request.POST if request.method == "POST" and not is_file else None)
    upload = UploadForm(*((request.POST, request.FILES) if is_file else ()))
    form: forms.Form = upload if is_file else added
    if form.is_bound and form.is_valid():
        try:
            if is_file:
                run, is_known = _kept(upload, _person(request))
                return redirect("aids:run" if is_known else "aids:run_columns", run.source.code, run.pk)
            source = add_source(by=_person(request), **added.cleaned_data)
            messages.success(request, _("La source est ajoutée : elle sera lue dans le quart d’heure."))
            return redirect("aids:source", source.code)
        except Incomplete as refusal:
            for name, words in refusal.missing.items():
                form.add_error(name, str(words))
        except (Refusal, NotATable) as error:
            form.add_error("file" if is_file else None, str(error))
    rows = [(one, next(iter(queries.runs_of(one, 1)), None)) for one in queries.sources()]
    context = {"rows": rows, "added": added, "upload": upload, "work": waiting()}
    return render(request, "aids/sources.html", context, status=422 if form.errors else 200)


def _kept(form: UploadForm, by: User) -> tuple[Run, bool]:
    """The file, kept; tried at once when every column bears the name of one of ours."""
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        raise NotATable(_("Ce fichier dépasse 20 Mo : envoyez-le en plusieurs fois, ou donnez l’adresse d’un flux."))
    run = keep_file(source=source_named(form.cleaned_data["source"], Source.Shape.AID_CSV), name=file.name, content=file.read())
    columns, _sheet, _others = columns_in(run)
    is_known = not columns or (all(one.is_sure for one in columns) and set(NEEDED) <= {one.guess for one in columns})
    if is_known:
        try_file(run=run, by=by)
    return run, is_known


@door(find=queries.find_source)
def source(request: HttpRequest, found: Source) -> HttpResponseBase:
    """One source: its readings, the lines refused and why, the aids that it no longer gives."""
    context = {"source": found, "runs": queries.runs_of(found), "gone": queries.gone_aids(found)[:_LISTED]}
    return render(request, "aids/source.html", context)


@require_POST
@door(find=queries.find_source)
def source_pause(request: HttpRequest, found: Source) -> HttpResponseBase:
    """Stop reading it, or read it again."""
    pause_source(source=found, is_active="resume" in request.POST, by=_person(request))
    messages.success(request, _("La source sera lue de nouveau.") if "resume" in request.POST else _("La source n’est plus lue."))
    return redirect("aids:source", found.code)


@require_POST
@door(find=queries.find_gone)
def gone_settle(request: HttpRequest, aid: Aid) -> HttpResponseBase:
    """Still true, or over."""
    source = cast(Source, aid.source)
    settle_gone(aid=aid, is_kept="keep" in request.POST, by=_person(request))
    messages.success(request, _("L’aide reste publiée.") if "keep" in request.POST else _("L’aide est retirée."))
    return redirect("aids:source", source.code)


@require_http_methods(["GET", "POST"])
@door(find=queries.find_run)
@once
def run(request: HttpRequest, found: Run) -> HttpResponseBase:
    """One reading line by line; a trial can be taken."""
    if found.is_dry and found.content and found.ended_at is None:
        return redirect("aids:run_columns", found.source.code, found.pk)
    if request.method == "POST":
        taken = take_file(run=found, by=_person(request))
        messages.success(
            request, _("Import fait : %(n)s aides créées, %(m)s mises à jour.") % {"n": taken.created_count, "m": taken.updated_count}
        )
        return redirect("aids:run", found.source.code, taken.pk)
    told = _told(found)
    context = {"run": found, "source": found.source, "refusals": found.refusals.all(), "told": told, "has_columns": bool(told)}
    return render(request, "aids/run.html", context)


@require_safe
@door(find=queries.find_run)
def run_refused(request: HttpRequest, found: Run) -> HttpResponse:
    """Its refused lines as they came, each with its number and the reason."""
    response = HttpResponse(queries.refused_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="aides-refusees-{found.pk}.csv"'
    return response


def _told(run: Run) -> list[tuple[str, Any, str]]:
    """What each column of a file that waits was read as."""
    if not run.is_dry or not run.content:
        return []
    try:
        columns, _sheet, _others = columns_in(run)
    except NotATable:
        return []
    read = [(one.title, run.columns.get(str(one.place), "") if run.columns else one.guess if one.is_sure else "") for one in columns]
    return [(title, WORDS[ours], ours) for title, ours in read if ours]


@require_http_methods(["GET", "POST"])
@door(find=queries.find_run)
@once
def run_columns(request: HttpRequest, found: Run) -> HttpResponseBase:
    """Which of ours each column of a file is, and which sheet of a workbook to read."""
    asked = request.POST.get("sheet", "") if request.method == "POST" else request.GET.get("feuille", "")
    try:
        columns, sheet, others = columns_in(found, asked)
        said = {int(place): ours for place, ours in found.columns.items()} if found.columns and sheet == found.sheet else None
        form = ColumnsForm(request.POST if request.method == "POST" else None, columns=columns, names=WORDS, needed=NEEDED, chosen=said)
        if not columns or (form.is_bound and form.is_valid()):
            tell_columns(run=found, sheet=sheet, chosen=form.chosen if columns else {}, by=_person(request))
            return redirect("aids:run", found.source.code, found.pk)
    except (Refusal, NotATable) as error:
        messages.error(request, str(error))
        return redirect("aids:source", found.source.code)
    context = {"run": found, "source": found.source, "form": form, "sheet": sheet, "sheets": [sheet, *others] if others else []}
    return render(request, "aids/run_columns.html", context, status=422 if form.errors else 200)


@door(can_moderate)
def twins(request: HttpRequest) -> HttpResponseBase:
    """Pairs that may be the same aid."""
    pairs = queries.open_twins()
    return render(request, "aids/twins.html", {"pairs": pairs[:_LISTED], "count": pairs.count(), "work": waiting()})


@require_http_methods(["GET", "POST"])
@door(find=queries.find_twin)
@once
def twin(request: HttpRequest, pair: Twin) -> HttpResponseBase:
    """Side by side: which one stays, and where each field comes from."""
    trouble, status = "", 200
    if request.method == "POST":
        try:
            if "apart" in request.POST:
                tell_twins_apart(twin=pair, by=_person(request))
                messages.success(request, _("C’est noté : ce sont deux aides. Elles ne sont plus proposées."))
            else:
                other = "first" if request.POST.get("kept") == "second" else "second"
                take = [name for name in CHOICES if request.POST.get(f"field_{name}") == other]
                merge_twin(twin=pair, kept=pair.first if other == "second" else pair.second, take=take, by=_person(request))
                messages.success(request, _("Les deux aides n’en font plus qu’une."))
            return redirect("aids:twins")
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
    rows = [
        {"name": name, "label": FIELD_WORDS.get(name, name), "first": first, "second": second, "proposed": "first" if first else "second"}
        for name in CHOICES
        if (first := getattr(pair.first, name)) != (second := getattr(pair.second, name))
    ]
    context = {"pair": pair, "rows": rows, "heads": [_head(one) for one in (pair.first, pair.second)], "trouble": trouble}
    return render(request, "aids/twin.html", context, status=status)


def _head(aid: Aid) -> dict[str, Any]:
    more = [aid.funder_words, aid.reference, aid.source.name if aid.source else ""]
    link = _("Voir la fiche : %(name)s") % {"name": aid.title}
    return {"words": aid.title, "more": " · ".join(filter(None, more)), "href": f"/financements/{aid.slug}/", "link": link}


@door(can_moderate)
def links(request: HttpRequest) -> HttpResponseBase:
    """Links of published aids whose last visit failed."""
    return render(request, "aids/links.html", {"rows": broken_links(), "work": waiting()})
