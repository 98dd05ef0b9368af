"""The list of experiments as an address asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Experiment
from frenchimpact.barriers.queries.experiments import OVERDUE, RUNNING, listed_experiments, state_of
from frenchimpact.core.errors import Text
from frenchimpact.geo.queries import PlacedList
from frenchimpact.vocabularies.queries import choices

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
TONES = {RUNNING: "info", OVERDUE: "bad", "generalisee": "ok", "prolongee": "info", "maintenue": "ok", "arretee": "line"}
COLUMNS = (
    "reference",
    "titre",
    "objet",
    "voie",
    "fondement",
    "autorite",
    "beneficiaire",
    "lieux",
    "debut",
    "fin",
    "etat",
    "decision",
    "decide_le",
    "demonstration",
    "adresse_fiche",
)


def states() -> dict[str, Text]:
    """The states of the list, in words."""
    return {
        RUNNING: _("En cours"),
        OVERDUE: _("Terminée sans décision"),
        "generalisee": _("Généralisée"),
        "prolongee": _("Prolongée"),
        "maintenue": _("Maintenue dans certains lieux"),
        "arretee": _("Arrêtée"),
    }


def state_words(experiment: Experiment) -> Text:
    """Where one stands."""
    state = state_of(experiment)
    return _("Prolongée, en cours") if state == RUNNING and experiment.ending else states()[state]


@dataclass
class ExperimentList(PlacedList[Experiment]):
    """Experiments with their filters."""

    view: str
    among: QuerySet[Experiment]
    SIZE = 25

    def __post_init__(self) -> None:
        super().__post_init__()
        self.themes = dict(choices("theme"))
        self.states = states()
        self.theme = self.known("theme", self.themes)
        self.state = self.known("etat", self.states)
        self.format = self.known("format", FORMATS)

    @cached_property
    def rows(self) -> QuerySet[Experiment]:
        """Every one that matches."""
        return listed_experiments(self.among, text=self.text, theme=self.theme, place=self.place, state=self.state)

    @property
    def path(self) -> str:
        """The list without any filter."""
        return reverse(self.view)

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"q": self.text, "etat": self.state, "theme": self.theme}

    def again(self, given: QueryDict) -> "ExperimentList":
        """The same list asked for otherwise."""
        return type(self)(given, self.view, self.among)

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(str(self.states[self.state]), self.url(etat=""))] if self.state else []
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        return found + self.place_tags

    def cells(self) -> Iterator[dict[str, Any]]:
        """The rows of the files."""
        for one in self.rows.iterator(chunk_size=500):
            yield {
                "reference": one.reference,
                "titre": one.title,
                "objet": one.object,
                "voie": one.channel,
                "fondement": one.legal_basis,
                "autorite": one.authority_name,
                "beneficiaire": one.beneficiary,
                "lieux": [place.place.key for place in one.places.all()],
                "debut": one.starts_on.isoformat(),
                "fin": one.ends_on.isoformat(),
                "etat": state_of(one),
                "decision": one.ending,
                "decide_le": one.ended_on.isoformat() if one.ended_on else "",
                "demonstration": "oui" if one.is_demo else "non",
                "adresse_fiche": settings.BASE_URL + reverse("barriers:experiment", args=[one.slug]),
            }
