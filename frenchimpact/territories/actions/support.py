"""What a territory asks for and receives: requests, sponsorships, recommendations."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.territories import facts, rules
from frenchimpact.territories.messages import support as messages
from frenchimpact.territories.models import Recommendation, Sponsorship, SupportRequest, Territory

FIELDS = ("kind", "title", "text", "norm", "days")


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def draft_request(*, territory: Territory, by: User, **fields: Any) -> SupportRequest:
    """A request that nobody receives yet; `fields` are kind, title, text, norm, days."""
    return SupportRequest.objects.create(territory=territory, created_by=by, **{name: fields[name] for name in FIELDS if name in fields})


@transaction.atomic
def save_request(*, request: SupportRequest, by: User, **fields: Any) -> SupportRequest:
    """Other words for a draft. Raises OutOfTurn once it was sent."""
    request = lock(request)
    if request.state != SupportRequest.State.DRAFT:
        raise OutOfTurn(_("Cette demande est déjà partie : elle ne change plus."))
    kept = {name: fields[name] for name in FIELDS if name in fields}
    if request.action_id is not None:
        kept.pop("kind", None)
    for name, value in kept.items():
        setattr(request, name, value)
    request.save(update_fields=list(kept))
    return request


@transaction.atomic
def send_request(*, request: SupportRequest, by: User) -> SupportRequest:
    """To the programme. Raises Incomplete when it does not say enough to be answered."""
    request = lock(request)
    request.state = SupportRequest.FLOW.step("send", request.state)
    missing = {}
    if not request.text.strip():
        missing["text"] = _("Dites ce que vous voulez faire et ce qu’il vous faut.")
    if request.kind == SupportRequest.Kind.ENGINEERING and (request.days is None or request.days <= 0):
        missing["days"] = _("Donnez un nombre de jours : une demande d’ingénierie se compte en jours.")
    if missing:
        raise Incomplete(_("La demande n’est pas complète."), missing)
    request.sent_at = clock.now()
    request.save(update_fields=["state", "sent_at"])
    messages.tell_received(request)
    _moved(request, by)
    return request


def _moved(request: SupportRequest, by: User | None) -> None:
    announce(facts.SupportMoved(territory_id=request.territory_id, request_id=request.pk, state=request.state), by=by)


@transaction.atomic
def answer_request(*, request: SupportRequest, is_accepted: bool, answer: str, by: User) -> SupportRequest:
    """The programme accepts or declines, in words. Raises Refusal when it was answered already, or by somebody tied to the lead."""
    territory, request = request.territory, lock(request)
    if rules.is_tied(by, territory):
        raise Refusal(_("Vous appartenez à la structure qui porte ce territoire : une autre personne doit répondre."))
    if request.answered_at is not None:
        raise OutOfTurn(
            _("Cette demande a déjà sa réponse, du %(day)s. La vôtre n’est pas enregistrée.") % {"day": messages.day(request.answered_at)}
        )
    answer = clean_text(answer)
    if not answer:
        raise Incomplete(_("Une réponse se donne en quelques mots."), {"answer": _("Écrivez votre réponse : le territoire la lit.")})
    request.state = SupportRequest.FLOW.step("accept" if is_accepted else "decline", request.state)
    request.answer, request.answered_at, request.answered_by = answer, clock.now(), by
    request.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    messages.finish_received(request)
    messages.tell_answered(request)
    _moved(request, by)
    return request


@transaction.atomic
def finish_request(*, request: SupportRequest, by: User) -> SupportRequest:
    """What was accepted was done."""
    request = lock(request)
    request.state = SupportRequest.FLOW.step("finish", request.state)
    request.save(update_fields=["state"])
    messages.tell_closed(request, by=by)
    _moved(request, by)
    return request


@transaction.atomic
def hand_to_desk(*, request: SupportRequest, answer: str) -> None:
    """The single desk of barriers has it: accepted in nobody's name, with where it is followed. One answered meanwhile stays as it is."""
    request = lock(request)
    if not SupportRequest.FLOW.can("accept", request.state):
        return
    request.state = SupportRequest.FLOW.step("accept", request.state)
    request.answer, request.answered_at = answer, clock.now()
    request.save(update_fields=["state", "answer", "answered_at"])
    messages.finish_received(request)
    messages.tell_answered(request)
    _moved(request, None)


@transaction.atomic
def answer_from_desk(*, request: SupportRequest, answer: str) -> None:
    """What came of it at the desk: the request is done, and those who carry the territory read why."""
    request = lock(request)
    if not SupportRequest.FLOW.can("finish", request.state):
        return
    request.state = SupportRequest.FLOW.step("finish", request.state)
    request.answer, request.answered_at = answer, clock.now()
    request.save(update_fields=["state", "answer", "answered_at"])
    messages.tell_answered(request, event="desk")
    _moved(request, None)


@transaction.atomic
def withdraw_request(*, request: SupportRequest, by: User) -> SupportRequest:
    """The territory no longer asks for it; the programme is told if it had it."""
    request = lock(request)
    was_draft = request.state == SupportRequest.State.DRAFT
    request.state = SupportRequest.FLOW.step("withdraw", request.state)
    request.save(update_fields=["state"])
    messages.finish_received(request)
    if not was_draft:
        messages.tell_closed(request, by=by)
    _moved(request, by)
    return request


# ── Recommendations ──────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def recommend(
    *, territory: Territory, text: str, due_on: dt.date | None = None, request: SupportRequest | None = None, by: User
) -> Recommendation:
    """An advice, as a task of the collective."""
    text = clean_text(text)
    if not text:
        raise Incomplete(_("Une recommandation se dit en quelques mots."), {"text": _("Écrivez ce que vous recommandez.")})
    advice = Recommendation.objects.create(territory=territory, text=text, due_on=due_on, request=request, by=by)
    messages.tell_advice(advice)
    announce(facts.RecommendationMade(territory_id=territory.pk, recommendation_id=advice.pk), by=by)
    return advice


@transaction.atomic
def move_recommendation(*, advice: Recommendation, verb: str, reason: str = "", by: User) -> Recommendation:
    """The collective begins it, did it, or sets it aside with a reason. Raises Refusal."""
    advice = lock(advice)
    if verb not in Recommendation.FLOW.moves:
        raise Refusal(_("Cette étape n’existe pas. Rechargez la page."))
    state = Recommendation.FLOW.step(verb, advice.state)
    reason = clean_text(reason)
    if verb == "set_aside" and not reason:
        raise Incomplete(_("Dites pourquoi cette recommandation est sans objet."), {"reason": _("Écrivez la raison.")})
    advice.state, advice.reason, advice.changed_at = state, reason if verb == "set_aside" else "", clock.now()
    advice.save(update_fields=["state", "reason", "changed_at"])
    if state in (Recommendation.State.DONE, Recommendation.State.SET_ASIDE):
        messages.finish_advice(advice)
    messages.tell_progress(advice, by=by)
    announce(facts.RecommendationMoved(territory_id=advice.territory_id, recommendation_id=advice.pk, state=state), by=by)
    return advice


# ── Sponsorship ──────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def begin_sponsorship(
    *, sponsor: Territory, sponsored: Territory, subject: str, since: dt.date, until: dt.date | None = None, by: User
) -> Sponsorship:
    """A territory helps another one on a subject. Raises Refusal for itself, dates in disorder, or one that runs already."""
    if sponsor.pk == sponsored.pk:
        raise Incomplete(_("Un territoire ne se parraine pas lui-même."), {"sponsor": _("Choisissez un autre territoire.")})
    if until is not None and until < since:
        raise Incomplete(_("Le parrainage finirait avant de commencer."), {"until": _("Donnez un jour après le début.")})
    lock(sponsored)
    if Sponsorship.objects.filter(sponsor=sponsor, sponsored=sponsored, until=None).exists():
        raise Incomplete(_("Ce territoire parraine déjà celui-ci."), {"sponsor": _("Terminez d’abord le parrainage en cours.")})
    found = Sponsorship.objects.create(sponsor=sponsor, sponsored=sponsored, subject=clean_text(subject), since=since, until=until, by=by)
    messages.tell_sponsorship(found)
    announce(facts.SponsorshipBegun(territory_id=sponsored.pk, sponsorship_id=found.pk), by=by)
    return found


@transaction.atomic
def end_sponsorship(*, sponsorship: Sponsorship, by: User) -> Sponsorship:
    """It ends today; one that has not begun ends on its first day."""
    sponsorship = lock(sponsorship)
    today = clock.today()
    if sponsorship.until is not None and sponsorship.until <= today:
        raise OutOfTurn(_("Ce parrainage est déjà terminé."))
    sponsorship.until = max(today, sponsorship.since)
    sponsorship.save(update_fields=["until"])
    announce(facts.SponsorshipEnded(territory_id=sponsorship.sponsored_id, sponsorship_id=sponsorship.pk), by=by)
    return sponsorship
