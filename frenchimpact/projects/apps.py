from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "frenchimpact.projects"
    label = "projects"

    def ready(self) -> None:
        from frenchimpact.files.rules import register_reader
        from frenchimpact.notifications.rules import declare_kind
        from frenchimpact.projects import rules

        register_reader("projects.Project", rules.can_read_document, purpose=rules.DOCUMENT)
        register_reader("projects.Project", rules.can_read_picture, purpose=rules.PICTURE)
        declare_kind("projects.declared", _("Accusé de réception d’un projet déclaré"))
        declare_kind("projects.information_asked", _("Complément demandé par les lecteurs"))
        declare_kind("projects.information_given", _("Réponse d’une équipe à votre question"))
        declare_kind("projects.third_reading", _("Troisième lecture attendue"))
        declare_kind("projects.outcome", _("Décision sur un de vos projets"))
        declare_kind("projects.published", _("Fiche de projet publiée"))
        declare_kind("projects.archived", _("Projet mis de côté"))
        declare_kind("projects.joined", _("Nouvelle personne dans une équipe"))
