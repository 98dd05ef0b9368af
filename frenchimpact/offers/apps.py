from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "frenchimpact.offers"
    label = "offers"
    verbose_name = _("Offres et demandes")

    def ready(self) -> None:
        from frenchimpact.conversations.rules import declare_subject
        from frenchimpact.design.navigation import PARTS, SPACE, Destination
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.offers import circles, listeners, match_replies  # noqa: F401 - hearing begins with the import
        from frenchimpact.offers.messages.matches import TOPIC
        from frenchimpact.offers.queries.dealings import dealings_of
        from frenchimpact.projects.queries import declare_tab
        from frenchimpact.reviews.queries import tell_dealings
        from frenchimpact.territories import queries as territories

        declare_subject(circles.SUBJECT)
        PARTS.setdefault("offers", (_("Offres et demandes"), "hand-heart"))
        # In everyone's menu: saying who may offer would ask the database at each page.
        SPACE.append(Destination(_("Mes offres"), "/mon-espace/offres/", part="offers", rank=18))
        SPACE.append(
            Destination(
                _("Mes demandes"), "/mon-espace/demandes/", ("/mon-espace/demandes/", "/mon-espace/rapprochements/"), part="offers", rank=19
            )
        )
        SPACE.append(Destination(_("Offres à relire"), "/mon-espace/programme/offres/", role="operator", part="programme", rank=94))
        declare_tab("offers:project_needs", lambda: _now("Offres et demandes"))
        territories.declare_tab("offers:territory_needs", lambda: _now("Offres et demandes"), after="territories:plan")
        declare_topic(TOPIC, find=match_replies.find_for_reply, take=match_replies.take_reply, page=match_replies.page_of)
        tell_dealings(dealings_of)
        self.tell()

    def tell(self) -> None:
        """What people are told."""
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.offers.messages import matches, offers, ties
        from frenchimpact.organisations.rules import is_operator

        declare_part("offers", _("Offres et demandes"))
        either = _("Vous êtes d’un côté de cette mise en relation.")
        declare_kind(matches.PROPOSED, _("Une offre ou une demande vous est adressée"), why=either)
        declare_kind(matches.ANSWERED, _("Réponse à ce que vous avez proposé ou demandé"), why=either)
        declare_kind(matches.DONE, _("Votre avis sur une mise en relation terminée"), why=either)
        writes = _("Vous écrivez pour la structure qui offre.")
        declare_kind(offers.MODERATED, _("Suite d’une de vos offres"), why=writes)
        declare_kind(offers.STILL, _("Une de vos offres est-elle toujours vraie ?"), why=writes)
        programme = _("Vous êtes dans l’équipe du programme.")
        declare_kind(offers.SUBMITTED, _("Offre à relire avant qu’elle soit publique"), why=programme, part=TEAM, is_for=is_operator)
        declare_kind(ties.SEEN, _("Lien possible d’un juré avec un candidat"), why=programme, part=TEAM, is_for=is_operator)
        declare_kind(ties.TIED, _("Un lien à déclarer à votre jury"), why=_("Vous êtes membre de ce jury."), is_mandatory=True)
        declare_kind(offers.REPORTED, _("Offre signalée"), why=programme, part=TEAM, is_for=is_operator)
