from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "frenchimpact.support"
    label = "support"
    verbose_name = _("Accompagnement")

    def ready(self) -> None:
        from frenchimpact.calls.queries import tell_section
        from frenchimpact.conversations.rules import declare_subject
        from frenchimpact.design.navigation import PARTS, SPACE, Destination
        from frenchimpact.impact.queries import declare_source
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.projects.queries import declare_tab
        from frenchimpact.support import (
            circles,
            listeners,  # noqa: F401 - hearing begins with the import
            messages,
            rules,
        )
        from frenchimpact.support.queries.portfolios import supported_projects
        from frenchimpact.support.queries.promotions import outcomes_of

        declare_source("accompagnes", lambda: _now("Accompagnés"), supported_projects)
        declare_subject(circles.SUBJECT)
        declare_part("support", _("Accompagnement"))
        PARTS.setdefault("support", (_("Accompagnement"), "hand-heart"))
        SPACE.append(
            Destination(_("Projets accompagnés"), "/mon-espace/accompagnements/", part="support", rank=30, is_for=rules.is_portfolio_reader)
        )
        SPACE.append(Destination(_("Promotions"), "/mon-espace/promotions/", part="support", rank=31, is_for=rules.is_portfolio_reader))
        tell_section("support/call_section.html", outcomes_of)
        declare_tab("support:project_supports", lambda: _now("Accompagnement"))
        side = _("Vous êtes de l’équipe du projet, ou de la structure qui l’accompagne.")
        declare_kind(messages.ASKED, _("Projet qui demande un accompagnement"), why=side)
        declare_kind(messages.MOVED, _("Avancée d’un accompagnement"), why=side)
        declare_kind(messages.NOTED, _("Recommandation ou message d’une structure"), why=side)
        declare_kind(messages.DUE, _("Accompagnement sans réponse ou sans nouvelles"), why=side)
