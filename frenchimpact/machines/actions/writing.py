"""What machines write for an organisation: by the actions of each room, as drafts, once under one name.

Each write asks the room's own rule of the person who made the token: a token never does more than they may.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids import rules as aids
from frenchimpact.aids.actions.catalogue import create_aid
from frenchimpact.aids.actions.publication import offer_aid
from frenchimpact.aids.queries.machine_aids import read_aid
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.secret_keys import digest
from frenchimpact.events import rules as events
from frenchimpact.events.actions.events import prepare_event, publish_event
from frenchimpact.events.queries.machine_events import read_event
from frenchimpact.impact.actions.measure_keys import NoneTaken, Reused, hold_name
from frenchimpact.impact.actions.measures import record_measures
from frenchimpact.impact.models import MeasureVia
from frenchimpact.impact.queries import MeasureIn, read_given
from frenchimpact.impact.rules import can_write_change
from frenchimpact.machines import facts
from frenchimpact.machines.models import MachineRequest, Token
from frenchimpact.offers import rules as offers
from frenchimpact.offers.actions.offers import move_offer, prepare_offer
from frenchimpact.offers.queries.machine_offers import read_offer
from frenchimpact.organisations.models import Mandate, Organisation
from frenchimpact.organisations.rules import mandates_of
from frenchimpact.projects.actions.machine_declarations import prepare_declaration
from frenchimpact.projects.models import Project
from frenchimpact.territories.rules import people_of

type Sent = Mapping[str, Any]
# What a field is called by machines, where people's forms have another name.
NAMES = {"what": "kind", "is_remote": "remote", "who": "for_whom", "gives_receipt": "receipt", "lieu": "place"}
FORM_NAMES = {mine: theirs for theirs, mine in NAMES.items() if theirs != "lieu"}


class NotAllowed(Refusal):
    """The token, or who made it, may not do that."""

    status = 403


def check_scope(token: Token, scope: str) -> None:
    """Raises NotAllowed."""
    if scope not in token.scopes:
        raise NotAllowed(_("Ce jeton n’a pas la portée « %s ».") % scope)


@transaction.atomic
def write_once(*, token: Token, scope: str, name: str, body: str, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do it, unless it was done under that name: then the same answer comes again. Raises Reused, UnderWay, and what `act` raises."""
    check_scope(token, scope)
    if name:
        hold_name(f"token {token.pk}", name)
    print_of = digest(f"{scope}\n{body}")
    asked, is_new = (
        MachineRequest.objects.get_or_create(token=token, name=name or None, defaults={"scope": scope, "body_digest": print_of})
        if name
        else (MachineRequest(token=token, scope=scope, body_digest=print_of), True)
    )
    if not is_new:
        if asked.body_digest != print_of:
            raise Reused(_("Cette Idempotency-Key a déjà servi pour une autre demande : prenez-en une nouvelle."))
        return dict(asked.answer)
    try:
        asked.answer = act()
    except Incomplete as error:
        raise Incomplete(error.message, {NAMES.get(one, one): words for one, words in error.missing.items()}) from error
    asked.save()
    reference = str(asked.answer.get("reference", ""))
    told = facts.WrittenByMachine(organisation_id=token.organisation_id, token_id=token.pk, scope=scope, reference=reference)
    announce(told, by=token.created_by)
    return dict(asked.answer)


def _person(token: Token, is_allowed: Callable[[User], bool], words: Text) -> User:
    """Who made the token, once the room's rule lets them. Raises NotAllowed."""
    if token.created_by is None or not is_allowed(token.created_by):
        raise NotAllowed(words)
    return token.created_by


def _plain(sent: Sent, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {(names or {}).get(name, name): value for name, value in sent.items() if name != "submit"}


def _answer(reference: str, state: str, view: str) -> dict[str, Any]:
    return {"reference": reference, "state": state, "url": settings.BASE_URL + reverse(view, args=[reference])}


def write_offer(*, token: Token, sent: Sent) -> dict[str, Any]:
    """A draft; with `submit`, the programme reads it. Raises Refusal."""
    house = token.organisation
    words = _("Qui a créé ce jeton ne peut pas offrir au nom de cette structure.")
    by = _person(token, lambda user: offers.offering_for(user).filter(pk=house.pk).exists(), words)
    values, places = read_offer(house, _plain(sent, FORM_NAMES))
    offer = prepare_offer(by=by, places=places, **values)
    if sent.get("submit"):
        offer = move_offer(offer=offer, verb="submit", by=by)
    return _answer(offer.reference, offer.state, "offers:own_offer")


def write_event(*, token: Token, sent: Sent) -> dict[str, Any]:
    """A draft; with `submit`, it is public. Raises Refusal."""
    house = token.organisation
    words = _("Qui a créé ce jeton ne peut pas tenir d’événement au nom de cette structure.")
    by = _person(token, lambda user: events.can_hold_for(user, house), words)
    event = prepare_event(by=by, **read_event(house, _plain(sent)))
    if sent.get("submit"):
        event = publish_event(event=event, by=by)
    return _answer(event.reference, event.state, "events:event_space")


def write_aid(*, token: Token, sent: Sent) -> dict[str, Any]:
    """A draft; with `submit`, it is public or read by the programme, as from its form. Raises Refusal."""
    house = token.organisation
    words = _("Qui a créé ce jeton ne peut pas offrir d’aide au nom de cette structure.")
    by = _person(token, lambda user: aids.can_fund(user, house) and bool(set(house.kinds) & set(aids.FUNDING_KINDS)), words)
    aid = create_aid(by=by, **read_aid(house, _plain(sent)))
    if sent.get("submit"):
        offer_aid(aid=aid, by=by)
        aid.refresh_from_db()
    return _answer(aid.reference, aid.status, "aids:aid_edit")


def write_declaration(*, token: Token, sent: Sent) -> dict[str, Any]:
    """A draft that somebody of the organisation hands in: its own, or one that gave it a mandate for its projects. Raises Refusal."""
    house = _declared_for(token, str(sent.get("organisation") or ""))
    people = people_of(house)
    email = str(sent.get("email") or "")
    author = (people.filter(email__iexact=email) if email else people).first()
    if author is None:
        words = _("Personne de cette structure, à cette adresse, ne peut déposer la déclaration.")
        raise Incomplete(words, {"email": words})
    answers = {name: value for name, value in sent.items() if name not in ("organisation", "email")}
    writer = f"token:{token.pk}"
    draft = prepare_declaration(organisation=house, author=author, sent=answers, by=token.organisation.name, writer=writer)
    return {"reference": f"D-{draft.pk}", "state": "draft", "url": settings.BASE_URL + "/mon-espace/"}


def _declared_for(token: Token, slug: str) -> Organisation:
    if slug in ("", token.organisation.slug):
        return token.organisation
    given = mandates_of(token.created_by, Mandate.Scope.PROJECTS) if token.created_by else Mandate.objects.none()
    mandate = given.filter(agent=token.organisation, giver__slug=slug, giver__is_published=True).select_related("giver").first()
    if mandate is None:
        raise NotAllowed(_("Cette structure ne vous a pas confié de mandat pour suivre ses projets."))
    return mandate.giver


def write_measures(*, token: Token, reference: str, values: Sequence[MeasureIn]) -> dict[str, Any]:
    """The values of a project of the organisation: all are taken, or none. Raises Refusal."""
    project = Project.objects.filter(reference=reference, organisation=token.organisation).first()
    words = _("Qui a créé ce jeton ne peut pas donner les mesures de ce projet.")
    if project is None:
        raise NotAllowed(words)
    by = _person(token, lambda user: can_write_change(user, project), words)
    recorded = record_measures(project=project, values=read_given(project, values), via=MeasureVia.API, by=by)
    if recorded.problems:
        raise NoneTaken(recorded.problems)
    counts = {"created": recorded.created, "updated": recorded.updated, "unchanged": recorded.unchanged}
    return {"batch": str(recorded.batch), **counts}
