"""Reporting a barrier, without an account; what the desk does, for those who look before they write."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.actions.posts import count_post
from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.following import INTAKE
from frenchimpact.barriers.actions.intake import receive_case
from frenchimpact.barriers.actions.report_drafts import forget_draft
from frenchimpact.barriers.forms.intake import DRAFTED, ReportForm
from frenchimpact.barriers.messages.receipts import MAILBOX, delay_words, follow_key, not_an_appeal
from frenchimpact.barriers.models import Case, Channel, ReportDraft
from frenchimpact.barriers.precedent_lists import PrecedentList, answer_of
from frenchimpact.barriers.queries.changed import changed_counter
from frenchimpact.barriers.queries.cited import barriers_of, norms_named, recognise
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.barriers.queries.observed import observed_delays
from frenchimpact.barriers.redirections import ways
from frenchimpact.barriers.rules import STORY
from frenchimpact.barriers.views import report_drafts as drafts
from frenchimpact.core import autosave
from frenchimpact.core.doors import open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.links import make_key, read_key
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_text
from frenchimpact.files.actions import Taken, take_sent
from frenchimpact.files.queries import intake
from frenchimpact.inbound.rules import mailbox_address
from frenchimpact.journal.actions import once

# The page that says it is done opens by a key of its own, for an hour; it shows the personal link to whoever just wrote.
DONE, DONE_DAYS = "barriers.done", 1


@require_safe
@open_door
def home(request: HttpRequest) -> HttpResponseBase:
    """What the desk does, in four steps; answers that exist already come first (P17), as a list that files give too."""
    asked = PrecedentList(request.GET)
    if (answer := answer_of(request, asked)) is not None:
        return answer
    context = {
        "asked": asked,
        "channels": [(str(words), *_channel_words(code)) for code, words in Channel.choices],
        "delays": observed_delays(),
        "changed": changed_counter(),
        "ways": ways(),
        "mailbox": mailbox_address(MAILBOX),
        "not_an_appeal": not_an_appeal(),
    }
    response = render(request, "barriers/home.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _channel_words(code: str) -> tuple[str, str]:
    """Who decides, and what it takes: one line of the ladder."""
    return {
        Channel.EXISTING_LAW: (_("Une administration le confirme"), _("La règle le permet déjà : il suffit souvent d’une lettre.")),
        Channel.SECURING: (_("Une administration s’engage par écrit"), _("Sa position vous protège si l’on vous contrôle.")),
        Channel.PRACTICE: (_("Le service change sa façon de faire"), _("La règle n’est pas en cause, l’habitude l’est.")),
        Channel.PREFECT: (_("Le préfet"), _("Il écarte une règle de l’État pour un cas précis, dans l’intérêt général.")),
        Channel.STATE_REGULATORY: (_("Le gouvernement"), _("Un décret ou un arrêté permet d’essayer, pour un temps, et d’évaluer.")),
        Channel.STATE_LEGISLATIVE: (_("Le Parlement"), _("Une loi ouvre l’essai : c’est plus long.")),
        Channel.LOCAL: (_("Une collectivité"), _("Elle déroge à une règle de sa compétence, par délibération.")),
        Channel.AMENDMENT: (_("Qui a écrit le texte"), _("La règle change pour tous, sans essai.")),
        Channel.NONE: (_("Le guichet vous l’écrit"), _("Avec la raison, et qui pourrait la faire changer.")),
    }[Channel(code)]


@require_http_methods(["GET", "HEAD", "POST"])
@once
@open_door
def report(request: HttpRequest) -> HttpResponseBase:
    """Five fields, and it is sent (P18). Nothing typed is lost."""
    if "draft" in request.POST:
        return _keep(request)
    draft, key = drafts.current_draft(request), ""
    first = _first_values(request) | drafts.values_of(draft)
    form = ReportForm(request.POST if request.method == "POST" else None, user=request.user, initial=first)
    status, refusal = 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(_send(request, form.cleaned_data), draft)
        except Refusal as refused:
            status, refusal = refused.status, str(refused.message)
    elif request.method == "POST":
        status = 422
    if request.method == "POST":
        draft, key = drafts.keep_typed(request)
        draft.refresh_from_db()
    typed = " ".join(filter(None, (clean_text(str(form[name].value() or "")) for name in ("wish", "obstacle", "norm_words"))))
    context = {
        "form": form,
        "draft": draft,
        "marks": json.dumps({name: autosave.version_of(draft.marks, name) for name in DRAFTED} if draft else {}),
        "refusal": refusal,
        "typed": typed,
        "near": near_precedents(typed) if typed else [],
        "intake": intake(INTAKE),
        **_named(*_texts_of(request.POST)),
        "ways": ways(),
        "delay_words": delay_words(),
        "not_an_appeal": not_an_appeal(),
        "mailbox": mailbox_address(MAILBOX),
    }
    response = render(request, "barriers/report.html", context, status=status)
    drafts.BROWSER.remember(response, key)
    return response


def _keep(request: HttpRequest) -> HttpResponse:
    """Without scripts, a button keeps the draft."""
    _draft, key = drafts.keep_typed(request)
    messages.success(request, _("Le brouillon est enregistré. Vous pouvez fermer cette page."))
    response = redirect("barriers:report")
    drafts.BROWSER.remember(response, key)
    return response


def _sent(response: HttpResponse, draft: ReportDraft | None) -> HttpResponse:
    """It left: nothing of the draft stays."""
    if draft is not None:
        forget_draft(draft=draft)
        drafts.BROWSER.forget(response)
    return response


def _first_values(request: HttpRequest) -> dict[str, Any]:
    """What is known already: the address of who is signed in, the project whose space they come from, the sentence that they searched."""
    known = {"email": request.user.email} if isinstance(request.user, User) else {}
    return known | {"project": request.GET.get("projet", "")[:20], "wish": request.GET.get("q", "")[:300]}


def _print_of(file: "UploadedFile[Any]") -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _prints(request: HttpRequest) -> list[str]:
    """What tells the documents sent from others. A parcel, whose content is not read here, is like no other."""
    return [
        *(_print_of(file) for file in request.FILES.getlist("files")),
        *request.POST.getlist("files_parcel"),
    ]


def _send(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """Raises TooMany."""
    by = request.user if isinstance(request.user, User) else None
    is_own = by is not None and by.email.lower() == said["email"].lower()
    count_post(request, "barriers", email="" if is_own else said["email"])
    kept = Taken()

    def take(case: Case) -> Taken:
        about: dict[str, Any] = {"owner": case, "purpose": STORY, "intake": intake(INTAKE), "by": by}
        kept.refused = take_sent(sent=request.FILES, fields=request.POST, name="files", **about).refused
        return kept

    name = by.full_name if is_own and by else ""
    case = receive_case(
        way=Case.Way.FORM, by=by, name=name, language=get_language() or "fr", take_files=take, prints=_prints(request), **said
    )
    for file, words in kept.refused:
        messages.warning(request, _("« %(name)s » n’a pas été joint : %(words)s") % {"name": file, "words": words})
    return redirect("barriers:reported", make_key(DONE, case.pk, int(case.is_given_back)))


@require_safe
@open_door
def reported(request: HttpRequest, key: str) -> HttpResponse:
    """It is done: the reference, the personal link, what comes next. Words sent before show no link: it is in the mailbox."""
    parts = read_key(DONE, key, days=DONE_DAYS)
    case = Case.objects.filter(pk=parts[0], forgotten_at=None).first() if parts else None
    if case is None or parts is None:
        return redirect("barriers:home")
    is_new = not parts[1]
    context = {
        "case": case,
        "is_new": is_new,
        "key": follow_key(case) if is_new else "",
        "link": settings.BASE_URL if is_new else "",
        "recognised": recognise(case.norm_words, case.obstacle, case.wish),
        "delay_words": delay_words(),
        "not_an_appeal": not_an_appeal(),
        "can_reply": bool(settings.REPLY_ADDRESS),
    }
    response = render(request, "barriers/reported.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _texts_of(given: QueryDict) -> list[str]:
    """A text is named in any of the fields: where it is asked for, or where one tells what blocks."""
    return [given.get(name, "")[:6000] for name in ("norm_words", "obstacle", "wish")]


def _named(*texts: str) -> dict[str, Any]:
    """The texts that these words name, and the barriers that they are known to raise."""
    return {"recognised": recognise(*texts), "raised": barriers_of(norms_named(*texts))}


@require_http_methods(["GET", "HEAD", "POST"])
@open_door
def recognised(request: HttpRequest) -> HttpResponse:
    """The texts that one names, while one types: a part of the form. Nothing is written, whatever the method."""
    texts = _texts_of(request.POST if request.method == "POST" else request.GET)
    return render(request, "barriers/recognised.html", _named(*texts))
