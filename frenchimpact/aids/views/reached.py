"""The projects that an aid reaches, for its funder: why, which to keep, what to change in the conditions (FI04)."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from frenchimpact.aids import rules
from frenchimpact.aids.models import Aid, Choice
from frenchimpact.aids.queries.catalogue import find_editable
from frenchimpact.aids.queries.reach import subject_words
from frenchimpact.aids.queries.reached import Reached, advice_for, chosen_by_funder, crowd_of, page_of
from frenchimpact.aids.views.spaces import space_page
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Text
from frenchimpact.core.listings import csv_text

SIZE = 20
TABS: dict[str, tuple[Text, str]] = {
    "suits": (gettext_lazy("Conviennent"), "suits"),
    "to_check": (gettext_lazy("À vérifier"), "to_check"),
    "near": (gettext_lazy("Presque"), "near"),
}
ANSWERS: dict[str, tuple[Text, str]] = {
    "retenus": (gettext_lazy("Retenus"), Choice.Answer.KEPT),
    "ecartes": (gettext_lazy("Pas pour nous"), Choice.Answer.NOT_FOR_US),
}
MOST = 5000
COLUMNS = (
    "reference",
    "nom",
    "structure",
    "etape",
    "themes",
    "lieux",
    "adaptation",
    "conditions",
    "a_verifier",
    "manque",
    "choix",
    "adresse",
)


def _number(typed: str) -> int:
    return max(1, int(typed[:4])) if typed.isascii() and typed.isdigit() else 1


def _row(one: Reached) -> dict[str, Any]:
    project, reasons = one.project, one.told.reasons
    return {
        "reference": project.reference,
        "nom": project.name,
        "structure": project.organisation.name if project.organisation and "structure" in one.sections else "",
        "etape": project.stage,
        "themes": list(project.themes),
        "lieux": [link.place.key for link in project.project_places.all()],
        "adaptation": one.told.fit,
        "conditions": one.told.summary,
        "a_verifier": [reason.subject for reason in reasons if reason.state == "ask"],
        "manque": [reason.subject for reason in reasons if reason.state == "no"],
        "choix": one.choice.answer if one.choice else "",
        "adresse": settings.BASE_URL + reverse("atlas:project", args=[project.slug]),
    }


def _file(aid: Aid) -> HttpResponse:
    def rows() -> Iterator[dict[str, Any]]:
        for one in page_of(aid, tuple(TABS), limit=MOST):
            yield _row(one)

    response = HttpResponse("".join(csv_text(rows(), columns=COLUMNS, has_bom=True)), content_type="text/csv; charset=utf-8")
    name = f"{aid.reference.lower()}-projets-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _choice_counts(aid: Aid) -> dict[str, int]:
    answers = list(Choice.objects.filter(aid=aid, side=Choice.Side.FUNDER).values_list("answer", flat=True))
    return {name: answers.count(answer) for name, (_words, answer) in ANSWERS.items()}


@require_safe
@door(rules.can_edit_aid, find=find_editable)
def aid_projects(request: HttpRequest, aid: Aid) -> HttpResponse:
    """Those of one tab, with their reasons."""
    if aid.status != Aid.Status.PUBLISHED:
        return redirect("aids:aid_edit", aid.reference)
    if request.GET.get("format") == "csv":
        return _file(aid)
    crowd, kept = crowd_of(aid), _choice_counts(aid)
    tab = request.GET.get("onglet", "")
    if tab not in TABS and tab not in ANSWERS:
        tab = "suits" if crowd.counts["suits"] or not crowd.counts["to_check"] else "to_check"
    page = _number(request.GET.get("page", "1"))
    total = crowd.counts[tab] if tab in TABS else kept[tab]
    found = page_of(aid, [tab], limit=SIZE, offset=(page - 1) * SIZE) if tab in TABS else chosen_by_funder(aid, ANSWERS[tab][1])
    last = -(-total // SIZE)
    context = {
        "aid": aid,
        "crowd": crowd,
        "subject_words": subject_words,
        "found": [one for one in found if tab not in TABS or one.choice is None or one.choice.answer != Choice.Answer.NOT_FOR_US],
        "tab": tab,
        "project_tabs": [(f"{words} ({crowd.counts[name]})", f"?onglet={name}", name == tab, None) for name, (words, _fit) in TABS.items()]
        + [(f"{words} ({kept[name]})", f"?onglet={name}", name == tab, None) for name, (words, _answer) in ANSWERS.items() if kept[name]],
        "advice": advice_for(aid, crowd),
        "meets": lambda project: reverse("aids:introduction_new", args=[aid.reference, project.reference]) if aid.funder else "",
        "pages": (
            f"?onglet={tab}&page={page - 1}" if page > 1 else None,
            f"?onglet={tab}&page={page + 1}" if page < last else None,
            _("Page %(page)s sur %(last)s") % {"page": page, "last": last},
        )
        if tab in TABS and last > 1
        else None,
    }
    return space_page(request, "aid_projects", context)
