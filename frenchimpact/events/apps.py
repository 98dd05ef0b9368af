from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "frenchimpact.events"
    label = "events"
    verbose_name = _("Événements")

    def ready(self) -> None:
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.events import listeners, rules  # noqa: F401 - hearing begins with the import
        from frenchimpact.events.messages import organisers, registrations
        from frenchimpact.files.rules import register_reader
        from frenchimpact.mail.rules import ENCLOSURES
        from frenchimpact.notifications.rules import declare_kind, declare_part

        register_reader("events.Event", rules.can_read_material, purpose=rules.MATERIAL)
        ENCLOSURES[registrations.SEAT] = ENCLOSURES[registrations.CHANGE] = registrations.enclosure
        declare_part("events", _("Événements"))
        declare_kind(
            organisers.REPORT, _("Compte rendu d’un événement à publier"), why=_("Vous organisez cet événement."), is_for=rules.is_organiser
        )
        SPACE.append(Destination(_("Événements"), "/mon-espace/evenements/", icon="users-three", rank=68, is_for=rules.is_organiser))
