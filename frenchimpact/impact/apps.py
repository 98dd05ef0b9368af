from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class ImpactConfig(AppConfig):
    name = "frenchimpact.impact"
    label = "impact"
    verbose_name = _("Impact")

    def ready(self) -> None:
        from frenchimpact.core import pages
        from frenchimpact.impact.queries import evidence_of
        from frenchimpact.projects.queries import declare_tab

        pages.GLOBALS["evidence_of"] = evidence_of

        declare_tab("impact:project_change", lambda: _now("Impact"))
