from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "frenchimpact.privacy"
    label = "privacy"

    def ready(self) -> None:
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import TEAM, declare_kind
        from frenchimpact.organisations.rules import is_operator

        autodiscover_modules("holdings")
        from frenchimpact.privacy import processings, retention, weighing  # noqa: F401 - lines, ends and algorithms register themselves

        SPACE.append(Destination(_("Mes données"), "/mon-espace/donnees/", part="account", rank=103))
        SPACE.append(Destination(_("Durées et effacements"), "/mon-espace/programme/donnees/", role="operator", part="programme", rank=97))
        why = _("Vous êtes dans l’équipe du programme.")
        declare_kind(
            "privacy.left_alone",
            _("Projet ou structure laissé sans personne"),
            why=why,
            default=Rhythm.DAILY,
            part=TEAM,
            is_for=is_operator,
        )
