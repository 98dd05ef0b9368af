from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "frenchimpact.core"
    label = "core"

    def ready(self) -> None:
        from frenchimpact.core import checks, words  # noqa: F401 - checks register themselves

        words.join_catalogues()
