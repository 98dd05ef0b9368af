from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "frenchimpact.commitments"
    label = "commitments"
    verbose_name = _("Engagements financiers")

    def ready(self) -> None:
        from frenchimpact.aids.rules import is_funder
        from frenchimpact.commitments import merging  # noqa: F401 - following begins with the import
        from frenchimpact.design import navigation
        from frenchimpact.files.rules import register_reader

        # The documents of the ledger are as public as its lines.
        register_reader("commitments.Entry", lambda user, entry, file: True)
        navigation.SPACE.append(
            navigation.Destination(_("Engagements"), "/mon-espace/financeur/engagements/", icon="hand-coins", rank=32, is_for=is_funder)
        )
