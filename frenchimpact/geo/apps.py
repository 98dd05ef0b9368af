from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "frenchimpact.geo"
    label = "geo"

    def ready(self) -> None:
        from frenchimpact.core import pages
        from frenchimpact.geo.queries import level_words, place_detail, place_words

        pages.GLOBALS.update(level_words=level_words, place_words=place_words, place_detail=place_detail)
