"""What is told to those who ask to come in, and to those who answer them."""

from django.conf import settings
from django.utils.translation import gettext as _

from frenchimpact.notifications.actions import News
from frenchimpact.organisations.messages.writing import (
    admins,
    as_admin,
    as_asker,
    as_operator,
    finish,
    page,
    reference_of,
    sheet,
    tell,
    write,
)
from frenchimpact.organisations.models import Claim, JoinRequest, Membership
from frenchimpact.organisations.rules import operators


def _about_the_asker(request: JoinRequest, *, again: bool) -> tuple[str, ...]:
    who = _("Vérifiez que c’est bien une personne de votre structure : son adresse est %(email)s.") % {"email": request.user.email}
    return (who, _("Sans réponse sous cinq jours, l’équipe du programme peut répondre à votre place.")) if again else (who,)


def tell_asked(request: JoinRequest, *, again: bool = False) -> None:
    """Those who manage the team are asked; once more when they stay silent."""
    organisation = request.organisation
    words = {"who": request.user, "name": organisation.name}
    if again:
        finish("join_asked", request)
    tell(
        admins(organisation),
        kind="join_asked",
        reference=reference_of(request),
        thing=request.organisation.name,
        is_task=True,
        news=lambda: News(
            subject=_("%(who)s attend votre réponse") % words if again else _("%(who)s demande à rejoindre %(name)s") % words,
            lead=_("%(who)s attend toujours votre réponse pour rejoindre %(name)s") % words
            if again
            else _("%(who)s demande à rejoindre %(name)s") % words,
            quote=request.message,
            lines=(
                _("Vérifiez que c’est bien une personne de votre structure : son adresse est %(email)s.") % {"email": request.user.email},
            )
            + ((_("Sans réponse sous cinq jours, l’équipe du programme peut répondre à votre place."),) if again else ()),
            action=_("Répondre"),
            page=page("join_request", request.pk),
            why=as_admin(organisation),
        ),
    )


def tell_join_silent(request: JoinRequest) -> None:
    """Nobody answered: the operators may."""
    words = {"who": request.user, "name": request.organisation.name}
    tell(
        operators(),
        kind="join_silent",
        reference=reference_of(request),
        thing=request.organisation.name,
        is_task=True,
        news=lambda: News(
            subject=_("Demande sans réponse : %(name)s") % words,
            lead=_("%(who)s demande à rejoindre %(name)s, et personne n’a répondu") % words,
            quote=request.message,
            action=_("Répondre à la demande"),
            page=page("join_request", request.pk),
            why=as_operator(),
        ),
    )


def tell_join_accepted(request: JoinRequest, member: Membership) -> None:
    """The person is in."""
    organisation = request.organisation
    tell(
        [request.user],
        kind="answered",
        news=lambda: News(
            subject=_("Bienvenue dans %(name)s") % {"name": organisation.name},
            lead=_("Vous êtes maintenant dans l’équipe de %(name)s") % {"name": organisation.name},
            lines=(_("Votre rôle : %(role)s.") % {"role": member.get_role_display()},),
            action=_("Voir l’équipe"),
            page=page("organisation_team", organisation.slug),
            why=as_asker(),
        ),
    )


def tell_join_refused(request: JoinRequest) -> None:
    """The person is not, and why."""
    organisation = request.organisation
    tell(
        [request.user],
        kind="answered",
        news=lambda: News(
            subject=_("Réponse de %(name)s") % {"name": organisation.name},
            lead=_("%(name)s ne vous a pas fait entrer dans son équipe") % {"name": organisation.name},
            quote=request.reason,
            action=_("Voir la fiche"),
            page=sheet(organisation),
            why=as_asker(),
        ),
    )


def tell_claim_code(claim: Claim, code: str) -> None:
    """The code, to the organisation's own address: whoever reads it there vouches for the person."""
    organisation = claim.organisation
    words = {"who": str(claim.user), "email": claim.user.email, "name": organisation.name}
    write(
        to=claim.address,
        kind="claim_code",
        is_secret=True,
        news=lambda: News(
            subject=_("Code pour tenir la fiche de %(name)s") % words,
            lead=_("%(who)s demande à tenir la fiche de %(name)s") % words,
            code=f"{code[:3]} {code[3:]}",
            lines=(
                _("Cette personne s’est connectée avec l’adresse %(email)s.") % words,
                _("Si vous êtes d’accord, donnez-lui ce code : il lui confie la fiche. Il fonctionne pendant 24 heures."),
                _("Si vous ne la connaissez pas, ne faites rien : la fiche reste comme elle est."),
            ),
            action=_("Voir la fiche"),
            page=sheet(organisation),
            why=_("Vous recevez ce message parce que cette adresse est celle de %(name)s.") % words,
        ),
    )


def tell_claim_to_read(claim: Claim) -> None:
    """The operators have a claim to read."""
    words = {"who": claim.user, "name": claim.organisation.name}
    tell(
        [person for person in operators() if person.pk != claim.user_id],
        kind="claim_reviewed",
        reference=reference_of(claim),
        thing=claim.organisation.name,
        is_task=True,
        news=lambda: News(
            subject=_("Fiche demandée : %(name)s") % words,
            lead=_("%(who)s demande à tenir la fiche de %(name)s") % words,
            quote=claim.explanation,
            action=_("Lire la demande"),
            page=page("claim_decide", claim.pk),
            why=as_operator(),
        ),
    )


def tell_claim_accepted(claim: Claim) -> None:
    """The person keeps the sheet; the organisation's own address knows too."""
    organisation = claim.organisation
    words = {"who": claim.user, "name": organisation.name}
    tell(
        [claim.user],
        kind="answered",
        news=lambda: News(
            subject=_("La fiche de %(name)s est à vous") % words,
            lead=_("Vous tenez maintenant la fiche de %(name)s") % words,
            lines=(_("Vérifiez-la, puis invitez une autre personne : à deux, la fiche ne reste jamais seule."),),
            action=_("Voir l’équipe"),
            page=page("organisation_team", organisation.slug),
            why=as_asker(),
        ),
    )
    if organisation.email and organisation.email.lower() not in {claim.user.email.lower(), claim.address.lower()}:
        write(
            to=organisation.email,
            kind="claim_told",
            news=lambda: News(
                subject=_("Fiche de %(name)s : une personne la tient") % words,
                lead=_("%(who)s tient maintenant la fiche de %(name)s") % words,
                lines=(_("Si ce n’est pas normal, écrivez-nous à %(contact)s.") % {"contact": settings.PROGRAMME_CONTACT},),
                action=_("Voir la fiche"),
                page=sheet(organisation),
                why=_("Vous recevez ce message parce que cette adresse est celle de %(name)s.") % words,
            ),
        )


def tell_claim_refused(claim: Claim) -> None:
    """The person does not, and why."""
    organisation = claim.organisation
    tell(
        [claim.user],
        kind="answered",
        news=lambda: News(
            subject=_("Réponse : fiche de %(name)s") % {"name": organisation.name},
            lead=_("La fiche de %(name)s ne vous est pas confiée") % {"name": organisation.name},
            quote=claim.reason,
            action=_("Voir la fiche"),
            page=sheet(organisation),
            why=as_asker(),
        ),
    )
