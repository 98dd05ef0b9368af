"""What the team of a project is told of its financing plan."""

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.quantities import euros
from frenchimpact.design.words import day
from frenchimpact.financing.models import PlanLine
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.projects.rules import team_of

DEADLINE = "financing.deadline"


def _page(line: PlanLine) -> str:
    return reverse("financing:line", args=[line.plan.project.reference, line.pk])


def _why(line: PlanLine) -> str:
    return _("Vous êtes de l’équipe du projet « %(name)s ».") % {"name": line.plan.project.name}


def remind_asking(line: PlanLine, days: int) -> None:
    """The last day to ask comes near."""
    tell_news(
        team_of(line.plan.project),
        kind=DEADLINE,
        news=lambda: News(
            subject=_("À demander avant le %(on)s : %(title)s") % {"on": day(line.apply_by), "title": line.title},
            lead=_("« %(title)s » (%(who)s) se demande jusqu’au %(on)s")
            % {"title": line.title, "who": line.funder_words, "on": day(line.apply_by)},
            lines=(_("Montant prévu dans le plan : %(amount)s.") % {"amount": euros(line.amount)},),
            action=_("Ouvrir ce financement"),
            page=_page(line),
            why=_why(line),
        ),
        event=f"{line.pk}:ask:{line.apply_by}:{days}",
        is_task=True,
        due_on=line.apply_by,
        reference=line.plan.project.reference,
        thing=line.plan.project.name,
    )


def remind_answer(line: PlanLine) -> None:
    """The answer was hoped for by now."""
    tell_news(
        team_of(line.plan.project),
        kind=DEADLINE,
        news=lambda: News(
            subject=_("Avez-vous la réponse ? %(title)s") % {"title": line.title},
            lead=_("La réponse de %(who)s pour « %(title)s » était espérée le %(on)s")
            % {"who": line.funder_words, "title": line.title, "on": day(line.expected_on)},
            lines=(_("Dites si c’est obtenu ou refusé : le plan et la trésorerie suivent."),),
            action=_("Dire où elle en est"),
            page=_page(line),
            why=_why(line),
        ),
        event=f"{line.pk}:answer:{line.expected_on}",
        is_task=True,
        reference=line.plan.project.reference,
        thing=line.plan.project.name,
    )
