"""Who writes a file together, and the members of a collective who confirm by a link."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts, messages
from frenchimpact.calls.keys import digest, new_key
from frenchimpact.calls.models import Application, ApplicationMember, Partner
from frenchimpact.calls.models.applications import WRITING_STATES
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.organisations.models import Organisation

LINK_DAYS = 30
MOST_PEOPLE, MOST_PARTNERS = 40, 60


def _check_email(email: str) -> str:
    email = clean_line(email)[:254]
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refusal(_("Vérifiez cette adresse électronique : %(email)s.") % {"email": email}) from error
    return email


@transaction.atomic
def invite_member(*, application: Application, email: str, role: str, by: User) -> ApplicationMember:
    """Invite an address to the file. Invited again, the role changes and a new link leaves. Raises Refusal, TooMany."""
    application = lock(application)
    email = _check_email(email)
    if role not in ApplicationMember.Role.values:
        raise Refusal(_("Choisissez ce que la personne peut faire."))
    if application.members.filter(ended_at=None).count() >= MOST_PEOPLE:
        raise TooMany(_("Ce dossier a déjà beaucoup de monde. Retirez quelqu’un avant d’inviter."))
    key = new_key()
    member = application.members.filter(email__iexact=email, ended_at=None).first()
    if member is not None and member.accepted_at is not None:
        member.role = role
        member.save(update_fields=["role"])
        return member
    until = clock.now() + dt.timedelta(days=LINK_DAYS)
    if member is None:
        member = ApplicationMember(application=application, email=email)
    member.role, member.key_digest, member.invited_by, member.expires_at = role, digest(key), by, until
    member.save()
    announce(facts.MemberInvited(application_id=application.pk, role=role), by=by)
    messages.tell_member_invited(member, key)
    return member


@transaction.atomic
def join_application(*, member: ApplicationMember, by: User) -> Application:
    """The invited person comes in, once. Raises Refusal when the link is for another address, or over."""
    member = lock(member)
    if member.user_id == by.pk:
        return member.application
    if member.ended_at is not None or member.accepted_at is not None or member.expires_at < clock.now():
        raise Refusal(_("Cette invitation n’est plus valable. Demandez-en une nouvelle à la personne qui porte le dossier."))
    if member.email.lower() != by.email.lower():
        raise Refusal(_("Cette invitation est pour une autre adresse. Connectez-vous avec celle qui a reçu le mail."))
    member.user, member.accepted_at = by, clock.now()
    member.save(update_fields=["user", "accepted_at"])
    announce(facts.MemberJoined(application_id=member.application_id, role=member.role), by=by)
    return member.application


@transaction.atomic
def remove_member(*, member: ApplicationMember, by: User) -> None:
    """The person, or the invitation, is out of the file."""
    member = lock(member)
    if member.ended_at is None:
        member.ended_at = clock.now()
        member.save(update_fields=["ended_at"])
        announce(facts.MemberRemoved(application_id=member.application_id), by=by)


@transaction.atomic
def ask_partner(
    *, application: Application, name: str, kind: str, email: str, by: User, organisation: Organisation | None = None
) -> Partner:
    """Ask an organisation to confirm that it is of the collective. Asked again, a new link leaves. Raises Refusal, TooMany."""
    application = lock(application)
    name, email = clean_line(name)[:200], _check_email(email)
    if not name or kind not in Partner.Kind.values:
        raise Refusal(_("Écrivez le nom de la structure, et choisissez ce qu’elle est."))
    partner = application.partners.filter(name__iexact=name).first()
    if partner is None and application.partners.count() >= MOST_PARTNERS:
        raise TooMany(_("Un collectif a au plus %(most)s membres ici.") % {"most": MOST_PARTNERS})
    if partner is not None and partner.confirmed_at is not None:
        raise Refusal(_("« %(name)s » a déjà confirmé.") % {"name": partner.name})
    key, now = new_key(), clock.now()
    partner = partner or Partner(application=application, name=name)
    partner.kind, partner.email, partner.organisation, partner.asked_by = kind, email, organisation, by
    partner.key_digest, partner.asked_at, partner.expires_at, partner.declined_at = (
        digest(key),
        now,
        now + dt.timedelta(days=LINK_DAYS),
        None,
    )
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as error:
        raise Refusal(_("Cette structure est déjà dans le collectif.")) from error
    announce(facts.PartnerAsked(application_id=application.pk, partner_id=partner.pk), by=by)
    messages.tell_partner_asked(partner, key)
    return partner


@transaction.atomic
def answer_partner(*, partner: Partner, agrees: bool, name: str = "", by: User | None = None) -> Partner:
    """The organisation says yes, in somebody's name, or no. Said once. Raises Refusal when the link is over or no name is given."""
    partner = lock(partner)
    if partner.confirmed_at is not None or partner.declined_at is not None:
        return partner
    if partner.expires_at < clock.now():
        raise Refusal(_("Ce lien n’est plus valable. Demandez-en un nouveau à la structure qui porte le dossier."))
    if not agrees:
        partner.declined_at = clock.now()
        partner.save(update_fields=["declined_at"])
        announce(facts.PartnerDeclined(application_id=partner.application_id, partner_id=partner.pk), by=by)
        messages.tell_partner_answered(partner)
        return partner
    name = clean_line(name)[:160]
    if not name:
        raise Refusal(_("Écrivez votre nom et votre fonction : la confirmation engage votre structure."))
    partner.confirmed_at, partner.confirmed_name = clock.now(), name
    partner.save(update_fields=["confirmed_at", "confirmed_name"])
    announce(facts.PartnerConfirmed(application_id=partner.application_id, partner_id=partner.pk), by=by)
    messages.tell_partner_answered(partner)
    return partner


@transaction.atomic
def take_answer_back(*, partner: Partner, by: User | None = None) -> Partner:
    """The organisation said yes or no by mistake: it may answer again, as long as the file is written. Raises Refusal."""
    partner = lock(partner)
    if partner.application.state not in WRITING_STATES:
        raise Refusal(_("Le dossier est déposé : écrivez à la structure qui le porte."))
    if partner.confirmed_at is None and partner.declined_at is None:
        return partner
    partner.confirmed_at, partner.confirmed_name, partner.declined_at = None, "", None
    partner.save(update_fields=["confirmed_at", "confirmed_name", "declined_at"])
    announce(facts.PartnerAnswerTakenBack(application_id=partner.application_id, partner_id=partner.pk), by=by)
    messages.tell_partner_answered(partner)
    return partner


@transaction.atomic
def remove_partner(*, partner: Partner, by: User) -> None:
    """The organisation is no longer of the collective."""
    partner.delete()
