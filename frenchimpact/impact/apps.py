from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class ImpactConfig(AppConfig):
    name = "frenchimpact.impact"
    label = "impact"
    verbose_name = _("Impact")

    def ready(self) -> None:
        from frenchimpact.core import pages
        from frenchimpact.impact import listeners  # noqa: F401 - hearing begins with the import
        from frenchimpact.impact.messages import measures as asking
        from frenchimpact.impact.queries import evidence_of, public_change
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.projects.queries import declare_tab
        from frenchimpact.territories import queries as territories

        pages.GLOBALS["evidence_of"] = evidence_of

        declare_tab("impact:project_change", lambda: _now("Impact"))
        declare_part("impact", _("Ce que vos projets changent"))
        declare_kind(
            asking.ASKED,
            _("Valeur attendue d’un indicateur d’impact, à la fin de sa période"),
            why=_("Vous tenez cet indicateur à jour."),
            still=asking.still_due,
        )
        territories.declare_tab("impact:territory_change", lambda: _now("Impact"), after="territories:challenges")
        territories.declare_section("impact/territory_section.html", public_change)
