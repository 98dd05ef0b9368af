"""What who holds a sheet is told: check it before it is hidden, it no longer opens."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.resources.models import Programme, Sheet, Tool, ToolAlert
from frenchimpact.territories.rules import people_of

CHECK, BROKEN = "resources.check", "resources.broken"


def page_of(sheet: Sheet) -> str:
    """Where its holder keeps it."""
    return reverse("resources:own_programme" if isinstance(sheet, Programme) else "resources:own_tool", args=[sheet.reference])


def tell_check(sheet: Sheet) -> None:
    """One word before the day when it is hidden; once for each word given."""

    def news() -> News:
        words = {"title": sheet.title, "on": date_format(sheet.holds_until, "DATE_FORMAT")}
        lead = _("La fiche « %(title)s » est-elle toujours juste ? Sans réponse, elle sera cachée après le %(on)s.") % words
        if isinstance(sheet, Tool) and sheet.expires_on == sheet.holds_until:
            lead = _("L’outil « %(title)s » n’est plus montré après le %(on)s. S’il vaut encore, changez cette date.") % words
        return News(subject=_("À vérifier : « %(title)s »") % words, lead=lead, action=_("Répondre en un clic"), page=page_of(sheet))

    stamp = f"{sheet.reference}:{sheet.holds_until.isoformat()}"
    tell_news(people_of(sheet.organisation), kind=CHECK, news=news, event=stamp, is_task=True, reference=sheet.reference, thing=sheet.title)


def tell_broken(alert: ToolAlert) -> None:
    """Somebody could not open it."""
    tool = alert.tool

    def news() -> News:
        words = _("L’outil « %(title)s » ne s’ouvre plus, dit une personne qui l’a essayé.") % {"title": tool.title}
        return News(subject=words, lead=words, action=_("Vérifier le lien ou le fichier"), page=page_of(tool))

    stamp = f"{tool.reference}:{tool.checked_on.isoformat()}"
    tell_news(people_of(tool.organisation), kind=BROKEN, news=news, event=stamp, is_task=True, reference=tool.reference, thing=tool.title)
