from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class ImpactConfig(AppConfig):
    name = "frenchimpact.impact"
    label = "impact"
    verbose_name = _("Impact")

    def ready(self) -> None:
        from frenchimpact.core import pages
        from frenchimpact.files.rules import register_reader
        from frenchimpact.impact import listeners, measure_replies, merging, rules  # noqa: F401 - hearing, and moving, begin with the import
        from frenchimpact.impact.actions import measurement_files
        from frenchimpact.impact.messages import measures as asking
        from frenchimpact.impact.queries import evidence_of, public_change, territory_figures
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.methods.queries import declare_keeping
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.projects.queries import declare_tab
        from frenchimpact.territories import queries as territories
        from frenchimpact.territories.actions.measurement_lines import declare_taker

        pages.GLOBALS["evidence_of"] = evidence_of

        declare_tab("impact:project_change", lambda: _now("Impact"))
        declare_part("impact", _("Ce que vos projets changent"))
        self.open_proofs()
        declare_kind(
            asking.ASKED,
            _("Valeur attendue d’un indicateur d’impact, à la fin de sa période"),
            why=_("Vous tenez cet indicateur à jour."),
            still=asking.still_due,
        )
        declare_keeping("impact:keep_result", lambda: _now("Enregistrer dans mon projet"))
        declare_taker(measurement_files.LETTER, measurement_files.take_lines)
        declare_topic(asking.TOPIC, find=measure_replies.find_for_reply, take=measure_replies.take_reply, page=measure_replies.page_of)
        register_reader("impact.Measure", lambda user, measure, _file: rules.can_read_measure_paper(user, measure))
        territories.declare_tab("impact:territory_change", lambda: _now("Impact"), after="territories:challenges")
        territories.declare_section("impact/territory_section.html", public_change)
        territories.declare_section("impact/territory_figures_section.html", territory_figures)

    def open_proofs(self) -> None:
        """Looking at what others measure: its entry in the menu, and what people are told."""
        from frenchimpact.design.navigation import PARTS, SPACE, Destination
        from frenchimpact.impact import rules
        from frenchimpact.impact.messages import contracts
        from frenchimpact.impact.messages import proofs as letters
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import declare_kind

        ours = _("Vous êtes de l’équipe de ce projet.")
        declare_kind(
            letters.ASKED,
            _("Regard demandé sur ce que mesure un projet"),
            why=_("Un projet a désigné une de vos structures."),
            is_for=rules.may_be_asked,
        )
        declare_kind(letters.LEVEL, _("Niveau de preuve donné, refusé ou à renouveler"), why=ours)
        declare_kind(letters.VERDICT, _("Valeur vérifiée ou contestée"), why=ours, default=Rhythm.DAILY)
        # Contracts are the other tab of the same entry.
        PARTS.setdefault("impact", (_("Vérifications"), "seal-check"))
        SPACE.append(Destination(_("Vérifications"), "/mon-espace/verifications/", part="impact", rank=45, is_for=rules.may_be_asked))
        SPACE.append(
            Destination(_("Contrats à impact"), "/mon-espace/contrats-a-impact/", part="impact", rank=46, is_for=rules.may_be_asked)
        )
        declare_kind(
            contracts.CONTRACT, _("Contrat à impact à signer, calculé ou payé"), why=_("Vous êtes de l’un des deux côtés du contrat.")
        )
