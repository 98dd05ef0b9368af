"""What those who follow an experiment are told: its half-way check, its end that comes, its end without a decision."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Ending, Experiment
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.rules import operators

ENDING, CHECK = "barriers.experiment_end", "barriers.experiment_check"


def _people(experiment: Experiment) -> list[User]:
    found = {one.pk: one for one in operators()}
    if experiment.follower is not None and experiment.follower.is_active:
        found.setdefault(experiment.follower.pk, experiment.follower)
    return list(found.values())


def page(experiment: Experiment) -> str:
    """Where it is followed."""
    return reverse("barriers:kept_experiment", args=[experiment.reference])


def warn(experiment: Experiment, months: int) -> None:
    """Something to do about it: `months` before its end, 0 once it ended without a decision, -1 for its half-way check."""

    def lead() -> str:
        found = {"title": experiment.title, "on": day(experiment.ends_on), "check": day(experiment.check_on)}
        if months == -1:
            return _("Point de mi-parcours à faire : « %(title)s », prévu le %(check)s") % found
        if months == 0:
            return _("Terminée sans décision depuis le %(on)s : « %(title)s »") % found
        return ngettext(
            "Dans un mois, le %(on)s, se termine « %(title)s »", "Dans moins de %(n)s mois, le %(on)s, se termine « %(title)s »", months
        ) % {**found, "n": months}

    def news() -> News:
        return News(
            subject=lead(),
            lead=lead(),
            lines=(
                _("Écrivez ce que montrent les indicateurs, et s’il faut continuer ainsi.")
                if months == -1
                else _("Décidez : généraliser, prolonger, maintenir dans certains lieux, ou arrêter. Sans décision, elle reste en alarme."),
            ),
            action=_("Ouvrir l’expérimentation"),
            page=page(experiment),
            why=_("Vous recevez ce message parce que vous suivez cette expérimentation, ou que vous êtes de l’équipe du programme."),
        )

    tell_news(
        _people(experiment),
        kind=CHECK if months == -1 else ENDING,
        news=news,
        event=f"{experiment.pk}:{experiment.ends_on}:{months}",
        is_task=True,
        due_on=experiment.check_on if months == -1 else experiment.ends_on,
        reference=experiment.reference,
        thing=experiment.title,
    )


def finish_check(experiment: Experiment) -> None:
    """Nobody has to look at it half-way any more."""
    finish_tasks(kind=CHECK, reference=experiment.reference)


def finish_ending(experiment: Experiment) -> None:
    """Nobody has to decide any more."""
    finish_tasks(kind=ENDING, reference=experiment.reference)


def ending_words(experiment: Experiment) -> str:
    """The decision, in a sentence."""
    found = {"title": experiment.title, "on": day(experiment.ends_on)}
    return {
        Ending.GENERALISED: _("L’expérimentation « %(title)s » est généralisée"),
        Ending.EXTENDED: _("L’expérimentation « %(title)s » continue jusqu’au %(on)s"),
        Ending.KEPT: _("L’expérimentation « %(title)s » continue dans certains lieux"),
        Ending.STOPPED: _("L’expérimentation « %(title)s » s’arrête"),
    }[Ending(experiment.ending)] % found
