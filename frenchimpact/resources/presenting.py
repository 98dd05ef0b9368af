"""How programmes and tools are said: places left, next intake, duration, where, time to use."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.files.queries import address, files_of, thumbnail_address
from frenchimpact.files.rules import is_open
from frenchimpact.projects.models import Stage
from frenchimpact.resources.models import Intake, Programme, Sheet, Tool
from frenchimpact.resources.rules import TOOL_FILE
from frenchimpact.vocabularies.queries import choices

_TONES = {"published": "ok", "withdrawn": "bad"}


def say() -> Mapping[str, Any]:
    """How things are said in the templates of this room."""
    return {
        "state": state_of,
        "room": room_of,
        "left": left_words,
        "intake": intake_words,
        "months": months_words,
        "minutes": minutes_words,
        "where": where,
        "stages": stage_words,
        "used": used_words,
        "themes": dict(choices("theme")),
    }


def state_of(sheet: Sheet) -> tuple[str, str]:
    """Its state in words and its tone; hidden when nobody checked it for long."""
    if sheet.state == Sheet.State.PUBLISHED and sheet.is_stale:
        return _("Cachée : à vérifier"), "warn"
    return str(sheet.get_state_display()), _TONES.get(sheet.state, "line")


def room_of(programme: Programme) -> tuple[str, str]:
    """Whether one may come in, in words and in tone."""
    intake = programme.next_intake
    if intake is None:
        return _("Pas d’entrée annoncée"), "line"
    if intake.is_full:
        return _("Complet"), "warn"
    if intake.left is None:
        return _("Ouvert"), "ok"
    return ngettext("%(n)s place", "%(n)s places", intake.left) % {"n": intake.left}, "ok"


def left_words(intake: Intake) -> str:
    """« 3 places sur 12 », « complet », « sans limite »."""
    if intake.left is None:
        return _("sans limite de places")
    if intake.is_full:
        return _("complet")
    return ngettext("%(n)s place libre sur %(all)s", "%(n)s places libres sur %(all)s", intake.left) % {
        "n": intake.left,
        "all": intake.seats,
    }


def intake_words(intake: Intake | None) -> str:
    """« entrée le 3 mai 2026, candidatures jusqu’au 5 avril 2026 »."""
    if intake is None:
        return _("aucune entrée annoncée")
    start = _("entrée le %(on)s") % {"on": date_format(intake.starts_on, "DATE_FORMAT")} if intake.starts_on else _("entrées toute l’année")
    if intake.apply_until is None:
        return start
    return _("%(start)s, candidatures jusqu’au %(on)s") % {"start": start, "on": date_format(intake.apply_until, "DATE_FORMAT")}


def months_words(programme: Programme) -> str:
    """« 9 mois »; empty when nobody said."""
    return "" if programme.months is None else ngettext("%(n)s mois", "%(n)s mois", programme.months) % {"n": programme.months}


def minutes_words(tool: Tool) -> str:
    """« 45 min », « 2 h », « 3 jours »; empty when nobody said."""
    minutes = tool.minutes
    if minutes is None:
        return ""
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < 480:
        hours, rest = divmod(minutes, 60)
        return _("%(h)s h %(m)02d") % {"h": hours, "m": rest} if rest else _("%(h)s h") % {"h": hours}
    days = -(-minutes // 420)
    return ngettext("%(n)s jour", "%(n)s jours", days) % {"n": days}


def where(programme: Programme) -> str:
    """Where it is run."""
    names = ", ".join(one.place.name for one in programme.places.all())
    if not names:
        return _("Partout")
    return _("%(places)s, ou à distance") % {"places": names} if programme.is_remote else names


def stage_words(sheet: Sheet) -> str:
    """The stages that it is for; empty for all of them."""
    return ", ".join(str(Stage(one).label) for one in sheet.stages)


def used_words(count: int) -> str:
    """« utilisé par 23 projets »; empty for none."""
    return ngettext("utilisé par %(n)s projet", "utilisé par %(n)s projets", count) % {"n": count} if count else ""


def file_rows(tool: Tool) -> list[dict[str, Any]]:
    """Its files that may be opened, with their size and, of an image, a small picture."""
    rows = []
    for one in files_of(tool, TOOL_FILE):
        if is_open(one):
            picture = thumbnail_address(one) if one.is_image else None
            rows.append({"key": one.pk, "name": one.name, "href": address(one), "size": one.size, "thumbnail": picture})
    return rows
