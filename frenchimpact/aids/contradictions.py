"""What an aid says that cannot be, or that nobody can meet: pure, without the database, told before it is saved.

An error keeps it from being saved; a warning lets it be saved, and says what will happen.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.aids.actions.catalogue import Condition, Ground
from frenchimpact.aids.explaining import bounds_words
from frenchimpact.aids.presenting import euros
from frenchimpact.geo.models import Place
from frenchimpact.projects.models import Stage

EARLY_STAGES = {"besoin", "idee"}
# The least age, in months, that a project at its idea hardly has.
EARLY_MONTHS = 24
# What pays part of an expense; the rest lends, invests, or gives time.
SHARES_COSTS = {"subvention", "prix", "avance_recuperable", "mecenat_financier"}


@dataclass(frozen=True)
class Contradiction:
    """One thing said that contradicts another: beside which field, in words, and whether it keeps the aid from being saved."""

    field: str
    words: str
    is_error: bool = True


def contradictions(
    values: Mapping[str, Any],
    ground: Ground,
    conditions: Iterable[Condition],
    *,
    today: dt.date,
    themes_seen: Collection[str] | None = None,
) -> list[Contradiction]:
    """All of them, errors first. `themes_seen`: the themes of published projects, when they are known."""
    rules = {condition.subject: condition for condition in conditions if not condition.is_wish}
    found = [
        *_amounts(values, rules),
        *_dates(values, today),
        *_places(ground),
        *_bounds(rules),
        *_who(rules),
        *_themes(rules, themes_seen),
    ]
    return sorted(found, key=lambda one: not one.is_error)


def _amounts(values: Mapping[str, Any], rules: Mapping[str, Condition]) -> list[Contradiction]:
    found = []
    low, high, rate = values.get("ticket_min"), values.get("ticket_max"), values.get("rate_max")
    if low is not None and high is not None and low > high:
        words = _("Le montant maximum (%(high)s) est plus petit que le minimum (%(low)s).") % {"high": euros(high), "low": euros(low)}
        found.append(Contradiction("ticket_max", words))
    asked = rules.get("amount")
    if asked and low is not None and asked.maximum is not None and low > asked.maximum:
        words = _("L’aide donne au moins %(low)s, et ne s’adresse qu’à qui cherche au plus %(high)s.")
        found.append(Contradiction("amount_max", words % {"low": euros(low), "high": euros(asked.maximum)}))
    if asked and high is not None and asked.minimum is not None and high < asked.minimum:
        words = _(
            "L’aide donne au plus %(high)s, et ne s’adresse qu’à qui cherche au moins %(low)s : elle ne couvrira jamais tout le besoin."
        )
        found.append(Contradiction("amount_min", words % {"high": euros(high), "low": euros(asked.minimum)}, is_error=False))
    if rate is not None and values.get("instruments") and not SHARES_COSTS & set(values["instruments"]):
        words = _("Un taux dit quelle part d’une dépense est payée : la nature choisie ne paie pas de dépense.")
        found.append(Contradiction("rate_max", words, is_error=False))
    elif rate is not None and high is None and not values.get("amounts_note"):
        words = _("Un taux, mais de quelle dépense, et jusqu’à combien ? Donnez un maximum, ou précisez en quelques mots.")
        found.append(Contradiction("amounts_note", words, is_error=False))
    return found


def _dates(values: Mapping[str, Any], today: dt.date) -> list[Contradiction]:
    found = []
    opens, closes = values.get("opens_on"), values.get("closes_on")
    begins, ends = values.get("next_opens_on"), values.get("next_closes_on")
    if opens and closes and opens > closes:
        found.append(Contradiction("closes_on", _("La fermeture est avant l’ouverture.")))
    if begins and ends and begins > ends:
        found.append(Contradiction("next_closes_on", _("La prochaine fermeture est avant la prochaine ouverture.")))
    if values.get("rhythm") == "permanent" and closes:
        found.append(
            Contradiction("closes_on", _("Une aide ouverte toute l’année n’a pas de date de fermeture : ôtez-la, ou changez le rythme."))
        )
    if closes and closes < today:
        words = _("La date de fermeture est passée depuis le %(day)s : l’aide paraîtra fermée.") % {
            "day": date_format(closes, "DATE_FORMAT")
        }
        found.append(Contradiction("closes_on", words, is_error=False))
    if begins and closes and begins <= closes:
        found.append(Contradiction("next_opens_on", _("La prochaine édition ouvre avant que celle-ci ferme."), is_error=False))
    return found


def covers(wide: Place, place: Place) -> bool:
    """Whether the first contains all of the second, or is it: official units only."""
    if wide.pk == place.pk or (wide.level == Place.Level.COUNTRY and wide.code == "FR"):
        return True
    return wide.pk in {place.department_id, place.region_id, place.epci_id, place.ept_id}


def _places(ground: Ground) -> list[Contradiction]:
    left = [place for place in ground.places if not any(covers(out, place) for out in ground.excluded)]
    if ground.places and not left:
        words = _("Les lieux exclus couvrent toute la zone de l’aide : plus personne n’y est.")
        return [Contradiction("excluded", words)]
    found = []
    for out in ground.excluded:
        inside = [place for place in ground.places if covers(place, out)]
        covered = [place for place in ground.places if covers(out, place)]
        if covered:
            words = _("« %(out)s » est exclu et contient « %(place)s », où l’aide s’applique : ôtez l’un des deux.")
            found.append(Contradiction("excluded", words % {"out": out.name, "place": covered[0].name}))
        elif not inside and ground.places:
            words = _("« %(out)s » est déjà hors de la zone : l’exclure ne change rien.") % {"out": out.name}
            found.append(Contradiction("excluded", words, is_error=False))
    return found


def _bounds(rules: Mapping[str, Condition]) -> list[Contradiction]:
    found = []
    for subject in ("budget", "amount", "age", "employees", "evidence"):
        rule = rules.get(subject)
        if rule and rule.minimum is not None and rule.maximum is not None and rule.minimum > rule.maximum:
            words = _("Le maximum est plus petit que le minimum : personne ne peut remplir cette condition.")
            found.append(Contradiction(f"{subject}_max", words))
    return found


def _who(rules: Mapping[str, Condition]) -> list[Contradiction]:
    found = []
    forms, stages, age = rules.get("form"), rules.get("stage"), rules.get("age")
    of_structures = [subject for subject in ("budget", "age", "employees") if subject in rules]
    if forms and "sans_structure" in forms.values and of_structures:
        is_alone = set(forms.values) == {"sans_structure"}
        words = (
            _("L’aide ne s’adresse qu’à des personnes sans structure : elles n’ont ni budget, ni ancienneté, ni emplois à comparer.")
            if is_alone
            else _("Une personne sans structure n’a ni budget, ni ancienneté, ni emplois : pour elle, ces conditions resteront à vérifier.")
        )
        found.append(Contradiction(f"{of_structures[0]}_min", words, is_error=is_alone))
    if stages and age and age.minimum is not None and age.minimum >= EARLY_MONTHS and set(stages.values) <= EARLY_STAGES:
        words = _("À ce stade, peu de projets ont une structure qui existe depuis %(age)s.")
        found.append(Contradiction("age_min", words % {"age": bounds_words("age", age.minimum, None)}, is_error=False))
    if stages and set(stages.values) == {Stage.NEED} and "qualified" in rules:
        words = _("Un besoin sans porteur n’est pas qualifié tant que personne ne le porte : peu de projets remplissent les deux.")
        found.append(Contradiction("qualified", words, is_error=False))
    if stages and set(stages.values) <= EARLY_STAGES and (proof := rules.get("evidence")) and (proof.minimum or Decimal(0)) >= 2:
        words = _("À ce stade, un projet n’a pas encore de données sur ses effets.")
        found.append(Contradiction("evidence_min", words, is_error=False))
    return found


def _themes(rules: Mapping[str, Condition], seen: Collection[str] | None) -> list[Contradiction]:
    asked = rules.get("theme")
    if asked is None or seen is None or set(asked.values) & set(seen):
        return []
    words = _("Aucun projet publié n’a ces thèmes aujourd’hui. Préférez-les sans les exiger, ou attendez que des projets arrivent.")
    return [Contradiction("themes", words, is_error=False)]
