"""What is told of a solution: to read, read, withdrawn, a new version."""

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.organisations.rules import operators
from frenchimpact.projects.rules import team_of
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.solutions.rules import place_people

SUBMITTED, MODERATED, CHANGED = "solutions.submitted", "solutions.moderated", "solutions.changed"


def _stamp(solution: Solution, verb: str) -> str:
    return f"{solution.pk}:{verb}:{solution.changed_at.isoformat()}"


def tell_submitted(solution: Solution) -> None:
    """The programme has one to read."""

    def news() -> News:
        words = _("Solution à relire : « %(title)s », du projet « %(project)s ».") % {"title": solution.title, "project": solution.project}
        return News(subject=words, lead=words, action=_("Relire"), page=reverse("solutions:solution_review", args=[solution.reference]))

    stamp = _stamp(solution, "submit")
    tell_news(operators(), kind=SUBMITTED, news=news, event=stamp, is_task=True, reference=solution.reference, thing=solution.title)


def tell_moderated(solution: Solution, verb: str) -> None:
    """The team hears what became of it."""

    def news() -> News:
        words = {
            "publish": _("Votre solution « %(title)s » est publique : on peut la reprendre."),
            "send_back": _("Votre solution « %(title)s » est à revoir avant d’être publique."),
            "withdraw": _("Votre solution « %(title)s » est retirée : personne ne peut plus la reprendre."),
            "bring_back": _("Votre solution « %(title)s » est de nouveau publique."),
            "publish_kit": _("La nouvelle version de « %(title)s » est publique."),
            "send_version_back": _("La nouvelle version de « %(title)s » est à revoir : celle d’avant reste publique."),
        }[verb] % {"title": solution.title}
        last = solution.kits.order_by("-number").first()
        quote = last.state_reason if last and verb == "send_version_back" else solution.state_reason
        page = reverse("solutions:project_solution", args=[solution.project.reference])
        return News(subject=words, lead=words, action=_("Ouvrir la solution"), page=page, quote=quote)

    stamp = _stamp(solution, verb)
    tell_news(team_of(solution.project), kind=MODERATED, news=news, event=stamp, reference=solution.reference, thing=solution.title)


def tell_takers(solution: Solution, verb: str) -> None:
    """Who takes it up hears that it is withdrawn, that it is back, or that its kit has a new version; theirs stays."""
    for adoption in solution.adoptions.filter(state__in=Adoption.OPEN).select_related("territory__lead", "organisation", "project"):
        _tell_taker(solution, adoption, verb)


def _tell_taker(solution: Solution, adoption: Adoption, verb: str) -> None:
    def news() -> News:
        words = {
            "withdraw": _("« %(title)s », que vous reprenez, est retirée. Lisez pourquoi avant de continuer."),
            "bring_back": _("« %(title)s », que vous reprenez, est de nouveau publique."),
            "publish_kit": _("« %(title)s » a une nouvelle version. La vôtre reste celle de votre accord."),
        }[verb] % {"title": solution.title}
        kit = solution.kits.filter(published_at__isnull=False).order_by("-number").first()
        quote = kit.changes if kit and verb == "publish_kit" else solution.state_reason
        return News(
            subject=words,
            lead=words,
            action=_("Ouvrir la reprise"),
            page=reverse("solutions:adoption", args=[adoption.reference]),
            quote=quote,
        )

    # A new version is told once for each.
    versions = solution.kits.filter(published_at__isnull=False).count()
    stamp = f"{adoption.pk}:{versions}:{_stamp(solution, verb)}"
    tell_news(place_people(adoption), kind=CHANGED, news=news, event=stamp, reference=solution.reference, thing=solution.title)
