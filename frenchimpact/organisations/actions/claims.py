"""Taking charge of a sheet that nobody keeps: proved by the organisation's own address, or read by an operator."""

import datetime as dt

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.organisations import addresses, facts, keys, messages, rules
from frenchimpact.organisations.actions.members import admit
from frenchimpact.organisations.models import Claim, Membership, Organisation

CODE_GOOD_FOR = dt.timedelta(hours=24)
CODE_TRIES = 5
# Codes sent about one sheet in a day, and by one person: an organisation's mailbox is not ours to fill.
SHEET_LIMIT, PERSON_LIMIT = 5, 10


class WrongCode(Refusal):
    """The code is not that one: it may be typed again."""

    status = 422


def _open(organisation: Organisation, by: User) -> Organisation:
    """The organisation's row, held, once it is sure that nobody keeps it; earlier claims of the same person are put away."""
    organisation = lock(organisation)
    if rules.administrators_of(organisation).exists():
        raise Refusal(_("Quelqu’un tient déjà cette fiche. Demandez plutôt à rejoindre l’équipe."))
    for former in Claim.objects.select_for_update().filter(organisation=organisation, user=by, state__in=Claim.OPEN):
        _close(former, "withdraw", by)
    return organisation


def _close(claim: Claim, verb: str, by: User | None, reason: str = "") -> None:
    claim.state = Claim.FLOW.step(verb, claim.state)
    claim.decided_at, claim.decided_by, claim.reason = clock.now(), by, reason
    claim.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    messages.finish("claim_reviewed", claim)


@transaction.atomic
def claim_by_mail(*, organisation: Organisation, address: str, by: User) -> Claim:
    """Send a code to one of the organisation's own addresses. Raises Refusal for an address that is not, TooMany after a few codes."""
    organisation = _open(organisation, by)
    if not addresses.is_own_address(address, website=organisation.website, email=organisation.email):
        raise Incomplete(
            _("Cette adresse n’est pas celle de la structure."),
            {"address": _("Écrivez une adresse de la structure, comme celle de sa fiche, ou passez par l’équipe du programme.")},
        )
    recent = Claim.objects.exclude(address="").filter(created_at__gt=clock.now() - dt.timedelta(days=1))
    if recent.filter(organisation=organisation).count() >= SHEET_LIMIT or recent.filter(user=by).count() >= PERSON_LIMIT:
        raise TooMany(_("Plusieurs codes sont déjà partis aujourd’hui. Cherchez le dernier, ou passez par l’équipe du programme."))
    code = keys.new_code()
    claim = Claim(organisation=organisation, user=by, state=Claim.State.PROVING, address=address.lower(), created_at=clock.now())
    claim.code_expires_at = clock.now() + CODE_GOOD_FOR
    claim.code_digest = keys.digest("claim", f"{organisation.pk}:{by.pk}:{code}")
    claim.save(force_insert=True)
    announce(facts.OrganisationClaimed(organisation_id=organisation.pk, claim_id=claim.pk), by=by)
    messages.tell_claim_code(claim, code)
    return claim


def prove_claim(*, claim: Claim, code: str, by: User) -> Membership:
    """Take the code that the organisation's address received. Raises WrongCode, or Refusal when only a new code can help."""
    with transaction.atomic():
        organisation = lock(claim.organisation)
        claim = lock(claim)
        spent = claim.wrong_codes_count >= CODE_TRIES or (claim.code_expires_at or clock.now()) <= clock.now()
        if claim.state != Claim.State.PROVING or spent:
            raise Refusal(_("Ce code ne fonctionne plus. Demandez-en un nouveau."))
        if rules.administrators_of(organisation).exists():
            raise Refusal(_("Quelqu’un tient déjà cette fiche. Demandez plutôt à rejoindre l’équipe."))
        if constant_time_compare(claim.code_digest, keys.digest("claim", f"{organisation.pk}:{by.pk}:{code}")):
            _close(claim, "prove", by)
            announce(facts.ClaimAccepted(organisation_id=organisation.pk, claim_id=claim.pk), by=by)
            return _hand_over(organisation, claim, by)
        claim.wrong_codes_count += 1
        claim.save(update_fields=["wrong_codes_count"])
        left = CODE_TRIES - claim.wrong_codes_count
    raise WrongCode(_("Ce n’est pas le bon code. Essais restants : %(left)s.") % {"left": left})


@transaction.atomic
def claim_by_review(*, organisation: Organisation, explanation: str, by: User) -> Claim:
    """Ask the operators, with words that explain; the caller attaches the file. Raises Incomplete without an explanation."""
    explanation = clean_text(explanation)
    if not explanation:
        raise Incomplete(
            _("Dites qui vous êtes dans cette structure."), {"explanation": _("Écrivez votre fonction, et comment la vérifier.")}
        )
    organisation = _open(organisation, by)
    if Claim.objects.filter(user=by, state=Claim.State.REVIEWED).count() >= PERSON_LIMIT:
        raise TooMany(_("Dix de vos demandes attendent déjà une réponse. Retirez-en une avant d’en envoyer une autre."))
    claim = Claim.objects.create(
        organisation=organisation, user=by, state=Claim.State.REVIEWED, explanation=explanation, created_at=clock.now()
    )
    announce(facts.OrganisationClaimed(organisation_id=organisation.pk, claim_id=claim.pk), by=by)
    messages.tell_claim_to_read(claim)
    return claim


@transaction.atomic
def accept_claim(*, claim: Claim, by: User) -> Membership:
    """An operator trusts the person with the sheet. Raises OutOfTurn, or Refusal when someone keeps it since."""
    organisation = lock(claim.organisation)
    claim = lock(claim)
    if rules.administrators_of(organisation).exists():
        raise Refusal(_("Quelqu’un tient cette fiche depuis. Refusez la demande : la personne pourra demander à rejoindre l’équipe."))
    _close(claim, "accept", by)
    announce(facts.ClaimGranted(organisation_id=organisation.pk, claim_id=claim.pk), by=by)
    return _hand_over(organisation, claim, by)


@transaction.atomic
def refuse_claim(*, claim: Claim, reason: str, by: User) -> None:
    """An operator says no, and why. Raises Incomplete without a reason, OutOfTurn when it was answered meanwhile."""
    reason = clean_text(reason)
    if not reason:
        raise Incomplete(_("Dites pourquoi : la personne lira votre réponse."), {"reason": _("Écrivez la raison de votre refus.")})
    claim = lock(claim)
    _close(claim, "refuse", by, reason)
    announce(facts.ClaimRefused(organisation_id=claim.organisation_id, claim_id=claim.pk), by=by)
    messages.tell_claim_refused(claim)


@transaction.atomic
def withdraw_claim(*, claim: Claim, by: User) -> None:
    """The person no longer asks. Raises OutOfTurn when it was answered meanwhile."""
    _close(lock(claim), "withdraw", by)


def _hand_over(organisation: Organisation, claim: Claim, by: User) -> Membership:
    """The person administers the sheet; the other claims are answered by that."""
    member = admit(organisation, claim.user, Membership.Role.ADMIN, by=by)
    messages.tell_claim_accepted(claim)
    reason = str(_("La fiche vient d’être confiée à une autre personne de la structure. Demandez à rejoindre l’équipe."))
    for other in Claim.objects.select_for_update().filter(organisation=organisation, state__in=Claim.OPEN):
        if other.state == Claim.State.REVIEWED:
            _close(other, "refuse", None, reason)
            announce(facts.ClaimRefused(organisation_id=organisation.pk, claim_id=other.pk), by=None)
            messages.tell_claim_refused(other)
        else:
            _close(other, "withdraw", None)
    return member
