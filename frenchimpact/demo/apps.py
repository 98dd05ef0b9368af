from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "frenchimpact.demo"
    label = "demo"

    def ready(self) -> None:
        from frenchimpact.core.clock import Ahead
        from frenchimpact.core.resume import SignIn
        from frenchimpact.demo import queries, rules

        Ahead.read = queries.offset
        SignIn.is_for_show = rules.has_nothing_to_prove
