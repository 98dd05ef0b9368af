"""What a project follows: choosing an indicator, where the project acts, what it aims at; ending, and going on under a new version."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.days import is_sensible
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.periods import closing
from frenchimpact.core.rows import copy_rows, lock
from frenchimpact.geo.models import Place
from frenchimpact.impact import facts
from frenchimpact.impact.judging import Shares
from frenchimpact.impact.messages.measures import finish_asked, pace_of
from frenchimpact.impact.models import Followed, FollowedShare, ImpactAim
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of, team_of

AIM = ("baseline", "baseline_on", "target", "target_on")
# A list that nobody keeps up to date says nothing.
MOST_FOLLOWED = 40


@transaction.atomic
def follow_indicator(
    *,
    project: Project,
    indicator: Indicator,
    by: User | None,
    method_version: MethodVersion | None = None,
    started_on: dt.date | None = None,
    sdg: int | None = None,
    theme: str = "",
    keeper: User | None = None,
    shares: Shares | None = None,
    follows: Followed | None = None,
) -> Followed:
    """One more indicator, where the project acts unless told otherwise. Raises Refusal or Incomplete."""
    project = lock(project)
    today = clock.today()
    started_on = started_on or dt.date(today.year, 1, 1)
    _check_start(project, indicator, started_on, today)
    _check_method(indicator, method_version)
    followed = Followed(
        project=project,
        indicator=indicator,
        method_version=method_version,
        sdg=sdg or indicator.sdg,
        theme=theme,
        keeper=keeper,
        started_on=started_on,
        expected_to=today.year,
        due_on=closing(started_on, pace_of(indicator.frequency)),
        is_counted=project.status == Project.Status.PUBLISHED,
        follows=follows,
        created_by=by,
    )
    followed.sdgs_concerned = [one for one in indicator.sdgs_concerned if one != followed.sdg]
    _check_who_and_why(followed)
    followed.save()
    _settle(followed, equal_shares(places_of(project)) if shares is None else shares)
    announce(facts.IndicatorFollowed(project_id=project.pk, followed_id=followed.pk), by=by)
    return followed


def equal_shares(places: Sequence[Place]) -> Shares:
    """The same part for each; the first takes what does not divide."""
    if not places:
        return ()
    each = round(Decimal(100) / len(places), 4)
    rest = Decimal(100) - each * (len(places) - 1)
    return tuple((place.pk, each if position else rest) for position, place in enumerate(places))


def _check_start(project: Project, indicator: Indicator, started_on: dt.date, today: dt.date) -> None:
    if not is_sensible(started_on) or started_on > today:
        words = _("Choisissez un jour déjà passé : on suit ce qui a commencé.")
        raise Incomplete(words, {"started_on": words})
    if project.followed.filter(indicator=indicator).exists():
        raise Refusal(_("Ce projet suit déjà « %s ».") % indicator)
    if project.followed.filter(indicator__code=indicator.code, ended_on=None).exists():
        raise Refusal(_("Ce projet suit « %s » dans une autre version : poursuivez depuis la page de cet indicateur.") % indicator)
    if project.followed.filter(ended_on=None).count() >= MOST_FOLLOWED:
        raise Refusal(_("Un projet suit au plus %s indicateurs : terminez-en un avant d’en ajouter.") % MOST_FOLLOWED)


def _check_method(indicator: Indicator, version: MethodVersion | None) -> None:
    """A value says by which method it was measured: one that counts it."""
    if version is not None and not version.uses.filter(indicator=indicator).exists():
        raise Refusal(_("La méthode « %(method)s » ne compte pas « %(indicator)s ».") % {"method": version, "indicator": indicator.pinned})


def _check_who_and_why(followed: Followed) -> None:
    if followed.sdg is not None and not 1 <= followed.sdg <= 17:
        words = _("Choisissez un des dix-sept objectifs.")
        raise Incomplete(words, {"sdg": words})
    if followed.keeper is not None and followed.keeper not in team_of(followed.project):
        words = _("Cette personne n’est pas dans l’équipe du projet.")
        raise Incomplete(words, {"keeper": words})
    if followed.theme and followed.theme not in followed.project.themes:
        words = _("Choisissez un des thèmes du projet.")
        raise Incomplete(words, {"theme": words})


def _settle(followed: Followed, shares: Shares) -> None:
    total = sum((share for _place, share in shares), Decimal())
    if not shares:
        words = _("Dites d’abord où le projet agit : une valeur a toujours un lieu.")
        raise Incomplete(words, {"shares": words})
    if total != 100 or len({place for place, _share in shares}) != len(shares) or any(share <= 0 for _place, share in shares):
        words = _("Les parts des lieux font %s %% : elles doivent faire 100 %%, chaque lieu une fois.") % total.normalize()
        raise Incomplete(words, {"shares": words})
    followed.shares.all().delete()
    copy_rows(FollowedShare, [{"followed_id": followed.pk, "place_id": place, "share": share} for place, share in shares])


@transaction.atomic
def settle_following(*, followed: Followed, by: User, shares: Shares | None = None, **fields: Any) -> Followed:
    """Where the project acts (for the values to come), for what values count (`sdg`, `theme`), by whom (`keeper`). Raises Incomplete."""
    followed = lock(followed)
    for name in fields.keys() & {"sdg", "theme", "keeper", "method_version"}:
        setattr(followed, name, fields[name])
    _check_method(followed.indicator, followed.method_version)
    followed.sdgs_concerned = [one for one in followed.indicator.sdgs_concerned if one != followed.sdg]
    _check_who_and_why(followed)
    followed.save()
    if shares is not None:
        _settle(followed, shares)
    announce(facts.FollowingChanged(project_id=followed.project_id, followed_id=followed.pk), by=by)
    return followed


@transaction.atomic
def set_impact_aim(*, followed: Followed, by: User | None, reason: str = "", is_by_programme: bool = False, **aim: Any) -> ImpactAim:
    """From where to where, by when (`baseline`, `baseline_on`, `target`, `target_on`). Raises Incomplete or Refusal.

    An earlier aim stays, and the new one says why. Once locked, only the programme moves it.
    """
    followed = lock(followed)
    if followed.locked_at is not None and not is_by_programme:
        raise Refusal(_("La cible est arrêtée, parce qu’un accord repose sur elle : seule l’équipe du programme peut la changer."))
    earlier = followed.aims.first()
    given = {name: aim.get(name) for name in AIM}
    missing = _aim_lacks(followed, **given)
    if earlier is not None and not missing:
        if all(given[name] == getattr(earlier, name) for name in AIM):
            raise Refusal(_("C’est déjà la cible : rien n’a changé."))
        if not reason.strip():
            missing["reason"] = _("Dites pourquoi la cible change : l’ancienne et la raison resteront visibles.")
    if missing:
        raise Incomplete(_("La cible n’est pas complète."), missing)
    number = earlier.number + 1 if earlier else 1
    made = ImpactAim.objects.create(followed=followed, number=number, reason=reason.strip() if earlier else "", by=by, **given)
    announce(facts.ImpactAimSet(project_id=followed.project_id, followed_id=followed.pk, number=number), by=by)
    return made


def _aim_lacks(
    followed: Followed, baseline: Decimal | None, baseline_on: dt.date | None, target: Decimal | None, target_on: dt.date | None
) -> dict[str, Any]:
    """What an aim lacks, by field."""
    lacks: dict[str, Any] = {}
    indicator = followed.indicator
    if (baseline is None) != (baseline_on is None):
        lacks["baseline_on" if baseline_on is None else "baseline"] = _("Le point de départ demande un nombre et sa date.")
    if (target is None) != (target_on is None):
        lacks["target_on" if target_on is None else "target"] = _("La cible demande un nombre et sa date.")
    if baseline is None and target is None:
        lacks.setdefault("target", _("Écrivez au moins la cible, ou le point de départ."))
    if baseline_on and target_on and target_on <= baseline_on:
        lacks["target_on"] = _("La cible vient après le point de départ.")
    for name, value in (("baseline", baseline), ("target", target)):
        low, high = indicator.minimum, indicator.maximum
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            lacks[name] = _("Ce nombre est hors des bornes de l’indicateur.")
    if baseline is not None and target is not None and baseline != target and indicator.direction != Indicator.Direction.NONE:
        rises = indicator.direction == Indicator.Direction.UP
        if rises != (target > baseline):
            lacks["target"] = (
                _("Cet indicateur doit augmenter : la cible est au-dessus du point de départ.")
                if rises
                else _("Cet indicateur doit baisser : la cible est en dessous du point de départ.")
            )
    return lacks


@transaction.atomic
def lock_aim(*, followed: Followed, by: User | None) -> Followed:
    """Something rests on the aim: it no longer moves without the programme. Raises Refusal when there is no target."""
    followed = lock(followed)
    aim = followed.aims.first()
    if aim is None or aim.target is None:
        raise Refusal(_("Fixez d’abord une cible : un accord repose sur elle."))
    if followed.locked_at is None:
        followed.locked_at = clock.now()
        followed.save(update_fields=["locked_at"])
        announce(facts.ImpactAimLocked(project_id=followed.project_id, followed_id=followed.pk), by=by)
    return followed


@transaction.atomic
def end_following(*, followed: Followed, by: User | None, on: dt.date | None = None, expected_to: int | None = None) -> Followed:
    """It is followed no more: nothing is asked after that day, nor expected after that year; values and aims stay. Raises Refusal."""
    followed = lock(followed)
    on = on or clock.today()
    if followed.ended_on is not None:
        raise Refusal(_("Cet indicateur n’est déjà plus suivi."))
    if on < followed.started_on:
        raise Refusal(_("Il ne peut pas finir avant d’avoir commencé."))
    if followed.measures.filter(starts_on__gt=on).exists():
        raise Refusal(_("Des valeurs existent après ce jour : choisissez un jour plus tardif."))
    followed.ended_on, followed.due_on, followed.expected_to = on, None, on.year if expected_to is None else expected_to
    followed.save(update_fields=["ended_on", "due_on", "expected_to"])
    finish_asked([followed.pk])
    announce(facts.FollowingEnded(project_id=followed.project_id, followed_id=followed.pk), by=by)
    return followed


@transaction.atomic
def go_on_under(*, followed: Followed, indicator: Indicator, by: User, method_version: MethodVersion | None = None) -> Followed:
    """The same thing under a new version of its definition: the series goes on after a visible break. Raises Refusal.

    The break falls where values stop: at the start of the year that follows the last one, or of this year.
    """
    followed = lock(followed)
    if indicator.code != followed.indicator.code or indicator.version <= followed.indicator.version:
        raise Refusal(_("Choisissez une version plus récente du même indicateur."))
    last = followed.measures.order_by("-ends_on").first()
    year = max(clock.today().year, last.ends_on.year + 1 if last else followed.started_on.year)
    if year > clock.today().year:
        words = _("L’année en cours a déjà une valeur sous l’ancienne définition : poursuivez sous la nouvelle en janvier.")
        raise Refusal(words)
    begins = max(dt.date(year, 1, 1), followed.started_on)
    # The year of the break is expected once, under the new definition.
    end_following(followed=followed, by=by, on=max(begins - dt.timedelta(days=1), followed.started_on), expected_to=year - 1)
    return follow_indicator(
        project=followed.project,
        indicator=indicator,
        by=by,
        method_version=method_version,
        started_on=begins,
        sdg=followed.sdg,
        theme=followed.theme if followed.theme in followed.project.themes else "",
        keeper=followed.keeper if followed.keeper in team_of(followed.project) else None,
        shares=tuple(followed.shares.values_list("place_id", "share")),
        follows=followed,
    )


@transaction.atomic
def count_publicly(*, project: Project) -> int:
    """Public figures count what a project measures while it is public. Gives how many lines changed."""
    is_public = Project.objects.filter(pk=project.pk, status=Project.Status.PUBLISHED).exists()
    return Followed.objects.filter(project=project, is_counted=not is_public).update(is_counted=is_public)


@transaction.atomic
def expect_this_year() -> int:
    """A new year is expected of what is still followed. Gives of how many."""
    year = clock.today().year
    return Followed.objects.filter(ended_on=None, expected_to__lt=year).update(expected_to=year)
