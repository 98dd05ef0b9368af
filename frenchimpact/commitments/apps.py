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
        from frenchimpact.commitments import merging  # noqa: F401 - following begins with the import
        from frenchimpact.commitments.queries.answering import given_to
        from frenchimpact.files.rules import register_reader

        # The documents of the ledger are as public as its lines.
        register_reader("commitments.Entry", lambda user, entry, file: True)
        declare_tab("commitments:kept_commitments", lambda: gettext("Engagements"), after="aids:funder_requests")
        declare_given(given_to)
