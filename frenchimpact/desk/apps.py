from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "frenchimpact.desk"
    label = "desk"

    def ready(self) -> None:
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.desk import listeners  # noqa: F401 - hears
        from frenchimpact.desk.rules import can_mend_mail
        from frenchimpact.notifications.rules import TEAM, declare_kind
        from frenchimpact.organisations.rules import can_search_people, is_operator
        from frenchimpact.projects.rules import can_read_queue

        SPACE.append(Destination(_("Mes projets"), "/mon-espace/projets/", part="projects", rank=10))
        SPACE.append(Destination(_("Lecture des projets"), "/mon-espace/lecture/", part="programme", rank=90, is_for=can_read_queue))
        SPACE.append(Destination(_("Agenda"), "/mon-espace/agenda/", icon="calendar-blank", rank=70))
        SPACE.append(Destination(_("Courrier reçu"), "/mon-espace/courrier/", role="operator", part="programme", rank=93))
        SPACE.append(Destination(_("Comptes à rendre"), "/mon-espace/retours/", role="operator", part="programme", rank=95))
        SPACE.append(Destination(_("Service"), "/mon-espace/programme/service/", part="programme", rank=98, is_for=can_mend_mail))
        SPACE.append(
            Destination(_("Personnes et rôles"), "/mon-espace/programme/personnes/", part="programme", rank=96, is_for=can_search_people)
        )
        declare_kind("desk.look", _("L’administration regarde le site avec vos yeux"), why=_("C’est votre compte."))
        why = _("Vous êtes dans l’équipe du programme.")
        declare_kind("desk.recovery", _("Personne qui ne peut plus se connecter"), why=why, part=TEAM, is_for=is_operator)
