"""Answering by mail what the readers ask about a project."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.files.actions import take_mailed
from frenchimpact.files.queries import files_of
from frenchimpact.inbound.rules import Reply, Understood, reply_address
from frenchimpact.projects import actions, messages, rules
from frenchimpact.projects.actions.documents import MOST_DOCUMENTS
from frenchimpact.projects.models import InformationRequest, SectionAudience
from frenchimpact.projects.queries.documents import DOCUMENTS

LONGEST = 5000


def address_to_answer(person: User, asked: InformationRequest) -> str:
    """Where that person may send their answer and files by mail; empty when mail is not received here."""
    return reply_address(person, messages.TOPIC, asked.pk)


def find_for_reply(person: User, request_id: int) -> InformationRequest | None:
    """What was asked, if the person may answer for the team."""
    asked = InformationRequest.objects.select_related("qualification__project").filter(pk=request_id).first()
    return asked if asked is not None and rules.can_edit_project(person, asked.qualification.project) else None


def page_of(asked: InformationRequest) -> str:
    """Where a person answers the readers."""
    return reverse("projects:project_reading", args=[asked.qualification.project.reference])


def take_reply(reply: Reply) -> Understood:
    """The text is the team's answer; the files become documents that the readers see. Raises Refusal."""
    asked: InformationRequest = reply.thing
    project = asked.qualification.project
    if asked.answered_at is not None or asked.qualification.closed_at is not None:
        raise Refusal(_("Cette question a déjà sa réponse. La vôtre n’est pas enregistrée : ouvrez le projet pour voir où on en est."))
    if not reply.text:
        raise Refusal(_("Des fichiers sont arrivés sans un mot. Écrivez votre réponse tout en haut du mail, puis renvoyez-la avec eux."))
    if len(reply.text) > LONGEST:
        raise Refusal(
            _("Votre réponse a %(count)s signes : au plus %(limit)s. Raccourcissez-la, ou joignez un document.")
            % {"count": len(reply.text), "limit": LONGEST}
        )
    taken = take_mailed(
        attachments=[(one.name, one.content) for one in reply.attachments],
        owner=project,
        purpose=rules.DOCUMENT,
        intake=DOCUMENTS,
        by=reply.person,
        audience=SectionAudience.Audience.PRIVATE,
        most=MOST_DOCUMENTS - files_of(project, rules.DOCUMENT).count(),
        past_most=_("ce projet a déjà tous les documents qu’il peut avoir"),
    )
    actions.give_information(project=project, answer=reply.text, by=reply.person)
    with translation.override(settings.LANGUAGE_CODE):
        page = reverse("projects:project_reading", args=[project.reference])
    words = gettext_lazy("Votre réponse est transmise aux lecteurs : la lecture continue.")
    return Understood(words, page, [one.name for one in taken.files], list(taken.refused))
