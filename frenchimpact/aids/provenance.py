"""Where each piece of an aid comes from: a feed, a person, or the words of a feed from which it had to be guessed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.aids.fields import BY_PERSON, FEED, FIELD_WORDS, GROUPS
from frenchimpact.aids.models import Aid, Source


@dataclass(frozen=True)
class Origin:
    """Where one field comes from. `source`: the code of the feed, empty when a person wrote it."""

    source: str
    at: dt.datetime
    is_guess: bool = False


def origins_of(aid: Aid) -> dict[str, Origin]:
    """By field, for what is known."""
    found = {}
    for name, said in aid.origins.items():
        source = str(said.get("from", ""))
        if name in FIELD_WORDS and (source == BY_PERSON or source.startswith(FEED)):
            at = dt.datetime.fromisoformat(said["at"])
            found[name] = Origin(source.removeprefix(FEED) if source != BY_PERSON else "", at, bool(said.get("is_guess")))
    return found


def names_of(origins: Mapping[str, Origin]) -> dict[str, str]:
    """The names of their feeds, by code. One statement, or none."""
    codes = {origin.source for origin in origins.values() if origin.source}
    return dict(Source.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def _is_said(aid: Aid, name: str) -> bool:
    """Whether the field says something: what is empty came from nowhere."""
    if name == "places":
        return True
    if name == "rules":
        return bool(aid.rules.all())
    return bool(aid.funder_words if name == "funder" else getattr(aid, name))


def words_of(origin: Origin, names: Mapping[str, str]) -> str:
    """« Repris de « Aides de l’État » », « Écrit par une personne »."""
    if not origin.source:
        return _("Écrit par une personne")
    name = names.get(origin.source, origin.source)
    return (_("Déduit des mots de « %(name)s »") if origin.is_guess else _("Repris de « %(name)s »")) % {"name": name}


def provenance_rows(aid: Aid) -> list[list[str]]:
    """By group of fields that share an origin: which, where from, since when. Empty when nothing is known."""
    origins = origins_of(aid)
    names = names_of(origins)
    rows = []
    for group, fields in GROUPS:
        kept: dict[tuple[str, str], list[str]] = {}
        for name in fields:
            if name in origins and _is_said(aid, name):
                key = words_of(origins[name], names), date_format(origins[name].at, "DATE_FORMAT")
                kept.setdefault(key, []).append(str(FIELD_WORDS[name]))
        for (words, day), mine in kept.items():
            label = str(group) if len(kept) == 1 else f"{group} – {', '.join(mine)}"
            rows.append([label, words, day])
    return rows


def editing_notes(aid: Aid) -> dict[str, str]:
    """For its writer, by field: that it comes from a feed and that what one writes stays, or that it stays already."""
    if aid.source is None:
        return {}
    origins = origins_of(aid)
    names = names_of(origins)
    notes = {}
    for name, origin in origins.items():
        if not origin.source:
            notes[name] = _("Écrit par une personne : « %(name)s » ne le change plus.") % {"name": aid.source.name}
        elif origin.is_guess:
            notes[name] = _("%(words)s : vérifiez. Ce que vous écrivez est gardé.") % {"words": words_of(origin, names)}
        else:
            notes[name] = _("%(words)s. Si vous le changez, votre texte est gardé.") % {"words": words_of(origin, names)}
    return notes
