"""The judgement itself, from what is sent to the answer."""

import datetime as dt
import re
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.text import clean_line
from frenchimpact.labels.credentials import keys
from frenchimpact.labels.credentials.baking import unbake
from frenchimpact.labels.credentials.canonical import CONTEXTS, VC1, VC2, Unreadable
from frenchimpact.labels.credentials.proofs import SUITE, is_intact
from frenchimpact.labels.models import Label
from frenchimpact.labels.verification.fetching import Fetcher, Unreachable
from frenchimpact.labels.verification.identities import UnknownIssuer, domain_of, key_for
from frenchimpact.labels.verification.reading import NotADocument, read
from frenchimpact.labels.verification.statuses import StatusUnknown, listed
from frenchimpact.labels.verification.verdicts import Claim, State, Verdict

_TOKEN = re.compile(r"\s*eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\s*")
_OWN_PAGE = re.compile(r"/labels/([A-Z]-\d{4}-\d{4,6})/")
_PROOFS = 4


def judge_label(label: Label) -> Verdict:
    """A label named by its reference: its last certificate, as it stands today."""
    certificate = label.certificates.order_by("-number").first()
    if certificate is None:
        return Verdict(State.REGISTER_ONLY, label=label, is_ours=True)
    return judge(certificate.content)


def judge_address(url: str, fetcher: Fetcher | None = None) -> Verdict:
    """A certificate at an address: one of ours without asking anyone, another's through the guarded door."""
    fetcher = fetcher or Fetcher()
    if url.startswith(tuple(base + "/" for base in keys.bases())):
        found = _OWN_PAGE.search(url)
        label = Label.objects.filter(reference=found[1]).first() if found else None
        return judge_label(label) if label else Verdict(State.UNREADABLE, reason=_("Aucun label ne se trouve à cette adresse."))
    try:
        text = fetcher.get(url)
    except Unreachable:
        return Verdict(State.UNREADABLE, reason=_("Rien de lisible ne se trouve à cette adresse."))
    return judge_sent(text.encode(), fetcher)


def judge_sent(content: bytes, fetcher: Fetcher | None = None) -> Verdict:
    """Whatever was pasted or uploaded: JSON, a badge, our PDF."""
    text = unbake(content)
    if _TOKEN.fullmatch(text[:100_000]):
        return Verdict(State.UNSUPPORTED, reason=_("C’est une attestation au format JWT, que cette page ne lit pas."))
    try:
        document = read(text)
    except NotADocument:
        return Verdict(State.UNREADABLE)
    return judge(document, fetcher)


def judge(document: dict[str, Any], fetcher: Fetcher | None = None) -> Verdict:
    """A certificate: who signed it, whether it is intact, whether it still holds."""
    fetcher = fetcher or Fetcher()
    types = document.get("type")
    if "VerifiableCredential" not in (types if isinstance(types, list) else [types]):
        return Verdict(State.UNREADABLE)
    verdict = Verdict(State.VALID, claims=_claims(document))
    verdict.issuer = _issuer(document)
    verdict.is_ours = verdict.issuer in keys.dids()
    problem = _unfit(document)
    if problem is not None:
        verdict.state, verdict.reason = problem
        return verdict
    _signature(document, verdict, fetcher)
    if verdict.state == State.VALID:
        verdict.issuer, issuer = domain_of(verdict.issuer) or verdict.issuer, verdict.issuer
        verdict.label = _label(document) if verdict.is_ours else None
        _today(document, verdict, issuer, fetcher)
    return verdict


def _unfit(document: dict[str, Any]) -> tuple[State, str] | None:
    """Why the document cannot be judged at all."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] not in ([VC2], [VC1]):
        return State.UNREADABLE, ""
    if "proof" not in document:
        return State.UNSIGNED, ""
    # A vocabulary written in the document could give its words another meaning than the one shown here.
    strange = [str(one)[:120] for one in contexts if not isinstance(one, str) or one not in CONTEXTS]
    if strange:
        return State.UNSUPPORTED, _("Vocabulaire inconnu : %(what)s.") % {"what": ", ".join(strange[:3])}
    if not any(proof.get("cryptosuite") == SUITE for proof in _proofs(document)):
        return State.UNSUPPORTED, ""
    return None


def _proofs(document: dict[str, Any]) -> list[dict[str, Any]]:
    proofs = document.get("proof")
    return [one for one in (proofs if isinstance(proofs, list) else [proofs])[:_PROOFS] if isinstance(one, dict)]


def _issuer(document: dict[str, Any]) -> str:
    issuer = document.get("issuer")
    return _shown(issuer.get("id") if isinstance(issuer, dict) else issuer)


def _signature(document: dict[str, Any], verdict: Verdict, fetcher: Fetcher) -> None:
    """Every signature that can be checked must be good, and one of them must be."""
    for proof in (one for one in _proofs(document) if one.get("cryptosuite") == SUITE):
        try:
            public = key_for(verdict.issuer, str(proof.get("verificationMethod", "")), fetcher)
        except UnknownIssuer as error:
            verdict.state = State.UNKNOWN_ISSUER
            verdict.reason = {
                "unreachable": _("Le domaine de l’émetteur ne publie pas son identité, ou ne répond pas."),
                "method": _("L’émetteur se nomme d’une manière que cette page ne sait pas vérifier."),
                "key": _("La clé qui a signé n’est pas, ou n’est plus, une clé de cet émetteur."),
            }[error.reason]
            verdict.checks.append((_("Signée par une clé de l’émetteur"), False))
            return
        verdict.checks.append((_("Signée par une clé de l’émetteur"), True))
        if not _holds(document, proof, public):
            verdict.state = State.ALTERED
            verdict.checks.append((_("Inchangée depuis la signature"), False))
            return
        verdict.checks.append((_("Inchangée depuis la signature"), True))
    if verdict.issuer.startswith("did:key:"):
        verdict.state = State.UNKNOWN_ISSUER
        verdict.reason = _("La signature est bonne, mais sa clé ne dit pas à qui elle est.")


def _holds(document: dict[str, Any], proof: dict[str, Any], public: bytes) -> bool:
    if proof.get("proofPurpose") != "assertionMethod":
        return False
    try:
        expires = _instant(proof.get("expires"))
        return (expires is None or expires > clock.now()) and is_intact(document, proof, public)
    except (Unreadable, ValueError):
        # Words that the signature could not cover.
        return False


def _today(document: dict[str, Any], verdict: Verdict, issuer: str, fetcher: Fetcher) -> None:
    """Dates and status, as of now. What ended comes first, then what cannot be known."""
    now = clock.now()
    try:
        start = _instant(document.get("validFrom") or document.get("issuanceDate"))
        end = _instant(document.get("validUntil") or document.get("expirationDate"))
    except ValueError:
        verdict.state, verdict.reason = State.ALTERED, _("Ses dates ne se lisent pas.")
        return
    is_expired, is_early = end is not None and end < now, start is not None and start > now
    verdict.checks.append((_("Date de fin encore à venir"), not is_expired))
    try:
        found = listed(document, issuer, fetcher)
    except StatusUnknown:
        verdict.checks.append((_("Suspension et révocation connues aujourd’hui"), False))
        verdict.state = State.EXPIRED if is_expired else State.STATUS_UNKNOWN
        return
    if "credentialStatus" in document:
        verdict.checks.append((_("Ni suspendue ni révoquée aujourd’hui"), not found))
    if "revocation" in found:
        verdict.state = State.REVOKED
    elif is_expired:
        verdict.state = State.EXPIRED
    elif "suspension" in found:
        verdict.state = State.SUSPENDED
    elif is_early:
        verdict.state = State.NOT_YET


def _instant(value: Any) -> dt.datetime | None:
    """An instant with its zone. Raises ValueError."""
    if value is None:
        return None
    found = dt.datetime.fromisoformat(str(value)[:40])
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found


def _label(document: dict[str, Any]) -> Label | None:
    found = _OWN_PAGE.search(str(document.get("id", "")))
    return Label.objects.select_related("kind", "version", "organisation").filter(reference=found[1]).first() if found else None


# ── What it says ─────────────────────────────────────────────────────────────────────────────────
def _shown(value: Any) -> str:
    return clean_line(value)[:300] if isinstance(value, str) else ""


def _claims(document: dict[str, Any]) -> list[Claim]:
    """What the certificate says of itself, shortly; true only if the verdict is."""
    subject = document.get("credentialSubject")
    subject = subject[0] if isinstance(subject, list) and subject else subject
    subject = subject if isinstance(subject, dict) else {}
    achievement = subject.get("achievement")
    achievement = achievement if isinstance(achievement, dict) else {}
    issuer = document.get("issuer")
    named = _shown(issuer.get("name")) if isinstance(issuer, dict) else ""
    identifiers = subject.get("identifier")
    identities = {
        str(one.get("identityType")): _shown(one.get("identityHash"))
        for one in (identifiers if isinstance(identifiers, list) else [])
        if isinstance(one, dict) and one.get("hashed") is False
    }
    start, end = document.get("validFrom") or document.get("issuanceDate"), document.get("validUntil") or document.get("expirationDate")
    rows = [
        Claim("holder", _("Titulaire"), identities.get("ext:name") or _shown(subject.get("name")) or _shown(subject.get("id"))),
        Claim("siren", _("SIREN"), identities.get("ext:siren", "")),
        Claim("achievement", _("Ce qui est attesté"), _shown(achievement.get("name")) or _shown(document.get("name"))),
        Claim("issuer", _("Émetteur"), " – ".join(part for part in (named, _issuer(document)) if part), _issuer(document)),
        Claim("valid_from", _("Depuis le"), _day(start), _shown(start)),
        Claim("valid_until", _("Jusqu’au"), _day(end), _shown(end)),
    ]
    return [claim for claim in rows if claim.value]


def _day(value: Any) -> str:
    try:
        found = _instant(value)
    except ValueError:
        return ""
    return date_format(localtime(found), "DATE_FORMAT") if found else ""
