"""What is told of the collective: who comes, confirms and leaves, who carries the territory."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News, write_news
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.messages import of_the_territory, path, programme_of, tell, writers_of
from frenchimpact.territories.models import Member, Territory


def tell_mandate_asked(member: Member, key: str, by: User) -> None:
    """The link by which a member without an account confirms its mandate."""
    territory = member.territory
    news = News(
        subject=_("Confirmez votre participation au territoire %(name)s") % {"name": territory.name},
        lead=_("%(person)s vous demande de confirmer le mandat de « %(member)s »") % {"person": by, "member": member.name},
        lines=(
            _("Ce collectif porte le territoire %(name)s. Votre structure y est citée comme membre.") % {"name": territory.name},
            _("Dites oui ou non. Sans compte, en une minute."),
        ),
        action=_("Répondre"),
        page=reverse("territories:mandate_answer", args=[key]),
        why=_("Vous recevez ce message parce que votre structure est citée dans ce collectif."),
    )
    write_news(to=member.email, kind="territories.mandate", news=news, language=translation.get_language() or "", is_secret=True)


def tell_mandate_answered(member: Member, *, agrees: bool) -> None:
    """The lead knows who said what."""
    territory = member.territory

    def news() -> News:
        yes, no = _("« %(name)s » confirme son mandat"), _("« %(name)s » ne fait pas partie du collectif")
        return News(
            subject=_("Collectif : réponse de %(name)s") % {"name": member.name},
            lead=(yes if agrees else no) % {"name": member.name},
            action=_("Voir le collectif"),
            page=path("collective", territory),
            why=of_the_territory(territory),
        )

    tell(writers_of(territory.lead), kind="collective", territory=territory, event=f"mandate:{member.pk}:{clock.now()}", news=news)


def tell_joined(member: Member) -> None:
    """The people of the member know that it is of the collective."""
    territory = member.territory
    tell(
        writers_of(member.organisation),
        kind="collective",
        territory=territory,
        event=f"joined:{member.pk}",
        news=lambda: News(
            subject=_("Votre structure entre dans un collectif : %(name)s") % {"name": territory.name},
            lead=_("« %(member)s » est membre du territoire %(name)s") % {"member": member.name, "name": territory.name},
            lines=(_("Son espace vous est ouvert. Si c’est une erreur, écrivez au chef de file."),),
            action=_("Ouvrir l’espace du territoire"),
            page=path("collective", territory),
            why=_("Vous recevez ce message parce que vous agissez pour %(name)s.") % {"name": member.name},
        ),
    )


def tell_left(member: Member, waiting: int) -> None:
    """The lead, the member that leaves and the programme know it, and what waits for somebody."""
    territory = member.territory
    people = [*writers_of(territory.lead), *writers_of(member.organisation), *programme_of(territory)]
    tell(
        people,
        kind="collective",
        territory=territory,
        event=f"left:{member.pk}",
        news=lambda: News(
            subject=_("Un membre quitte le collectif : %(name)s") % {"name": territory.name},
            lead=_("« %(member)s » quitte le territoire %(name)s") % {"member": member.name, "name": territory.name},
            quote=member.left_reason,
            lines=(
                _("Dernier jour : %(on)s.") % {"on": day(member.until)},
                _("À reprendre : %(n)s.") % {"n": waiting} if waiting else _("Tout ce qu’il portait est confié à quelqu’un."),
            ),
            action=_("Voir le collectif"),
            page=path("collective", territory),
            why=of_the_territory(territory),
        ),
    )


def tell_lead_changed(territory: Territory, former: Organisation | None, reason: str) -> None:
    """Both sides and the programme know who carries the territory now."""
    people = [*writers_of(former), *writers_of(territory.lead), *programme_of(territory)]
    tell(
        people,
        kind="lead",
        territory=territory,
        event=f"lead:{territory.lead_id}:{clock.now()}",
        news=lambda: News(
            subject=_("Nouveau chef de file : %(name)s") % {"name": territory.name},
            lead=_("%(lead)s porte désormais le territoire %(name)s") % {"lead": territory.lead, "name": territory.name},
            quote=reason,
            lines=(_("Les droits suivent aussitôt. Le titulaire du label, lui, ne change que par une décision."),),
            action=_("Voir le collectif"),
            page=path("collective", territory),
            why=of_the_territory(territory),
        ),
    )


def tell_successor(territory: Territory) -> None:
    """The successor knows that it was named."""
    tell(
        writers_of(territory.successor),
        kind="collective",
        territory=territory,
        event=f"successor:{territory.successor_id}",
        news=lambda: News(
            subject=_("Votre structure est désignée pour la suite : %(name)s") % {"name": territory.name},
            lead=_("%(successor)s reprendra le territoire %(name)s si son chef de file disparaît")
            % {"successor": territory.successor, "name": territory.name},
            lines=(_("Vous n’avez rien à faire aujourd’hui. Si cela arrivait, cette page vous proposera de prendre la suite."),),
            action=_("Voir le collectif"),
            page=path("collective", territory),
            why=of_the_territory(territory),
        ),
    )
