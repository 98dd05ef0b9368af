"""The report for elected people: at most two A4 pages, tagged, all figures dated, with their source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.design.papers import fitting_paper
from frenchimpact.design.words import day
from frenchimpact.territories.models import BudgetLine, Review, Territory
from frenchimpact.territories.queries import reports
from frenchimpact.territories.queries.meetings import next_meeting
from frenchimpact.territories.queries.reviews import facts_of, latest_lights, lights_of

TEMPLATE = "territories/papers/sheet.typ"
MOST_PAGES = 2


@dataclass(frozen=True)
class Room:
    """How much a version shows: rows of each list, signs of a sentence, signs of the narrative."""

    rows: int
    signs: int
    story: int


# The fullest first; the last one holds on two pages whatever was typed.
ROOMS = (
    Room(14, 260, 2200),
    Room(10, 200, 1500),
    Room(8, 140, 1000),
    Room(6, 100, 700),
    Room(5, 70, 420),
    Room(4, 48, 260),
    Room(3, 34, 120),
)


def cut(text: str, most: int) -> str:
    """The text on one line, ended by « … » when it is longer, between two words if possible; very long words are broken."""
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()
    if len(line) > most:
        head = line[: most - 1]
        line = (head.rsplit(" ", 1)[0] if " " in head[most // 2 :] else head).rstrip(" ,;:.–-«(") + "…"
    return " ".join(_broken(word) for word in line.split(" "))


def _broken(word: str) -> str:
    """A word that no line can hold may be cut every twenty signs."""
    return word if len(word) <= 24 else "\u200b".join(word[at : at + 20] for at in range(0, len(word), 20))


def review_paper(review: Review) -> bytes:
    """A yearly review or a quarterly update, as it stands."""
    territory = review.territory
    facts = review.facts or facts_of(territory, review.starts_on, min(review.ends_on, clock.today()))
    told = reports.told(territory, facts, reports.corrections_of(review))
    subtitle = f"{review.get_kind_display()} {told.period}"
    if review.locked_at:
        state = _("Chiffres arrêtés le %(day)s") % {"day": day(review.locked_at)}
    else:
        state = _("Chiffres provisoires, au %(day)s") % {"day": day(told.made_on)}
    concluded = f"{review.get_conclusion_display()}, {day(review.concluded_at)}"
    conclusion = [(_("Conclusion"), concluded)] if review.conclusion else []
    plan = [(one.text, day(one.due_on)) for one in review.recommendations.order_by("due_on", "pk")]
    return _paper(
        territory,
        told,
        title=f"{territory.name} – {subtitle}",
        lead=state,
        heads=conclusion,
        lights=lights_of(review),
        story=review.narrative,
        reasons=review.reasons,
        plan=plan,
    )


def steering_paper(territory: Territory) -> bytes:
    """The sheet of the day: the last twelve months, without a review."""
    today = clock.today()
    starts_on = today.replace(year=today.year - 1, day=min(today.day, 28))
    told = reports.told(territory, facts_of(territory, starts_on, today))
    meeting = next_meeting(territory)
    heads = []
    if meeting is not None:
        where = f", {meeting.where}" if meeting.where else ""
        heads.append((_("Prochaine réunion"), f"{meeting.title}, {day(meeting.starts_at)}{where}"))
    title = _("%(name)s – comité de pilotage, %(day)s") % {"name": territory.name, "day": day(today)}
    return _paper(
        territory, told, title=title, lead=_("Chiffres au %(day)s") % {"day": day(today)}, heads=heads, lights=latest_lights(territory)
    )


def _paper(
    territory: Territory,
    told: reports.Told,
    *,
    title: str,
    lead: str,
    heads: list[tuple[str, str]],
    lights: list[tuple[Any, Any]],
    story: str = "",
    reasons: str = "",
    plan: list[tuple[str, str]] | None = None,
) -> bytes:
    def versions() -> Iterator[dict[str, Any]]:
        for room in ROOMS:
            yield _data(territory, told, room, lead, heads, lights, story, reasons, plan or [])

    return fitting_paper(TEMPLATE, versions(), title=cut(title, 150), most_pages=MOST_PAGES)


def _data(
    territory: Territory,
    told: reports.Told,
    room: Room,
    lead: str,
    heads: list[tuple[str, str]],
    lights: list[tuple[Any, Any]],
    story: str,
    reasons: str,
    plan: list[tuple[str, str]],
) -> dict[str, Any]:
    signs, rows = room.signs, room.rows
    lead_name = territory.lead.name if territory.lead else ""
    sections = [
        _challenges(lights, room),
        figures(told, room),
        _actions(told, room),
        _table(
            _("Ce qui bloque"),
            [_("Action"), _("Ce qui bloque"), _("Ce qui débloquerait")],
            [[f"{one['code']} – {one['title']}", one["blocked_by"], one["unblocked_by"] or "–"] for one in told.blocks],
            room,
        ),
        _budget(told, room),
        _table(
            _("Promesses tenues"),
            [_("Qui a promis"), _("Tenues")],
            [[f"{name} ({side})" if name != side else name, kept] for name, side, kept in told.parties],
            room,
        ),
        _list(_("Demandes de soutien"), [f"{name} ({kind}) : {state}" for _key, name, kind, state in told.requests], room),
        _list(_("Collectif"), _collective(told), room),
        _list(_("Réunions"), [f"{title}, {on} : {held}" for title, on, held in told.meetings], room),
        _list(_("Plan d’amélioration"), [f"{text} ({on})" for text, on in plan], room),
        _list(_("Chiffres qui manquent"), [words for words, _page in told.missing], room),
    ]
    return {
        "lead": cut(lead, 200),
        "heads": [[words, cut(text, 240)] for words, text in [*([(_("Chef de file"), lead_name)] if lead_name else []), *heads]],
        "sections": [one for one in sections if one],
        "story": {"title": _("Récit"), "lines": _lines(story, room.story)},
        "reasons": {"title": _("Motifs de la conclusion"), "lines": _lines(reasons, room.story)},
        "foot": _("Source : les données du territoire sur la plateforme, %(period)s. Empreinte des chiffres (SHA-256) : %(print)s")
        % {"period": told.period, "print": told.fingerprint[:16]},
        "signs": signs,
        "rows": rows,
    }


def _lines(text: str, most: int) -> list[str]:
    """Paragraphs, as many signs in all."""
    kept, left = [], most
    for line in (line for line in text.split("\n") if line.strip()):
        if left <= 20:
            break
        kept.append(cut(line, left))
        left -= max(len(line), 60)
    return kept


def _more(count: int, room: Room) -> str:
    left = count - room.rows
    return ngettext("et %(n)s autre, sur la plateforme", "et %(n)s autres, sur la plateforme", left) % {"n": left} if left > 0 else ""


def _table(title: str, columns: list[str], rows: list[list[str]], room: Room) -> dict[str, Any] | None:
    if not rows:
        return None
    kept = [[cut(cell, room.signs) for cell in row] for row in rows[: room.rows]]
    return {"title": title, "columns": columns, "rows": kept, "more": _more(len(rows), room), "numbers": []}


def _list(title: str, items: list[str], room: Room) -> dict[str, Any] | None:
    if not items:
        return None
    return {"title": title, "items": [cut(item, room.signs) for item in items[: room.rows]], "more": _more(len(items), room)}


def _challenges(lights: list[tuple[Any, Any]], room: Room) -> dict[str, Any] | None:
    rows = []
    for challenge, light in lights:
        words = (light.get_light_display(), light.text or "–") if light else (_("pas encore de couleur"), "–")
        rows.append([f"{challenge.number}. {challenge.title}", *words])
    return _table(_("Défis"), [_("Défi"), _("Où en est-on"), _("En quelques mots")], rows, room)


def figures(told: reports.Told, room: Room) -> dict[str, Any] | None:
    rows = [
        [
            f"{one.challenge}. {one.name}",
            f"{one.value}, {one.value_on}" if one.value else _("pas de valeur"),
            one.sentence + (f" ({one.correction})" if one.correction else ""),
            one.source or _("source non dite"),
        ]
        for one in told.figures
    ]
    return _table(_("Indicateurs"), [_("Indicateur"), _("Valeur et date"), _("Trajectoire"), _("Source")], rows, room)


def _actions(told: reports.Told, room: Room) -> dict[str, Any] | None:
    items = []
    if told.action_total:
        counts = ", ".join(f"{words.lower()} : {count}" for words, count in told.actions)
        whole = ngettext("%(n)s action (%(counts)s)", "%(n)s actions (%(counts)s)", told.action_total)
        items.append(whole % {"n": told.action_total, "counts": counts})
    if told.late:
        items.append(_("En retard : %(codes)s") % {"codes": ", ".join(told.late)})
    items += [f"{title} : {before} → {after}" for title, before, after in told.changed]
    return _list(_("Plan d’action"), items, room)


def _budget(told: reports.Told, room: Room) -> dict[str, Any] | None:
    """Each year whole, then funder by funder."""

    def name(year: reports.Year) -> str:
        return str(year.year) if year.unit == BudgetLine.Unit.EUR else _("%(year)s, temps de travail") % {"year": year.year}

    rows = [[name(year), year.planned, year.secured, year.spent] for year in told.years]
    for year in told.years:
        rows += [[f"{name(year)} – {funder}", planned, secured, spent] for funder, planned, secured, spent in year.funders]
    found = _table(_("Budget"), [_("Année et financeur"), _("Prévu"), _("Acquis"), _("Dépensé")], rows, room)
    return {**found, "numbers": [1, 2, 3]} if found else None


def _collective(told: reports.Told) -> list[str]:
    items = [ngettext("%(n)s membre", "%(n)s membres", told.member_count) % {"n": told.member_count}]
    items += [_("Arrivé le %(day)s : %(name)s") % {"day": on, "name": name} for name, on in told.came]
    items += [_("Parti le %(day)s : %(name)s") % {"day": on, "name": name} for name, on in told.left]
    return items
