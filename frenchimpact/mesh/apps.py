from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeshConfig(AppConfig):
    name = "frenchimpact.mesh"
    label = "mesh"
    verbose_name = _("Maillage")

    def ready(self) -> None:
        from frenchimpact.core.misses import hear_misses
        from frenchimpact.mesh.actions import note_miss
        from frenchimpact.resources.queries.delays import tell_delays
        from frenchimpact.support.queries.supports import delays_of

        hear_misses(note_miss)
        # Support and programmes stand side by side: what one measures, the other shows.
        tell_delays(delays_of)
