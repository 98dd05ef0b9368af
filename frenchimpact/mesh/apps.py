from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeshConfig(AppConfig):
    name = "frenchimpact.mesh"
    label = "mesh"
    verbose_name = _("Maillage")

    def ready(self) -> None:
        from frenchimpact.core.misses import hear_misses
        from frenchimpact.mesh.actions import note_miss

        hear_misses(note_miss)
