from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class OrganisationsConfig(AppConfig):
    name = "frenchimpact.organisations"
    label = "organisations"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from frenchimpact.accounts.rules import demand_strong
        from frenchimpact.files.rules import register_reader
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.notifications.rules import declare_kind
        from frenchimpact.organisations import freshness, rules
        from frenchimpact.organisations.actions.states import FRESHNESS
        from frenchimpact.organisations.models import Assignment

        declare_topic(freshness.TOPIC, find=freshness.find_for_reply, take=freshness.take_reply)
        declare_kind(
            FRESHNESS,
            _("Fiche d’une structure à confirmer"),
            why=_("Vous tenez à jour la fiche de cette structure."),
            still=freshness.still_asked,
        )

        register_reader("organisations.Organisation", rules.can_see_logo, purpose=rules.LOGO)

        if unknown := set(settings.STRONG_SIGN_IN_ROLES) - set(Assignment.Role.values):
            known = ", ".join(Assignment.Role.values)
            raise ImproperlyConfigured(f"STRONG_SIGN_IN_ROLES: {', '.join(sorted(unknown))} is not a role. Write some of: {known}.")
        demand_strong(rules.holds_guarded_role)
