"""What can have happened to an organisation."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OrganisationFact(Fact):
    """Something that happened to one organisation."""

    about: ClassVar[str] = "organisations.Organisation"

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(OrganisationFact):
    """Somebody wrote a new sheet."""

    words: ClassVar[Text] = _("a créé la fiche")


@dataclass(frozen=True, kw_only=True)
class OrganisationUpdated(OrganisationFact):
    """Somebody changed these fields of the sheet."""

    words: ClassVar[Text] = _("a modifié la fiche")

    fields: list[str]
    version: int


@dataclass(frozen=True, kw_only=True)
class OrganisationConfirmed(OrganisationFact):
    """Its people said that everything on the sheet is still true."""

    words: ClassVar[Text] = _("a confirmé que la fiche est à jour")


@dataclass(frozen=True, kw_only=True)
class OrganisationPublished(OrganisationFact):
    """The sheet became public."""

    words: ClassVar[Text] = _("a publié la fiche")


@dataclass(frozen=True, kw_only=True)
class OrganisationUnpublished(OrganisationFact):
    """The sheet left the public pages."""

    words: ClassVar[Text] = _("a retiré la fiche des pages publiques")


@dataclass(frozen=True, kw_only=True)
class OrganisationClosed(OrganisationFact):
    """The organisation ceased its activity on that day (ISO date)."""

    words: ClassVar[Text] = _("a noté que la structure a cessé son activité")

    closed_on: str


@dataclass(frozen=True, kw_only=True)
class OrganisationReopened(OrganisationFact):
    """It turned out that the organisation goes on."""

    words: ClassVar[Text] = _("a noté que la structure poursuit son activité")


@dataclass(frozen=True, kw_only=True)
class OrganisationsImported(Fact):
    """A file brought or refreshed many sheets at once: told once, with its counts."""

    words: ClassVar[Text] = _("a importé un fichier : %(created_count)s fiches créées, %(updated_count)s mises à jour")

    about: ClassVar[str] = "organisations.Import"

    import_id: int
    created_count: int
    updated_count: int
