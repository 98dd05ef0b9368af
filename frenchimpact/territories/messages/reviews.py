"""Reviews: what is to be made, what is to be concluded, what was concluded."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.design.words import day as day_in_words
from frenchimpact.notifications.actions import News, finish_tasks
from frenchimpact.organisations.rules import operators
from frenchimpact.territories import rules
from frenchimpact.territories.messages import of_the_territory, path, programme_of, tell, writers_of
from frenchimpact.territories.models import Review

# Days in which a locked review is to be concluded.
CONCLUDED_IN = dt.timedelta(days=30)
KINDS = ("review_open", "review_reminder", "review_late", "review_to_conclude")


def day(value: dt.date) -> str:
    """A date in words."""
    return day_in_words(value)


def mark(review: Review) -> str:
    """What ties the messages about one review."""
    return f"review-{review.pk}"


def _page(review: Review) -> str:
    return path("review", review.territory, review.pk)


def _tell(
    people: Iterable[User], review: Review, kind: str, news: Callable[[], News], *, event: str, due_on: dt.date | None = None
) -> None:
    """A task when it has a day."""

    def why() -> str:
        if kind in ("review_late", "review_to_conclude", "review_update"):
            return _("Vous recevez ce message parce que vous suivez ce territoire pour le programme.")
        return of_the_territory(review.territory)

    tell(
        people,
        kind=kind,
        territory=review.territory,
        event=event,
        news=lambda: replace(news(), why=why()),
        due_on=due_on,
        reference=mark(review),
    )


def finish(review: Review) -> None:
    """Nothing is expected of anyone about it any more: what waits does not leave."""
    for kind in KINDS:
        finish_tasks(kind=f"territories.{kind}", reference=mark(review))


def tell_open(review: Review) -> None:
    """Its period is over: a light and a few words, or the yearly review."""

    def news() -> News:
        period = {"name": review.territory.name, "start": day(review.starts_on), "end": day(review.ends_on)}
        if review.kind == Review.Kind.QUARTERLY:
            return News(
                subject=_("Point trimestriel : deux minutes"),
                lead=_("Où en est %(name)s ?") % period,
                lines=(
                    _("Une couleur et quelques mots par défi, pour la période du %(start)s au %(end)s.") % period,
                    _("À envoyer avant le %(day)s inclus.") % {"day": day(review.due_on)},
                ),
                action=_("Faire le point"),
                page=_page(review),
            )
        return News(
            subject=_("Bilan annuel à préparer"),
            lead=_("Le bilan annuel de %(name)s s’ouvre") % period,
            lines=(
                _("Les chiffres du %(start)s au %(end)s y sont déjà. Il reste à donner ceux qui manquent, puis à écrire le récit.")
                % period,
                _("Chiffres à arrêter avant le %(day)s inclus.") % {"day": day(review.due_on)},
            ),
            action=_("Préparer le bilan"),
            page=_page(review),
        )

    _tell(
        writers_of(review.territory.lead),
        review,
        "review_open",
        news,
        event=f"{review.pk}-{review.due_on:%Y%m%d}",
        due_on=review.due_on,
    )


def remind(review: Review) -> None:
    """A week before it is due; once it is late, the programme is told too."""

    def news() -> News:
        return News(
            subject=_("Bilan attendu le %(day)s") % {"day": day(review.due_on)},
            lead=_("%(kind)s de %(name)s : attendu le %(day)s")
            % {"kind": review.get_kind_display(), "name": review.territory.name, "day": day(review.due_on)},
            action=_("Ouvrir le bilan"),
            page=_page(review),
        )

    def late() -> News:
        return News(
            subject=_("Bilan en retard : %(name)s") % {"name": review.territory.name},
            lead=_("%(kind)s de %(name)s : attendu le %(day)s, pas encore fait")
            % {"kind": review.get_kind_display(), "name": review.territory.name, "day": day(review.due_on)},
            action=_("Ouvrir le bilan"),
            page=_page(review),
        )

    event = f"{review.pk}-{review.due_on:%Y%m%d}"
    _tell(writers_of(review.territory.lead), review, "review_reminder", news, event=event, due_on=review.due_on)
    if review.due_on < clock.today():
        _tell(programme_of(review.territory), review, "review_late", late, event=event, due_on=review.due_on)


def tell_update(review: Review) -> None:
    """The programme reads how each challenge goes."""

    def news() -> News:
        lights = review.lights.select_related("challenge").order_by("challenge__number")
        return News(
            subject=_("Point trimestriel : %(name)s") % {"name": review.territory.name},
            lead=_("%(name)s a fait son point trimestriel") % {"name": review.territory.name},
            lines=tuple(
                f"{one.challenge.number}. {one.challenge.title} – {one.get_light_display()}" + (f". {one.text}" if one.text else "")
                for one in lights
            ),
            action=_("Lire le point"),
            page=_page(review),
        )

    _tell(programme_of(review.territory), review, "review_update", news, event=str(review.pk))


def tell_locked(review: Review) -> None:
    """The programme has a conclusion to write: never somebody tied to the lead."""

    def news() -> News:
        return News(
            subject=_("Bilan à conclure : %(name)s") % {"name": review.territory.name},
            lead=_("%(name)s a arrêté les chiffres de son bilan annuel") % {"name": review.territory.name},
            lines=(_("Lisez le récit et les faits, puis concluez : poursuivre, poursuivre avec un plan d’amélioration, ou suspendre."),),
            action=_("Conclure le bilan"),
            page=_page(review),
        )

    people = [one for one in programme_of(review.territory) if not rules.is_tied(one, review.territory)]
    free = people or [one for one in operators() if not rules.is_tied(one, review.territory)]
    _tell(free, review, "review_to_conclude", news, event=str(review.pk), due_on=clock.today() + CONCLUDED_IN)


def tell_concluded(review: Review) -> None:
    """The conclusion and its reasons."""

    def news() -> News:
        return News(
            subject=_("Bilan conclu : %(conclusion)s") % {"conclusion": review.get_conclusion_display()},
            lead=_("Le bilan annuel de %(name)s est conclu : %(conclusion)s")
            % {"name": review.territory.name, "conclusion": review.get_conclusion_display()},
            quote=review.reasons,
            action=_("Lire la conclusion"),
            page=_page(review),
        )

    _tell(writers_of(review.territory.lead), review, "review_concluded", news, event=str(review.pk))
