from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "frenchimpact.core"
    label = "core"

    def ready(self) -> None:
        from frenchimpact.core import checks  # noqa: F401 - registers them
