from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "frenchimpact.opendata"
    label = "opendata"
