from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "frenchimpact.content"
    label = "content"

    def ready(self) -> None:
        from frenchimpact.content import wording
        from frenchimpact.content.shown import content_context
        from frenchimpact.core import pages
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.mail import actions as mail

        SPACE.append(Destination(_("Contenus"), "/mon-espace/contenus/", role="operator", part="programme", rank=94))
        pages.CONTEXTS.append(content_context)
        mail.Wordings.find = wording.wording_of
