"""What a team is told: aids found for its project, and the day that someone asked to be reminded of."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.aids.models import Aid, Reminder
from frenchimpact.aids.presenting import deadline
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import team_of

SHOWN = 8


def tell_team(project: Project, aids: list[Aid]) -> None:
    """Aids that suit, or may suit but for one answer."""
    found = {"name": project.name, "n": len(aids)}

    def news() -> News:
        return News(
            subject=ngettext("Une aide pour %(name)s", "%(n)s aides pour %(name)s", len(aids)) % found,
            lead=ngettext(
                "Une aide publiée ou modifiée convient à « %(name)s », ou presque.",
                "%(n)s aides publiées ou modifiées conviennent à « %(name)s », ou presque.",
                len(aids),
            )
            % found,
            action=_("Voir pourquoi"),
            page=reverse("aids:project_aids", args=[project.reference]),
            lines=tuple(f"{aid.title} – {aid.funder_words} ({deadline(aid)[0]})" for aid in aids[:SHOWN]),
        )

    tell_news(
        team_of(project),
        kind="aids.found",
        news=news,
        event=f"{project.pk}:{max(aid.pk for aid in aids)}:{len(aids)}",
        reference=project.reference,
        thing=project.name,
    )


def tell_reminder(due: Reminder) -> None:
    """What the person asked to be reminded of."""
    aid, project = due.aid, due.project

    def news() -> News:
        return News(
            subject=_("Rappel : %(title)s") % {"title": aid.title},
            lead=_("Vous avez demandé à être prévenu aujourd’hui de « %(title)s ».") % {"title": aid.title},
            action=_("Voir l’aide"),
            page=reverse("aids:aid", args=[aid.slug]),
            quote=due.reason,
            # The aid may have changed since the person asked.
            lines=(deadline(aid)[0] if aid.status == Aid.Status.PUBLISHED else _("Cette aide n’est plus proposée."),),
        )

    tell_news(
        [due.user],
        kind="aids.reminder",
        news=news,
        event=f"reminder:{due.pk}",
        reference=project.reference if project else "",
        thing=project.name if project else aid.title,
    )
