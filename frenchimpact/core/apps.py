import gc

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "frenchimpact.core"
    label = "core"

    def ready(self) -> None:
        from frenchimpact.core import checks, words  # noqa: F401 - checks register themselves

        words.join_catalogues()
        # What is loaded by now stays: the collector looks no more at it, and less often at what a page or a file makes and drops at once.
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
