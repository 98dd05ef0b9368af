from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "frenchimpact.core"
    label = "core"
