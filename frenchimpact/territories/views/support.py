"""What a territory asks for and receives, in its space; and the queue of those who answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import support as actions
from frenchimpact.territories.forms.support import AnswerForm, RecommendationForm, RequestForm, SponsorshipForm
from frenchimpact.territories.models import Recommendation, Sponsorship, SupportRequest, Territory
from frenchimpact.territories.queries import support as reads
from frenchimpact.territories.views.pages import ask, asking_page
from frenchimpact.territories.views.spaces import carried_out, person, space_page

TONES = {"draft": "line", "sent": "info", "accepted": "ok", "done": "ok", "declined": "warn", "withdrawn": "line"}


def _support_page(
    request: HttpRequest,
    territory: Territory,
    *,
    advice: RecommendationForm | None = None,
    sponsorship: SponsorshipForm | None = None,
    refused: dict[int, str] | None = None,
    reasons: dict[int, str] | None = None,
) -> HttpResponse:
    user = request.user
    names = rules.can_name_sponsors(user, territory)
    is_wrong = bool(refused) or any(form is not None and form.errors for form in (advice, sponsorship))
    context = {
        "requests": list(reads.requests_of(territory)),
        "recommendations": reads.recommendations_of(territory),
        "sponsorships": reads.sponsorships_of(territory),
        "tones": TONES,
        "may_recommend": rules.can_recommend(user, territory),
        "may_name": names,
        "advice": advice or RecommendationForm(),
        "sponsorship": sponsorship or (SponsorshipForm(sponsored=territory) if names else None),
        "flow": Recommendation.FLOW,
        "refused": refused or {},
        "reasons": reasons or {},
        "sees_requests": rules.sees_requests(user),
    }
    return space_page(request, territory, "support", context, tab="support", status=422 if is_wrong else 200)


@door(find=queries.find_space)
def support(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Who supports the territory, what it asked for, what it was advised."""
    return _support_page(request, territory)


def _back(territory: Territory) -> HttpResponse:
    return redirect("territories:support", territory.reference)


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def support_new(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """A draft, from what is typed; a challenge's need fills it in."""
    number = request.GET.get("defi", "")
    challenge = territory.challenges.filter(number=number).first() if number.isascii() and number.isdigit() and len(number) < 3 else None
    first = {"kind": request.GET.get("genre") or None}
    if challenge is not None:
        first |= {"title": challenge.title, "text": challenge.help_sought}
    form = RequestForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        found = actions.draft_request(territory=territory, by=person(request), **form.cleaned_data)
        messages.success(request, _("Le brouillon est gardé. Relisez-le, puis envoyez-le."))
        return redirect("territories:support_request", territory.reference, found.pk)
    return asking_page(
        request,
        territory,
        form,
        tab="support",
        title=_("Nouvelle demande"),
        text=_("Rien ne part avant que vous l’envoyiez."),
        button=_("Garder le brouillon"),
        back=reverse("territories:support", args=[territory.reference]),
    )


def _first_values(found: SupportRequest) -> dict[str, Any]:
    return {name: getattr(found, name) for name in actions.FIELDS}


def _request_page(
    request: HttpRequest, found: SupportRequest, *, form: RequestForm | None = None, answer: AnswerForm | None = None
) -> HttpResponse:
    user, flow = request.user, SupportRequest.FLOW
    runs = rules.can_run_request(user, found)
    is_draft = found.state == SupportRequest.State.DRAFT
    is_of_action = found.action_id is not None
    may_answer = flow.can("accept", found.state) and rules.can_answer_request(user, found)
    context = {
        "one": found,
        "tones": TONES,
        "form": form or (RequestForm(initial=_first_values(found), is_of_action=is_of_action) if runs and is_draft else None),
        "answer": answer or (AnswerForm() if may_answer else None),
        "may_finish": flow.can("finish", found.state) and rules.can_finish_request(user, found),
        "may_withdraw": flow.can("withdraw", found.state) and runs,
        "advices": list(found.recommendations.order_by("pk")),
        "desk": reads.followed(user, found),
    }
    is_wrong = any(one is not None and one.errors for one in (form, answer))
    return space_page(request, found.territory, "support_request", context, tab="support", status=422 if is_wrong else 200)


@require_http_methods(["GET", "POST"])
@door(find=reads.find_request)
@once
def support_request(request: HttpRequest, found: SupportRequest) -> HttpResponseBase:
    """One request: a draft is completed here, and sent."""
    if request.method != "POST":
        return _request_page(request, found)
    if not rules.can_run_request(request.user, found):
        raise Refusal(_("Seule la structure qui porte le territoire complète et envoie cette demande."))
    form = RequestForm(request.POST, is_of_action=found.action_id is not None)
    if form.is_valid():
        try:
            saved = actions.save_request(request=found, by=person(request), **form.cleaned_data)
            if "send" in request.POST:
                actions.send_request(request=saved, by=person(request))
                messages.success(request, _("La demande est partie. La réponse arrive ici et par mail."))
                return _back(found.territory)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le brouillon est enregistré."))
            return redirect("territories:support_request", found.territory.reference, found.pk)
    return _request_page(request, found, form=form)


@require_POST
@door(rules.can_answer_request, find=reads.find_request)
@once
def support_answer(request: HttpRequest, found: SupportRequest) -> HttpResponseBase:
    """The programme accepts or declines."""
    form = AnswerForm(request.POST)

    def act() -> None:
        said = form.cleaned_data
        actions.answer_request(request=found, is_accepted=said["is_accepted"] == "yes", answer=said["answer"], by=person(request))

    if carried_out(form, act):
        messages.success(request, _("Votre réponse est transmise au territoire."))
        return redirect("territories:support_request", found.territory.reference, found.pk)
    return _request_page(request, found, answer=form)


@require_POST
@door(rules.can_finish_request, find=reads.find_request)
@once
def support_finish(request: HttpRequest, found: SupportRequest) -> HttpResponseBase:
    """What was accepted was done."""
    actions.finish_request(request=found, by=person(request))
    messages.success(request, _("La demande est terminée."))
    return _back(found.territory)


@require_POST
@door(rules.can_run_request, find=reads.find_request)
@once
def support_withdraw(request: HttpRequest, found: SupportRequest) -> HttpResponseBase:
    """The territory no longer asks for it."""
    actions.withdraw_request(request=found, by=person(request))
    messages.success(request, _("La demande est retirée."))
    return _back(found.territory)


@require_safe
@door(rules.sees_requests)
def support_requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the oldest first."""
    kind, state, text = request.GET.get("genre", ""), request.GET.get("etat", ""), clean_line(request.GET.get("q", ""))[:80]
    kind = kind if kind in SupportRequest.Kind.values else ""
    states = [
        ("", _("À répondre")),
        *[one for one in SupportRequest.State.choices if one[0] not in ("draft", "sent")],
        ("all", _("Toutes")),
    ]
    state = state if state in dict(states) else ""
    context = {
        "waiting": reads.queue(request.user, kind=kind, state=state, text=text),
        "kinds": [("", _("Tous les genres")), *SupportRequest.Kind.choices],
        "states": states,
        "kind": kind,
        "state": state,
        "q": text,
        "tones": TONES,
    }
    return render(request, "territories/support_requests.html", context)


# ── Recommendations and sponsorships ─────────────────────────────────────────────────────────────
@require_POST
@door(rules.can_recommend, find=queries.find_space)
@once
def recommendation_new(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """An advice, as a task of the collective."""
    form = RecommendationForm(request.POST)
    if carried_out(form, lambda: actions.recommend(territory=territory, by=person(request), **form.cleaned_data)):
        messages.success(request, _("La recommandation est transmise au collectif."))
        return _back(territory)
    return _support_page(request, territory, advice=form)


@require_POST
@door(rules.can_run_recommendation, find=reads.find_recommendation)
@once
def recommendation_move(request: HttpRequest, found: Recommendation) -> HttpResponseBase:
    """The collective says what became of it."""
    reason = request.POST.get("reason", "")[:2000]
    try:
        actions.move_recommendation(advice=found, verb=request.POST.get("verb", ""), reason=reason, by=person(request))
    except Refusal as refusal:
        return _support_page(request, found.territory, refused={found.pk: str(refusal.message)}, reasons={found.pk: reason})
    messages.success(request, _("C’est noté."))
    return _back(found.territory)


@require_POST
@door(rules.can_name_sponsors, find=queries.find_space)
@once
def sponsorship_new(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """Another territory helps this one."""
    form = SponsorshipForm(request.POST, sponsored=territory)
    if carried_out(form, lambda: actions.begin_sponsorship(sponsored=territory, by=person(request), **form.cleaned_data)):
        messages.success(request, _("Le parrainage est enregistré. Les deux collectifs en sont prévenus."))
        return _back(territory)
    return _support_page(request, territory, sponsorship=form)


@require_POST
@door(find=reads.find_sponsorship)
@once
def sponsorship_end(request: HttpRequest, found: Sponsorship) -> HttpResponseBase:
    """It ends today; either lead, and the programme, may say so."""
    user = request.user
    if not any(rules.can_run(user, one) or rules.supports(user, one) for one in (found.sponsor, found.sponsored)):
        raise Refusal(_("Seuls les deux territoires et le programme mettent fin à un parrainage."))
    actions.end_sponsorship(sponsorship=found, by=person(request))
    messages.success(request, _("Le parrainage est terminé."))
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    return redirect("territories:support", kwargs["reference"])


@require_http_methods(["GET", "POST"])
@door(rules.can_recommend, find=reads.find_sponsored)
@once
def sponsored_advise(request: HttpRequest, sponsored: Territory) -> HttpResponseBase:
    """A sponsor advises the territory that it helps, from its own space."""
    own = queries.find_space(request.user, request.resolver_match.kwargs["reference"] if request.resolver_match else "")
    return ask(
        request,
        own,
        RecommendationForm(request.POST or None),
        lambda given: actions.recommend(territory=sponsored, by=person(request), **given),
        done=_("La recommandation est transmise au collectif."),
        tab="support",
        title=_("Recommander à %(name)s") % {"name": sponsored.name},
        text=_("Ce territoire y donne suite comme à une tâche, et vous en êtes prévenu."),
        button=_("Transmettre la recommandation"),
        back=reverse("territories:support", args=[own.reference]),
    )
