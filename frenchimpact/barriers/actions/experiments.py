"""The register of experiments: entered, measured, checked half-way, warned of its end, decided. None lapses unnoticed."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions import references
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.names import check_names
from frenchimpact.barriers.actions.talk import write
from frenchimpact.barriers.messages import experiments as messages
from frenchimpact.barriers.messages.outcomes import tell_decided
from frenchimpact.barriers.models import (
    Authority,
    Barrier,
    Case,
    Channel,
    Circle,
    Ending,
    Experiment,
    ExperimentIndicator,
    ExperimentNorm,
    ExperimentPlace,
    ExperimentTerm,
    ExperimentValue,
    Message,
    Norm,
    Outcome,
)
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text, fold
from frenchimpact.design.words import day
from frenchimpact.geo.models import Place

CHANNELS = (Channel.PREFECT, Channel.STATE_REGULATORY, Channel.STATE_LEGISLATIVE, Channel.LOCAL)
MOST_INDICATORS = 20
_RUNNING = ("", Ending.EXTENDED)


@dataclass(frozen=True)
class Counted:
    """What was agreed to be counted."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None


def check_experiment(
    *,
    title: str,
    object: str,
    legal_basis: str,
    authority_name: str,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    check_on: dt.date | None,
    indicators: Sequence[Counted],
    channel: str,
    places: Collection[Place],
) -> dict[str, Text]:
    """What is missing for an experiment to be followed: a ground, an end, something to count, a day to look at it half-way."""
    wrong: dict[str, Text] = {}
    if channel == Channel.PREFECT and not places:
        wrong["places"] = _("Un préfet ne décide que pour son territoire : dites où cette dérogation vaut.")
    if not title:
        wrong["title"] = _("Donnez un nom à l’expérimentation.")
    if not object:
        wrong["object"] = _("Écrivez ce qui est essayé.")
    if not legal_basis:
        wrong["legal_basis"] = _("Citez le texte qui permet cette expérimentation.")
    if not authority_name:
        wrong["authority_name"] = _("Écrivez quelle autorité a décidé.")
    if starts_on is None:
        wrong["starts_on"] = _("Une expérimentation a un premier jour.")
    if ends_on is None:
        wrong["ends_on"] = _("Une expérimentation a un dernier jour.")
    elif starts_on is not None and ends_on < starts_on:
        wrong["ends_on"] = _("La fin vient après le début.")
    elif check_on is None:
        wrong["check_on"] = _("Choisissez le jour du point de mi-parcours.")
    elif starts_on is not None and not starts_on <= check_on <= ends_on:
        wrong["check_on"] = _("Choisissez un jour entre le début et la fin.")
    if not indicators:
        wrong["indicators"] = _("Convenez dès le départ d’au moins une chose à compter.")
    elif len({fold(one.name) for one in indicators}) < len(indicators):
        wrong["indicators"] = _("Deux indicateurs portent le même nom.")
    elif len(indicators) > MOST_INDICATORS:
        wrong["indicators"] = _("Vingt indicateurs au plus.")
    return wrong


@transaction.atomic
def open_experiment(
    *,
    by: User | None,
    title: str,
    object: str,
    channel: str,
    legal_basis: str,
    authority_name: str,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    check_on: dt.date | None,
    indicators: Sequence[Counted],
    beneficiary: str = "",
    conditions: str = "",
    evaluation_plan: str = "",
    places: Sequence[Place] = (),
    norms: Sequence[Norm] = (),
    outcome: Outcome | None = None,
    barrier: Barrier | None = None,
    authority: Authority | None = None,
    follower: User | None = None,
    is_public: bool = True,
    is_demo: bool = False,
    kept_names: Collection[str] = (),
) -> Experiment:
    """One more in the register, from a case or known from elsewhere. Raises Incomplete; NamesLeft when a public one says who asked."""
    title, object, legal_basis = clean_line(title)[:200], clean_text(object), clean_text(legal_basis)
    authority_name = clean_line(authority_name)[:200]
    wrong = check_experiment(
        title=title,
        object=object,
        legal_basis=legal_basis,
        authority_name=authority_name,
        starts_on=starts_on,
        ends_on=ends_on,
        check_on=check_on,
        indicators=indicators,
        channel=channel,
        places=places,
    )
    if channel not in CHANNELS:
        wrong["channel"] = _("Choisissez par quelle voie.")
    if wrong or starts_on is None or ends_on is None or check_on is None:
        raise Incomplete(_("L’expérimentation n’est pas inscrite : il reste quelque chose à corriger."), wrong)
    if is_public and not is_demo:
        said = {"title": title, "object": object, "beneficiary": beneficiary, "conditions": conditions, "evaluation": evaluation_plan}
        said |= {"legal_basis": legal_basis, "decided_by": authority_name, "indicators": "\n".join(one.name for one in indicators)}
        check_names(said, [outcome.case] if outcome else [], kept_names)
    reference = references.next_reference(references.EXPERIMENT)
    experiment = Experiment.objects.create(
        reference=reference,
        slug=_slug(title, reference),
        title=title,
        object=object,
        channel=channel,
        legal_basis=legal_basis,
        authority=authority,
        authority_name=authority_name,
        starts_on=starts_on,
        ends_on=ends_on,
        check_on=check_on,
        beneficiary=clean_line(beneficiary)[:300],
        conditions=clean_text(conditions),
        evaluation_plan=clean_text(evaluation_plan),
        outcome=outcome,
        barrier=barrier,
        follower=follower or by,
        created_by=by,
        is_public=is_public,
        is_demo=is_demo,
    )
    ExperimentTerm.objects.create(experiment=experiment, ends_on=ends_on, ground=legal_basis, by=by)
    ExperimentPlace.objects.bulk_create([ExperimentPlace(experiment=experiment, place=one) for one in places])
    ExperimentNorm.objects.bulk_create([ExperimentNorm(experiment=experiment, norm=one) for one in norms])
    ExperimentIndicator.objects.bulk_create(
        [
            ExperimentIndicator(experiment=experiment, name=one.name, unit=one.unit, baseline=one.baseline, target=one.target)
            for one in indicators
        ]
    )
    announce(facts.ExperimentMoved(experiment_id=experiment.pk, verb="open"), by=by)
    return experiment


def _slug(title: str, reference: str) -> str:
    base = slugify(fold(title))[:60].strip("-") or reference.lower()
    return f"{base}-{reference.lower()}" if Experiment.objects.filter(Q(slug=base) | Q(former_slugs__contains=[base])).exists() else base


@transaction.atomic
def write_value(*, indicator: ExperimentIndicator, on: dt.date, value: Decimal, by: User | None, note: str = "") -> ExperimentValue:
    """One value; another one on the same day corrects it, and both stay. Raises Incomplete."""
    experiment = indicator.experiment
    if not experiment.starts_on <= on <= clock.today():
        raise Incomplete(
            _("La valeur n’est pas enregistrée."),
            {"on": _("Choisissez un jour entre le %(start)s et aujourd’hui.") % {"start": day(experiment.starts_on)}},
        )
    row = ExperimentValue.objects.create(indicator=indicator, on=on, value=value, note=clean_line(note)[:500], by=by)
    announce(facts.ExperimentMoved(experiment_id=experiment.pk, verb="measure"), by=by)
    return row


@transaction.atomic
def check_half_way(*, experiment: Experiment, on: dt.date, notes: str, by: User | None) -> Experiment:
    """The mid-term check was held: what it says stays. Raises OutOfTurn, Incomplete."""
    experiment = _running(experiment)
    notes = clean_text(notes)
    wrong: dict[str, Text] = {}
    if not notes:
        wrong["notes"] = _("Écrivez ce que montre ce point.")
    if not experiment.starts_on <= on <= clock.today():
        wrong["on"] = _("Choisissez un jour entre le début et aujourd’hui.")
    if wrong:
        raise Incomplete(_("Le point n’est pas enregistré."), wrong)
    experiment.checked_on, experiment.check_notes, experiment.version = on, notes, experiment.version + 1
    experiment.save(update_fields=["checked_on", "check_notes", "version"])
    messages.finish_check(experiment)
    _follow_case(experiment)
    announce(facts.ExperimentMoved(experiment_id=experiment.pk, verb="check"), by=by)
    return experiment


def _running(experiment: Experiment) -> Experiment:
    experiment = lock(experiment)
    if experiment.ending not in _RUNNING:
        raise OutOfTurn(_("Cette expérimentation est déjà décidée : « %(ending)s ».") % {"ending": experiment.get_ending_display()})
    return experiment


@transaction.atomic
def decide(
    *,
    experiment: Experiment,
    ending: str,
    by: User | None,
    reason: str,
    ends_on: dt.date | None = None,
    kept: Collection[int] = (),
    evaluation: str = "",
    on: dt.date | None = None,
) -> Experiment:
    """The decision that every experiment must end with; extended, it goes on to a new end. Raises OutOfTurn, Incomplete."""
    experiment, reason, on = _running(experiment), clean_text(reason), on or clock.today()
    places = list(experiment.places.all())
    wrong: dict[str, Text] = {}
    if ending not in Ending.values:
        wrong["ending"] = _("Choisissez ce qui est décidé.")
    if not reason:
        wrong["reason"] = _("Écrivez pourquoi : la décision est publique.")
    if on > clock.today():
        wrong["on"] = _("Écrivez un jour passé, ou aujourd’hui.")
    latest = max(experiment.ends_on, clock.today())
    if ending == Ending.EXTENDED and (ends_on is None or ends_on <= latest):
        wrong["ends_on"] = _("Choisissez un jour après le %(on)s.") % {"on": day(latest)}
    if ending == Ending.KEPT and (words := _trouble_of_places(places, kept)):
        wrong["kept"] = words
    if wrong:
        raise Incomplete(_("La décision n’est pas enregistrée."), wrong)
    experiment.ending, experiment.ended_on, experiment.ending_reason = ending, on, reason
    experiment.evaluation = clean_text(evaluation) or experiment.evaluation
    experiment.version += 1
    if ending == Ending.EXTENDED and ends_on is not None:
        experiment.ends_on = ends_on
        ExperimentTerm.objects.create(experiment=experiment, ends_on=ends_on, ground=reason, by=by)
    elif ending == Ending.KEPT:
        for one in places:
            one.kept = one.pk in kept
        ExperimentPlace.objects.bulk_update(places, ["kept"])
    experiment.save()
    messages.finish_ending(experiment)
    _end_case(experiment, by)
    announce(facts.ExperimentMoved(experiment_id=experiment.pk, verb=ending), by=by)
    return experiment


def _trouble_of_places(places: Sequence[ExperimentPlace], kept: Collection[int]) -> str:
    known = {one.pk for one in places}
    if len(known) < 2:
        return _("Cette expérimentation n’a pas plusieurs lieux : généralisez-la, prolongez-la ou arrêtez-la.")
    if not set(kept) & known or set(kept) >= known:
        return _("Cochez les lieux où elle continue : au moins un, et pas tous.")
    return ""


def _case_of(experiment: Experiment) -> Case | None:
    outcome = Outcome.objects.select_related("case").filter(experiment=experiment).first()
    case = outcome.case if outcome else None
    return case if case is not None and case.state == Case.State.FOLLOW_UP else None


def _follow_case(experiment: Experiment) -> None:
    """The case that it answered waits for its end."""
    case = _case_of(experiment)
    if case is None:
        return
    case = lock(case)
    with translation.override(settings.LANGUAGE_CODE):
        case.next_what = _("Décider de la suite de %(reference)s") % {"reference": experiment.reference}
    case.next_on = experiment.ends_on
    case.save(update_fields=["next_on", "next_what"])


def _end_case(experiment: Experiment, by: User | None) -> None:
    """Its person is told; decided for good, the case closes."""
    case = _case_of(experiment)
    if case is None:
        return
    with translation.override(case.language):
        words = messages.ending_words(experiment)
    write(case=case, circle=Circle.PERSON, author=Message.Author.DESK, text=f"{words}\n\n{experiment.ending_reason}", by=by, is_told=True)
    tell_decided(case, words, experiment.ending_reason)
    if experiment.ending == Ending.EXTENDED:
        _follow_case(experiment)
        return
    move(case=case, verb="close", by=by, text=experiment.get_ending_display())
