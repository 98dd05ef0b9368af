from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "frenchimpact.demo"
    label = "demo"

    def ready(self) -> None:
        from frenchimpact.core.clock import Ahead
        from frenchimpact.demo import queries

        Ahead.read = queries.offset
