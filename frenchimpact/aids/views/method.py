"""How the matching works, said in full, tried on an example, contested."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.aids import judging, presenting, rules
from frenchimpact.aids.actions.contests import answer_contest, contest
from frenchimpact.aids.explaining import FORMS
from frenchimpact.aids.forms.contests import ContestAnswerForm, ContestForm
from frenchimpact.aids.lists import STAGES, AidList
from frenchimpact.aids.messages.alerts import criteria
from frenchimpact.aids.models import Aid, Contest, Rule
from frenchimpact.aids.queries.catalogue import find_aid, find_contest
from frenchimpact.aids.queries.waiting import waiting
from frenchimpact.aids.side_by_side import Line, lines_of
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.vocabularies.queries import choices

# Aids side by side at once.
MOST = 4


@dataclass(frozen=True)
class Weight:
    """How much one thing counts in the order."""

    words: Text
    points: int


def weights() -> list[Weight]:
    """What the order of the results is made of, as the code has it."""
    return [
        Weight(_("Chaque thème du projet demandé par l’aide"), judging.THEME_WEIGHT),
        Weight(_("Chaque public du projet demandé par l’aide"), judging.PUBLIC_WEIGHT),
        Weight(_("Chaque thème ou public seulement souhaité par l’aide"), judging.WISH_WEIGHT),
        Weight(
            _("Une aide proche : 1 fois pour la France, 2 pour une région, 3 pour un département, 4 pour plus petit"),
            judging.NEARNESS_WEIGHT,
        ),
    ]


@require_safe
@open_door
def matching(request: HttpRequest) -> HttpResponse:
    """The method, and its trace on what one types."""
    asked = AidList(request.GET, form_at="#essayer")
    tried = asked.says_something
    context = {
        "asked": asked,
        "tried": tried,
        "told": [*asked.told[:5], *asked.apart[:5]] if tried else [],
        "weight_rows": [[str(one.words), str(one.points)] for one in weights()],
        "subjects": [str(words) for _code, words in Rule.Subject.choices],
        "forms": FORMS.items(),
        "stages": STAGES,
        "themes": choices("theme"),
        "say": presenting,
    }
    return render(request, "aids/matching.html", context)


@require_http_methods(["GET", "POST"])
@open_door
def contest_result(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody thinks that a result is wrong: a person answers."""
    aid = find_aid(request.user, slug)
    person = request.user if isinstance(request.user, User) else None
    back = reverse("aids:aid", args=[aid.slug]) + (f"?{request.GET.urlencode()}" if request.GET else "")
    form = ContestForm(request.POST or None, initial={"email": person.email if person else ""})
    if request.method == "POST" and form.is_valid():
        try:
            contest(aid=aid, query=request.GET.urlencode(), by=person, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("C’est envoyé. Une personne vous répondra par mail."))
            return redirect(back)
    return render(request, "aids/contest.html", {"aid": aid, "form": form, "back": back}, status=422 if form.errors else 200)


@require_safe
@door(rules.can_moderate)
def contests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, then the latest answers."""
    known = Contest.objects.select_related("aid", "answered_by")
    unanswered, answered = known.filter(answered_at=None).order_by("at"), known.exclude(answered_at=None)[:50]
    context = {"waiting": unanswered, "answered": answered, "work": waiting()}
    return render(request, "aids/contests.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_answer_contest, find=find_contest)
def contest_answer(request: HttpRequest, contested: Contest) -> HttpResponse:
    """A person reads the comparison as it was, and answers by mail."""
    form = ContestAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_contest(contested=contested, answer=form.cleaned_data["answer"], by=cast(User, request.user))
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("La réponse est envoyée."))
        return redirect("aids:contests")
    context = {
        "contested": contested,
        "form": form,
        "answers": criteria(contested.trace[0].get("answers", "")) if contested.trace else [],
        "trace": _trace(contested),
    }
    return render(request, "aids/contest_answer.html", context, status=422 if form.errors else 200)


def _trace(contested: Contest) -> list[list[str]]:
    """The conditions as they were judged, in words."""
    names = {**dict(Rule.Subject.choices), "place": _("Lieux du projet")}
    states = {"satisfied": _("remplie"), "unknown": _("à vérifier"), "failing": _("non remplie")}
    return [[str(names.get(one["subject"], one["subject"])), states[one["state"]]] for one in contested.trace[1:]]


@require_safe
@open_door
def compare_aids(request: HttpRequest) -> HttpResponse:
    """Two to four aids side by side."""
    if "aide" in request.GET:
        # Boxes of the list, ticked: the address to keep names each aid.
        ticked = list(dict.fromkeys(value[:90] for value in request.GET.getlist("aide")))
        if len(ticked) > MOST:
            words = _("Quatre aides se comparent à la fois : voici les quatre premières des %(n)s cochées.")
            messages.warning(request, words % {"n": len(ticked)})
        return redirect(f"{request.path}?{_compared(ticked, AidList(request.GET))}")
    asked = AidList(request.GET)
    slugs = list(dict.fromkeys(value for name in "abcd" if (value := request.GET.get(name, "")[:90])))
    found = {aid.slug: aid for aid in _named(slugs)}
    only_differences = request.GET.get("differences") == "oui"
    aids = [(slug, found.get(slug)) for slug in slugs]
    lines = [line for line in [*_fits(aids, asked), *lines_of([aid for _slug, aid in aids])] if line.differs or not only_differences]
    base = _compared(slugs, asked)
    context = {
        "aids": aids,
        "back": asked.url(),
        "asked_query": urlencode(asked.parameters),
        "heads": [{"words": _("Critère")}, *({"words": aid.title if aid else _("Retirée")} for _slug, aid in aids)],
        "rows": [[line.words, *line.cells] for line in lines],
        "only_differences": only_differences,
        "toggle_url": f"?{base}" + ("" if only_differences else "&differences=oui"),
    }
    return render(request, "aids/compare.html", context)


def _compared(slugs: list[str], asked: AidList) -> str:
    """The address that names each aid, and keeps what was said of the project."""
    return urlencode([*zip("abcd", slugs, strict=False), *asked.parameters])


def _fits(aids: list[tuple[str, Aid | None]], asked: AidList) -> list[Line]:
    """How each suits the project of the answers, when there are some: the words of its sheet."""
    if not asked.says_something:
        return []
    judged = {aid.pk: told for aid, told in asked.tell_of([aid for _slug, aid in aids if aid is not None])}
    fits = {"suits": _("Très adaptée"), "to_check": _("À vérifier"), "near": _("Presque"), "apart": _("Ne convient pas")}
    cells = [
        f"{fits[judged[aid.pk].fit]} : {judged[aid.pk].summary}" if aid is not None and aid.pk in judged else _("Retirée")
        for _slug, aid in aids
    ]
    return [Line(_("Convient-elle à votre projet ?"), cells)]


def _named(slugs: list[str]) -> list[Aid]:
    known = Aid.objects.filter(slug__in=slugs, status=Aid.Status.PUBLISHED).select_related("funder", "terms")
    return list(known.prefetch_related("rules", "aid_places__place"))
