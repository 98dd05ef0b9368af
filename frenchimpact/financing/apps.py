from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class FinancingConfig(AppConfig):
    name = "frenchimpact.financing"
    label = "financing"
    verbose_name = _("Plans de financement")

    def ready(self) -> None:
        from frenchimpact.aids.queries.spaces import declare_tab as declare_funder_tab
        from frenchimpact.commitments.actions.warning import declare_warner
        from frenchimpact.core import pages
        from frenchimpact.core.quantities import euros
        from frenchimpact.design import navigation
        from frenchimpact.financing import listeners, merging, rules  # noqa: F401 - hearing and following begin with the import
        from frenchimpact.financing.messages import plans, registers
        from frenchimpact.financing.room import warn_of_room
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.projects.queries import declare_tab

        pages.GLOBALS["euros"] = euros
        declare_warner(warn_of_room)
        declare_funder_tab("financing:incompatible_aids", lambda: _now("Incompatibilités"), after="commitments:kept_commitments")
        declare_tab("financing:plan", lambda: _now("Financements"), after="aids:project_aids", is_for=rules.can_read_plan)
        declare_part("financing", _("Financement de vos projets"))
        team = _("Vous êtes de l’équipe de ce projet.")
        declare_kind(plans.DEADLINE, _("Échéance d’un financement de votre projet"), why=team)
        for_them = _("Vous écrivez pour cette structure.")
        declare_kind(registers.CEILING, _("Plafond de minimis dépassé"), why=for_them, is_mandatory=True)
        declare_kind(registers.LINK, _("Entreprise unique : lien à confirmer"), why=for_them, is_mandatory=True)
        declare_kind(registers.REMOVED, _("Aide de minimis retirée par son bénéficiaire"), why=for_them, is_mandatory=True)
        declare_kind(registers.IMPORTED, _("Aide de minimis d’un fichier de subventions, à confirmer"), why=for_them)
        navigation.SPACE.append(
            navigation.Destination(
                _("Plans partagés"), "/mon-espace/plans-partages/", icon="share-network", rank=24, is_for=rules.sees_some_plan
            )
        )
