"""What the desk is told: the person of a case wrote, or gave up."""

from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Assigned, Case, Message
from frenchimpact.barriers.rules import is_tied
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.organisations.rules import operators

WROTE = "barriers.person_wrote"


def people_of_desk(case: Case) -> list[User]:
    """Who hears of a case: those who said yes to following it; the programme's team when nobody does. Never those who are tied to it."""
    running = case.assigned.filter(state=Assigned.State.ACCEPTED, user__is_active=True)
    found = {one.user_id: one.user for one in running.select_related("user")}
    if case.owner is not None and case.owner.is_active:
        found.setdefault(case.owner.pk, case.owner)
    people = list(found.values()) or list(operators())
    return [one for one in people if not is_tied(one, case)]


def _page(case: Case) -> str:
    return f"/mon-espace/freins/{case.reference}/"


def tell_desk(case: Case, message: Message) -> None:
    """A new message of the person; said when nobody vouches for its sender, and when the case is closed."""

    def news() -> News:
        unsure = (_("Le serveur de courrier ne garantit pas l’expéditeur : vérifiez avant d’agir."),) if message.is_unsure else ()
        closed = (_("Ce cas n’est plus ouvert. Relisez-le, et rouvrez-le s’il le faut : rien ne se rouvre seul."),)
        return News(
            subject=_("Une personne a écrit au guichet"),
            lead=_("%(reference)s, « %(title)s » : nouveau message") % {"reference": case.reference, "title": case.title},
            quote=message.text[:1500],
            lines=(*unsure, *(closed if case.state not in Case.OPEN else ())),
            action=_("Lire et répondre"),
            page=_page(case),
            why=_("Vous recevez ce message parce que vous suivez ce frein, ou que personne ne le suit encore."),
        )

    tell_news(people_of_desk(case), kind=WROTE, news=news, event=str(message.pk), reference=case.reference, thing=case.title)


def tell_withdrawn(case: Case) -> None:
    """The person gave up."""

    def news() -> News:
        return News(
            subject=_("Un frein a été retiré"),
            lead=_("%(reference)s, « %(title)s » : la personne retire sa demande") % {"reference": case.reference, "title": case.title},
            action=_("Voir le cas"),
            page=_page(case),
            why=_("Vous recevez ce message parce que vous suivez ce frein, ou que personne ne le suit encore."),
        )

    tell_news(people_of_desk(case), kind=WROTE, news=news, event=f"withdrawn-{case.pk}", reference=case.reference, thing=case.title)


def tell_unreachable(case: Case) -> None:
    """Our mails come back from the person's address: told once for a case."""

    def news() -> News:
        phone = (_("Téléphone laissé par la personne : %(phone)s") % {"phone": case.phone},) if case.phone else ()
        return News(
            subject=_("Une personne ne reçoit pas nos mails"),
            lead=_("%(reference)s, « %(title)s » : l’adresse de la personne renvoie nos mails")
            % {"reference": case.reference, "title": case.title},
            lines=(_("Cherchez un autre moyen de la joindre : sa réponse reste lisible par son lien, si elle l’a gardé."), *phone),
            action=_("Voir le cas"),
            page=_page(case),
            why=_("Vous recevez ce message parce que vous suivez ce frein, ou que personne ne le suit encore."),
        )

    tell_news(people_of_desk(case), kind=WROTE, news=news, event=f"unreachable-{case.pk}", reference=case.reference, thing=case.title)
