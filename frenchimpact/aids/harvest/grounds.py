"""Where an aid applies, as others write it, brought to the keys of official places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext as _

from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place, PlaceName
from frenchimpact.geo.queries import place_of

_COG = re.compile(r"(PAYS|REG|DEP|EPCI|EPT|COM)-([0-9A-Z]+)")
_LEVELS = {"REG": "region", "DEP": "departement", "EPCI": "epci", "EPT": "ept", "COM": "commune"}
_WIDTHS = {"region": 2, "departement": 2, "commune": 5}
FRANCE = "pays:FR"
# A place that is named rather than coded: « nom:savoie », read when only one place bears that name.
NAME = "nom"
# Districts of three cities: codes of their own in registers; the commune is the city.
_CITIES = {**{f"751{n:02}": "75056" for n in range(1, 21)}, **{f"132{n:02}": "13055" for n in range(1, 17)}}
_CITIES |= {f"6938{n}": "69123" for n in range(1, 10)}


def keys_of(text: str, name: str, problems: list[str]) -> tuple[str, ...]:
    """The places of « REG-84|DEP-73 » as keys; a problem for each part that is no such code."""
    found = _keys_in(text)
    return _read(text, name, problems) if found is None else found


@lru_cache(maxsize=1024)
def _keys_in(text: str) -> tuple[str, ...] | None:
    """The same when there is no problem to tell: what many aids say is read once."""
    problems: list[str] = []
    found = _read(text, "", problems)
    return None if problems else found


def _read(text: str, name: str, problems: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in text.split("|"):
        code = part.strip().upper()
        if not code:
            continue
        read = _COG.fullmatch(code)
        if read is None and _is_name(part):
            found[f"{NAME}:{fold(clean_line(part))}"] = None
        elif read is None:
            problems.append(_unread(part.strip(), name))
        elif read[1] == "PAYS":
            if read[2] in {"99100", "FR"}:
                found[FRANCE] = None
            else:
                problems.append(_("%(name)s : « %(code)s » n’est pas la France (PAYS-99100)") % {"name": name, "code": code[:40]})
        else:
            level = _LEVELS[read[1]]
            width = _WIDTHS.get(level, 0)
            number = read[2].zfill(width)
            number = number.lstrip("0").zfill(width) if width == 2 and len(number) > 2 and number[0] == "0" else number
            found[f"{level}:{_CITIES.get(number, number) if level == 'commune' else number}"] = None
    return tuple(found)


def _is_name(text: str) -> bool:
    """Whether it is words: a code has figures, and a postcode names several communes."""
    return any(sign.isalpha() for sign in text) and not any("0" <= sign <= "9" for sign in text)


def _unread(text: str, name: str) -> str:
    if len(text) == 5 and text.isascii() and text.isdigit():
        return _(
            "%(name)s : « %(code)s » est un code postal ou un code sans préfixe ; écrivez COM- suivi du code commune de l’INSEE "
            "(un code postal n’en est pas un)"
        ) % {"name": name, "code": text}
    return _("%(name)s : « %(code)s » n’est pas un code de lieu (attendus : PAYS-99100, REG-84, DEP-73, EPCI-200069110, COM-73065)") % {
        "name": name,
        "code": text[:40],
    }


@dataclass
class Gazetteer:
    """The places that a file names, read once each."""

    known: dict[str, Place | None] = field(default_factory=dict)
    # Names that several places bear: which.
    shared: dict[str, list[Place]] = field(default_factory=dict)

    def learn(self, keys: Iterable[str]) -> None:
        """Read those that are not known yet: one statement, then one for each that leads nowhere."""
        fresh = {key for key in keys if key not in self.known}
        if not fresh:
            return
        self._learn_names({key for key in fresh if key.startswith(f"{NAME}:")})
        fresh -= set(self.known)
        levels: dict[str, list[str]] = {}
        for key in fresh:
            level, _colon, code = key.partition(":")
            levels.setdefault(level, []).append(code[:9])
        asked = Q()
        for level, codes in levels.items():
            asked |= Q(level=level, code__in=codes)
            if level == "epci":
                asked |= Q(level="ept", code__in=codes)
        for place in Place.objects.filter(asked, is_current=True) if levels else ():
            self.known[place.key] = place
            if place.level == Place.Level.EPT:
                self.known.setdefault(f"epci:{place.code}", place)
        for key in fresh - set(self.known):
            self.known[key] = place_of(key)

    def _learn_names(self, keys: set[str]) -> None:
        """A name that one place bears; of two, neither is guessed."""
        if not keys:
            return
        found: dict[str, dict[int, Place]] = {key: {} for key in keys}
        folds = [key.partition(":")[2] for key in keys]
        for one in PlaceName.objects.filter(fold__in=folds, is_former=False, place__is_current=True).select_related("place"):
            found[f"{NAME}:{one.fold}"][one.place_id] = one.place
        for key, places in found.items():
            self.known[key] = next(iter(places.values())) if len(places) == 1 else None
            if len(places) > 1:
                self.shared[key] = sorted(places.values(), key=lambda place: place.key)

    def places(self, keys: Iterable[str], name: str, problems: list[str]) -> list[Place]:
        """The places of these keys; a problem for each that is none."""
        found = {}
        for key in keys:
            place = self.known.get(key)
            if place is None and key.startswith(f"{NAME}:"):
                problems.append(self._unnamed(key, name))
            elif place is None:
                level, _colon, code = key.partition(":")
                problems.append(
                    _("%(name)s : aucun lieu de niveau « %(level)s » ne porte le code « %(code)s » dans le code officiel géographique")
                    % {"name": name, "level": level, "code": code[:20]}
                )
            else:
                found[place.pk] = place
        return list(found.values())

    def _unnamed(self, key: str, name: str) -> str:
        words = {"name": name, "place": key.partition(":")[2][:40]}
        if key not in self.shared:
            return (
                _("%(name)s : aucun lieu ne s’appelle « %(place)s » ; écrivez son code (REG-84, DEP-73, EPCI-200069110, COM-73065)") % words
            )
        codes = ", ".join(f"{place.get_level_display()} {place.code}" for place in self.shared[key][:5])
        return _("%(name)s : plusieurs lieux s’appellent « %(place)s » (%(codes)s) ; écrivez le code de celui que vous voulez dire") % {
            **words,
            "codes": codes,
        }
