from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "frenchimpact.organisations"
    label = "organisations"
    verbose_name = _("Structures")

    def ready(self) -> None:
        from frenchimpact.accounts.rules import demand_strong
        from frenchimpact.design import navigation
        from frenchimpact.files.rules import register_reader
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.journal.queries import declare_names
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.organisations import freshness, listeners, queries, rules  # noqa: F401 - hearing begins with the import
        from frenchimpact.organisations.models import Assignment
        from frenchimpact.organisations.queries.sheets import FRESHNESS

        declare_topic(freshness.TOPIC, find=freshness.find_for_reply, take=freshness.take_reply, page=freshness.page_of)
        declare_kind(
            FRESHNESS,
            _("Fiche d’une structure à confirmer"),
            why=_("Vous tenez à jour la fiche de cette structure."),
            still=freshness.still_asked,
        )

        declare_part("organisations", _("Vos structures"))
        managed, member = _("Vous gérez l’équipe de cette structure."), _("Vous êtes dans l’équipe de cette structure.")
        team: dict[str, Any] = {"why": _("Vous êtes dans l’équipe du programme."), "part": TEAM, "is_for": rules.is_operator}
        declare_kind("organisations.join_asked", _("Demande à rejoindre une de vos structures"), why=managed)
        declare_kind("organisations.join_silent", _("Demande à rejoindre une structure, restée sans réponse"), **team)
        declare_kind("organisations.joined", _("Arrivée, départ ou refus dans une de vos structures"), why=managed, default=Rhythm.DAILY)
        declare_kind(
            "organisations.role", _("Votre rôle dans une structure"), why=_("Cela change ce que vous pouvez faire."), default=Rhythm.DAILY
        )
        declare_kind("organisations.answered", _("Réponse à une de vos demandes à une structure"), why=_("Vous l’avez demandé."))
        declare_kind("organisations.claim_reviewed", _("Demande à tenir une fiche, à lire"), **team)
        declare_kind("organisations.merged", _("Deux fiches réunies, dont une de vos structures"), why=member, default=Rhythm.DAILY)
        declare_kind("organisations.registry_differs", _("Une fiche diffère du registre national"), why=managed, default=Rhythm.DAILY)
        declare_kind("organisations.mandate_proposed", _("Mandat proposé à une de vos structures"), why=managed)
        declare_kind(
            "organisations.mandate_moved",
            _("Mandat accepté, arrêté ou bientôt terminé"),
            why=_("Vous gérez une des deux structures."),
            default=Rhythm.DAILY,
        )
        declare_names("organisations.Organisation", queries.names_seen)
        register_reader("organisations.Claim", rules.can_open_proof)
        register_reader("organisations.Organisation", rules.can_see_logo, purpose=rules.LOGO)
        upkeep = ("/mon-espace/structures/demandes-de-fiches/", "/mon-espace/structures/doublons/", "/mon-espace/structures/fusions/")
        navigation.SPACE.append(navigation.Destination(_("Annuaire"), upkeep[0], upkeep, role="operator", part="programme", rank=94))
        navigation.SPACE.append(navigation.Destination(_("Mes structures"), "/mon-espace/structures/", icon="buildings", rank=20))

        if unknown := set(settings.STRONG_SIGN_IN_ROLES) - set(Assignment.Role.values):
            known = ", ".join(Assignment.Role.values)
            raise ImproperlyConfigured(f"STRONG_SIGN_IN_ROLES: {', '.join(sorted(unknown))} is not a role. Write some of: {known}.")
        demand_strong(rules.holds_guarded_role)
