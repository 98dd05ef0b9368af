from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabelsConfig(AppConfig):
    name = "frenchimpact.labels"
    label = "labels"
    verbose_name = _("Labels")

    def ready(self) -> None:
        from frenchimpact.calls.queries import tell_kinds_of_labels, tell_labels_held
        from frenchimpact.design import navigation
        from frenchimpact.files.rules import register_reader
        from frenchimpact.labels import listeners, merging, queries, rules  # noqa: F401 - hearing and following begin with the import
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.organisations.rules import is_operator

        holder = _("Vous agissez pour le titulaire de ce label.")
        team: dict[str, Any] = {"why": _("Vous êtes dans l’équipe du programme."), "part": TEAM, "is_for": is_operator}
        declare_part("labels", _("Vos labels"))
        declare_kind("labels.granted", _("Label attribué à une de vos structures"), why=holder, is_mandatory=True)
        declare_kind("labels.moved", _("Changement d’état d’un de vos labels"), why=holder, is_mandatory=True)
        declare_kind("labels.renewal", _("Renouvellement d’un de vos labels"), why=holder, is_mandatory=True)
        declare_kind("labels.renewal_reminder", _("Rappel : label à renouveler"), why=holder, is_for=rules.can_follow_labels)
        declare_kind("labels.procedure", _("Retrait envisagé d’un de vos labels"), why=holder, is_mandatory=True)
        declare_kind("labels.control", _("Contrôle d’un de vos labels"), why=holder, is_mandatory=True)
        declare_kind("labels.not_given", _("Label accordé, à attribuer à la main"), **team)
        declare_kind("labels.renewal_filed", _("Renouvellement de label à examiner"), **team)
        declare_kind("labels.procedure_answered", _("Réponse d’un titulaire avant une décision"), **team)
        declare_kind("labels.control_answered", _("Réponse d’un titulaire à un contrôle"), **team)
        tell_labels_held(queries.references_held)
        tell_kinds_of_labels(queries.kinds_on_offer)
        register_reader("labels.Control", rules.can_read_evidence)
        navigation.SPACE.append(
            navigation.Destination(_("Labels"), "/mon-espace/labels/", icon="seal-check", rank=30, is_for=rules.can_follow_labels)
        )
