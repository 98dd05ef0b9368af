from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "frenchimpact.desk"
    label = "desk"
