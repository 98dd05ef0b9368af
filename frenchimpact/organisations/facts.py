"""What can have happened to an organisation."""

from dataclasses import dataclass
from typing import ClassVar

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OrganisationFact(Fact):
    """Something that happened to one organisation."""

    about: ClassVar[str] = "organisations.Organisation"

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(OrganisationFact):
    """Somebody wrote a new sheet."""


@dataclass(frozen=True, kw_only=True)
class OrganisationUpdated(OrganisationFact):
    """Somebody changed these fields of the sheet."""

    fields: list[str]
    version: int


@dataclass(frozen=True, kw_only=True)
class OrganisationConfirmed(OrganisationFact):
    """Its people said that everything on the sheet is still true."""


@dataclass(frozen=True, kw_only=True)
class OrganisationPublished(OrganisationFact):
    """The sheet became public."""


@dataclass(frozen=True, kw_only=True)
class OrganisationUnpublished(OrganisationFact):
    """The sheet left the public pages."""


@dataclass(frozen=True, kw_only=True)
class OrganisationClosed(OrganisationFact):
    """The organisation ceased its activity on that day (ISO date)."""

    closed_on: str


@dataclass(frozen=True, kw_only=True)
class OrganisationReopened(OrganisationFact):
    """It turned out that the organisation goes on."""


@dataclass(frozen=True, kw_only=True)
class OrganisationsImported(Fact):
    """A file brought or refreshed many sheets at once: told once, with its counts."""

    about: ClassVar[str] = "organisations.Import"

    import_id: int
    created_count: int
    updated_count: int
