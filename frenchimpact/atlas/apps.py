from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "frenchimpact.atlas"
    label = "atlas"

    def ready(self) -> None:
        from frenchimpact.atlas import listeners  # noqa: F401  # registers what it hears
        from frenchimpact.atlas.direct import public_page
        from frenchimpact.atlas.places import place_url
        from frenchimpact.core import pages
        from frenchimpact.core.references import References

        pages.GLOBALS["place_url"] = place_url
        References.find = public_page
