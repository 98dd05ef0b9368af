from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "frenchimpact.calls"
    label = "calls"
    verbose_name = _("Appels et candidatures")

    def ready(self) -> None:
        from frenchimpact.calls import mootness, moving, rules  # noqa: F401 - moving declares how applications follow a merge
        from frenchimpact.calls.queries import names_seen, reading_address
        from frenchimpact.core import pages
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.files.rules import register_reader
        from frenchimpact.journal.queries import declare_names
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.organisations.rules import is_operator

        register_reader("calls.Application", rules.can_read_document)
        register_reader("calls.Call", rules.can_read_template)
        SPACE.append(Destination(_("Mes candidatures"), "/mon-espace/candidatures/", part="projects", rank=11))
        SPACE.append(Destination(_("Appels à instruire"), "/mon-espace/appels/", part="programme", rank=91, role="operator"))
        people, officers = _("Vous participez à cette candidature."), _("Vous suivez les candidatures du programme.")
        declare_names("calls.Application", names_seen)
        pages.GLOBALS["jury_reading"] = reading_address
        declare_part("calls", _("Vos candidatures"))
        declare_kind("calls.receipt", _("Accusé de réception d’une candidature"), why=people, is_mandatory=True, is_instant=True)
        declare_kind(
            "calls.correction", _("Complément attendu sur une candidature"), why=people, is_mandatory=True, still=mootness.correction_asked
        )
        declare_kind("calls.checked", _("Étape d’une de vos candidatures"), why=people, is_mandatory=True, still=mootness.for_its_people)
        declare_kind("calls.withdrawn", _("Candidature retirée"), why=people, default=Rhythm.DAILY, still=mootness.for_its_people)
        declare_kind("calls.partner_answered", _("Réponse d’un membre de votre collectif"), why=people, still=mootness.for_its_people)
        office: dict[str, Any] = {"why": officers, "still": mootness.to_check, "part": TEAM, "is_for": is_operator}
        declare_kind("calls.to_check", _("Candidature à vérifier"), default=Rhythm.DAILY, **office)
        declare_kind("calls.officer", _("Candidature qui vous est confiée"), default=Rhythm.DAILY, **office)
        declare_kind("calls.correction_given", _("Complément reçu sur une candidature"), **office)
        asker = _("Vous avez posé cette question, ou écrivez un dossier pour cet appel.")
        declare_kind("calls.enquiry_answered", _("Questions et réponses sur un appel"), why=asker)
        asked: dict[str, Any] = {**office, "still": mootness.to_answer}
        declare_kind("calls.enquiry_asked", _("Question posée sur un appel"), default=Rhythm.DAILY, **asked)
