from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "frenchimpact.reviews"
    label = "reviews"
    verbose_name = _("Jurys et décisions")

    def ready(self) -> None:
        from django.urls import reverse

        from frenchimpact.calls.queries import show_when_following, tell_columns, tell_reading, tell_results, tell_usage, tell_veil
        from frenchimpact.calls.rules import keep_away, let_read_documents
        from frenchimpact.design import navigation
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.organisations.models import Assignment
        from frenchimpact.organisations.rules import Anyone, has_role, is_operator
        from frenchimpact.reviews.queries import answers_used, columns_of_juries, letters_when_following, published_results, veil_of
        from frenchimpact.reviews.rules import can_read_piece, is_kept_away

        let_read_documents(can_read_piece)
        keep_away(is_kept_away)
        show_when_following(letters_when_following)
        declare_part("reviews", _("Jurys et décisions"))
        tell_results(published_results)
        tell_usage(answers_used)
        tell_veil(veil_of)
        tell_columns(columns_of_juries)
        tell_reading(lambda application: reverse("reviews:jury_preview", args=[application.reference]))
        seated = _("Vous êtes membre de ce jury.")

        def may_sit(user: Anyone) -> bool:
            return has_role(user, Assignment.Role.JUROR)

        declare_kind("reviews.appointed", _("Nomination à un jury, et déclaration de vos liens"), why=seated, is_mandatory=True)
        declare_kind("reviews.opened", _("Ouverture d’un jury dont vous êtes membre"), why=seated, is_for=may_sit)
        declare_kind("reviews.assigned", _("Dossiers à évaluer"), why=seated, is_for=may_sit)
        declare_kind("reviews.recused", _("Votre déport"), why=seated, is_mandatory=True)
        declare_kind("reviews.session", _("Séance d’un jury dont vous êtes membre"), why=seated, is_for=may_sit)
        declare_kind(
            "reviews.appeal_received",
            _("Accusé de réception d’un recours"),
            why=_("Vous avez formé un recours."),
            is_mandatory=True,
        )
        declare_kind(
            "reviews.appeal",
            _("Recours et réponses contre une décision"),
            why=_("Vous suivez cette décision, ou vous jugez le recours."),
            is_mandatory=True,
        )
        expert = _("Réponse d’un expert à qui vous avez demandé un avis")
        declare_kind("reviews.expert", expert, why=_("Vous avez demandé cet avis."), default=Rhythm.DAILY, part=TEAM, is_for=is_operator)
        navigation.SPACE.append(navigation.Destination(_("Jury"), "/mon-espace/jury/", icon="seal-check", role="juror", rank=25))
        navigation.SPACE.append(
            navigation.Destination(_("Jurys et décisions"), "/mon-espace/jurys/", part="programme", rank=92, role="operator")
        )
