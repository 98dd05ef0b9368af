from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "frenchimpact.projects"
    label = "projects"
