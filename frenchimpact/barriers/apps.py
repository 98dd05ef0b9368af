from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BarriersConfig(AppConfig):
    name = "frenchimpact.barriers"
    label = "barriers"
    verbose_name = _("Freins")

    def ready(self) -> None:
        self.open_answers()

    def open_answers(self) -> None:
        """Published answers: the desk's entry, and what it is told about them."""
        from frenchimpact.barriers import rules
        from frenchimpact.barriers.messages import precedents as letters
        from frenchimpact.design.navigation import PARTS, SPACE, Destination
        from frenchimpact.notifications.rules import declare_kind, declare_part

        declare_part("barriers", _("Freins"))
        PARTS.setdefault("barriers", (_("Freins"), "traffic-cone"))
        SPACE.append(Destination(_("Réponses publiées"), "/mon-espace/freins/reponses/", part="barriers", rank=42, is_for=rules.is_of_desk))
        desk = {"is_for": rules.is_of_desk}
        declare_kind(letters.REVIEW, _("Réponse à valider avant publication"), why=_("Vous êtes dans l’équipe du programme."), **desk)
        declare_kind(letters.AUTHOR, _("Suite d’une réponse que vous avez écrite"), why=_("Vous avez écrit cette réponse."), **desk)
        declare_kind(letters.CHECK, _("Réponse publiée à relire"), why=_("Chaque réponse publiée est relue une fois par an."), **desk)
