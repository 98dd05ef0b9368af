from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "frenchimpact.accounts"
    label = "accounts"
    verbose_name = _("Comptes")

    def ready(self) -> None:
        from frenchimpact.accounts import asking, sessions
        from frenchimpact.accounts.proconnect import provider
        from frenchimpact.core import pages
        from frenchimpact.core.resume import SignIn
        from frenchimpact.design.navigation import SPACE, Destination

        SignIn.ask = asking.ask
        SignIn.prove = asking.ask_to_prove
        SignIn.is_fresh = sessions.is_fresh
        pages.CONTEXTS.append(lambda request: {"has_proconnect": provider.is_on()})
        SPACE.append(Destination(_("Sécurité"), "/mon-espace/securite/", part="account", rank=102))
