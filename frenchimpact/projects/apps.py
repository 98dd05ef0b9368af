from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "frenchimpact.projects"
    label = "projects"
    verbose_name = _("Projets")

    def ready(self) -> None:
        from frenchimpact.files.rules import register_reader
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.journal.queries import declare_names
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.projects import messages, mootness, queries, replies, rules

        register_reader("projects.Project", rules.can_read_document, purpose=rules.DOCUMENT)
        register_reader("projects.Project", rules.can_read_picture, purpose=rules.PICTURE)
        declare_topic(messages.TOPIC, find=replies.find_for_reply, take=replies.take_reply, page=replies.page_of)
        team = _("Vous êtes dans l’équipe du projet.")
        reading: dict[str, Any] = {"why": _("Vous lisez les projets du programme."), "part": TEAM, "is_for": rules.can_read_queue}
        declare_names("projects.Project", queries.names_seen)
        declare_part("projects", _("Vos projets"))
        declare_kind(
            "projects.declared",
            _("Accusé de réception d’un projet déclaré"),
            why=_("Vous avez déclaré ce projet."),
            is_instant=True,
            still=mootness.for_the_team,
        )
        declare_kind(
            "projects.to_read",
            _("Nouveau projet à lire pour le programme"),
            default=Rhythm.DAILY,
            still=mootness.to_read,
            **reading,
        )
        declare_kind(
            "projects.information_asked",
            _("Complément demandé par les lecteurs, avec un délai"),
            why=team,
            is_mandatory=True,
            still=mootness.information_asked,
        )
        declare_kind("projects.information_given", _("Réponse d’une équipe à votre question"), still=mootness.for_the_readers, **reading)
        declare_kind("projects.third_reading", _("Troisième lecture attendue"), still=mootness.for_the_readers, **reading)
        declare_kind("projects.outcome", _("Décision sur un de vos projets"), why=team, is_mandatory=True, still=mootness.for_the_team)
        declare_kind("projects.published", _("Fiche de projet publiée"), why=team, default=Rhythm.DAILY, still=mootness.published)
        declare_kind("projects.archived", _("Projet mis de côté"), why=team, default=Rhythm.DAILY, still=mootness.archived)
        declare_kind(
            "projects.joined",
            _("Nouvelle personne dans une équipe"),
            why=_("Vous gérez l’équipe du projet."),
            default=Rhythm.DAILY,
            still=mootness.for_the_leads,
        )
