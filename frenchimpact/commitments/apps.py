from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "frenchimpact.commitments"
    label = "commitments"
    verbose_name = _("Engagements financiers")

    def ready(self) -> None:
        from frenchimpact.aids.queries.requests import declare_given
        from frenchimpact.aids.queries.spaces import declare_tab
        from frenchimpact.commitments import listeners, merging  # noqa: F401 - hearing and following begin with the import
        from frenchimpact.commitments.messages import NUMBER, TOLD
        from frenchimpact.commitments.queries.answering import given_to
        from frenchimpact.files.rules import register_reader
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.organisations.rules import is_operator

        # The documents of the ledger are as public as its lines.
        register_reader("commitments.Entry", lambda user, entry, file: True)
        declare_tab("commitments:kept_commitments", lambda: gettext("Engagements"), after="aids:funder_requests")
        declare_given(given_to)
        declare_part("commitments", _("Argent engagé pour vous"))
        declare_kind(
            TOLD, _("Engagement ou versement d’un financeur pour vous"), why=_("Vous êtes du côté de celui qui reçoit cet argent.")
        )
        declare_kind(
            NUMBER, _("SIREN d’un financeur à confirmer"), why=_("Vous êtes dans l’équipe du programme."), part=TEAM, is_for=is_operator
        )
