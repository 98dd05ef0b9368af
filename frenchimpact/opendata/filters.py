"""What every list may be narrowed by: the names that its page has in the addresses, and how much of it is read at once."""

from typing import Annotated, Any, ClassVar, Literal, Self

from ninja import Field, Schema
from pydantic import model_validator

from frenchimpact.labels.models import Label
from frenchimpact.projects.models import Stage
from frenchimpact.territories.models import Challenge

Words = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=9, pattern=r"^[0-9A-Z]*$")]
LEVELS = {"region": "region", "departement": "departement", "epci": "epci", "commune": "commune"}
LAST = 2**63 - 1


Theme = Annotated[str, Field(max_length=60, pattern=r"^[-a-z0-9_]*$")]
# At most so many values of one filter, as on the pages.
MOST = 20


def like(name: str) -> dict[str, Any]:
    """What is said of a parameter of before, which another one stands for."""
    words = f"The same as `{name}`, its name on the pages, which holds when both are given."
    return {"description": words, "json_schema_extra": {"deprecated": True}}


class Page(Schema):
    """How much, and after what. A filter bears the name that it has in the address of the page; the names of before still work."""

    # The parameters of before, each with the one that it stands for.
    EARLIER: ClassVar[dict[str, str]] = {}

    limit: Annotated[int, Field(ge=1, le=1000, description="At most so many results.")] = 100
    after: Annotated[int, Field(ge=0, le=LAST, description="Given by `next`: continue after this point.")] = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing narrows: a program then reads everything that is public, whatever the page shows first."""
        return not self.model_dump(exclude={"limit", "after"}, exclude_defaults=True)

    @model_validator(mode="after")
    def _follow_earlier(self) -> Self:
        """What was asked under a name of before is asked under the name of the page: one meaning, one place to read it."""
        for earlier, name in self.EARLIER.items():
            empty, value = type(self).model_fields[earlier].get_default(), getattr(self, earlier)
            if value == empty:
                continue
            if getattr(self, name) == type(self).model_fields[name].get_default():
                setattr(self, name, value)
            setattr(self, earlier, empty)
        return self


class Filters(Page):
    """Several values of one filter: any of them. Several filters: all of them. As on the pages."""

    q: Words = ""
    theme: Annotated[list[Theme], Field(max_length=MOST)] = []
    region: Annotated[list[Code], Field(max_length=MOST)] = []
    departement: Annotated[list[Code], Field(max_length=MOST)] = []
    epci: Annotated[list[Code], Field(max_length=MOST)] = []
    commune: Annotated[list[Code], Field(max_length=MOST)] = []


# Its name is that of a schema in the API's description: « Kind » is taken by challenges.
type OrganisationKind = Literal[
    "association",
    "cooperative",
    "mutuelle",
    "fondation",
    "societe_ess",
    "accompagnement",
    "financeur",
    "collectivite",
    "administration",
    "entreprise",
    "enseignement_recherche",
    "groupe",
]


class OrganisationFilters(Filters):
    """The filters of the directory."""

    type: Annotated[list[OrganisationKind], Field(max_length=MOST)] = []
    accompagnement: Annotated[list[Theme], Field(max_length=MOST, description="Kinds of support that it gives.")] = []
    label: Annotated[list[Theme], Field(max_length=MOST, description="Kinds of label that it holds now.")] = []


class ProjectFilters(Filters):
    """The filters of the list of projects."""

    etape: Annotated[list[Stage], Field(max_length=MOST)] = []
    public: Annotated[list[Theme], Field(max_length=MOST, description="The people whom it is for.")] = []


class LabelFilters(Page):
    """The register's filters."""

    EARLIER = {"kind": "genre", "status": "statut"}

    q: Words = ""
    genre: Annotated[str, Field(max_length=40, pattern=r"^[-a-z0-9_]*$")] = ""
    statut: Label.Status | None = None
    kind: Annotated[str, Field(max_length=40, pattern=r"^[-a-z0-9_]*$", **like("genre"))] = ""
    status: Annotated[Label.Status | None, Field(**like("statut"))] = None
    region: Code = ""
    departement: Code = ""
    epci: Code = ""
    commune: Code = ""


class TerritoryFilters(Page):
    """The filters of the list of territories."""

    EARLIER = {"kind": "nature", "status": "statut"}

    q: Words = ""
    theme: Theme = ""
    nature: Challenge.Kind | None = None
    statut: Label.Status | None = None
    kind: Annotated[Challenge.Kind | None, Field(**like("nature"))] = None
    status: Annotated[Label.Status | None, Field(**like("statut"))] = None
    region: Code = ""
    departement: Code = ""
    epci: Code = ""
    commune: Code = ""
