from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "frenchimpact.atlas"
    label = "atlas"
