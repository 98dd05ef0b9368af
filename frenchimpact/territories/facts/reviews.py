"""What can have happened to the yearly reviews."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class ReviewPlanned(TerritoryFact):
    """A review is expected."""

    words = _("a prévu un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewMoved(TerritoryFact):
    """Its dates are others."""

    words = _("a déplacé les dates d’un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(TerritoryFact):
    """It is time to make it."""

    words = _("a ouvert un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewLit(TerritoryFact):
    """The challenges have their lights in a yearly review, or others."""

    words = _("a donné les couleurs d’un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewLocked(TerritoryFact):
    """Its figures are kept as they are; those of its period change by correction only."""

    words = _("a arrêté les chiffres d’un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewConcluded(TerritoryFact):
    """A quarterly update is sent, or a yearly review has its conclusion."""

    words = _("a conclu un bilan du territoire")

    review_id: int
    conclusion: str


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(TerritoryFact):
    """Anyone may read it."""

    words = _("a publié un bilan du territoire")

    review_id: int
