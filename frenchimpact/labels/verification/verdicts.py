"""What a verification answers, in plain words."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

from frenchimpact.labels.models import Label


class State(StrEnum):
    """The answers."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    NOT_YET = "not_yet"
    # Intact, but nobody can say whether it was revoked since: never valid.
    STATUS_UNKNOWN = "status_unknown"
    UNSIGNED = "unsigned"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"
    # Nothing of the register bears that reference.
    UNKNOWN_REFERENCE = "unknown_reference"
    # A label of the register for which no certificate was signed.
    REGISTER_ONLY = "register_only"


TONES = {State.VALID: "ok", State.SUSPENDED: "warn", State.NOT_YET: "warn", State.STATUS_UNKNOWN: "warn", State.REGISTER_ONLY: "info"}


@dataclass(frozen=True)
class Claim:
    """One thing that a certificate says: a name for programs, words for people; `raw` is the value as it was written."""

    key: str
    words: str
    value: str
    raw: str = ""


@dataclass
class Verdict:
    """One answer: its state, why, what the certificate says, and what was checked."""

    state: State
    reason: str = ""
    claims: list[Claim] = field(default_factory=list)
    # (words, whether it went well); in order.
    checks: list[tuple[str, bool]] = field(default_factory=list)
    label: Label | None = None
    issuer: str = ""
    is_ours: bool = False

    @property
    def tone(self) -> str:
        """The colour that goes with the words."""
        return TONES.get(self.state, "bad")

    @property
    def title(self) -> str:
        """The answer, in a few words."""
        return {
            State.VALID: _("Attestation valide"),
            State.EXPIRED: _("Attestation expirée"),
            State.SUSPENDED: _("Label suspendu"),
            State.REVOKED: _("Attestation révoquée"),
            State.ALTERED: _("Attestation modifiée"),
            State.UNKNOWN_ISSUER: _("Émetteur inconnu"),
            State.NOT_YET: _("Attestation pas encore en vigueur"),
            State.STATUS_UNKNOWN: _("État impossible à vérifier"),
            State.UNSIGNED: _("Document sans signature"),
            State.UNSUPPORTED: _("Signature d’une autre sorte"),
            State.UNREADABLE: _("Ce n’est pas une attestation lisible"),
            State.UNKNOWN_REFERENCE: _("Aucun label ne porte cette référence"),
            State.REGISTER_ONLY: _("Label inscrit au registre, sans attestation"),
        }[self.state]

    @property
    def words(self) -> str:
        """What it means, and what to do."""
        if self.state == State.VALID and not self.is_ours:
            return _("La signature est celle de %(issuer)s, rien n’a été changé, et l’attestation n’est ni expirée ni révoquée.") % {
                "issuer": self.issuer
            }
        return {
            State.VALID: _("Elle vient bien de ce programme, rien n’y a été changé, et le label tient aujourd’hui."),
            State.EXPIRED: _("Elle a été vraie : sa date de fin est passée. Demandez au titulaire une attestation plus récente."),
            State.SUSPENDED: _(
                "L’attestation est authentique, mais le label est suspendu. Ne vous y fiez pas tant que la suspension dure."
            ),
            State.REVOKED: _("L’attestation est authentique, mais le label a été retiré, rendu ou remplacé. Elle ne vaut plus rien."),
            State.ALTERED: _("Son contenu n’est pas celui qui a été signé. Ne vous y fiez pas, et prévenez celui dont elle porte le nom."),
            State.UNKNOWN_ISSUER: _("Rien ne prouve qui a signé ce document. Ne vous y fiez pas sans une autre preuve."),
            State.NOT_YET: _("Elle est authentique, et commence à une date à venir."),
            State.STATUS_UNKNOWN: _(
                "La signature est bonne, mais la liste qui dirait si elle a été révoquée ne se lit pas."
                " Réessayez plus tard ; d’ici là, ne la tenez pas pour valide."
            ),
            State.UNSIGNED: _("N’importe qui a pu l’écrire : rien ne peut être vérifié."),
            State.UNSUPPORTED: _(
                "Cette page lit les attestations signées « eddsa-rdfc-2022 », avec les vocabulaires du W3C et d’Open Badges."
            ),
            State.UNREADABLE: _("Collez le texte entier de l’attestation, ou déposez le badge (PNG, SVG), le PDF ou le fichier JSON."),
            State.UNKNOWN_REFERENCE: _(
                "Vérifiez-la lettre par lettre : une référence ressemble à L-2026-0012. Si un document montre celle-ci,"
                " ne vous y fiez pas et envoyez-nous-en une copie : %(contact)s."
            )
            % {"contact": settings.PROGRAMME_CONTACT},
            State.REGISTER_ONLY: _("Ce label a été donné avant ce registre, qui n’a rien signé pour lui. Sa page dit ce qui est connu."),
        }[self.state]
