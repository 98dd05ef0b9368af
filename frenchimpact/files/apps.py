from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "frenchimpact.files"
    label = "files"
    verbose_name = _("Fichiers")

    def ready(self) -> None:
        from frenchimpact.core import pages
        from frenchimpact.files import queries, rules
        from frenchimpact.files.names import size_words

        pages.FILTERS["file_size"] = size_words
        pages.GLOBALS["file_address"] = queries.address
        pages.GLOBALS["thumbnail_address"] = queries.thumbnail_address
        rules.register_reader("accounts.User", rules.is_own_parcel, purpose=rules.PARCEL)
