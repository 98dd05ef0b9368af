from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "frenchimpact.calls"
    label = "calls"

    def ready(self) -> None:
        from frenchimpact.calls import moving  # noqa: F401 - declares how applications follow a merge
