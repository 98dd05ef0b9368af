"""Handing a file in, once, in time; taking it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts, messages, rules
from frenchimpact.calls.actions.moves import note_step
from frenchimpact.calls.models import Application, Call, Cohort
from frenchimpact.calls.queries.applications import filled
from frenchimpact.calls.queries.calls import next_cohort
from frenchimpact.calls.snapshots import freeze
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock

State = Application.State


class TooLate(Refusal):
    """The cut-off has passed. `next_cohort` is the wave to which the file may go, if the lead agrees; None when there is none."""

    def __init__(self, message: str, cohort: Cohort | None) -> None:
        super().__init__(message)
        self.next_cohort = cohort


@transaction.atomic
def submit_application(*, application: Application, by: User, agrees_to_next: bool = False) -> Application:
    """The lead hands the file in: its answers are frozen, its receipt is written. Handed in twice, it is handed in once.

    Raises Refusal when somebody else does, Incomplete with what is missing, TooLate after the cut-off, OutOfTurn.
    """
    application = lock(application)
    if not rules.can_hand_in(by, application):
        raise Refusal(_("Seule la personne qui porte le dossier peut le déposer : %(lead)s.") % {"lead": application.lead})
    if application.state == State.SUBMITTED:
        return application
    Application.FLOW.step("submit", application.state)
    if application.call.state != Call.State.PUBLISHED and not application.is_test:
        raise Refusal(_("Cet appel est terminé : il ne reçoit plus de dossier. Votre brouillon est gardé."))
    missing = filled(application).problems
    if missing:
        raise Incomplete(_("Il manque des réponses. Complétez-les, puis déposez le dossier."), missing)
    _check_partners(application)
    is_late = _settle_cohort(application, agrees_to_next)
    application.submitted_at, application.submitted_by = clock.now(), by
    note_step(application, "submit", by)
    application.save()
    freeze(application, by=by)
    if not application.is_test:
        announce(facts.ApplicationSubmitted(application_id=application.pk, cohort_id=application.cohort_id, is_late=is_late), by=by)
        messages.tell_receipt(application)
        messages.tell_operators(application)
    return application


def _check_partners(application: Application) -> None:
    """Each member of a collective has confirmed, or is no longer of it."""
    if application.call.applicant != Call.Applicant.COLLECTIVE or application.is_test:
        return
    waiting = [one.name for one in application.partners.all() if one.confirmed_at is None]
    if waiting:
        words = _("Ces membres du collectif n’ont pas confirmé : %(names)s. Relancez-les, ou retirez-les.") % {"names": ", ".join(waiting)}
        raise Incomplete(words, {"partners": words})


def _settle_cohort(application: Application, agrees_to_next: bool) -> bool:
    """Put the file in the wave that is open; says whether it was too late for its own. Raises TooLate."""
    cohort = application.cohort
    if not cohort.is_over or application.is_test:
        if clock.now() < cohort.opens_at and not application.is_test and application.next_cohort_agreed_at is None:
            raise Refusal(_("Cette session n’est pas encore ouverte. Votre dossier est prêt : revenez le déposer à son ouverture."))
        return False
    following = next_cohort(cohort) if application.call.kind == Call.Kind.PERMANENT else None
    if following is None:
        raise TooLate(
            _("La session « %(title)s » est close : le dépôt s’arrêtait à la dernière seconde annoncée. Votre dossier est gardé.")
            % {"title": cohort.title},
            None,
        )
    if not agrees_to_next:
        raise TooLate(
            _("La session « %(title)s » est close. Votre dossier peut être jugé avec la session suivante, « %(next)s ». Rien n’est perdu.")
            % {"title": cohort.title, "next": following.title},
            following,
        )
    application.cohort, application.next_cohort_agreed_at = following, clock.now()
    return True


@transaction.atomic
def withdraw_application(*, application: Application, by: User) -> Application:
    """The applicant takes the file back, at any time before the decision. Raises OutOfTurn."""
    application = lock(application)
    was_draft = application.state == State.DRAFT
    note_step(application, "withdraw", by)
    application.save(update_fields=["state", "updated_at"])
    application.correction_requests.filter(answered_at=None, closed_at=None).update(closed_at=clock.now())
    messages.finish(application, "correction")
    announce(facts.ApplicationWithdrawn(application_id=application.pk), by=by)
    if not was_draft and not application.is_test:
        messages.tell_withdrawn(application, by)
    return application


@transaction.atomic
def change_lead(*, application: Application, lead: User, by: User) -> Application:
    """Somebody else of the file hands it in from now on. Raises Refusal when they could not write it."""
    application = lock(application)
    if rules.role_in(lead, application) != rules.Role.EDIT:
        raise Refusal(_("Cette personne ne peut pas écrire dans le dossier. Donnez-lui d’abord ce droit."))
    if application.lead_id != lead.pk:
        application.lead = lead
        application.save(update_fields=["lead"])
        announce(facts.LeadChanged(application_id=application.pk, user_id=lead.pk), by=by)
    return application
