"""A team asks somebody else to look; the link that is sent, sent again, or taken back."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.impact import facts
from frenchimpact.impact.messages import proofs as messages
from frenchimpact.impact.models import ByWhom, Followed, Measure, ProofRequest, Verification
from frenchimpact.impact.standing import finances, is_address_of, is_known, is_name_of, named_in_directory, pays_by_results
from frenchimpact.mail.queries import mails_to
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.rules import is_tied

DAYS, LONGEST_DAYS, MOST_WAITING = 30, 180, 5
LINKS_A_DAY = 3
# Who has not answered is reminded that long before the day.
BEFORE = dt.timedelta(days=5)


def usual_day() -> dt.date:
    """In a month."""
    return clock.today() + dt.timedelta(days=DAYS)


@transaction.atomic
def ask_proof(
    *,
    followed: Followed,
    kind: str,
    by: User,
    due_on: dt.date,
    organisation: Organisation | None = None,
    name: str = "",
    email: str = "",
    message: str = "",
) -> ProofRequest:
    """Ask an organisation of the directory, or an address, to look at the values of an indicator. Raises Incomplete."""
    followed = lock(followed)
    name, email = clean_line(name)[:200], email.strip().lower()
    if organisation is not None:
        name = organisation.name
    wrong = _trouble(followed, organisation, name, email)
    is_funder = organisation is not None and finances(followed.project, organisation.pk)
    if is_funder and kind == ByWhom.INDEPENDENT and "organisation" not in wrong:
        wrong["organisation"] = _("Cette structure finance le projet : demandez-lui comme à un pair, pas comme à un indépendant.")
    if not clock.today() < due_on <= clock.today() + dt.timedelta(days=LONGEST_DAYS):
        wrong["due_on"] = _("Choisissez un jour à venir, dans les six mois.")
    if wrong:
        raise Incomplete(_("La demande n’est pas partie : il reste quelque chose à corriger."), wrong)
    asked = ProofRequest.objects.create(
        followed=followed,
        kind=kind,
        organisation=organisation,
        name=name,
        email=email,
        message=clean_text(message),
        due_on=due_on,
        identified_at=clock.now() if organisation is not None and is_known(organisation, followed.project) else None,
        is_funder=is_funder,
        asked_by=by,
    )
    announce(facts.ProofAsked(project_id=followed.project_id, request_id=asked.pk), by=by)
    messages.send_request(asked)
    return asked


def _trouble(followed: Followed, organisation: Organisation | None, name: str, email: str) -> dict[str, Text]:
    project = followed.project
    waiting = followed.proof_requests.filter(state=ProofRequest.State.WAITING)
    if organisation is None and not email:
        return {"organisation": _("Choisissez une structure de l’annuaire, ou écrivez une adresse ci-dessous.")}
    if waiting.count() >= MOST_WAITING:
        return {"organisation": _("Cinq demandes attendent déjà une réponse : retirez-en une d’abord.")}
    if organisation is not None:
        if organisation.pk == project.organisation_id:
            return {"organisation": _("C’est la structure qui porte le projet : demandez à quelqu’un d’autre.")}
        if pays_by_results(followed, organisation.pk):
            return {"organisation": _("Cette structure paie selon les valeurs de cet indicateur : elle ne peut pas les vérifier.")}
        if waiting.filter(organisation=organisation).exists():
            return {"organisation": _("Vous avez déjà demandé à cette structure, et elle n’a pas encore répondu.")}
    return _mailbox_trouble(followed, organisation, name, email) if email else {}


def _mailbox_trouble(followed: Followed, organisation: Organisation | None, name: str, email: str) -> dict[str, Text]:
    waiting = followed.proof_requests.filter(state=ProofRequest.State.WAITING)
    try:
        validate_email(email)
    except ValidationError:
        return {"email": _("« %(email)s » n’est pas une adresse électronique.") % {"email": email[:80]}}
    if is_address_of(followed.project, email):
        return {"email": _("Cette personne est de l’équipe du projet ou de sa structure : demandez à quelqu’un d’autre.")}
    if waiting.filter(email=email).exists():
        return {"email": _("Une demande attend déjà à cette adresse.")}
    if not name:
        return {"name": _("Dites à qui vous écrivez : ce nom sera montré à côté de la preuve.")}
    if organisation is None and is_name_of(followed.project, name):
        return {"name": _("C’est le nom du projet, de sa structure ou de son équipe : demandez à quelqu’un d’autre.")}
    if organisation is None and named_in_directory(name) is not None:
        words = _("« %(name)s » est dans l’annuaire : choisissez-la ci-dessus, elle répondra depuis son espace.")
        return {"name": words % {"name": name}}
    return {}


@transaction.atomic
def decline(*, request: ProofRequest, reason: str, by: User | None) -> ProofRequest:
    """Who was asked will not look; the team is told. Raises OutOfTurn."""
    request = lock(request)
    request.state = ProofRequest.FLOW.step("decline", request.state)
    request.decline_reason, request.answered_at, request.answered_by = clean_line(reason)[:500], clock.now(), by
    request.save(update_fields=["state", "decline_reason", "answered_at", "answered_by"])
    announce(facts.ProofDeclined(project_id=request.followed.project_id, request_id=request.pk), by=by)
    messages.tell_declined(request)
    return request


@transaction.atomic
def cancel_request(*, request: ProofRequest, by: User) -> ProofRequest:
    """The team no longer asks: the link says so. Raises OutOfTurn."""
    request = lock(request)
    request.state = ProofRequest.FLOW.step("cancel", request.state)
    request.save(update_fields=["state"])
    return request


@transaction.atomic
def remind_requests() -> int:
    """Who was asked and has not answered is reminded once, when the day comes near. Gives how many."""
    today = clock.today()
    soon = ProofRequest.objects.filter(state=ProofRequest.State.WAITING, reminded_at=None, due_on__range=(today, today + BEFORE))
    # What was asked a few days ago only is not forgotten yet.
    waiting = list(soon.filter(asked_at__lte=clock.now() - BEFORE).select_for_update(skip_locked=True))
    for request in waiting:
        request.reminded_at = clock.now()
        request.save(update_fields=["reminded_at"])
        messages.send_request(request, is_again=True)
    return len(waiting)


@transaction.atomic
def renew_link(*, request: ProofRequest) -> ProofRequest:
    """A new link to the same address; the earlier one opens nothing any more. Raises TooMany."""
    request = lock(request)
    if request.state not in (ProofRequest.State.WAITING, ProofRequest.State.ANSWERED) or not request.email:
        raise OutOfTurn(_("Cette demande n’attend plus de réponse."))
    since = clock.now() - dt.timedelta(days=1)
    if mails_to(request.email).filter(kind=messages.ASKED, created_at__gte=since).count() >= LINKS_A_DAY:
        raise TooMany(_("Plusieurs liens sont partis aujourd’hui à cette adresse : regardez dans les indésirables, ou réessayez demain."))
    request.link_serial += 1
    request.save(update_fields=["link_serial"])
    messages.send_request(request)
    return request


@transaction.atomic
def identify(*, request: ProofRequest, how: str, by: User) -> ProofRequest:
    """Somebody of the programme knows who looked: what they found right is verified from now on. Raises Incomplete, OutOfTurn, Refusal."""
    request = lock(request)
    if is_tied(by, request.followed.project):
        raise Refusal(_("Vous êtes lié à ce projet : quelqu’un d’autre du programme dit qui l’a regardé."))
    if request.state != ProofRequest.State.ANSWERED or not request.is_witness:
        raise OutOfTurn(_("Cette personne n’a pas répondu, ou on sait déjà qui elle est."))
    if not (how := clean_line(how)[:500]):
        words = _("Dites comment vous savez qui elle est : un appel, une lettre, un contrat.")
        raise Incomplete(_("Rien n’est enregistré."), {"how": words})
    request.identified_at, request.identified_by, request.identified_how = clock.now(), by, how
    request.save(update_fields=["identified_at", "identified_by", "identified_how"])
    announce(facts.WitnessIdentified(project_id=request.followed.project_id, request_id=request.pk), by=by)
    for given in request.verifications.filter(verdict=Verification.Verdict.CONFIRMED).order_by("pk"):
        measure = lock(Measure(pk=given.measure_id))
        if measure.version == given.version and measure.state == Measure.State.SUBMITTED:
            measure.state = Measure.FLOW.step("verify", measure.state)
            measure.save(update_fields=["state"])
            announce(facts.MeasureVerified(project_id=request.followed.project_id, measure_id=measure.pk, version=measure.version), by=by)
    return request
