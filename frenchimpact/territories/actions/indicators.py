"""What is measured, by whom, and what it aims at."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.periods import closing
from frenchimpact.core.rows import lock
from frenchimpact.core.seen import settle
from frenchimpact.territories import facts, rules
from frenchimpact.territories.actions.methods import first_method
from frenchimpact.territories.messages.indicators import finish_asked
from frenchimpact.territories.models import Aim, Indicator, Territory

# One to three per action.
MOST_PER_ACTION = 3
FIELDS = (
    "challenge",
    "action",
    "name",
    "unit",
    "direction",
    "frequency",
    "source",
    "method",
    "keeper",
    "keeper_organisation",
    "common",
    "project",
    "counts_nationally",
)
AIM = ("baseline", "baseline_on", "target", "target_on")


@transaction.atomic
def add_indicator(*, territory: Territory, by: User | None, aim: Mapping[str, Any] | None = None, **fields: Any) -> Indicator:
    """One more thing to measure, with its aim when it is known. Raises Refusal or Incomplete."""
    territory = lock(territory)
    last = territory.indicators.aggregate(last=Max("number"))["last"] or 0
    indicator = Indicator(territory=territory, number=last + 1, **fields)
    indicator.due_on = closing(clock.today(), indicator.frequency)
    _save(indicator)
    if indicator.method:
        first_method(indicator, by)
    announce(facts.IndicatorAdded(territory_id=territory.pk, indicator_id=indicator.pk), by=by)
    if aim and any(aim.get(name) is not None for name in AIM):
        given: dict[str, Any] = {name: aim.get(name) for name in AIM}
        set_aim(indicator=indicator, by=by, **given)
    return indicator


@transaction.atomic
def change_indicator(*, indicator: Indicator, by: User, seen: str = "", **fields: Any) -> Indicator:
    """What it measures, how, and who is asked for it. A method that is written already changes by `change_method`.

    `seen` is the seals of what the page showed. Raises Refusal, Incomplete, or Stale when somebody wrote the same field in between.
    """
    indicator = lock(indicator)
    unit, frequency, method = indicator.unit, indicator.frequency, indicator.method
    if method:
        fields.pop("method", None)
    taken = settle({name: getattr(indicator, name) for name in fields}, fields, seen)
    for name, value in taken.items():
        setattr(indicator, name, value)
    _take_common_unit(indicator)
    if indicator.measurements.exists():
        _check_counted_alike(indicator, unit, frequency)
    elif indicator.frequency != frequency:
        indicator.due_on = closing(clock.today(), indicator.frequency)
    _save(indicator)
    if indicator.method and not method:
        first_method(indicator, by)
    announce(facts.IndicatorChanged(territory_id=indicator.territory_id, indicator_id=indicator.pk), by=by)
    return indicator


def _take_common_unit(indicator: Indicator) -> None:
    """Totals of the country add up one unit."""
    if indicator.common is not None:
        indicator.unit = indicator.common.unit_fr


def _check_counted_alike(indicator: Indicator, unit: str, frequency: str) -> None:
    """Values that are there keep what they counted, and their periods."""
    if indicator.unit != unit:
        words = _("Des valeurs existent en « %(unit)s » : ajoutez un autre indicateur pour compter autrement.") % {"unit": unit}
        raise Incomplete(words, {"unit": words} if indicator.common is None else {"common": words})
    if indicator.frequency != frequency:
        known = Indicator.Frequency(frequency).label.lower()
        words = _("Des valeurs existent %(frequency)s : terminez cet indicateur et ajoutez-en un autre pour mesurer à un autre rythme.")
        words = words % {"frequency": known}
        raise Incomplete(words, {"frequency": words})


def _save(indicator: Indicator) -> None:
    """Judge the whole, then write it."""
    if indicator.challenge.territory_id != indicator.territory_id:
        raise Incomplete(_("Ce défi est d’un autre territoire."), {"challenge": _("Choisissez un défi de ce territoire.")})
    action = indicator.action
    if action is not None:
        # Two who add one at the same moment wait for each other.
        lock(action)
        indicator.challenge = action.objective.challenge
        others = action.indicators.filter(ended_on=None).exclude(pk=indicator.pk).count()
        if action.territory_id != indicator.territory_id or others >= MOST_PER_ACTION:
            words = _("Cette action a déjà %(count)s indicateurs : gardez les plus parlants, trois au plus.") % {"count": others}
            raise Incomplete(words, {"action": words})
    if indicator.keeper is not None and not rules.can_keep(indicator.territory).filter(pk=indicator.keeper.pk).exists():
        words = _("Cette personne n’est dans aucune structure du collectif.")
        raise Incomplete(words, {"keeper": words})
    _take_common_unit(indicator)
    if indicator.common is None and indicator.counts_nationally:
        words = _("Choisissez l’indicateur national auquel il compte.")
        raise Incomplete(words, {"common": words})
    try:
        with transaction.atomic():
            indicator.save()
    except IntegrityError as error:
        if "indicator_counted_once" not in str(error):
            raise
        words = _("Un autre territoire compte déjà ce résultat de ce projet pour le pays. Il n’est compté qu’une fois : décochez la case.")
        raise Incomplete(words, {"counts_nationally": words}) from error


@transaction.atomic
def set_aim(
    *,
    indicator: Indicator,
    by: User | None,
    baseline: Decimal | None = None,
    baseline_on: dt.date | None = None,
    target: Decimal | None = None,
    target_on: dt.date | None = None,
    reason: str = "",
) -> Aim:
    """From where to where, by when. An earlier aim stays, and the new one says why. Raises Incomplete or Refusal."""
    indicator = lock(indicator)
    earlier = indicator.aims.order_by("-number").first()
    given = (baseline, baseline_on, target, target_on)
    missing = _missing(indicator, baseline, baseline_on, target, target_on)
    if earlier is not None and not missing:
        if given == tuple(getattr(earlier, name) for name in AIM):
            raise Refusal(_("C’est déjà la cible : rien n’a changé."))
        if not reason.strip():
            missing["reason"] = _("Dites pourquoi la cible change : l’ancienne et la raison resteront visibles.")
    if missing:
        raise Incomplete(_("La cible n’est pas complète."), missing)
    aim = Aim.objects.create(
        indicator=indicator,
        number=earlier.number + 1 if earlier else 1,
        baseline=baseline,
        baseline_on=baseline_on,
        target=target,
        target_on=target_on,
        reason=reason.strip() if earlier else "",
        by=by,
    )
    announce(facts.AimSet(territory_id=indicator.territory_id, indicator_id=indicator.pk, number=aim.number), by=by)
    return aim


def _missing(
    indicator: Indicator, baseline: Decimal | None, baseline_on: dt.date | None, target: Decimal | None, target_on: dt.date | None
) -> dict[str, Any]:
    """What an aim lacks, by field."""
    missing: dict[str, Any] = {}
    if (baseline is None) != (baseline_on is None):
        missing["baseline_on" if baseline_on is None else "baseline"] = _("Le point de départ demande un nombre et sa date.")
    if (target is None) != (target_on is None):
        missing["target_on" if target_on is None else "target"] = _("La cible demande un nombre et sa date.")
    if baseline is None and target is None:
        missing.setdefault("target", _("Écrivez au moins la cible, ou le point de départ."))
    if baseline_on and target_on and target_on <= baseline_on:
        missing["target_on"] = _("La cible vient après le point de départ.")
    if baseline is not None and target is not None and baseline != target:
        rises = indicator.direction == Indicator.Direction.UP
        if rises != (target > baseline):
            missing["target"] = (
                _("Cet indicateur doit augmenter : la cible est au-dessus du point de départ. Sinon, changez son sens.")
                if rises
                else _("Cet indicateur doit baisser : la cible est en dessous du point de départ. Sinon, changez son sens.")
            )
    return missing


@transaction.atomic
def end_indicator(*, indicator: Indicator, by: User) -> Indicator:
    """It is followed no more: nothing is asked, its values and aims stay. Raises Refusal."""
    indicator = lock(indicator)
    if indicator.ended_on is not None:
        raise Refusal(_("Cet indicateur n’est déjà plus suivi."))
    indicator.ended_on, indicator.due_on = clock.today(), None
    indicator.save(update_fields=["ended_on", "due_on"])
    finish_asked([indicator.pk])
    announce(facts.IndicatorEnded(territory_id=indicator.territory_id, indicator_id=indicator.pk), by=by)
    return indicator
