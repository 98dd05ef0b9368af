"""The list of experiments as an address asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.barriers.list_pages import pages_around
from frenchimpact.barriers.models import Experiment
from frenchimpact.barriers.queries.experiments import OVERDUE, RUNNING, listed_experiments, state_of
from frenchimpact.core.errors import Text
from frenchimpact.core.listings import known, list_address
from frenchimpact.core.text import clean_line, whole
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of
from frenchimpact.vocabularies.queries import choices

SIZE = 25
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
class ExperimentList:
    """What means nothing is left out, and said."""

    given: QueryDict
    path: str
    among: QuerySet[Experiment]
    ignored: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[:120].strip()
        self.themes = dict(choices("theme"))
        self.states = states()
        self.theme = known(self.given, "theme", self.themes, self.ignored)
        self.state = known(self.given, "etat", self.states, self.ignored)
        self.format = known(self.given, "format", FORMATS, self.ignored)
        code = self.given.get("region", "")
        self.region = place_of(f"region:{code}") if code else None
        if code and self.region is None:
            self.ignored.append(f"region = {code[:40]}")
        self.page = max(1, whole(self.given.get("page", "1"), 4) or 1)

    @cached_property
    def rows(self) -> QuerySet[Experiment]:
        """Every one that matches."""
        return listed_experiments(self.among, text=self.text, theme=self.theme, region=self.region, state=self.state)

    @cached_property
    def count(self) -> int:
        """How many."""
        return self.rows.count()

    @cached_property
    def shown(self) -> list[Experiment]:
        """Those of the page."""
        return list(self.rows[(self.page - 1) * SIZE : self.page * SIZE])

    @cached_property
    def regions(self) -> list[Place]:
        """To choose from."""
        return list(Place.objects.filter(level=Place.Level.REGION, is_current=True).order_by("name", "pk"))

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(str(self.states[self.state]), self.url(etat=""))] if self.state else []
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += [(self.region.name, self.url(region=""))] if self.region else []
        return found

    def url(self, **more: str) -> str:
        """This list, changed by `more`."""
        asked = {"q": self.text, "etat": self.state, "theme": self.theme, "region": self.region.code if self.region else ""}
        return list_address(self.path, asked | more)

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The pages before and after, and where one is; None when everything is shown."""
        return pages_around(self.page, self.count, SIZE, self.url)

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
