from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "frenchimpact.journal"
    label = "journal"

    def ready(self) -> None:
        from frenchimpact.core.facts import Recorder
        from frenchimpact.journal import actions

        Recorder.write = actions.record
