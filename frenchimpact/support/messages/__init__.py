"""What people are told about supports."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.models import Membership
from frenchimpact.projects.rules import team_of
from frenchimpact.support.models import Support, SupportMember

ASKED, MOVED, NOTED, DUE = "support.asked", "support.moved", "support.noted", "support.due"
type Words = tuple[Text, Text]

# What each move says to the other side: a subject and a sentence.
_TO_PROJECT: Mapping[str, Words] = {
    "take_on": (
        gettext_lazy("%(structure)s vous accompagne"),
        gettext_lazy("%(structure)s accompagne « %(project)s ». Un diagnostic partagé vient d’abord."),
    ),
    "decline": (
        gettext_lazy("Réponse de %(structure)s"),
        gettext_lazy("%(structure)s n’accompagnera pas « %(project)s »."),
    ),
    "redirect": (
        gettext_lazy("%(structure)s vous oriente"),
        gettext_lazy("%(structure)s a transmis votre demande à une structure qui convient mieux."),
    ),
    "plan": (
        gettext_lazy("Votre diagnostic est partagé"),
        gettext_lazy("%(structure)s a partagé un diagnostic de « %(project)s » et prépare un plan avec vous."),
    ),
    "hand_over": (
        gettext_lazy("Votre accompagnement continue ailleurs"),
        gettext_lazy("%(structure)s transmet l’accompagnement de « %(project)s », avec tout ce qui a été fait."),
    ),
    "end": (
        gettext_lazy("Fin de votre accompagnement"),
        gettext_lazy("L’accompagnement de « %(project)s » par %(structure)s est terminé. Dites s’il vous a servi."),
    ),
}
_TO_STRUCTURE: Mapping[str, Words] = {
    "withdraw": (
        gettext_lazy("Demande retirée : %(project)s"),
        gettext_lazy("L’équipe de « %(project)s » ne demande plus d’accompagnement."),
    ),
    "agree": (
        gettext_lazy("Plan validé : %(project)s"),
        gettext_lazy("L’équipe de « %(project)s » a validé le plan."),
    ),
}


def page_of(support: Support) -> str:
    """Where it is read, by both sides."""
    return reverse("support:support", args=[support.reference])


def holders(support: Support) -> list[User]:
    """Who follows it; those who write for the structure when nobody does yet."""
    roles = [SupportMember.Role.OFFICER, SupportMember.Role.TEAM]
    following = support.members.filter(until=None, role__in=roles, user__is_active=True).select_related("user")
    people = [one.user for one in following]
    if people:
        return people
    writers = Membership.objects.filter(
        organisation=support.structure_id, until=None, role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR], user__is_active=True
    )
    return [one.user for one in writers.select_related("user").order_by("pk")]


def _tell(
    people: Iterable[User],
    support: Support,
    words: Words,
    *,
    kind: str,
    event: str,
    quote: str = "",
    action: Text = "",
    is_task: bool = False,
) -> None:
    about = {"project": support.project.name, "structure": support.structure.name}
    subject, lead = words

    def news() -> News:
        return News(
            subject=str(subject) % about,
            lead=str(lead) % about,
            quote=quote,
            action=str(action) or _("Voir l’accompagnement"),
            page=page_of(support),
            why=_("Vous êtes de l’équipe du projet, ou de la structure qui l’accompagne."),
        )

    tell_news(
        people,
        kind=kind,
        news=news,
        event=event,
        is_task=is_task,
        due_on=support.answer_due_on if is_task else None,
        reference=support.reference,
        thing=support.project.name,
    )


def tell_moved(support: Support, verb: str) -> None:
    """The other side is told of each move; the structure has a task while it has not answered."""
    event = f"{support.reference}-{verb}"
    if verb == "ask":
        words = (
            gettext_lazy("%(project)s vous demande un accompagnement"),
            gettext_lazy("« %(project)s » demande à être accompagné par %(structure)s."),
        )
        _tell(holders(support), support, words, kind=ASKED, event=event, quote=support.text, action=gettext_lazy("Répondre"), is_task=True)
        return
    if verb == "offer_pass":
        words = (
            gettext_lazy("Le Pass est proposé à %(project)s"),
            gettext_lazy("Le programme propose le Pass à « %(project)s », avec un accompagnement par %(structure)s. Dites oui ou non."),
        )
        team, answer = team_of(support.project), gettext_lazy("Répondre")
        _tell(team, support, words, kind=ASKED, event=event, quote=support.text, action=answer, is_task=True)
        return
    if verb in ("accept_pass", "refuse_pass"):
        _tell_pass(support, verb)
        return
    if verb in ("take_on", "decline", "redirect", "withdraw"):
        finish_tasks(kind=ASKED, reference=support.reference)
    if verb in _TO_PROJECT:
        _tell(team_of(support.project), support, _TO_PROJECT[verb], kind=MOVED, event=event, quote=support.state_reason)
    elif verb in _TO_STRUCTURE:
        _tell(holders(support), support, _TO_STRUCTURE[verb], kind=MOVED, event=event)


def _tell_pass(support: Support, verb: str) -> None:
    """The team answered: who offered the Pass hears it, and the structure is asked when it is a yes."""
    finish_tasks(kind=ASKED, reference=support.reference)
    words = {
        "accept_pass": (gettext_lazy("Pass accepté : %(project)s"), gettext_lazy("L’équipe de « %(project)s » accepte le Pass.")),
        "refuse_pass": (gettext_lazy("Pass refusé : %(project)s"), gettext_lazy("L’équipe de « %(project)s » n’accepte pas le Pass.")),
    }[verb]
    if support.requested_by is not None:
        event = f"{support.reference}-{verb}"
        _tell([support.requested_by], support, words, kind=MOVED, event=event, quote=support.state_reason)
    if verb == "accept_pass":
        tell_moved(support, "ask")


def tell_step(support: Support, step_id: int, title: str) -> None:
    """The team has something to do."""
    words = (
        gettext_lazy("Une recommandation pour %(project)s"),
        gettext_lazy("%(structure)s vous recommande une action pour « %(project)s » :"),
    )
    _tell(team_of(support.project), support, words, kind=NOTED, event=f"{support.reference}-step-{step_id}", quote=title)


def tell_batch(support: Support, text: str, event: str) -> None:
    """One message of the structure to several teams, each alone."""
    words = (
        gettext_lazy("Un message de %(structure)s"),
        gettext_lazy("%(structure)s écrit à l’équipe de « %(project)s » :"),
    )
    _tell(team_of(support.project), support, words, kind=NOTED, event=event, quote=text)


def tell_late(support: Support) -> None:
    """Nobody answered in time, or nobody spoke to the team for long: those who hold the thread are told, once."""
    if support.state == Support.State.REQUESTED:
        words = (
            gettext_lazy("Demande sans réponse : %(project)s"),
            gettext_lazy("« %(project)s » attend la réponse de %(structure)s : la date est passée."),
        )
        _tell(holders(support), support, words, kind=DUE, event=f"{support.reference}-late")
        return
    words = (
        gettext_lazy("Sans nouvelles de %(project)s"),
        gettext_lazy("Aucun échange noté avec « %(project)s » depuis deux mois. Appelez l’équipe, ou terminez l’accompagnement."),
    )
    _tell(holders(support), support, words, kind=DUE, event=f"{support.reference}-quiet-{support.last_contact_on}")


def tell_review(support: Support) -> None:
    """The quarterly review comes, or is past: those who hold the thread are told, once for each."""
    words = (
        gettext_lazy("Revue trimestrielle de %(project)s"),
        gettext_lazy("La revue du trimestre avec l’équipe de « %(project)s » arrive : prenez date, puis notez-la comme un échange."),
    )
    event = f"{support.reference}-review-{support.review_due_on}"
    _tell(holders(support), support, words, kind=DUE, event=event, action=gettext_lazy("Préparer la revue"))
