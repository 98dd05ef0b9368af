from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "frenchimpact.geo"
    label = "geo"
