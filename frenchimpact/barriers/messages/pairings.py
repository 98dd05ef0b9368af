"""What each side of a sponsorship is told. Before both agreed, nobody reads the address of the other."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Pairing, PairingMeeting
from frenchimpact.barriers.queries.pairings import last_day, official_key
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News, finish_tasks, tell_news, write_news
from frenchimpact.organisations.rules import operators
from frenchimpact.projects.rules import team_of

# What is asked of a side is a task of its own: one side's answer leaves the other's.
ASKED, MOVED, QUIET = "barriers.pairing_asked", "barriers.pairing", "barriers.pairing_quiet"
# What happened: a subject and a sentence, in the language of each reader.
BEGUN = (
    gettext_lazy("Parrainage commencé : %(project)s"),
    gettext_lazy("%(name)s parraine « %(project)s » : chacun a désormais l’adresse de l’autre, sur la page du parrainage."),
)
DECLINED = (gettext_lazy("Parrainage décliné : %(project)s"), gettext_lazy("Le parrainage de « %(project)s » par %(name)s ne se fera pas."))
MET = (
    gettext_lazy("Rencontre notée : %(project)s"),
    gettext_lazy("Une rencontre est notée dans le parrainage de « %(project)s » par %(name)s."),
)
ENDED = (
    gettext_lazy("Parrainage terminé : %(project)s"),
    gettext_lazy("Le parrainage de « %(project)s » par %(name)s est terminé. Son bilan :"),
)
LONG_AGO = (
    gettext_lazy("Pas de rencontre depuis deux mois : %(project)s"),
    gettext_lazy("%(name)s et « %(project)s » ne se sont pas rencontrés depuis soixante jours. Dernière date connue :"),
)


def _reference(pairing: Pairing, side: str = "") -> str:
    return f"pairing-{pairing.pk}{f'-{side}' if side else ''}"


def project_page(pairing: Pairing) -> str:
    """Where the team answers and follows it."""
    return reverse("barriers:project_pairing", args=[pairing.project.reference, pairing.pk])


def _desk_page(pairing: Pairing) -> str:
    return reverse("barriers:kept_pairing", args=[pairing.pk])


def _why() -> str:
    return _("Vous êtes d’un côté de ce parrainage, ou vous le suivez avec le guichet.")


def _news(pairing: Pairing, page: str, subject: str, lead: str, quote: str = "", action: str = "", lines: tuple[str, ...] = ()) -> News:
    about = {"name": pairing.name, "project": pairing.project.name}
    return News(
        subject=subject % about,
        lead=lead % about,
        quote=quote,
        lines=lines,
        action=action or _("Voir le parrainage"),
        page=page,
        why=_why(),
    )


def _to_official(pairing: Pairing, news: Callable[[str], News], *, kind: str, event: str, is_task: bool = False) -> None:
    """By a notice when they have an account, and by a mail whose link opens without one otherwise."""
    if pairing.official is not None and pairing.official.is_active:
        own = lambda: news(reverse("barriers:own_pairing", args=[pairing.pk]))  # noqa: E731 - read in each language
        reference = _reference(pairing, "official")
        tell_news([pairing.official], kind=kind, news=own, event=event, is_task=is_task, reference=reference, thing=pairing.project.name)
        return
    if pairing.email.endswith("@invalid"):
        return
    with translation.override(settings.LANGUAGE_CODE):
        words = news(reverse("barriers:pairing_link", args=[official_key(pairing)]))
    write_news(to=pairing.email, kind=kind, news=words, language=settings.LANGUAGE_CODE)


def _to(
    people: Iterable[User], pairing: Pairing, news: Callable[[], News], *, kind: str, event: str, side: str, is_task: bool = False
) -> None:
    tell_news(people, kind=kind, news=news, event=event, is_task=is_task, reference=_reference(pairing, side), thing=pairing.project.name)


def _followers(pairing: Pairing) -> list[User]:
    """Who proposed it; the operators when nobody did."""
    return [pairing.by] if pairing.by is not None and pairing.by.is_active else list(operators())


def _asking(pairing: Pairing, page: str) -> News:
    return _news(
        pairing,
        page,
        _("Parrainer %(project)s ?"),
        _("Le guichet des hackers publics vous propose de parrainer « %(project)s »."),
        quote=pairing.subject,
        action=_("Répondre oui ou non"),
        lines=(_("Rien ne commence sans l’accord des deux côtés. D’ici là, personne ne lit votre adresse."),),
    )


def ask_both(pairing: Pairing) -> None:
    """Each side has a question to answer by itself."""
    send_link(pairing)

    def news() -> News:
        return _news(
            pairing,
            project_page(pairing),
            _("Un parrainage proposé à %(project)s"),
            _("Le guichet propose que %(name)s parraine « %(project)s »."),
            quote=pairing.subject,
            action=_("Répondre oui ou non"),
            lines=(_("Rien ne commence sans l’accord des deux côtés. D’ici là, votre adresse reste cachée."),),
        )

    _to(team_of(pairing.project), pairing, news, kind=ASKED, event=_reference(pairing), side="project", is_task=True)


def send_link(pairing: Pairing) -> None:
    """To the official: the question, or the way back to a sponsorship that runs."""
    event = f"{_reference(pairing)}-{pairing.link_serial}"
    if pairing.state == Pairing.State.PROPOSED:
        _to_official(pairing, lambda page: _asking(pairing, page), kind=ASKED, event=event, is_task=True)
        return

    def news(page: str) -> News:
        return _news(pairing, page, _("Votre parrainage de %(project)s"), _("Voici le lien de votre parrainage de « %(project)s »."))

    _to_official(pairing, news, kind=MOVED, event=event)


def finish_asked(pairing: Pairing, side: str) -> None:
    """That side answered, or nobody asks any more."""
    finish_tasks(kind=ASKED, reference=_reference(pairing, side))


def _tell_all(pairing: Pairing, subject: Text, lead: Text, *, event: str, quote: str = "", but: str = "", kind: str = MOVED) -> None:
    """Both sides and whoever follows it; not the side that did it."""

    def told(page: str) -> News:
        return _news(pairing, page, str(subject), str(lead), quote=quote)

    if but != "official":
        _to_official(pairing, told, kind=kind, event=event)
    if but != "project":
        _to(team_of(pairing.project), pairing, lambda: told(project_page(pairing)), kind=kind, event=event, side="project")
    if but != "desk":
        _to(_followers(pairing), pairing, lambda: told(_desk_page(pairing)), kind=kind, event=event, side="desk")


def tell_begun(pairing: Pairing) -> None:
    """Both agreed: each finds the other's address on its page."""
    _tell_all(pairing, *BEGUN, event=f"{_reference(pairing)}-begun", quote=pairing.subject)


def tell_declined(pairing: Pairing, side: str) -> None:
    """It will not be. Who said no is not told to the other side."""
    _tell_all(pairing, *DECLINED, event=f"{_reference(pairing)}-declined", but=side)


def tell_met(pairing: Pairing, meeting: PairingMeeting, side: str) -> None:
    """The other side reads what was noted, and what comes next."""
    quote = "\n".join(filter(None, (meeting.notes, meeting.next_step)))
    _tell_all(pairing, *MET, event=f"{_reference(pairing)}-met-{meeting.pk}", quote=quote, but=side)


def tell_ended(pairing: Pairing, side: str) -> None:
    """It is over, with its review."""
    _tell_all(pairing, *ENDED, event=f"{_reference(pairing)}-ended", quote=pairing.review, but=side)


def tell_quiet(pairing: Pairing) -> None:
    """They have not met for long."""
    last = last_day(pairing)
    quote = day(last) if last else ""
    _tell_all(pairing, *LONG_AGO, event=f"{_reference(pairing)}-quiet-{clock.today()}", quote=quote, kind=QUIET)
