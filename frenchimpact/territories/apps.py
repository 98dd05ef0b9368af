from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    name = "frenchimpact.territories"
    label = "territories"
    verbose_name = _("Territoires")

    def ready(self) -> None:
        from frenchimpact.conversations.rules import declare_subject
        from frenchimpact.core import pages
        from frenchimpact.core.quantities import shown
        from frenchimpact.design import navigation
        from frenchimpact.files.rules import register_reader
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.journal.queries import declare_names
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.territories import (  # noqa: F401 - hearing and following begin with the import
            circles,
            indicator_replies,
            listeners,
            merging,
            plan_replies,
            rules,
            support_replies,
        )
        from frenchimpact.territories.actions import measurement_files, measurement_lines
        from frenchimpact.territories.messages import indicators as indicator_messages
        from frenchimpact.territories.messages import plans as plan_messages
        from frenchimpact.territories.messages import support as support_messages
        from frenchimpact.territories.queries.territories import names_seen

        measurement_lines.declare_taker(measurement_files.LETTER, measurement_files.take_lines)
        declare_subject(circles.SUBJECT)
        declare_names("territories.Territory", names_seen)
        declare_part("territories", _("Vos territoires"))
        # The collective, agreements and promises.
        followed = _("Vous suivez ce territoire.")
        register_reader("territories.Member", rules.can_read_mandate)
        register_reader("territories.Agreement", rules.can_read_agreement)
        register_reader("territories.Action", rules.can_read_paper)
        register_reader("territories.Commitment", rules.can_read_proof)
        pages.GLOBALS["shown"] = shown
        declare_kind("territories.agreement", _("Conventions d’un de vos territoires"), why=followed, is_for=rules.has_some_space)
        declare_kind("territories.promise", _("Promesses d’un de vos territoires"), why=followed, is_for=rules.has_some_space)
        declare_kind("territories.promise_due", _("Rappel : promesse à tenir"), why=followed, is_for=rules.has_some_space)
        declare_kind("territories.lead", _("Changement de chef de file d’un de vos territoires"), why=followed, is_mandatory=True)
        declare_kind("territories.perimeter", _("Périmètre d’un de vos territoires à revoir"), why=followed, is_mandatory=True)
        declare_kind("territories.collective", _("Membres d’un de vos collectifs"), why=followed, is_for=rules.has_some_space)
        # The action plan.
        declare_topic(plan_messages.TOPIC, find=plan_replies.find_for_reply, take=plan_replies.take_reply, page=plan_replies.page_of)
        drives = _("Vous pilotez cette action, ou votre structure en répond.")
        declare_kind(
            "territories.action_assigned",
            _("Action d’un plan confiée à vous ou à votre structure"),
            why=drives,
            is_for=rules.has_some_space,
            still=plan_messages.still_open,
        )
        declare_kind(
            "territories.action_blocked",
            _("Action bloquée dans un territoire que vous portez ou suivez"),
            why=_("Vous suivez ce territoire."),
            is_for=rules.has_some_space,
            still=plan_messages.still_blocked,
        )
        declare_kind(
            "territories.action_late",
            _("Action dont le dernier jour est passé"),
            why=drives,
            default=Rhythm.WEEKLY,
            is_for=rules.has_some_space,
            still=plan_messages.still_late,
        )
        # Indicators.
        declare_topic(
            indicator_messages.TOPIC,
            find=indicator_replies.find_for_reply,
            take=indicator_replies.take_reply,
            page=indicator_replies.page_of,
        )
        declare_kind(
            indicator_messages.ASKED,
            _("Valeur attendue d’un indicateur, à la fin de sa période"),
            why=_("Vous tenez cet indicateur à jour."),
            still=indicator_messages.still_due,
            is_for=rules.has_some_space,
        )

        # ── Reviews, meetings, support ──
        carried = _("Vous écrivez pour la structure qui porte ce territoire.")
        programme = _("Vous suivez ce territoire pour le programme.")
        declare_kind("territories.review_open", _("Bilan d’un de vos territoires à préparer"), why=carried)
        declare_kind("territories.review_reminder", _("Rappel : bilan bientôt attendu"), why=carried)
        declare_kind("territories.review_late", _("Bilan d’un territoire en retard"), why=programme)
        declare_kind("territories.review_update", _("Point trimestriel d’un territoire"), why=programme)
        declare_kind("territories.review_to_conclude", _("Bilan d’un territoire à conclure"), why=programme)
        declare_kind("territories.review_concluded", _("Bilan d’un de vos territoires conclu"), why=carried)
        declare_kind("territories.meeting", _("Réunion d’un de vos collectifs"), why=followed, is_for=rules.has_some_space)
        declare_kind("territories.minutes", _("Compte rendu d’une réunion de collectif"), why=followed, is_for=rules.has_some_space)
        declare_kind("territories.support_received", _("Demande de soutien d’un territoire"), why=programme)
        declare_kind("territories.support_answered", _("Réponse à une demande de soutien"), why=carried)
        declare_kind("territories.support_closed", _("Demande de soutien terminée ou retirée"), why=programme)
        declare_kind("territories.recommended", _("Recommandation à un de vos territoires"), why=carried)
        declare_kind(
            "territories.recommendation_moved",
            _("Suite donnée à une de vos recommandations"),
            why=_("Vous avez fait cette recommandation."),
        )
        declare_kind("territories.sponsored", _("Parrainage d’un de vos territoires"), why=carried)
        declare_topic(
            support_messages.REQUEST,
            find=support_replies.find_request,
            take=support_replies.take_answer,
            page=support_replies.page_of_request,
        )
        declare_topic(
            support_messages.ADVICE,
            find=support_replies.find_advice,
            take=support_replies.take_progress,
            page=support_replies.page_of_advice,
        )
        navigation.SPACE.append(
            navigation.Destination(_("Territoires"), "/mon-espace/territoires/", icon="map-pin", rank=20, is_for=rules.has_some_space)
        )
        from frenchimpact.territories.messages import proposals as proposal_messages

        # What anyone proposes for a challenge.
        declare_kind(
            proposal_messages.KIND,
            _("Proposition pour un défi de votre territoire"),
            why=_("Vous écrivez pour la structure qui porte ce territoire."),
            still=proposal_messages.still_waits,
            is_for=rules.has_some_space,
        )
