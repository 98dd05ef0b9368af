from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AidsConfig(AppConfig):
    name = "frenchimpact.aids"
    label = "aids"
    verbose_name = _("Aides")

    def ready(self) -> None:
        from frenchimpact.aids import introduction_replies, listeners  # noqa: F401 - hearing begins with the import
        from frenchimpact.aids.messages.introductions import TOPIC
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.projects.queries import declare_tab

        SPACE.append(Destination(_("Mises en relation"), "/mon-espace/mises-en-relation/", part="projects", rank=13))
        declare_part("aids", _("Financements"))
        declare_tab("aids:project_aids", lambda: _("Aides"))
        team = _("Vous êtes de l’équipe de ce projet.")
        declare_kind("aids.found", _("Aides trouvées pour un de vos projets"), why=team)
        declare_kind("aids.reminder", _("Rappel d’une aide"), why=_("Vous l’avez demandé."))
        either = _("Vous êtes d’un côté de cette demande.")
        declare_kind("aids.request", _("Avancée d’une demande de financement"), why=either)
        declare_kind("aids.outcome", _("Une demande de financement a-t-elle abouti ?"), why=team)
        declare_kind("aids.introduction", _("Mises en relation et messages"), why=either, is_instant=True)
        declare_topic(
            TOPIC, find=introduction_replies.find_for_reply, take=introduction_replies.take_reply, page=introduction_replies.page_of
        )
        self.open_funder_space()

    def open_funder_space(self) -> None:
        """Its entry in the menu, the programme's queue, and what each is told."""
        from frenchimpact.aids import rules
        from frenchimpact.aids.messages import moderation, reports, variants
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.notifications.rules import TEAM, declare_kind
        from frenchimpact.organisations.rules import is_operator

        SPACE.append(Destination(_("Financeur"), "/mon-espace/financeur/", icon="hand-coins", rank=25, is_for=rules.is_funder))
        SPACE.append(Destination(_("Catalogue des aides"), "/mon-espace/programme/aides/", role="operator", part="programme", rank=93))
        writes = _("Vous écrivez pour le financeur de cette aide.")
        declare_kind(
            moderation.SUBMITTED,
            _("Aide d’un nouveau financeur à relire"),
            why=_("Vous êtes dans l’équipe du programme."),
            part=TEAM,
            is_for=is_operator,
        )
        declare_kind(moderation.ANSWERED, _("Réponse du programme sur une de vos aides"), why=writes, is_for=rules.is_funder)
        declare_kind(variants.PROPOSED, _("Variante locale proposée d’une de vos aides génériques"), why=writes, is_for=rules.is_funder)
        declare_kind(variants.ANSWERED, _("Réponse à une variante locale que vous avez proposée"), why=writes, is_for=rules.is_funder)
        declare_kind(reports.REPORTED, _("Erreur signalée sur une de vos aides"), why=writes, is_for=rules.is_funder)
        declare_kind(reports.ANSWERED, _("Réponse à une erreur que vous avez signalée"), why=_("Vous avez signalé cette erreur."))
