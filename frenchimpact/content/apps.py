from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "frenchimpact.content"
    label = "content"
    verbose_name = _("Contenus du site")

    def ready(self) -> None:
        from frenchimpact.content import shown, wording
        from frenchimpact.core import pages
        from frenchimpact.design.navigation import SPACE, WRITTEN, Destination
        from frenchimpact.mail import actions as mail

        SPACE.append(Destination(_("Contenus"), "/mon-espace/contenus/", role="operator", part="programme", rank=94))
        WRITTEN.extend(
            [(_("Pages"), shown.pages_written), (_("Aide, pas à pas"), shown.helps_written), (_("Actualités"), shown.news_written)]
        )
        pages.CONTEXTS.append(shown.content_context)
        mail.Wordings.find = wording.wording_of
