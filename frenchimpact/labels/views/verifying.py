"""The page where anyone verifies a certificate."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line
from frenchimpact.labels.models import Label
from frenchimpact.labels.queries import status_words
from frenchimpact.labels.verification import State, Verdict, judge_address, judge_label, judge_sent

LARGEST_FILE, LARGEST_TEXT = 2_000_000, 500_000


class VerifyForm(forms.Form):
    """A certificate pasted, uploaded, or named by its reference or its address."""

    text = forms.CharField(
        label=_("Texte de l’attestation, référence ou adresse"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("Par exemple L-2026-0012, ou l’adresse de l’attestation, ou son texte entier."),
    )
    file = forms.FileField(
        label=_("Fichier de l’attestation"), required=False, help_text=_("Le badge (PNG ou SVG), le PDF ou le fichier JSON : 2 Mo au plus.")
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        values = super().clean() or {}
        sent = values.get("file")
        if sent is not None and sent.size > LARGEST_FILE:
            self.add_error("file", _("Ce fichier dépasse 2 Mo : ce n’est pas une attestation."))
        if len(values.get("text", "")) > LARGEST_TEXT:
            self.add_error("text", _("Ce texte est trop long pour une attestation."))
        if not sent and not values.get("text") and not self.errors:
            self.add_error("text", _("Collez une attestation, écrivez sa référence, ou choisissez un fichier."))
        return values


def _verdict(form: VerifyForm) -> Verdict:
    sent, text = form.cleaned_data.get("file"), form.cleaned_data.get("text", "")
    if sent:
        return judge_sent(sent.read())
    line = clean_line(text)
    if line.lower().startswith(("https://", "http://")) and len(line) < 2000:
        return judge_address(line)
    if len(line) <= 20 and not line.startswith("{"):
        return _by_reference(line)
    return judge_sent(text.encode())


def _by_reference(reference: str) -> Verdict:
    label = Label.objects.select_related("kind", "version", "organisation").filter(reference__iexact=reference).first()
    return judge_label(label) if label else Verdict(State.UNKNOWN_REFERENCE)


def _page(request: HttpRequest, form: VerifyForm, verdict: Verdict | None, status: int = 200) -> HttpResponse:
    context = {"form": form, "verdict": verdict, "status_words": status_words}
    response = render(request, "labels/verify.html", context, status=status)
    response["Cache-Control"] = "no-store" if verdict else "no-cache"
    return response


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a certificate is good, in plain words."""
    if request.method == "POST":
        form = VerifyForm(request.POST, request.FILES)
        return _page(request, form, _verdict(form)) if form.is_valid() else _page(request, form, None, 422)
    reference = clean_line(request.GET.get("reference", ""))[:20]
    form = VerifyForm(initial={"text": reference})
    return _page(request, form, _by_reference(reference) if reference else None)


@open_door
@require_safe
def verify_reference(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for one label, by an address to print or to scan; `format=json` for programs."""
    verdict = _by_reference(reference)
    if request.GET.get("format") == "json":
        content = {
            "reference": verdict.label.reference if verdict.label else reference[:20],
            "state": verdict.state,
            "title": verdict.title,
            "words": verdict.words,
            "decision": verdict.label.decision if verdict.label else "",
            "claims": {claim.key: claim.raw or claim.value for claim in verdict.claims},
        }
        response: HttpResponse = JsonResponse(content, status=200 if verdict.label else 404, json_dumps_params={"ensure_ascii": False})
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "no-store"
        return response
    return _page(request, VerifyForm(initial={"text": reference[:20]}), verdict, 200 if verdict.label else 404)
