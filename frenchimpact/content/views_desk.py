"""Writing: the operator's desk for everything that everyone reads."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.content import actions, queries, rules, shown
from frenchimpact.content.forms import NewForm, PlanForm, TextForm
from frenchimpact.content.models import Writing
from frenchimpact.content.queries import Work
from frenchimpact.content.views import page_context
from frenchimpact.content.wording import COMMON, made
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Stale
from frenchimpact.core.pages import render, text_of
from frenchimpact.journal.actions import once
from frenchimpact.journal.queries import entries_for, lines

Kind = Writing.Kind
# The kinds to which something may be added; mails are those that the platform sends.
OPEN_KINDS = {Kind.PAGE, Kind.HELP, Kind.QUESTION, Kind.TERM, Kind.NEWS, Kind.BANNER}


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)


def _can(user: Any, work: Work) -> bool:
    return rules.can_write(user)


def _kind(kind: str) -> Writing.Kind:
    try:
        return Kind(kind)
    except ValueError as error:
        raise Http404 from error


@require_safe
@door(rules.can_write)
def writings(request: HttpRequest, kind: str = Kind.PAGE) -> HttpResponse:
    """Everything of one kind, with what readers see of it."""
    of_kind = _kind(kind)
    context = {
        "kinds": [(one.label, one.value, one == of_kind) for one in Kind],
        "kind": of_kind,
        "works": queries.works_of(of_kind),
        "names": queries.mail_kinds() if of_kind == Kind.MAIL else {},
        "can_add": of_kind in OPEN_KINDS,
    }
    return render(request, "content/desk/list.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_write)
@once
def writing_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin something: its address, then its words."""
    of_kind = _kind(kind)
    if of_kind not in OPEN_KINDS:
        raise Http404
    new, text = NewForm(request.POST or None, label_suffix=""), TextForm(request.POST or None, kind=of_kind)
    if request.method == "POST":
        both = [new.is_valid(), text.is_valid()]
        if new.is_valid() and any(work.slug == new.cleaned_data["slug"] for work in queries.works_of(of_kind)):
            new.add_error("slug", _("Cette adresse est déjà prise. Choisissez-en une autre."))
        elif all(both):
            slug = new.cleaned_data["slug"]
            actions.save_version(kind=of_kind, slug=slug, texts=text.cleaned_data, base=0, by=_by(request))
            messages.success(request, _("Le brouillon est enregistré. Relisez-le, puis publiez-le."))
            return redirect("content:writing", of_kind.value, slug)
    context = {"kind": of_kind, "new": new, "form": text}
    return render(request, "content/desk/new.html", context, status=422 if new.errors or text.errors else 200)


@require_http_methods(["GET", "POST"])
@door(_can, find=queries.find_work)
def writing(request: HttpRequest, work: Work) -> HttpResponse:
    """Change the words: each time a new version, which readers see once it is published."""
    initial = {name: getattr(work.latest, name) for name in actions.TEXTS}
    form = TextForm(request.POST or None, kind=work.kind, initial=initial)
    conflict: Stale | None = None
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("base", "")
        base = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0
        try:
            version = actions.save_version(kind=work.kind, slug=work.slug, texts=form.cleaned_data, base=base, by=_by(request))
        except Stale as stale:
            conflict = stale
        else:
            if request.POST.get("do") == "publish":
                actions.publish_version(version=version, by=_by(request))
                messages.success(request, _("C’est publié."))
            else:
                messages.success(
                    request,
                    _("La version %(number)s est enregistrée. Les lecteurs voient encore la précédente.") % {"number": version.number},
                )
            return redirect("content:writing", work.kind, work.slug)
    return _page(request, work, form, conflict=conflict)


def _page(request: HttpRequest, work: Work, form: TextForm, *, plan: PlanForm | None = None, conflict: Stale | None = None) -> HttpResponse:
    row = work.writing or Writing(kind=work.kind, slug=work.slug)
    initial = {"tone": row.tone, "position": row.position, "starts_at": row.starts_at, "ends_at": row.ends_at}
    context = {
        "work": work,
        "kind": Kind(work.kind),
        "name": queries.mail_kinds().get(work.slug, "") if work.kind == Kind.MAIL else "",
        "form": form,
        "plan": plan or PlanForm(kind=work.kind, initial=initial),
        "base": conflict.version if conflict else work.number,
        "conflict": conflict,
        "theirs": queries.compared(cast(dict[str, str], conflict.theirs)["body_fr"], form.cleaned_data["body_fr"]) if conflict else [],
        "versions": list(row.versions.select_related("by")[:50]) if row.pk else [],
        "lines": lines(entries_for(row)[:20]) if row.pk else [],
    }
    status = 409 if conflict else 422 if form.errors or (plan is not None and plan.errors) else 200
    return render(request, "content/desk/writing.html", context, status=status)


@require_POST
@door(_can, find=queries.find_work)
def writing_plan(request: HttpRequest, work: Work) -> HttpResponse:
    """When, where and how it is shown."""
    form = PlanForm(request.POST, kind=work.kind)
    if not form.is_valid():
        initial = {name: getattr(work.latest, name) for name in actions.TEXTS}
        return _page(request, work, TextForm(kind=work.kind, initial=initial), plan=form)
    row = actions.open_writing(kind=work.kind, slug=work.slug)
    values: dict[str, Any] = {"tone": row.tone, "position": row.position, "starts_at": row.starts_at, "ends_at": row.ends_at}
    values.update({name: value for name, value in form.cleaned_data.items() if value not in ("", None) or name in {"starts_at", "ends_at"}})
    actions.plan_writing(writing=row, by=_by(request), **values)
    messages.success(request, _("C’est enregistré."))
    return redirect("content:writing", work.kind, work.slug)


@require_POST
@door(_can, find=queries.find_work)
def writing_publish(request: HttpRequest, work: Work) -> HttpResponse:
    """Show one version to readers."""
    actions.publish_version(version=queries.find_version(work, request.POST.get("number", "")), by=_by(request))
    messages.success(request, _("C’est publié."))
    return redirect("content:writing", work.kind, work.slug)


@require_POST
@door(_can, find=queries.find_work)
def writing_restore(request: HttpRequest, work: Work) -> HttpResponse:
    """Bring an older version back, as a new one."""
    version = actions.restore_version(version=queries.find_version(work, request.POST.get("number", "")), by=_by(request))
    messages.success(
        request, _("La version %(old)s est reprise : c’est la %(new)s.") % {"old": version.restored_from, "new": version.number}
    )
    return redirect("content:writing", work.kind, work.slug)


@require_http_methods(["GET", "POST"])
@door(_can, find=queries.find_work)
def writing_withdraw(request: HttpRequest, work: Work) -> HttpResponse:
    """Show it no more, after having read what it means."""
    if work.writing is None and work.kind not in {Kind.PAGE, Kind.MAIL}:
        work.writing = actions.open_writing(kind=work.kind, slug=work.slug) if request.method == "POST" else None
    if request.method == "POST" and work.writing is not None:
        actions.withdraw_writing(writing=work.writing, by=_by(request))
        messages.success(request, _("Le texte n’est plus visible. Ses versions restent ici."))
        return redirect("content:writing", work.kind, work.slug)
    return render(request, "content/desk/withdraw.html", {"work": work, "kind": Kind(work.kind)})


@require_safe
@door(_can, find=queries.find_work)
def writing_compare(request: HttpRequest, work: Work) -> HttpResponse:
    """Two versions side by side, line by line."""
    numbers = [request.GET.get("de", ""), request.GET.get("a", "")]
    before, after = (queries.find_version(work, number) for number in numbers)
    pairs = [
        (_("Titre"), queries.compared(before.title_fr, after.title_fr)),
        (_("Texte"), queries.compared(before.body_fr, after.body_fr)),
        (_("Titre en anglais"), queries.compared(before.title_en, after.title_en)),
        (_("Texte en anglais"), queries.compared(before.body_en, after.body_en)),
    ]
    context = {"work": work, "kind": Kind(work.kind), "before": before, "after": after, "pairs": pairs}
    return render(request, "content/desk/compare.html", context)


@require_safe
@door(_can, find=queries.find_work)
def writing_preview(request: HttpRequest, work: Work) -> HttpResponse:
    """The latest version, or another, as readers would see it."""
    version = queries.find_version(work, request.GET["version"]) if "version" in request.GET else work.latest
    row = work.writing or Writing(kind=work.kind, slug=work.slug)
    language = "en" if request.GET.get("langue") == "en" else "fr"
    with translation.override(language):
        one = shown.of_version(row, version)
        text = one.text
    if work.kind == Kind.MAIL:
        return _mail_preview(work, one, language)
    # The banners of the moment stay away: one of them may be the text itself.
    context = {**page_context(text), "banners": [], "work": work, "one": one, "version": version, "kind": Kind(work.kind)}
    return render(request, "content/desk/preview.html", context)


def _mail_preview(work: Work, one: shown.Shown, language: str) -> HttpResponse:
    """A mail of that kind with these words, about nothing in particular."""
    with translation.override(language):
        subject = queries.mail_kinds().get(work.slug, "")
        common = shown.one_shown(Kind.MAIL, COMMON) if work.slug != COMMON else None
        words = made([one, common] if common else [one], one.text.title, subject)
        html = text_of(
            None, "content/mail/sample.html", {"subject": words.subject, "wording": words, "unsubscribe_url": "", "about": subject}
        )
    response = HttpResponse(html)
    # Mails carry their style, and nothing else may run or load.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
