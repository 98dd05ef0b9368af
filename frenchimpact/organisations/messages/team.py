"""What a team is told: arrivals, departures, roles."""

from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.notifications.actions import News
from frenchimpact.organisations.messages.writing import admins, as_admin, day, page, sheet, tell, write
from frenchimpact.organisations.models import Invitation, Membership


def tell_invited(invitation: Invitation, key: str) -> None:
    """The link, for that address only."""
    organisation = invitation.organisation
    write(
        to=invitation.email,
        kind="invited",
        is_secret=True,
        news=lambda: News(
            subject=_("Invitation : %(name)s") % {"name": organisation.name},
            lead=_("%(who)s vous invite dans l’équipe de %(name)s") % {"who": invitation.invited_by, "name": organisation.name},
            lines=(
                _("Votre rôle : %(role)s.") % {"role": invitation.get_role_display()},
                _("La page suivante montre ce que vous verrez et pourrez faire, avant de répondre."),
                _("Cette invitation est pour %(email)s, jusqu’au %(day)s. Elle ne sert à personne d’autre.")
                % {"email": invitation.email, "day": day(invitation.expires_at)},
            ),
            action=_("Voir l’invitation"),
            page=page("invitation", key),
            why=_("Vous recevez ce message parce que %(who)s a écrit votre adresse. Sinon, ne faites rien.")
            % {"who": invitation.invited_by},
        ),
    )


def tell_declined(invitation: Invitation, who: User) -> None:
    """Whoever invited them knows, if they still manage the team."""
    organisation = invitation.organisation
    tell(
        [person for person in admins(organisation) if person.pk == invitation.invited_by_id],
        kind="joined",
        news=lambda: News(
            subject=_("Invitation déclinée : %(name)s") % {"name": organisation.name},
            lead=_("%(who)s ne rejoint pas l’équipe de %(name)s") % {"who": who, "name": organisation.name},
            action=_("Voir l’équipe"),
            page=page("organisation_team", organisation.slug),
            why=as_admin(organisation),
        ),
    )


def tell_joined(member: Membership, *, besides: User) -> None:
    """Someone came in: those who manage the team know."""
    organisation = member.organisation
    tell(
        [person for person in admins(organisation) if person.pk != besides.pk],
        kind="joined",
        news=lambda: News(
            subject=_("%(who)s rejoint %(name)s") % {"who": member.user, "name": organisation.name},
            lead=_("%(who)s a rejoint l’équipe de %(name)s") % {"who": member.user, "name": organisation.name},
            lines=(_("Son rôle : %(role)s.") % {"role": member.get_role_display()},),
            action=_("Voir l’équipe"),
            page=page("organisation_team", organisation.slug),
            why=as_admin(organisation),
        ),
    )


def tell_left(member: Membership) -> None:
    """Someone left by themselves."""
    organisation = member.organisation
    tell(
        admins(organisation),
        kind="joined",
        news=lambda: News(
            subject=_("Départ : %(name)s") % {"name": organisation.name},
            lead=_("%(who)s a quitté l’équipe de %(name)s") % {"who": member.user, "name": organisation.name},
            action=_("Voir l’équipe"),
            page=page("organisation_team", organisation.slug),
            why=as_admin(organisation),
        ),
    )


def tell_role(member: Membership) -> None:
    """One's role changed."""
    organisation = member.organisation
    tell(
        [member.user],
        kind="role",
        news=lambda: News(
            subject=_("Votre rôle : %(name)s") % {"name": organisation.name},
            lead=_("Votre rôle a changé dans %(name)s") % {"name": organisation.name},
            lines=(_("Votre rôle : %(role)s.") % {"role": member.get_role_display()},),
            action=_("Voir l’équipe"),
            page=page("organisation_team", organisation.slug),
            why=_("Vous recevez ce message parce que vous êtes dans l’équipe de %(name)s.") % {"name": organisation.name},
        ),
    )


def tell_removed(member: Membership) -> None:
    """One no longer belongs."""
    organisation = member.organisation
    tell(
        [member.user],
        kind="role",
        news=lambda: News(
            subject=_("Vous n’êtes plus dans l’équipe : %(name)s") % {"name": organisation.name},
            lead=_("Vous n’êtes plus dans l’équipe de %(name)s") % {"name": organisation.name},
            lines=(_("Si c’est une erreur, demandez à la rejoindre depuis sa fiche."),),
            action=_("Voir la fiche"),
            page=sheet(organisation),
            why=_("Vous recevez ce message parce que vous étiez dans cette équipe."),
        ),
    )
